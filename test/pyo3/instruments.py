"""What pages are measured with: canaries, counts, blocks, and programs that may hang or die."""
import gc
import os
import subprocess
import sys

sys.path.insert(0, sys.argv[1])
import decref_pages as pages

ROUNDS = 100
MEASURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "measure.py")


class Holder:
    pass


def left(make):
    """Canaries that are still alive after ROUNDS cycles were made and collected."""
    gc.collect()
    before = pages.canaries()
    for _ in range(ROUNDS):
        make(pages.Canary())
    gc.collect()
    gc.collect()
    return pages.canaries() - before


def drift(call, watched):
    """How far the count of an object moves in ROUNDS calls, per call."""
    call()
    before = sys.getrefcount(watched)
    for _ in range(ROUNDS):
        call()
    return (sys.getrefcount(watched) - before) / ROUNDS


def blocks(call):
    """Objects of the allocator that ROUNDS calls leave behind, per call."""
    for _ in range(10):
        call()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(ROUNDS):
        call()
    gc.collect()
    return round((sys.getallocatedblocks() - before) / ROUNDS)


def wrapped_as_owned(name, arguments):
    def measure(module):
        item = Holder()
        # so many spare references that the count never reaches zero
        spare = [item] * (ROUNDS * 3)
        return drift(lambda: getattr(module, name)(*arguments(item)), item)

    return measure


def alone(name, mode, seconds=3):
    """How a program ends in a process of its own: the last word that it prints, or `hangs`, or `dies`."""
    command = [sys.executable, MEASURE, sys.argv[1], name, mode]
    try:
        child = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return "hangs"
    lines = child.stdout.split()
    return lines[-1] if lines else "dies"
