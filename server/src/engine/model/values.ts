/** Numbers and texts that modules of the library have under a name, on machines of 64 bits. Who else holds them is not known. */
import { create, find, retain } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import type { Value } from '../domain/value.ts';
import { countingOf } from '../lower/constant.ts';
import type { Moment } from '../machine.ts';
import { external, shared } from '../step/object.ts';
import { holdersOfForm } from './typing.ts';

const values: Readonly<Record<string, readonly [type: string, value: number | bigint | string]>> = {
  'math.pi': ['float', Math.PI],
  'math.e': ['float', Math.E],
  'math.tau': ['float', 2 * Math.PI],
  'math.inf': ['float', Infinity],
  'sys.maxsize': ['int', 9223372036854775807n],
  'string.ascii_lowercase': ['str', 'abcdefghijklmnopqrstuvwxyz'],
  'string.ascii_uppercase': ['str', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  'string.ascii_letters': ['str', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  'string.digits': ['str', '0123456789'],
  'string.hexdigits': ['str', '0123456789abcdefABCDEF'],
  'string.octdigits': ['str', '01234567'],
  'string.punctuation': ['str', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
};

/** Methods of an object that the module made for itself, which nobody else in the library holds. */
const ownMethods: ReadonlySet<string> = new Set(
  (
    'betavariate choice choices expovariate gammavariate gauss getrandbits getstate lognormvariate normalvariate paretovariate randbytes randint ' +
    'random randrange sample seed setstate shuffle triangular uniform vonmisesvariate weibullvariate'
  )
    .split(' ')
    .map((name) => `random.${name}`),
);

/** A library object that has been held so often before; in a function that is looked at by itself, anybody may hold it. */
function counted(m: Moment, dotted: string, holders: number): Value {
  const { memo, undecided } = m.session;
  let id = memo.get(dotted);
  if (id === undefined) memo.set(dotted, (id = m.session.count += 1));
  if (find(m.heap, id) === undefined) {
    const made = create(m.heap, id, 'external', null, -1);
    made.data = dotted;
    made.outsideLow = holders;
    made.outsideHigh = undecided > 0 ? ANY : holders;
  }
  retain(m.heap, id);
  return id;
}

/** What a dotted name of the library stands for, as a new reference. */
export function fromLibrary(m: Moment, dotted: string): Value {
  const holders = ownMethods.has(dotted) ? 1 : holdersOfForm(m.session, dotted);
  if (holders !== null) return counted(m, dotted, holders);
  const known = values[dotted];
  if (known === undefined) return external(m.session, m.heap, dotted);
  const [type, value] = known;
  const counting = countingOf(m.session.version, type, value, true);
  // in 3.12 it depends on how the module was made whether its texts are immortal
  if (type === 'str' && m.session.version[1] === 12) return external(m.session, m.heap, dotted);
  if (counting !== 'counted') {
    const id = shared(m.session, m.heap, `${type}:${String(value)}`, 'constant', type, value);
    m.heap.base[-id].counting = counting;
    return id;
  }
  let id = m.session.memo.get(dotted);
  if (id === undefined) m.session.memo.set(dotted, (id = m.session.count += 1));
  if (find(m.heap, id) === undefined) {
    const made = create(m.heap, id, 'constant', type, -1);
    made.data = value;
    made.outsideLow = 1;
    made.outsideHigh = ANY;
    made.escaped = true;
  }
  retain(m.heap, id);
  return id;
}
