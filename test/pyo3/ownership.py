"""Programs of the pages about raw counting, ownership and threads: one measurement each, and those that need a process of their own."""
from instruments import ROUNDS, Holder, alone, drift


class Element:
    """Tells whether it is asked for its truth after it has died."""

    died = False

    def __del__(self):
        Element.died = True

    def __bool__(self):
        print("after" if Element.died else "before", flush=True)
        return True


def outlives(name):
    """1 if an element is used after its death (or the process dies of it)."""
    return 0 if alone(name, "element") == "before" else 1


ALONE = {
    "element": lambda module: module.first_is_true(lambda: [Element()]),
}


def increfs(module):
    item = lambda: True
    failing = lambda: 1 / 0

    def fails():
        try:
            module.check(failing)
        except ZeroDivisionError:
            pass

    return min(drift(lambda: module.first_is_true((item,)), item), drift(fails, failing))


def balanced(module):
    item = Holder()
    return drift(lambda: (module.balanced(item), module.single(item)), item)


class Sized:
    def __len__(self):
        return 3


def counted(module):
    item = Sized()
    spare = [item] * (ROUNDS * 3)
    return (drift(lambda: module.first_is_true([item]), item) + drift(lambda: module.length(item), item)) / 2


def answers(module):
    result = Holder()
    spare = [result] * (ROUNDS * 3)
    return drift(lambda: module.answers(lambda: result), result)


def either(module):
    result = Holder()
    return drift(lambda: (module.either(lambda: result), module.taken([result])), result)


PROGRAMS = {
    "unbalanced_incref_1": increfs,
    "unbalanced_incref_2": increfs,
    "unbalanced_incref_3": balanced,
    "borrowed_after_release_1": lambda module: outlives(module.__name__),
    "borrowed_after_release_2": lambda module: outlives(module.__name__),
    "borrowed_after_release_3": lambda module: outlives(module.__name__),
    "borrowed_after_release_4": lambda module: outlives(module.__name__),
    "wrong_release_1": counted,
    "wrong_release_2": counted,
    "wrong_release_3": answers,
    "wrong_release_5": either,
}
