/** RC102: objects that hold each other, so that none of their counts falls to zero. */
import type { CycleFact, PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, type Node } from '../../syntax/tree.ts';
import { isSelf } from '../python-classes.ts';
import { cyclesLeft, hasSlots, linksOf, membersHoldEachOther, plainLinks, weakFix } from '../python-cycles.ts';
import { spanOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './parent-child-cycle.md' with { type: 'text' };

const rule: PythonRule = {
  code: 'RC102',
  name: 'parent-child-cycle',
  summary: 'detects objects that hold each other, such as a parent and its children',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  yieldsTo: ['cycle-with-finalizer'],
  judgesBy: 'cycles',
  *check(facts, file): Iterable<Report> {
    // of objects whose classes stand elsewhere it is not known who takes them apart
    for (const { cycle, statement } of cyclesLeft(
      facts,
      ({ shape, callback, classes, reachesOut }) => shape === 'group' && callback === null && (classes.length > 0 || reachesOut === true),
    )) {
      yield {
        at: spanOf(facts.tree, statement),
        says: `${membersHoldEachOther(cycle)}, so their counts never reach zero and only the collector frees them; hold one of them weakly, or let go of it in \`close\``,
        because: linksOf(cycle),
        fix: fixOf(facts, file, cycle),
      };
    }
  },
};

const upward = /^_*(parent|owner|up|master|container|host|outer|root|manager|prev|previous)(_?(ref|node|id))?_*$/;

/** The reference that leads back: by its name, or because it is the one to `self`. */
function fixOf(facts: PythonFacts, file: FileContext, cycle: CycleFact): Report['fix'] {
  // whoever reads the attribute in another file would have to call it, too
  if (cycle.reachesOut === true || hasSlots(facts, cycle)) return undefined;
  const { tree } = facts;
  const links = plainLinks(tree, cycle);
  const attributeOf = (link: Node): string => nameOf(tree.aux[childrenIn(tree, link, PyField.targets)[0]]);
  const back =
    links.find((link) => upward.test(attributeOf(link))) ??
    links.find((link) => isSelf(facts, childIn(tree, link, PyField.value))) ??
    (links.length === 1 ? links[0] : undefined);
  return back === undefined || keepsParts(facts, back) ? undefined : weakFix(facts, file, back);
}

/** `self.game = game` beside `self.model = game.model`: the part may lead back as well, and then the ring stays. */
function keepsParts(facts: PythonFacts, link: Node): boolean {
  const { tree } = facts;
  const held = childIn(tree, link, PyField.value);
  return facts.whole.nodes(Py.Assign).some((other) => {
    if (other === link || facts.scopeOf(other) !== facts.scopeOf(link)) return false;
    let from = childIn(tree, other, PyField.value);
    if (tree.kind[from] !== Py.Attribute) return false;
    while (tree.kind[from] === Py.Attribute) from -= 1;
    const isKept = childrenIn(tree, other, PyField.targets).some((target) => tree.kind[target] === Py.Attribute);
    return isKept && tree.kind[from] === Py.Name && tree.aux[from] === tree.aux[held];
  });
}

export default rule;
