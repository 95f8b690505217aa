/** What the person at the editor has set (`decref.*`), read without trusting its shape: what is wrong is left out and named. */
import { rules } from '../rules/index.ts';
import { readLayer, type Layer } from '../project/layer.ts';
import { settingsTable } from '../ide/settings-table.ts';

export interface Preferences {
  readonly enable: boolean;
  readonly run: 'onType' | 'onSave';
  /** Whether files that are not open are checked too. */
  readonly whole: boolean;
  readonly counts: boolean;
  readonly picture: boolean;
  readonly hints: boolean;
  readonly lens: boolean;
  readonly suppress: boolean;
  /** What it adds to the configuration of the project. */
  readonly layer: Layer;
  /** What was wrong: one line each. */
  readonly faults: readonly string[];
}

/** `section`: the value of `decref` in the editor's settings. */
export function readPreferences(section: unknown): Preferences {
  const faults: string[] = [];
  const table: Record<string, unknown> = {};
  const own = new Map<string, unknown>();
  for (const { key, type, default: standard, file, choices } of settingsTable) {
    const value = valueAt(section, key);
    if (value === undefined || value === null) {
      own.set(key, standard);
    } else if (!isOf(type, value) || (type === 'string' && choices !== undefined && !choices.some((choice) => choice.value === value))) {
      faults.push(`setting \`decref.${key}\` has a value that it cannot have: ${JSON.stringify(value)}`);
      own.set(key, standard);
    } else {
      own.set(key, value);
      if (file !== undefined && !isEmpty(value)) table[file] = value;
    }
  }
  const { layer, faults: wrong } = readLayer(table, rules);
  faults.push(...wrong.map(({ message }) => `settings of the editor: ${message}`));
  return {
    enable: own.get('enable') === true,
    run: own.get('run') === 'onSave' ? 'onSave' : 'onType',
    whole: own.get('diagnosticMode') === 'workspace',
    counts: own.get('hover.counts') === true,
    picture: own.get('hover.graph') === true,
    hints: own.get('inlayHints.counts') === true,
    lens: own.get('codeLens.heap') === true,
    suppress: own.get('codeAction.suppress') === true,
    layer,
    faults,
  };
}

/** `hover.counts` may come as `{hover: {counts}}` or `{'hover.counts': …}`. */
function valueAt(section: unknown, key: string): unknown {
  if (typeof section !== 'object' || section === null) return undefined;
  const table = section as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(table, key)) return table[key];
  const dot = key.indexOf('.');
  return dot < 0 ? undefined : valueAt(table[key.slice(0, dot)], key.slice(dot + 1));
}

function isOf(type: 'boolean' | 'string' | 'array' | 'object', value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value);
  return typeof value === type;
}

const isEmpty = (value: unknown): boolean =>
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
