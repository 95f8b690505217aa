/** RC208: an asyncio task that nobody keeps. The loop holds its tasks weakly, so the collector may take one that still runs. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { argumentsOf, calleeOf } from '../../syntax/python/access.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, root, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { methodAround, methodNamed, freshName, mentionsOf, selfAttribute } from '../python-classes.ts';
import { isFunction, linesBehind, linesBehindImports, spanOf, standsAlone, statementOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './dangling-task.md' with { type: 'text' };

const {
  Call,
  Expr,
  Name,
  Attribute,
  Assign,
  List,
  Tuple,
  Set: SetDisplay,
  ListComp,
  SetComp,
  IfExp,
  BoolOp,
  Await,
  AsyncFor,
  AsyncWith,
  AsyncFunctionDef,
  Global,
  Nonlocal,
} = Py;
const { value, targets, names, body } = PyField;

const SPAWNS = new Set(['asyncio.create_task', 'asyncio.ensure_future', 'asyncio.tasks.create_task', 'asyncio.tasks.ensure_future']);
const LOOPS = new Set(['asyncio.get_event_loop', 'asyncio.get_running_loop', 'asyncio.new_event_loop']);
/** What an event loop is called where nobody says what it is. */
const LOOP_NAME = /^_*(event_?|io_?|async_?|main_?)?loop$/i;
/** Methods of a task that keep nothing alive. */
const HOLDS_NOTHING = new Set(['add_done_callback', 'set_name']);

const rule: PythonRule = {
  code: 'RC208',
  name: 'dangling-task',
  summary: 'detects asyncio tasks that nothing holds while they run',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  alsoIn: { ruff: 'RUF006' },
  words: ['create_task', 'ensure_future', 'shield'],
  *check(facts, file): Iterable<Report> {
    for (const call of facts.nodes(Call)) {
      const callee = calleeOf(facts.tree, call);
      if (isSpawn(facts, callee)) {
        const report = judgeSpawn(facts, file, call);
        if (report !== null) yield report;
      } else if (facts.qualifiedName(callee) === 'asyncio.shield') {
        const inner = argumentsOf(facts.tree, call)[0];
        if (inner !== undefined && makesTask(facts, inner)) {
          yield {
            at: spanOf(facts.tree, call),
            says: '`shield` runs this in a task of its own, which nothing holds once the outer call is cancelled, so it may vanish while it runs; keep the task in a variable or a set first',
            level: 'info',
          };
        }
      }
    }
  },
};

/** Whether a callee makes a task that only the loop's weak set knows. A `TaskGroup` keeps its own. */
function isSpawn(facts: PythonFacts, callee: Node): boolean {
  const { tree } = facts;
  const dotted = facts.qualifiedName(callee);
  if (dotted !== null) return SPAWNS.has(dotted);
  if (tree.kind[callee] !== Attribute || nameOf(tree.aux[callee]) !== 'create_task') return false;
  const loop = callee - 1;
  if (tree.kind[loop] === Call) return LOOPS.has(facts.qualifiedName(calleeOf(tree, loop)) ?? '');
  return (
    (tree.kind[loop] === Name || tree.kind[loop] === Attribute) && (LOOP_NAME.test(nameOf(tree.aux[loop])) || isNamedLoop(facts, loop))
  );
}

/** A name that its function sets to the running loop, and to nothing else. */
function isNamedLoop(facts: PythonFacts, name: Node): boolean {
  const { tree } = facts;
  if (tree.kind[name] !== Name) return false;
  const stores = mentionsOf(tree, facts.scopeOf(name), tree.aux[name]).filter((node) => tree.flag[node] === Context.Store);
  return (
    stores.length > 0 &&
    stores.every((store) => {
      const given = tree.kind[tree.parent[store]] === Assign ? childIn(tree, tree.parent[store], value) : NONE;
      return given !== NONE && tree.kind[given] === Call && LOOPS.has(facts.qualifiedName(calleeOf(tree, given)) ?? '');
    })
  );
}

function judgeSpawn(facts: PythonFacts, file: FileContext, call: Node): Report | null {
  const { tree } = facts;
  const at = spanOf(tree, call);
  const holder = holderOf(tree, call);
  if (tree.kind[holder] === Expr) {
    const direct = tree.parent[call] === holder;
    return {
      at,
      says: 'nothing holds this task: the loop keeps only a weak reference, so it may be collected while it runs; keep it in a set until it is done, or use a `TaskGroup`',
      fix: direct ? keepFix(facts, file, holder, null) : undefined,
    };
  }
  if (tree.kind[holder] !== Assign || tree.parent[call] !== holder) return null;
  const to = childrenIn(tree, holder, targets);
  if (to.length !== 1 || tree.kind[to[0]] !== Name) return null;
  return judgeLocal(facts, file, call, holder, to[0]);
}

/** The statement that takes the value: through displays and branches, which keep nothing once their statement is over. */
function holderOf(tree: Tree, call: Node): Node {
  let at = call;
  for (let up = tree.parent[at]; ; at = up, up = tree.parent[at]) {
    const kind = tree.kind[up];
    const passes =
      kind === List ||
      kind === Tuple ||
      kind === SetDisplay ||
      ((kind === ListComp || kind === SetComp) && tree.field[at] === PyField.elt) ||
      kind === BoolOp ||
      (kind === IfExp && tree.field[at] !== PyField.test);
    if (!passes) return up;
  }
}

function judgeLocal(facts: PythonFacts, file: FileContext, call: Node, statement: Node, target: Node): Report | null {
  const { tree } = facts;
  const scope = facts.scopeOf(target);
  if (!isFunction(tree.kind[scope]) || isOutside(facts, scope, tree.aux[target])) return null;
  const loads = mentionsOf(tree, scope, tree.aux[target]).filter((node) => tree.flag[node] !== Context.Store);
  const idle = loads.every((node) => onlyWatches(tree, node) || onlyInLocalSet(facts, scope, node));
  if (!idle) return null;
  const name = nameOf(tree.aux[target]);
  const last = loads.reduce((end, node) => Math.max(end, tree.end[node]), tree.end[statement]);
  const waits = waitsBehind(facts, scope, last);
  const held = loads.some((node) => !onlyWatches(tree, node));
  return {
    at: spanOf(tree, call),
    says: waits
      ? `only the local \`${name}\` holds this task, and it goes when this function ends; the task may then be collected while it runs; await it, or keep it in a set until it is done`
      : held
        ? `only objects of this call hold the task \`${name}\`, and they die when it returns; the loop keeps only a weak reference, so the task may be collected while it runs; keep it in a set that outlives the call`
        : `only the local \`${name}\` holds this task, and a done-callback does not keep it; it may be collected while it runs; keep it in a set until it is done, or use a \`TaskGroup\``,
    level: waits ? 'info' : undefined,
    fix: held || waits ? undefined : keepFix(facts, file, statement, name),
  };
}

/** Whether the function declares the name to be another scope's. */
function isOutside(facts: PythonFacts, scope: Node, name: number): boolean {
  const { tree } = facts;
  return [...facts.nodes(Global), ...facts.nodes(Nonlocal)].some(
    (node) => contains(tree, scope, node) && childrenIn(tree, node, names).some((each) => tree.aux[each] === name),
  );
}

/** `task.add_done_callback(…)` as a statement, where the callback does not name the task. */
function onlyWatches(tree: Tree, name: Node): boolean {
  const method = tree.parent[name];
  const call = tree.parent[method];
  if (
    tree.kind[method] !== Attribute ||
    tree.kind[call] !== Call ||
    tree.kind[tree.parent[call]] !== Expr ||
    calleeOf(tree, call) !== method
  )
    return false;
  return HOLDS_NOTHING.has(nameOf(tree.aux[method])) && mentionsOf(tree, call, tree.aux[name]).length === 1;
}

/** `tasks.add(task)` where `tasks` is a local that is used for nothing but that and `tasks.discard` as the task's callback: an island. */
function onlyInLocalSet(facts: PythonFacts, scope: Node, name: Node): boolean {
  const { tree } = facts;
  const call = tree.parent[name];
  if (tree.kind[call] !== Call || tree.field[name] !== PyField.args) return false;
  const method = calleeOf(tree, call);
  if (tree.kind[method] !== Attribute || nameOf(tree.aux[method]) !== 'add' || tree.kind[method - 1] !== Name) return false;
  const set = method - 1;
  if (facts.scopeOf(set) !== scope || facts.placeOf(set) !== 'local' || facts.exactType(set) !== 'set') return false;
  return mentionsOf(tree, scope, tree.aux[set]).every((node) => {
    if (tree.flag[node] !== Context.Load) return true;
    const used = tree.parent[node];
    return tree.kind[used] === Attribute && /^(add|discard|remove)$/.test(nameOf(tree.aux[used]));
  });
}

/** Whether the function waits for something after `offset`, so that its locals live on for a while. */
function waitsBehind(facts: PythonFacts, scope: Node, offset: number): boolean {
  const { tree } = facts;
  const inLoop = (node: Node): boolean => tree.start[node] > offset || tree.kind[node] === AsyncFor || tree.kind[node] === AsyncWith;
  return [Await, AsyncFor, AsyncWith, Py.Yield].some((kind) =>
    facts
      .nodes(kind)
      .some((node) => contains(tree, scope, node) && facts.scopeOf(node) === scope && inLoop(node) && tree.end[node] > offset),
  );
}

/** Whether an expression is a coroutine call or a task that nobody else can hold. */
function makesTask(facts: PythonFacts, expression: Node): boolean {
  const { tree } = facts;
  if (tree.kind[expression] !== Call) return false;
  const callee = calleeOf(tree, expression);
  if (isSpawn(facts, callee)) return true;
  const own = selfAttribute(facts, callee);
  const definition =
    own !== 0
      ? methodNamed(facts, facts.scopeOf(methodAround(facts, callee)), own)
      : tree.kind[callee] === Name
        ? (facts.nodes(AsyncFunctionDef).find((node) => tree.aux[node] === tree.aux[callee] && tree.parent[node] === root(tree)) ?? NONE)
        : NONE;
  return (
    definition !== NONE && tree.kind[definition] === AsyncFunctionDef && childrenIn(tree, definition, PyField.decorator_list).length === 0
  );
}

/** Keeps the task in a set of the module until it is done. */
function keepFix(facts: PythonFacts, file: FileContext, statement: Node, name: string | null): Report['fix'] {
  const { tree } = facts;
  if (
    !isFunction(tree.kind[facts.scopeOf(statement)]) ||
    !standsAlone(tree, file.lines, statement) ||
    statementOf(tree, statement) !== statement
  )
    return undefined;
  const known = keptSet(facts);
  const set = known ?? freshName(facts, 'background_tasks');
  const task = name ?? freshName(facts, 'task');
  const kept = linesBehind(tree, file.lines, statement, [`${set}.add(${task})`, `${task}.add_done_callback(${set}.discard)`]);
  const made = known === null ? linesBehindImports(facts, file.lines, [`${set} = set()`]) : null;
  if (kept === null || (known === null && made === null)) return undefined;
  const start = tree.start[statement];
  return {
    title: `Keep the task in \`${set}\` until it is done`,
    safe: true,
    edits: [...(made === null ? [] : [made]), ...(name === null ? [{ span: { start, end: start }, text: `${task} = ` }] : []), kept],
  };
}

/** A set of the module that is there for tasks already. */
function keptSet(facts: PythonFacts): string | null {
  const { tree } = facts;
  for (const statement of childrenIn(tree, root(tree), body)) {
    if (tree.kind[statement] !== Assign || textOf(tree, childIn(tree, statement, value)) !== 'set()') continue;
    const [target] = childrenIn(tree, statement, targets);
    if (tree.kind[target] === Name && /^_*background_tasks$/.test(nameOf(tree.aux[target]))) return nameOf(tree.aux[target]);
  }
  return null;
}

export default rule;
