"""Programs of the pages about raw counting, ownership and threads: one measurement each, and those that need a process of their own."""
import os
import sys
import threading
import time
import weakref

from instruments import ROUNDS, Holder, alone, blocks, drift, pages


class Element:
    """Tells whether it is asked for its truth after it has died."""

    died = False

    def __del__(self):
        Element.died = True

    def __bool__(self):
        print("after" if Element.died else "before", flush=True)
        return True


def outlives(name, mode="element"):
    """1 if an element is used after its death (or the process dies of it)."""
    return 0 if alone(name, mode) == "before" else 1


def swapped(module):
    """Asks an element for its length that was replaced in its dict."""

    class Sized(Element):
        def __len__(self):
            return bool(self) + 0

    entries = {"key": Sized()}
    module.swap(entries, "key", None)


def copied(module):
    value = [1]
    entries = {"key": value}
    return drift(lambda: module.copy(entries, "key", "other"), value)


def panicking(module):
    """References to the type that objects with something open leave behind."""
    return drift(lambda: module.Buffer([1]) and None, module.Buffer)


def descriptors(module):
    """Descriptors that stay open, per call."""

    def lowest():
        descriptor = os.open(os.devnull, os.O_RDONLY)
        os.close(descriptor)
        return descriptor

    module.length(__file__)
    before = lowest()
    for _ in range(10):
        module.length(__file__)
    return (lowest() - before) / 10


def again(module):
    """Replaces an object whose finalizer comes back to the same slot."""
    slot = module.Slot()

    class Visitor:
        def __del__(self):
            slot.is_empty()

    slot.put(Visitor())
    slot.put(None)
    slot.put(Visitor())
    slot.empty()
    print("done", flush=True)


def fire(module):
    """Listeners that add listeners while they are called."""
    listeners = module.Listeners()
    listeners.add(lambda: listeners.add(int))
    listeners.fire()
    print("done", flush=True)


def fire_last(module):
    listeners = module.Listeners()
    listeners.add(lambda: listeners.add(int))
    listeners.fire_last()
    print("done", flush=True)


def table(module):
    table = module.Table()

    class Visitor:
        def __init__(self, key):
            self.key = key

        def __call__(self):
            table.put(self.key, Visitor(self.key))

        def __del__(self):
            table.rename("visited")

    table.put("key", Visitor("key"))
    table.put("key", Visitor("key"))
    table.fire()
    table.first("key")
    print("done", flush=True)


def hangs(*modes):
    """1 if each of these does not come back, 0 if all do."""

    def measure(module):
        ends = {alone(module.__name__, mode) for mode in modes}
        return {frozenset({"hangs"}): 1, frozenset({"done"}): 0}.get(frozenset(ends), -1)

    return measure


def elsewhere(module):
    """Every function that waits for a thread that calls back."""
    mode = sys.argv[3]
    call = {"elsewhere": "call_elsewhere", "all": "call_all", "tell": "call_and_tell", "scope": "call_in_scope"}[mode]
    getattr(module, call)([int] if mode == "all" else int)
    print("done", flush=True)


def together(module):
    """Two threads that ask for the same static, whose initializer lets go for a moment."""

    def slow():
        time.sleep(0.3)
        return 42

    workers = [threading.Thread(target=module.answer, args=(slow,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print("done", flush=True)


def released_late(module):
    """1 if the reference is still there when the thread is long done."""
    item = Holder()
    before = sys.getrefcount(item)
    module.later(item, 10)
    time.sleep(0.5)
    return sys.getrefcount(item) - before


ALONE = {
    "elsewhere": elsewhere,
    "all": elsewhere,
    "tell": elsewhere,
    "scope": elsewhere,
    "together": together,
    "again": again,
    "fire": fire,
    "fire_last": fire_last,
    "table": table,
    "swapped": swapped,
    "element": lambda module: module.first_is_true(lambda: [Element()]),
}


def answer(module):
    result = Holder()
    return drift(lambda: module.answer(lambda: result), result)


def job(module):
    callback = lambda: None
    return drift(lambda: module.run(callback), callback)


def forgotten(module):
    """How many of three calls keep a reference, or a borrow."""
    result = Holder()
    kept = drift(lambda: module.notify(lambda: result), result) + drift(lambda: module.size([result]), result)
    counter = module.Counter()
    module.increment(counter)
    try:
        counter.value
        return kept / 2
    except RuntimeError:
        return kept / 2 if kept == 2 else -1


def after_clear(module):
    """1 if a method panics after the collector has emptied its object."""
    items = module.Items([1, 2])
    items.next()
    pages.clear(items)
    try:
        return 0 if items.next() is None else -1
    except BaseException as error:
        return 1 if type(error).__name__ == "PanicException" else -1


def slot_after_clear(module):
    slot = module.Slot()
    pages.clear(slot)
    try:
        slot.checked()
    except ReferenceError:
        return 0 if slot.name() == "slot" and slot.filled(1) == 1 else 1
    return 1


def capsules(module):
    item = Holder()
    return drift(lambda: module.capsule(item), item)


def wrap(module):
    item = lambda: None
    return drift(lambda: module.wrap(item), item)


def cloned(module):
    class Item:
        def __call__(self):
            return None

        def __len__(self):
            return 1

    item = Item()
    return drift(lambda: (module.both(item, item), module.many(item, 3), module.lent(item)), item)


def resized(module):
    """1 if the exporter cannot grow any more."""
    data = bytearray(b"some data")
    reader = module.Reader(data)
    try:
        data.append(1)
        return 0 if len(reader) == 9 else -1
    except BufferError:
        return 1


def locals_kept(module):
    """1 if the local of a frame that raised is still alive."""

    def fails():
        canary = pages.Canary()
        raise ValueError("failed")

    before = pages.canaries()
    worker = module.Worker()
    worker.run(fails)
    return pages.canaries() - before if worker.failed() else -1


class Unmeasured(str):
    def __len__(self):
        raise ValueError("no length")


def unpaired(module):
    """References that an open buffer keeps, and blocks that are not freed, per call."""
    data = bytearray(b"some data")

    def fails():
        try:
            module.text_size(Unmeasured("text"))
        except ValueError:
            pass

    return min(drift(lambda: module.length(data), data), blocks(fails) if hasattr(module, "text_size") else 0)


def left_open(module):
    """How many objects stay in the thread's list of what is being printed, and buffers open, per call."""

    class Fails:
        def __call__(self):
            raise ValueError("no answer")

    alive = []
    for _ in range(ROUNDS):
        fails = Fails()
        alive.append(weakref.ref(fails))
        for ask in (module.show, getattr(module, "guarded", module.show)):
            try:
                ask(fails)
            except ValueError:
                pass
        del fails
    data = bytearray(b"some")
    buffers = drift(lambda: module.first(data), data) if hasattr(module, "first") else 0
    kept = sum(each() is not None for each in alive) / ROUNDS
    return min(kept, buffers) if hasattr(module, "first") else kept


def answered(module):
    """1 if an exception of the callback arrives as a panic."""
    try:
        module.ask(lambda: 1 / 0)
    except BaseException as error:
        return {"PanicException": 1, "ZeroDivisionError": 0}.get(type(error).__name__, -1)


def lost_in_panic(module):
    item = Holder()

    def call():
        try:
            module.collect(lambda: 1 / 0, item)
        except BaseException:
            pass

    return drift(call, item)


def lost_by_index(module):
    item = Holder()

    def call():
        try:
            module.pick(item, [1], 7)
        except BaseException:
            pass

    module.owned([1], 0)
    return drift(call, item)


def build(module):
    data = Holder()
    return drift(lambda: module.build(data), data)


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
    "unpaired_c_resource_1": unpaired,
    "unpaired_c_resource_2": left_open,
    "unpaired_c_resource_3": unpaired,
    "unpaired_c_resource_4": lambda module: unpaired(module) + left_open(module),
    "panics_into_python_1": answered,
    "panics_into_python_2": lost_in_panic,
    "panics_into_python_3": lost_by_index,
    "rust_cycle_1": build,
    "rust_cycle_2": build,
    "capsule_without_destructor_1": capsules,
    "capsule_without_destructor_2": capsules,
    "capsule_without_destructor_4": lambda module: capsules(module) + drift(lambda: module.owned(capsules), capsules),
    "needless_clone_ref_1": wrap,
    "needless_clone_ref_2": cloned,
    "kept_buffer_1": resized,
    "kept_buffer_2": resized,
    "kept_pyerr_1": locals_kept,
    "kept_pyerr_2": locals_kept,
    "blocking_while_attached_1": hangs("elsewhere"),
    "blocking_while_attached_2": hangs("all", "tell", "scope"),
    "blocking_while_attached_3": hangs("elsewhere"),
    "python_in_static_init_1": hangs("together"),
    "dropped_detached_1": released_late,
    "never_reowned_1": answer,
    "never_reowned_2": job,
    "never_reowned_3": descriptors,
    "never_reowned_4": job,
    "forgotten_reference_1": forgotten,
    "forgotten_reference_2": forgotten,
    "forgotten_reference_3": lambda module: drift(lambda: module.ignore(forgotten), forgotten),
    "unwrap_after_clear_1": after_clear,
    "unwrap_after_clear_2": after_clear,
    "unwrap_after_clear_3": slot_after_clear,
    "python_under_lock_1": hangs("again"),
    "python_under_lock_2": hangs("fire", "fire_last"),
    "python_under_lock_3": hangs("table"),
    "unbalanced_incref_1": increfs,
    "unbalanced_incref_2": increfs,
    "unbalanced_incref_3": balanced,
    "borrowed_after_release_1": lambda module: outlives(module.__name__),
    "borrowed_after_release_2": lambda module: outlives(module.__name__),
    "borrowed_after_release_3": lambda module: outlives(module.__name__),
    "borrowed_after_release_4": lambda module: outlives(module.__name__, "swapped"),
    "borrowed_after_release_6": lambda module: copied(module),
    "drop_attaches_or_panics_2": panicking,
    "borrowed_after_release_5": lambda module: outlives(module.__name__),
    "wrong_release_1": counted,
    "wrong_release_2": counted,
    "wrong_release_3": answers,
    "wrong_release_6": either,
}
