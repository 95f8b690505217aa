/** RC602: a `__traverse__` that leaves out a field. */
import type { FieldFact, RustFacts } from '../../engine/rust-facts.ts';
import { nameSpan } from '../../engine/rust/items.ts';
import { boundInPatterns, handsSelfOn, mentionedFields, traversingTypes, visitorName } from '../../engine/rust/traverse.ts';
import { indentAt, newline, shifted, withFix } from '../../engine/rust/write.ts';
import { RsField } from '../../syntax/rust/kinds.ts';
import { childIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './incomplete-traverse.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC602',
  name: 'incomplete-traverse',
  summary: 'detects `__traverse__` methods that leave out a field with Python references',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  language: 'rust',
  *check(facts) {
    for (const { type, traverse, bodies } of traversingTypes(facts)) {
      const isEnum = type.kind === 'enum';
      if (type.namedInMacro || handsSelfOn(bodies, isEnum)) continue;
      const mentioned = isEnum ? boundInPatterns(type, bodies) : mentionedFields(bodies);
      const nameIn = ({ variant, name }: FieldFact): string => (isEnum ? `${variant}.${name}` : name);
      const missed = type.fields.filter((field) => field.ownership === 'owns' && !mentioned.has(nameIn(field)));
      // an enum that no pattern takes apart is visited by helpers
      if (missed.length === 0 || (isEnum && mentioned.size === 0)) continue;
      const names = missed.map((field) => `\`${nameIn(field)}\``).join(', ');
      yield {
        at: nameSpan(traverse.document.tree, traverse.node),
        says: `\`__traverse__\` of \`${type.name}\` does not visit ${names}, so a cycle through ${missed.length === 1 ? 'it' : 'them'} is never freed; visit every owned reference`,
        because: missed.map((field) => ({
          span: { start: type.document.tree.start[field.node], end: type.document.tree.end[field.node] },
          says: `\`${field.type}\` holds strong references`,
          path: type.document.path,
        })),
        ...withFix(
          isEnum
            ? undefined
            : fix(
                facts,
                traverse.node,
                missed.flatMap((field) => field.visit ?? ['']),
              ),
        ),
      };
    }
  },
};

export default rule;

/** Inserts the visits before the final `Ok(())`; other endings are left to people. */
function fix(facts: RustFacts, fn: Node, visits: readonly string[]): Report['fix'] {
  const { tree } = facts;
  const body = childIn(tree, fn, RsField.body);
  const value = body === NONE ? NONE : childIn(tree, body, RsField.value);
  if (value === NONE || !/^Ok\(\(\)\)$/.test(textOf(tree, value)) || visits.includes('')) return undefined;
  const visitor = visitorName(tree, fn);
  const indent = indentAt(tree.text, tree.start[value]);
  const lines = visits.flatMap((visit) => visit.split('\n')).map((line) => line.replace('visit.call', `${visitor}.call`));
  const text = shifted(lines, indent).join(newline(tree.text)).trimStart() + newline(tree.text) + indent;
  return { title: 'Visit the missing fields', safe: true, edits: [{ span: { start: tree.start[value], end: tree.start[value] }, text }] };
}
