/** RC002: a suppression comment that silences nothing. */
import type { Span } from '../../base/span.ts';
import type { FileContext, FileRule, Report, UnusedSuppression } from '../rule.ts';
import page from './unused-suppression.md' with { type: 'text' };

const rule: FileRule = {
  code: 'RC002',
  name: 'unused-suppression',
  summary: 'detects suppression comments that silence nothing',
  page,
  language: 'any',
  level: 'hint',
  status: 'stable',
  since: '0.1.0',
  fix: 'safe',
  *check(file, { unused }): Iterable<Report> {
    for (const suppression of unused) {
      const named = suppression.selectors.map(({ text }) => `\`${text}\``).join(', ');
      yield {
        at: suppression.selectors.length === 1 && !suppression.all ? suppression.selectors[0].span : suppression.span,
        says:
          named === ''
            ? 'this suppression silences nothing; remove it'
            : `nothing here is reported by ${named}; remove it from the suppression`,
        fix: {
          title: 'Remove the unused suppression',
          safe: true,
          edits: [{ span: removed(file, suppression), text: kept(file, suppression) }],
        },
      };
    }
  },
};

/** What the edit replaces: the brackets' content, the directive, or the whole comment with the space before it. */
function removed(file: FileContext, { comment, span, all }: UnusedSuppression): Span {
  const { text } = file.document;
  if (!all) return bracketed(text, span);
  const before = text.slice(comment.start, span.start);
  const after = text.slice(span.end, comment.end);
  const opener = /^(#+|\/\/+|\/\*+)\s*$/.test(before);
  if (!opener || !/^\s*(\*\/)?\s*$/.test(after)) {
    // other words stand in the comment: they stay
    return { start: span.start, end: after.trim() === '' ? comment.end : span.end + /^\s*/.exec(after)![0].length };
  }
  let start = comment.start;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start -= 1;
  const alone = start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r';
  if (!alone) return { start, end: comment.end };
  // the comment had the line to itself: the line goes with it
  const end = /^[ \t]*(\r\n|\n|\r)?/.exec(text.slice(comment.end))![0].length + comment.end;
  return { start, end };
}

function kept(file: FileContext, { span, selectors, all }: UnusedSuppression): string {
  if (all) return '';
  const { text } = file.document;
  const inner = bracketed(text, span);
  const idle = new Set(selectors.map((selector) => selector.span.start));
  return [...text.slice(inner.start, inner.end).matchAll(/[^\s,]+/g)]
    .filter((part) => !idle.has(inner.start + part.index))
    .map((part) => part[0])
    .join(', ');
}

const bracketed = (text: string, span: Span): Span => ({ start: text.indexOf('[', span.start) + 1, end: span.end - 1 });

export default rule;
