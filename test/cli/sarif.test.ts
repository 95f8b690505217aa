/** SARIF 2.1.0: the parts of the published schema that the report uses, checked field by field, and what code scanning needs. */
import { expect, test } from 'vitest';
import { decref } from './world.ts';

type Shape = { readonly [key: string]: Shape | 'string' | 'integer' | 'boolean' | 'any' | readonly [Shape | 'string' | 'integer'] };

const region = { startLine: 'integer', 'startColumn?': 'integer', 'endLine?': 'integer', 'endColumn?': 'integer' } as const;
const artifact = { uri: 'string' } as const;
const message = { text: 'string' } as const;
const location = { 'id?': 'integer', physicalLocation: { artifactLocation: artifact, 'region?': region }, 'message?': message } as const;
const notification = { level: 'string', message, 'locations?': [location] } as const;

/** Names as in the OASIS schema; `?` marks what may be missing, everything else must be there and nothing more may. */
const log: Shape = {
  $schema: 'string',
  version: 'string',
  runs: [
    {
      tool: {
        driver: {
          name: 'string',
          version: 'string',
          semanticVersion: 'string',
          rules: [
            {
              id: 'string',
              name: 'string',
              shortDescription: message,
              fullDescription: message,
              help: { text: 'string', markdown: 'string' },
              defaultConfiguration: { enabled: 'boolean', level: 'string' },
            },
          ],
        },
      },
      columnKind: 'string',
      results: [
        {
          ruleId: 'string',
          'ruleIndex?': 'integer',
          level: 'string',
          message,
          locations: [location],
          'relatedLocations?': [location],
          'codeFlows?': [{ threadFlows: [{ locations: [{ location }] }] }],
          partialFingerprints: { 'decrefContext/v1': 'string' },
          'fixes?': [
            {
              description: message,
              artifactChanges: [{ artifactLocation: artifact, replacements: [{ deletedRegion: region, insertedContent: message }] }],
            },
          ],
        },
      ],
      invocations: [
        { executionSuccessful: 'boolean', toolExecutionNotifications: [notification], toolConfigurationNotifications: [notification] },
      ],
    },
  ],
};

function faults(value: unknown, shape: Shape[string], at = '$'): string[] {
  if (shape === 'any') return [];
  if (shape === 'integer') return Number.isInteger(value) && (value as number) >= 0 ? [] : [`${at}: not a natural number`];
  if (typeof shape === 'string') return typeof value === shape ? [] : [`${at}: not a ${shape}`];
  if (Array.isArray(shape))
    return Array.isArray(value)
      ? value.flatMap((item, index) => faults(item, shape[0] as Shape, `${at}[${index}]`))
      : [`${at}: not an array`];
  if (typeof value !== 'object' || value === null) return [`${at}: not an object`];
  const given = value as Record<string, unknown>;
  const known = new Map(Object.entries(shape).map(([key, inner]) => [key.replace(/\?$/, ''), { inner, optional: key.endsWith('?') }]));
  return [
    ...Object.keys(given)
      .filter((key) => !known.has(key))
      .map((key) => `${at}.${key}: not in the schema`),
    ...[...known].flatMap(([key, { inner, optional }]) =>
      key in given ? faults(given[key], inner, `${at}.${key}`) : optional ? [] : [`${at}.${key}: missing`],
    ),
  ];
}

const files = { 'a b/ü.py': 'x = "😀"; bad = 1\nsad = 2\n', 'decref.toml': 'bogus = 1\n' };

async function sarif() {
  const { output } = await decref(['check', '.', 'gone.py', '--format', 'sarif'], { files });
  return JSON.parse(output) as {
    version: string;
    runs: {
      results: Record<string, never>[];
      columnKind: string;
      invocations: { executionSuccessful: boolean; toolExecutionNotifications: unknown[]; toolConfigurationNotifications: unknown[] }[];
      tool: { driver: { rules: { id: string }[] } };
    }[];
  };
}

test('has the published shape', async () => {
  expect(faults(await sarif(), log)).toEqual([]);
});

test('the shape check finds what is wrong', () => {
  expect(faults({ $schema: 1, version: '2.1.0', runs: [], more: 1 }, log)).toEqual([
    '$.more: not in the schema',
    '$.$schema: not a string',
  ]);
});

test('rules, regions in code points, percent-encoded paths, notifications', async () => {
  const {
    version,
    runs: [run],
  } = await sarif();
  expect(version).toBe('2.1.0');
  expect(run.columnKind).toBe('unicodeCodePoints');
  const [first] = run.results as unknown as { ruleId: string; ruleIndex: number; level: string; locations: unknown[] }[];
  expect(run.tool.driver.rules[first.ruleIndex].id).toBe(first.ruleId);
  expect(first.level).toBe('warning');
  expect(first.locations).toEqual([
    {
      physicalLocation: {
        artifactLocation: { uri: 'a%20b/%C3%BC.py' },
        region: { startLine: 1, startColumn: 10, endLine: 1, endColumn: 13 },
      },
    },
  ]);
  expect(run.invocations[0].executionSuccessful).toBe(false);
  expect(run.invocations[0].toolExecutionNotifications).toHaveLength(1);
  expect(run.invocations[0].toolConfigurationNotifications).toHaveLength(1);
});
