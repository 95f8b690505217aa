/** RC712: a pointer kept from an owner that dies with the statement. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { calleePath, lastName } from '../../engine/rust/items.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { bare, isTemporaryOrLocal, simpleName } from '../../engine/rust/scope.ts';
import { indentAt, newline, withFix } from '../../engine/rust/write.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './dangling-as-ptr.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC712',
  name: 'dangling-as-ptr',
  summary: 'detects pointers that are kept from a temporary owner',
  page,
  level: 'error',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const statement of facts.nodes(Rs.Let)) {
      const pattern = childIn(tree, statement, RsField.pattern);
      const value = bare(tree, childIn(tree, statement, RsField.value));
      if (value === NONE || pattern === NONE || tree.kind[value] !== Rs.MethodCall || nameOf(tree.aux[value]) !== 'as_ptr') continue;
      const receiver = childIn(tree, value, RsField.receiver);
      if (!temporaries.has(tree.kind[receiver]) || tree.kind[pattern] !== Rs.IdentifierPattern) continue;
      const type = typeOfExpression(facts, receiver);
      if (
        type === null ||
        !/^(Bound|Py|PyObject)$/.test(type.head) ||
        isImmortal(textOf(tree, receiver)) ||
        /^(intern|get_type|type_object)$/.test(calledName(tree, receiver))
      )
        continue;
      const name = nameOf(tree.aux[pattern]);
      const owner = `${name}_owner`;
      const indent = indentAt(tree.text, tree.start[statement]);
      const edits = [
        {
          span: { start: tree.start[statement], end: tree.start[statement] },
          text: `let ${owner} = ${textOf(tree, receiver)};${newline(tree.text)}${indent}`,
        },
        { span: { start: tree.start[receiver], end: tree.end[receiver] }, text: owner },
      ];
      yield {
        at: { start: tree.start[value], end: tree.end[value] },
        says: `\`${name}\` points into an owner that is dropped at the end of this statement, so the object may be gone when \`${name}\` is used; bind the owner first`,
        ...withFix(
          tree.text.slice(0, tree.start[statement]).endsWith(indent) ? { title: 'Bind the owner first', safe: true, edits } : undefined,
        ),
      };
    }
    for (const closure of facts.nodes(Rs.Closure)) {
      const taken = ownerTakenBy(facts, closure);
      if (taken === null) continue;
      yield {
        at: { start: tree.start[taken.pointer], end: tree.end[taken.pointer] },
        says: `the closure takes \`${taken.name}\` and drops it at its end, so the object may be gone when the pointer is used; lend it with \`as_ref()\` first`,
        ...withFix(
          isName(facts, taken.option)
            ? {
                title: 'Lend the owner with `as_ref()`',
                safe: true,
                edits: [{ span: { start: tree.end[taken.option], end: tree.end[taken.option] }, text: '.as_ref()' }],
              }
            : undefined,
        ),
      };
    }
  },
};

export default rule;

const temporaries: ReadonlySet<number> = new Set([Rs.Call, Rs.MethodCall, Rs.Try]);

/** Singletons outlive everything. */
const isImmortal = (receiver: string): boolean => /\bpy\s*\.\s*(None|True|False|Ellipsis|NotImplemented)\(\)$/.test(receiver);

/** The name of the function or method that a call calls, or ''. */
function calledName(tree: Tree, call: Node): string {
  if (tree.kind[call] === Rs.Try) return calledName(tree, call - 1);
  return tree.kind[call] === Rs.MethodCall ? nameOf(tree.aux[call]) : lastName(calleePath(tree, call));
}

/** `x.map_or(null_mut(), |b| b.as_ptr())` where `x` is an option or result of an owner: the closure owns `b`. */
function ownerTakenBy(facts: RustFacts, closure: Node): { readonly name: string; readonly pointer: Node; readonly option: Node } | null {
  const { tree } = facts;
  const call = tree.parent[closure];
  const [parameter, other] = childrenIn(tree, closure, RsField.parameters);
  if (call === NONE || tree.kind[call] !== Rs.MethodCall || parameter === undefined || other !== undefined) return null;
  if (!/^(map|map_or|map_or_else)$/.test(nameOf(tree.aux[call])) || childrenIn(tree, call, RsField.arguments).at(-1) !== closure)
    return null;
  const pattern = tree.kind[parameter] === Rs.Parameter ? childIn(tree, parameter, RsField.pattern) : parameter;
  const pointer = bare(tree, childIn(tree, closure, RsField.body));
  if (pattern === NONE || tree.kind[pattern] !== Rs.IdentifierPattern || pointer === NONE) return null;
  const name = nameOf(tree.aux[pattern]);
  if (tree.kind[pointer] !== Rs.MethodCall || nameOf(tree.aux[pointer]) !== 'as_ptr') return null;
  const option = childIn(tree, call, RsField.receiver);
  if (simpleName(tree, childIn(tree, pointer, RsField.receiver)) !== name) return null;
  const type = typeOfExpression(facts, option);
  const owner = type !== null && /^(Option|Result|PyResult)$/.test(type.head) ? (type.args[0]?.head ?? '') : '';
  return /^(Bound|Py|PyObject)$/.test(owner) ? { name, pointer, option } : null;
}

/** A local or parameter: it lives to the end of its block. */
const isName = (facts: RustFacts, expression: Node): boolean =>
  simpleName(facts.tree, expression) !== '' && isTemporaryOrLocal(facts.tree, expression);
