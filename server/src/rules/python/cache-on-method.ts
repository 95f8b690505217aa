/** RC201: a cache of a function that takes `self`: it belongs to the class, and holds every instance it was called on. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { argumentsOf, calleeOf, decoratorsOf, keywordsOf, parametersOf } from '../../syntax/python/access.ts';
import { lineAt } from '../../base/lines.ts';
import { Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import { basesOf, bindingOf, classAround, decoratorNames, inheritsFrom, methodsOf } from '../python-classes.ts';
import { firstBehindDocstring, hasComment, indentOf, linesBefore, spanOf } from '../python-shapes.ts';
import { cachingDecorators } from '../python-tables.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './cache-on-method.md' with { type: 'text' };

const { Call, FunctionDef, AsyncFunctionDef, Assign, Name, Attribute } = Py;
const { value } = PyField;

const rule: PythonRule = {
  code: 'RC201',
  name: 'cache-on-method',
  summary: 'detects caches on methods, which keep their instances alive',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  alsoIn: { ruff: 'B019', pylint: 'W1518' },
  reach: 'class',
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const kind of [FunctionDef, AsyncFunctionDef]) {
      for (const method of facts.nodes(kind)) {
        for (const decorator of decoratorsOf(tree, method)) {
          const size = sizeOf(facts, decorator, file.settings.caches);
          if (size !== null && holdsInstance(facts, method))
            yield report(facts, decorator, method, size, size.own ? undefined : perInstance(facts, file, decorator, method));
        }
      }
    }
    // `method = lru_cache(maxsize=None)(method)` in the class body
    for (const assign of facts.nodes(Assign)) {
      const wrapped = childIn(tree, assign, value);
      if (tree.kind[wrapped] !== Call || classAround(facts, assign) === NONE) continue;
      const size = sizeOf(facts, calleeOf(tree, wrapped), file.settings.caches);
      const [given] = argumentsOf(tree, wrapped);
      if (size === null || given === undefined || tree.kind[given] !== Name) continue;
      const method = methodsOf(facts, classAround(facts, assign)).find((each) => tree.aux[each] === tree.aux[given]);
      if (method !== undefined && holdsInstance(facts, method)) yield report(facts, wrapped, method, size, undefined);
    }
  },
};

interface Size {
  /** As it is written; `null` for a cache without a bound. */
  readonly bound: string | null;
  /** A cache that the configuration names: how one is made for each instance is not known. */
  readonly own?: boolean;
}

/** The bound of the cache that a decorator makes, or `null` if it makes none (or one that keeps nothing). */
function sizeOf(facts: PythonFacts, decorator: Node, own: readonly string[]): Size | null {
  const { tree } = facts;
  const called = tree.kind[decorator] === Call;
  const name = called ? calleeOf(tree, decorator) : decorator;
  const known = cachingDecorators[facts.qualifiedName(name) ?? ''] ?? (isOwnCache(facts, name, own) ? unbounded : undefined);
  if (known === undefined) return null;
  const [first] = called ? argumentsOf(tree, decorator) : [];
  const keyword = called ? keywordsOf(tree, decorator).find((each) => nameOf(tree.aux[each]) === 'maxsize') : undefined;
  const given = keyword !== undefined ? childIn(tree, keyword, value) : known.takesSize ? first : undefined;
  if (given === undefined) return { bound: known.bound, own: known === unbounded };
  if (tree.flag[given] === Literal.None && tree.kind[given] === Py.Constant) return { bound: null };
  return textOf(tree, given) === '0' ? null : { bound: textOf(tree, given) };
}

const unbounded = { bound: null, takesSize: false };

/** Whether a configuration names the decorator: by its dotted name, or by its last name alone. */
function isOwnCache(facts: PythonFacts, name: Node, own: readonly string[]): boolean {
  const { tree } = facts;
  if (own.length === 0 || (tree.kind[name] !== Name && tree.kind[name] !== Py.Attribute)) return false;
  return own.some((each) => (each.includes('.') ? facts.qualifiedName(name) === each : nameOf(tree.aux[name]) === each));
}

/** Whether a function is a method whose calls hand the instance to the cache. Members of an Enum live as long as it anyway, and so do classes. */
function holdsInstance(facts: PythonFacts, method: Node): boolean {
  const owner = classAround(facts, method);
  if (owner === NONE || bindingOf(facts, method) !== 'instance' || parametersOf(facts.tree, method).length === 0) return false;
  if (inheritsFrom(facts, owner, (base) => base.startsWith('enum.') || base === 'builtins.type' || base === 'abc.ABCMeta')) return false;
  return !basesOf(facts, owner).some((base) => base !== null && /(Enum|Flag|Meta|MetaClass)$/.test(base));
}

function report(facts: PythonFacts, at: Node, method: Node, { bound }: Size, fix: Report['fix']): Report {
  const { tree } = facts;
  const owner = nameOf(tree.aux[classAround(facts, method)]);
  const name = nameOf(tree.aux[method]);
  return {
    at: spanOf(tree, at),
    level: bound === null ? undefined : 'info',
    says:
      bound === null
        ? `the cache belongs to the class and is keyed by \`self\`, so every \`${owner}\` that \`${name}\` was called on lives until the program ends; make one cache for each instance, or use \`functools.cached_property\``
        : `the cache belongs to the class and is keyed by \`self\`, so it keeps up to ${bound} calls of \`${name}\` with their \`${owner}\` alive; make one cache for each instance`,
    fix,
  };
}

/** A cached property where the method is a property already; a cache for each instance, made in `__init__`, elsewhere. */
function perInstance(facts: PythonFacts, file: FileContext, decorator: Node, method: Node): Report['fix'] {
  const { tree } = facts;
  const decorators = decoratorsOf(tree, method);
  const names = decoratorNames(facts, method);
  const owner = classAround(facts, method);
  if (hasSlots(facts, owner) || tree.kind[method] === AsyncFunctionDef) return undefined;
  const callee = tree.kind[decorator] === Call ? calleeOf(tree, decorator) : decorator;
  const dotted = facts.qualifiedName(callee) ?? '';
  if (!dotted.startsWith('functools.')) return undefined;
  const whole = wholeLine(facts, file, decorator);
  if (whole === null) return undefined;
  if (names.length === 2 && names[0] === 'builtins.property' && decorators[1] === decorator && tree.kind[callee] === Attribute) {
    return {
      title: 'Use `functools.cached_property`',
      safe: false,
      edits: [{ span: spanOf(tree, decorators[0]), text: `${textOf(tree, callee - 1)}.cached_property` }, whole],
    };
  }
  if (names.length !== 1) return undefined;
  const text = textOf(tree, decorator);
  const maker = tree.kind[decorator] === Call ? text : dotted === 'functools.lru_cache' ? `${text}()` : text;
  const name = nameOf(tree.aux[method]);
  const init = methodsOf(facts, owner).find((each) => nameOf(tree.aux[each]) === '__init__');
  if (init === undefined && childrenIn(tree, owner, PyField.bases).length + decoratorsOf(tree, owner).length > 0) return undefined;
  const self = init === undefined ? 'self' : nameOf(tree.aux[parametersOf(tree, init)[0] ?? 0]);
  const line = `${self}.${name} = ${maker}(${self}.${name})`;
  const place = init === undefined ? method : firstBehindDocstring(tree, init);
  if (place === NONE || indentOf(tree, file.lines, place) === null) return undefined;
  if (init === undefined) {
    // in place of the decorator, so that no edit touches another
    return {
      title: 'Make one cache for each instance',
      safe: false,
      edits: [
        {
          span: { start: tree.start[decorator] - 1, end: tree.start[method] },
          text: `def __init__(self):\n${indentOf(tree, file.lines, method)}    ${line}\n\n${indentOf(tree, file.lines, method)}`,
        },
      ],
    };
  }
  const made = linesBefore(tree, file.lines, place, [line]);
  return made === null ? undefined : { title: 'Make one cache for each instance', safe: false, edits: [whole, made] };
}

const hasSlots = (facts: PythonFacts, owner: Node): boolean =>
  facts.nodes(Name).some((node) => nameOf(facts.tree.aux[node]) === '__slots__' && facts.scopeOf(node) === owner);

/** The edit that takes a decorator's line away, or `null` where it shares it. */
function wholeLine(facts: PythonFacts, file: FileContext, decorator: Node): { span: { start: number; end: number }; text: string } | null {
  const { tree } = facts;
  const line = lineAt(file.lines, tree.start[decorator]);
  const start = file.lines.starts[line];
  const end = file.lines.starts[line + 1] ?? file.lines.text.length;
  const rest = file.lines.text.slice(tree.end[decorator], end);
  if (!/^[ \t]*@$/.test(file.lines.text.slice(start, tree.start[decorator])) || rest.trim() !== '' || hasComment(tree, start, end))
    return null;
  return { span: { start, end }, text: '' };
}

export default rule;
