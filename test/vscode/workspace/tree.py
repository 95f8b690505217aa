"""A tree whose nodes keep themselves alive."""
import gc


class Node:
    def __init__(self, value):
        self.value = value
        self.me = self


def render(words):
    text = ""
    for word in words:
        text += word
        gc.collect()
    return text


a = Node(1)
b = a
c = a
c = 0
b = 0
old = 1  # decref: ignore[RC803]
