/** What every command begins with: the request of the command line as a layer of settings, configurations, problems printed once. */
import { configurations, type Configurations } from '../project/configuration.ts';
import { type Layer, type RuleId, selectsAny, unknownRule } from '../project/layer.ts';
import { absolutePath } from '../project/paths.ts';
import type { Problem } from '../project/problem.ts';
import { comparePython, newestProvedPython, readPython, showPython } from '../base/version.ts';
import type { Parsed } from './options.ts';
import { shownPath } from './placed.ts';
import { problemLine } from './report/report.ts';
import { exit, type World } from './world.ts';

export interface Settled {
  readonly configurations: Configurations;
  /** Of the command line itself. */
  readonly problems: readonly Problem[];
}

export function settle(parsed: Parsed, world: World, rules: readonly RuleId[]): Settled {
  const problems: Problem[] = [];
  const file = parsed.text('config');
  const request = requestOf(parsed, rules, problems);
  return {
    configurations: configurations(world.host, {
      rules,
      request,
      isolated: parsed.flag('isolated'),
      ...(file === undefined ? {} : { file: absolutePath(world.folder, file) }),
    }),
    problems,
  };
}

/** A selector that names no rule is reported and selects nothing; it never widens the choice. */
function requestOf(parsed: Parsed, rules: readonly RuleId[], problems: Problem[]): Layer {
  const layer: { -readonly [Key in keyof Layer]: Layer[Key] } = {};
  for (const key of ['select', 'extend-select', 'ignore'] as const) {
    const selectors = parsed.list(key);
    if (selectors === undefined) continue;
    for (const selector of selectors) {
      if (!selectsAny(selector, rules))
        problems.push({ kind: 'settings', path: '', message: `\`--${key}\`: ${unknownRule(selector, rules)}` });
    }
    layer[key] = selectors;
  }
  const python = parsed.text('python');
  const version = python === undefined ? null : readPython(python);
  if (version !== null) layer.python = version;
  if (version !== null && comparePython(version, newestProvedPython) > 0) {
    problems.push({
      kind: 'note',
      path: '',
      message: `Python ${showPython(version)} is unproved: no test compares its counts with a real interpreter yet`,
    });
  }
  return layer;
}

/** One line on standard error for each problem. */
export function printProblems(problems: readonly Problem[], world: World): void {
  for (const problem of problems) world.errors.write(`decref: ${problemLine(problem)}\n`);
}

/** With the path as it is shown. */
export const relative = (problem: Problem, world: World): Problem =>
  problem.path === '' ? problem : { ...problem, path: shownPath(world.folder, problem.path) };

/** The exit code that problems ask for. */
export function codeOfProblems(problems: readonly Problem[]): number {
  if (problems.some(({ kind }) => kind === 'internal')) return exit.internal;
  return problems.some(({ kind }) => kind === 'input' || kind === 'settings') ? exit.usage : exit.clean;
}
