/** RC712: a pointer kept from an owner that dies with the statement. */
import { calleePath, lastName } from '../../engine/rust/items.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { bare } from '../../engine/rust/scope.ts';
import { indentAt, newline, withFix } from '../../engine/rust/write.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, NONE, textOf } from '../../syntax/tree.ts';
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
        lastName(calleePath(tree, receiver)) === 'intern'
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
  },
};

export default rule;

const temporaries: ReadonlySet<number> = new Set([Rs.Call, Rs.MethodCall, Rs.Try]);

/** Singletons outlive everything. */
const isImmortal = (receiver: string): boolean => /\bpy\s*\.\s*(None|True|False|Ellipsis|NotImplemented)\(\)$/.test(receiver);
