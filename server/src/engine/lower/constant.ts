/**
 * Constants as CPython's compiler makes them: literals read, folded, and merged so that equal literals of one file are one object.
 */
import type { PythonVersion } from '../../base/version.ts';
import { atLeast } from '../../base/version.ts';
import { Literal, Operator, Py } from '../../syntax/python/kinds.ts';
import { children, textOf } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import { readLiteral } from './literal.ts';

export interface Constant {
  /** Type and value in one text: equal constants have equal keys. */
  readonly key: string;
  readonly type: string;
  /** Number, bigint, string (also for bytes), boolean, null, or `undefined` where the value is not read (complex, surrogates, huge numbers). */
  readonly value: unknown;
  /** Elements of a constant tuple or frozenset. */
  readonly items: readonly Constant[];
  /** In how many `co_consts` of the file it stands at least, and at most. */
  holders: number;
  mostHolders: number;
}

export class Constants {
  readonly table = new Map<string, Constant>();
  private readonly links = new Map<Node, Constant | null>();
  private readonly tree: Tree;
  readonly version: PythonVersion;

  private readonly prefix: string;

  /** With a `prefix`, constants that the code of the process does not share have keys of their own. */
  constructor(tree: Tree, version: PythonVersion, prefix = '') {
    this.tree = tree;
    this.version = version;
    this.prefix = prefix;
  }

  make(type: string, value: unknown, items: readonly Constant[] = []): Constant {
    const text =
      items.length > 0 || type === 'tuple' || type === 'frozenset'
        ? `(${items.map((item) => item.key).join(',')})`
        : Object.is(value, -0)
          ? '-0'
          : String(value);
    const isOwn = this.prefix !== '' && (type === 'tuple' ? items.length > 0 : countingOf(this.version, type, value, true) === 'counted');
    const key = `${isOwn ? this.prefix : ''}${type}:${text}`;
    let found = this.table.get(key);
    if (found === undefined) this.table.set(key, (found = { key, type, value, items, holders: 0, mostHolders: 0 }));
    return found;
  }

  /** The constant that an expression folds to, or `null`. */
  fold(node: Node, depth = 0): Constant | null {
    const { tree } = this;
    if (depth > 40) return null;
    switch (tree.kind[node]) {
      case Py.Constant:
        return this.literal(node);
      case Py.Tuple: {
        if (tree.flag[node] !== 0) return null;
        const items: Constant[] = [];
        for (const child of children(tree, node)) {
          const item = this.fold(child, depth + 1);
          if (item === null) return null;
          items.push(item);
        }
        return this.make('tuple', undefined, items);
      }
      case Py.UnaryOp: {
        const operand = this.fold(node - 1, depth + 1);
        return operand === null ? null : this.unary(tree.flag[node], operand);
      }
      case Py.BinOp:
        return this.chain(node, depth);
      case Py.JoinedStr: {
        // an f-string without fields is a plain string
        let text = '';
        for (const child of children(tree, node)) {
          const part = tree.kind[child] === Py.Constant ? this.fold(child, depth + 1) : null;
          if (part === null || typeof part.value !== 'string') return null;
          text += part.value;
        }
        return tree.first[node] === node && textOf(tree, node).length > 4 ? null : this.make('str', text);
      }
      case Py.Name:
        return null;
      default:
        return null;
    }
  }

  /** `a + b + c` leans to the left: folded from its innermost operand outwards, each link once for all that ask. */
  private chain(node: Node, depth: number): Constant | null {
    const { tree, links } = this;
    const outer: Node[] = [];
    let inner = node;
    for (; tree.kind[inner] === Py.BinOp && !links.has(inner); inner = tree.first[inner - 1] - 1) outer.push(inner);
    let folded = links.get(inner) ?? (links.has(inner) ? null : this.fold(inner, depth + 1));
    for (let link = outer.pop(); link !== undefined; link = outer.pop()) {
      const right: Constant | null = folded === null ? null : this.fold(link - 1, depth + 1);
      folded = folded === null || right === null ? null : this.binary(tree.flag[link], folded, right);
      links.set(link, folded);
    }
    return folded;
  }

  private literal(node: Node): Constant | null {
    const { tree } = this;
    switch (tree.flag[node]) {
      case Literal.None:
        return this.make('NoneType', null);
      case Literal.True:
        return this.make('bool', true);
      case Literal.False:
        return this.make('bool', false);
      case Literal.Ellipsis:
        return this.make('ellipsis', undefined);
      case Literal.none:
        return null;
      default: {
        const read = readLiteral(tree, node);
        if (read.value !== undefined) return this.make(read.type, read.value);
        // unread: told apart by their text, which can only split what CPython merges
        const key = `${this.prefix}${read.type}?${textOf(tree, node)}`;
        let found = this.table.get(key);
        if (found === undefined)
          this.table.set(key, (found = { key, type: read.type, value: undefined, items: [], holders: 0, mostHolders: 0 }));
        return found;
      }
    }
  }

  /** `None`, `True` or `False` in a pattern. */
  singleton(node: Node): Constant {
    const { flag } = this.tree;
    return flag[node] === Literal.None ? this.make('NoneType', null) : this.make('bool', flag[node] === Literal.True);
  }

  private unary(operator: number, operand: Constant): Constant | null {
    const { value, type } = operand;
    if (operator === Operator.Not) {
      if (type === 'tuple') return this.make('bool', operand.items.length === 0);
      return value === undefined ? null : this.make('bool', !truth(value));
    }
    if (type === 'float' && typeof value === 'number')
      return operator === Operator.USub ? this.make('float', -value) : operator === Operator.UAdd ? operand : null;
    if (type !== 'int' && type !== 'bool') return type === 'complex' ? this.make(type, undefined) : null;
    if (value === undefined) return null;
    const whole = BigInt(value as number);
    return this.make('int', small(operator === Operator.USub ? -whole : operator === Operator.Invert ? ~whole : whole));
  }

  private binary(operator: number, one: Constant, two: Constant): Constant | null {
    if (one.type === 'tuple' || two.type === 'tuple') return this.tuples(operator, one, two);
    const value = calculate(operator, one.type, one.value, two.type, two.value, true);
    return value === null ? null : this.make(value.type, value.value);
  }

  private tuples(operator: number, one: Constant, two: Constant): Constant | null {
    if (operator === Operator.Add && one.type === 'tuple' && two.type === 'tuple')
      return this.make('tuple', undefined, [...one.items, ...two.items]);
    if (operator === Operator.Mult && one.type === 'tuple' && two.type === 'int' && Number(two.value) * one.items.length <= 256) {
      return this.make('tuple', undefined, Array.from({ length: Math.max(0, Number(two.value)) }, () => one.items).flat());
    }
    return null;
  }
}

const truth = (value: unknown): boolean => value !== null && value !== false && value !== 0 && value !== '' && value !== 0n;

/** A whole number as the simulation keeps it: a `number` while that is exact. */
export const small = (value: bigint): number | bigint =>
  value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;

const isWhole = (type: string): boolean => type === 'int' || type === 'bool';

/**
 * `one operator two` for numbers and strings, or `null` where it raises or is not worked out.
 * With `folding`, only what CPython's compiler folds.
 */
export function calculate(
  operator: number,
  oneType: string,
  one: unknown,
  twoType: string,
  two: unknown,
  folding = false,
): { type: string; value: number | bigint | string | boolean } | null {
  if (one === undefined || two === undefined) return null;
  if (oneType === 'str' || oneType === 'bytes' || twoType === 'str' || twoType === 'bytes')
    return text(operator, oneType, one, twoType, two, folding);
  if (isWhole(oneType) && isWhole(twoType)) return wholes(operator, oneType, one, twoType, two, folding);
  const numeric = (type: string): boolean => type === 'float' || isWhole(type);
  if (!numeric(oneType) || !numeric(twoType)) return null;
  const a = Number(one);
  const b = Number(two);
  switch (operator) {
    case Operator.Add:
      return { type: 'float', value: a + b };
    case Operator.Sub:
      return { type: 'float', value: a - b };
    case Operator.Mult:
      return { type: 'float', value: a * b };
    case Operator.Div:
      return b === 0 ? null : { type: 'float', value: a / b };
    case Operator.FloorDiv:
      return b === 0 ? null : { type: 'float', value: Math.floor(a / b) };
    case Operator.Mod: {
      if (b === 0) return null;
      const rest = a % b;
      return { type: 'float', value: rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest };
    }
    case Operator.Pow: {
      if ((a < 0 && !Number.isInteger(b)) || (a === 0 && b < 0)) return null;
      const power = a ** b;
      return Number.isFinite(power) ? { type: 'float', value: power } : null;
    }
    default:
      return null;
  }
}

function text(
  operator: number,
  oneType: string,
  one: unknown,
  twoType: string,
  two: unknown,
  folding: boolean,
): { type: string; value: string } | null {
  if (operator === Operator.Add && oneType === twoType) {
    const sum = (one as string) + (two as string);
    return sum.length > 1e6 ? null : { type: oneType, value: sum };
  }
  if (operator !== Operator.Mult) return null;
  const [piece, times, type] = isWhole(twoType) ? [one as string, Number(two), oneType] : [two as string, Number(one), twoType];
  if (typeof piece !== 'string' || !Number.isFinite(times)) return null;
  const length = piece.length * Math.max(0, times);
  if (length > (folding ? 4096 : 1e6)) return null;
  return { type, value: piece.repeat(Math.max(0, times)) };
}

function wholes(
  operator: number,
  oneType: string,
  one: unknown,
  twoType: string,
  two: unknown,
  folding: boolean,
): { type: string; value: number | bigint | boolean } | null {
  if (oneType === 'bool' && twoType === 'bool') {
    if (operator === Operator.BitAnd) return { type: 'bool', value: Boolean(one) && Boolean(two) };
    if (operator === Operator.BitOr) return { type: 'bool', value: Boolean(one) || Boolean(two) };
    if (operator === Operator.BitXor) return { type: 'bool', value: Boolean(one) !== Boolean(two) };
  }
  const whole = (value: number | bigint): { type: string; value: number | bigint } => ({ type: 'int', value });
  if (typeof one !== 'bigint' && typeof two !== 'bigint') {
    const a = Number(one);
    const b = Number(two);
    switch (operator) {
      case Operator.Add:
        if (Number.isSafeInteger(a + b)) return whole(a + b);
        break;
      case Operator.Sub:
        if (Number.isSafeInteger(a - b)) return whole(a - b);
        break;
      case Operator.Mult:
        if (Number.isSafeInteger(a * b)) return whole(a * b + 0);
        break;
      case Operator.Div:
        return b === 0 ? null : { type: 'float', value: a / b };
      case Operator.FloorDiv:
        if (b !== 0 && Math.abs(a) < 2 ** 50) return whole(Math.floor(a / b) + 0);
        break;
      case Operator.Mod:
        if (b !== 0) {
          const rest = a % b;
          return whole((rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest) + 0);
        }
        break;
      default:
        break;
    }
  }
  const a = BigInt(one as number);
  const b = BigInt(two as number);
  switch (operator) {
    case Operator.Add:
      return whole(small(a + b));
    case Operator.Sub:
      return whole(small(a - b));
    case Operator.Mult:
      return folding && bits(a) + bits(b) > 128 ? null : bits(a) + bits(b) > 20000 ? null : whole(small(a * b));
    case Operator.FloorDiv:
      return b === 0n ? null : whole(small(floorDivide(a, b)));
    case Operator.Mod:
      return b === 0n ? null : whole(small(a - b * floorDivide(a, b)));
    case Operator.Div:
      return b === 0n ? null : { type: 'float', value: Number(a) / Number(b) };
    case Operator.Pow: {
      if (b < 0n) return a === 0n ? null : { type: 'float', value: Number(a) ** Number(b) };
      if (b > 20000n || bits(a) * Number(b) > (folding ? 128 : 20000)) return null;
      return whole(small(a ** b));
    }
    case Operator.LShift:
      return b < 0n || b > (folding ? 128n : 20000n) ? null : whole(small(a << b));
    case Operator.RShift:
      return b < 0n || b > 100000n ? null : whole(small(a >> b));
    case Operator.BitAnd:
      return whole(small(a & b));
    case Operator.BitOr:
      return whole(small(a | b));
    case Operator.BitXor:
      return whole(small(a ^ b));
    default:
      return null;
  }
}

const bits = (value: bigint): number => (value < 0n ? -value : value).toString(2).length;
const floorDivide = (a: bigint, b: bigint): bigint => {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
};

/** How CPython counts a number or text of this value, wherever it comes from. `literal`: it stands in the source. */
export function countingOf(version: PythonVersion, type: string, value: unknown, literal: boolean): 'immortal' | 'shared' | 'counted' {
  const shared = atLeast(version, 12) ? 'immortal' : 'shared';
  switch (type) {
    case 'NoneType':
    case 'bool':
    case 'ellipsis':
      return shared;
    case 'int': {
      if (value === undefined) return 'counted';
      const top = atLeast(version, 15) ? 1024 : 256;
      return typeof value === 'number' && value >= -5 && value <= top ? shared : 'counted';
    }
    case 'str':
      if (typeof value !== 'string') return 'counted';
      if (value === '' || (value.length === 1 && value.charCodeAt(0) < 256)) return shared;
      if (!literal || !/^[A-Za-z0-9_]*$/.test(value)) return 'counted';
      return version[1] === 12 ? 'immortal' : 'shared';
    case 'bytes':
      return typeof value === 'string' && value.length <= 1 ? shared : 'counted';
    case 'tuple':
      return value === '' ? shared : 'counted';
    default:
      return 'counted';
  }
}
