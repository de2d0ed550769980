"""No module of the package imports itself by way of others, imports inside functions and for types counted.

Importing by name while the program runs (``import_module`` of models, quantities and readers of files) is a look-up in
a registry and is not counted: what is registered depends on the registry, which knows none of it.

Python loads a package before a module of it, so that whoever imports the module from outside imports the package's
``__init__`` too, and what that imports. It is counted (:func:`loads`) but for imports for types, which load nothing,
and from within the package: every package that takes names from its modules would be in a circle with them.
"""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

import deterrence

SOURCE = Path(deterrence.__file__).parent
TOP = deterrence.__name__
# The top package's __init__ exports lazily: loading it loads no other module, and a name taken from it is an import of
# the module that the name is from. So it stands between others, and depends on none; it is left out.
HOMES: dict[str, str] = deterrence._HOMES


def name_of(path: Path) -> str:
    """The dotted name of a module; a package is named by its folder."""
    parts = (TOP, *path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in SOURCE.rglob("*.py")}


def imports(source: str | ast.Module, package: str, modules: frozenset[str] = frozenset(MODULES)) -> Iterator[str]:
    """Modules that a text imports anywhere. A name taken from a package counts as the submodule, if it is one.

    Args:
        source: the text of a module, parsed or not.
        package: the dotted name of the package it is in; of a package's ``__init__``, its own.
        modules: the modules that count.
    """
    for node in statements(ast.parse(source) if isinstance(source, str) else source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            home = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                taken = f"{home}.{alias.name}"
                if taken in modules:
                    yield taken
                elif home == TOP and alias.name in HOMES:
                    yield HOMES[alias.name]
                elif home in modules:
                    yield home


def statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Every statement within a piece of a program; nothing within expressions, where no import is."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            continue
        if isinstance(child, ast.stmt):
            yield child
        yield from statements(child)


def loads(source: str | ast.Module, package: str, modules: frozenset[str] = frozenset(MODULES)) -> Iterator[str]:
    """Packages whose ``__init__`` is loaded by what a text imports at run time: all above a module that it imports, but
    those that it is in itself, and the top. Arguments as in :func:`imports`."""
    for name in imports(at_run_time(source), package, modules):
        parts = name.split(".")
        for k in range(2, len(parts)):
            above = ".".join(parts[:k])
            if above in modules and not f"{package}.".startswith(f"{above}."):
                yield above


def at_run_time(source: str | ast.Module) -> ast.Module:
    """A text, parsed, without what stands under ``if TYPE_CHECKING``."""
    tree = ast.parse(source) if isinstance(source, str) else source
    for node in statements(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).rpartition(".")[2] == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    return tree


def graph() -> dict[str, set[str]]:
    """Every module but the top package, and what it imports of the package."""
    found = {}
    for name, path in MODULES.items():
        if name != TOP:
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found[name] = set(imports(tree, package)) - {TOP}  # before the next, which takes out what is for types
            found[name] |= set(loads(tree, package))
    return found


def circle(of: dict[str, set[str]]) -> list[str]:
    """A circle in a graph of imports, each importing the next and the last the first again; empty where none is."""
    try:
        TopologicalSorter(of).prepare()
    except CycleError as error:
        return error.args[1][::-1]  # graphlib has what is imported before what imports it
    return []


def test_no_module_imports_itself_by_way_of_others():
    found = circle(graph())
    assert not found, f"an import circle: {' imports '.join(found)}"


def test_the_top_package_imports_nothing_of_its_own():
    assert not set(imports(MODULES[TOP].read_text(encoding="utf-8"), TOP))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import top.a.b", ["top.a.b"]),
        ("from top.a import b, name", ["top.a.b", "top.a"]),
        ("from . import b", ["top.a.b"]),
        ("from .b import name", ["top.a.b"]),
        ("from .. import c", ["top.c"]),
        ("from ..c import name", ["top.c"]),
        ("def f():\n    from ..c import name", ["top.c"]),
        ("if TYPE_CHECKING:\n    from .b import name", ["top.a.b"]),
        ("import numpy\nfrom numpy import c", []),
    ],
)
def test_imports_are_found(source, expected):
    modules = frozenset({"top", "top.a", "top.a.b", "top.c"})
    assert list(imports(source, "top.a", modules)) == expected


@pytest.mark.parametrize(
    ("source", "package", "expected"),
    [
        ("from ..b.c import name", "top.a", ["top.b"]),
        ("from ..b.d.e import name", "top.a", ["top.b", "top.b.d"]),
        ("def f():\n    from top.b.c import name", "top.a", ["top.b"]),
        ("if TYPE_CHECKING:\n    from ..b.c import name", "top.a", []),
        ("if typing.TYPE_CHECKING:\n    from ..b.c import name\nelse:\n    from ..b.c import x", "top.a", ["top.b"]),
        ("from .c import name", "top.b", []),
        ("from ..c import name", "top.b.d", []),
        ("from .d.e import name", "top.b", ["top.b.d"]),
        ("from ..b import name", "top.a", []),  # imported, and counted as that
    ],
)
def test_packages_that_are_loaded_are_found(source, package, expected):
    modules = frozenset({"top", "top.a", "top.b", "top.b.c", "top.b.d", "top.b.d.e"})
    assert list(loads(source, package, modules)) == expected


def test_a_circle_by_way_of_a_package_is_found():
    """A module takes one name of a package whose ``__init__`` takes another that needs the first module."""
    texts = {
        "top.x": ("top", "from .p.inner import name"),
        "top.p": ("top.p", "from .outer import name"),
        "top.p.inner": ("top.p", ""),
        "top.p.outer": ("top.p", "from ..x import other"),
    }
    modules = frozenset({"top", *texts})
    plain = {name: set(imports(text, package, modules)) for name, (package, text) in texts.items()}
    whole = {name: plain[name] | set(loads(text, package, modules)) for name, (package, text) in texts.items()}
    assert not circle(plain)
    assert set(circle(whole)) == {"top.x", "top.p", "top.p.outer"}


def test_names_of_the_top_package_are_imports_of_their_homes():
    assert list(imports("from .. import GameTree, __version__", "deterrence.report")) == ["deterrence.trees.tree", TOP]


def test_a_circle_is_found_in_order():
    found = circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    assert len(found) == 4 and found[0] == found[-1]
    assert set(pairwise(found)) == {("a", "b"), ("b", "c"), ("c", "a")}
    assert circle({"a": {"a"}}) and not circle({"a": {"b"}})
