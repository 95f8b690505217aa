/** The exact builtin type of expressions that can have no other, whatever the program does; `null` where an operand is not known. */
import { nameOf } from '../syntax/names.ts';
import { Context, literalNames, Operator, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, children } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import type { Binding } from './looked-up.ts';
import { conversions, functionResults, methodResults } from './model/results.ts';
import { DEEPEST, qualifiedName } from './name-lookup.ts';
import type { LookupContext } from './name-lookup.ts';
import { mangled, placeIn } from './scope.ts';

const {
  AnnAssign,
  Assign,
  AsyncFor,
  Attribute,
  AugAssign,
  BinOp,
  BoolOp,
  Call,
  Compare,
  Constant,
  Dict,
  DictComp,
  For,
  GeneratorExp,
  IfExp,
  JoinedStr,
  Lambda,
  List,
  ListComp,
  Module,
  Name,
  NamedExpr,
  SetComp,
  Subscript,
  Tuple,
  UnaryOp,
  Set: SetDisplay,
  Slice,
} = Py;

export function exactType(context: LookupContext, expression: Node): string | null {
  if (expression < 0 || expression >= context.tree.size) return null;
  const known = context.types.get(expression);
  if (known !== undefined) return known;
  if (context.depth > DEEPEST) return null;
  // while it is being worked out, a name that depends on itself is left open: the other bindings decide
  context.types.set(expression, null);
  context.depth += 1;
  const found = findExactType(context, expression);
  context.depth -= 1;
  context.types.set(expression, found);
  return found;
}

const numbers = new Set(['int', 'float', 'complex', 'bool']);
const sequences = new Set(['str', 'bytes', 'list', 'tuple']);

function findExactType(context: LookupContext, expression: Node): string | null {
  const { tree } = context;
  switch (tree.kind[expression]) {
    case Constant: {
      const what = literalNames[tree.flag[expression]];
      return what === 'True' || what === 'False'
        ? 'bool'
        : what === 'None'
          ? 'NoneType'
          : what === 'Ellipsis'
            ? 'ellipsis'
            : what === 'none'
              ? null
              : what;
    }
    case JoinedStr:
      return 'str';
    case List:
    case ListComp:
      return tree.flag[expression] === Context.Load || tree.kind[expression] === ListComp ? 'list' : null;
    case Tuple:
      return tree.flag[expression] === Context.Load ? 'tuple' : null;
    case Dict:
    case DictComp:
      return 'dict';
    case SetDisplay:
    case SetComp:
      return 'set';
    case GeneratorExp:
      return 'generator';
    case Lambda:
      return 'function';
    case Slice:
      return 'slice';
    case UnaryOp: {
      if (tree.flag[expression] === Operator.Not) return 'bool';
      const operand = exactType(context, expression - 1);
      return operand === 'bool' ? 'int' : operand !== null && numbers.has(operand) ? operand : null;
    }
    case BinOp: {
      const right = expression - 1;
      const left = tree.first[right] - 1;
      return operatorType(tree.flag[expression], exactType(context, left), exactType(context, right));
    }
    case BoolOp:
      return sameType(context, children(tree, expression));
    case IfExp:
      return sameType(context, [childIn(tree, expression, PyField.body), childIn(tree, expression, PyField.orelse)]);
    case NamedExpr:
      return exactType(context, expression - 1);
    case Compare:
      return compareType(context, expression);
    case Call:
      return callType(context, expression);
    case Subscript:
      return subscriptType(context, expression);
    case Name:
      return tree.flag[expression] === Context.Load ? nameType(context, expression) : null;
    default:
      return null;
  }
}

function sameType(context: LookupContext, expressions: readonly Node[]): string | null {
  let agreed: string | null = null;
  for (const expression of expressions) {
    const type = exactType(context, expression);
    if (type === null || (agreed !== null && agreed !== type)) return null;
    agreed = type;
  }
  return agreed;
}

/** The type of `left operator right` for exact builtin operands. */
export function operatorType(operator: number, left: string | null, right: string | null): string | null {
  if (left === null) return null;
  // formatting never asks the right operand for anything but text
  if (operator === Operator.Mod && (left === 'str' || left === 'bytes')) return left;
  if (right === null) return null;
  if (numbers.has(left) && numbers.has(right)) {
    if (operator === Operator.MatMult) return null;
    const bitwise = operator === Operator.BitAnd || operator === Operator.BitOr || operator === Operator.BitXor;
    if (left === 'bool' && right === 'bool')
      return bitwise ? 'bool' : operator === Operator.Div ? 'float' : operator === Operator.Pow ? null : 'int';
    if (left === 'complex' || right === 'complex') return 'complex';
    if (left === 'float' || right === 'float') return operator === Operator.Pow ? null : 'float';
    if (operator === Operator.Div) return 'float';
    return operator === Operator.Pow ? null : 'int';
  }
  if (operator === Operator.Add && left === right && sequences.has(left)) return left;
  if (operator === Operator.Mult) {
    if (sequences.has(left) && (right === 'int' || right === 'bool')) return left;
    if (sequences.has(right) && (left === 'int' || left === 'bool')) return right;
  }
  if (left === right && (left === 'set' || left === 'frozenset')) {
    const setOperator =
      operator === Operator.BitAnd || operator === Operator.BitOr || operator === Operator.BitXor || operator === Operator.Sub;
    return setOperator ? left : null;
  }
  return left === 'dict' && right === 'dict' && operator === Operator.BitOr ? 'dict' : null;
}

function compareType(context: LookupContext, expression: Node): string | null {
  const { tree } = context;
  let simple = true;
  for (const child of children(tree, expression)) {
    if (tree.kind[child] === Py.CompareOp) {
      const operator = tree.flag[child];
      if (operator !== Operator.Is && operator !== Operator.IsNot && operator !== Operator.In && operator !== Operator.NotIn)
        simple = false;
    }
  }
  if (simple) return 'bool';
  for (const child of children(tree, expression)) {
    if (tree.kind[child] !== Py.CompareOp && exactType(context, child) === null) return null;
  }
  return 'bool';
}

function callType(context: LookupContext, call: Node): string | null {
  const { tree } = context;
  const callee = childIn(tree, call, PyField.func);
  const dotted = qualifiedName(context, callee);
  if (dotted !== null) {
    const result = functionResults[dotted] ?? null;
    if (result !== null) return result;
    const made = conversions[dotted];
    if (made !== undefined) return made;
    return null;
  }
  if (tree.kind[callee] !== Attribute) return null;
  const owner = exactType(context, callee - 1);
  return owner === null ? null : (methodResults[owner]?.[nameOf(tree.aux[callee])] ?? null);
}

function subscriptType(context: LookupContext, expression: Node): string | null {
  const { tree } = context;
  const index = expression - 1;
  const owner = exactType(context, tree.first[index] - 1);
  if (owner === 'str') return 'str';
  if (owner === null || !sequences.has(owner)) return null;
  if (tree.kind[index] === Slice) return owner;
  return owner === 'bytes' && exactType(context, index) === 'int' ? 'int' : null;
}

/** A local that every binding gives the same exact type, and that nothing from outside can set. */
function nameType(context: LookupContext, name: Node): string | null {
  const { tree, scopes } = context;
  const scope = scopes.list[scopes.of[name]];
  const own = mangled(tree.aux[name], scope.privateTo);
  if (placeIn(scope, own) !== 'local' || (scope.kind !== 'function' && scope.kind !== 'lambda')) return null;
  const bindings = context.bindingsIn(scope).get(own) ?? [];
  if (bindings.length === 0) return null;
  const typed = bindings.map((binding) => bindingType(context, binding, own));
  // a binding that only repeats the name's own type (`s += 'x'`, `s = s + 'x'`) is judged once the others agree
  let agreed: string | null = null;
  for (const type of typed) {
    if (type === null) return null;
    if (type === SELF) continue;
    if (agreed !== null && agreed !== type) return null;
    agreed = type;
  }
  if (agreed === null || agreed === SELF) return null;
  for (let at = 0; at < typed.length; at += 1) {
    if (typed[at] === SELF && selfType(context, bindings[at], own, agreed) !== agreed) return null;
  }
  return agreed;
}

/** Stands for "of the type that the name has already". */
const SELF = '';

function bindingType(context: LookupContext, binding: Binding, name: number): string | null {
  const { tree } = context;
  const { node, via } = binding;
  if (tree.kind[node] !== Name || tree.flag[node] === Context.Del)
    return tree.kind[node] === Name && tree.flag[node] === Context.Del ? SELF : null;
  switch (tree.kind[via]) {
    case Assign:
      if (tree.parent[node] !== via) return null;
      return mentions(tree, via - 1, name) ? SELF : exactType(context, via - 1);
    case AnnAssign:
      if (tree.field[via - 1] !== PyField.value) return SELF;
      return mentions(tree, via - 1, name) ? SELF : exactType(context, via - 1);
    case NamedExpr:
      return mentions(tree, via - 1, name) ? SELF : exactType(context, via - 1);
    case AugAssign:
      return SELF;
    case For: {
      if (tree.parent[node] !== via) return null;
      return elementType(context, childIn(tree, via, PyField.iter));
    }
    case AsyncFor:
    case Module:
      return null;
    default:
      return null;
  }
}

/** The type of what iterating over an expression yields. */
function elementType(context: LookupContext, iterable: Node): string | null {
  const { tree } = context;
  const type = exactType(context, iterable);
  if (type === 'str') return 'str';
  if (type === 'bytes' || type === 'range') return 'int';
  if (tree.kind[iterable] === List || tree.kind[iterable] === Tuple || tree.kind[iterable] === SetDisplay)
    return sameType(context, children(tree, iterable));
  return null;
}

/** The type that a binding which reads its own name gives it, if the name is of type `type` so far. */
function selfType(context: LookupContext, binding: Binding, name: number, type: string): string | null {
  const { tree } = context;
  const { node, via } = binding;
  if (tree.flag[node] === Context.Del) return type;
  if (tree.kind[via] === AugAssign) return operatorType(tree.flag[via], type, exactWith(context, via - 1, name, type));
  if (tree.kind[via] === AnnAssign && tree.field[via - 1] !== PyField.value) return type;
  return exactWith(context, via - 1, name, type);
}

/** The type of an expression when every load of `name` in it is of type `type`. */
function exactWith(context: LookupContext, expression: Node, name: number, type: string): string | null {
  const { tree } = context;
  if (!mentions(tree, expression, name)) return exactType(context, expression);
  // decided afresh with the assumption, and forgotten afterwards
  const assumed: LookupContext = { ...context, types: new Map(), depth: context.depth + 1 };
  for (let node = tree.first[expression]; node <= expression; node += 1) {
    if (tree.kind[node] === Name && tree.aux[node] === name) assumed.types.set(node, type);
  }
  return context.depth > DEEPEST ? null : exactType(assumed, expression);
}

function mentions(tree: Tree, expression: Node, name: number): boolean {
  for (let node = tree.first[expression]; node <= expression; node += 1) {
    if (tree.kind[node] === Name && tree.aux[node] === name) return true;
  }
  return false;
}
