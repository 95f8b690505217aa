/** Every rule there is, by code. A test holds this list against the files and their pages. */
import type { Rule } from './rule.ts';
import syntaxNotUnderstood from './checking/syntax-not-understood.ts';
import unknownRule from './checking/unknown-rule.ts';
import unusedSuppression from './checking/unused-suppression.ts';

export const rules: readonly Rule[] = [syntaxNotUnderstood, unusedSuppression, unknownRule];

/** The rule of a code or name, in any case; `undefined` if there is none. */
export const ruleNamed = (name: string): Rule | undefined => {
  const wanted = name.toUpperCase();
  return rules.find((rule) => rule.code === wanted || rule.name.toUpperCase() === wanted);
};
