"""Measures the compiled pages: how many objects stay behind, how far counts drift. Prints one JSON object."""
import contextvars
import gc
import json
import subprocess
import sys

from instruments import ROUNDS, Holder, blocks, drift, left, pages, wrapped_as_owned
import hazards
import ownership


def signal(module):
    def make(canary):
        owner = Holder()
        owner.canary = canary
        owner.signal = module.Signal()
        owner.signal.set_owner(owner)
        owner.signal.connect(lambda number, owner=owner: None)

    return left(make)


def pair(module):
    def make(canary):
        box = [canary]
        box.append(module.Pair(box, canary))

    return left(make)


def registry(module):
    def make(canary):
        registry = module.Registry()
        registry.add("self", registry)
        registry.add("canary", [canary, registry])

    return left(make)


def handle(module):
    def make(canary):
        box = [canary]
        box.append(module.Handle(box.clear))

    return left(make)


def slot(module):
    def make(canary):
        slot = module.Slot()
        slot.put([canary, slot])

    return left(make)


class Iterable:
    """Hands out one iterator, so that its count can be watched."""

    def __init__(self):
        self.iterator = iter([])

    def __iter__(self):
        return self.iterator


def new_as_borrowed(module):
    iterable = Iterable()
    return drift(lambda: module.iterator(iterable), iterable.iterator)


def add_name(module):
    names = set()
    return blocks(lambda: (module.add_name(names, b"a name that is long enough"), names.clear()))


def store(module):
    entries = {}
    return blocks(lambda: (module.store(entries, "key", b"some data that is long enough"), entries.clear()))


def notify(module):
    answer = Holder()
    return drift(lambda: module.notify(lambda: answer), answer)


def touch(module):
    return blocks(lambda: module.touch(Holder()))


class Bell:
    def __init__(self):
        self.answer = lambda: None


def call_method(module):
    bell = Bell()
    return drift(lambda: module.call_method(bell, "answer"), bell.answer)


def boxed(module):
    item = Holder()
    spare = [item] * (ROUNDS * 3)
    return drift(lambda: module.boxed(item), item)


def head(module):
    item = Holder()
    spare = [item] * (ROUNDS * 3)
    return drift(lambda: module.head([item]), item)


def task(module):
    def make(canary):
        task = module.Task("name")
        task.bind(None, [canary, task])

    return left(make)


def step(module):
    def make(canary):
        box = [canary]
        box.append(module.Step.Pair(None, box))

    return left(make)


def chain(module):
    def make(canary):
        box = [canary]
        box.append(module.Chain(canary, box))
        box.append(module.Tree.leaf(box))
        box.append(module.Tree.fork(canary, box))

    return left(make)


def whole(module):
    def make(canary):
        box = [canary]
        box.append(module.Whole(box))

    return left(make)


def node(module):
    """Two members that only show their references: nobody lets go."""

    def make(canary):
        one, other = module.Node(), module.Node()
        one.set_peer((other, canary))
        other.set_peer((one, canary))

    return left(make)


def cell(module):
    def make(canary):
        cell = module.Cell()
        cell.put([canary, cell])

    return left(make)


def view(module):
    """1 if garbage that reports a shared reference once too often takes a dict with it that is still in use."""
    watched = {"key": [1]}
    first = module.View(watched)
    references = sys.getrefcount(watched) - 1
    box = [first, *(first.twin() for _ in range(references - 1))]
    box.append(box)
    del first, box
    gc.collect()
    return 0 if watched == {"key": [1]} else 1


def once(module, name="Once"):
    watched = {"key": [1]}
    # one reference is the local's, one the object's: reported twice, both are taken off
    box = [getattr(module, name)(watched)]
    box.append(box)
    del box
    gc.collect()
    return 0 if watched == {"key": [1]} else 1


def hang(name):
    """1 if a collection under the lock does not come back within three seconds."""
    child = subprocess.Popen([sys.executable, __file__, sys.argv[1], name, "hang"])
    try:
        child.wait(3)
        return 0 if child.returncode == 0 else -1
    except subprocess.TimeoutExpired:
        return 1
    finally:
        child.kill()


def numbers(module):
    def call():
        try:
            module.numbers([1, "no number"])
        except TypeError:
            pass

    return blocks(call)


class Nothing:
    """Answers with nothing, and has a length."""

    def __call__(self):
        return None

    def __len__(self):
        return 0


def failing(module):
    class Failure(Exception):
        pass

    def fails():
        raise Failure

    return drift(lambda: module.clear_error(fails), Failure)


def has_name(module):
    bell = Bell()
    return drift(lambda: module.has_name(bell, "answer"), bell.answer)


TEXT = "a text of its own " * 3


def dangles(name):
    """1 if an object that was put into a list is not there afterwards, or the process dies of it."""
    child = subprocess.run([sys.executable, __file__, sys.argv[1], name, "dangle"], capture_output=True, text=True, timeout=60)
    return 0 if child.returncode == 0 and child.stdout.strip() == "same" else 1


def dangle(module):
    entries = [] if hasattr(module, "add") else {}
    module.add(entries, TEXT) if hasattr(module, "add") else module.add_entry(entries, TEXT)
    entries = list(entries)
    others = [TEXT.replace("own", str(number)) for number in range(100, 200)]
    print("same" if entries[0] == TEXT else "other", flush=True)


def variable(function):
    def measure(module):
        value = Holder()
        variable = contextvars.ContextVar("variable")
        variable.set(value)
        return drift(lambda: getattr(module, function)(variable), value)

    return measure


def parse(module):
    return module.parse(b"four") - 4


def parse_text(module):
    return module.parse("four") - 4


def entries():
    """How calls, receivers and fields that Python sees move counts."""
    text = TEXT * 2
    lent = pages.takes_text(text, id(text))
    found = {"argument &str": lent - pages.takes_reference(text, id(text))}
    found["argument PyBackedStr"] = pages.takes_backed(text, id(text)) - lent
    item = Holder()
    found["argument *args element"] = pages.takes_all(id(item), item) - pages.takes_reference(item, id(item))
    other = Holder()
    holding = pages.Holding(item)
    by_self = holding.by_self(id(holding))
    found["receiver &mut self"] = holding.by_self_mut(id(holding)) - by_self
    found["receiver &Bound"] = holding.by_bound(id(holding)) - by_self
    found["receiver PyRef"] = holding.by_pyref(id(holding)) - by_self
    found["receiver Py"] = holding.by_py(id(holding)) - by_self
    before = sys.getrefcount(item)
    read = holding.value
    found["field that Python reads"] = sys.getrefcount(item) - before
    del read
    lent = holding.lent()
    found["result &Py"] = sys.getrefcount(item) - before
    del lent
    others = sys.getrefcount(other)
    holding.value = other
    found["field that Python sets, new"] = sys.getrefcount(other) - others
    found["field that Python sets, old"] = sys.getrefcount(item) - before
    return found


PROGRAMS = {
    "incomplete_traverse_1": task,
    "incomplete_traverse_2": step,
    "incomplete_traverse_4": chain,
    "traverse_without_clear_1": node,
    "traverse_touches_python_1": cell,
    "traverse_touches_python_2": cell,
    "traverse_blocks_1": lambda module: hang("traverse_blocks_1"),
    "traverse_blocks_2": lambda module: hang("traverse_blocks_2"),
    "over_traverse_1": view,
    "over_traverse_2": view,
    "over_traverse_3": once,
    "over_traverse_6": lambda module: once(module, "Whole") or whole(module),
    "reference_leaks_on_exit_1": numbers,
    "reference_leaks_on_exit_2": numbers,
    "reference_leaks_on_exit_3": lambda module: blocks(lambda: module.text_length(1.5)),
    "reference_leaks_on_exit_4": lambda module: min(
        blocks(lambda: module.ways_out(Holder(), 3)), blocks(lambda: module.bodies(Nothing()))
    ),
    "reference_leaks_on_exit_6": lambda module: blocks(lambda: (module.guarded(Nothing()), module.cleared(1.5))),
    "reference_leaks_on_exit_5": lambda module: blocks(lambda: module.length(1.5) + module.total([1.5])),
    "out_parameter_reference_1": variable("has_value"),
    "out_parameter_reference_2": variable("has_value"),
    "out_parameter_reference_3": failing,
    "out_parameter_reference_4": variable("is_none"),
    "dangling_as_ptr_1": lambda module: dangles(module.__name__),
    "dangling_as_ptr_2": lambda module: dangles(module.__name__),
    "duplicate_python_name_1": parse,
    "duplicate_python_name_2": parse_text,
    "pyclass_missing_traverse_1": signal,
    "pyclass_missing_traverse_2": pair,
    "pyclass_missing_traverse_3": registry,
    "pyclass_missing_traverse_4": lambda module: min(handle(module), slot(module)),
    "borrowed_wrapped_as_owned_1": wrapped_as_owned("first", lambda item: [[item]]),
    "borrowed_wrapped_as_owned_2": wrapped_as_owned("lookup", lambda item: [{"key": item}, "key"]),
    "borrowed_wrapped_as_owned_3": wrapped_as_owned("same", lambda item: [item]),
    "borrowed_wrapped_as_owned_4": wrapped_as_owned("second", lambda item: [[None, item]]),
    "borrowed_wrapped_as_owned_5": lambda module: drift(lambda: (module.handed_on(spare_item), module.forgotten(spare_item)), spare_item),
    "new_wrapped_as_borrowed_1": new_as_borrowed,
    "new_wrapped_as_borrowed_2": lambda module: blocks(lambda: module.pair_size("ab")),
    "new_wrapped_as_borrowed_3": lambda module: blocks(lambda: module.text(1.5)),
    "owned_reference_not_stolen_1": add_name,
    "owned_reference_not_stolen_2": store,
    "owned_reference_not_stolen_3": lambda module: blocks(lambda: module.single(b"some data that is long enough")),
    "new_reference_discarded_1": notify,
    "new_reference_discarded_2": touch,
    "nested_new_reference_1": call_method,
    "nested_new_reference_2": call_method,
    "nested_new_reference_3": has_name,
    "borrowed_reference_stolen_1": boxed,
    "borrowed_reference_stolen_2": head,
    "borrowed_reference_stolen_4": lambda module: drift(lambda: module.pair(spare_item, spare_item), spare_item),
}
spare_item = Holder()
PROGRAMS |= ownership.PROGRAMS | hazards.PROGRAMS


def run(name):
    """Measures one program in a process of its own: what it does to the collector must not touch the others."""
    child = subprocess.run([sys.executable, __file__, sys.argv[1], name], capture_output=True, text=True, timeout=60)
    # a process that dies after it has measured was measured all the same
    lines = child.stdout.split()
    return float(lines[-1]) if lines else f"{name} died: {child.returncode} {child.stderr[-500:]}"


if len(sys.argv) == 4 and sys.argv[3] in ownership.ALONE:
    ownership.ALONE[sys.argv[3]](getattr(pages, sys.argv[2]))
elif len(sys.argv) == 4 and sys.argv[3] == "hang":
    getattr(pages, sys.argv[2]).Shared().with_lock(gc.collect)
elif len(sys.argv) == 4:
    dangle(getattr(pages, sys.argv[2]))
elif len(sys.argv) == 3:
    name = sys.argv[2]
    print(PROGRAMS[name.removesuffix("_fixed")](getattr(pages, name)), flush=True)
else:
    results = {"python": sys.version.split()[0], "counts": dict(pages.counts()), "handles": dict(pages.handles())}
    item = pages.thing()
    lent = pages.takes_reference(item, id(item))
    for name, take in {
        "argument Py": pages.takes_py,
        "argument Bound": pages.takes_bound,
        "argument Option": pages.takes_option,
        "argument PyRef": pages.takes_pyref,
        "argument &Thing": pages.takes_borrowed,
    }.items():
        results["counts"][name] = take(item, id(item)) - lent
    results["counts"] |= entries()
    names = [variant for name in PROGRAMS for variant in (name, name + "_fixed") if hasattr(pages, variant)]
    results["programs"] = {name: run(name) for name in names}
    print(json.dumps(results))
