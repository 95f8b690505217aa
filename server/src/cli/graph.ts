/** `decref graph`: who holds the object that is named at a place. */
import { offsetOfPosition } from '../base/lines.ts';
import {
  graphAsDot,
  graphAsJson,
  graphAsMermaid,
  graphAsText,
  referenceGraph,
  type GraphFormat,
  type ReferenceGraph,
} from '../ide/graph.ts';
import { graphAsSvg } from '../ide/graph-svg.ts';
import { openFile } from './one-file.ts';
import { readPlace, type Parsed } from './options.ts';
import { shownPath } from './placed.ts';
import { printProblems } from './session.ts';
import { exit, type World } from './world.ts';

const drawings: Readonly<Record<GraphFormat, (graph: ReferenceGraph) => string>> = {
  text: graphAsText,
  json: graphAsJson,
  dot: graphAsDot,
  mermaid: graphAsMermaid,
  svg: graphAsSvg,
};

export async function graph(parsed: Parsed, world: World): Promise<number> {
  const at = parsed.text('at');
  if (at === undefined) {
    printProblems([{ kind: 'settings', path: '', message: '`decref graph` needs a place: --at LINE:COLUMN' }], world);
    return exit.usage;
  }
  const opened = await openFile(parsed.paths[0], parsed, world, await world.loadChecking());
  if (typeof opened === 'number') return opened;
  const { snapshot, document, code } = opened;
  const place = readPlace(at);
  const drawn = referenceGraph(snapshot, document.path, offsetOfPosition(document.lines, place));
  if (drawn === null) {
    const why =
      document.language === 'rust' ? 'is Rust; graphs are drawn for names in Python' : 'there is no name here whose object is known';
    printProblems(
      [{ kind: 'input', path: shownPath(world.folder, document.path), line: place.line, column: place.column, message: why }],
      world,
    );
    return exit.usage;
  }
  world.output.write(drawings[(parsed.text('format') ?? 'text') as GraphFormat](drawn));
  return code;
}
