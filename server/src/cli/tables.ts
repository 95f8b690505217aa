/** `decref rules` and `decref explain`: what the rules are and what their pages say. */
import { suggestion } from '../project/layer.ts';
import type { Rule } from '../rules/rule.ts';
import type { Parsed } from './options.ts';
import { printProblems } from './session.ts';
import { styleFor, type Style } from './style.ts';
import { exit, type World } from './world.ts';

export async function rulesTable(parsed: Parsed, world: World): Promise<number> {
  const { rules } = await world.loadChecking();
  const format = parsed.text('format') ?? 'text';
  if (format === 'json') {
    const rows = rules.map(({ code, name, summary, level, status, fix, since, language }) => ({
      code,
      name,
      summary,
      level,
      status,
      fix,
      since,
      language,
    }));
    world.output.write(`${JSON.stringify(rows, null, 2)}\n`);
  } else if (format === 'markdown') {
    const rows = rules.map(({ code, name, level, fix, summary }) => `| ${code} | \`${name}\` | ${level} | ${fix} | ${summary} |\n`);
    world.output.write(`| code | name | level | fix | |\n|---|---|---|---|---|\n${rows.join('')}`);
  } else {
    const style = styleFor(world, world.output, parsed.text('color'));
    const width = Math.max(...rules.map(({ name }) => name.length));
    for (const { code, name, level, status, fix, summary } of rules) {
      const shownLevel = level === 'off' ? style.dim('off    ') : style.level(level, level.padEnd(7));
      world.output.write(
        `${style.bold(code)}  ${name.padEnd(width)}  ${shownLevel}  ${status.padEnd(7)}  ${`fix: ${fix}`.padEnd(19)}  ${summary}\n`,
      );
    }
  }
  return exit.clean;
}

export async function explain(parsed: Parsed, world: World): Promise<number> {
  const { rules } = await world.loadChecking();
  const [wanted] = parsed.paths;
  const rule = rules.find(({ code, name }) => code === wanted.toUpperCase() || name === wanted.toLowerCase());
  if (rule === undefined) {
    const hint =
      suggestion(
        wanted,
        rules.flatMap(({ code, name }) => [code, name]),
      ) || '; `decref rules` lists all';
    printProblems([{ kind: 'settings', path: '', message: `unknown rule \`${wanted}\`${hint}` }], world);
    return exit.usage;
  }
  world.output.write(explained(rule, styleFor(world, world.output, parsed.text('color'))));
  return exit.clean;
}

/** The page as it is, under one line of facts; headings and fences are set off in a terminal. */
function explained({ code, name, level, status, fix, since, page }: Rule, style: Style): string {
  let fenced = false;
  const body = page
    .trimEnd()
    .split('\n')
    .map((line) => {
      if (line.startsWith('```')) {
        fenced = !fenced;
        return style.dim(line);
      }
      return fenced ? line : line.startsWith('#') ? style.bold(line) : line;
    });
  return `${style.bold(`${code} ${name}`)}  level: ${level}, ${status}, fix: ${fix}, since ${since}\n\n${body.join('\n')}\n`;
}
