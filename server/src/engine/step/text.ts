/** f-strings: each field is asked for its text; the whole is a new string, unless it is a single piece. */
import { nameOf } from '../../syntax/names.ts';
import { append, find, look, own, retain, storeNamed } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import { UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { drop, pop, push } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { callExternal } from '../model/functions.ts';
import { keepsFeatures, mayKeepFeatures, standardModules } from '../model/stdlib.ts';
import { fromLibrary } from '../model/values.ts';
import { blurGlobals, namespace } from './binding.ts';
import { known, make, payload, result } from './object.ts';
import { havoc } from './unknown.ts';

export function installText(steps: StepTable): void {
  steps[Op.Format] = (m, conversion, hasFormat) => {
    const format = hasFormat === 1 ? pop(m) : null;
    const value = pop(m);
    push(m, formatted(m, value, format, conversion));
  };
  steps[Op.BuildString] = (m, count, isTemplate) => {
    const parts: Value[] = [];
    for (let at = 0; at < count; at += 1) parts.push(pop(m));
    parts.reverse();
    if (isTemplate === 1) {
      havoc(m, parts);
      for (const part of parts) drop(m, part);
      push(m, UNKNOWN);
      return;
    }
    if (parts.length === 1) {
      push(m, parts[0]);
      return;
    }
    const texts = parts.map((part) => payload(m, part));
    const sure = texts.every((text) => typeof text === 'string');
    // with one piece that is surely not empty, and another, the whole is new
    const solid = texts.filter((text) => typeof text === 'string' && text !== '').length;
    if (!sure && solid === 0) havoc(m, parts);
    for (const part of parts) drop(m, part);
    if (sure) push(m, parts.length === 0 ? result(m, 'str', '') : result(m, 'str', texts.join('')));
    else push(m, solid > 0 ? result(m, 'str', undefined) : UNKNOWN);
  };
  steps[Op.Import] = (m, name) => {
    importModule(m, nameOf(name));
  };
  steps[Op.ImportStar] = (m, name) => {
    m.session.used.set(nameOf(name), m.session.undecided === 0);
    own(m.heap, m.session.module).open = true;
    blurGlobals(m, look(m.heap, m.session.module).names?.keys() ?? []);
  };
  steps[Op.Annotate] = (m, name, how) => {
    if (m.code.kind === 'class') noteField(m, nameOf(name), (how & 2) !== 0);
    if ((how & 1) !== 0) return;
    const value = pop(m);
    const target = m.code.kind === 'class' ? namespace(m) : m.session.module;
    const kept = look(m.heap, target).names?.get('__annotations__');
    let id: number;
    const existing = kept === undefined ? null : known(m, look(m.heap, target).items[kept]);
    if (existing === null) {
      const made = make(m, 'dict', 'dict', 'annotations');
      id = made.id;
      storeNamed(m.heap, target, '__annotations__', id, m.session.mortuary);
      drop(m, id);
    } else ({ id } = existing);
    append(m.heap, id, value, m.session.mortuary);
    drop(m, value);
  };
}

/** The fields of a class in the order of their annotations, for `@dataclass`; `?` for one that is not followed. */
function noteField(m: Moment, name: string, odd: boolean): void {
  const space = own(m.heap, namespace(m));
  space.data = [...((space.data as readonly string[] | undefined) ?? []), odd ? '?' : name];
}

/** A library object; a feature of `__future__` is an object that its module and every importer holds. */
function importModule(m: Moment, dotted: string): void {
  const { session } = m;
  if (dotted.startsWith('__future__.')) {
    let id = session.shared.get(dotted);
    if (id === undefined || find(m.heap, id) === undefined) {
      const made = make(m, 'builtin', '_Feature', dotted);
      made.outsideLow = made.outsideHigh = 1;
      session.shared.set(dotted, (id = made.id));
      push(m, id);
      return;
    }
    retain(m.heap, id);
    push(m, id);
    return;
  }
  session.used.set(dotted, session.undecided === 0 || session.used.get(dotted) === true);
  const top = dotted.split('.')[0];
  const more = keepsFeatures.has(top) ? 'once' : !standardModules.has(top) || mayKeepFeatures.has(top) ? 'unknown' : null;
  if (more !== null && session.memo.get('features') !== 1) {
    if (more === 'once') session.memo.set('features', 1);
    for (const [name, id] of session.shared) {
      if (!name.startsWith('__future__.') || find(m.heap, id) === undefined) continue;
      const feature = own(m.heap, id);
      feature.outsideHigh += more === 'once' ? 1 : ANY;
      if (more === 'once' && session.undecided === 0) feature.outsideLow += 1;
    }
  }
  push(m, fromLibrary(m, dotted));
  m.mayRaise = true;
}

/** Takes over value and format. */
function formatted(m: Moment, value: Value, format: Value | null, conversion: number): Value {
  const plain = format === null && (conversion === 0 || conversion === 115);
  if (plain || (format === null && conversion === 114)) return callExternal(m, plain ? 'builtins.str' : 'builtins.repr', [value], []);
  const object = known(m, value);
  if (object !== null && object.kind === 'instance') havoc(m, [value]);
  const text = object !== null && object.type === 'str';
  if (text) havoc(m, [value]);
  drop(m, value);
  if (format !== null) drop(m, format);
  m.mayRaise = true;
  return text || object === null ? UNKNOWN : result(m, 'str', undefined);
}
