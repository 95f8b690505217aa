/** The language status item: the one place where Decref says how it is. It never shows a message box. */
import { type Disposable, l10n, languages, LanguageStatusSeverity } from 'vscode';
import { selector } from './selector.ts';

export interface StatusItem extends Disposable {
  starting(): void;
  /** Runs well. `detail`: what holds for the file at hand. */
  running(detail: string): void;
  /** Runs, but something is wrong that the person can mend. */
  troubled(problem: string, all: readonly string[]): void;
  /** Does not run, and why. */
  failed(reason: string): void;
  /** Switched off by the person. */
  off(): void;
}

export function createStatus(): StatusItem {
  const item = languages.createLanguageStatusItem('decref.status', selector);
  item.name = 'Decref';
  const show = (
    text: string,
    detail: string,
    severity: LanguageStatusSeverity,
    command: { title: string; command: string },
    busy = false,
  ): void => {
    item.text = text;
    item.detail = detail;
    item.severity = severity;
    item.command = command;
    item.busy = busy;
  };
  const showLog = { title: l10n.t('Show Log'), command: 'decref.showLogs' };
  const restart = { title: l10n.t('Restart'), command: 'decref.restart' };
  return {
    starting: () => show('Decref', l10n.t('starting'), LanguageStatusSeverity.Information, showLog, true),
    running: (detail) => show('Decref', detail, LanguageStatusSeverity.Information, showLog),
    troubled: (problem, all) => show(`Decref: ${problem}`, all.join('\n'), LanguageStatusSeverity.Warning, showLog),
    failed: (reason) => show(l10n.t('Decref: not running'), reason, LanguageStatusSeverity.Error, restart),
    off: () =>
      show('Decref', l10n.t('switched off'), LanguageStatusSeverity.Information, { title: l10n.t('Switch On'), command: 'decref.toggle' }),
    dispose: () => item.dispose(),
  };
}
