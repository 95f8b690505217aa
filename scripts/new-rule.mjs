/**
 * Begins a rule: its file, its page, and its place in the index.
 *
 *     npm run new-rule -- kept-frame RC105          (python; `--language rust` for the other)
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { language: { type: 'string', default: 'python' }, 'no-bless': { type: 'boolean', default: false } },
});
const [name = '', code = ''] = positionals;
const { language } = values;

const fault = problem();
if (fault !== null) {
  console.error(`new-rule: ${fault}\nusage: npm run new-rule -- NAME CODE [--language python|rust]`);
  process.exit(2);
}

const folder = join(root, 'server/src/rules', language);
writeFileSync(join(folder, `${name}.ts`), language === 'python' ? pythonRule() : rustRule(), { flag: 'wx' });
writeFileSync(join(folder, `${name}.md`), page(), { flag: 'wx' });
console.log(`server/src/rules/${language}/${name}.ts and ${name}.md are there; fill in the page first: it is the test`);
if (!values['no-bless'])
  process.exitCode = spawnSync(process.execPath, [join(root, 'scripts/bless.mjs')], { stdio: 'inherit' }).status ?? 1;

function problem() {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name))
    return `a name of at least two words in kebab-case is wanted, not \`${name}\`: it names the bug and reads well after "allow"`;
  if (!/^RC\d{3}$/.test(code)) return `a code such as RC105 is wanted, not \`${code}\``;
  if (language !== 'python' && language !== 'rust') return `the language is python or rust, not \`${language}\``;
  for (const other of ['python', 'rust', 'checking']) {
    const rules = join(root, 'server/src/rules', other);
    if (existsSync(join(rules, `${name}.ts`))) return `\`${name}\` exists`;
    for (const file of readdirSync(rules)) {
      if (file.endsWith('.ts') && readFileSync(join(rules, file), 'utf8').includes(`code: '${code}'`))
        return `${code} is taken by ${file}; codes are never reused`;
    }
  }
  return null;
}

function pythonRule() {
  return `/** ${code}: what is wrong, in one line. */
import { Py } from '../../syntax/python/kinds.ts';
import type { PythonRule } from '../rule.ts';
import page from './${name}.md' with { type: 'text' };

const { Call } = Py;

const rule: PythonRule = {
  code: '${code}',
  name: '${name}',
  summary: 'detects calls, for a start',
  page,
  language: 'python',
  level: 'hint',
  status: 'preview',
  since: '${version()}',
  fix: 'none',
  *check(facts) {
    const { start, end } = facts.tree;
    for (const node of facts.nodes(Call)) {
      yield { at: { start: start[node], end: end[node] }, says: 'what is wrong, why it matters; what to do' };
    }
  },
};

export default rule;
`;
}

function rustRule() {
  return `/** ${code}: what is wrong, in one line. */
import { Rs } from '../../syntax/rust/kinds.ts';
import type { RustRule } from '../rule.ts';
import page from './${name}.md' with { type: 'text' };

const rule: RustRule = {
  code: '${code}',
  name: '${name}',
  summary: 'detects structs, for a start',
  page,
  language: 'rust',
  level: 'hint',
  status: 'preview',
  since: '${version()}',
  fix: 'none',
  *check(facts) {
    const { start, end } = facts.tree;
    for (const node of facts.nodes(Rs.Struct)) {
      yield { at: { start: start[node], end: end[node] }, says: 'what is wrong, why it matters; what to do' };
    }
  },
};

export default rule;
`;
}

function page() {
  const [fence, bad, good] =
    language === 'python' ? ['py', 'print(1)  # error', 'x = 1'] : ['rust', 'pub struct Handle; // error', 'pub fn handle() {}'];
  return `# \`${name}\`

## What it does
Reports …

## Why is this bad?
…

## Example

\`\`\`${fence}
${bad}
\`\`\`

## Use instead
…

\`\`\`${fence}
${good}
\`\`\`

## Fix safety
There is no fix.

## When not to use it
What looks like it and is fine:

\`\`\`${fence}
${good}
\`\`\`
`;
}

function version() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
}
