/** The tree of small programs: what CPython's `ast` has no room for, and what becomes of broken text. (CPython itself answers in test/syntax.) */
import { describe, expect, test } from 'vitest';
import { parsePython } from './parse.ts';
import { printPython } from './print.ts';

const show = (text: string): string[] =>
  printPython(parsePython(text))
    .split('\n')
    .slice(1)
    .map((line) => line.slice(2));

describe('on top of ast', () => {
  test('names that are nodes, dots and the names behind `as`', () => {
    expect(show('from ..a.b import c as d\nglobal x')).toEqual([
      'body: ImportFrom .. [0..24]',
      '  module: Identifier `a.b` [7..10]',
      '  names: alias `c` [18..24]',
      '    asname: Identifier `d` [23..24]',
      'body: Global [25..33]',
      '  names: Identifier `x` [32..33]',
    ]);
  });

  test('a comparison has its operators between the operands', () => {
    expect(show('a is not b < c')).toEqual([
      'body: Expr [0..14]',
      '  value: Compare [0..14]',
      '    left: Name `a` [0..1]',
      '    ops: CompareOp IsNot [2..8]',
      '    comparators: Name `b` [9..10]',
      '    ops: CompareOp Lt [11..12]',
      '    comparators: Name `c` [13..14]',
    ]);
  });

  test('decorators stand before the statement they belong to, parameters have a span', () => {
    expect(show('@a\ndef f(b, /, c=1): pass')).toEqual([
      'body: FunctionDef `f` [3..25]',
      '  decorator_list: Name `a` [1..2]',
      '  args: arguments [9..18]',
      '    posonlyargs: arg `b` [9..10]',
      '    args: arg `c` [15..16]',
      '    defaults: Constant int "1" [17..18]',
      '  body: Pass [21..25]',
    ]);
    expect(show('lambda: 1')[2]).toBe('    args: arguments [6..6]');
  });

  test('3.15: lazy imports, unpacking in comprehensions', () => {
    expect(show('lazy import a\nlazy from . import b')).toEqual([
      'body: Import lazy [0..13]',
      '  names: alias `a` [12..13]',
      'body: ImportFrom lazy . [14..34]',
      '  names: alias `b` [33..34]',
    ]);
    expect(show('{**a for b in c}')).toEqual([
      'body: Expr [0..16]',
      '  value: DictComp [0..16]',
      '    key: Name `a` [3..4]',
      '    generators: comprehension [5..15]',
      '      target: Name Store `b` [9..10]',
      '      iter: Name `c` [14..15]',
    ]);
    expect(show('f(*a for b in c)').slice(3, 6)).toEqual([
      '    args: GeneratorExp [1..16]',
      '      elt: Starred [2..4]',
      '        value: Name `a` [3..4]',
    ]);
  });

  test('comments are kept beside the tree', () => {
    expect([...parsePython('# a\nb # c\nd("# no") #').comments]).toEqual([0, 3, 6, 9, 20, 21]);
  });

  test('identifiers are normalised, offsets are UTF-16', () => {
    expect(show('"😀"; ﬁ')).toEqual([
      'body: Expr [0..4]',
      '  value: Constant str "\\"😀\\"" [0..4]',
      'body: Expr [6..7]',
      '  value: Name `fi` [6..7]',
    ]);
  });

  test('an empty text is an empty module', () => {
    expect(printPython(parsePython(''))).toBe('Module [0..0]');
    expect(printPython(parsePython('\n\n# only this'))).toBe('Module [0..13]');
  });
});

describe('a broken region is one error, and the rest is understood', () => {
  test('a missing operand', () => {
    expect(show('self.x = foo.\ny = 1')).toEqual([
      'body: Assign [0..13]',
      '  targets: Attribute Store `x` [0..6]',
      '    value: Name `self` [0..4]',
      '  value: Attribute [9..13]',
      '    value: Name `foo` [9..12]',
      '    error: Error "" [13..13]',
      'body: Assign [14..19]',
      '  targets: Name Store `y` [14..15]',
      '  value: Constant int "1" [18..19]',
    ]);
  });

  test('a target that cannot be one', () => {
    expect(show('f() = 1')).toEqual([
      'body: Assign [0..7]',
      '  targets: Error "f()" [0..3]',
      '    error: Call [0..3]',
      '      func: Name `f` [0..1]',
      '  value: Constant int "1" [6..7]',
    ]);
  });

  test('words too many', () => {
    expect(show('print a, b\nc')).toEqual([
      'body: Error "print a, b" [0..10]',
      '  error: Expr [0..5]',
      '    value: Name `print` [0..5]',
      '  error: Name `a` [6..7]',
      '  error: Name `b` [9..10]',
      'body: Expr [11..12]',
      '  value: Name `c` [11..12]',
    ]);
  });

  test('an open bracket ends before the next statement that only can be one', () => {
    const lines = show('def f():\n    x = g(a,\n    return x\n\ndef h(): pass');
    expect(lines.filter((line) => /Def|Return|Call/.test(line))).toEqual([
      'body: FunctionDef `f` [0..34]',
      '    value: Call [17..21]',
      '  body: Return [26..34]',
      'body: FunctionDef `h` [36..49]',
    ]);
  });

  test('a missing colon, a missing block', () => {
    expect(show('if a\n  b\nwhile c:\nd')).toEqual([
      'body: If [0..8]',
      '  test: Name `a` [3..4]',
      '  error: Error "" [4..4]',
      '  body: Expr [7..8]',
      '    value: Name `b` [7..8]',
      'body: While [9..17]',
      '  test: Name `c` [15..16]',
      '  body: Error "" [17..17]',
      'body: Expr [18..19]',
      '  value: Name `d` [18..19]',
    ]);
  });

  test('a clause without its statement keeps its block', () => {
    expect(show('else:\n  a = 1\nb')).toEqual([
      'body: Error "else:\\n  a = 1" [0..13]',
      '  error: Assign [8..13]',
      '    targets: Name Store `a` [8..9]',
      '    value: Constant int "1" [12..13]',
      'body: Expr [14..15]',
      '  value: Name `b` [14..15]',
    ]);
  });

  test('indentation that fits nothing', () => {
    expect(show('def f():\n    a\n  b\nc').filter((line) => !line.includes('Name'))).toEqual([
      'body: FunctionDef `f` [0..18]',
      '  args: arguments [6..6]',
      '  body: Expr [13..14]',
      '  body: Error "" [17..17]',
      '  body: Expr [17..18]',
      'body: Expr [19..20]',
    ]);
  });

  test('a single-quoted string ends with its line', () => {
    expect(show("a = 'b\nc")).toEqual([
      'body: Assign [0..6]',
      '  targets: Name Store `a` [0..1]',
      '  value: Error "\'b" [4..6]',
      '    error: Constant str "\'b" [4..6]',
      'body: Expr [7..8]',
      '  value: Name `c` [7..8]',
    ]);
  });

  test('a triple quote too many does not turn the rest inside out', () => {
    const text = 'x = """\ndef f():\n    """Doc."""\n    return 1\n\ndef g():\n    """Doc."""\n    return 2\n';
    expect(show(text).filter((line) => /Def|Return|Constant str/.test(line))).toEqual([
      '    error: Constant str "\\"\\"\\"" [4..7]',
      'body: FunctionDef `f` [8..44]',
      '    value: Constant str "\\"\\"\\"Doc.\\"\\"\\"" [21..31]',
      '  body: Return [36..44]',
      'body: FunctionDef `g` [46..82]',
      '    value: Constant str "\\"\\"\\"Doc.\\"\\"\\"" [59..69]',
      '  body: Return [74..82]',
    ]);
  });
});
