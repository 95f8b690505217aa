/**
 * Findings, and notes about ownership, in another language: each sentence of a rule is a template with numbered places, and the values in them are sentences of their own or code.
 *
 * Findings are made, kept and compared in English, for editor and command line alike. What is shown is looked up by its rule: the template that a
 * text was made of is recognised, its values are said in turn, and what is known to no template stays as it is.
 */

/** Says in a language what a rule says in English. */
export type SayFinding = (code: string, text: string) => string;

export const findingsInEnglish: SayFinding = (_code, text) => text;

type Sentences = Readonly<Record<string, string>>;

interface Template {
  readonly shape: RegExp;
  readonly translated: string;
}

/** The templates of a language by rule, and those that all rules share. */
export function findingsIn(byRule: Readonly<Record<string, Sentences>>, shared: Sentences): SayFinding {
  const compiled = new Map<string, readonly Template[]>();
  const templatesOf = (code: string, sentences: Sentences): readonly Template[] => {
    let made = compiled.get(code);
    if (made === undefined) compiled.set(code, (made = templatesIn(sentences)));
    return made;
  };

  function translate(code: string, text: string, depth: number): string {
    const own = byRule[code] ?? {};
    if (Object.hasOwn(own, text)) return own[text];
    if (Object.hasOwn(shared, text)) return shared[text];
    if (depth > 6) return text;
    for (const templates of [templatesOf(code, own), templatesOf('', shared)]) {
      for (const { shape, translated } of templates) {
        const found = shape.exec(text);
        if (found === null) continue;
        const values = found.slice(1).map((value) => translate(code, value, depth + 1));
        return translated.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)]);
      }
    }
    return text;
  }
  return (code, text) => translate(code, text, 0);
}

/** The longest first: a shorter one may be a part of it. */
function templatesIn(sentences: Sentences): readonly Template[] {
  return Object.entries(sentences)
    .filter(([sentence]) => sentence.includes('{0}'))
    .sort(([one], [other]) => other.length - one.length)
    .map(([sentence, translated]) => ({ shape: shapeOf(sentence), translated }));
}

/** A value between backticks is one piece of code, one behind `line` one or more numbers. */
const shapeOf = (sentence: string): RegExp =>
  new RegExp(
    `^${sentence
      .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
      .replace(/`\{\d\}`/g, '`([^`]+)`')
      .replace(/\bline \{\d\}/g, 'line ([\\d, ]*\\d)')
      .replace(/\{\d\}/g, '(.*?)')}$`,
    's',
  );
