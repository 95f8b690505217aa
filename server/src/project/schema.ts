/** The JSON schema of `decref.toml` and `[tool.decref]`, for editors that complete and check TOML: one entry for each setting there is, by its type. */
import { levels } from '../base/finding.ts';
import { knownLinters, type RuleId, type SettingKey } from './layer.ts';

/** @param versions the target versions, as they are written. */
export function configurationSchema(rules: readonly RuleId[], versions: readonly string[]): object {
  const blocks = [...new Set(rules.map(({ code }) => code.slice(0, 3)))].sort();
  const names = ['ALL', ...blocks, ...rules.flatMap(({ code, name }) => [code, name])];
  const selector = { $ref: '#/definitions/rule' };
  const selectors = { type: 'array', items: selector };
  const texts = { type: 'array', items: { type: 'string' } };
  const level = { enum: [...levels, 'off'] };
  const settings: { readonly [Key in SettingKey]-?: object } = {
    select: { ...selectors, description: 'Rules that run instead of the default set: codes, names, blocks or ALL.' },
    'extend-select': { ...selectors, description: 'Rules that run in addition.' },
    ignore: { ...selectors, description: 'Rules that do not run.' },
    'per-file-ignores': {
      type: 'object',
      additionalProperties: { anyOf: [selector, selectors] },
      description: 'Patterns of files, and the rules that do not run there.',
    },
    levels: {
      type: 'object',
      propertyNames: selector,
      additionalProperties: level,
      description: 'The level that a rule or block of rules is shown at.',
    },
    exclude: { ...texts, description: 'Patterns of files that are not checked, as in .gitignore.' },
    'extend-exclude': { ...texts, description: 'Patterns in addition to those.' },
    python: { enum: versions, description: 'The Python version that references are counted for; otherwise what requires-python allows.' },
    'avoid-duplicates-of': {
      type: 'array',
      items: { enum: knownLinters },
      description: 'Linters that run as well: rules of ours that say the same are silent.',
    },
    baseline: {
      type: 'string',
      minLength: 1,
      description: 'A file of findings that are known and left out, relative to the folder of the configuration.',
    },
    'max-file-size': {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 256,
      description: 'In megabytes; larger files are not checked.',
    },
    resources: {
      type: 'array',
      description: 'Calls that open something which has to be released.',
      items: {
        type: 'object',
        required: ['opens', 'closes'],
        additionalProperties: false,
        properties: {
          opens: {
            ...texts,
            description: 'Dotted names of calls: "library.connect"; "await library.connect"; "library.pair#1" for one of a tuple.',
          },
          closes: { ...texts, description: 'Methods that release it, and with a dot functions that it is given to.' },
          what: { type: 'string', description: 'What it is, with its article: "a link".' },
          with: { type: 'boolean', description: 'Whether `with` releases it.' },
        },
      },
    },
    caches: { ...texts, description: 'Decorators that keep the arguments of a function: dotted names, or a last name alone.' },
    registrations: {
      type: 'array',
      description: 'Methods that keep what they are given until another takes it back.',
      items: {
        type: 'object',
        required: ['registers', 'takes-back'],
        additionalProperties: false,
        properties: { registers: { type: 'string' }, 'takes-back': { type: 'string' } },
      },
    },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Decref',
    description: 'decref.toml, and [tool.decref] of pyproject.toml',
    type: 'object',
    additionalProperties: false,
    properties: settings,
    definitions: { rule: { enum: names } },
  };
}
