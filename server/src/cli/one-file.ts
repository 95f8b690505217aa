/** A snapshot around the one file that `refs`, `graph` and `show` are about (with its crate, for Rust). */
import { crates } from '../project/crates.ts';
import { decode, undecodable } from '../project/decode.ts';
import { discover } from '../project/discover.ts';
import { documentOf, notebookDocumentOf, type Document } from '../project/document.ts';
import { failed } from '../project/host.ts';
import { absolutePath } from '../project/paths.ts';
import type { Problem } from '../project/problem.ts';
import { snapshotOf, type Snapshot } from '../project/snapshot.ts';
import { tooLarge } from './examine.ts';
import type { Parsed } from './options.ts';
import { codeOfProblems, printProblems, relative, settle } from './session.ts';
import type { Checking, World } from './world.ts';

export interface OneFile {
  readonly snapshot: Snapshot;
  readonly document: Document;
  /** Of problems on the way that did not keep the file from being read. */
  readonly code: number;
}

/** The file, or the exit code after the reason was printed. */
export async function openFile(written: string, parsed: Parsed, world: World, checking: Checking): Promise<OneFile | number> {
  const path = absolutePath(world.folder, written);
  const settled = settle(parsed, world, checking.rules);
  const stat = await world.host.stat(path);
  const isFolder = !failed(stat) && stat.kind === 'folder';
  const found = isFolder
    ? { files: [], problems: [{ kind: 'input' as const, path, message: 'is a folder; a file is needed' }] }
    : await discover(world.host, [path], settled.configurations);
  const problems: Problem[] = [...settled.problems, ...settled.configurations.problems, ...found.problems];
  const stop = (): number => {
    const shown = problems.map((problem) => relative(problem, world));
    printProblems(shown, world);
    return codeOfProblems(shown);
  };
  const [file] = found.files;
  if (file === undefined) return stop();
  const read = async (from: string): Promise<Document | Problem> => {
    const known = await world.host.stat(from);
    const limit = file.configuration.maxFileBytes;
    if (!failed(known) && known.size > limit) return { kind: 'input', path: from, message: tooLarge(known.size, limit) };
    const bytes = await world.host.read(from);
    if (failed(bytes)) return { kind: 'input', path: from, message: bytes.failure };
    const decoded = decode(bytes, file.format);
    if (undecodable(decoded)) return { ...decoded, kind: 'input', path: from };
    const document = file.format === 'notebook' ? notebookDocumentOf(from, decoded.text) : documentOf(from, file.format, decoded.text);
    return 'message' in document ? { ...document, kind: 'input', path: from } : document;
  };
  let document = await read(path);
  if (!('kind' in document) && document.tree.errors > 0) {
    await world.loadGrammars();
    document = await read(path);
  }
  if ('kind' in document) {
    problems.push(document);
    return stop();
  }
  const crate = file.format === 'rust' ? await crates(world.host).forFile(path) : null;
  const documents = [document];
  for (const mate of crate?.paths ?? []) {
    const other = mate === path ? null : await read(mate);
    if (other !== null && !('kind' in other)) documents.push(other);
  }
  return {
    document,
    snapshot: snapshotOf(
      documents,
      () => file.configuration.settings,
      () => crate,
    ),
    code: stop(),
  };
}
