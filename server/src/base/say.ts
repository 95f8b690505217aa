/** What people read at the editor, in their language: an English sentence with `{0}`, `{1}` … stands for itself, and another language repeats it. */

/** `sentence`: English, its places numbered in order; where it comes from elsewhere with its values in it (``global `x` ``), it is recognised. */
export type Say = (sentence: string, ...values: readonly (string | number)[]) => string;

export const sayEnglish: Say = (sentence, ...values) => filled(sentence, values);

/** A language, by its English sentences; what it lacks is said in English. */
export function sayIn(language: Readonly<Record<string, string>>): Say {
  const shapes = Object.entries(language)
    .filter(([sentence]) => sentence.includes('{0}'))
    .sort(([one], [other]) => other.length - one.length)
    .map(([sentence, translated]) => ({ shape: shapeOf(sentence), translated }));
  return (sentence, ...values) => {
    const known = Object.hasOwn(language, sentence) ? language[sentence] : undefined;
    if (known !== undefined || values.length > 0) return filled(known ?? sentence, values);
    for (const { shape, translated } of shapes) {
      const found = shape.exec(sentence);
      if (found !== null) return filled(translated, found.slice(1));
    }
    return sentence;
  };
}

const filled = (sentence: string, values: readonly (string | number)[]): string =>
  sentence.replace(/\{(\d)\}/g, (place, index: string) => String(values[Number(index)] ?? place));

const shapeOf = (sentence: string): RegExp => new RegExp(`^${sentence.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '(.+)')}$`);
