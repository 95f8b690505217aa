/** RC302: a resource that is released on the way to the end, and left open by an exception or an early `return`. */
import { adviceOf, storyOf, withFix } from '../python-resources.ts';
import { spanOf } from '../python-shapes.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './not-closed-on-error.md' with { type: 'text' };

const rule: PythonRule = {
  code: 'RC302',
  name: 'not-closed-on-error',
  summary: 'detects resources that are released, but not when something in between raises or returns',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe or unsafe',
  yieldsTo: ['with-does-not-close'],
  alsoIn: { ruff: 'SIM115', pylint: 'R1732' },
  judgesBy: 'resources',
  *check(facts, file): Iterable<Report> {
    for (const fact of facts.resources()) {
      if (fact.shape !== 'early' && fact.shape !== 'error') continue;
      const why = fact.shape === 'early' ? 'the function returns before that' : 'not when something in between raises';
      yield {
        at: spanOf(facts.tree, fact.at),
        says: `${fact.what} is released at the end, but ${why}; ${adviceOf(fact)}`,
        because: storyOf(fact),
        fix: withFix(facts, file.lines, fact),
      };
    }
  },
};

export default rule;
