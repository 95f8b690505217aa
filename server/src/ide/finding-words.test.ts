/** Korean says what every rule says in the programs of the rules' pages, with nothing English left but code; it has no sentence that no rule says. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../base/settings.ts';
import { rustFacts } from '../engine/rust.ts';
import { documentOf } from '../project/document.ts';
import { snapshotOf } from '../project/snapshot.ts';
import { rules } from '../rules/index.ts';
import { diagnose } from './diagnose.ts';
import { findingsIn } from './finding-words.ts';
import { koreanOwnership } from './korean-ownership.ts';
import { koreanPython } from './korean-python.ts';
import { koreanRust } from './korean-rust.ts';
import { koreanShared } from './korean-shared.ts';

const byRule = { ...koreanPython, ...koreanRust };
const say = findingsIn(byRule, koreanShared);
/** Two words of English in a row, outside of code. */
const english = /[A-Za-z]{2,},? [A-Za-z]{2,}/;
const withoutCode = (text: string): string => text.replace(/`[^`]*`/g, '`').replace(/\bSSH\b|\bHTTP\b|CPython \d/g, '');

function pages(): readonly string[] {
  const tests = join(import.meta.dirname, '../../../test');
  const others = ['recall', 'tutorial'].flatMap((folder) =>
    readdirSync(join(tests, folder)).flatMap((name) => (name.endsWith('.md') ? [readFileSync(join(tests, folder, name), 'utf8')] : [])),
  );
  return [...rules.map(({ page }) => page), ...others];
}

/** What the rules say about the programs of all pages, by the rule that says it. */
function saidOnPages(): ReadonlyMap<string, ReadonlySet<string>> {
  const said = new Map<string, Set<string>>();
  const settings = { ...defaultSettings, select: ['ALL'] };
  for (const page of pages()) {
    for (const [, language, program] of page.matchAll(/^```(py|rust)[^\n]*\n(.*?)^```/gms)) {
      for (const python of [
        [3, 9],
        [3, 13],
        [3, 14],
      ] as const) {
        if (language === 'rust' && python[1] !== 13) continue;
        const document = documentOf(language === 'py' ? '/a.py' : '/a.rs', language === 'py' ? 'python' : 'rust', program);
        const snapshot = snapshotOf([document], () => ({ ...settings, python }));
        for (const { code, message, related, fix } of diagnose(snapshot, document.path).findings) {
          let texts = said.get(code);
          if (texts === undefined) said.set(code, (texts = new Set()));
          texts.add(message);
          for (const each of related) texts.add(each.message);
          if (fix !== null) texts.add(fix.title);
        }
      }
    }
  }
  return said;
}

/** What hover says at each name of the programs of the page of ownership and of the rules about Rust. */
function notesOnPages(): ReadonlySet<string> {
  const page = readFileSync(join(import.meta.dirname, '../../../test/rust/ownership.md'), 'utf8');
  const programs = [page, ...rules.flatMap((rule) => (rule.language === 'rust' ? [rule.page] : []))].flatMap((text) =>
    [...text.matchAll(/^```rust\n(.*?)^```/gms)].map(([, program]) => program),
  );
  const notes = new Set<string>();
  for (const program of programs) {
    const document = documentOf('/a.rs', 'rust', program);
    const facts = rustFacts(document, null, [document]);
    for (const { index } of program.matchAll(/\b[A-Za-z_]\w*/g)) {
      const note = facts.ownershipAt(index);
      if (note !== null) notes.add(note.says);
    }
  }
  return notes;
}

describe('notes about ownership in Korean', () => {
  it('are said for every name of the pages', () => {
    const say = findingsIn({ ownership: koreanOwnership }, {});
    const notes = notesOnPages();
    expect(notes.size).toBeGreaterThan(150);
    const strange = [...notes].flatMap((note) => {
      const translated = say('ownership', note);
      return /\p{Script=Hangul}/u.test(translated) && !english.test(withoutCode(translated)) ? [] : [`${note} → ${translated}`];
    });
    expect(strange).toEqual([]);
  });
});

describe('findings in Korean', () => {
  const said = saidOnPages();

  it('are said by every rule that reports anything on its page', () => {
    expect(said.size).toBeGreaterThan(85);
    const strange = [...said].flatMap(([code, texts]) =>
      [...texts].flatMap((text) => {
        const translated = say(code, text);
        return /\p{Script=Hangul}/u.test(translated) && !english.test(withoutCode(translated)) ? [] : [`${code} ${text} → ${translated}`];
      }),
    );
    expect(strange).toEqual([]);
  });

  it('keep every value', () => {
    for (const [english, words] of Object.values(byRule).flatMap((sentences) => Object.entries(sentences))) {
      const places = (text: string): number[] => [...new Set([...text.matchAll(/\{(\d)\}/g)].map(([, place]) => Number(place)))];
      expect(words, english).toMatch(/\p{Script=Hangul}|^\w+$/u);
      expect(places(english).filter((place) => !places(words).includes(place)).length, english).toBeLessThanOrEqual(1);
      expect(
        places(words).filter((place) => !places(english).includes(place)),
        english,
      ).toEqual([]);
    }
  });

  it('have no rule that is not there, and no words that nobody says', () => {
    const codes = new Set(rules.map(({ code }) => code));
    expect(Object.keys(byRule).filter((code) => !codes.has(code))).toEqual([]);
    const rooms = join(import.meta.dirname, '..');
    const spoken = ['rules', 'engine', 'ide']
      .flatMap((room) => readdirSync(join(rooms, room), { recursive: true, encoding: 'utf8' }).map((name) => join(rooms, room, name)))
      .filter((path) => path.endsWith('.ts') && !/korean|\.test\./.test(path))
      .map((path) => readFileSync(path, 'utf8').replaceAll('\\', ''))
      .join('\n');
    // words that stand together in the source, at the ends of each piece between two values
    const wordless = [...Object.values(byRule), koreanShared].flatMap((sentences) =>
      Object.keys(sentences).filter((sentence) =>
        sentence
          .split(/`?\{\d\}`?/)
          .map((piece) => piece.trim().split(/\s+/))
          .filter((words) => words.length > 3)
          .some((words) => !spoken.includes(words.slice(1, 3).join(' '))),
      ),
    );
    expect(wordless).toEqual([]);
  });
});
