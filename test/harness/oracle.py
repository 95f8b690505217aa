"""The oracle: runs programs on the CPython that runs this file and reports what their reference counts really are.

It holds nothing of a program while it reads: a C-level trace function sees each statement end, finds the frame's variables in raw
memory and reads ``ob_refcnt`` there. So nothing has to be subtracted, and no version needs a correction.

Reads one JSON document from standard input, ``{"programs": [{"id", "source", "files", "gc"}]}``, and writes one JSON line for each:

    counts   [line, scope, name, [[count, flags, {variable: delta}], ...]]   distinct observations after that statement
             count is -1 for an immortal object; flags: S shared by the process, U made by the program's own classes, C container,
             M module or builtin; delta is beyond the count that the object had on entry, for each parameter or free variable it came as
    gc       {line: [{type: number}, ...]}    what a full collection would free there, each time the line ran
    stdout, error                             how the program behaved
    garbage, alive                            by type, at its end: what only the collector frees; what its own classes still have
    truncated                                 true if it ran longer than the oracle looks
    loaded                                    modules that leave something when they are first imported, and were there before the program

What the collector finds depends on what the process had imported before: here it is what `argparse` and `ast` bring along, and nothing else.
"""
import argparse  # noqa: F401
import ast
import ctypes
import gc
import importlib.machinery
import io
import json
import os
import sys
import types

VERSION = sys.version_info[:2]
POINTER = ctypes.sizeof(ctypes.c_void_p)
FILE = "<program>"
LEAVING = ("signal", "datetime", "socket", "ssl", "http", "uuid", "pickle", "tkinter")
STATEMENTS = 20000
SECONDS = 60

# ------------------------------------------------------------------------------------------------ raw memory

# since 3.12 the upper half of a 64-bit count holds other things
Count = ctypes.c_uint32 if VERSION >= (3, 12) and POINTER == 8 else ctypes.c_ssize_t
Word = ctypes.c_size_t
#: from 3.14 on a slot's low bits say whether the frame owns the reference
UNTAGGED = ~3 if VERSION >= (3, 14) else ~0
IMMORTAL = (1 << 31 if POINTER == 8 else 1 << 29) if VERSION >= (3, 12) else None
CELL = id(types.CellType)


def count_at(address):
    return Count.from_address(address).value


def word_at(address):
    return Word.from_address(address).value


def object_at(address):
    return ctypes.cast(address, ctypes.py_object).value


def storage_of(frame_address):
    """Where a frame keeps its variables: in the frame object up to 3.10, behind its third field since."""
    return frame_address if VERSION < (3, 11) else word_at(frame_address + 3 * POINTER)


def distance_to_variables():
    """Measured rather than known: the first place where two neighbouring words are two neighbouring variables."""
    one, other = object(), object()
    frame = sys._getframe()
    start = storage_of(id(frame))
    for at in range(2 * POINTER, 120 * POINTER, POINTER):
        if word_at(start + at) & UNTAGGED == id(one) and word_at(start + at + POINTER) & UNTAGGED == id(other):
            return at
    raise SystemExit("no variables found in a frame of " + sys.version)


VARIABLES = distance_to_variables()

# ------------------------------------------------------------------------------------------------ programs

#: fields that hold statements with lines of their own
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def on_one_line(body):
    """Gives each statement, and each header of a compound one, a single line number: its first (decorators count).

    Otherwise a call that is spread over lines would end "statements" in its middle. Nothing but line numbers changes."""
    for statement in body:
        decorators = getattr(statement, "decorator_list", ())
        line = min([statement.lineno] + [decorator.lineno for decorator in decorators])
        statement.lineno = line
        for field, value in ast.iter_fields(statement):
            if field in BLOCKS and isinstance(value, list):
                continue
            for node in value if isinstance(value, list) else [value]:
                if isinstance(node, ast.AST):
                    paint(node, line)
        for field in ("body", "orelse", "finalbody"):
            on_one_line(getattr(statement, field, None) or ())
        for handler in getattr(statement, "handlers", ()):
            if handler.type is not None:
                paint(handler.type, handler.lineno)
            on_one_line(handler.body)
        for case in getattr(statement, "cases", ()):
            line = case.pattern.lineno
            paint(case.pattern, line)
            if case.guard is not None:
                paint(case.guard, line)
            on_one_line(case.body)


def paint(node, line):
    for part in ast.walk(node):
        if hasattr(part, "lineno"):
            part.lineno = part.end_lineno = line
            part.col_offset = part.end_col_offset = 0


def qualified_names(tree):
    """(name, first line) -> qualified name, for the versions whose code objects do not know theirs."""
    found = {}
    made = {ast.Lambda: "<lambda>", ast.GeneratorExp: "<genexpr>"}

    def visit(node, prefix):
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.GeneratorExp)):
                name = made.get(type(child)) or child.name
                line = min([child.lineno] + [decorator.lineno for decorator in getattr(child, "decorator_list", ())])
                found.setdefault((name, line), prefix + name)
                inner = prefix + name + ("." if isinstance(child, ast.ClassDef) else ".<locals>.")
            visit(child, inner)

    visit(tree, "")
    return found


class Sources(object):
    """Finds the other files of a program when it imports them."""

    def __init__(self, files):
        self.files = {name[:-3].replace("/", "."): text for name, text in files.items() if name.endswith(".py")}

    def find_spec(self, name, path=None, target=None):
        if name in self.files:
            return importlib.machinery.ModuleSpec(name, self)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(compile(self.files[module.__name__], module.__name__ + ".py", "exec"), module.__dict__)


# ------------------------------------------------------------------------------------------------ watching

COMPREHENSIONS = {"<listcomp>", "<dictcomp>", "<setcomp>"}
GENERATOR = 0x20 | 0x80 | 0x200
OPTIMIZED, NEW_LOCALS = 1, 2
YIELDING = {"YIELD_VALUE", "YIELD_FROM", "SEND", "RESUME", "RETURN_GENERATOR", "GET_AWAITABLE"}
EXHAUSTING = ("FOR_ITER", "SEND", "YIELD", "END_SEND")
#: what the interpreter itself puts into the namespace of a module or class
OWN = {
    "__name__", "__doc__", "__package__", "__loader__", "__spec__", "__file__", "__builtins__", "__cached__", "__annotations__",
    "__conditional_annotations__", "__annotate__", "__annotate_func__", "__warningregistry__", "__module__", "__qualname__",
    "__firstlineno__", "__static_attributes__", "__classdict__", "__classcell__", "__classdictcell__",
}
SINGLETONS = {id(each) for each in (None, True, False, Ellipsis, NotImplemented, (), "", b"", frozenset())}
CHARACTERS = {id(chr(unit)) for unit in range(256)} | {id(bytes([unit])) for unit in range(256)}


class Code(object):
    """What is the same for all frames of one code object."""
    __slots__ = ("code", "scope", "variables", "operations")


class Activation(object):
    """One frame on its way: the statement it is in, and what its parameters and free variables were on entry."""
    __slots__ = ("known", "line", "last", "raised", "suspended", "entry")


class Watcher(object):
    def __init__(self, source, files, collect_at):
        tree = ast.parse(source, FILE)
        self.names = qualified_names(tree)
        on_one_line(tree.body)
        self.code = compile(tree, FILE, "exec", dont_inherit=True)
        self.files = files
        self.collect_at = set(collect_at)
        self.observed = {}
        self.collected = {}
        self.codes = {}
        self.active = {}
        self.steps = 0
        self.truncated = False
        self.failure = None
        self.namespace = None

    # -------------------------------------------------------------------- one look

    def look(self, activation, address, frame, returned=0):
        self.steps += 1
        if self.steps > STATEMENTS:
            self.truncated = True
            SET_TRACE(None, None)
            return
        known, line = activation.known, activation.line
        if known.code.co_flags & OPTIMIZED:
            for name, at in variables(known, address):
                if at != returned:
                    self.note(line, known.scope, name, at, activation.entry)
            return
        space = self.namespace if known.code is self.code else frame.f_locals
        for name in list(space):
            if type(name) is str and name not in OWN:
                at = id(space[name])
                self.note(line, known.scope, name, at, ())
        space = None
        if known.code is self.code and line in self.collect_at:
            self.collected.setdefault(line, []).append(collectable())

    def note(self, line, scope, name, at, entry):
        count = count_at(at)
        flags = flags_of(at)
        if IMMORTAL is not None and count >= IMMORTAL:
            count = -1
        deltas = ()
        if entry and count != -1:
            deltas = tuple((parameter, count - before) for parameter, (place, before) in entry.items() if place == at)
        self.observed.setdefault((line, scope, name), set()).add((count, flags, deltas))

    # -------------------------------------------------------------------- events

    def call(self, address, frame):
        code = frame.f_code
        if code.co_filename != FILE or code.co_name in COMPREHENSIONS:
            self.active.pop(address, None)  # the place of a frame that is gone
            return
        activation = self.active.get(address)
        if activation is not None and activation.suspended and activation.known.code is code:
            activation.suspended = False
            activation.last = frame.f_lasti
            return
        activation = self.active[address] = Activation()
        activation.known = self.known(code)
        activation.line, activation.last, activation.raised, activation.suspended, activation.entry = None, -1, False, False, {}

    def line(self, activation, address, frame):
        line, last = frame.f_lineno, frame.f_lasti
        if line is None:
            return
        if activation.line is None:
            self.enter(activation, address)
        elif line == activation.line and last > activation.last:
            return
        elif not activation.raised:
            self.look(activation, address, frame)
        activation.raised = False
        activation.line, activation.last = line, last

    def enter(self, activation, address):
        known = activation.known
        if known.code.co_flags & OPTIMIZED:
            activation.entry = {name: (at, count_at(at)) for name, at in variables(known, address)}

    def leave(self, activation, address, frame, returned):
        code = activation.known.code
        if returned and code.co_flags & GENERATOR and self.operation(activation, frame) in YIELDING:
            activation.suspended = True
            return
        if returned and activation.line is not None and not activation.raised:
            self.look(activation, address, frame, returned)
        self.active.pop(address, None)

    def operation(self, activation, frame):
        operations, at = activation.known.operations, frame.f_lasti
        return opcode_names[operations[at]] if 0 <= at < len(operations) else ""

    def known(self, code):
        known = self.codes.get(id(code))
        if known is None:
            known = self.codes[id(code)] = Code()
            known.code = code
            known.scope = getattr(code, "co_qualname", None) or self.names.get((code.co_name, code.co_firstlineno), code.co_name)
            cells, free = set(code.co_cellvars), set(code.co_freevars)
            known.variables = [(name, name in cells or name in free) for name in variable_names(code)]
            known.operations = code.co_code
        return known

    def on_event(self, _object, address, what, argument):
        try:
            if what == 0:
                frame = object_at(address)
                self.call(address, frame)
            else:
                activation = self.active.get(address)
                if activation is None:
                    return 0
                frame = object_at(address)
                if what == 2:
                    self.line(activation, address, frame)
                elif what == 1:
                    if not self.operation(activation, frame).startswith(EXHAUSTING):
                        activation.raised = True
                elif what == 3:
                    self.leave(activation, address, frame, argument or 0)
        except BaseException as error:
            self.failure = "%s: %s" % (type(error).__name__, error)
        return 0

    # -------------------------------------------------------------------- the run

    def run(self):
        module = types.ModuleType("__main__")
        module.__file__ = FILE
        module.__dict__["__builtins__"] = __import__("builtins")
        self.namespace = module.__dict__
        saved = sys.stdout, sys.stderr, sys.stdin, sys.argv[:], sys.settrace, sys.modules.get("__main__"), set(sys.modules)
        sources = Sources(self.files)
        sys.meta_path.insert(0, sources)
        sys.modules["__main__"] = module
        output = sys.stdout = io.StringIO()
        sys.stderr, sys.stdin, sys.argv[:] = io.StringIO(), io.StringIO(""), [FILE]
        # a program that restores "no tracing" would switch the oracle off
        set_python_trace, sys.settrace = sys.settrace, ignore
        callback = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(self.on_event)
        gc.collect()
        gc.collect()
        gc.freeze()
        gc.disable()
        error = None
        namespace, code = self.namespace, self.code
        try:
            try:
                SET_TRACE(ctypes.cast(callback, ctypes.c_void_p), None)
                exec(code, namespace)
            finally:
                SET_TRACE(None, None)
        except SystemExit as stop:
            error = "SystemExit: %s" % (stop.code,)
        except BaseException as raised:
            error = "%s: %s" % (type(raised).__name__, raised)
        self.active.clear()
        alive = tally(each for each in gc.get_objects() if type(each).__module__ == "__main__")
        garbage = collectable()
        sys.stdout, sys.stderr, sys.stdin, sys.argv[:], sys.settrace = saved[:5]
        sys.modules["__main__"] = saved[5]
        sys.meta_path.remove(sources)
        for name in set(sys.modules) - saved[6]:
            if name in sources.files:
                del sys.modules[name]
        gc.unfreeze()
        gc.enable()
        return {
            "counts": [
                [line, scope, name, [[count, flags, dict(deltas)] for count, flags, deltas in sorted(seen)]]
                for (line, scope, name), seen in sorted(self.observed.items())
            ],
            "gc": self.collected, "stdout": output.getvalue(), "error": error, "garbage": garbage, "alive": alive,
            "truncated": self.truncated, "failure": self.failure, "loaded": [name for name in LEAVING if name in saved[6]],
        }


def ignore(_function):
    pass


def variable_names(code):
    if VERSION < (3, 11):
        return code.co_varnames + code.co_cellvars + code.co_freevars
    names = []
    while True:
        try:
            names.append(code._varname_from_oparg(len(names)))
        except IndexError:
            return names


def variables(known, frame_address):
    """The variables of a function's frame that are bound, and where their objects are."""
    base = storage_of(frame_address) + VARIABLES
    found = []
    for index, (name, shared) in enumerate(known.variables):
        at = word_at(base + index * POINTER)
        if VERSION >= (3, 14) and at & 3 == 3:
            continue  # a number in a tagged word
        at &= UNTAGGED
        if at and shared and word_at(at + POINTER) == CELL:
            at = word_at(at + 2 * POINTER)
        if at and not name.startswith("."):
            found.append((name, at))
    return found


def flags_of(at):
    value = object_at(at)
    kind = type(value)
    if at in SINGLETONS or at in CHARACTERS or kind is int and -5 <= value <= 1024 or kind is str and is_interned(at):
        return "S"
    if kind is types.ModuleType or kind is types.BuiltinFunctionType or isinstance(value, type) and value.__module__ != "__main__":
        return "M"
    if kind is types.FunctionType and value.__module__ != "__main__":
        return "M"
    if kind.__module__ == "__main__" or isinstance(value, type):
        return "U"
    return "C" if gc.is_tracked(value) or kind in (list, dict, set) else ""


def is_interned(at):
    """The first bits behind head, length and hash of a string."""
    state = ctypes.c_uint32.from_address(at + 4 * POINTER).value
    return bool(state & (3 if VERSION < (3, 14) else 255))


def collectable():
    """What a full collection would free now, by type; it stays where it is."""
    before = gc.get_debug()
    del gc.garbage[:]
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    gc.set_debug(before)
    found = tally(gc.garbage)
    del gc.garbage[:]
    return found


def tally(objects):
    found = {}
    for each in objects:
        name = type(each).__name__
        found[name] = found.get(name, 0) + 1
    return found


def prepare():
    global SET_TRACE, opcode_names
    import dis
    opcode_names = dis.opname
    SET_TRACE = ctypes.pythonapi.PyEval_SetTrace
    SET_TRACE.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    SET_TRACE.restype = None


def observe(program):
    try:
        watcher = Watcher(program["source"], program.get("files") or {}, program.get("gc") or ())
    except SyntaxError as error:
        return {"syntax": "%s (line %s)" % (error.msg, error.lineno)}
    except (RecursionError, MemoryError, ValueError) as error:
        return {"syntax": "%s: %s" % (type(error).__name__, error)}
    return watcher.run()


def carefully(program):
    try:
        return observe(program)
    except Exception as error:
        return {"failure": "the oracle itself: %r" % (error,)}


def answer(program, result):
    result["id"] = program["id"]
    return json.dumps(result) + "\n"


def in_a_child(program, out):
    """Each program has a process of its own, so that none meets what another left."""
    # the module `signal` would leave its enumerations
    import _signal
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            _signal.alarm(SECONDS)
            with os.fdopen(writer, "w", encoding="utf-8") as pipe:
                pipe.write(answer(program, carefully(program)))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    out.write(text if text.endswith("\n") else answer(program, {"failure": "the interpreter ended with status %d" % status}))


def main(text, write_line=None):
    prepare()
    programs = json.loads(text)["programs"]
    if write_line is not None:
        for program in programs:
            write_line(answer(program, carefully(program)))
        return
    gc.collect()
    for program in programs:
        in_a_child(program, sys.stdout)
        sys.stdout.flush()


if __name__ == "__main__":
    # the program under test is the only `__main__`
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import oracle
    oracle.main(sys.stdin.read())
