/** `decref show`: a stage of the analysis as text, for whoever works on Decref. */
import { offsetOfPosition } from '../base/lines.ts';
import { factsOf } from '../ide/facts.ts';
import { flowText, treeText } from '../ide/stages.ts';
import { NONE, nodeAt, root } from '../syntax/tree.ts';
import { cycleStories, storyAt } from '../ide/story.ts';
import { openFile } from './one-file.ts';
import { commands, readPlace, type Parsed } from './options.ts';
import { shownPath } from './placed.ts';
import { printProblems } from './session.ts';
import { exit, type World } from './world.ts';

export async function show(parsed: Parsed, world: World): Promise<number> {
  const [stage, file] = parsed.paths;
  if (stage !== 'tree' && stage !== 'flow' && stage !== 'story') {
    printProblems([{ kind: 'settings', path: '', message: `unknown stage \`${stage}\`: decref ${commands['show'].usage}` }], world);
    return exit.usage;
  }
  const opened = await openFile(file, parsed, world, await world.loadChecking());
  if (typeof opened === 'number') return opened;
  const { snapshot, document, code } = opened;
  const at = parsed.text('at');
  const offset = at === undefined ? null : offsetOfPosition(document.lines, readPlace(at));
  if (stage === 'tree') {
    const from = offset === null ? root(document.tree) : nodeAt(document.tree, offset);
    world.output.write(from === NONE ? '' : treeText(document, from));
    return code;
  }
  const known = factsOf(snapshot, document.path);
  if (known?.language !== 'python') {
    printProblems(
      [{ kind: 'input', path: shownPath(world.folder, document.path), message: `\`show ${stage}\` is about Python; this is Rust` }],
      world,
    );
    return exit.usage;
  }
  if (stage === 'flow') world.output.write(flowText(known.facts, document, offset));
  else if (offset !== null) world.output.write(storyAt(snapshot, document.path, offset) ?? '');
  else for (const line of cycleStories(known.facts, document, null)) world.output.write(`${line}\n`);
  return code;
}
