/** What holds for a file, in a few words: target, configuration, rules. */
import type { Say } from '../base/say.ts';
import { showPython } from '../base/version.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { rules } from '../rules/index.ts';
import { activeRules } from '../rules/select.ts';
import type { Diagnosis } from './diagnosis.ts';

export interface FileSummary {
  /** `Python 3.12`, `PyO3 0.22.3` or `''`. */
  readonly target: string;
  readonly configuration: string | null;
  /** How many rules run on it. */
  readonly rules: number;
  readonly findings: number;
}

export function fileStatus(
  snapshot: Snapshot,
  path: string,
  diagnosis: Diagnosis,
  configuration: string | null,
  say: Say,
): FileSummary | null {
  const document = snapshot.document(path);
  if (document === undefined) return null;
  const settings = snapshot.settings(path);
  const pyo3 = snapshot.crate(path)?.pyo3 ?? null;
  const target =
    document.language === 'python'
      ? `Python ${showPython(settings.python)}`
      : pyo3 === null
        ? ''
        : pyo3.locked
          ? `PyO3 ${pyo3.version}`
          : say('PyO3 {0} or later', pyo3.version);
  const running = [...activeRules(rules, settings).keys()].filter(({ language }) => language === document.language || language === 'any');
  return { target, configuration, rules: running.length, findings: diagnosis.findings.length };
}
