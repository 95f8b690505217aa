"""Runs programs and prints where the collector comes by itself, and what it frees: JSON in `programs`, a line of JSON for each.

Each program has one `gc.collect()` at module level, where its counters become known. It runs twice. Once a callback looks from there on, and keeps numbers
in lists that are there already: `first` is the first collection, with the line and the `i` of the program, the objects found, and the instances of each
class freed. What the callback itself is given changes the counters behind that; so the other time nobody looks, and `stats` has how many collections of
the two younger generations there were in the end, and what they found.
"""
import gc
import json
import sys

MOST = 8


def first(source):
    room = [-1] * MOST
    freed = {}
    classes = []

    def record(phase, info):
        if room[MOST - 1] == 1:
            return
        if phase == "start":
            room[0] = info["generation"]
            room[1] = sys._getframe(1).f_lineno
            room[2] = names.get("i", -1)
            for each in classes:
                count = sys.getrefcount(each)
                freed[each] = count
        else:
            room[3] = info["collected"]
            for each in classes:
                count = sys.getrefcount(each)
                freed[each] -= count
            room[MOST - 1] = 1

    def prepare():
        for value in list(names.values()):
            if isinstance(value, type):
                classes.append(value)
                freed[value] = 0

    names = {"__name__": "__main__", "_callbacks": gc.callbacks, "_record": record, "_prepare": prepare}
    run(source.replace("gc.collect()\n", "_prepare(); gc.collect(); _callbacks.append(_record)\n", 1), names)
    gc.callbacks.remove(record)
    if room[3] == -1:
        return None
    return {"line": room[1], "i": room[2], "found": room[3], "freed": {each.__name__: freed[each] for each in classes}}


def stats(source):
    before = gc.get_stats()
    run(source, {"__name__": "__main__"})
    after = gc.get_stats()
    return [[new[key] - old[key] for key in ("collections", "collected")] for old, new in zip(before[:2], after[:2])]


def run(source, names):
    code = compile(source, "<program>", "exec")
    gc.set_threshold(*DEFAULT)
    # what the run before it left is no part of it
    gc.collect()
    gc.enable()
    try:
        exec(code, names)
    finally:
        gc.disable()


DEFAULT = gc.get_threshold()


def main(programs):
    for program in programs:
        print(json.dumps({"first": first(program), "stats": stats(program)}))


gc.disable()
if __name__ == "__main__":
    main(json.loads(globals().get("programs") or sys.stdin.read()))
