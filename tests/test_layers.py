"""Every layer imports only what stands above it in this list."""

import ast
from pathlib import Path

import pytest

import deterrence

LAYERS = (
    ("errors", "__init__", "stats", "versions", "stopping", "threads", "unwanted"),
    ("outputs",),
    ("files",),
    ("parameters",),
    ("games",),
    ("trees",),
    ("catalogue",),
    ("scenario", "doctrines"),
    ("data",),
    ("coded_crises",),
    ("solvers",),
    ("estimation",),
    ("ledger",),
    ("forecasting",),
    ("stress",),
    ("models",),
    ("claims",),
    ("report",),
    ("notebook",),
    ("play",),
    ("app",),
    ("cli",),
    ("__main__",),
)
FLOOR = {name: k for k, names in enumerate(LAYERS) for name in names}
# An argument of the command line may name a model, so that the catalogue looks into the gallery, when asked, by name.
LOOKS_UP = {("catalogue", "models")}
SOURCE = Path(deterrence.__file__).parent


def imports(path):
    """Top-level parts of the package that a file imports anywhere, type checking included."""
    inside = path.relative_to(SOURCE).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            package = inside[: len(inside) - node.level]
            names = [node.module.split(".")] if node.module else [[alias.name] for alias in node.names]
            for name in names:
                yield (*package, *name)[0]


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_go_upward_in_the_list(path):
    mine = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    wrong = {x for x in imports(path) if FLOOR.get(x, -1) > FLOOR[mine] and (mine, x) not in LOOKS_UP}
    assert not wrong, f"{mine} may not import {wrong}"


def test_every_part_of_the_package_has_a_floor():
    parts = {p.relative_to(SOURCE).parts[0].removesuffix(".py") for p in SOURCE.rglob("*.py")}
    assert parts <= set(FLOOR)


def test_one_place_knows_the_forms_of_a_file():
    """Outside :mod:`deterrence.scenario`, only the command that prints schemas names the record of either form."""
    front_ends = {"scenario", "cli"}
    for path in SOURCE.rglob("*.py"):
        part = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        if part not in front_ends:
            text = path.read_text(encoding="utf-8")
            assert "record import Scenario" not in text and "record import Campaign" not in text, path
