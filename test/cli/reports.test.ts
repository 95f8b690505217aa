/** What every report format prints for the same findings, to the byte. */
import { expect, test } from 'vitest';
import { decref } from './world.ts';

const files = {
  'pkg/a.py': 'x = 1\nbad = "😀"; sad = 2\n\todd = bad\n',
  'pkg/b.py': 'ok = 1\n',
  nosuch: 'not read',
};

test('text: source, marks, related places, fixes, a summary', async () => {
  const { code, output } = await decref(['check', 'pkg', '--level', 'hint'], { files });
  expect(code).toBe(1);
  expect(output).toMatchInlineSnapshot(`
    "pkg/a.py:2:1: warning RC101 [bad-word] the word \`bad\` is written
      |
    2 | bad = "😀"; sad = 2
      | ^^^
      = fix: write \`good\`

    pkg/a.py:2:12: info RC102 [sad-word] the word \`sad\` is written
      |
    2 | bad = "😀"; sad = 2
      |             ^^^
      = pkg/a.py:1:1: the file begins here
      = unsafe fix: write \`glad\`

    pkg/a.py:3:2: hint RC501 [odd-word] the word \`odd\` is written
      |
    3 |  odd = bad
      |  ^^^

    pkg/a.py:3:8: warning RC101 [bad-word] the word \`bad\` is written
      |
    3 |  odd = bad
      |        ^^^
      = fix: write \`good\`

    4 findings: 2 warnings, 1 info, 1 hint (2 fixable with --fix) in 2 files, 0.01 s
    "
  `);
});

test('concise', async () => {
  const { output } = await decref(['check', 'pkg', '--format', 'concise'], { files });
  expect(output).toMatchInlineSnapshot(`
    "pkg/a.py:2:1: warning RC101 [bad-word] the word \`bad\` is written [*]
    pkg/a.py:2:12: info RC102 [sad-word] the word \`sad\` is written [unsafe fix]
    pkg/a.py:3:8: warning RC101 [bad-word] the word \`bad\` is written [*]
    "
  `);
});

test('json: the documented shape and order of keys, columns in code points', async () => {
  const { output } = await decref(['check', 'pkg', 'gone.py', '--format', 'json'], { files });
  expect(output).toMatchInlineSnapshot(`
    "{"version": "1.2.3", "findings": [
      {"file":"pkg/a.py","code":"RC101","name":"bad-word","level":"warning","message":"the word \`bad\` is written","start":{"line":2,"column":1},"end":{"line":2,"column":4},"related":[],"fix":{"title":"write \`good\`","safe":true,"edits":[{"start":{"line":2,"column":1},"end":{"line":2,"column":4},"text":"good"}]}},
      {"file":"pkg/a.py","code":"RC102","name":"sad-word","level":"info","message":"the word \`sad\` is written","start":{"line":2,"column":12},"end":{"line":2,"column":15},"related":[{"file":"pkg/a.py","start":{"line":1,"column":1},"end":{"line":1,"column":2},"message":"the file begins here"}],"fix":{"title":"write \`glad\`","safe":false,"edits":[{"start":{"line":2,"column":12},"end":{"line":2,"column":15},"text":"glad"}]}},
      {"file":"pkg/a.py","code":"RC101","name":"bad-word","level":"warning","message":"the word \`bad\` is written","start":{"line":3,"column":8},"end":{"line":3,"column":11},"related":[],"fix":{"title":"write \`good\`","safe":true,"edits":[{"start":{"line":3,"column":8},"end":{"line":3,"column":11},"text":"good"}]}}
    ], "errors": [
      {"kind":"input","file":"gone.py","message":"no such file or folder"}
    ]}
    "
  `);
  expect(JSON.parse(output).findings[1].start).toEqual({ line: 2, column: 12 });
});

test('jsonl: one finding a line', async () => {
  const { output } = await decref(['check', 'pkg', '--format', 'jsonl'], { files });
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { code: string });
  expect(lines.map(({ code }) => code)).toEqual(['RC101', 'RC102', 'RC101']);
});

test('github, gitlab, junit', async () => {
  for (const format of ['github', 'gitlab', 'junit']) {
    const { output } = await decref(['check', 'pkg', 'gone.py', '--format', format], { files });
    expect(output).toMatchSnapshot(format);
  }
});

test('gitlab: fingerprints are unique', async () => {
  const { output } = await decref(['check', 'c.py', '--format', 'gitlab'], { files: { 'c.py': 'bad\nbad\nbad bad\n' } });
  const prints = (JSON.parse(output) as { fingerprint: string }[]).map(({ fingerprint }) => fingerprint);
  expect(new Set(prints).size).toBe(4);
});

test('statistics, as text and as json', async () => {
  const { output } = await decref(['check', 'pkg', '--statistics', '--level', 'hint'], { files });
  expect(output).toMatchInlineSnapshot(`
    "2  RC101  bad-word  [2 fixable]
    1  RC102  sad-word
    1  RC501  odd-word

    4 findings: 2 warnings, 1 info, 1 hint (2 fixable with --fix) in 2 files, 0.01 s
    "
  `);
  const json = JSON.parse((await decref(['check', 'pkg', '--statistics', '--format', 'json'], { files })).output) as {
    statistics: unknown[];
  };
  expect(json.statistics[0]).toEqual({ code: 'RC101', name: 'bad-word', level: 'warning', count: 2, fixable: 2 });
});

test('an endless line is cut around the finding', async () => {
  const { output } = await decref(['check', 'e.py'], {
    files: { 'e.py': `x = "${'a'.repeat(50_000)}" + bad + "${'b'.repeat(50_000)}"\n` },
  });
  expect(output.length).toBeLessThan(1000);
  const [, , source, marks] = output.split('\n');
  expect(source.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('bad');
});

test('wide characters move the mark as far as the terminal does', async () => {
  const { output } = await decref(['check', 'w.py'], { files: { 'w.py': 'x = "漢字😀"; bad\n' } });
  const [, , source, marks] = output.split('\n');
  const columns = Array.from(source.slice(0, source.indexOf('bad'))).reduce((sum, point) => sum + (/[漢字😀]/u.test(point) ? 2 : 1), 0);
  expect(marks.indexOf('^')).toBe(columns);
});

test('colours only where they are asked for or a terminal is', async () => {
  const escape = '\u001b[';
  expect((await decref(['check', 'pkg'], { files })).output).not.toContain(escape);
  expect((await decref(['check', 'pkg', '--color', 'always'], { files })).output).toContain(escape);
  expect((await decref(['check', 'pkg'], { files, terminal: true })).output).toContain(escape);
  expect((await decref(['check', 'pkg'], { files, terminal: true, environment: { NO_COLOR: '1' } })).output).not.toContain(escape);
});

test('--output-file takes the report, plain', async () => {
  const { output, files: after } = await decref(['check', 'pkg', '--format', 'concise', '-o', 'report.txt', '--color', 'always'], {
    files,
  });
  expect(output).toBe('');
  expect(after['/w/report.txt']).toMatch(/^pkg\/a\.py:2:1: warning RC101/);
});

test('rules and explain', async () => {
  expect((await decref(['rules'], { files })).output).toMatchInlineSnapshot(`
    "RC101  bad-word  warning  stable   fix: safe or unsafe  detects bad words
    RC102  sad-word  info     stable   fix: safe or unsafe  detects sad words
    RC501  odd-word  hint     stable   fix: safe or unsafe  detects odd words
    "
  `);
  expect((await decref(['explain', 'rc101'], { files })).output).toBe((await decref(['explain', 'bad-word'], { files })).output);
  const unknown = await decref(['explain', 'bad-wrd'], { files });
  expect([unknown.code, unknown.errors]).toEqual([2, 'decref: unknown rule `bad-wrd`, did you mean `bad-word`?\n']);
});
