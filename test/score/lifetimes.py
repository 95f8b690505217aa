"""Ground truth for deaths: which statement made each instance of a program's classes, and which one it died in.

Watches as the harness' oracle does; besides, at every event it asks the collector which tracked objects are new, and puts a weak
reference on each. Reads and writes as the oracle; one answer is ``{"id", "lives", "garbage", "error", "truncated"}``, a life being
``[type, line, scope, cause, death line, last line]`` with cause ``count``, ``collector``, ``garbage`` (only a collection at the end finds
it) or ``exit``. The death line is that of the innermost frame of the program; the last line is the statement that a frame was in
which is gone by then. Instances without weak references are left out; where library code made one, its line is 0.
"""
import gc
import json
import os
import sys
import types
import weakref

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../harness"))
import oracle

Watcher, collectable = oracle.Watcher, oracle.collectable


class Lifetimes(Watcher):
    def __init__(self, source, files, collect_at):
        Watcher.__init__(self, source, files, collect_at)
        self.lives = []
        self.alive = {}
        self.references = {}
        self.current = []
        self.collecting = None

    def look(self, activation, address, frame, returned=0):
        self.steps += 1
        if self.steps > oracle.STATEMENTS:
            self.truncated = True
            oracle.SET_TRACE(None, None)

    def enter(self, activation, address):
        pass

    def on_event(self, _object, address, what, argument):
        if self.collecting is None:
            self.find_new()
        result = Watcher.on_event(self, _object, address, what, argument)
        if what == 0:
            code = oracle.object_at(address).f_code
            inside = code.co_filename == oracle.FILE and code.co_name in oracle.COMPREHENSIONS
            self.current.append(self.current[-1] if inside and self.current else self.active.get(address))
        elif what == 3 and self.current:
            self.current.pop()
        return result

    def find_new(self):
        # what was looked at is put out of sight, so that the next look finds only what is new
        objects = gc.get_objects()
        gc.freeze()
        for each in objects:
            kind = type(each)
            if not (kind.__flags__ & 512 and kind.__module__ == "__main__") or id(each) in self.alive:
                continue
            try:
                self.references[id(each)] = weakref.ref(each, self.watch(id(each)))
            except TypeError:
                continue
            line, scope = self.where()
            self.alive[id(each)] = life = [kind.__name__, line, scope, "", 0, 0]
            self.lives.append(life)
        each = objects = None

    def where(self):
        """The statement that runs in the innermost frame; none if that is no frame of the program."""
        for activation in reversed(self.current):
            if activation is None:
                break
            if activation.line is not None:
                return activation.line, activation.known.scope
        return 0, ""

    def watch(self, address):
        def gone(_reference):
            frame = sys._getframe(1)
            while frame is not None and frame.f_code.co_filename != oracle.FILE:
                frame = frame.f_back
            life = self.alive.pop(address)
            self.references.pop(address)
            life[3:] = [self.collecting or "count", frame.f_lineno if frame is not None else 0, self.where()[0]]
        return gone

    def collector(self, phase, _information):
        self.collecting = "collector" if phase == "start" else None
        if phase == "start":
            gc.unfreeze()

    def run(self):
        gc.callbacks.append(self.collector)
        oracle.collectable = self.at_the_end
        try:
            answer = Watcher.run(self)
        finally:
            oracle.collectable = collectable
        return {
            "lives": self.lives, "garbage": answer["garbage"], "error": answer["error"],
            "truncated": answer["truncated"], "failure": answer["failure"],
        }

    def at_the_end(self):
        """As `oracle.collectable`, and every instance still alive gets its cause."""
        self.find_new()
        gc.callbacks.remove(self.collector)
        gc.unfreeze()
        self.collecting = "garbage"
        found = collectable()
        for life in self.alive.values():
            life[3] = "exit"
        self.references.clear()
        return found


def main():
    oracle.Watcher = Lifetimes
    oracle.main(sys.stdin.read())


if __name__ == "__main__":
    main()
