/**
 * The standard library of the machine's newest CPython: no rule crashes, no analysis throws, and where it is the one that the verdicts are about,
 * every finding of warning and above has its verdict, and every verdict its finding.
 */
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { repository } from '../harness/files.ts';
import { newestPython } from '../../scripts/pythons.mjs';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { diagnose } from '../../server/src/ide/diagnose.ts';
import { factsOf } from '../../server/src/ide/facts.ts';
import { decode, undecodable } from '../../server/src/project/decode.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { snapshotOf } from '../../server/src/project/snapshot.ts';

const python = newestPython();
if (python === null && process.env.CI === 'true') throw new Error('no CPython found: its standard library is the corpus');
if (python === null) console.warn('SKIPPED: no CPython found, so there is no standard library to run over');

/** All facts, dear ones included, are asked of each n-th file. */
const EVERY = 40;

/** The library whose findings were read, without its tests. */
const judged = '3.13.0';
const leftOut = /^(test|idlelib|lib2to3)\/|idle_test/;
const verdicts = [
  ...readFileSync(`${repository}/test/corpus/verdicts.md`, 'utf8').matchAll(
    /^\| `([\w/.]+\.py:\d+)` \| (RC\d+) \| (true|debatable|false) \| ([^|]+) \|$/gm,
  ),
].map(([, place, code, verdict, reason]) => ({ place: `${place} ${code}`, verdict, reason }));

it('at least 90 % of the findings on the standard library were judged true or debatable', () => {
  expect(verdicts.length).toBeGreaterThan(40);
  expect(verdicts.filter(({ verdict }) => verdict === 'false').length / verdicts.length).toBeLessThanOrEqual(0.1);
  expect(verdicts.filter(({ reason }) => reason.trim().length < 10)).toEqual([]);
});

describe.skipIf(python === null)('the standard library', () => {
  const library = python?.library ?? '';
  const files = python === null ? [] : globSync('**/*.py', { cwd: library, ignore: ['**/site-packages/**', '**/__pycache__/**'] }).sort();

  it('is there', () => expect(files.length).toBeGreaterThan(500));

  it('is analysed to the end', { timeout: 600_000 }, () => {
    const faults: string[] = [];
    const found: string[] = [];
    let analysed = 0;
    files.forEach((file, index) => {
      const path = `${library}/${file}`;
      const decoded = decode(readFileSync(path), 'python');
      if (undecodable(decoded)) return;
      const document = documentOf(path, 'python', decoded.text);
      const snapshot = snapshotOf([document], () => defaultSettings);
      try {
        const { crashes, findings } = diagnose(snapshot, path);
        if (!leftOut.test(file)) {
          for (const { code, level, span } of findings)
            if (level === 'warning' || level === 'error')
              found.push(`${file}:${decoded.text.slice(0, span.start).split('\n').length} ${code}`);
        }
        for (const { rule, message } of crashes)
          faults.push(`${file}: rule \`${rule}\` crashed: ${message.split('\n').slice(0, 3).join(' ')}`);
        const known = factsOf(snapshot, path);
        if (index % EVERY === 0 && known?.language === 'python') {
          known.facts.refs();
          known.facts.cycles();
          known.facts.objects();
          known.facts.garbage();
        }
      } catch (error) {
        faults.push(
          `${file}: ${error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ') : String(error)}`,
        );
      }
      analysed += 1;
    });
    expect(faults.join('\n')).toBe('');
    expect(analysed).toBeGreaterThan(files.length * 0.95);
    if (python?.version === judged) expect(found.sort()).toEqual(verdicts.map(({ place }) => place).sort());
  });
});
