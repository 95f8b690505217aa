/** Korean says all that the server says to people, and nothing else; holders and reasons come from the engine, and are recognised by their shape. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sayEnglish, sayIn } from '../base/say.ts';
import { pythonFacts } from '../engine/python.ts';
import { documentOf } from '../project/document.ts';
import { korean } from './korean.ts';

const rooms = join(import.meta.dirname, '..');
const sources = (room: string): readonly string[] =>
  readdirSync(join(rooms, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'korean.ts')
    .map((name) => readFileSync(join(rooms, room, name), 'utf8'));

/** The text of a literal, with its values as numbered places. */
function sentenceOf(literal: string): string {
  let place = 0;
  return literal
    .slice(1, -1)
    .replace(/\$\{[^}]*\}/g, () => `{${place++}}`)
    .replace(/\\(.)/g, '$1');
}

const literals = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** The sentences in the first argument of each `say(…)`; what is compared with is none. */
function saidIn(text: string): readonly string[] {
  return [...text.matchAll(/\bsay\(/g)].flatMap(({ index }) => {
    const rest = text.slice(index + 'say('.length);
    const kept: string[] = [];
    const bare = rest.replace(literals, (literal) => `§${kept.push(literal) - 1}¶`);
    let depth = 0;
    let end = 0;
    for (; end < bare.length && depth >= 0; end += 1) {
      if ('([{'.includes(bare[end])) depth += 1;
      else if (')]}'.includes(bare[end])) depth -= 1;
      else if (bare[end] === ',' && depth === 0) break;
    }
    const first = bare.slice(0, end);
    return [...first.matchAll(/(===\s*)?§(\d+)¶/g)].flatMap(([, compared, at]) =>
      compared === undefined ? [sentenceOf(kept[Number(at)])] : [],
    );
  });
}

describe('Korean', () => {
  const spoken = [...sources('ide'), ...sources('lsp')];

  it('has every sentence that is said', () => {
    const said = new Set(spoken.flatMap(saidIn));
    expect(said.size).toBeGreaterThan(60);
    expect([...said].filter((sentence) => !Object.hasOwn(korean, sentence))).toEqual([]);
  });

  it('has no sentence that nobody says', () => {
    const all = [
      ...spoken.flatMap(saidIn),
      ...[...spoken, ...sources('engine')].flatMap((text) => (text.match(literals) ?? []).map(sentenceOf)),
    ];
    // kinds of containers, which the engine puts an article before
    const containers = ['list', 'tuple', 'set', 'dict', 'function', 'weakref'].flatMap((kind) => [`a ${kind}`, `items of a ${kind}`]);
    const written = new Set([...all, ...containers, 'items of a {0}', 'attribute `{0}` of an object', 'an instance of a class']);
    expect(Object.keys(korean).filter((sentence) => !written.has(sentence))).toEqual([]);
  });

  it('keeps every value, and is Korean', () => {
    for (const [english, words] of Object.entries(korean)) {
      expect(words, english).toMatch(/\p{Script=Hangul}/u);
      const places = (text: string): readonly string[] => [...new Set(text.match(/\{\d\}/g))].sort();
      expect(places(words), english).toEqual(places(english));
      if (places(english).length > 0) expect([...english.matchAll(/\{(\d)\}/g)][0][1], english).toBe('0');
    }
  });

  it('knows the holders and reasons that the engine names in the programs of its pages', () => {
    const say = sayIn(korean);
    const step = join(rooms, 'engine/step');
    const strange = new Set<string>();
    let asked = 0;
    for (const name of readdirSync(step).filter((one) => one.endsWith('.md'))) {
      for (const [, program] of readFileSync(join(step, name), 'utf8').matchAll(/^```py\n(.*?)^```/gms)) {
        for (const { refs, holders, freed } of pythonFacts(documentOf('/a.py', 'python', program).tree, { version: [3, 13] }).refs()) {
          const whys = freed.by === 'unknown' && (refs.kind === 'exact' || refs.kind === 'range') ? [freed.why ?? ''] : [];
          for (const words of [
            ...holders.map(({ what }) => what),
            ...whys.filter((why) => why !== ''),
            ...(refs.kind === 'unknown' && refs.why !== '' ? [refs.why] : []),
          ]) {
            asked += 1;
            if (!/\p{Script=Hangul}/u.test(say(words))) strange.add(words);
          }
        }
      }
    }
    expect(asked).toBeGreaterThan(1_000);
    expect([...strange]).toEqual([]);
  });
});

describe('a sentence', () => {
  it('is filled in both languages, and recognised with its values in it', () => {
    const say = sayIn({ 'attribute `{0}` of {1}': '{1}의 속성 `{0}`', '{0} of {1} files': '파일 {1}개 가운데 {0}개' });
    expect(sayEnglish('{0} of {1} files', 3, 7)).toBe('3 of 7 files');
    expect(say('{0} of {1} files', 3, 7)).toBe('파일 7개 가운데 3개');
    expect(say('attribute `root` of Tree')).toBe('Tree의 속성 `root`');
    expect(say('something else')).toBe('something else');
    expect(say('$& and {0}', '$1')).toBe('$& and $1');
  });
});
