/** Pieces of random programs that bind global names, and so stand at module level alone. */

export const GLOBALS: readonly string[] = [
  `z@ = {v}
def f@(given):
    global z@
    before = z@
    z@ = [given]
    return before
a? = f@({v})
a? = z@
a? = f@(z@)`,
  `def f@(given):
    global z@
    z@ = given
def f@other(given):
    return [z@, given]
f@({v})
a? = f@other({v})
z@ = None`,
  `z@ = {}
def f@(given):
    if 'k' not in z@:
        z@['k'] = [given]
    return z@['k']
a? = f@({v})
a? = f@({v})`,
  `class Made@(Node):
    made = []
    def __init__(self, given):
        super().__init__(given)
        Made@.made.append(self)
        self.__class__.last = self
n@ = Made@({v})
n? = Made@(n@)
Made@.made.clear()`,
  `def f@(given):
    import gc
    local = Node(given)
    local.left = local
    del local
    return gc.collect() > 0
a? = f@({v})`,
  `z@ = {v}
def f@(given):
    global z@, z@other
    z@other = z@
    del z@
    return given
a? = f@({v})
z@ = z@other
a? = z@`,
  `def f@(given):
    return globals()['z@'], given
z@ = [{v}]
a? = f@({v})
z@ = None`,
  `class Made@(Node):
    root = None
    def add(self, other):
        self.right = self.__class__(other)
        self.right.left = self
        Made@.root = Made@.root or self
        return self.right
n@ = Made@({v})
n? = n@.add({v}).add({v})
a? = Made@.root
Made@.root = None
def f@(given):
    given.right, given.left = None, given.right
    return given.left
a? = f@(n@)`,
  `x@hooks = {}
def x@hook(name):
    def take(function):
        x@hooks.setdefault(name, []).append(function)
        return function
    return take
@x@hook('one')
def f@(given):
    return [given]
@x@hook('one')
class Made@(Node):
    pass
a? = [each({v}) for each in x@hooks['one']]
x@hooks.clear()`,
];
