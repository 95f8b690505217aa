/** For people: `text` shows the source under each finding and ends with a summary; `concise` is one line for each. */
import { levels } from '../../base/finding.ts';
import type { Excerpt, Reported } from '../placed.ts';
import type { Style } from '../style.ts';
import { counted, whereOf, type Outcome, type Report, type ReportContext } from './report.ts';

export function textReport({ write, style, quiet }: ReportContext): Report {
  return {
    finding({ placed, excerpt }) {
      const { file, cell, start, level, code, name, message, related, fix } = placed;
      const gutter = ' '.repeat(String(excerpt?.line ?? start.line).length);
      const lines = [
        `${style.bold(whereOf(file, cell, start))}: ${style.level(level, level)} ${style.bold(code)} ${style.dim(`[${name}]`)} ${message}`,
      ];
      if (excerpt !== null) lines.push(...excerptLines(excerpt, gutter, style, (text) => style.level(level, text)));
      for (const link of related) lines.push(`${gutter} ${style.link('=')} ${whereOf(link.file, link.cell, link.start)}: ${link.message}`);
      if (fix !== null) lines.push(`${gutter} ${style.link('=')} ${style.good(fix.safe ? 'fix' : 'unsafe fix')}: ${fix.title}`);
      write(`${lines.join('\n')}\n\n`);
    },
    end(outcome) {
      if (!quiet) write(`${summaryOf(outcome, style)}\n`);
    },
  };
}

function excerptLines({ line, text, from, to }: Excerpt, gutter: string, style: Style, mark: (text: string) => string): string[] {
  const points = Array.from(text);
  // wide characters take two columns in a terminal
  const pad = points.slice(0, from).reduce((sum, point) => sum + widthOf(point), 0);
  const marked = points.slice(from, to).reduce((sum, point) => sum + widthOf(point), 0);
  return [
    `${gutter} ${style.link('|')}`,
    `${style.link(`${line} |`)} ${text}`.trimEnd(),
    `${gutter} ${style.link('|')} ${' '.repeat(pad)}${mark('^'.repeat(Math.max(1, marked)))}`,
  ];
}

/** East Asian wide characters and emoji fill two columns; marks that combine fill none. */
function widthOf(point: string): number {
  if (/\p{Mn}|\p{Me}|\u200d|[\ufe00-\ufe0f]/u.test(point)) return 0;
  return /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u.test(
    point,
  )
    ? 2
    : 1;
}

export function conciseReport({ write, style }: ReportContext): Report {
  return {
    finding({ placed: { file, cell, start, level, code, name, message, fix } }: Reported) {
      const hint = fix === null ? '' : fix.safe ? ` ${style.good('[*]')}` : ` ${style.dim('[unsafe fix]')}`;
      write(`${whereOf(file, cell, start)}: ${style.level(level, level)} ${code} [${name}] ${message}${hint}\n`);
    },
    end() {},
  };
}

export function summaryOf(outcome: Outcome, style: Style): string {
  const total = levels.reduce((sum, level) => sum + outcome.shown[level], 0);
  const many = { error: 'errors', warning: 'warnings', info: 'info', hint: 'hints' };
  const parts = levels
    .filter((level) => outcome.shown[level] > 0)
    .map((level) => style.level(level, counted(outcome.shown[level], level, many[level])));
  const found = total === 0 ? style.good('no findings') : `${counted(total, 'finding')}: ${parts.join(', ')}`;
  const notes = [
    outcome.fixed > 0 ? `${outcome.fixed} fixed` : '',
    outcome.fixableSafe > 0 ? `${outcome.fixableSafe} fixable with --fix` : '',
    outcome.inBaseline > 0 ? `${outcome.inBaseline} in the baseline` : '',
    outcome.hidden > 0 ? `${outcome.hidden} below --level` : '',
  ].filter((note) => note !== '');
  const failures = outcome.problems.filter(({ kind }) => kind !== 'note').length;
  const failed = failures === 0 ? '' : `, ${counted(failures, 'problem')} (see above)`;
  return `${found}${notes.length === 0 ? '' : ` (${notes.join(', ')})`} in ${counted(outcome.files, 'file')}${failed}, ${(outcome.milliseconds / 1000).toFixed(2)} s`;
}
