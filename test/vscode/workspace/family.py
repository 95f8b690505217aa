"""Two objects that hold each other when their names are gone."""


class Node:
    def __init__(self, parent=None):
        self.parent = parent
        self.children = []


def family():
    parent = Node()
    child = Node(parent)
    parent.children.append(child)
    del parent, child


family()
