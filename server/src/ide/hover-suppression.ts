/** The pointer on a suppression comment: which rules it silences, and where. */
import { rules, ruleNamed } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { selects } from '../rules/select.ts';
import type { Directive } from '../syntax/directives.ts';
import type { Hover, HoverOptions } from './hover.ts';

/** More rules than this are counted, not listed. */
const MOST_LISTED = 8;

const places: Readonly<Record<Directive['form'], string>> = {
  line: 'Silences on one line:',
  block: 'Silences in one statement:',
  file: 'Silences in this file:',
};

const everyRule: Readonly<Record<Directive['form'], string>> = {
  line: 'Silences every rule on one line.',
  block: 'Silences every rule in one statement.',
  file: 'Silences every rule in this file.',
};

export function hoverSuppression(directive: Directive, offset: number, options: HoverOptions): Hover | null {
  const selector = directive.selectors.find(({ span }) => span.start <= offset && offset <= span.end);
  const span = selector?.span ?? directive.span;
  const selectors = selector === undefined ? directive.selectors : [selector];
  if (directive.foreign && selectors.every(({ text }) => matching(text).length === 0)) return null;
  if (selectors.length === 0) return { span, markdown: options.say(everyRule[directive.form]) };
  const parts = selectors.map(({ text }) => describe(text, options));
  return { span, markdown: `${options.say(places[directive.form])}\n\n${parts.join('\n')}` };
}

const matching = (selector: string): readonly Rule[] => rules.filter((rule) => selects(selector, rule));

function describe(selector: string, options: HoverOptions): string {
  const one = ruleNamed(selector);
  if (one !== undefined) return line(one, options);
  const many = matching(selector);
  if (many.length === 0) return `- ${options.say('`{0}` names no rule', selector)}`;
  if (many.length > MOST_LISTED) return `- \`${selector}\`: ${options.say('{0} rules', many.length)}`;
  return many.map((rule) => line(rule, options)).join('\n');
}

function line(rule: Rule, { ruleLink }: HoverOptions): string {
  const name = `${rule.code} ${rule.name}`;
  const link = ruleLink(rule);
  return `- ${link === null ? `**${name}**` : `**[${name}](${link})**`} ${rule.summary}`;
}
