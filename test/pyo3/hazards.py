"""Programs of the pages about hidden references, class options, borrows and retention: one measurement each."""
import gc
import itertools
import sys
import threading

from instruments import ROUNDS, Holder, blocks, drift, left


def notifier(module):
    def make(canary):
        task = Holder()
        task.canary = canary
        task.notify = module.notifier(task)

    return left(make)


def notifier_class(module):
    def make(canary):
        task = Holder()
        task.canary = canary
        task.done = lambda: "done"
        task.notify = module.notifier(task)
        assert task.notify() == "done"

    return left(make)


def button(module):
    def make(canary):
        button = module.Button()
        button.connect(lambda: (canary, button))

    return left(make)


def kept_alive(module):
    def make(canary):
        owner = Holder()
        owner.canary = canary
        owner.capsule = module.keep_alive(owner)

    return left(make)


def mailbox(module):
    def make(canary):
        mailbox = module.Mailbox()
        mailbox.send((mailbox, canary))

    return left(make)


def harmless(module):
    """References to what cannot lead back: no counts stay behind."""
    name = "a name of its own " * 3
    axis = module.Axis(2.0)
    return drift(lambda: (module.greeter(name)(), module.number(), axis.each(lambda value: None, [1.0])), name)


def session(module):
    """The last reference to each object goes away on another thread: how many values are never dropped."""
    name = "a name of its own " * 3
    hook, sys.unraisablehook = sys.unraisablehook, lambda unraisable: None

    def call():
        held = [module.Session(name)]
        worker = threading.Thread(target=held.clear)
        worker.start()
        worker.join()

    found = drift(call, name)
    sys.unraisablehook = hook
    return found


def link(module):
    """The first instances are collected; those that come from the free list are not."""

    def make(canary):
        link = module.Link()
        link.set_next([canary, link])

    for _ in range(2):
        found = left(make)
    return found


def options(module):
    return blocks(lambda: (module.Counter().increment(), module.Point(1.0, 2.0)))


def comes_back(call):
    """1 if a callback that asks the object itself gets a RuntimeError, 0 if it gets its answer."""

    def measure(module):
        queue = module.Queue()
        try:
            call(module, queue, queue.done)
            return 0
        except RuntimeError as error:
            return 1 if "already" in str(error).lower() else -1

    return measure


def comes_back_twice(module):
    once = comes_back(lambda module, queue, task: queue.run(task))(module)
    return once if once == comes_back(lambda module, queue, task: module.run_twice(queue, task))(module) else -1


def log(module):
    log = module.Log()
    log.run(log.done)
    log.ask(log.done)
    log.read("[1]")
    return log.done() - 2


def row(module):
    def make(canary):
        box = [canary]
        box.append(getattr(module.Row((box,)), "with")(canary))

    return left(make)


def parsed(module):
    """Each call with a source of its own: how many of the sets that come of them stay."""

    def sets():
        gc.collect()
        return sum(type(each) is set for each in gc.get_objects())

    before = sets()
    for number in range(ROUNDS):
        module.parse(f"{{1, {number}}}")
    return (sets() - before) / ROUNDS


def seen(module):
    numbers = itertools.count(10**6)
    return blocks(lambda: module.parse(f"text {next(numbers)}"))


def passed_on(module):
    item = Holder()
    return drift(lambda: (module.parse("1.5"), module.later(item), module.next()), item)


def connected(module):
    """A listener that is no longer wanted: is there a way to take it back, and is it gone then."""
    signal = module.Signal()

    def call():
        signal.connect(listener)
        if hasattr(signal, "disconnect"):
            signal.disconnect(listener)
        signal.send()

    listener = lambda: None
    return drift(call, listener)


def registered(module):
    hook = lambda: None
    return drift(lambda: (module.register(hook), module.fire()), hook)


def handled(module):
    numbers = itertools.count()
    handler = lambda: None
    return drift(lambda: module.handle(next(numbers)) or module.register_handler(next(numbers), handler), handler)


def watched(module):
    watcher = lambda: None
    return drift(lambda: (module.register_watcher(1, watcher), module.unregister_watcher(1)), watcher)


def all_ways(module):
    signal = module.Signal()
    listener = lambda: None

    def call():
        signal.on_change(listener)
        signal.connect_once(listener)
        signal.send()
        signal.connect(1, listener)
        signal.disconnect(1)
        signal.observe(listener)

    return drift(call, listener)


PROGRAMS = {
    "pyclass_missing_traverse_6": row,
    "hidden_reference_1": notifier,
    "hidden_reference_2": notifier_class,
    "hidden_reference_3": button,
    "hidden_reference_4": kept_alive,
    "hidden_reference_5": mailbox,
    "hidden_reference_6": harmless,
    "pyclass_option_hazard_1": session,
    "pyclass_option_hazard_2": session,
    "pyclass_option_hazard_3": link,
    "pyclass_option_hazard_4": options,
    "borrow_across_call_1": comes_back(lambda module, queue, task: queue.run(task)),
    "borrow_across_call_2": comes_back_twice,
    "borrow_across_call_3": comes_back(lambda module, queue, task: queue.run(task)),
    "borrow_across_call_4": log,
    "growing_static_1": parsed,
    "growing_static_2": parsed,
    "growing_static_3": seen,
    "growing_static_4": passed_on,
    "callback_never_removed_1": connected,
    "callback_never_removed_2": connected,
    "callback_never_removed_3": registered,
    "callback_never_removed_4": handled,
    "callback_never_removed_5": all_ways,
    "callback_never_removed_6": watched,
}
