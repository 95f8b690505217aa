/**
 * The notebooks that the editor has open: the Python cells of each, in order, as one program.
 *
 * A cell of the program begins at the start of a line and has the very length of its text, so places lead both ways.
 */
import type { DidChangeNotebookDocumentParams, DidOpenNotebookDocumentParams, NotebookCell, TextDocumentItem } from 'vscode-languageserver';
import { documentOf } from '../project/document.ts';
import { withoutMagics } from '../project/magics.ts';
import { changedText, type OpenCell, type OpenDocument } from './documents.ts';
import { pathOfUri } from './uris.ts';

type Cells = readonly Omit<OpenCell, 'start'>[];
type StructureChange = NonNullable<NonNullable<DidChangeNotebookDocumentParams['change']['cells']>['structure']>;

export function openNotebook({ notebookDocument, cellTextDocuments }: DidOpenNotebookDocumentParams): OpenDocument {
  return assembled(notebookDocument.uri, notebookDocument.version, cellsOf(notebookDocument.cells, [], cellTextDocuments));
}

export function changeNotebook(
  open: OpenDocument,
  version: number,
  { cells: change }: DidChangeNotebookDocumentParams['change'],
): OpenDocument {
  let cells: Cells = open.cells ?? [];
  if (change?.structure !== undefined) cells = restructured(cells, change.structure);
  for (const { document, changes } of change?.textContent ?? []) {
    cells = cells.map((cell) =>
      cell.uri === document.uri ? { uri: cell.uri, version: document.version, text: changedText(cell.text, changes) } : cell,
    );
  }
  return assembled(open.uri, version, cells);
}

function restructured(cells: Cells, { array, didOpen }: StructureChange): Cells {
  const { start, deleteCount, cells: added = [] } = array;
  return [...cells.slice(0, start), ...cellsOf(added, cells, didOpen ?? []), ...cells.slice(start + deleteCount)];
}

/** Cells with their texts: those that come newly, and those that were there before (a cell that is moved is not opened again). */
function cellsOf(wanted: readonly NotebookCell[], known: Cells, opened: readonly TextDocumentItem[]): Cells {
  return wanted.map(({ document: uri }) => {
    const item = opened.find((one) => one.uri === uri);
    return item === undefined
      ? (known.find((cell) => cell.uri === uri) ?? { uri, version: 0, text: '' })
      : { uri, version: item.version, text: item.text };
  });
}

function assembled(uri: string, version: number, given: Cells): OpenDocument {
  let program = '';
  const cells = given.map((cell): OpenCell => {
    const start = program.length;
    program += `${withoutMagics(cell.text)}\n`;
    return { uri: cell.uri, version: cell.version, text: cell.text, start };
  });
  return { uri, version, text: program, source: null, document: documentOf(pathOfUri(uri), 'python', program), cells };
}
