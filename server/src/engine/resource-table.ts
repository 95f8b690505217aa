/** The calls that open something, by their dotted names: those of the library table, and what a configuration adds. Made once for each configuration. */
import type { OwnResource } from '../base/settings.ts';
import { intern } from '../syntax/names.ts';
import { intValue, stringValue } from '../syntax/python/constants.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import { resourceKinds, type ResourceKind } from './model/resources.ts';

export interface Making {
  readonly kind: ResourceKind;
  /** Which element of the tuple, or item of the dict, that is answered; -1: the answer itself. */
  readonly element: number | string;
  readonly awaited: boolean;
}

export interface ResourceTable {
  readonly makings: ReadonlyMap<string, readonly Making[]>;
  /** The last parts of their names, interned. */
  readonly lastNames: ReadonlySet<number>;
  /** Calls that answer something whose calls open: a factory, by its dotted name. */
  readonly factories: ReadonlyMap<string, readonly Making[]>;
}

/** What an item is that a subscript asks for, of what such a call answers: the handle, another one, or not known. */
export function itemAsked(tree: Tree, subscript: Node, element: Making['element']): 'handle' | 'another' | 'unknown' {
  const asked = typeof element === 'string' ? stringValue(tree, subscript - 1) : intValue(tree, subscript - 1);
  if (asked === null) return 'unknown';
  return String(asked) === String(element) ? 'handle' : 'another';
}

const library = tableOf(resourceKinds);
const known = new WeakMap<readonly OwnResource[], ResourceTable>();

/** The table of the libraries, and of what a project has of its own; where both know a call, the project does. */
export function tableWith(own: readonly OwnResource[] | undefined): ResourceTable {
  if (own === undefined || own.length === 0) return library;
  let table = known.get(own);
  if (table === undefined) {
    const added = tableOf(own.map(kindOf));
    table = {
      makings: new Map([...library.makings, ...added.makings]),
      lastNames: new Set([...library.lastNames, ...added.lastNames]),
      factories: new Map([...library.factories, ...added.factories]),
    };
    known.set(own, table);
  }
  return table;
}

function tableOf(kinds: readonly ResourceKind[]): ResourceTable {
  const makings = new Map<string, Making[]>();
  const lastNames = new Set<number>();
  const factories = new Map<string, Making[]>();
  for (const kind of kinds) {
    for (const made of kind.made) {
      const awaited = made.startsWith('await ');
      const [dotted, element] = (awaited ? made.slice('await '.length) : made).split('#');
      const making = { kind, awaited, element: element === undefined ? -1 : /^\d+$/.test(element) ? Number(element) : element };
      if (dotted.endsWith('()')) {
        const factory = dotted.slice(0, -'()'.length);
        factories.set(factory, [...(factories.get(factory) ?? []), making]);
        continue;
      }
      const list = makings.get(dotted) ?? [];
      list.push(making);
      makings.set(dotted, list);
      lastNames.add(intern(dotted.slice(dotted.lastIndexOf('.') + 1)));
    }
  }
  return { makings, lastNames, factories };
}

const kindOf = ({ what, opens, closes, with: exits }: OwnResource): ResourceKind => ({
  what,
  made: opens,
  closedBy: closes.filter((name) => !name.includes('.')),
  closedByCall: closes.filter((name) => name.includes('.')),
  exit: exits ? 'closes' : 'never',
});
