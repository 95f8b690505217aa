/** `json` (one object) and `jsonl` (one finding a line): the shapes that CI and other programs rely on; equal input, equal bytes. */
import type { Problem } from '../../project/problem.ts';
import type { Report, ReportContext } from './report.ts';

export function jsonReport({ write, version }: ReportContext): Report {
  let first = true;
  const open = (): void => {
    if (first) write(`{"version": ${JSON.stringify(version)}, "findings": [`);
  };
  return {
    finding({ placed }) {
      open();
      write(`${first ? '' : ','}\n  ${JSON.stringify(placed)}`);
      first = false;
    },
    end({ problems }) {
      open();
      const errors = problems.filter(({ kind }) => kind !== 'note').map((problem) => `\n  ${JSON.stringify(errorOf(problem))}`);
      write(`${first ? '' : '\n'}], "errors": [${errors.join(',')}${errors.length === 0 ? '' : '\n'}]}\n`);
    },
  };
}

export function jsonlReport({ write }: ReportContext): Report {
  return {
    finding({ placed }) {
      write(`${JSON.stringify(placed)}\n`);
    },
    end() {},
  };
}

/** An entry of `errors`. */
export function errorOf({ kind, path, line, column, message }: Problem) {
  return { kind, file: path, ...(line === undefined ? {} : { line, column: column ?? 1 }), message };
}
