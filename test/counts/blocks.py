"""Allocates and frees blocks of one size as told and prints where each lies: `{"size", "steps"}` in, a list of addresses out, in JSON.

A step is the number of a block: it is made if it is not there, and freed if it is. Before the first step so many are made that every pool of
that size that was there is full; these stay.
"""
import array
import json
import sys

told = json.loads(sys.stdin.read())
steps = array.array("I", told["steps"])
places = array.array("Q", [0] * len(steps))
# the header of a bytes object takes 33
length = told["size"] - 33
before = [bytes(length) for _ in range(4000)]
blocks = [None] * (max(steps) + 1)
at = 0
for number in steps:
    if blocks[number] is None:
        blocks[number] = bytes(length)
        places[at] = id(blocks[number])
    else:
        blocks[number] = None
    at += 1
print(json.dumps(places.tolist()))
