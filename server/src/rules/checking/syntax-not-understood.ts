/** RC001: a region that was not understood, so that nothing is said about it. */
import type { FileRule, Report } from '../rule.ts';
import page from './syntax-not-understood.md' with { type: 'text' };

const rule: FileRule = {
  code: 'RC001',
  name: 'syntax-not-understood',
  summary: 'detects regions that could not be parsed',
  page,
  language: 'any',
  level: 'off',
  status: 'stable',
  since: '0.1.0',
  fix: 'none',
  *check(_file, { broken }): Iterable<Report> {
    for (const at of broken) {
      yield { at, says: 'this could not be parsed, so nothing is said about it; the rest of the file is checked' };
    }
  },
};

export default rule;
