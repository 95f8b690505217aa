/** Compares our trees with the streams that `python-ast.py` writes: every kind, field, position, flag and name. */
import { intern, nameOf } from '../../server/src/syntax/names.ts';
import { bytesValue, floatValue, intValue, stringValue } from '../../server/src/syntax/python/constants.ts';
import { Literal, Py, PyField, literalNames, operatorNames, pyFieldNames, pyKindNames } from '../../server/src/syntax/python/kinds.ts';
import type { Node, Tree } from '../../server/src/syntax/tree.ts';
import { childrenIn, root } from '../../server/src/syntax/tree.ts';

/** CPython's tree of one file; `numbers` is null when CPython rejects it. */
export interface Expected {
  readonly name: string;
  readonly numbers: Int32Array | null;
  readonly strings: readonly string[];
}

/** The first line of the request, without what is to be parsed. */
export const numbering = { kinds: pyKindNames, fields: pyFieldNames, operators: operatorNames, literals: literalNames };

const RECORD = 9;

/** Splits what `python-ast.py` wrote. */
export function* readAnswer(answer: Buffer): Generator<Expected> {
  for (let at = 0; at < answer.length;) {
    const [nameLength, good, count, stringsLength] = [0, 4, 8, 12].map((offset) => answer.readInt32LE(at + offset));
    at += 16;
    const name = answer.toString('utf8', at, (at += nameLength));
    const numbers = new Int32Array(answer.buffer.slice(answer.byteOffset + at, answer.byteOffset + at + count * 4));
    at += count * 4;
    const strings = JSON.parse(answer.toString('utf8', at, (at += stringsLength))) as string[];
    yield { name, numbers: good === 1 ? numbers : null, strings };
  }
}

/** The fields of each kind in the order of `_fields`. */
const fieldOrder = new Map<number, readonly number[]>(
  Object.entries({
    Module: 'body',
    FunctionDef: 'args body decorator_list returns type_params',
    AsyncFunctionDef: 'args body decorator_list returns type_params',
    ClassDef: 'bases keywords body decorator_list type_params',
    Return: 'value',
    Delete: 'targets',
    Assign: 'targets value',
    TypeAlias: 'name type_params value',
    AugAssign: 'target value',
    AnnAssign: 'target annotation value',
    For: 'target iter body orelse',
    AsyncFor: 'target iter body orelse',
    While: 'test body orelse',
    If: 'test body orelse',
    With: 'items body',
    AsyncWith: 'items body',
    Match: 'subject cases',
    Raise: 'exc cause',
    Try: 'body handlers orelse finalbody',
    TryStar: 'body handlers orelse finalbody',
    Assert: 'test msg',
    Import: 'names',
    ImportFrom: 'module names',
    Global: 'names',
    Nonlocal: 'names',
    Expr: 'value',
    BoolOp: 'values',
    NamedExpr: 'target value',
    BinOp: 'left right',
    UnaryOp: 'operand',
    Lambda: 'args body',
    IfExp: 'test body orelse',
    Dict: 'keys values',
    Set: 'elts',
    ListComp: 'elt generators',
    SetComp: 'elt generators',
    DictComp: 'key value generators',
    GeneratorExp: 'elt generators',
    Await: 'value',
    Yield: 'value',
    YieldFrom: 'value',
    Compare: 'left ops comparators',
    Call: 'func args keywords',
    FormattedValue: 'value format_spec',
    Interpolation: 'value format_spec',
    JoinedStr: 'values',
    TemplateStr: 'values',
    Attribute: 'value',
    Subscript: 'value slice',
    Starred: 'value',
    List: 'elts',
    Tuple: 'elts',
    Slice: 'lower upper step',
    comprehension: 'target iter ifs',
    ExceptHandler: 'type name body',
    arguments: 'posonlyargs args vararg kwonlyargs kw_defaults kwarg defaults',
    arg: 'annotation',
    keyword: 'value',
    alias: 'asname',
    withitem: 'context_expr optional_vars',
    match_case: 'pattern guard body',
    MatchValue: 'value',
    MatchSequence: 'patterns',
    MatchMapping: 'keys patterns rest',
    MatchClass: 'cls patterns kwd_attrs kwd_patterns',
    MatchAs: 'pattern',
    MatchOr: 'patterns',
    TypeVar: 'bound default_value',
    ParamSpec: 'default_value',
    TypeVarTuple: 'default_value',
  }).map(([kind, fields]) => [Py[kind as keyof typeof Py], fields.split(' ').map((field) => PyField[field as keyof typeof PyField])]),
);

const withoutPosition = new Set([Py.Module, Py.arguments, Py.comprehension, Py.withitem, Py.match_case, Py.Identifier, Py.CompareOp]);
const labels = ['kind', 'field', 'start line', 'start column', 'end line', 'end column', 'flag', 'name', 'number of children'];

/** The differences between a tree and what CPython has, at most `limit` of them, in words; the walk stops where the shapes part. */
export function differences(tree: Tree, expected: Expected, limit = 5): string[] {
  const { numbers, strings } = expected;
  if (numbers === null) return tree.errors > 0 ? [] : ['CPython rejects it, we do not'];
  const found: string[] = [];
  if (tree.errors > 0) {
    const at = tree.kind.indexOf(Py.Error);
    const [line, column] = positions(tree.text)(tree.start[at]);
    found.push(`${line}:${column} Error node in a file that CPython accepts`);
  }
  const names = strings.map(intern);
  const place = positions(tree.text);
  let at = 0;
  const pending: Node[] = [root(tree)];
  while (pending.length > 0 && found.length < limit) {
    const node = pending.pop() as Node;
    const kind = tree.kind[node];
    const parts = (fieldOrder.get(kind) ?? []).flatMap((field) => childrenIn(tree, node, field));
    const positionless = withoutPosition.has(kind);
    const actual = [
      kind,
      tree.field[node],
      ...(positionless ? [-1, -1, -1, -1] : [...place(tree.start[node]), ...place(tree.end[node])]),
      tree.flag[node],
      nameNumber(tree, node),
      parts.length,
    ];
    let apart = false;
    for (let slot = 0; slot < RECORD; slot += 1) {
      let wanted: number | undefined = numbers[at + slot];
      if (slot === 7 && kind === Py.Constant) {
        if (wanted !== undefined && wanted >= 0 && !hasValue(tree, node, strings[wanted])) {
          found.push(`${place(tree.start[node]).join(':')} Constant value: CPython ${JSON.stringify(strings[wanted])}`);
        }
        continue;
      }
      if (slot === 7) wanted = wanted >= 0 ? names[wanted] : wanted === -1 ? 0 : wanted;
      if (actual[slot] === wanted) continue;
      const [line, column] = place(tree.start[node]);
      const show = (value: number | undefined): string =>
        slot === 0
          ? (pyKindNames[value ?? -1] ?? '?')
          : slot === 1
            ? (pyFieldNames[value ?? -1] ?? '?')
            : slot === 7
              ? `${nameOf(value ?? 0)}(${value})`
              : `${value}`;
      found.push(`${line}:${column} ${pyKindNames[kind]} ${labels[slot]}: ${show(actual[slot])}, CPython ${show(wanted)}`);
      if (slot === 0 || slot === 8) apart = true;
    }
    if (apart) break;
    at += RECORD;
    pending.push(...parts.reverse());
  }
  if (found.length === 0 && at !== numbers.length) found.push('CPython has more nodes');
  return found;
}

/** Whether a constant has the value that CPython wrote: a string as it is, bytes as Latin-1, numbers in hexadecimal. */
function hasValue(tree: Tree, node: Node, expected: string): boolean {
  switch (tree.flag[node]) {
    case Literal.str: {
      const value = stringValue(tree, node);
      return value === expected || (value === null && tree.text.slice(tree.start[node], tree.end[node]).includes('\\N{'));
    }
    case Literal.bytes:
      return bytesValue(tree, node) === expected;
    case Literal.int:
      return intValue(tree, node) === BigInt(expected);
    default: {
      const [, digits, point, exponent] = /^0x(\d)\.?([\da-f]*)p([+-]\d+)$/.exec(expected) ?? [];
      if (digits === undefined) return floatValue(tree, node) === Infinity;
      return floatValue(tree, node) === Number.parseInt(digits + point, 16) * 2 ** (Number(exponent) - 4 * point.length);
    }
  }
}

/** What `aux` holds where CPython has a name (or a level, below -1). */
function nameNumber(tree: Tree, node: Node): number {
  const kind = tree.kind[node];
  if (kind === Py.ImportFrom) return -2 - tree.aux[node];
  if (kind === Py.FormattedValue || kind === Py.Interpolation) return 0;
  return tree.aux[node];
}

/** From offsets to lines (from 1) and columns in UTF-8 bytes, as CPython counts them: a byte order mark does not count. */
function positions(text: string): (offset: number) => [line: number, column: number] {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  // eslint-disable-next-line no-control-regex
  const ascii = /^[\x00-\x7f]*$/.test(text);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low];
    return [low + 1, ascii ? offset - start : Buffer.byteLength(text.slice(start, offset))];
  };
}
