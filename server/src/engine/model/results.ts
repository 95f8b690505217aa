/** The exact types that library calls return whatever they are given (or raise): functions by dotted name, methods by the type of their owner. */

const rows = (module: string, names: string, type: string): Record<string, string> =>
  Object.fromEntries(names.split(' ').map((name) => [`${module}.${name}`, type]));

export const functionResults: Readonly<Record<string, string>> = {
  'builtins.len': 'int',
  'builtins.id': 'int',
  'builtins.ord': 'int',
  'builtins.hash': 'int',
  'builtins.chr': 'str',
  'builtins.bin': 'str',
  'builtins.hex': 'str',
  'builtins.oct': 'str',
  'builtins.ascii': 'str',
  'builtins.input': 'str',
  'builtins.isinstance': 'bool',
  'builtins.issubclass': 'bool',
  'builtins.callable': 'bool',
  'builtins.hasattr': 'bool',
  'builtins.any': 'bool',
  'builtins.all': 'bool',
  'builtins.bool': 'bool',
  'builtins.sorted': 'list',
  'builtins.dir': 'list',
  'builtins.range': 'range',
  'builtins.enumerate': 'enumerate',
  'builtins.zip': 'zip',
  'builtins.map': 'map',
  'builtins.filter': 'filter',
  'builtins.globals': 'dict',
  'builtins.print': 'NoneType',
  'builtins.setattr': 'NoneType',
  'builtins.delattr': 'NoneType',
  'os.getcwd': 'str',
  'os.listdir': 'list',
  'os.getpid': 'int',
  'time.time': 'float',
  'time.perf_counter': 'float',
  'time.monotonic': 'float',
  'time.sleep': 'NoneType',
  'gc.collect': 'int',
  'sys.getrefcount': 'int',
  'random.random': 'float',
  ...rows(
    'math',
    'acos acosh asin asinh atan atan2 atanh cbrt copysign cos cosh degrees dist erf erfc exp exp2 expm1 fabs fmod fsum gamma hypot ldexp lgamma log log10 ' +
      'log1p log2 nextafter pow radians remainder sin sinh sqrt sumprod tan tanh ulp',
    'float',
  ),
  ...rows('math', 'comb factorial isqrt perm', 'int'),
  ...rows('math', 'isclose isfinite isinf isnan', 'bool'),
  ...rows('time', 'perf_counter process_time thread_time', 'float'),
  ...rows('time', 'perf_counter_ns process_time_ns time_ns monotonic_ns', 'int'),
  ...rows('random', 'gauss normalvariate uniform triangular betavariate expovariate', 'float'),
  ...rows('random', 'randint randrange getrandbits', 'int'),
  ...rows('cmath', 'sqrt exp sin cos tan log', 'complex'),
  ...rows('json', 'dumps', 'str'),
  'random.seed': 'NoneType',
  'bisect.bisect': 'int',
  'bisect.bisect_left': 'int',
  'bisect.bisect_right': 'int',
};

/** Types whose call makes an instance of exactly that type (a `__str__` that returns a subclass of `str` is not reckoned with). */
export const conversions: Readonly<Record<string, string>> = {
  'builtins.str': 'str',
  'builtins.int': 'int',
  'builtins.float': 'float',
  'builtins.list': 'list',
  'builtins.tuple': 'tuple',
  'builtins.dict': 'dict',
  'builtins.set': 'set',
  'builtins.frozenset': 'frozenset',
  'builtins.bytes': 'bytes',
  'builtins.bytearray': 'bytearray',
};

const each = (names: string, type: string): Record<string, string> => Object.fromEntries(names.split(' ').map((name) => [name, type]));

export const methodResults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  str: {
    ...each(
      'capitalize casefold center expandtabs format format_map join ljust lower lstrip removeprefix removesuffix replace rjust rstrip strip swapcase title translate upper zfill',
      'str',
    ),
    ...each('split rsplit splitlines', 'list'),
    ...each('partition rpartition', 'tuple'),
    ...each('count find index rfind rindex', 'int'),
    ...each(
      'endswith startswith isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper',
      'bool',
    ),
    encode: 'bytes',
  },
  bytes: {
    ...each(
      'capitalize center expandtabs join ljust lower lstrip removeprefix removesuffix replace rjust rstrip strip swapcase title translate upper zfill',
      'bytes',
    ),
    ...each('split rsplit splitlines', 'list'),
    ...each('count find index rfind rindex', 'int'),
    ...each('endswith startswith isalnum isalpha isascii isdigit islower isspace istitle isupper', 'bool'),
    decode: 'str',
    hex: 'str',
  },
  list: { ...each('append clear extend insert remove reverse sort', 'NoneType'), copy: 'list', ...each('count index', 'int') },
  tuple: each('count index', 'int'),
  dict: {
    ...each('clear update', 'NoneType'),
    copy: 'dict',
    items: 'dict_items',
    keys: 'dict_keys',
    values: 'dict_values',
    popitem: 'tuple',
  },
  set: {
    ...each('add clear discard remove update difference_update intersection_update symmetric_difference_update', 'NoneType'),
    ...each('copy union intersection difference symmetric_difference', 'set'),
    ...each('isdisjoint issubset issuperset', 'bool'),
  },
  frozenset: {
    ...each('union intersection difference symmetric_difference', 'frozenset'),
    ...each('isdisjoint issubset issuperset', 'bool'),
  },
  int: { ...each('bit_length bit_count', 'int'), to_bytes: 'bytes' },
  float: { is_integer: 'bool', hex: 'str' },
};
