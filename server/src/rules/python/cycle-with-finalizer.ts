/** RC106: a cycle with a finalizer or an open resource in it, which then waits for the collector. */
import type { CycleFact, OwnerFact, PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { cyclesLeft, linksOf, membersHoldEachOther, ownersOf } from '../python-cycles.ts';
import { spanOf } from '../python-shapes.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './cycle-with-finalizer.md' with { type: 'text' };

const rule: PythonRule = {
  code: 'RC106',
  name: 'cycle-with-finalizer',
  summary: 'detects cycles that delay a finalizer or the release of a resource',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  judgesBy: 'cycles',
  *check(facts): Iterable<Report> {
    const { tree } = facts;
    for (const { cycle, statement } of cyclesLeft(facts, (one) => one.finalizer !== null || ownerIn(facts, one) !== undefined)) {
      const owner = ownerIn(facts, cycle);
      yield {
        at: spanOf(tree, statement),
        says: `${ringWords(cycle)}, so ${lateWords(facts, cycle, owner)} waits for the collector, and may never come; hold one of the links weakly, or release it in a method that is called`,
        because: [
          ...linksOf(cycle),
          ...(owner?.kept ?? []).map(({ at, what, attribute }) => ({
            span: spanOf(tree, at),
            says: `${what} is kept in \`self.${attribute}\``,
          })),
        ],
      };
    }
  },
};

/** A class of the cycle whose objects keep a resource that nothing releases but their end. */
const ownerIn = (facts: PythonFacts, cycle: CycleFact): OwnerFact | undefined =>
  facts.owners().find(({ owner, kept }) => cycle.classes.includes(owner) && kept.some(({ always }) => always));

function ringWords(cycle: CycleFact): string {
  const [first] = ownersOf(cycle);
  if (cycle.callback !== null) return `${first} keeps ${cycle.callback}, which leads back to it`;
  return cycle.shape === 'self' ? `${first} holds itself` : membersHoldEachOther(cycle);
}

function lateWords(facts: PythonFacts, { finalizer }: CycleFact, owner: OwnerFact | undefined): string {
  if (finalizer !== null) return `\`${finalizer}.__del__\``;
  return owner === undefined ? 'its end' : `the release of ${owner.kept[0].what} in \`${nameOf(facts.tree.aux[owner.owner])}\``;
}

export default rule;
