/** The pointer on a place in Python: how many references its object has after this statement, who holds them, where it comes from and when it dies. */
import type { Say } from '../base/say.ts';
import { atLeast, showPython } from '../base/version.ts';
import type { Count, Holder, NameRefs, PythonFacts } from '../engine/facts.ts';
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
  if (target.kind === 'call' && target.path.length === 0) return options.say('what this call gives is released when the statement ends');
  const known = refsOf(facts, document, target);
  return known === null ? null : render(known, facts, document, target, options);
}

/** A parameter is bound before the first statement: what counts is what the function adds, and whether that stays. */
function renderParameter(
  all: readonly NameRefs[],
  facts: PythonFacts,
  document: Document,
  { path: [name] }: Target,
  { showLine, say }: HoverOptions,
): string | null {
  if (all.length === 0) return null;
  const known = all.flatMap((refs) => (refs.refs.kind === 'relative' && refs.refs.base === name ? [{ refs, delta: refs.refs.delta }] : []));
  const head = `${say("**caller + 0** on entry: `{0}` is the caller's object", name)} · Python ${showPython(facts.version)}`;
  const most = known.reduce<(typeof known)[number] | null>((best, one) => (best === null || one.delta > best.delta ? one : best), null);
  if (most === null) return `${head}\n\n${say('what this function adds to it is not known')}`;
  if (most.delta <= 0) {
    return known.length === all.length ? `${head}\n\n${say('no line of this function leaves another reference to it')}` : head;
  }
  const holders = most.refs.holders.filter(({ line }) => line > 0).map(({ what }) => say(what));
  const by = holders.length === 0 ? '' : `: ${[...new Set(holders)].slice(0, MOST_HOLDERS).join(', ')}`;
  return `${head}\n\n${say('**caller + {0}** after line {1}', most.delta, showLine(document.path, most.refs.line))}${by}`;
}

function render(refs: NameRefs, facts: PythonFacts, document: Document, target: Target, options: HoverOptions): string {
  const { say } = options;
  const parts = [`${countText(refs.refs, refs.name, say)} · Python ${showPython(facts.version)}`];
  const show: ShowLine = (line) => options.showLine(document.path, line);
  // a picture shows each holder already: a table above it would push it out of sight
  const holders = options.picture ? holderLine(refs.holders, show, say) : holderTable(refs.holders, show, say);
  if (holders !== null) parts.push(holders);
  const life = [createdText(refs, show, say), deathText(refs, show, say)].filter((text) => text !== null).join(', ');
  const last = [life === '' ? null : life, printedText(refs.refs, facts, target, refs.name, say)].filter((text) => text !== null);
  if (last.length > 0) parts.push(last.join('  \n'));
  return parts.join('\n\n');
}

function countText(count: Count, name: string, say: Say): string {
  switch (count.kind) {
    case 'exact':
      return say('**{0}** to `{1}` after this line', references(count.count, say), name);
    case 'range': {
      const amount =
        count.max === null
          ? say(count.min === 1 ? 'at least 1 reference' : 'at least {0} references', count.min)
          : say(count.max === 1 ? '{0} to 1 reference' : '{0} to {1} references', count.min, count.max);
      return say('**{0}** to `{1}` after this line', amount, name);
    }
    case 'relative': {
      const { delta, base } = count;
      if (delta === 0) return say('**caller + 0**: `{0}` has as many references as `{1}` had on entry', name, base);
      if (delta < 0) return say('**caller − {0}**: `{1}` has {0} fewer than `{2}` had on entry', -delta, name, base);
      return say('**caller + {0}**: `{1}` has {0} more than `{2}` had on entry', delta, name, base);
    }
    case 'immortal':
      return say('`{0}` is **immortal**: its count never changes', name);
    case 'shared':
      return say('`{0}` is shared by the whole process: its count says nothing', name);
    case 'unknown':
      return `${say('references to `{0}`: **unknown**', name)}${count.why === '' ? '' : ` (${say(count.why)})`}`;
  }
}

const references = (count: number, say: Say): string => (count === 1 ? say('1 reference') : say('{0} references', count));

type ShowLine = (line: number) => string;

/** The same words for the same line are said once, with how often. */
function grouped(all: readonly Holder[], say: Say): readonly Holder[] {
  const holders = all.map(({ what, line }) => ({ what: say(what), line }));
  const counts = new Map<string, { readonly holder: Holder; count: number }>();
  for (const holder of holders) {
    const key = `${holder.line} ${holder.what}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { holder, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].map(({ holder, count }) => (count === 1 ? holder : { ...holder, what: `${holder.what} ×${count}` }));
}

function holderLine(all: readonly Holder[], show: ShowLine, say: Say): string | null {
  if (all.length === 0) return null;
  const holders = grouped(all, say);
  const listed = holders.slice(0, MOST_HOLDERS).map(({ what, line }) => `${what}${line === 0 ? '' : ` (${show(line)})`}`);
  if (holders.length > MOST_HOLDERS) listed.push(say('{0} more', holders.length - MOST_HOLDERS));
  return say('held by {0}', listed.join(', '));
}

function holderTable(all: readonly Holder[], show: ShowLine, say: Say): string | null {
  if (all.length === 0) return null;
  const holders = grouped(all, say);
  const rows = holders
    .slice(0, MOST_HOLDERS)
    .map(({ what, line }) => `| ${what.replaceAll('|', '\\|')} | ${line === 0 ? '' : show(line)} |`);
  if (holders.length > MOST_HOLDERS) rows.push(`| ${say('and {0} more', holders.length - MOST_HOLDERS)} | |`);
  return [`| ${say('held by')} | ${say('line')} |`, '|:--|--:|', ...rows].join('\n');
}

/** Said of objects whose count is a number: the others are not of this file alone. */
function createdText({ refs, created: lines }: NameRefs, show: ShowLine, say: Say): string | null {
  if (refs.kind !== 'exact' && refs.kind !== 'range') return null;
  if (lines.length === 0 || lines.length > MOST_HOLDERS) return null;
  return say('created on line {0}', lines.map(show).join(` ${say('or')} `));
}

function deathText({ refs, freed }: NameRefs, show: ShowLine, say: Say): string | null {
  const { by, line, why = '' } = freed;
  switch (by) {
    case 'count':
      return line === null ? say('freed when its last reference goes') : say('freed on line {0}, when its last reference goes', show(line));
    case 'collector':
      return say('freed only by the garbage collector: it is kept alive by a cycle');
    case 'exit':
      return say('lives until the interpreter exits');
    case 'unknown':
      // where the count is not known either, its reason is said already
      return why === '' || (refs.kind !== 'exact' && refs.kind !== 'range') ? null : say('when it is freed is not known: {0}', say(why));
  }
}

/**
 * What `sys.getrefcount` would print, where that is another number than the count: the argument itself is one more reference,
 * except that a plain local is only borrowed for the call from 3.14 on.
 */
function printedText(count: Count, facts: PythonFacts, { kind, node }: Target, name: string, say: Say): string | null {
  if (count.kind !== 'exact' || kind === 'definition') return null;
  if (atLeast(facts.version, 14) && (kind === 'call' || (kind === 'name' && facts.placeOf(node) === 'local'))) return null;
  return say('`sys.getrefcount({0})` would print {1}', name, count.count + 1);
}
