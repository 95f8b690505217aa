/** RC301: a resource that at least one normal way through the code does not release; the engine follows it on all of them. */
import type { ResourceFact } from '../../engine/facts.ts';
import { adviceOf, storyOf, withFix } from '../python-resources.ts';
import { Py } from '../../syntax/python/kinds.ts';
import type { Tree } from '../../syntax/tree.ts';
import { spanOf } from '../python-shapes.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './resource-not-closed.md' with { type: 'text' };

const rule: PythonRule = {
  code: 'RC301',
  name: 'resource-not-closed',
  summary: 'detects files, sockets, processes and other resources that some normal way leaves open',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe or unsafe',
  yieldsTo: ['with-does-not-close'],
  alsoIn: { ruff: 'SIM115', pylint: 'R1732' },
  judgesBy: 'resources',
  *check(facts, file): Iterable<Report> {
    for (const fact of facts.resources()) {
      if (fact.shape !== 'never') continue;
      yield {
        at: spanOf(facts.tree, fact.at),
        says: `${fact.what} is opened and ${how(facts.tree, fact)}, ${fact.closedBy === null ? 'so it stays when nothing knows of it any more' : 'so it stays open until the object happens to die'}; ${adviceOf(fact)}`,
        because: storyOf(fact),
        fix: withFix(facts, file.lines, fact),
        level: fact.soft ? 'info' : undefined,
      };
    }
  },
};

function how(tree: Tree, { at, releasedSometimes, dropped }: ResourceFact): string {
  const named = tree.kind[tree.parent[at]] !== Py.For && tree.kind[tree.parent[at]] !== Py.Attribute;
  if (releasedSometimes) return dropped && named ? 'its name is bound again or deleted before it is released' : 'not released on every way';
  return dropped ? 'nothing keeps it to release it' : 'never released';
}

export default rule;
