/** The command line in this process, with files in memory, a checker that the test gives, and streams that are kept. */
import type { Finding } from '../../server/src/base/finding.ts';
import { main } from '../../server/src/cli/main.ts';
import type { CacheStore, Checker, World } from '../../server/src/cli/world.ts';
import { memoryHost, type Failure } from '../../server/src/project/host.ts';
import type { Document } from '../../server/src/project/document.ts';
import type { Rule } from '../../server/src/rules/rule.ts';

export interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
  /** The files after the run. */
  readonly files: Readonly<Record<string, string | Uint8Array | Failure>>;
}

export interface Given {
  readonly files: Readonly<Record<string, string | Uint8Array | Failure>>;
  readonly check?: Checker;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  readonly cache?: CacheStore;
  readonly build?: string;
  /** A path that cannot be written. */
  readonly readOnly?: string;
}

const page = '# `bad-word`\n\nDetects `bad`.\n';

const about = { language: 'python', status: 'stable', since: '0.1.0', fix: 'safe or unsafe', check: () => [] } as const;

const testRules: readonly Rule[] = [
  { ...about, code: 'RC101', name: 'bad-word', summary: 'detects bad words', page, level: 'warning' },
  { ...about, code: 'RC102', name: 'sad-word', summary: 'detects sad words', page, level: 'info' },
  { ...about, code: 'RC501', name: 'odd-word', summary: 'detects odd words', page, level: 'hint' },
];

/** Runs `decref ARGS` in `/w`; a key of `files` that does not begin with `/` lies there. */
export async function decref(args: readonly string[], given: Given): Promise<Outcome> {
  const files: Record<string, string | Uint8Array | Failure> = {};
  for (const [path, content] of Object.entries(given.files)) files[path.startsWith('/') ? path : `/w/${path}`] = content;
  let output = '';
  let errors = '';
  let clock = 0;
  const world: World = {
    folder: '/w',
    environment: given.environment ?? {},
    host: {
      ...memoryHost(files),
      stat: (path) => memoryHost(files).stat(path),
      list: (path) => memoryHost(files).list(path),
      read: (path) => memoryHost(files).read(path),
    },
    output: { isTerminal: given.terminal ?? false, width: 80, write: (text) => void (output += text) },
    errors: { isTerminal: given.terminal ?? false, width: 80, write: (text) => void (errors += text) },
    readInput: () => Promise.resolve(new TextEncoder().encode(given.input ?? '')),
    writeFile(path, text) {
      if (given.readOnly === path) return Promise.resolve('permission denied');
      files[path] = text;
      return Promise.resolve(null);
    },
    answerSoFar() {},
    version: '1.2.3',
    build: given.build ?? 'test',
    cache: given.cache ?? null,
    cores: 1,
    now: () => (clock += 10),
    startWorker: null,
    loadGrammars: () => Promise.resolve(),
    serve: () => Promise.resolve(),
    watch: () => () => {},
    loadChecking: () => Promise.resolve({ rules: testRules, check: given.check ?? wordChecker }),
  };
  const code = await main(args, world);
  return { code, output, errors, files };
}

/** Finds the words `bad` (warning, safe fix to `good`), `sad` (info, unsafe fix) and `odd` (hint) wherever they stand. */
const wordChecker: Checker = (snapshot, path) => {
  const document = snapshot.document(path);
  return { path, crashes: [], broken: [], findings: document === undefined ? [] : wordsIn(document) };
};

export function wordsIn(document: Document): Finding[] {
  return [...document.text.matchAll(/\b(bad|sad|odd)\b/g)].map(({ 0: word, index }): Finding => {
    const span = { start: index, end: index + 3 };
    const rule = testRules[['bad', 'sad', 'odd'].indexOf(word)];
    const fix =
      word === 'odd'
        ? null
        : {
            title: `write \`${word === 'bad' ? 'good' : 'glad'}\``,
            safe: word === 'bad',
            edits: [{ span, text: word === 'bad' ? 'good' : 'glad' }],
          };
    return {
      code: rule.code,
      name: rule.name,
      level: rule.level === 'off' ? 'hint' : rule.level,
      message: `the word \`${word}\` is written`,
      path: document.path,
      span,
      fix,
      related: word === 'sad' ? [{ path: document.path, span: { start: 0, end: 1 }, message: 'the file begins here' }] : [],
    };
  });
}
