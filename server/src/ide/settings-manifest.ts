/** The settings table as package.json wants it (`contributes.configuration.properties`). */
import { settingsTable, type Setting } from './settings-table.ts';

export const manifestProperties = (): Readonly<Record<string, object>> =>
  Object.fromEntries(settingsTable.map((setting, order) => [`decref.${setting.key}`, property(setting, order)]));

function property(setting: Setting, order: number): object {
  const { type, scope, description, choices } = setting;
  const common = { type, default: setting.default, scope, order, markdownDescription: description };
  if (choices === undefined) return type === 'array' ? { ...common, items: { type: 'string' }, uniqueItems: true } : common;
  const values = choices.map(({ value }) => value);
  if (type === 'object') return { ...common, additionalProperties: { type: 'string', enum: values } };
  const described = choices.some((choice) => choice.description !== '');
  return { ...common, enum: values, ...(described ? { enumDescriptions: choices.map((choice) => choice.description) } : {}) };
}
