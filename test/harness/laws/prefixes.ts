/** Law 4: every prefix of a program, as it appears while it is typed, is analysed without throwing and within budget. */
import { newestProvedPython } from '../../../server/src/base/version.ts';
import { diagnose } from '../../../server/src/ide/diagnose.ts';
import { factsOf } from '../../../server/src/ide/facts.ts';
import { withDocument } from '../../../server/src/ide/fix-all.ts';
import { documentOf } from '../../../server/src/project/document.ts';
import type { Program } from '../page.ts';
import type { Project } from '../project.ts';
import type { Problems } from './problem.ts';

/** Seconds of this process's own time that one prefix may take: what takes so long for a page's short program would never end. */
const BUDGET = 5;
/** Prefixes of a program that are tried; a longer program is tried at every n-th character and at all ends of lines. */
const MOST = process.env.DECREF_PREFIXES === 'all' ? Infinity : 160;

export function checkPrefixes(program: Program, project: Project, problems: Problems): void {
  const { main, language } = program;
  const before = project.snapshot(newestProvedPython);
  const stride = Math.ceil(main.text.length / MOST);
  for (let length = 0; length <= main.text.length; length += 1) {
    if (length % stride !== 0 && main.text[length] !== '\n') continue;
    const line = main.lines[main.text.slice(0, length).split('\n').length - 1] ?? main.lines.at(-1);
    const begun = process.cpuUsage();
    try {
      const snapshot = withDocument(before, project.path, documentOf(project.path, language, main.text.slice(0, length)));
      const { crashes } = diagnose(snapshot, project.path);
      for (const crash of crashes)
        problems.add(line, `rule \`${crash.rule}\` crashes when the program ends here: ${crash.message.split('\n').slice(0, 3).join(' ')}`);
      // the dearer facts where a line ends; rules ask for the others at every place
      const known = main.text[length] === '\n' ? factsOf(snapshot, project.path) : undefined;
      if (known?.language === 'python') {
        known.facts.refs();
        known.facts.cycles();
        known.facts.objects();
        known.facts.garbage();
      }
    } catch (error) {
      problems.add(
        line,
        `analysis throws when the program ends here: ${error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ') : String(error)}`,
      );
      return;
    }
    const { user, system } = process.cpuUsage(begun);
    const spent = (user + system) / 1e6;
    if (spent > BUDGET) problems.add(line, `analysis takes ${spent.toFixed(1)} s when the program ends here`);
  }
}
