"""Writes CPython's syntax trees as flat streams of numbers, in the numbering that the reader sends.

Request (one line of JSON on standard input): {"kinds", "fields", "operators", "literals": lists of names, "files": paths}
or, instead of "files", "texts": [[name, text], ...]. With "values": true constants have their value as name;
with "trees": false only whether each parses is answered.
Answer for each file, on standard output: 4 little-endian int32 (length of the name, 1 if it parses else 0, count of
numbers, length of the string table), the name, the numbers (int32), the string table (JSON).

A node is: kind, field, start line, start column, end line, end column, flag, name, number of children; then its children
in the order of `_fields`. Columns count UTF-8 bytes; -1 where ast has no position; a name is an index into the table.
"""

import ast
import json
import struct
import sys
import warnings
from array import array

warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)

NAMES = {  # what `aux` holds
    "FunctionDef": "name", "AsyncFunctionDef": "name", "ClassDef": "name", "Attribute": "attr", "Name": "id", "arg": "arg",
    "keyword": "arg", "alias": "name", "MatchStar": "name", "MatchAs": "name", "TypeVar": "name", "ParamSpec": "name",
    "TypeVarTuple": "name",
}
IDENTIFIERS = {  # strings that are nodes of their own
    ("ImportFrom", "module"), ("alias", "asname"), ("Global", "names"), ("Nonlocal", "names"), ("ExceptHandler", "name"),
    ("MatchMapping", "rest"), ("MatchClass", "kwd_attrs"),
}
NUMBERS = {("AnnAssign", "simple"), ("comprehension", "is_async"), ("Import", "is_lazy"), ("ImportFrom", "is_lazy")}
CONTEXTS = {"Load": 0, "Store": 1, "Del": 2}


class Dumper:
    def __init__(self, request):
        self.fields = {name: number for number, name in enumerate(request["fields"])}
        self.kinds = {name: number for number, name in enumerate(request["kinds"])}
        self.operators = {name: number for number, name in enumerate(request["operators"])}
        self.literals = {name: number for number, name in enumerate(request["literals"])}
        self.literal_of = {int: "int", float: "float", complex: "complex", str: "str", bytes: "bytes", bool: None, type(None): "None", type(...): "Ellipsis"}
        self.plans = {}
        self.values = request.get("values", False)

    def plan(self, cls):
        """What to do with each field of a class: (attribute, field number, way)."""
        steps = []
        kind = cls.__name__
        for name in cls._fields:
            if (kind, name) in IDENTIFIERS:
                steps.append((name, self.fields[name], "identifier"))
            elif (kind, name) in NUMBERS:
                steps.append((name, 0, "number"))
            elif name == NAMES.get(kind):
                steps.append((name, 0, "name"))
            elif name == "ctx":
                steps.append((name, 0, "context"))
            elif name == "op":
                steps.append((name, 0, "operator"))
            elif name == "ops":
                steps.append((name, self.fields[name], "operators"))
            elif name == "level":
                steps.append((name, 0, "level"))
            elif name == "conversion":
                steps.append((name, 0, "conversion"))
            elif kind in ("Constant", "MatchSingleton") and name == "value":
                steps.append((name, 0, "literal"))
            elif name in ("type_comment", "kind", "type_ignores", "str"):
                continue
            else:
                steps.append((name, self.fields[name], "nodes"))
        self.plans[cls] = result = (self.kinds[kind], steps)
        return result

    def dump(self, tree):
        self.out = array("i")
        self.table = []
        self.indices = {}
        self.visit(tree, 0)
        return self.out, self.table

    def string(self, text):
        if text is None:
            return -1
        index = self.indices.get(text)
        if index is None:
            index = self.indices[text] = len(self.table)
            self.table.append(text)
        return index

    def value(self, value):
        """A text from which the reader can tell the value of a constant; None where the kind says it all."""
        if isinstance(value, str):
            return value
        if isinstance(value, bytes):
            return value.decode("latin-1")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return hex(value) if isinstance(value, int) else value.hex()
        return None

    def visit(self, node, field):
        out = self.out
        cls = type(node)
        kind, steps = self.plans.get(cls) or self.plan(cls)
        at = len(out)
        try:
            out.extend((kind, field, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, 0, -1, 0))
        except AttributeError:
            out.extend((kind, field, -1, -1, -1, -1, 0, -1, 0))
        count = 0
        for name, number, way in steps:
            value = getattr(node, name)
            if way == "nodes":
                if value is None:
                    continue
                if type(value) is list:
                    for item in value:
                        if item is not None:
                            count += 1
                            self.visit(item, number)
                else:
                    count += 1
                    self.visit(value, number)
            elif way == "name":
                out[at + 7] = self.string(value)
            elif way == "context":
                out[at + 6] = CONTEXTS[type(value).__name__]
            elif way == "operator":
                out[at + 6] = self.operators[type(value).__name__]
            elif way == "literal":
                literal = self.literal_of[type(value)]
                out[at + 6] = self.literals[str(value) if literal is None else literal]
                if self.values:
                    out[at + 7] = self.string(self.value(value))
            elif way == "operators":
                for operator in value:
                    count += 1
                    out.extend((self.kinds["CompareOp"], number, -1, -1, -1, -1, self.operators[type(operator).__name__], -1, 0))
            elif way == "identifier":
                for text in value if type(value) is list else (value,):
                    if text is not None:
                        count += 1
                        out.extend((self.kinds["Identifier"], number, -1, -1, -1, -1, 0, self.string(text), 0))
            elif way == "conversion":
                out[at + 6] = max(value, 0)
            elif way == "number":
                out[at + 6] = int(value or 0)
            elif way == "level":
                out[at + 7] = -2 - (value or 0)
        out[at + 8] = count


def main(request, answer):
    dumper = Dumper(request)
    for entry in request.get("files") or request["texts"]:
        if isinstance(entry, str):
            name = entry
            with open(name, "rb") as file:
                source = file.read()
        else:
            name, source = entry
            if source.startswith("\ufeff"):  # only of bytes does CPython take the mark away
                source = source.encode()
        try:
            tree = ast.parse(source)
            numbers, table = dumper.dump(tree) if request.get("trees", True) else (array("i"), [])
            good = 1
        except (SyntaxError, ValueError, RecursionError, MemoryError, UnicodeError):
            numbers, table, good = array("i"), [], 0
        name = name.encode()
        strings = json.dumps(table).encode()
        answer(struct.pack("<4i", len(name), good, len(numbers), len(strings)) + name + numbers.tobytes() + strings)


if __name__ == "__main__":
    main(json.loads(sys.stdin.readline()), sys.stdout.buffer.write)
