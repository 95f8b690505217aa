/** The pointer on a place in Python: how many references its object has after this statement, who holds them, where it comes from and when it dies. */
import { atLeast, showPython } from '../base/version.ts';
import type { Count, Death, Holder, NameRefs, PythonFacts } from '../engine/facts.ts';
import type { Document } from '../project/document.ts';
import { refsOf, refsOfParameter, targetAt, type Target } from './hover-target.ts';
import type { Hover, HoverOptions } from './hover.ts';

/** More holders than this are counted, not listed. */
const MOST_HOLDERS = 6;

export function hoverPython(facts: PythonFacts, document: Document, offset: number, options: HoverOptions): Hover | null {
  const target = targetAt(document.tree, offset);
  if (target === null) return null;
  const markdown = say(facts, document, target, options);
  return markdown === null ? null : { span: target.span, markdown };
}

function say(facts: PythonFacts, document: Document, target: Target, options: HoverOptions): string | null {
  if (target.kind === 'parameter') return renderParameter(refsOfParameter(facts, document, target), facts, document, target, options);
  if (target.kind === 'call' && target.path.length === 0) return 'what this call gives is released when the statement ends';
  const known = refsOf(facts, document, target);
  return known === null ? null : render(known, facts, document, target, options);
}

/** A parameter is bound before the first statement: what counts is what the function adds, and whether that stays. */
function renderParameter(
  all: readonly NameRefs[],
  facts: PythonFacts,
  document: Document,
  { path: [name] }: Target,
  { showLine }: HoverOptions,
): string | null {
  if (all.length === 0) return null;
  const known = all.flatMap((refs) => (refs.refs.kind === 'relative' && refs.refs.base === name ? [{ refs, delta: refs.refs.delta }] : []));
  const head = `**caller + 0** on entry: \`${name}\` is the caller's object · Python ${showPython(facts.version)}`;
  const most = known.reduce<(typeof known)[number] | null>((best, one) => (best === null || one.delta > best.delta ? one : best), null);
  if (most === null) return `${head}\n\nwhat this function adds to it is not known`;
  if (most.delta <= 0) {
    return known.length === all.length ? `${head}\n\nno line of this function leaves another reference to it` : head;
  }
  const holders = most.refs.holders.filter(({ line }) => line > 0).map(({ what }) => what);
  const by = holders.length === 0 ? '' : `: ${[...new Set(holders)].slice(0, MOST_HOLDERS).join(', ')}`;
  return `${head}\n\n**caller + ${most.delta}** after line ${showLine(document.path, most.refs.line)}${by}`;
}

function render(refs: NameRefs, facts: PythonFacts, document: Document, target: Target, options: HoverOptions): string {
  const parts = [`${countText(refs.refs, refs.name)} · Python ${showPython(facts.version)}`];
  const show: ShowLine = (line) => options.showLine(document.path, line);
  // a picture shows each holder already: a table above it would push it out of sight
  const holders = options.picture ? holderLine(refs.holders, show) : holderTable(refs.holders, show);
  if (holders !== null) parts.push(holders);
  const life = [createdText(refs, show), deathText(refs.freed, show)].filter((text) => text !== null).join(', ');
  const last = [life === '' ? null : life, printedText(refs.refs, facts, target, refs.name)].filter((text) => text !== null);
  if (last.length > 0) parts.push(last.join('  \n'));
  return parts.join('\n\n');
}

function countText(count: Count, name: string): string {
  switch (count.kind) {
    case 'exact':
      return `**${references(count.count)}** to \`${name}\` after this line`;
    case 'range': {
      const amount = count.max === null ? `at least ${references(count.min)}` : `${count.min} to ${references(count.max)}`;
      return `**${amount}** to \`${name}\` after this line`;
    }
    case 'relative': {
      const { delta, base } = count;
      const amount = `${Math.abs(delta)} ${delta < 0 ? 'fewer' : 'more'}`;
      if (delta === 0) return `**caller + 0**: \`${name}\` has as many references as \`${base}\` had on entry`;
      return `**caller ${delta < 0 ? '−' : '+'} ${Math.abs(delta)}**: \`${name}\` has ${amount} than \`${base}\` had on entry`;
    }
    case 'immortal':
      return `\`${name}\` is **immortal**: its count never changes`;
    case 'shared':
      return `\`${name}\` is shared by the whole process: its count says nothing`;
    case 'unknown':
      return `references to \`${name}\`: **unknown**${count.why === '' ? '' : ` (${count.why})`}`;
  }
}

const references = (count: number): string => (count === 1 ? '1 reference' : `${count} references`);

type ShowLine = (line: number) => string;

/** The same words for the same line are said once, with how often. */
function grouped(holders: readonly Holder[]): readonly Holder[] {
  const counts = new Map<string, { readonly holder: Holder; count: number }>();
  for (const holder of holders) {
    const key = `${holder.line} ${holder.what}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { holder, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].map(({ holder, count }) => (count === 1 ? holder : { ...holder, what: `${holder.what} ×${count}` }));
}

function holderLine(all: readonly Holder[], show: ShowLine): string | null {
  if (all.length === 0) return null;
  const holders = grouped(all);
  const listed = holders.slice(0, MOST_HOLDERS).map(({ what, line }) => `${what}${line === 0 ? '' : ` (${show(line)})`}`);
  if (holders.length > MOST_HOLDERS) listed.push(`${holders.length - MOST_HOLDERS} more`);
  return `held by ${listed.join(', ')}`;
}

function holderTable(all: readonly Holder[], show: ShowLine): string | null {
  if (all.length === 0) return null;
  const holders = grouped(all);
  const rows = holders
    .slice(0, MOST_HOLDERS)
    .map(({ what, line }) => `| ${what.replaceAll('|', '\\|')} | ${line === 0 ? '' : show(line)} |`);
  if (holders.length > MOST_HOLDERS) rows.push(`| and ${holders.length - MOST_HOLDERS} more | |`);
  return ['| held by | line |', '|:--|--:|', ...rows].join('\n');
}

/** Said of objects whose count is a number: the others are not of this file alone. */
function createdText({ refs, created: lines }: NameRefs, show: ShowLine): string | null {
  if (refs.kind !== 'exact' && refs.kind !== 'range') return null;
  if (lines.length === 0 || lines.length > MOST_HOLDERS) return null;
  return `created on line ${lines.map(show).join(' or ')}`;
}

function deathText({ by, line }: Death, show: ShowLine): string | null {
  switch (by) {
    case 'count':
      return line === null ? 'freed when its last reference goes' : `freed on line ${show(line)}, when its last reference goes`;
    case 'collector':
      return 'freed only by the garbage collector: it is kept alive by a cycle';
    case 'exit':
      return 'lives until the interpreter exits';
    case 'unknown':
      return null;
  }
}

/**
 * What `sys.getrefcount` would print, where that is another number than the count: the argument itself is one more reference,
 * except that a plain local is only borrowed for the call from 3.14 on.
 */
function printedText(count: Count, facts: PythonFacts, { kind, node }: Target, name: string): string | null {
  if (count.kind !== 'exact' || kind === 'definition') return null;
  if (atLeast(facts.version, 14) && (kind === 'call' || (kind === 'name' && facts.placeOf(node) === 'local'))) return null;
  return `\`sys.getrefcount(${name})\` would print ${count.count + 1}`;
}
