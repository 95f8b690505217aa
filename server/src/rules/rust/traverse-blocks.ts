/** RC605: a `__traverse__` that waits for a lock. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { selfField } from '../../engine/rust/methods.ts';
import { bare, bindingOf, functionAround, simpleName } from '../../engine/rust/scope.ts';
import { traversingTypes, type Body } from '../../engine/rust/traverse.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, contains, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { RustRule } from '../rule.ts';
import page from './traverse-blocks.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC605',
  name: 'traverse-blocks',
  summary: 'detects `__traverse__` methods that wait for a lock or panic on a borrow',
  page,
  level: 'error',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts) {
    for (const { type, bodies } of traversingTypes(facts)) {
      for (const { document, node } of bodies) {
        if (document !== facts.document) continue;
        const { tree } = document;
        for (let at = tree.first[node]; at < node; at += 1) {
          if (tree.kind[at] !== Rs.MethodCall) continue;
          const name = nameOf(tree.aux[at]);
          const why = waits.get(name);
          if (why === undefined || childrenIn(tree, at, RsField.arguments).length > (name === 'get_or_init' ? 1 : 0)) continue;
          const receiver = childIn(tree, at, RsField.receiver);
          if (isNeverHeld(facts, type.name, bodies, tree, receiver)) continue;
          yield {
            at: { start: tree.start[at], end: tree.end[at] },
            says: `\`${name}()\` inside \`__traverse__\` ${why}; keep the references where the collector can read them without a lock`,
            because:
              receiver === NONE
                ? []
                : [
                    {
                      span: { start: tree.start[receiver], end: tree.end[receiver] },
                      says: 'this may be held by the very thread that the collector runs on',
                    },
                  ],
          };
        }
      }
    }
  },
};

export default rule;

/** Whether every other use of the lock lets go of it before Python could run, so that no collection finds it taken. */
function isNeverHeld(facts: RustFacts, type: string, bodies: readonly Body[], tree: Tree, receiver: Node): boolean {
  const field = receiver === NONE ? '' : selfField(tree, receiver);
  if (field === '') return false;
  let uses = 0;
  for (const name of waits.keys()) {
    for (const { file, node } of [...facts.table.callsNamed(name), ...facts.table.callsNamed(`try_${name}`)]) {
      const other = file.document.tree;
      if (bodies.some((body) => body.document === file.document && contains(other, body.node, node))) continue;
      const locked = childIn(other, node, RsField.receiver);
      const written = locked === NONE ? '' : writtenBehind(other, locked);
      if (!new RegExp(`(^|[^\\w])${field}$`).test(written)) continue;
      // another type's field of the same name
      if (written.startsWith('self.') && file.functionAt(functionAround(other, node))?.impl?.type !== type) continue;
      uses += 1;
      if (mayRunPython(other, node)) return false;
    }
  }
  return uses > 0;
}

/** The text of a receiver; of a local, what it was bound to. */
function writtenBehind(tree: Tree, receiver: Node): string {
  const name = simpleName(tree, receiver);
  const binding = name === '' ? null : bindingOf(tree, receiver, name);
  const value = binding === null || tree.kind[binding.holder] !== Rs.Let ? NONE : childIn(tree, binding.holder, RsField.value);
  return textOf(tree, value === NONE ? receiver : value).replace(/\.(clone|as_ref)\(\)$|[()]/g, '');
}

/** Whether a lock that is taken here is bound to a name, or anything but plain looking and putting goes on in its statement. */
function mayRunPython(tree: Tree, lock: Node): boolean {
  let statement = lock;
  for (let parent = tree.parent[statement]; parent !== NONE && tree.kind[parent] !== Rs.Block; parent = tree.parent[statement]) {
    if (tree.kind[parent] === Rs.Function) return true;
    statement = parent;
  }
  for (let at = tree.first[statement]; at <= statement; at += 1) {
    const kind = tree.kind[at];
    if (kind === Rs.Assignment || kind === Rs.MacroCall || kind === Rs.Call || kind === Rs.Closure) return true;
    if (kind === Rs.MethodCall && !waits.has(nameOf(tree.aux[at])) && !plain.test(nameOf(tree.aux[at]))) return true;
  }
  if (tree.kind[statement] === Rs.ExpressionStatement) return false;
  // `let old = self.value.lock().unwrap().replace(value)` binds what was in it, and so is handed out; anything else is the guard
  const value = tree.kind[statement] === Rs.Let ? childIn(tree, statement, RsField.value) : statement;
  const last = bare(tree, value);
  return (
    last === NONE || tree.kind[last] !== Rs.MethodCall || !/^(replace|take|is_(some|none|ok|err|empty)|len)$/.test(nameOf(tree.aux[last]))
  );
}

/** Methods of the standard library that call nothing of Python's, on what a lock guards. */
const plain = /^(try_\w+|unwrap|expect|replace|take|is_(some|none|ok|err|empty)|len|as_ref|as_mut|as_deref|iter|capacity)$/;

const hangs = 'waits for ever when the collection was started by the thread that holds it';
const panics = 'panics when the collection was started while it was borrowed';
const waits: ReadonlyMap<string, string> = new Map([
  ['lock', hangs],
  ['read', hangs],
  ['write', hangs],
  ['blocking_lock', hangs],
  ['blocking_read', hangs],
  ['blocking_write', hangs],
  ['get_or_init', hangs],
  ['borrow', panics],
  ['borrow_mut', panics],
]);
