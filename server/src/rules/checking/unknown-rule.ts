/** RC003: a suppression that names no rule, so that it cannot do what its author meant. */
import type { FileRule, Report } from '../rule.ts';
import page from './unknown-rule.md' with { type: 'text' };

const rule: FileRule = {
  code: 'RC003',
  name: 'unknown-rule',
  summary: 'detects suppressions that name no rule',
  page,
  language: 'any',
  level: 'warning',
  status: 'stable',
  since: '0.1.0',
  fix: 'none',
  *check(_file, { unknown }): Iterable<Report> {
    for (const { span, text } of unknown) {
      yield { at: span, says: `\`${text}\` names no rule, so it silences nothing; \`decref rules\` lists the names and codes` };
    }
  },
};

export default rule;
