/** `check --show-settings`: what is in force for the files that would be checked, and where each value comes from. */
import { showPython } from '../base/version.ts';
import { comparePython, newestProvedPython } from '../base/version.ts';
import type { Configuration, Origin } from '../project/configuration.ts';
import { settingKeys, type SettingKey } from '../project/layer.ts';
import { absolutePath, folderOf } from '../project/paths.ts';
import type { Discovery } from '../project/discover.ts';
import type { Rule } from '../rules/rule.ts';
import { activeRules } from '../rules/select.ts';
import type { Parsed } from './options.ts';
import { shownPath } from './placed.ts';
import { codeOfProblems, printProblems, relative, type Settled } from './session.ts';
import { styleFor } from './style.ts';
import type { World } from './world.ts';

export async function showSettings(
  found: Discovery,
  parsed: Parsed,
  world: World,
  settled: Settled,
  rules: readonly Rule[],
): Promise<number> {
  const counts = new Map<Configuration, number>();
  for (const { configuration } of found.files) counts.set(configuration, (counts.get(configuration) ?? 0) + 1);
  if (counts.size === 0) {
    const stat = await world.host.stat(absolutePath(world.folder, parsed.paths[0] ?? '.'));
    const first = absolutePath(world.folder, parsed.paths[0] ?? '.');
    counts.set(await settled.configurations.forFolder('kind' in stat && stat.kind === 'folder' ? first : folderOf(first)), 0);
  }
  const described = [...counts].map(([configuration, files]) => describe(configuration, files, world, rules));
  if (parsed.text('format') === 'json') world.output.write(`${JSON.stringify(described, null, 2)}\n`);
  else
    for (const [index, description] of described.entries())
      world.output.write(`${index === 0 ? '' : '\n'}${asText(description, parsed, world)}`);
  const problems = [...settled.problems, ...settled.configurations.problems, ...found.problems].map((problem) => relative(problem, world));
  printProblems(problems, world);
  return codeOfProblems(problems);
}

interface Description {
  readonly configuration: string | null;
  readonly root: string;
  readonly files: number;
  readonly settings: Readonly<Record<string, { readonly value: unknown; readonly from: string }>>;
  readonly rules: readonly { readonly code: string; readonly name: string; readonly level: string }[];
}

function describe(
  { settings, origins, file, maxFileBytes, baseline }: Configuration,
  files: number,
  world: World,
  rules: readonly Rule[],
): Description {
  const unproved = comparePython(settings.python, newestProvedPython) > 0 ? ' (unproved)' : '';
  const values: Readonly<Record<SettingKey, unknown>> = {
    baseline: baseline === null ? null : shownPath(world.folder, baseline.path),
    select: settings.select,
    'extend-select': settings.extendSelect,
    ignore: settings.ignore,
    'per-file-ignores': Object.fromEntries(settings.perFileIgnores.map(({ pattern, selectors }) => [pattern, selectors])),
    levels: Object.fromEntries(settings.levels),
    exclude: settings.exclude,
    'extend-exclude': [],
    python: showPython(settings.python) + unproved,
    'avoid-duplicates-of': settings.avoidDuplicatesOf,
    resources: settings.resources,
    caches: settings.caches,
    registrations: settings.registrations.map(({ registers, takesBack }) => ({ registers, 'takes-back': takesBack })),
    'max-file-size': maxFileBytes / 1e6,
  };
  // both lists of exclusions are one in force
  const shown = settingKeys.filter((key) => key !== 'extend-exclude');
  return {
    configuration: file === null ? null : shownPath(world.folder, file),
    root: shownPath(world.folder, settings.root),
    files,
    settings: Object.fromEntries(
      shown.map((key) => [
        key,
        {
          value: values[key],
          from: originText(key === 'exclude' && origins.exclude.from === 'default' ? origins['extend-exclude'] : origins[key], world),
        },
      ]),
    ),
    rules: [...activeRules(rules, settings)].map(([{ code, name }, level]) => ({ code, name, level })),
  };
}

const originText = (origin: Origin, world: World): string =>
  origin.from === 'file'
    ? `${shownPath(world.folder, origin.path)}:${origin.line}:${origin.column}`
    : origin.from === 'request'
      ? 'command line'
      : 'default';

function asText({ configuration, root, files, settings, rules }: Description, parsed: Parsed, world: World): string {
  const style = styleFor(world, world.output, parsed.text('color'));
  const rows = Object.entries(settings).map(([key, { value, from }]) => {
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    return `${key.padEnd(20)} ${shown.padEnd(24)} ${style.dim(from)}\n`;
  });
  const head = `${style.bold(configuration ?? 'no configuration file')} (patterns are relative to ${root}; ${files} file${files === 1 ? '' : 's'})\n`;
  return `${head}${rows.join('')}${'rules'.padEnd(20)} ${rules.map(({ code, name, level }) => `${code} ${name}: ${level}`).join(`\n${' '.repeat(21)}`)}\n`;
}
