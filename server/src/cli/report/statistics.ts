/** How many findings each rule has, instead of the findings; most first. */
import type { Level } from '../../base/finding.ts';
import { errorOf } from './json.ts';
import type { Report, ReportContext } from './report.ts';
import { summaryOf } from './text.ts';

interface Row {
  readonly code: string;
  readonly name: string;
  readonly level: Level;
  count: number;
  fixable: number;
}

export function statisticsReport({ write, style, version, quiet }: ReportContext, asJson: boolean): Report {
  const rows = new Map<string, Row>();
  return {
    finding({ placed: { code, name, level, fix } }) {
      let row = rows.get(code);
      if (row === undefined) rows.set(code, (row = { code, name, level, count: 0, fixable: 0 }));
      row.count += 1;
      if (fix?.safe === true) row.fixable += 1;
    },
    end(outcome) {
      const sorted = [...rows.values()].sort((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1));
      if (asJson) {
        const errors = outcome.problems.filter(({ kind }) => kind !== 'note').map(errorOf);
        write(`${JSON.stringify({ version, statistics: sorted, errors }, null, 2)}\n`);
        return;
      }
      const width = String(sorted[0]?.count ?? 0).length;
      for (const { code, name, level, count, fixable } of sorted) {
        write(
          `${String(count).padStart(width)}  ${style.level(level, code)}  ${name}${fixable === 0 ? '' : style.good(`  [${fixable} fixable]`)}\n`,
        );
      }
      if (!quiet) write(`${sorted.length === 0 ? '' : '\n'}${summaryOf(outcome, style)}\n`);
    },
  };
}
