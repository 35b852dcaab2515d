"""Which module may import which: the floors of the package, and a checker that reads the imports from the source."""

import ast
import fnmatch
from pathlib import Path

PACKAGE = "synctv_async"

# From the ground up. A module may import its own floor and those below it; what is not listed is on no floor.
FLOORS = [
    (0, ("errors", "_types", "version")),
    (1, ("config", "models", "models.*")),
    (2, ("arrow", "signing", "_wire", "_wire.*", "_policy", "_policy.*")),
    (3, ("_concurrency", "_concurrency.*")),
    (5, ("_async.synctv*", "_async.sourcesync*", "_sync.synctv*", "_sync.sourcesync*")),
    (4, ("_async", "_async.*", "_sync", "_sync.*")),
    (
        6,
        (
            "doctor",
            "doctor.*",
            "export",
            "export.*",
            "cli",
            "cli.*",
            "integrations",
            "integrations.*",
            "testing",
            "testing.*",
            "__main__",
        ),
    ),
    (9, ("sandbox", "sandbox.*")),
    (7, ("",)),
]
USES, ROOF, ANNEX = 6, 7, 9

# Modules from elsewhere, and the only modules of ours that may import them.
ONLY_IN = {
    "httpx": ("_async._transport", "_sync._transport"),
    "httpcore": (),
    "anyio": ("_concurrency",),
    "threading": ("_concurrency",),
    "time": ("_concurrency",),
    "asyncio": (),
    "xmltodict": ("_wire.xml",),
    "orjson": ("_wire.json", "export.ndjson"),
}

# What `testing` may import besides: a transport without a network is one of httpx, and waits in the caller's loop.
IN_TESTING = {"httpx", "anyio"}

# What a floor may import from elsewhere, besides the standard library.
THIRD_PARTY = {
    0: set(),
    1: {"attrs"},
    2: {"attrs", "cattrs", "xmltodict", "orjson", "msgspec", "pyarrow"},
    3: {"anyio", "sniffio"},
    4: {"attrs", "httpx"},
    5: {"attrs"},
}

# The pure floors know no clock, no dice, no files and no network.
IMPURE = {
    *("random", "secrets", "socket", "ssl", "select", "selectors", "subprocess", "multiprocessing", "concurrent"),
    *("sched", "signal", "http", "ftplib", "smtplib", "logging", "os", "pathlib", "io", "tempfile", "shutil"),
}


def module_name(path, root):
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources(root):
    """Return every module under the package's folder with its path."""
    return {module_name(path, root): path for path in sorted(root.rglob("*.py"))}


def floor_of(module):
    for floor, patterns in FLOORS:
        if any(fnmatch.fnmatchcase(module, pattern) for pattern in patterns):
            return floor
    return None


def _is_type_checking(test):
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _nodes(tree):
    """Walk a tree, imports inside of functions included, and those that only type checkers see left out."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and _is_type_checking(node.test):
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)


def _called_import(node):
    """Return the module of an ``import_module("x")`` or ``__import__("x")``."""
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    first = node.args[0] if node.args else None
    if name in ("import_module", "__import__") and isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value
    return None


def imports_of(module, path, known):
    """Return the modules that a module imports, as full dotted names, with their lines."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = []
    for node in _nodes(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if package else []
                base = ".".join(part for part in [PACKAGE, *above, base] if part)
            for alias in node.names:
                inner = f"{base}.{alias.name}".removeprefix(f"{PACKAGE}.")
                is_module = base.partition(".")[0] == PACKAGE and inner in known
                found.append((f"{base}.{alias.name}" if is_module else base, node.lineno))
        elif isinstance(node, ast.Call) and (called := _called_import(node)):
            found.append((called, node.lineno))
    return found


def _inner_fault(module, target):
    """Say what is wrong with an import of ours, or nothing."""
    floor, other = floor_of(module), floor_of(target)
    if other is None:
        return "is on no floor"
    if floor == ANNEX:
        return None if other == ANNEX or target == "signing" else "is not for the sandbox: it knows signing only"
    if floor == USES:
        return _fault_above(module, target)
    if {module.split(".")[0], target.split(".")[0]} == {"_async", "_sync"}:
        return "is of the other facade"
    if other in (USES, ANNEX) or (floor != ROOF and other > floor):
        return "is on a higher floor"
    return None


def _fault_above(module, target):
    own = module.split(".")[0] == target.split(".")[0]
    private = any(part.startswith("_") for part in target.split("."))
    if own and {_facade(module), _facade(target)} == {"_async", "_sync"}:
        return "is of the other facade"
    if _facade(module) is not None and floor_of(target) == 3:  # what is written for both facades needs the twins
        return None
    return "is not part of the public face" if private and not own else None


def _facade(module):
    """Return the facade that a module above the engine is for, if any: ``_async`` of ``export._async.x``."""
    return next((part for part in module.split(".")[1:2] if part in ("_async", "_sync")), None)


def _outer_fault(module, name):
    """Say what is wrong with an import from elsewhere, or nothing."""
    floor, top = floor_of(module), name.partition(".")[0]
    if floor == ANNEX:
        return None
    # The public face has no clocks and threads to offer.
    allowed = {"time", "threading"} | (IN_TESTING if module.partition(".")[0] == "testing" else set())
    if floor == USES and top in allowed:
        return None
    if top in ONLY_IN and not any(module == own or module.startswith(f"{own}.") for own in ONLY_IN[top]):
        return f"is for {' and '.join(ONLY_IN[top]) or 'nobody'} only"
    if floor == 2 and (top in IMPURE or name == "urllib.request"):
        return "is not for a pure floor"
    if floor in THIRD_PARTY and top not in THIRD_PARTY[floor] and not _is_standard(top):
        return f"is not for floor {floor}"
    return None


def _is_standard(top):
    import sys

    return top in sys.stdlib_module_names


def violations(root: Path):
    """Return a line for each import that breaks the rules."""
    known, found = sources(root), []
    for module, path in known.items():
        if floor_of(module) is None:
            found.append(f"{module or PACKAGE}: is on no floor")
            continue
        for name, line in imports_of(module, path, known):
            ours = name == PACKAGE or name.startswith(f"{PACKAGE}.")
            fault = _inner_fault(module, name[len(PACKAGE) + 1 :]) if ours else _outer_fault(module, name)
            if fault:
                found.append(f"{module or PACKAGE}:{line}: {name} {fault}")
    return found
