/** Comprehensions, unpacking, augmented assignment, text and other expressions as pieces of random programs. */

export const COMPREHENSIONS: readonly string[] = [
  `a? = [[one, two] for one in ({v}, {v}) for two in [one, {v}] if two is not None]
a? = {str(at): each for at, each in enumerate(({v}, {v}))}
a? = {at for at in range(3)}
a? = [each for each in [{v}] for again in [each]]`,
  `a? = [[inner for inner in ({v}, each)] for each in {l}]
a? = [(last := each) for each in ({v}, {v})]
a? = {each: [each] for each in 'ab'}`,
  `a? = [lambda: {v} for each in range(2)]
a? = [Node(each) for each in {t}]
l@ = [n for n in [Node({v}), Node()]]
a? = [n.left for n in l@]`,
];

export const BINDINGS: readonly string[] = [
  `a?, *l@ = {v}, {v}, {v}
a? = l@
*l@, a? = [{v}, {v}]
(a?, [a?, a?]) = {v}, ({v}, {v})`,
  `a? = [*{l}, {v}, *{t}]
a? = (*{t}, {v})
a? = {**{d}, 'k': {v}}
a? = {*[1, 2], 7}
a? = dict({d}, m={v})`,
  `a? = a? = {v}
n@ = l@ = None
n@, l@ = Node({v}), [{v}]
n@.left, l@[0] = l@, n@
l@[0], l@[-1] = {v}, {v}`,
  `l@ = [{v}]
l@ += [{v}, {v}]
l@ *= 2
l@[0:1] = ({v}, {v})
del l@[:1]
a? = l@
l@ += {t}`,
  `n@ = Node([{v}])
n@.left += [{v}]
n@.extra = 1
n@.extra += 2 ** 40
l@ = [[{v}], 1]
l@[0] += [{v}]
l@[1] += 1`,
  `if (x@ := {v}) is not None:
    a? = [x@]
while (x@ := len([1])) > 1:
    ...
a? = [x@, (x@ := {v}), x@]`,
  `x@ = {v}
y@ = [x@, {v}]
del x@, y@[0]
del y@
x@ = Node({v}); y@ = [x@]; del (x@, y@)`,
  `x@: object = {v}
y@: list
a? = [x@]
t@ = {t}
t@ += ({v},)
s@ = 'a' + str(len(t@))
s@ += 'b' * 3`,
  `s@ = {1, 2}
s@ |= {3}
s@.add(7)
s@.discard(1)
a? = s@ & {7}
x@ = {Node(), 7}
a? = x@
x@.clear()`,
];

export const EXPRESSIONS: readonly string[] = [
  `a? = f'{1000.5} and {len([1])!r:>4}'
x@ = 'name'
a? = f'{x@} {x@!r}'
a? = '%s of %d' % (x@, 3)
a? = '{} {}'.format(x@, 7)
a? = ', '.join([x@, 'b'])
a? = x@.upper().split('A')`,
  `def f@(given):
    return *given, {v}
def f@two(given):
    got = yield *given, {v}
    yield got
a? = f@({t})
for a9 in f@two({t}):
    ...
for a9 in (*{l}[:2], {v}):
    a? = a9
a? = [*{d}.values(), *{l}]
a? = {'one': {v}, **{d}, **{'two': {v}}}`,
  `a? = {v} if {v} is None else [{v}] if {v} else {v}
a? = {v} is not {v} and {v}
a? = not ({v} or {v})
a? = (1, 2) < (1,)
a? = 1 < 2 < len({l}) + 3
a? = -3 + 5 * 2 ** 3 // 4 % 7 << 2 | 8 & 12 ^ 1
a? = ~7, +1.5, 7 / 2, 7.5 // 2`,
  `x@ = [{v}, {v}, {v}, {v}]
x@[1:3] = [{v}]
x@[::2] = ({v}, {v}) if len(x@) == 3 else x@[::2]
a? = x@[-1:]
a? = x@[slice(0, 2)]
y@ = slice({v}, None)
a? = y@.start
del x@[::2]
a? = x@`,
  `x@ = {str(each): [each, {v}] for each in range(3)}
for a9 in list(x@):
    if a9 == '1':
        del x@[a9]
    else:
        x@[a9] = x@.pop(a9)
a? = x@['0']
a? = {**x@}
a? = x@
a? = {key: value for key, value in x@.items()}
a? = [each for each in x@.values() if each]`,
  `a? = [[one, other] for one in range(2) for other in [one] if other is not None]
a? = {(one, 1): [two] for one, two in enumerate(({v}, {v}))}
a? = list(each for each in (inner for inner in ({v}, {v})))
a? = [each for each in [{v}] if (x@ := each) is not None]
a? = [(lambda: each)() for each in ({v}, {v})]
a? = [given for *given, last in [({v}, {v}, {v})]]`,
  `x@ = bytearray(b'abc')
y@ = memoryview(x@)
y@ = y@[1:]
a? = bytes(x@)
y@ = None
x@ += b'd'
x@.append(7)
a? = b'a' + bytes(x@)
a? = x@[0]`,
  `x@ = ['b', 'a']
a? = '-'.join(x@)
a? = 'a-b-c'.split('-')
a? = 'abc'[1:]
a? = str(1000) + repr('x')
a? = 'k=%r' % (x@,)
a? = f'{x@!r:>20}{1000.5:{8}.2f}'
a? = 'abc'.replace('b', 'd')
a? = [each.upper() for each in x@]
a? = ''.join(each for each in x@)
a? = int('12345') + float('1.5')
a? = 'a' * 1000`,
  `a? = eval('[1, 2]')
x@ = {'given': {v}}
exec('made = [given]', x@)
a? = x@['made']
a? = globals().get('a0', {v})
a? = vars({n})
a? = dir({n})[0]
a? = getattr({n}, 'left')
a? = callable({v})
a? = type({v})
a? = id({v}) == 7
a? = repr(7) + ascii('x')`,
  `a? = print({v} is None, 7)
a? = isinstance({v}, (Node, list))
a? = issubclass(Node, object)
a? = [each for each in map(Node, ({v}, {v}))]
a? = list(zip({l}, {t}))
a? = list(enumerate({t}, 1))
a? = any({t}) or all({l})
a? = sum([1, 2], 3) + abs(-7) + len({t})
a? = iter({l})
a? = next(iter([{v}]))
a? = sorted([3, 1, 2], reverse=True)
a? = divmod(7, 2) + (round(1.5), pow(2, 10))`,
  `l@ = [{v}]
l@.append(l@)
a? = l@[1]
d@ = {'k': l@}
l@.append(d@)
a? = d@['k'][0]
l@ = None
d@.clear()`,
  `n@ = Node()
n@.left = Node(n@, right={v})
n@.right = n@.left.link
a? = n@.right
a? = n@.left.left.left
n@.left.left = None
n@.right = {v}`,
  `x@: list = []
for a9 in range(3):
    x@.append(lambda: a9)
a? = x@[0]()
x@[0] = x@[1] = {v}
x@[:], a? = [{v}, {v}], x@
(a?, x@[0]), *l@ = ({v}, {v}), {v}
for x@[0], (a9, *l@) in [({v}, ({v}, {v}))]:
    ...
[a?, a?] = {v}, {v}`,
];
