/** RC209: a resource that only a generator run to its end releases; one that is left at a `yield`, or closed there, does not. */
import { adviceOf, isFinishedByCaller, storyOf } from '../python-resources.ts';
import { spanOf } from '../python-shapes.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './suspended-generator.md' with { type: 'text' };

const rule: PythonRule = {
  code: 'RC209',
  name: 'suspended-generator',
  summary: 'detects generators that hold a resource across a `yield` without protection',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  judgesBy: 'resources',
  *check(facts): Iterable<Report> {
    for (const fact of facts.resources()) {
      if (fact.shape !== 'suspended' || isFinishedByCaller(facts, facts.scopeOf(fact.at))) continue;
      yield {
        at: spanOf(facts.tree, fact.at),
        says: `${fact.what} is released only if the generator runs to its end: whoever stops early leaves it open; ${adviceOf(fact)}`,
        because: storyOf(fact),
      };
    }
  },
};

export default rule;
