/** RC505: loops nested for the sake of all pairs, or to flatten, that `itertools` walks as one. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { bodyOf } from '../../syntax/python/access.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { hasKind, mentionsAny, storedIn } from '../python-code.ts';
import { mentionsOf } from '../python-classes.ts';
import { dedented, hasComment, importEdit, loopAround } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './nested-product-loop.md' with { type: 'text' };

const { Attribute, Break, Call, Constant, For, List, Name, Set: SetDisplay, Tuple } = Py;
const { func, iter, orelse, target } = PyField;

const rule: PythonRule = {
  code: 'RC505',
  name: 'nested-product-loop',
  summary: 'detects nested loops over independent iterables that `itertools` walks as one',
  page,
  language: 'python',
  level: 'off',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  reach: 'function',
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const outer of facts.nodes(For)) {
      // of three loops in each other the outer two are told of, and then the rest
      const around = loopAround(tree, outer);
      if (around !== NONE && tree.kind[around] === For && nestOf(facts, around)?.inner === outer) continue;
      const nest = nestOf(facts, outer);
      if (nest !== null) yield reportOf(facts, file, nest);
    }
  },
};

interface Nest {
  readonly outer: Node;
  readonly inner: Node;
  /** `product`: each of the one with each of the other; `chain`: the items of the items. */
  readonly how: 'product' | 'chain';
}

/** Two `for` loops of which the outer does nothing but run the inner. */
function nestOf(facts: PythonFacts, outer: Node): Nest | null {
  const { tree } = facts;
  const statements = bodyOf(tree, outer);
  const [inner] = statements;
  if (statements.length !== 1 || tree.kind[inner] !== For) return null;
  if ([outer, inner].some((loop) => childrenIn(tree, loop, orelse).length > 0)) return null;
  // `break` leaves only the inner loop
  if (breaksOut(tree, inner)) return null;
  const first = childIn(tree, outer, target);
  const walked = childIn(tree, inner, iter);
  if (tree.kind[walked] === Name && tree.kind[first] === Name && tree.aux[walked] === tree.aux[first]) {
    const uses = mentionsOf(tree, outer, tree.aux[first]).length;
    return uses === 2 && isPlain(tree, first) ? { outer, inner, how: 'chain' } : null;
  }
  if (!isPlain(tree, first) || !isPlain(tree, childIn(tree, inner, target)) || !isWalkedAgain(facts, walked)) return null;
  const bound = storedIn(tree, first);
  if (mentionsAny(tree, walked, bound)) return null;
  return changesIn(tree, inner, walked) ? null : { outer, inner, how: 'product' };
}

function breaksOut(tree: Tree, loop: Node): boolean {
  for (let node = tree.first[loop]; node < loop; node += 1) if (tree.kind[node] === Break && loopAround(tree, node) === loop) return true;
  return false;
}

/** Names, or tuples of them. */
function isPlain(tree: Tree, variable: Node): boolean {
  for (let node = tree.first[variable]; node <= variable; node += 1)
    if (tree.kind[node] !== Name && tree.kind[node] !== Tuple) return false;
  return true;
}

/** What gives the same items however often it is asked: a variable, a display, a `range` of variables. */
function isWalkedAgain(facts: PythonFacts, walked: Node): boolean {
  const { tree } = facts;
  const kind = tree.kind[walked];
  if (kind === Call) {
    const callee = facts.qualifiedName(childIn(tree, walked, func));
    return callee === 'builtins.range' && !hasKind(tree, walked - 1, [Call]);
  }
  return kind === Name || kind === Attribute || kind === List || kind === Tuple || kind === SetDisplay || kind === Constant;
}

/** Whether the loop stores to a name that what it walks over mentions, or calls a method of that. */
function changesIn(tree: Tree, loop: Node, walked: Node): boolean {
  for (let node = tree.first[walked]; node <= walked; node += 1) {
    if (tree.kind[node] !== Name) continue;
    for (const other of mentionsOf(tree, loop, tree.aux[node]))
      if (!contains(tree, walked, other) && (tree.flag[other] !== Context.Load || tree.kind[tree.parent[other]] === Attribute)) return true;
  }
  return false;
}

function reportOf(facts: PythonFacts, file: FileContext, nest: Nest): Report {
  const { tree } = facts;
  const { outer, inner, how } = nest;
  const [over, under] = [outer, inner].map((loop) => textOf(tree, childIn(tree, loop, iter)));
  const call = how === 'product' ? `itertools.product(${bare(over)}, ${bare(under)})` : `itertools.chain.from_iterable(${bare(over)})`;
  return {
    at: { start: tree.start[outer], end: tree.end[childIn(tree, inner, iter)] },
    says:
      how === 'product'
        ? `these loops only pair each item of \`${short(over)}\` with each of \`${short(under)}\`; \`itertools.product\` walks the pairs in one loop`
        : `the outer loop only hands its \`${nameOf(tree.aux[childIn(tree, outer, target)])}\` to the inner one; \`itertools.chain.from_iterable\` walks all items in one loop`,
    fix: fixOf(facts, file, nest, call),
  };
}

const short = (text: string): string => (text.length > 40 || text.includes('\n') ? '…' : text);
/** A tuple without parentheses would be several arguments. */
const bare = (text: string): string => (/^[^([{'"]*,/.test(text) ? `(${text})` : text);

function fixOf(facts: PythonFacts, file: FileContext, { outer, inner, how }: Nest, call: string): Report['fix'] {
  const { tree } = facts;
  const statements = bodyOf(tree, inner);
  const [first, last] = [statements[0], statements[statements.length - 1]];
  const walked = childIn(tree, inner, iter);
  const body = dedented(tree, file.lines, inner, walked, first, last);
  const head = { start: tree.start[outer], end: body === null ? 0 : body.span.start };
  if (body === null || hasComment(tree, head.start, head.end) || call.includes('\n')) return undefined;
  const variables = [outer, inner].map((loop) => childIn(tree, loop, target));
  const names = variables.map((variable) => {
    const text = textOf(tree, variable);
    return tree.kind[variable] === Tuple && !text.startsWith('(') ? `(${text})` : text;
  });
  const loop = `for ${how === 'product' ? names.join(', ') : textOf(tree, variables[1])} in ${call}:`;
  return {
    title: `Use \`${call.slice(0, call.indexOf('('))}\``,
    safe: false,
    edits: [
      ...importEdit(facts, file.lines, 'itertools'),
      { span: { start: head.start, end: body.span.end }, text: `${loop}${body.text}` },
    ],
  };
}

export default rule;
