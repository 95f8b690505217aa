/**
 * What library code leaves to the collector: by the first import of a module, and by the use of one. Each row is measured on every CPython.
 *
 * A process has some modules already: here it is one that has imported what `argparse` and `ast` bring along. Collections that run by themselves
 * are not looked at; what they would free depends on what the process did before.
 */
import { atLeast } from '../../base/version.ts';
import type { PythonVersion } from '../../base/version.ts';

export type Leftovers = Readonly<Record<string, number>>;

/** Classes that are made and then replaced by others of the same name: three enumerations, or what there is in C too. */
const datetime: Leftovers = {
  tuple: 32,
  function: 157,
  property: 21,
  dict: 23,
  type: 7,
  staticmethod: 7,
  member_descriptor: 27,
  timedelta: 11,
  classmethod: 15,
  date: 2,
  cell: 1,
  getset_descriptor: 1,
  time: 2,
  datetime: 2,
  timezone: 3,
};
const enumerations = (count: number): Leftovers => ({ tuple: 2 * count, type: count, getset_descriptor: 2 * count, dict: count });

interface Row {
  /** Minor versions, the last one included. */
  readonly from: number;
  readonly to: number;
  readonly leaves: Leftovers;
}

/** By the module whose own code leaves it. Behind the last row that is measured nothing is known. */
const firstImport: Readonly<Record<string, readonly Row[]>> = {
  signal: [{ from: 11, to: 13, leaves: enumerations(3) }],
  socket: [{ from: 11, to: 13, leaves: enumerations(4) }],
  uuid: [{ from: 11, to: 13, leaves: enumerations(1) }],
  pickle: [{ from: 8, to: 13, leaves: { tuple: 6, type: 3, getset_descriptor: 1, dict: 1 } }],
  datetime: [
    {
      from: 8,
      to: 8,
      leaves: {
        tuple: 36,
        function: 151,
        property: 18,
        dict: 6,
        type: 6,
        staticmethod: 6,
        member_descriptor: 27,
        timedelta: 11,
        classmethod: 15,
        date: 2,
        time: 2,
        datetime: 2,
        timezone: 3,
      },
    },
    { from: 9, to: 9, leaves: { ...datetime, tuple: 39, dict: 7 } },
    { from: 10, to: 11, leaves: datetime },
    { from: 12, to: 13, leaves: {} },
  ],
};

/** Modules that import one of those. */
const brings: Readonly<Record<string, readonly string[]>> = {
  doctest: ['signal'],
  subprocess: ['signal'],
  calendar: ['datetime'],
  zoneinfo: ['datetime'],
};

/** Modules of which neither the import, but for the rows above, nor the use leaves anything. */
const tidy: ReadonlySet<string> = new Set(
  (
    '__future__ abc array base64 binascii bisect bz2 calendar cmath codecs collections collections.abc colorsys concurrent.futures ' +
    'configparser contextlib copy csv dataclasses datetime decimal difflib doctest enum errno fnmatch fractions functools gc getopt getpass ' +
    'glob gzip hashlib heapq hmac html inspect io ipaddress itertools keyword linecache locale logging lzma marshal math numbers operator os ' +
    'os.path pathlib pickle platform pprint queue random re sched secrets shutil signal socket stat statistics string struct ' +
    'subprocess sys tempfile textwrap threading time timeit traceback types typing unicodedata urllib.parse uuid warnings weakref zipfile ' +
    'zlib zoneinfo'
  ).split(' '),
);

const longest = (dotted: string): string | undefined => {
  for (let name = dotted; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) if (tidy.has(name)) return name;
  return undefined;
};

/**
 * What all that the program used leaves to the collector beside the program's own objects; `null` where that is not known.
 *
 * @param used dotted names of modules, and of functions of which it is not known what they leave; whether they surely were used.
 */
export function leftoversOf(used: ReadonlyMap<string, boolean>, version: PythonVersion): Leftovers | null {
  const first = new Map<string, boolean>();
  for (const [dotted, isSure] of used) {
    const name = tidiedAs(dotted, version);
    if (name === undefined) return null;
    for (const each of [name, ...(brings[name] ?? [])]) if (each in firstImport) first.set(each, isSure || first.get(each) === true);
  }
  const sum: Record<string, number> = {};
  for (const [module, isSure] of first) {
    const rows = firstImport[module];
    const row = rows.find(({ from, to }) => atLeast(version, from) && !atLeast(version, to + 1));
    if (row === undefined && atLeast(version, rows[0].from)) return null;
    const leaves = Object.entries(row?.leaves ?? {});
    if (leaves.length > 0 && !isSure) return null;
    for (const [type, count] of leaves) sum[type] = (sum[type] ?? 0) + count;
  }
  return sum;
}

function tidiedAs(dotted: string, version: PythonVersion): string | undefined {
  // its encoder for indented text is made of functions that hold each other, up to 3.12
  if (dotted === 'json' || dotted.startsWith('json.')) return atLeast(version, 13) ? 'json' : undefined;
  return longest(dotted);
}

/** What is asked of those rows by the test that measures them. */
export const measuredModules = (): readonly string[] => [...tidy, 'json'];

/** What `doctest.testmod` leaves of its own for the first docstring whose last example raises. Frames and tracebacks are counted where they are. */
export const keptByTests = (version: PythonVersion): Leftovers =>
  // the run as a whole, and the frame and function of the module
  atLeast(version, 11) ? { DocTestFinder: 1, frame: 2, function: 1 } : { DocTestFinder: 1, dict: 1, frame: 2 };

/** For each such docstring. @param examples those of the docstring, if its test is not the last one, which doctest itself keeps. */
export function keptByTest(version: PythonVersion, examples: number): Leftovers {
  const modern = atLeast(version, 11);
  const own: Record<string, number> = { builtin_function_or_method: 1, cell: modern ? 3 : 2, method: 1, tuple: 1, frame: 2, traceback: 1 };
  if (modern) Object.assign(own, { function: 1, list: 1 });
  if (examples === 0) return own;
  return {
    ...own,
    DocTest: 1,
    Example: examples,
    list: (own.list ?? 0) + 1,
    // the namespace, and up to 3.10 the attributes of the test and its examples
    dict: modern ? 1 : 2 + examples,
  };
}
