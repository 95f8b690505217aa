/** The options of every command, as data: parsing, `--help` and suggestions are made from this table. */
import { parseArgs } from 'node:util';
import { levels } from '../base/finding.ts';
import { newestPython, oldestPython, readPython, showPython } from '../base/version.ts';
import { suggestion } from '../project/layer.ts';

interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: true;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly help: string;
}

type Options = Readonly<Record<string, Option>>;

interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly options: Options;
  /** How many arguments: at least, at most. */
  readonly arguments: readonly [number, number];
}

const python: Option = {
  type: 'string',
  value: 'VERSION',
  help: `target version, ${showPython(oldestPython)} … ${showPython(newestPython)}, free-threaded as 3.14t (default: from the project, else 3.13)`,
};

const common: Options = {
  config: { type: 'string', value: 'FILE', help: 'use this configuration file' },
  isolated: { type: 'boolean', help: 'read no configuration file' },
  color: {
    type: 'string',
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    help: 'auto, always or never (default: auto; NO_COLOR is honoured)',
  },
  quiet: { type: 'boolean', short: 'q', help: 'print findings and errors only' },
  version: { type: 'boolean', short: 'V', help: 'print the version' },
  help: { type: 'boolean', short: 'h', help: 'print this help' },
};

const checkFormats = ['text', 'concise', 'json', 'jsonl', 'sarif', 'github', 'gitlab', 'junit'] as const;
export type CheckFormat = (typeof checkFormats)[number];

export const commands: Readonly<Record<string, Command>> = {
  check: {
    usage: 'check [PATH…]',
    summary: 'check files and folders (default: .); .py .pyi .ipynb .rs; honours .gitignore and configuration',
    arguments: [0, Infinity],
    options: {
      select: { type: 'string', multiple: true, value: 'RULES', help: 'run these rules: codes, names, blocks such as RC3, or ALL' },
      'extend-select': { type: 'string', multiple: true, value: 'RULES', help: 'run these rules too' },
      ignore: { type: 'string', multiple: true, value: 'RULES', help: 'do not run these rules' },
      level: { type: 'string', value: 'LEVEL', choices: levels, help: 'least level shown: error, warning, info or hint (default: info)' },
      format: { type: 'string', value: 'FORMAT', choices: checkFormats, help: `${checkFormats.join(', ')} (default: text)` },
      'output-file': { type: 'string', short: 'o', value: 'FILE', help: 'write the report to a file' },
      fix: { type: 'boolean', help: 'apply safe fixes' },
      'unsafe-fixes': { type: 'boolean', help: 'with --fix or --diff: also fixes that may change behaviour' },
      diff: { type: 'boolean', help: 'show what --fix would change; write nothing' },
      'stdin-filename': { type: 'string', value: 'NAME', help: 'with the path -: the name of what comes on standard input' },
      statistics: { type: 'boolean', help: 'print how many findings each rule has' },
      baseline: { type: 'string', value: 'FILE', help: 'leave out the findings that this file lists' },
      'write-baseline': { type: 'boolean', help: 'write all findings to the baseline (default: decref-baseline.json)' },
      jobs: { type: 'string', short: 'j', value: 'N', help: 'number of threads (default: all cores when there are many files)' },
      'no-cache': { type: 'boolean', help: 'do not reuse earlier results' },
      watch: { type: 'boolean', short: 'w', help: 'check again whenever a file changes' },
      'exit-zero': { type: 'boolean', help: 'exit 0 even when there are findings' },
      'show-settings': { type: 'boolean', help: 'print what is in force and where it comes from' },
      python,
    },
  },
  refs: {
    usage: 'refs FILE',
    summary: 'the simulated reference counts of a Python or Rust file',
    arguments: [1, 1],
    options: {
      format: { type: 'string', value: 'FORMAT', choices: ['text', 'json', 'jsonl'], help: 'text, json or jsonl (default: text)' },
      objects: { type: 'boolean', help: 'also each object that is created, and what only the collector frees' },
      python,
    },
  },
  graph: {
    usage: 'graph FILE --at L:C',
    summary: 'who holds the object named at a place',
    arguments: [1, 1],
    options: {
      at: { type: 'string', value: 'L:C', help: 'line and column, both from 1' },
      format: {
        type: 'string',
        value: 'FORMAT',
        choices: ['text', 'json', 'dot', 'mermaid', 'svg'],
        help: 'text, json, dot, mermaid or svg (default: text)',
      },
      python,
    },
  },
  explain: { usage: 'explain RULE', summary: "a rule's page, by code or name", arguments: [1, 1], options: {} },
  rules: {
    usage: 'rules',
    summary: 'the rule table',
    arguments: [0, 0],
    options: {
      format: { type: 'string', value: 'FORMAT', choices: ['text', 'json', 'markdown'], help: 'text, json or markdown (default: text)' },
    },
  },
  server: {
    usage: 'server --stdio',
    summary: 'the language server',
    arguments: [0, 0],
    options: { stdio: { type: 'boolean', help: 'speak over standard input and output' } },
  },
  show: {
    usage: 'show tree|flow|story FILE',
    summary: 'a stage of the analysis, for whoever works on Decref',
    arguments: [2, 2],
    options: { at: { type: 'string', value: 'L:C', help: 'only what is at this place' }, python },
  },
};

export interface Parsed {
  readonly command: string;
  readonly paths: readonly string[];
  readonly text: (name: string) => string | undefined;
  readonly list: (name: string) => readonly string[] | undefined;
  readonly flag: (name: string) => boolean;
}

/** What is asked for, or one line that says what is wrong with it. */
export function parseCommand(command: string, args: readonly string[]): Parsed | string {
  const known = commands[command];
  const options: Options = { ...known.options, ...common };
  let result;
  try {
    result = parseArgs({
      args: [...args],
      allowPositionals: true,
      strict: false,
      tokens: true,
      options: Object.fromEntries(
        Object.entries(options).map(([name, { type, short, multiple }]) => [
          name,
          { type, ...(short === undefined ? {} : { short }), ...(multiple ? { multiple } : {}) },
        ]),
      ),
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  for (const token of result.tokens) {
    if (token.kind !== 'option') continue;
    // without a value the next option would be taken for it
    const value = token.value !== undefined && !token.inlineValue && /^-./.test(token.value) ? undefined : token.value;
    const fault = faultOf(token.name, token.rawName, value, options, command);
    if (fault !== null) return fault;
  }
  const [least, most] = known.arguments;
  const paths = result.positionals;
  if (!result.values['help'] && !result.values['version']) {
    if (paths.length < least)
      return `\`decref ${command}\` needs ${least === 1 ? 'an argument' : `${least} arguments`}: decref ${known.usage}`;
    if (paths.length > most) return `\`decref ${command}\` has too many arguments, from \`${paths[most]}\` on: decref ${known.usage}`;
  }
  const values: Readonly<Record<string, unknown>> = result.values;
  return {
    command,
    paths,
    text: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
    list: (name) => {
      const written = values[name];
      return Array.isArray(written)
        ? written
            .flatMap((part) => String(part).split(','))
            .map((part) => part.trim())
            .filter((part) => part !== '')
        : undefined;
    },
    flag: (name) => values[name] === true,
  };
}

function faultOf(name: string, raw: string, value: string | undefined, options: Options, command: string): string | null {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) {
    const written = Object.keys(options).map((known) => `--${known}`);
    return `unknown option \`${raw}\` of \`decref ${command}\`${suggestion(raw, written)}`;
  }
  if (option.type === 'boolean') return value === undefined ? null : `\`${raw}\` takes no value`;
  if (value === undefined || value === '') return `\`${raw}\` needs a value: ${raw} ${option.value ?? 'VALUE'}`;
  if (option.choices !== undefined && !option.choices.includes(value)) {
    return `\`${value}\` is no value of \`${raw}\`${suggestion(value, option.choices) || `: ${option.choices.join(', ')}`}`;
  }
  if (name === 'python' && readPython(value) === null) {
    return `\`${value}\` is no target version: \`--python\` takes ${showPython(oldestPython)} … ${showPython(newestPython)}, free-threaded builds 3.13t and later`;
  }
  if (name === 'jobs' && !/^[1-9]\d{0,2}$/.test(value)) return `\`${value}\` is no number of threads: \`--jobs\` takes 1 … 999`;
  if (name === 'at' && !/^[1-9]\d*:[1-9]\d*$/.test(value)) return `\`${value}\` is no place: \`--at\` takes line and column, e.g. 12:5`;
  return null;
}

/** `12:5`, already known to be well formed. */
export function readPlace(text: string): { readonly line: number; readonly column: number } {
  const [line, column] = text.split(':').map(Number);
  return { line, column };
}

export function helpOf(command: string | null): string {
  if (command === null) {
    const rows = Object.values(commands).map(({ usage, summary }) => `  decref ${usage.padEnd(28)}${summary}`);
    return [
      'Decref finds references that are never let go, in Python and in Rust/PyO3.',
      '',
      'Usage:',
      ...rows,
      '',
      'Options of every command:',
      ...optionRows(common),
      '',
      'Exit code: 0 nothing at warning or above; 1 such findings; 2 wrong usage, configuration or unreadable input; 3 an internal error.',
      '`decref COMMAND --help` tells the options of a command.',
      '',
    ].join('\n');
  }
  const { usage, summary, options } = commands[command];
  return [
    `decref ${usage}`,
    `  ${summary}`,
    '',
    ...(Object.keys(options).length === 0 ? [] : ['Options:', ...optionRows(options), '']),
    'Common options:',
    ...optionRows(common),
    '',
  ].join('\n');
}

function optionRows(options: Options): string[] {
  return Object.entries(options).map(([name, { short, value, help }]) => {
    const written = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return `  ${written.padEnd(30)}${help}`;
  });
}
