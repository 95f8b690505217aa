/** Which rules a selector means, and which run for a file under its settings. */
import type { Level } from '../base/finding.ts';
import type { Settings } from '../base/settings.ts';
import type { Rule } from './rule.ts';

/** Whether a selector (code, name, block of codes, `ALL`) means a rule. Codes and names are compared without case. */
export function selects(selector: string, rule: Pick<Rule, 'code' | 'name'>): boolean {
  const wanted = selector.toUpperCase();
  if (wanted === 'ALL') return true;
  if (wanted === rule.name.toUpperCase()) return true;
  return /^RC\d{0,3}$/.test(wanted) && rule.code.startsWith(wanted);
}

/** Whether a selector means any rule at all. */
export const isKnownSelector = (selector: string, rules: readonly Pick<Rule, 'code' | 'name'>[]): boolean =>
  rules.some((rule) => selects(selector, rule));

/**
 * The rules that run under these settings with the level each reports at, before per-file ignores.
 *
 * `select` replaces the default set (all rules that are not off by default), `extend-select` adds, `ignore` takes away;
 * among these the more exact selector wins. A level set for a rule switches it on (`off` switches it off).
 * A rule that another linter of the project has too (`avoid-duplicates-of`) runs only where it is named itself.
 */
export function activeRules(rules: readonly Rule[], settings: Settings): ReadonlyMap<Rule, Level> {
  const active = new Map<Rule, Level>();
  for (const rule of rules) {
    const set = settings.levels.get(rule.code) ?? settings.levels.get(rule.name);
    if (set === 'off') continue;
    const chosen = Math.max(exactness(settings.select, rule), exactness(settings.extendSelect, rule));
    const refused = exactness(settings.ignore, rule);
    const byDefault = settings.select.length === 0 && rule.level !== 'off';
    const echo = settings.avoidDuplicatesOf.some((linter) => rule.alsoIn?.[linter] !== undefined);
    const on = chosen >= EXACT || set !== undefined || ((chosen > 0 || byDefault) && !echo);
    if (!on || refused > chosen || (refused > 0 && refused === chosen)) continue;
    active.set(rule, set ?? (rule.level === 'off' ? 'hint' : rule.level));
  }
  return active;
}

/** The exactness of a selector that names one rule. */
const EXACT = 5;

/** How exactly the best of the selectors means a rule: 0 not at all, then ALL, RC, RC1, RC10, RC101 or the name. */
function exactness(selectors: readonly string[], rule: Rule): number {
  let best = 0;
  for (const selector of selectors) {
    if (!selects(selector, rule)) continue;
    const upper = selector.toUpperCase();
    best = Math.max(best, upper === 'ALL' ? 1 : upper === rule.name.toUpperCase() ? EXACT : upper.length);
  }
  return best;
}
