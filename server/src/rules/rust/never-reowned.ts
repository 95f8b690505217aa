/** RC801: memory or a reference that is made raw and never owned again. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { resolvedName } from '../../engine/rust/crate.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { calleePath } from '../../engine/rust/items.ts';
import { lostPointers, type OwedOrigin } from '../../engine/rust/owed.ts';
import { bare, functionAround, isDiscarded, simpleName } from '../../engine/rust/scope.ts';
import { withFix } from '../../engine/rust/write.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './never-reowned.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC801',
  name: 'never-reowned',
  summary: 'detects `into_ptr()` and `into_raw()` whose result nobody takes over',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe or unsafe',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    const functions = new Set<Node>();
    for (const node of [...facts.nodes(Rs.Call), ...facts.nodes(Rs.MethodCall)]) {
      const release = releaseOf(facts, node);
      if (release === null) continue;
      functions.add(functionAround(tree, node));
      if (!isDiscarded(tree, node)) continue;
      yield {
        at: { start: tree.start[node], end: tree.end[node] },
        says: `\`${release.name}()\` gives up ${release.what} and its result is thrown away, so nobody can give it back; drop the owner instead`,
        ...withFix(fix(facts, node, release.owner)),
      };
    }
    functions.delete(NONE);
    for (const fn of functions) {
      for (const { name, origin, exits, settledElsewhere } of lostPointers(facts, fn, rawMemory)) {
        yield {
          at: { start: tree.start[origin.node], end: tree.end[origin.node] },
          says: `what \`${origin.name}\` gives up in \`${name}\` is ${settledElsewhere ? 'owned again on one way and lost on another' : 'never owned again'}, so it leaks; take it back with \`from_raw\``,
          because: exits.slice(0, 5).map(({ at }) => ({ span: { start: Math.max(0, at - 1), end: at }, says: 'here it is lost' })),
        };
      }
    }
  },
};

export default rule;

interface Release {
  readonly name: string;
  readonly what: string;
  /** The value that owned until here. */
  readonly owner: Node;
}

/** `x.into_ptr()` of a Python pointer, `Box::into_raw(x)`, `text.into_raw()` of a `CString`. */
function releaseOf(facts: RustFacts, node: Node): Release | null {
  const { tree } = facts;
  if (tree.kind[node] === Rs.Call) {
    const parts = calleePath(tree, node).split('::');
    const [owner] = childrenIn(tree, node, RsField.arguments);
    if (parts.length < 2 || parts[parts.length - 1] !== 'into_raw' || owner === undefined) return null;
    const type = resolvedName(facts.items, parts[parts.length - 2]);
    return rawOwners.test(type) ? { name: `${type}::into_raw`, what: 'memory', owner } : null;
  }
  const name = nameOf(tree.aux[node]);
  if (!/^into_(ptr|raw|raw_fd|raw_socket|raw_handle)$/.test(name)) return null;
  const owner = childIn(tree, node, RsField.receiver);
  const head = typeOfExpression(facts, owner)?.head ?? '';
  if (name === 'into_ptr') return /^(Bound|Py|PyObject)$/.test(head) ? { name, what: 'a reference', owner } : null;
  if (name !== 'into_raw') return descriptorOwners.test(head) ? { name, what: 'a descriptor', owner } : null;
  return head === 'CString' ? { name, what: 'memory', owner } : null;
}

const descriptorOwners = /^(File|OwnedFd|OwnedSocket|OwnedHandle|TcpListener|TcpStream|UdpSocket|UnixListener|UnixStream|UnixDatagram)$/;
const rawOwners = /^(Box|Arc|Rc|CString)$/;

/** References that `into_ptr` gave up are followed by another rule. */
function rawMemory(facts: RustFacts, value: Node): OwedOrigin | null {
  const node = bare(facts.tree, value);
  if (node === NONE || (facts.tree.kind[node] !== Rs.Call && facts.tree.kind[node] !== Rs.MethodCall)) return null;
  const release = releaseOf(facts, node);
  return release === null || release.name === 'into_ptr' ? null : { kind: 'raw', node, name: release.name };
}

/** Drops the owner. Safe where no pointer to it was taken before, which the leak kept valid. */
function fix(facts: RustFacts, node: Node, owner: Node): Report['fix'] {
  const { tree } = facts;
  const fn = functionAround(tree, node);
  const name = simpleName(tree, owner);
  const safe =
    name === '' || fn === NONE || !new RegExp(`\\b${name}\\s*\\.\\s*as_(\\w*ptr|raw_\\w+)\\b|&raw|as \\*`).test(textOf(tree, fn));
  return {
    title: 'Drop the owner',
    safe,
    edits: [{ span: { start: tree.start[node], end: tree.end[node] }, text: `drop(${textOf(tree, owner)})` }],
  };
}
