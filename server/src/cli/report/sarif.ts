/** SARIF 2.1.0 (OASIS), as code scanning services read it: rules with their pages, results with stories, fixes and fingerprints. */
import type { Level } from '../../base/finding.ts';
import type { Position } from '../../base/lines.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Placed, Reported } from '../placed.ts';
import type { Report, ReportContext } from './report.ts';
import type { Problem } from '../../project/problem.ts';

const levelsOfSarif: Readonly<Record<Level | 'off', string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
  off: 'none',
};

export function sarifReport({ write, version, rules }: ReportContext): Report {
  const results: unknown[] = [];
  const indexes = new Map(rules.map(({ code }, index) => [code, index]));
  const seen = new Map<string, number>();
  return {
    finding(reported) {
      const key = `${reported.placed.file}\u0000${reported.context}`;
      const turn = (seen.get(key) ?? 0) + 1;
      seen.set(key, turn);
      results.push(resultOf(reported, indexes, turn));
    },
    end({ problems }) {
      const log = {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: 'Decref', version, semanticVersion: version, rules: rules.map(ruleOf) } },
            columnKind: 'unicodeCodePoints',
            results,
            invocations: [
              {
                executionSuccessful: problems.every(({ kind }) => kind === 'note'),
                toolExecutionNotifications: problems.filter(({ kind }) => kind === 'input' || kind === 'internal').map(notificationOf),
                toolConfigurationNotifications: problems.filter(({ kind }) => kind === 'settings').map(notificationOf),
              },
            ],
          },
        ],
      };
      write(`${JSON.stringify(log, null, 2)}\n`);
    },
  };
}

function ruleOf({ code, name, summary, page, level }: Rule) {
  return {
    id: code,
    name,
    shortDescription: { text: summary },
    fullDescription: { text: summary },
    help: { text: page, markdown: page },
    defaultConfiguration: level === 'off' ? { enabled: false, level: 'note' } : { enabled: true, level: levelsOfSarif[level] },
  };
}

function resultOf({ placed, context, fileLine }: Reported, indexes: ReadonlyMap<string, number>, turn: number) {
  const index = indexes.get(placed.code);
  const shift = fileLine === undefined ? 0 : fileLine - placed.start.line;
  return {
    ruleId: placed.code,
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: levelsOfSarif[placed.level],
    message: { text: placed.cell === undefined ? placed.message : `cell ${placed.cell}: ${placed.message}` },
    locations: [locationOf(placed.file, placed.start, placed.end, shift)],
    ...(placed.related.length === 0 ? {} : storyOf(placed)),
    partialFingerprints: { 'decrefContext/v1': `${context}:${turn}` },
    // a notebook's positions are not positions of its file
    ...(placed.fix === null || placed.cell !== undefined ? {} : { fixes: [fixOf(placed, placed.fix)] }),
  };
}

function storyOf({ related }: Placed) {
  return {
    relatedLocations: related.map(({ file, start, end, message }, id) => ({
      id,
      ...locationOf(file, start, end),
      message: { text: message },
    })),
    codeFlows: [
      {
        threadFlows: [
          {
            locations: related.map(({ file, start, end, message }) => ({
              location: { ...locationOf(file, start, end), message: { text: message } },
            })),
          },
        ],
      },
    ],
  };
}

const fixOf = (placed: Placed, fix: NonNullable<Placed['fix']>) => ({
  description: { text: fix.title },
  artifactChanges: [
    {
      artifactLocation: { uri: uriOf(placed.file) },
      replacements: fix.edits.map(({ start, end, text }) => ({ deletedRegion: regionOf(start, end, 0), insertedContent: { text } })),
    },
  ],
});

const locationOf = (file: string, start: Position, end: Position, shift = 0) => ({
  physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: regionOf(start, end, shift) },
});

const regionOf = (start: Position, end: Position, shift: number) => ({
  startLine: start.line + shift,
  startColumn: start.column,
  endLine: end.line + shift,
  endColumn: end.column,
});

const uriOf = (file: string): string =>
  file
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/')
    .replace(/^([A-Za-z])%3A\//, 'file:///$1:/');

const notificationOf = ({ kind, path, line, column, message }: Problem) => ({
  level: kind === 'internal' ? 'error' : 'warning',
  message: { text: message },
  ...(path === ''
    ? {}
    : {
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: uriOf(path) },
              ...(line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } }),
            },
          },
        ],
      }),
});
