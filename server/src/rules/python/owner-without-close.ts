/** RC303: a class that opens a resource when an object begins, keeps it in an attribute, and has no way to release it. */
import type { OwnerFact, PythonFacts } from '../../engine/facts.ts';
import type { Lines } from '../../base/lines.ts';
import { nameOf } from '../../syntax/names.ts';
import { bodyOf, parametersOf } from '../../syntax/python/access.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childrenIn, type Node } from '../../syntax/tree.ts';
import { bindingOf, methodsOf } from '../python-classes.ts';
import { indentOf, linesBehind, spanOf } from '../python-shapes.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './owner-without-close.md' with { type: 'text' };

const rule: PythonRule = {
  code: 'RC303',
  name: 'owner-without-close',
  summary: 'detects classes that open a resource and have no way to release it',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const fact of facts.owners()) {
      const [first] = fact.kept;
      const owner = nameOf(tree.aux[fact.owner]);
      const others = fact.kept.slice(1).map(({ attribute }) => `\`self.${attribute}\``);
      const also = others.length === 0 ? '' : ` (and ${others.join(', ')})`;
      const why =
        fact.releases === null
          ? `\`${owner}\` has no method that releases it`
          : `\`${owner}\` releases \`${fact.releases}\` and not this one`;
      yield {
        at: spanOf(tree, first.at),
        says: `${first.what} is kept in \`self.${first.attribute}\`${also}, and ${why}, so it stays open until the object happens to die; release it in \`close\`, and make the class a context manager`,
        because: fact.kept
          .slice(1)
          .map(({ at, what, attribute }) => ({ span: spanOf(tree, at), says: `${what} is kept in \`self.${attribute}\`` })),
        level: fact.kept.every(({ soft }) => soft) ? 'info' : undefined,
        fix: closeFix(facts, file.lines, fact),
      };
    }
  },
};

/** `close` with what makes the class a context manager, behind everything else in the class; or the missing calls, in the `close` that is there. */
function closeFix(facts: PythonFacts, lines: Lines, { owner, kept }: OwnerFact): Report['fix'] {
  const { tree } = facts;
  if (kept.some(({ closedBy, always, method }) => closedBy === null || !always || tree.kind[method] !== Py.FunctionDef)) return undefined;
  const methods = methodsOf(facts, owner);
  const named = (name: string): Node | undefined => methods.find((method) => nameOf(tree.aux[method]) === name);
  const self = nameOf(tree.aux[parametersOf(tree, kept[0].method)[0]]);
  const step = /^\t/m.test(lines.text) ? '\t' : '    ';
  const calls = kept.flatMap(({ attribute, closedBy, items }) => {
    const whole = `${self}.${attribute}`;
    if (items === null) return [`${whole}.${closedBy}()`];
    return [`for each in ${whole}${items === 'values' ? '.values()' : ''}:`, `${step}each.${closedBy}()`];
  });
  const close = named('close');
  if (close !== undefined) {
    if (tree.kind[close] !== Py.FunctionDef || bindingOf(facts, close) !== 'instance') return undefined;
    const last = bodyOf(tree, close).at(-1);
    const simple =
      last !== undefined && (tree.kind[last] === Py.Expr || tree.kind[last] === Py.Assign) && parametersOf(tree, close).length === 1;
    const edit = simple ? linesBehind(tree, lines, last, calls) : null;
    return edit === null ? undefined : { title: 'Release it in `close`', safe: false, edits: [edit] };
  }
  if (['__enter__', '__exit__', '__aenter__', '__aexit__', '__del__', '__getattr__'].some((name) => named(name) !== undefined))
    return undefined;
  if (childrenIn(tree, owner, PyField.bases).length > 0) return undefined;
  const last = bodyOf(tree, owner).at(-1);
  const indent = last === undefined ? null : indentOf(tree, lines, last);
  if (last === undefined || indent === null) return undefined;
  const added = [
    ['close(self)', calls],
    ['__enter__(self)', [`return ${self}`]],
    ['__exit__(self, *exception)', [`${self}.close()`]],
  ] as const;
  const text = added.flatMap(([head, body]) => ['', `def ${head.replace('(self', `(${self}`)}:`, ...body.map((line) => `${step}${line}`)]);
  const edit = linesBehind(tree, lines, last, text);
  const clean = edit === null ? null : { ...edit, text: edit.text.replace(/[ \t]+(?=\r?\n)/g, '') };
  return clean === null ? undefined : { title: 'Add `close`, and make the class a context manager', safe: false, edits: [clean] };
}

export default rule;
