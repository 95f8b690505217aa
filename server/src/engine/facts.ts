/**
 * What rules and the editor may read about a file: everything the engine knows, as plain data, and nothing of how it knows it.
 *
 * Facts are lazy: each is worked out when first asked for and then kept. None throws; where the engine cannot know, it says so.
 */
import type { Span } from '../base/span.ts';
import type { Steps } from '../base/steps.ts';
import type { PythonVersion } from '../base/version.ts';
import type { Node, Tree } from '../syntax/tree.ts';

/** How many references an object has. */
export type Count =
  /** `unless: 'shared'`: a number or text of unknown value, which may turn out to be one that the whole process shares. */
  | { readonly kind: 'exact'; readonly count: number; readonly unless?: 'shared' }
  | { readonly kind: 'range'; readonly min: number; readonly max: number | null; readonly unless?: 'shared' }
  /** Beyond the count that the parameter `base` had when the function was entered. */
  | { readonly kind: 'relative'; readonly base: string; readonly delta: number }
  | { readonly kind: 'immortal' }
  /** Interned or process-wide: counted, but no number makes sense. */
  | { readonly kind: 'shared' }
  | { readonly kind: 'unknown'; readonly why: string };

export interface Holder {
  /** As a user would say it: ``local `node` ``, ``attribute `root` of Tree``. */
  readonly what: string;
  /** Where it came to hold the object, from 1; 0 where that is no line of this file. */
  readonly line: number;
}

/** How an object dies. `exit`: with the interpreter. */
export type Death = {
  readonly by: 'count' | 'collector' | 'exit' | 'unknown';
  /** First line of the statement that was running in the innermost frame, from 1; `null` where no line frees it or it is not known. */
  readonly line: number | null;
  /** Where `by` is `unknown`: the reason. */
  readonly why?: string;
};

/** A name bound in a scope, after a statement has run. The shape of one line of `decref refs`. */
export interface NameRefs {
  /** First line of the statement (of its first decorator), from 1. */
  readonly line: number;
  /** CPython 3.11's `co_qualname`, or `<module>`. */
  readonly scope: string;
  readonly name: string;
  readonly refs: Count;
  readonly type: string | null;
  readonly holders: readonly Holder[];
  /** Lines that make the object, from 1, where the file makes it. */
  readonly created: readonly number[];
  readonly freed: Death;
}

/** Objects that one construct of the file makes and that die alike, as `decref refs --objects` prints them. */
export interface ObjectFact {
  readonly type: string;
  readonly line: number;
  readonly scope: string;
  /** How many of them there are; `null` if unknown. */
  readonly count: number | null;
  readonly freed: Death;
  /** Who holds it when the script has ended, if it is one object and alive then. */
  readonly holders: readonly Holder[];
}

/** What happened to a reference, told so that a user understands it. */
export interface Event {
  readonly span: Span;
  /** ``stored in attribute `me` of Node`` */
  readonly what: string;
  /** The file, where it is another one. */
  readonly path?: string;
}

/** Objects that keep each other alive: only the collector can free them. */
export interface CycleFact {
  /** `self`: one object that holds itself, directly or through plain containers it owns. `group`: several objects. */
  readonly shape: 'self' | 'group';
  /** Where the reference that closes the cycle is stored. */
  readonly at: Node;
  /** Type names along the cycle, beginning with the object that is named at `at`. */
  readonly types: readonly string[];
  /** The links, in order: who came to hold whom, and where. */
  readonly story: readonly Event[];
  /** The first function among the links, as a user would say it: ``the bound method `run` ``, `the lambda`; `null` where there is none. */
  readonly callback: string | null;
  /** The classes of this file that its members are instances of, with those of the file that they inherit from. */
  readonly classes: readonly Node[];
  /** Whether classes of other files are among them, of which nothing stands in `classes`. */
  readonly reachesOut?: true;
  /** The name of a class among them that has `__del__`, whose clean-up then waits for the collector. */
  readonly finalizer: string | null;
  /** Name of the method that takes the cycle apart (`close`, `clear`, `__exit__` …), or `null`. */
  readonly cutBy: string | null;
}

/** A resource that some way through the code leaves open. */
export interface ResourceFact {
  /** The call that opens it. */
  readonly at: Node;
  /** With its article: `a file`. */
  readonly what: string;
  /**
   * `never`: a normal way to the end does not release it. `early`: only a `return` before the release does not. `error`: only an exception.
   * `suspended`: only a generator that is not run to its end.
   */
  readonly shape: 'never' | 'early' | 'error' | 'suspended';
  readonly releasedSometimes: boolean;
  /** The method that releases it; `null` where a function does (`os.close`). */
  readonly closedBy: string | null;
  /** It is one of several things that the call answers. */
  readonly isPart: boolean;
  /** What `with` does: closes and nothing else; waits for others or ends them; does not release. */
  readonly exit: 'closes' | 'waits' | 'never';
  /** Losing the last name is a usual way to release it. */
  readonly soft: boolean;
  /** Its release removes a file or folder that others may know by name. */
  readonly removes: boolean;
  /** Nothing holds it any more before the code ends. */
  readonly dropped: boolean;
  /** How it comes to that: opened, raised, left. */
  readonly story: readonly Event[];
}

/** A class that keeps in attributes what it opens while an object begins, and that nothing in the file ever releases. */
export interface OwnerFact {
  /** The class. */
  readonly owner: Node;
  /** In source order, at least one. */
  readonly kept: readonly {
    /** The call that opens it. */
    readonly at: Node;
    readonly what: string;
    readonly attribute: string;
    /** The method that releases it; `null` where a function does. */
    readonly closedBy: string | null;
    readonly soft: boolean;
    /** The method that opens it. */
    readonly method: Node;
    /** Whether every object of the class has it. */
    readonly always: boolean;
    /** The attribute is a container of them: as its items, or as the values of a dict; `null`: it is the handle itself. */
    readonly items: 'items' | 'values' | null;
  }[];
  /** Another attribute that is released; `null` where nothing is. */
  readonly releases: string | null;
}

/** A run line by line, as far as it could be followed. */
export interface Walk {
  readonly steps: readonly WalkStep[];
  /** Why it ends before the code does; `null` if it does not. */
  readonly cut: string | null;
}

/** The state after one statement, on one of the ways that the code can take. */
export interface WalkStep {
  /** First line of the statement, from 1. */
  readonly line: number;
  readonly scope: string;
  /** Namespaces that hold something: the frame at hand, the module, frames that wait. */
  readonly spaces: readonly { readonly id: number; readonly label: string }[];
  readonly objects: readonly WalkObject[];
  readonly references: readonly WalkReference[];
  /** Objects that are there and not shown. */
  readonly more: number;
  /** What died since the step before. */
  readonly freed: readonly WalkDeath[];
  /** How many more objects that the collector looks after there are than at the first step. */
  readonly containers: number;
}

export interface WalkObject {
  /** The same for one object in all steps. */
  readonly id: number;
  readonly label: string;
  readonly kind: string;
  readonly count: Count;
  /** Where it was made, from 1; 0 if not in this file. */
  readonly line: number;
  /** A collection at this point would free it. */
  readonly garbage: boolean;
}

export interface WalkDeath extends Pick<WalkObject, 'id' | 'label' | 'kind' | 'line'> {
  readonly by: 'count' | 'collector';
  /** Of its own block, as a model of the allocator has them; `null` where that is not known. */
  readonly bytes: number | null;
  /** The next object of that size takes its block. */
  readonly next: boolean;
}

export interface WalkReference {
  /** A namespace or an object. */
  readonly from: number;
  readonly to: number;
  /** `x`, `.attribute`, `["key"]`, `[0]`, or `''`. */
  readonly label: string;
  /** Where it was stored, from 1; 0 if that is not known. */
  readonly line: number;
  /** Whether it surely holds this object, and no other. */
  readonly sure: boolean;
}

/**
 * The collections that come by themselves, as a model of the collector's counters has them. They are said only from a known point on, a `gc.collect()`
 * or `gc.freeze()` of the program, and no other fact goes by them: what is freed there depends on what else the process does.
 */
export interface ModelledCollections {
  readonly collections: readonly ModelledCollection[];
  /** Where the model lost the counters for the last time, and to what; `null` if it has them at the end, or never had. */
  readonly lost: { readonly line: number; readonly why: string } | null;
}

export interface ModelledCollection {
  /** The statement that runs, from 1. */
  readonly line: number;
  /** The oldest generation that is collected. */
  readonly generation: 0 | 1;
  /** The last object that the file made before it: the how many-th of that line since the known point. */
  readonly trigger: Allocation;
  /** Where only a range is known, the last object by which it has surely run; else the same. */
  readonly until: Allocation;
  /** Whether it surely runs. */
  readonly sure: boolean;
  /** What it frees, by type and the line that made it; attributes' dictionaries and other parts of these objects are not named. */
  readonly frees: readonly { readonly type: string; readonly line: number; readonly count: number }[];
  /** How many objects the collector finds, their dictionaries and other parts included; `null` where that is not known. */
  readonly found: number | null;
  /** More objects may be among it. */
  readonly perhapsMore: boolean;
  /** A `__del__` or the callback of a weak reference runs with it. */
  readonly finalizes: boolean;
}

export interface Allocation {
  readonly type: string;
  readonly line: number;
  readonly nth: number;
}

/** Another file of the project that imports this one. */
export interface ImportingFile {
  readonly path: string;
  readonly text: string;
  /** The modules that are this file, as its imports name them: `pkg.cache`, `.cache`. */
  readonly modules: readonly string[];
  /** It imports a package that imports from this file, and may know things of this file by the package's name. */
  readonly indirect: boolean;
  /** Made when first asked for. */
  readonly facts: PythonFacts;
}

/** What is known about a Python file on one CPython version. */
/** An object as an expression of names and attributes shows it. */
export interface SeenObject {
  readonly refs: Count;
  readonly type: string | null;
  readonly holders: readonly Holder[];
  /** Lines that made the object, from 1. */
  readonly created: readonly number[];
}

export interface PythonFacts {
  readonly tree: Tree;
  readonly version: PythonVersion;
  /** All nodes of one kind (`Py.Call`), in source order; in a view (`within`), those below its node. */
  nodes(kind: number): readonly Node[];
  /** The same facts where `nodes` gives only what stands below one node. */
  within(node: Node): PythonFacts;
  /** The facts of the whole file, seen from a view; themselves, seen from there. */
  readonly whole: PythonFacts;
  /** Whether a word is an identifier anywhere in the file, or a part of the name of a module that it imports; may say yes in vain, never no. */
  mentions(word: string): boolean;
  /** The dotted name that an expression stands for through imports and builtins (`gc.collect`, `builtins.len`), or `null`. */
  qualifiedName(expression: Node): string | null;
  /** The calls of what has that dotted name, in the order of the tree; in a view, those below its node. */
  callsOf(dotted: string): readonly Node[];
  /** Where the name in a `Name` node lives. `local`: a plain fast local; `cell`: captured by, or from, another function. */
  placeOf(name: Node): 'local' | 'cell' | 'global' | 'class' | 'builtin' | 'unknown';
  /** What binds the variable that a `Name` stands for, wherever in the file: stored names, parameters, definitions, imports. In the order of the tree. */
  bindingsOf(name: Node): readonly Node[];
  /** Every `Attribute` of that name (interned) that is stored to, in the order of the tree. */
  attributeStores(name: number): readonly Node[];
  /** The exact builtin type (`str`, `int`, `list` …; never a subclass) that an expression has whenever it is evaluated, or `null`. */
  exactType(expression: Node): string | null;
  /** The function, lambda, class or module node whose code runs this node. */
  scopeOf(node: Node): Node;
  /** The files of the project that import this one, by their paths. */
  importers(): readonly ImportingFile[];
  cycles(): readonly CycleFact[];
  /** Resources that are not released on every way, in source order; a handle that somebody else may hold is none of them. */
  resources(): readonly ResourceFact[];
  /** Works out what takes long a little at a time; what is asked for without this is worked out at one go. */
  prepare(what: 'cycles' | 'resources'): Steps<void>;
  /** Classes that keep resources which nothing in the file releases, in source order. */
  owners(): readonly OwnerFact[];
  /** Every statement and bound name of the file, module level replayed, functions by summary; ordered by line, scope, name. */
  refs(): readonly NameRefs[];
  /** Those of the function that a node is in, in no order; of the module and its classes where it is in none. Runs no more than that asks for. */
  refsAround(node: Node): readonly NameRefs[];
  /**
   * What a name, then attributes of it (`self`, `root`), stand for once a statement of a scope has ended; `line`: its first, from 1. `null` where that is
   * not known on some way, or the line is not reached.
   */
  seenAfter(scope: Node, line: number, path: readonly string[]): SeenObject | null;
  objects(): readonly ObjectFact[];
  /** What the collector would do by itself in a run of the module, where that can be known. */
  collections(): ModelledCollections;
  /** The run of a function or lambda for any arguments, or of the module as a script, line by line. */
  walk(node: Node): Walk;
  /** What a full collection at exit would free, by type; `null` where it cannot be known. `*`: other types than those named may be among it. */
  garbage(): Readonly<Record<string, number | null>>;
}
