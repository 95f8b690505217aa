/** The settings table as package.json wants it (`contributes.configuration.properties`), and its texts as package.nls.json does: by keys that other languages repeat. */
import { settingsTable, type Setting } from './settings-table.ts';

export const manifestProperties = (): Readonly<Record<string, object>> =>
  Object.fromEntries(settingsTable.map((setting, order) => [`decref.${setting.key}`, property(setting, order)]));

/** What the properties say in English, by key. */
export const manifestTexts = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    settingsTable.flatMap(({ key, description, choices }) => [
      [textKey(key), description],
      ...(choices ?? []).filter((choice) => choice.description !== '').map((choice) => [textKey(key, choice.value), choice.description]),
    ]),
  );

/** `setting.run`, `setting.run.onType`. */
const textKey = (key: string, choice?: string): string =>
  `setting.${key}${choice === undefined ? '' : `.${choice === '' ? 'standard' : choice}`}`;

function property({ key, type, scope, choices, default: standard }: Setting, order: number): object {
  const common = { type, default: standard, scope, order, markdownDescription: `%${textKey(key)}%` };
  if (choices === undefined) return type === 'array' ? { ...common, items: { type: 'string' }, uniqueItems: true } : common;
  const values = choices.map(({ value }) => value);
  if (type === 'object') return { ...common, additionalProperties: { type: 'string', enum: values } };
  if (choices.every(({ description }) => description === '')) return { ...common, enum: values };
  const enumDescriptions = choices.map(({ value, description }) => (description === '' ? '' : `%${textKey(key, value)}%`));
  return { ...common, enum: values, enumDescriptions };
}
