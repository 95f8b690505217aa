"""Prints what instances ask of the allocator, as JSON: `tracemalloc` before and after each of the first 40 instances of some classes.

By class: [names that the instances had, bytes] for each instance. The cost of measuring is that of an `object()`, less its two words.
"""
import gc
import json
import tracemalloc

WORD = tuple.__itemsize__


class Empty:
    pass


class Three:
    def __init__(self):
        self.a = self.b = self.c = None


class Inheriting(Three):
    pass


class Nine:
    def __init__(self):
        self.a = self.b = self.c = self.d = self.e = self.f = self.g = self.h = self.i = None


class Growing:
    pass


class Slotless:
    __slots__ = ()


class Slotted:
    __slots__ = ("a", "b")


class More(Slotted):
    __slots__ = ("c",)


def measured(cls, grown=None):
    read = tracemalloc.get_traced_memory
    sizes, kept = [], [None] * 40
    for at in range(40):
        before = after = one = None
        before = read()[0]
        one = cls()
        after = read()[0]
        sizes.append(after - before)
        kept[at] = one
        if at == grown:
            for name in "abcdefghijklmnop":
                setattr(one, name, None)
    return sizes


def main():
    gc.disable()
    tracemalloc.start()
    measured(object)
    cost = measured(object)[-1] - 2 * WORD
    classes = (Empty, Three, Inheriting, Nine, Slotless, Slotted, More)
    sizes = {cls.__name__: [size - cost for size in measured(cls)] for cls in classes}
    sizes["Growing"] = [size - cost for size in measured(Growing, grown=20)]
    tracemalloc.stop()
    return json.dumps({"word": WORD, "sizes": sizes})


if __name__ == "__main__":
    print(main())
