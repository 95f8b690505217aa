/** Rendered answers: what is said at each caret of a program is, word for word, the fence that stands for it. */
import { offsetAt } from '../../../server/src/base/lines.ts';
import { defaultPython, type PythonVersion } from '../../../server/src/base/version.ts';
import { collectionsText } from '../../../server/src/ide/collections.ts';
import { hintsIn } from '../../../server/src/ide/hints.ts';
import { hover } from '../../../server/src/ide/hover.ts';
import { storyAt } from '../../../server/src/ide/story.ts';
import type { Snapshot } from '../../../server/src/project/snapshot.ts';
import type { CaretMark } from '../marks.ts';
import type { Fence, Program } from '../page.ts';
import type { Project } from '../project.ts';
import { difference } from './fixes.ts';
import type { Problems } from './problem.ts';

type Ask = (snapshot: Snapshot, path: string, offset: number) => string | null;

/** What a caret may ask for. `null` as an answer: nothing is shown there. */
const questions: Readonly<Record<string, Ask>> = {
  hover: (snapshot, path, offset) => hover(snapshot, path, offset)?.markdown ?? null,
  story: storyAt,
  collections: (snapshot, path) => collectionsText(snapshot, path),
  hint: (snapshot, path, offset) =>
    hintsIn(snapshot, path, { start: offset, end: offset })
      .map(({ label, tooltip }) => `${label} (${tooltip})`)
      .join('\n') || null,
};

/** A fence and what it should hold. */
export interface Answer {
  readonly fence: Fence;
  readonly text: string;
}

export function checkAnswers(program: Program, project: Project, problems: Problems): readonly Answer[] {
  const carets = program.main.marks.filter((mark): mark is CaretMark => mark.kind === 'caret');
  const version: PythonVersion = project.versions.find((each) => each[1] === defaultPython[1]) ?? project.versions.at(-1) ?? defaultPython;
  const unread = [...program.answers];
  const answers: Answer[] = [];
  for (const caret of carets) {
    const ask = questions[caret.question];
    if (ask === undefined) {
      problems.add(caret.at, `nobody answers \`${caret.question}\``);
      continue;
    }
    const index = unread.findIndex(({ info }) => info === caret.question);
    const text = ask(project.snapshot(version), project.path, offsetOf(project.snapshot(version), project.path, caret)) ?? '(nothing)';
    if (index === -1) {
      problems.add(caret.at, `no \`${caret.question}\` fence answers this caret; it would be:\n${text}`);
      continue;
    }
    const [fence] = unread.splice(index, 1);
    answers.push({ fence, text: text.trimEnd() });
    if (fence.text.trimEnd() !== text.trimEnd())
      problems.add(
        fence.line,
        `the answer has changed (\`npm run bless\` writes it):\n${difference(fence.text.trimEnd(), text.trimEnd())}`,
      );
  }
  for (const fence of unread) problems.add(fence.line, `no caret asks for this \`${fence.info}\` fence`);
  return answers;
}

function offsetOf(snapshot: Snapshot, path: string, caret: CaretMark): number {
  return offsetAt(snapshot.document(path)!.lines, { line: caret.line, character: caret.column });
}
