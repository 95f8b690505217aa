/** RC904: names that the crate's version of PyO3 no longer has, or will not have for long. */
import { calleePath } from '../../engine/rust/items.ts';
import type { RustFacts } from '../../engine/rust-facts.ts';
import { holdingPythonTypes, leafPythonTypes, pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { retiredNames, type Retired } from '../../engine/model/pyo3-versions.ts';
import { resolvePath } from '../../engine/rust/crate.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { dereferenced, readType } from '../../engine/rust/types.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './removed-api.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC904',
  name: 'removed-api',
  summary: 'detects names of PyO3 that its version has removed or deprecated',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  language: 'rust',
  *check(facts) {
    if (facts.pyo3 === null) return;
    for (const node of facts.nodes(Rs.Call)) yield* report(facts, calledFunction(facts, node));
    for (const node of facts.nodes(Rs.MethodCall)) yield* report(facts, calledMethod(facts, node));
    for (const node of facts.nodes(Rs.PathType)) yield* report(facts, namedType(facts, node));
    for (const node of facts.nodes(Rs.ReferenceType)) yield* report(facts, gilReference(facts, node));
  },
};

export default rule;

interface Use {
  readonly retired: Retired;
  readonly start: number;
  readonly end: number;
}

function* report(facts: RustFacts, use: Use | null): Iterable<Report> {
  if (use === null || facts.pyo3 === null) return;
  const { retired, start, end } = use;
  const { version, from } = facts.pyo3;
  if (!pyo3AtLeast(version, retired.deprecated)) return;
  const gone = pyo3AtLeast(version, retired.removed);
  const name = retired.kind === 'reference' ? facts.document.text.slice(start, end) : retired.name;
  const when = gone
    ? `was removed in PyO3 0.${retired.removed}`
    : `is deprecated since PyO3 0.${retired.deprecated} and removed in 0.${retired.removed}`;
  const which = {
    locked: `this crate uses ${version}`,
    required: `this crate asks for ${version} or later`,
    assumed: 'no Cargo.toml read: the newest is assumed',
  }[from];
  yield {
    at: { start, end },
    says: `\`${name}\` ${when} (${which}); use ${retired.instead}`,
    ...(gone ? {} : { level: 'hint' as const }),
    ...(retired.rename === null || (retired.kind === 'type' && !namesAnew(facts, retired))
      ? {}
      : { fix: { title: `Use \`${retired.rename}\``, safe: true, edits: [{ span: { start, end }, text: retired.rename }] } }),
  };
}

/** Whether the new spelling of a type is in scope, and the old one not imported by name. */
const namesAnew = (facts: RustFacts, retired: Retired): boolean =>
  facts.items.globs.includes('pyo3::prelude') && !facts.items.uses.has(retired.name);

const named = (kind: Retired['kind'], name: string): Retired | undefined =>
  retiredNames.find((each) => each.kind === kind && each.name === name);

function calledFunction(facts: RustFacts, call: Node): Use | null {
  const { tree } = facts;
  const path = calleePath(tree, call);
  const resolved = resolvePath(facts.items, path).split('::');
  const retired =
    named('function', resolved.slice(-2).join('::')) ??
    (resolved[0] === 'pyo3' ? named('function', resolved[resolved.length - 1]) : undefined);
  if (retired === undefined || facts.table.functionsNamed(nameOfPath(path)).length > 0) return null;
  const end = tree.end[childIn(tree, call, RsField.callee)];
  return { retired, start: retired.rename === null ? tree.start[call] : end - nameOfPath(path).length, end };
}

const nameOfPath = (path: string): string => path.slice(path.lastIndexOf(':') + 1);

function calledMethod(facts: RustFacts, call: Node): Use | null {
  const { tree } = facts;
  const name = nameOf(tree.aux[call]);
  const retired = named('method', name);
  if (retired === undefined || facts.table.functionsNamed(name).length > 0) return null;
  const receiver = childIn(tree, call, RsField.receiver);
  const [argument] = childrenIn(tree, call, RsField.arguments);
  if (name.startsWith('downcast')) {
    const type = typeOfExpression(facts, receiver);
    if (type === null || !/^(Bound|Borrowed|Py)$/.test(dereferenced(type).head)) return null;
  } else if (argument === undefined || (name !== 'allow_threads' && !/^_?py\w*$|\.py\(\)$/.test(textOf(tree, argument)))) return null;
  const start = tree.text.indexOf(name, tree.end[receiver]);
  return { retired, start, end: start + name.length };
}

function namedType(facts: RustFacts, node: Node): Use | null {
  const { tree } = facts;
  const type = readType(tree, node);
  const retired = named('type', type.head);
  if (retired === undefined || facts.table.typesNamed(type.head).length > 0 || facts.table.alias(type.head) !== undefined) return null;
  const path = resolvePath(facts.items, type.path);
  if (path.includes('ffi::') || (type.head === 'PyObject' && isPointee(facts, node))) return null;
  if (!path.startsWith('pyo3::') && !facts.items.globs.some((glob) => glob.startsWith('pyo3::') && !glob.endsWith('ffi'))) return null;
  return { retired, start: tree.start[node], end: tree.end[node] };
}

/** `*mut PyObject` is CPython's struct, `Py<PyObject>` is another rule's. */
function isPointee({ tree }: RustFacts, node: Node): boolean {
  for (let at = tree.parent[node], step = 0; at !== NONE && step < 4; at = tree.parent[at], step += 1) {
    if (tree.kind[at] === Rs.PointerType) return true;
    if (tree.kind[at] === Rs.PathSegment) return /^(Py|Bound|Borrowed|NonNull|AtomicPtr)$/.test(nameOf(tree.aux[at]));
  }
  return false;
}

/** `&PyAny`, `&'a PyModule`: the references of the time before `Bound`, as types of parameters and results. */
function gilReference(facts: RustFacts, node: Node): Use | null {
  const { tree } = facts;
  const type = readType(tree, node).args[0];
  if (type === undefined || type.args.length > 0 || !(holdingPythonTypes.has(type.head) || leafPythonTypes.has(type.head))) return null;
  if (facts.table.typesNamed(type.head).length > 0 || facts.table.alias(type.head) !== undefined) return null;
  const parent = tree.parent[node];
  const place = parent === NONE ? -1 : tree.kind[parent];
  const [retired] = retiredNames.filter((each) => each.kind === 'reference');
  return (place === Rs.Parameter || place === Rs.Function) && retired !== undefined
    ? { retired, start: tree.start[node], end: tree.end[node] }
    : null;
}
