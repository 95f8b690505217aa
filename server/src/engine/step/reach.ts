/** What the text of a program shows about its names without running it: which functions rebind, and which are only ever called. */
import { intern, nameOf } from '../../syntax/names.ts';
import type { Tree } from '../../syntax/tree.ts';
import type { Code, Program } from '../lower/code.ts';
import { conclusionsOf, namesWith, outlineIn, shows, showsAny, timesShown } from '../survey.ts';

/** Whatever belongs to one text of a file. */
type OfTree = { readonly tree: Tree };

/** Global names that functions declare `global`, so that they may store or delete them. */
export const rebound = ({ tree }: OfTree): readonly string[] => [...namesWith(tree, 'rebound').keys()].map(nameOf);

/** Whether a parameter may be what a name stands for: it is given to a function, class or method of the file, or handed on by a function. */
export const isPassed = ({ tree }: OfTree, name: string): boolean => shows(tree, 'given', name) || shows(tree, 'handedOn', name);

/** Whether the module, or a function by `global`, binds a name to anything but numbers, `None` and the like. */
export const isCounted = ({ tree }: OfTree, name: string): boolean => shows(tree, 'counted', name);

/** Whether functions use a name only to call, index, loop over, compare or print it. What the module's own code does with it does not count. */
export const isUsedInPassing = ({ tree }: OfTree, name: string): boolean =>
  !shows(tree, 'handedOn', name) && !shows(tree, 'readFrom', name);

/** Whether code in the bodies of functions may load a name, other than to call it. */
export const isUsedInBodies = ({ tree }: OfTree, name: string): boolean => shows(tree, 'usedInBodies', name);

/**
 * Whether only the frame itself binds a variable that inner functions use: no `nonlocal` and no `:=` of that name anywhere, and the frame runs in
 * one go. Then code that is not followed leaves it as it is.
 */
export const bindsAlone = (program: Program, code: Code, name: string): boolean =>
  !code.suspends && !name.startsWith('__') && !shows(program.tree, 'shared', name);

/** Whether the file has a generator function with a decorator, which may make a context manager of it. */
export const hasDecoratedGenerator = ({ tree }: OfTree): boolean => showsAny(tree, 'decoratedGenerator');

/** Whether a function in a class body has this name and a decorator that may make anything of it. */
export const isDecoratedMethod = ({ tree }: OfTree, name: string): boolean => shows(tree, 'decoratedMethod', name);

/** Whether a static or class method has this name. */
export const isDetachedMethod = ({ tree }: OfTree, name: string): boolean => shows(tree, 'detachedMethod', name);

/** How many functions in class bodies have this name. */
export const methodsNamed = ({ tree }: OfTree, name: string): number => timesShown(tree, 'method', name);

/** Whether a class of the file has a method of one of these names. */
export const definesMethod = ({ tree }: OfTree, ...names: readonly string[]): boolean => names.some((name) => shows(tree, 'method', name));

/** Whether the file stores an attribute of this name (interned), other than of a class. */
export const storesAttribute = (tree: Tree, name: number): boolean => namesWith(tree, 'storedAttribute').has(name);

/** Whether some method of the file gives its own object to something that may keep it: then what the file makes may hold it. */
export const handsOutSelf = (tree: Tree): boolean => showsAny(tree, 'handingOutSelf');

/** Whether the file calls an `__init__` with its own object among the other arguments. */
export const initialisesWithSelf = (tree: Tree): boolean => showsAny(tree, 'initialisedWithSelf');

/** Whether something in the file may hold an instance of a class, or of one of its family, besides variables. */
export const isLinked = (tree: Tree, className: string): boolean =>
  (conclusionsOf(tree).linked ??= linkedClasses(tree)).has(intern(className));

function linkedClasses(tree: Tree): ReadonlySet<number> {
  const { bases, odd, instances } = outlineIn(tree);
  const linked = new Set([...odd, ...namesWith(tree, 'linkedClass').keys()]);
  for (const variable of namesWith(tree, 'heldInstance').keys()) for (const name of instances.get(variable) ?? []) linked.add(name);
  for (let changed = true; changed;) {
    changed = false;
    for (const [name, parents] of bases) {
      for (const parent of parents) {
        if (!bases.has(parent) || linked.has(name) === linked.has(parent)) continue;
        linked.add(name).add(parent);
        changed = true;
      }
    }
  }
  return linked;
}
