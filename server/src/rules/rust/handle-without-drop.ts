/** RC803: a struct that keeps a C handle and never gives it back. */
import type { RustFacts, TypeFact } from '../../engine/rust-facts.ts';
import { callersOf, handlesOf, takesSelfByValue, type Handle } from '../../engine/rust/handles.ts';
import { insertAfter, withFix } from '../../engine/rust/write.ts';
import { textOf } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './handle-without-drop.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC803',
  name: 'handle-without-drop',
  summary: 'detects structs that keep a handle made by a C function and have no `Drop`',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  language: 'rust',
  *check(facts) {
    const told = new Set<number>();
    for (const handle of handlesOf(facts.table, facts.items)) {
      const type = facts.types().find((each) => each.node === handle.type.node);
      if (type === undefined || told.has(type.node) || handle.releasers.length === 0 || isExcused(facts, type, handle)) continue;
      told.add(type.node);
      yield report(facts, type, handle);
    }
  },
};

export default rule;

/** Whether something else lets go of the handle, or nothing should. */
function isExcused(facts: RustFacts, type: TypeFact, handle: Handle): boolean {
  if (type.traits.has('Drop') || type.namedInMacro || type.lifetimes) return true;
  if (type.attributes.some((attribute) => /^repr\s*\(\s*(C|transparent)/.test(attribute) || /^derive\b.*\bCopy\b/.test(attribute)))
    return true;
  if (type.fields.some((field) => /\bPhantomData\s*<\s*&/.test(field.type))) return true;
  const names = new Set(handle.releasers.map((path) => path.slice(path.lastIndexOf(':') + 1)));
  const callers = callersOf(facts.table, names);
  if (callers.inDrop || callers.consuming.has(type.name) || facts.table.namedInStatic(type.name)) return true;
  // a method that takes the struct apart hands the handle on
  for (const methods of type.methods.values()) {
    for (const { document, node, trait } of methods) {
      if (
        trait === null &&
        takesSelfByValue(document.tree, node) &&
        new RegExp(`\\bself\\.${handle.field}\\b`).test(textOf(document.tree, node))
      )
        return true;
    }
  }
  return false;
}

function report(facts: RustFacts, type: TypeFact, handle: Handle): Report {
  const [releaser] = handle.releasers;
  const [only] = handle.releasers.length === 1 ? handle.releasers : [];
  const { tree } = facts;
  const made = { start: handle.file.document.tree.start[handle.call], end: handle.file.document.tree.end[handle.call] };
  return {
    at: type.span,
    says: `\`${type.name}\` keeps the handle \`${handle.field}\` made by \`${handle.maker}\` and has no \`Drop\`, so each value leaks it; release it with \`${releaser}\` in \`impl Drop\``,
    because: [
      { span: made, says: `\`${handle.maker}\` makes it here`, path: handle.file.document.path },
      { span: { start: tree.start[handle.fieldNode], end: tree.end[handle.fieldNode] }, says: 'this field keeps it' },
    ],
    ...withFix(
      only === undefined || type.generics.length > 0
        ? undefined
        : {
            title: `Implement \`Drop\` for \`${type.name}\``,
            safe: false,
            edits: [insertAfter(tree, type.node, dropLines(type.name, handle, only))],
          },
    ),
  };
}

function dropLines(name: string, { field, form }: Handle, releaser: string): string[] {
  const place = `self.${field}`;
  const release = form === 'nonnull' ? `unsafe { ${releaser}(${place}.as_ptr()) };` : `unsafe { ${releaser}(${place}) };`;
  const body =
    form === 'pointer'
      ? [`if !${place}.is_null() {`, `    ${release}`, '}']
      : form === 'number'
        ? [`if ${place} >= 0 {`, `    ${release}`, '}']
        : [release];
  return [`impl Drop for ${name} {`, '    fn drop(&mut self) {', ...body.map((line) => `        ${line}`), '    }', '}'];
}
