/** Accessors of Python's tree: each answer is looked at as text. */
import { expect, test } from 'vitest';
import type { Span } from '../../base/span.ts';
import { intern, nameOf } from '../names.ts';
import { NONE, root } from '../tree.ts';
import type { Node, Tree } from '../tree.ts';
import {
  argumentsOf,
  bodyOf,
  calleeOf,
  decoratorsOf,
  docstringOf,
  keywordValue,
  keywordsOf,
  nameSpan,
  parametersOf,
  spanWithParentheses,
  startWithDecorators,
  statementOf,
} from './access.ts';
import { bytesValue, floatValue, intValue, stringValue } from './constants.ts';
import { Py } from './kinds.ts';
import { parsePython } from './parse.ts';

const slice = (tree: Tree, span: Span | null): string | null => (span === null ? null : tree.text.slice(span.start, span.end));
const textOf = (tree: Tree, node: Node): string => tree.text.slice(tree.start[node], tree.end[node]);

function nodesOf(tree: Tree, kind: number): Node[] {
  const found: Node[] = [];
  for (let node = 0; node < tree.size; node += 1) if (tree.kind[node] === kind) found.push(node);
  return found;
}

test('names stand where they stand', () => {
  const tree = parsePython(`@d
async  def \\
  f[T, *Ts, ** P](a, *b: c, **e) : # def
  class  C (m = 1): x . yy = z
  import p . q as r, s
  match x:
    case [A(k=v), *w, {**u}] as t: pass
`);
  const names: string[] = [];
  for (let node = 0; node < tree.size; node += 1) {
    const span = nameSpan(tree, node);
    if (span === null) continue;
    const text = slice(tree, span) ?? '';
    expect(text.replaceAll(' ', '')).toBe(nameOf(tree.aux[node]));
    names.push(text);
  }
  expect(names).toEqual(
    'd T Ts P a c b e m x yy z C r p . q s x A k v w u t f'
      .replace('p . q', 'p_q')
      .split(' ')
      .map((name) => name.replace('p_q', 'p . q')),
  );
});

test('bodies, docstrings, decorators', () => {
  const tree = parsePython('"""doc"""\n@a(b)\n@ (c)\ndef f():\n  "inner"\n  return\nclass C:\n  f"no"\nx = "no"');
  const [first, definition, type] = bodyOf(tree, root(tree));
  expect(textOf(tree, docstringOf(tree, root(tree)))).toBe('"""doc"""');
  expect(textOf(tree, docstringOf(tree, definition))).toBe('"inner"');
  expect(docstringOf(tree, type)).toBe(NONE);
  expect(docstringOf(tree, first)).toBe(NONE);
  expect(decoratorsOf(tree, definition).map((node) => textOf(tree, node))).toEqual(['a(b)', 'c']);
  expect(tree.text.slice(startWithDecorators(tree, definition)).startsWith('@a(b)')).toBe(true);
  expect(startWithDecorators(tree, type)).toBe(tree.start[type]);
  expect(statementOf(tree, decoratorsOf(tree, definition)[0])).toBe(definition);
  expect(statementOf(tree, root(tree))).toBe(NONE);
});

test('calls', () => {
  const tree = parsePython('f.g(a, *b, c=1, **d, e=2)');
  const [call] = nodesOf(tree, Py.Call);
  expect(textOf(tree, calleeOf(tree, call))).toBe('f.g');
  expect(argumentsOf(tree, call).map((node) => textOf(tree, node))).toEqual(['a', '*b']);
  expect(keywordsOf(tree, call).map((node) => textOf(tree, node))).toEqual(['c=1', '**d', 'e=2']);
  expect(textOf(tree, keywordValue(tree, call, intern('e')))).toBe('2');
  expect(keywordValue(tree, call, intern('z'))).toBe(NONE);
});

test('parameters', () => {
  const tree = parsePython('def f(a, /, b=1, *c, d=2, **e): pass');
  const [definition] = nodesOf(tree, Py.FunctionDef);
  expect(parametersOf(tree, definition).map((node) => nameOf(tree.aux[node]))).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('parentheses that group nothing but the node', () => {
  const around = (text: string, name = 'x'): string | null => {
    const tree = parsePython(text);
    const node = nodesOf(tree, Py.Name).find((candidate) => nameOf(tree.aux[candidate]) === name);
    return node === undefined ? null : slice(tree, spanWithParentheses(tree, node));
  };
  expect(around('y = x')).toBe('x');
  expect(around('y = ( # (\n x # )\n)')).toBe('( # (\n x # )\n)');
  expect(around('y = ((x))')).toBe('((x))');
  expect(around('f(x)')).toBe('x');
  expect(around('f((x))')).toBe('(x)');
  expect(around('f(y, (x))')).toBe('(x)');
  expect(around('(x)(y)')).toBe('(x)');
  expect(around('(x,)')).toBe('x');
  expect(around('((x), y)')).toBe('(x)');
  expect(around('(y), (x)')).toBe('(x)');
  expect(around('f(y=x)')).toBe('x');
  expect(around('f(y=(x))')).toBe('(x)');
  expect(around('f(*x)')).toBe('x');
  expect(around('class C(x): pass')).toBe('x');
  expect(around('class C((x)): pass')).toBe('(x)');
  expect(around('f(x for y in z)')).toBe('x');
  expect(around('(x).y')).toBe('(x)');
});

test('values of literals', () => {
  const value = (text: string): unknown => {
    const tree = parsePython(text);
    const [node] = nodesOf(tree, Py.Constant);
    return stringValue(tree, node) ?? bytesValue(tree, node) ?? intValue(tree, node) ?? floatValue(tree, node);
  };
  expect(value(`'a' r"\\b" '''c\r\nd''' u'\\x41\\u0042\\U00000043\\104\\q\\\ne'`)).toBe('a\\bc\ndABCD\\qe');
  expect(value(`b'\\xff' rb'\\x'`)).toBe('\xff\\x');
  expect(value(`'\\N{EM DASH}'`)).toBe(null);
  expect(value(`'open`)).toBe(null);
  expect(value('0x_fF')).toBe(255n);
  expect(value('1_000_000_000_000_000_000_000')).toBe(10n ** 21n);
  expect(value('00')).toBe(0n);
  expect(value('1_0.5e-1')).toBe(1.05);
  expect(value('1j')).toBe(null);
  expect(value('None')).toBe(null);
});

test('values of the pieces of f-strings', () => {
  const tree = parsePython(`x = 'a' f'{{b}}{c!r:>{d}\\x41}' rf"\\n{e = }'"`);
  expect(nodesOf(tree, Py.Constant).map((node) => stringValue(tree, node))).toEqual(['a{b}', '>', 'A', '\\ne = ', "'"]);
});
