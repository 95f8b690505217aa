/**
 * What ends a function of Rust other than by returning: panics, which unwind to the caller, and calls after which the process is no more.
 *
 * By name, as the standard library and PyO3 have them. Overflow, division and allocation may panic too, and are not counted.
 */
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { calleeName } from '../rust/items.ts';

/** How an expression may leave its function once its operands are there; `null` where it does not. */
export function endingOf(tree: Tree, node: Node): 'panics' | 'may panic' | 'exits' | null {
  switch (tree.kind[node]) {
    case Rs.MethodCall:
      return /^(unwrap|expect)(_err|_none)?$/.test(nameOf(tree.aux[node])) ? 'may panic' : null;
    case Rs.Index:
      return isWholeRange(tree, childIn(tree, node, RsField.index)) ? null : 'may panic';
    case Rs.MacroCall: {
      const name = nameOf(tree.aux[node]);
      return panickingMacros.has(name) || isAssertion(tree, node) ? 'panics' : null;
    }
    case Rs.Call: {
      const name = calleeName(tree, node);
      return panickingFunctions.has(name) ? 'panics' : isExit(tree, node, name) ? 'exits' : null;
    }
    default:
      return null;
  }
}

const panickingMacros: ReadonlySet<string> = new Set(['panic', 'todo', 'unimplemented', 'unreachable']);
const assertions: ReadonlySet<string> = new Set(['assert', 'assert_eq', 'assert_ne']);
const panickingFunctions: ReadonlySet<string> = new Set(['panic_any', 'resume_unwind', 'panic_after_error', 'panic_display']);

/** `debug_assert!` is not built into what is shipped. */
export const isAssertion = (tree: Tree, node: Node): boolean => assertions.has(nameOf(tree.aux[node]));

/** Whether a macro of the standard library evaluates its arguments where it stands. */
export function evaluates(tree: Tree, node: Node): boolean {
  const name = nameOf(tree.aux[node]);
  return panickingMacros.has(name) || assertions.has(name) || /^(e?print(ln)?|write(ln)?|format(_args)?|vec|dbg)$/.test(name);
}

/** `process::exit`, `process::abort` and what the compiler takes to be never reached. */
const isExit = (tree: Tree, call: Node, name: string): boolean =>
  /^(Py_FatalError|unreachable_unchecked|handle_alloc_error)$/.test(name) ||
  (/^(exit|abort)$/.test(name) && /\bprocess::|\blibc::/.test(textOf(tree, childIn(tree, call, RsField.callee))));

const isWholeRange = (tree: Tree, index: Node): boolean => index !== NONE && tree.kind[index] === Rs.Range && tree.first[index] === index;
