/** Compares our Rust tree with what syn makes of the same file, node by node: field, kind, name or flag, span. */
import { nameOf } from '../../server/src/syntax/names.ts';
import { Rs, rsFieldNames, rsKindNames, rsOperatorNames } from '../../server/src/syntax/rust/kinds.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';

const NAMED: ReadonlySet<number> = new Set([
  Rs.Attribute,
  Rs.MacroCall,
  Rs.MacroRules,
  Rs.Path,
  Rs.PathSegment,
  Rs.AssociatedBinding,
  Rs.Lifetime,
  Rs.LifetimeParameter,
  Rs.TypeParameter,
  Rs.ConstParameter,
  Rs.Enum,
  Rs.Module,
  Rs.TraitAlias,
  Rs.TypeAlias,
  Rs.Union,
  Rs.Const,
  Rs.Static,
  Rs.ExternCrate,
  Rs.Identifier,
  Rs.Field,
  Rs.FieldAccess,
  Rs.MethodCall,
  Rs.FieldInit,
  Rs.Label,
]);
const NAMED_AND_FLAGGED: ReadonlySet<number> = new Set([
  Rs.Function,
  Rs.Struct,
  Rs.Variant,
  Rs.Trait,
  Rs.FieldPattern,
  Rs.IdentifierPattern,
]);
const FLAGGED: ReadonlySet<number> = new Set([
  Rs.Visibility,
  Rs.GenericArguments,
  Rs.Bound,
  Rs.PointerType,
  Rs.ReferenceType,
  Rs.TraitObjectType,
  Rs.ReferencePattern,
  Rs.RangePattern,
  Rs.Range,
  Rs.UseTree,
  Rs.Block,
  Rs.ExternBlock,
  Rs.Impl,
  Rs.SelfParameter,
  Rs.ExpressionStatement,
  Rs.Closure,
  Rs.Borrow,
  Rs.Literal,
]);
const OPERATED: ReadonlySet<number> = new Set([Rs.Unary, Rs.Binary, Rs.CompoundAssignment]);

/** Our tree as the oracle writes its own. */
function ourLines(tree: Tree, opaque: readonly (readonly [start: number, end: number])[]): string[] {
  const { kind, flag, field, aux, start, end, first } = tree;
  const lines: string[] = [];
  // from the back, so that what lies under an attribute or a token tree is passed over at once
  for (let node = tree.size - 2; node >= 0; node -= 1) {
    const at = kind[node];
    if (opaque.some(([from, to]) => start[node] >= from && end[node] <= to)) continue;
    if (at === Rs.TokenTree) {
      node = first[node];
      continue;
    }
    const name = nameOf(aux[node]);
    const detail = OPERATED.has(at)
      ? rsOperatorNames[flag[node]]
      : NAMED_AND_FLAGGED.has(at)
        ? `${name}:${flag[node]}`
        : NAMED.has(at)
          ? name
          : FLAGGED.has(at)
            ? String(flag[node])
            : '';
    lines.push(`${rsFieldNames[field[node]]} ${rsKindNames[at]} ${detail} ${start[node]} ${end[node]}`);
    if (at === Rs.Attribute) node = first[node];
  }
  return lines;
}

export interface Difference {
  /** Lines that only the oracle has, then lines that only we have. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** What differs between our tree and the lines of the oracle; regions that syn leaves as they are written are left out. */
export function compare(tree: Tree, oracle: readonly string[]): Difference {
  const opaque = oracle
    .filter((line) => line.split(' ')[1] === 'Verbatim')
    .map((line): [number, number] => {
      const [start, end] = line.split(' ').slice(-2).map(Number);
      return [start, end];
    });
  const ours = new Map<string, number>();
  for (const line of ourLines(tree, opaque)) ours.set(line, (ours.get(line) ?? 0) + 1);
  const missing: string[] = [];
  for (const line of oracle) {
    const count = ours.get(line) ?? 0;
    if (count > 1) ours.set(line, count - 1);
    else if (count === 1) ours.delete(line);
    else if (!line.includes(' Verbatim ')) missing.push(line);
  }
  return { missing, extra: [...ours.keys()] };
}

/** The oracle's output, file by file; `null` for what syn rejects. */
export function* readOracle(output: string): Generator<readonly [path: string, lines: readonly string[] | null]> {
  let path = '';
  let lines: string[] | null = [];
  for (const line of output.split('\n')) {
    if (line.startsWith('# ')) {
      if (path !== '') yield [path, lines];
      path = line.slice(2);
      lines = [];
    } else if (line.startsWith('! ')) {
      lines = null;
    } else if (line !== '') {
      lines?.push(line);
    }
  }
  if (path !== '') yield [path, lines];
}
