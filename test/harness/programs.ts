/**
 * Random Python programs that run to their end: statements over names, containers, attributes and functions, nested in each other,
 * and among them the constructs of the whole language (`constructs.ts`).
 *
 * A program is made from a sequence of numbers alone, so the same numbers give the same program. Each variable keeps one type
 * (its first letter says which), and a name that is used is bound on every way to its use.
 */
import fc from 'fast-check';
import { CONSTRUCTS, MODULE_CONSTRUCTS, NEW_CONSTRUCTS } from './constructs.ts';

/** Programs of about `size` statements. */
export const programs = (size: number): fc.Arbitrary<string> =>
  fc.noBias(fc.array(fc.nat(1 << 16), { minLength: size * 3, maxLength: size * 8, size: 'max' })).map(programOf);

const PRELUDE = `class Node:
    def __init__(self, left=None, right=None):
        self.left = left
        self.right = right

    def link(self, other):
        self.left = other
        return self

class Guard:
    def __init__(self, kept):
        self.kept = kept

    def __enter__(self):
        return self.kept

    def __exit__(self, *error):
        return False
`;

/** n: Node, l: list, d: dict, t: tuple, g: Guard, f: function of one argument, a: anything */
type Type = 'n' | 'l' | 'd' | 't' | 'g' | 'f' | 'a';

interface Scope {
  readonly bound: Set<string>;
  /** What stands before each line. */
  readonly indent: string;
  /** A function, so that `return` is possible and names are its own. */
  readonly inFunction: boolean;
  readonly inLoop: boolean;
  /** Names that were bound outside of the block: they stay bound. */
  readonly kept: ReadonlySet<string>;
}

class Writer {
  readonly lines: string[] = [];
  readonly #numbers: readonly number[];
  #at = 0;
  /** Names with one digit are used again and again. */
  #made = 9;
  /** Functions that take a second argument. */
  readonly pairs = new Set<string>();

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  get done(): boolean {
    return this.#at >= this.#numbers.length;
  }

  below(limit: number): number {
    const number = this.#numbers[this.#at] ?? 0;
    this.#at += 1;
    return number % limit;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }

  write(scope: Scope, line: string): void {
    this.lines.push(scope.indent + line);
  }

  /** A number that no name of the program has yet. */
  fresh(): number {
    this.#made += 1;
    return this.#made;
  }

  freshFunction(): string {
    return `f${this.fresh()}`;
  }
}

function programOf(numbers: readonly number[]): string {
  const writer = new Writer(numbers);
  const scope: Scope = { bound: new Set(), indent: '', inFunction: false, inLoop: false, kept: new Set() };
  while (!writer.done) statement(writer, scope, 0);
  return `${PRELUDE}\n${writer.lines.join('\n')}\n`;
}

const of = (scope: Scope, types: string): string[] => [...scope.bound].filter((name) => types.includes(name === 'self' ? 'n' : name[0]));

/** A bound name of one of the types, or an expression that makes one. */
function value(writer: Writer, scope: Scope, depth = 0): string {
  const names = [...scope.bound];
  const choice = writer.below(10);
  if (names.length > 0 && choice < 5) return writer.pick(names);
  const inner = (): string => (depth > 1 ? '7' : value(writer, scope, depth + 1));
  switch (choice) {
    case 5:
      return `Node(${writer.pick(['', inner(), `left=${inner()}`])})`;
    case 6:
      return `[${inner()}, ${inner()}]`;
    case 7:
      return `{'k': ${inner()}}`;
    case 8:
      return `(${inner()}, ${inner()})`;
    default:
      return writer.pick(['0', 'None', '1000.5', "'a text'", "'word'", 'object()', '[]', 'Node()', 'True', '2 ** 70']);
  }
}

/** An expression of one type. */
function made(writer: Writer, scope: Scope, type: Type): string {
  const same = of(scope, type);
  if (same.length > 0 && writer.below(3) === 0) return writer.pick(same);
  switch (type) {
    case 'n':
      return `Node(${writer.pick(['', value(writer, scope), `${value(writer, scope)}, ${value(writer, scope)}`, `right=${value(writer, scope)}`])})`;
    case 'l':
      return listMade(writer, scope);
    case 'd':
      return `{'k': ${value(writer, scope)}, 'm': ${value(writer, scope)}}`;
    case 't':
      return `(${value(writer, scope)}, ${value(writer, scope)})`;
    case 'g':
      return `Guard(${value(writer, scope)})`;
    case 'f':
      return `lambda p: ${writer.pick(['p', '[p]', value(writer, scope)])}`;
    default:
      return value(writer, scope);
  }
}

function listMade(writer: Writer, scope: Scope): string {
  const lists = of(scope, 'lt');
  if (lists.length > 0 && writer.below(2) === 0) {
    const source = writer.pick(lists);
    return writer.pick([
      `[v for v in ${source}]`,
      `list(${source})`,
      `[(v, v) for v in ${source}]`,
      `[v for v in ${source} if v is not None]`,
      `sorted(${source}, key=id)`,
    ]);
  }
  return `[${value(writer, scope)}, ${value(writer, scope)}]`;
}

const TYPES: readonly Type[] = ['n', 'n', 'n', 'l', 'l', 'd', 't', 'g', 'a', 'a'];

function assign(writer: Writer, scope: Scope): void {
  const type = writer.pick(TYPES);
  const name = `${type}${writer.below(3)}`;
  const given = made(writer, scope, type);
  writer.write(scope, `${name} = ${given}`);
  scope.bound.add(name);
}

/** What stands inside: names bound before stay, new ones are forgotten behind it. */
function block(writer: Writer, scope: Scope, depth: number, change: Partial<Scope> = {}): void {
  const inner: Scope = { ...scope, bound: new Set(scope.bound), kept: new Set(scope.bound), indent: `${scope.indent}    `, ...change };
  statements(writer, inner, depth + 1, 1 + writer.below(3));
}

function statements(writer: Writer, scope: Scope, depth: number, size: number): void {
  if (writer.done) writer.write(scope, 'pass');
  for (let index = 0; index < size && !writer.done; index += 1) statement(writer, scope, depth);
}

function statement(writer: Writer, scope: Scope, depth: number): void {
  const choice = writer.below(depth > 2 ? 10 : 46);
  const nodes = of(scope, 'n');
  const lists = of(scope, 'l');
  const dicts = of(scope, 'd');
  switch (choice) {
    case 4:
      if (nodes.length > 0)
        return writer.write(scope, `${writer.pick(nodes)}.${writer.pick(['left', 'right', 'extra'])} = ${value(writer, scope)}`);
      break;
    case 5:
      if (lists.length > 0)
        return writer.write(
          scope,
          `${writer.pick(lists)}.${writer.pick(['append', 'append', 'insert'])}`
            .replace(/append$/, `append(${value(writer, scope)})`)
            .replace(/insert$/, `insert(0, ${value(writer, scope)})`),
        );
      break;
    case 6:
      if (dicts.length > 0)
        return writer.write(scope, `${writer.pick(dicts)}[${writer.pick(["'k'", "'m'", '7'])}] = ${value(writer, scope)}`);
      break;
    case 7: {
      const free = [...scope.bound].filter((name) => !scope.kept.has(name) && !'fz'.includes(name[0]));
      if (free.length === 0) break;
      const name = writer.pick(free);
      scope.bound.delete(name);
      return writer.write(scope, `del ${name}`);
    }
    case 8: {
      const name = `a${writer.below(3)}`;
      const taken =
        nodes.length > 0 && writer.below(2) === 0
          ? `${writer.pick(nodes)}.${writer.pick(['left', 'right'])}`
          : lists.length > 0
            ? `${writer.pick(lists)}[0:1]`
            : value(writer, scope);
      scope.bound.add(name);
      return writer.write(scope, `${name} = ${taken}`);
    }
    case 9:
      if (nodes.length > 0) return writer.write(scope, `${writer.pick(nodes)}.link(${value(writer, scope)})`);
      break;
    case 10:
    case 11:
      return branch(writer, scope, depth);
    case 12:
    case 13:
      return loop(writer, scope, depth);
    case 14:
      return define(writer, scope, depth);
    case 15:
      return call(writer, scope);
    case 16:
      return attempt(writer, scope, depth);
    case 17:
      return guarded(writer, scope, depth);
    case 18:
      return closure(writer, scope);
    case 19:
      return unpack(writer, scope);
    case 20:
    case 21:
      return expression(writer, scope);
    case 22:
      return mutate(writer, scope);
    case 23:
      return paired(writer, scope, depth);
    case 24:
      return generate(writer, scope, depth);
    case 25:
      return derive(writer, scope);
    case 26:
    case 27:
    case 28:
      return classify(writer, scope, depth);
    case 29:
      return share(writer, scope);
    default:
      if (choice > 29) return construct(writer, scope, depth);
      break;
  }
  assign(writer, scope);
}

/** One construct of the list, its gaps filled. */
function construct(writer: Writer, scope: Scope, depth: number): void {
  const choice = writer.below(20);
  const list = choice === 0 ? writer.pick(NEW_CONSTRUCTS) : choice < 3 && scope.indent === '' ? MODULE_CONSTRUCTS : CONSTRUCTS;
  const number = String(writer.fresh());
  for (const line of writer.pick(list).split('\n')) {
    const [indent] = /^ */.exec(line)!;
    if (line.trim() === '...') {
      block(writer, { ...scope, indent: scope.indent + indent.slice(4) }, depth);
      continue;
    }
    const filled = line
      .replaceAll('@', (sign, at: number) =>
        /^@ |^@\w/.test(line.slice(at)) && (at === indent.length || line[at - 1] === ' ') ? sign : number,
      )
      .replaceAll(/\b([a-z])\?/g, (_, letter: string) => `${letter}${writer.below(3)}`)
      .replaceAll(/\{([vnldt])\}/g, (_, type: string) => filling(writer, scope, type));
    writer.write(scope, filled);
    if (indent === '') bindTargets(scope, filled);
  }
}

function filling(writer: Writer, scope: Scope, type: string): string {
  const same = of(scope, type);
  if (type === 'v') return value(writer, scope);
  return same.length > 0 ? writer.pick(same) : made(writer, scope, type as Type);
}

/** What a line of a construct binds, or takes away, for the statements behind it. */
function bindTargets(scope: Scope, line: string): void {
  const defined = /^def (f\d+)\(given\)/.exec(line);
  if (defined !== null) scope.bound.add(defined[1]);
  for (const name of /^del (.*)/.exec(line)?.[1].split(', ') ?? []) scope.bound.delete(name);
  const targets = /^[anldtgz]\d+(?:(?: =|,) [anldtgz]\d+)* = (?!\w+ = )/.exec(line);
  for (const name of targets?.[0].match(/[anldtgz]\d+/g) ?? []) scope.bound.add(name);
}

function branch(writer: Writer, scope: Scope, depth: number): void {
  writer.write(
    scope,
    `if ${writer.pick(['True', 'len([1]) > 0', ...[...scope.bound].map((name) => `${name} is None`), ...of(scope, 'l').map((name) => name)])}:`,
  );
  block(writer, scope, depth);
  if (writer.below(2) === 0) {
    writer.write(scope, 'else:');
    block(writer, scope, depth);
  }
}

function loop(writer: Writer, scope: Scope, depth: number): void {
  const source = writer.pick([
    'range(2)',
    '(1, 2)',
    ...of(scope, 't'),
    ...of(scope, 'l').map((name) => `list(${name})`),
    ...of(scope, 'd'),
  ]);
  writer.write(scope, `for a9 in ${source}:`);
  block(writer, scope, depth, { bound: new Set([...scope.bound, 'a9']), inLoop: true });
  if (writer.below(4) === 0) writer.write({ ...scope, indent: `${scope.indent}    ` }, writer.pick(['break', 'continue', 'if a9: break']));
}

function define(writer: Writer, scope: Scope, depth: number): void {
  const name = writer.freshFunction();
  const more = writer.pick(['', ', a7=None', ', a7=None', ', *a6']);
  writer.write(scope, `def ${name}(a8${more}):`);
  const bound = new Set(more === ', a7=None' ? ['a8', 'a7'] : ['a8']);
  if (more !== '') writer.pairs.add(name);
  const inner: Scope = { bound, kept: new Set(), indent: `${scope.indent}    `, inFunction: true, inLoop: false };
  statements(writer, inner, depth + 2, 1 + writer.below(4));
  if (writer.below(2) === 0) writer.write(inner, `return ${writer.pick([...inner.bound])}`);
  scope.bound.add(name);
}

function call(writer: Writer, scope: Scope): void {
  const functions = of(scope, 'f');
  if (functions.length === 0) return assign(writer, scope);
  const name = `a${writer.below(3)}`;
  const called = writer.pick(functions);
  const second = writer.pairs.has(called) && writer.below(2) === 0 ? `, ${value(writer, scope)}` : '';
  const made = `${called}(${value(writer, scope)}${second})`;
  if (writer.below(3) === 0) return writer.write(scope, made);
  scope.bound.add(name);
  return writer.write(scope, `${name} = ${made}`);
}

function attempt(writer: Writer, scope: Scope, depth: number): void {
  writer.write(scope, 'try:');
  block(writer, scope, depth);
  if (writer.below(2) === 0) writer.write({ ...scope, indent: `${scope.indent}    ` }, `raise ValueError(${value(writer, scope)})`);
  writer.write(scope, writer.pick(['except ValueError as a5:', 'except Exception:']));
  block(
    writer,
    scope,
    depth,
    writer.lines.at(-1)?.includes('a5') ? { bound: new Set([...scope.bound, 'a5']), kept: new Set([...scope.bound, 'a5']) } : {},
  );
  if (writer.below(3) === 0) {
    writer.write(scope, 'finally:');
    block(writer, scope, depth);
  }
}

function guarded(writer: Writer, scope: Scope, depth: number): void {
  const guards = of(scope, 'g');
  writer.write(scope, `with ${guards.length > 0 ? writer.pick(guards) : `Guard(${value(writer, scope)})`}${writer.pick(['', ' as a4'])}:`);
  block(writer, scope, depth, writer.lines.at(-1)?.includes(' as a4') ? { bound: new Set([...scope.bound, 'a4']) } : {});
}

function closure(writer: Writer, scope: Scope): void {
  const name = writer.freshFunction();
  const deeper = { ...scope, indent: `${scope.indent}    ` };
  writer.write(scope, `def ${name}(a8):`);
  writer.write(deeper, `n8 = ${writer.pick(['Node(a8)', '[a8]', 'a8'])}`);
  writer.write(deeper, writer.pick(['def inner():', 'def inner(p=a8):', 'def inner():']));
  writer.write(
    { ...deeper, indent: `${deeper.indent}    ` },
    `${writer.pick(['return', 'yield', 'return'])} ${writer.pick(['n8', 'a8', '[n8, a8]'])}`,
  );
  writer.write(deeper, writer.pick(['return inner', 'return inner()', 'return [inner, n8]', 'a8 = inner()']));
  scope.bound.add(name);
}

/** An expression that chooses, binds a method, stars or names on the way. */
function expression(writer: Writer, scope: Scope): void {
  const nodes = of(scope, 'n');
  const forms = [
    `${value(writer, scope)} if ${value(writer, scope)} else ${value(writer, scope)}`,
    `${value(writer, scope)} or ${value(writer, scope)}`,
    `${value(writer, scope)} and ${value(writer, scope)}`,
    `[*(${value(writer, scope)}, 7), ${value(writer, scope)}]`,
    `(lambda p, q=${value(writer, scope)}: [p, q])(${value(writer, scope)})`,
    `(a2 := ${value(writer, scope)})`,
    `isinstance(${value(writer, scope)}, Node)`,
    `Node(*[${value(writer, scope)}])`,
    ...nodes.map((name) => `${name}.link`),
    ...nodes.map((name) => `${name}.link(${value(writer, scope)}).left`),
  ];
  const form = writer.pick(forms);
  const name = `a${writer.below(2)}`;
  writer.write(scope, `${name} = ${form}`);
  scope.bound.add(name);
  if (form.startsWith('(a2')) scope.bound.add('a2');
}

/** Takes out of, adds to and swaps within what is there. */
function mutate(writer: Writer, scope: Scope): void {
  const [nodes, lists, dicts] = [of(scope, 'n'), of(scope, 'l'), of(scope, 'd')];
  const forms = [
    ...lists.flatMap((name) => [
      `${name}.extend((${value(writer, scope)}, ${value(writer, scope)}))`,
      `${name} += [${value(writer, scope)}]`,
      `${name}[:1] = [${value(writer, scope)}]`,
      `${name}.clear()`,
      `${name}.reverse()`,
      `if ${name}: a0 = ${name}.pop()`,
      `if ${name}: del ${name}[0]`,
    ]),
    ...dicts.flatMap((name) => [
      `${name}.pop('k', None)`,
      `${name}.update(m=${value(writer, scope)})`,
      `${name}.setdefault('n', ${value(writer, scope)})`,
      `${name}.get('k')`,
    ]),
    ...nodes.flatMap((name) => [
      `${name}.left, ${name}.right = ${name}.right, ${name}.left`,
      `${name}.left = ${name}`,
      `${name}.right = None`,
      `${name}.__dict__.clear(); ${name}.left = ${name}.right = None`,
    ]),
  ];
  if (forms.length === 0) return assign(writer, scope);
  return writer.write(scope, writer.pick(forms));
}

/** A loop over pairs. */
function paired(writer: Writer, scope: Scope, depth: number): void {
  const lists = of(scope, 'lt');
  const dicts = of(scope, 'd');
  const source = writer.pick([
    'enumerate((1, 2))',
    `zip([${value(writer, scope)}], [${value(writer, scope)}])`,
    ...lists.map((name) => `enumerate(list(${name}))`),
    ...dicts.map((name) => `list(${name}.items())`),
  ]);
  writer.write(scope, `for a9, a3 in ${source}:`);
  block(writer, scope, depth, { bound: new Set([...scope.bound, 'a9', 'a3']), inLoop: true });
}

/** A generator, made, asked once, and perhaps left suspended. */
function generate(writer: Writer, scope: Scope, depth: number): void {
  const name = writer.freshFunction();
  writer.write(scope, `def ${name}(a8):`);
  const inner: Scope = { bound: new Set(['a8']), kept: new Set(), indent: `${scope.indent}    `, inFunction: true, inLoop: false };
  statements(writer, inner, depth + 2, 1 + writer.below(2));
  writer.write(inner, `yield ${writer.pick([...inner.bound])}`);
  statements(writer, inner, depth + 2, 1 + writer.below(2));
  writer.write(inner, inner.bound.has('a8') ? 'yield a8' : 'yield');
  const call = `${name}(${value(writer, scope)})`;
  writer.write(scope, writer.pick([`a1 = ${call}`, `a1 = list(${call})`, `a1 = next(${call})`, `a1 = [v for v in ${call}]`]));
  scope.bound.add('a1').add(name);
}

/** A class of its own: derived, with a class attribute, slots or a finalizer. */
function derive(writer: Writer, scope: Scope): void {
  const name = `n${writer.below(3)}`;
  const made = `Made${writer.lines.length}`;
  const deeper = { ...scope, indent: `${scope.indent}    ` };
  const base = writer.pick(['(Node)', '(Node)', '']);
  writer.write(scope, `class ${made}${base}:`);
  writer.write(
    deeper,
    base === '' ? 'left = right = None' : writer.pick(['pass', 'shared = []', "__slots__ = ('extra',)", 'def __del__(self): pass']),
  );
  if (base === '') writer.write(deeper, 'def link(self, other): return self');
  writer.write(scope, `${name} = ${made}(${base === '' ? '' : value(writer, scope)})`);
  scope.bound.add(name);
}

/** How a method is written, and how it is run on an object `@`; `#` is a value. */
const METHODS: readonly (readonly [heads: readonly string[], first: string, end: string, use: string])[] = [
  // its body knows no `self`, or it would call itself without end
  [['def link(self, a8):'], 'a8', 'return $', '@.link(#)'],
  [['def link(self, a8):'], 'a8', 'return self', '@.link(#).link(#)'],
  [['def act(self, a8, a7=None):'], 'self', 'return $', '@.act(#, #)'],
  [['def act(self, a8, *a6, **d8):'], 'self', 'return $', '@.act(#, #, one=#)'],
  [['@property', 'def kept(self):'], 'self', 'return $', '@.kept'],
  [['@classmethod', 'def made(cls, a8=None):'], 'a8', 'return cls(a8)', '@.made(#)'],
  [['@staticmethod', 'def made(a8=None):'], 'a8', 'return $', '@.made(#)'],
  [['def __call__(self, a8):'], 'self', 'return $', '@(#)'],
  [['def __getitem__(self, a8):'], 'self', 'return $', '@[#]'],
  [['def __contains__(self, a8):'], 'a8', 'return a8 is self', '# in @'],
  [['def __iter__(self):'], '', 'yield from (self, $)', '[a8 for a8 in @]'],
  [['def __add__(self, a8):'], 'self', 'return $', '@ + #'],
  [['def __len__(self):'], '', 'return 2', 'len(@)'],
  // nor this one: a copy of `self` would have a `__del__` to be run as well
  [['def __del__(self):'], '', 'self.left = None', '@.left'],
  [['async def later(self, a8):'], 'self', 'return $', '@.later(#).close()'],
];

/** A class with methods of random statements, each of them run. */
function classify(writer: Writer, scope: Scope, depth: number): void {
  const made = `Made${writer.fresh()}`;
  const name = `n${writer.below(3)}`;
  const inside = { ...scope, indent: `${scope.indent}    ` };
  writer.write(scope, `class ${made}(Node):`);
  const uses: string[] = [];
  if (writer.below(2) === 0) {
    writer.write(inside, 'def __init__(self, a8=None):');
    const body = methodScope(inside, ['self', 'a8']);
    writer.write(body, writer.pick(['super().__init__(a8)', 'self.left, self.right = a8, []', 'Node.__init__(self, [a8], a8)']));
    statements(writer, body, depth + 2, 1 + writer.below(3));
  }
  for (let count = 1 + writer.below(2); count > 0; count -= 1) {
    const [heads, first, end, use] = writer.pick(METHODS);
    for (const head of heads) writer.write(inside, head);
    const body = methodScope(inside, [
      ...new Set([...(first === '' ? [] : [first]), ...['a8', 'a7'].filter((each) => heads.at(-1)!.includes(each))]),
    ]);
    statements(writer, body, depth + 2, 1 + writer.below(4));
    const result = writer.pick([...body.bound, 'None']);
    const lost = first === 'self' && !body.bound.has('self');
    writer.write(body, lost ? 'return None' : end.replace('$', result));
    uses.push(use);
  }
  writer.write(scope, `${name} = ${made}(${value(writer, scope)})`);
  scope.bound.add(name);
  for (const use of uses) {
    const target = `a${writer.below(3)}`;
    writer.write(scope, `${target} = ${use.replace('@', name).replaceAll('#', () => value(writer, scope))}`);
    scope.bound.add(target);
  }
}

const methodScope = (outer: Scope, names: readonly string[]): Scope => ({
  bound: new Set(names),
  kept: new Set(),
  indent: `${outer.indent}    `,
  inFunction: true,
  inLoop: false,
});

/** One object goes by two ways into one call, or into two places. */
function share(writer: Writer, scope: Scope): void {
  const given = value(writer, scope);
  const pairs = of(scope, 'f').filter((name) => writer.pairs.has(name));
  if (pairs.length > 0 && writer.below(2) === 0) {
    writer.write(scope, `a2 = ${given}`);
    writer.write(scope, `a1 = ${writer.pick(pairs)}(a2, ${writer.pick(['a2', '[a2]', '(a2, a2)', 'Node(a2)'])})`);
    scope.bound.add('a1');
  } else
    writer.write(scope, writer.pick([`a2 = l2 = [${given}]`, `a2 = n2 = Node(${given})`, `n2 = Node(${given}); n2.extra = a2 = [n2]`]));
  for (const name of writer.lines.at(-1)!.match(/\b[aln]2(?= =)/g) ?? []) scope.bound.add(name);
  scope.bound.add('a2');
}

function unpack(writer: Writer, scope: Scope): void {
  const tuples = of(scope, 't');
  const [one, other] = [`a${writer.below(3)}`, `n${writer.below(3)}`];
  if (tuples.length > 0) {
    writer.write(scope, `${one}, a3 = ${writer.pick(tuples)}`);
    scope.bound.add(one).add('a3');
    return;
  }
  writer.write(scope, `${one} = ${other} = Node()`);
  scope.bound.add(one).add(other);
}

/** The programs with one statement (and all that stands in it) less, or its block lifted out. */
export function smaller(source: string): readonly string[] {
  const lines = source.split('\n');
  const found: string[] = [];
  const depthOf = (line: string): number => /^ */.exec(line)![0].length;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    if (lines[at].trim() === '') continue;
    let end = at + 1;
    while (end < lines.length && (lines[end].trim() === '' || depthOf(lines[end]) > depthOf(lines[at]))) end += 1;
    const without = [...lines.slice(0, at), ...lines.slice(end)];
    found.push(without.join('\n'));
    if (end > at + 1 && !/^\s*(class|def)\b/.test(lines[at])) {
      found.push(
        [...lines.slice(0, at), ...lines.slice(at + 1, end).map((line) => line.replace(/^ {4}/, '')), ...lines.slice(end)].join('\n'),
      );
    } else {
      found.push([...lines.slice(0, at), `${' '.repeat(depthOf(lines[at]))}pass`, ...lines.slice(end)].join('\n'));
    }
  }
  return found.filter((text) => text !== source);
}
