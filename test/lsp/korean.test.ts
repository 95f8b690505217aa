/** An editor in Korean is told its findings, what leads to them and their fixes in Korean; one in another language, and the command line, in English. */
import { expect, it } from 'vitest';
import { LspClient } from '../harness/lsp-client.ts';

const uri = 'file:///w/a.py';
const text = 'import gc\n\nclass Node:\n    def __init__(self):\n        self.me = self\n\nwhile True:\n    gc.collect()\n';

interface Told {
  readonly items: readonly {
    readonly code: string;
    readonly message: string;
    readonly relatedInformation?: readonly { readonly message: string }[];
  }[];
}

async function told(locale?: string): Promise<{ readonly words: readonly string[]; readonly titles: readonly string[] }> {
  const client = await LspClient.start({ profile: 'full', ...(locale === undefined ? {} : { locale }) });
  client.open(uri, text);
  const { items }: Told = await client.request('textDocument/diagnostic', { textDocument: { uri } });
  const range = { start: { line: 0, character: 0 }, end: { line: 8, character: 0 } };
  const actions: readonly { readonly title: string; readonly kind: string }[] = await client.request('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics: [], only: ['quickfix'] },
  });
  expect(await client.stop()).toBe(0);
  const words = items.flatMap(({ message, relatedInformation = [] }) => [message, ...relatedInformation.map((each) => each.message)]);
  return { words, titles: actions.map(({ title }) => title) };
}

it('findings and fixes are said in the language of the editor', async () => {
  const english = await told();
  expect(english.words.join('\n')).toContain('walks every tracked object on each turn of this loop');
  expect(english.titles).toContain('Remove `gc.collect()` (unsafe)');
  expect(await told('de')).toEqual(english);
  const korean = await told('ko-KR');
  expect(korean.words.length).toBe(english.words.length);
  expect(korean.titles.length).toBe(english.titles.length);
  for (const said of [...korean.words, ...korean.titles]) expect(said).toMatch(/\p{Script=Hangul}/u);
  expect(korean.titles.some((title) => title.startsWith('`gc.collect()` 없애기'))).toBe(true);
  // what is said depends on nothing but the language
  expect(await told('ko')).toEqual(korean);
});
