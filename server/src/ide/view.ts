/** What the editor opens beside a file when asked: the reference graph, what is in force for the file, a stage of its analysis. Text only, and never nothing. */
import { showPython } from '../base/version.ts';
import type { Settings } from '../base/settings.ts';
import type { Configuration, Origin } from '../project/configuration.ts';
import type { SettingKey } from '../project/layer.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { rules } from '../rules/index.ts';
import { activeRules } from '../rules/select.ts';
import { root } from '../syntax/tree.ts';
import { factsOf } from './facts.ts';
import { graphAsDot, graphAsMermaid, graphAsText, referenceGraph } from './graph.ts';
import { graphAsSvg } from './graph-svg.ts';
import { base64 } from './hover-picture.ts';
import { flowText, treeText } from './stages.ts';
import { cycleStories, storyAt } from './story.ts';

export type ViewKind = 'graph' | 'settings' | 'tree' | 'flow' | 'story';

export interface View {
  readonly language: 'markdown' | 'plaintext' | 'decref-story';
  readonly text: string;
}

/** The graph of the object at an offset: a picture with what it says in words, and the sources to copy. */
export function graphView(snapshot: Snapshot, path: string, offset: number): View {
  const graph = referenceGraph(snapshot, path, offset);
  if (graph === null) return { language: 'markdown', text: 'There is no name, attribute or call here whose object is known.\n' };
  const words = graphAsText(graph);
  const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\`\`\`\n`;
  const parts = [
    `# Who holds \`${graph.name}\` after line ${graph.line}\n`,
    `![${words.replace(/[[\]`\n]+/g, ' ').trim()}](data:image/svg+xml;base64,${base64(graphAsSvg(graph))})\n`,
    fence('text', words),
    `## DOT\n`,
    fence('dot', graphAsDot(graph)),
    `## Mermaid\n`,
    fence('text', graphAsMermaid(graph)),
  ];
  return { language: 'markdown', text: parts.join('\n') };
}

/** A stage of the analysis of a whole file; the story is that of the name at the offset, or of every cycle where there is none. */
export function stageView(snapshot: Snapshot, path: string, kind: 'tree' | 'flow' | 'story', offset: number): View {
  const document = snapshot.document(path);
  const known = factsOf(snapshot, path);
  if (document === undefined || known === undefined) return plain('This file is not known.');
  if (kind === 'tree') return plain(treeText(document, root(document.tree)));
  if (known.language !== 'python') return plain('This stage is about Python; the file is Rust.');
  if (kind === 'flow') return plain(flowText(known.facts, document, null) || 'Nothing is known about this file.');
  const cycles = (): string => cycleStories(known.facts, document, null).join('\n');
  const text = storyAt(snapshot, path, offset) ?? cycles();
  return { language: 'decref-story', text: text || 'There is no name here, and no cycle is known in this file.' };
}

const plain = (text: string): View => ({ language: 'plaintext', text });

/** What is in force for a file and where each value comes from. `mine`: the keys that the person at the editor has set. */
export function settingsView(settings: Settings, configuration: Configuration | null, mine: ReadonlySet<string>): View {
  const from = (key: SettingKey): string => {
    const said = originText(configuration?.origins[key] ?? { from: 'default' });
    return mine.has(key) ? (said === 'default' ? 'settings of the editor' : `${said}, and settings of the editor`) : said;
  };
  const rows: readonly (readonly [SettingKey, unknown])[] = [
    ['python', showPython(settings.python)],
    ['select', settings.select],
    ['extend-select', settings.extendSelect],
    ['ignore', settings.ignore],
    ['levels', Object.fromEntries(settings.levels)],
    ['per-file-ignores', Object.fromEntries(settings.perFileIgnores.map(({ pattern, selectors }) => [pattern, selectors]))],
    ['exclude', settings.exclude],
    ['avoid-duplicates-of', settings.avoidDuplicatesOf],
    ['resources', settings.resources],
    ['caches', settings.caches],
    ['registrations', settings.registrations],
    ['baseline', configuration?.baseline?.path ?? null],
  ];
  const cell = (value: unknown): string => `\`${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('|', '\\|')}\``;
  const active = [...activeRules(rules, settings)];
  return {
    language: 'markdown',
    text: [
      '# What Decref does here\n',
      configuration?.file === null || configuration === null
        ? 'There is no configuration file.\n'
        : `Configuration file: \`${configuration.file}\`\n`,
      ['| setting | value | from |', '|:--|:--|:--|', ...rows.map(([key, value]) => `| ${key} | ${cell(value)} | ${from(key)} |`)].join(
        '\n',
      ),
      `\n## ${active.length} rules run\n`,
      ['| rule | level |', '|:--|:--|', ...active.map(([{ code, name }, level]) => `| ${code} ${name} | ${level} |`)].join('\n'),
      '',
    ].join('\n'),
  };
}

const originText = (origin: Origin): string =>
  origin.from === 'file' ? `\`${origin.path}:${origin.line}\`` : origin.from === 'request' ? 'settings of the editor' : 'default';
