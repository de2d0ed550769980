"""Formulas of a campaign file: arithmetic in named parameters, read safely.

A formula is written as one writes it on paper, ``-(cost + own.resolve * harm) * (corridor == closed)``. It may hold
numbers, names of parameters (``group.cost``), numbers that differ by private type (``own.resolve``), public variables
with whole-number values, and conditions on public variables, which count 1 where they hold and 0 where they do not:
``(standing == struck)``, ``(standing in (attacked, struck))``. The operations are + - * /. Nothing is ever executed:
Python's parser makes the syntax tree, and only what is listed here is accepted.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache

from ...files.messages import shown
from ...parameters.expression import ONE, ZERO, Expression, constant, parameter

OWN = "own"
MOST_CHARACTERS = 4000
MOST_DEEP = 200  # operations within one another

PublicState = Mapping[str, str | int]


class FormulaError(ValueError):
    """A formula that cannot be read, with what is wrong and what to do.

    Attributes:
        what: what is wrong.
        remedy: what to do about it.
    """

    def __init__(self, what: str, remedy: str):
        super().__init__(f"{what}: {remedy}")
        self.what, self.remedy = what, remedy


@lru_cache(maxsize=10_000)
def syntax(text: str) -> ast.expr:
    """The syntax tree of a formula. Raises :class:`FormulaError` where it is none."""
    remedy = "write numbers and names with + - * / and parentheses"
    if len(text) > MOST_CHARACTERS:
        raise FormulaError(
            f"the formula has {len(text)} characters, and must have at most {MOST_CHARACTERS}", "split it"
        )
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(f"{shown(text)} is no formula", remedy) from None
    if _deeper(tree, MOST_DEEP):
        raise FormulaError(f"more than {MOST_DEEP} operations stand within one another in {shown(text)}", "split it")
    _require(tree, text, remedy)
    return tree


def _deeper(tree: ast.expr, most: int) -> bool:
    """Are there more than so many operations within one another?"""
    layer: list[ast.AST] = [tree]
    for _ in range(most):
        layer = [inside for node in layer for inside in ast.iter_child_nodes(node) if isinstance(inside, ast.expr)]
    return bool(layer)


def _require(node: ast.expr, text: str, remedy: str) -> None:
    match node:
        case ast.Constant(value=bool() | str() | bytes() | None):
            raise FormulaError(f"{ast.unparse(node)} in {shown(text)} is no number", remedy)
        case ast.Constant(value=int() | float() as number) if abs(number) <= 1e9:
            return
        case ast.Name():
            return
        case ast.Attribute(value=ast.Name() | ast.Attribute()):
            return _require(node.value, text, remedy)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
            return _require(inner, text, remedy)
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), left=left, right=right):
            _require(left, text, remedy)
            return _require(right, text, remedy)
        case ast.Compare(left=ast.Name(), ops=[ast.Eq() | ast.NotEq()], comparators=[ast.Name() | ast.Constant()]):
            return
        case ast.Compare(left=ast.Name(), ops=[ast.In() | ast.NotIn()], comparators=[ast.Tuple(elts=values)]):
            if all(isinstance(v, ast.Name | ast.Constant) for v in values):
                return
    raise FormulaError(
        f"{ast.unparse(node)!r} in {shown(text)} is not something a formula can hold",
        f"{remedy}, or a condition such as (corridor == closed) or (standing in (attacked, struck))",
    )


def dotted(node: ast.expr) -> str:
    """The name that a name, or names joined by dots, spell."""
    return node.id if isinstance(node, ast.Name) else f"{dotted(node.value)}.{node.attr}"  # type: ignore[attr-defined]


def names(text: str | int | float) -> set[str]:
    """Names that a formula reads, public variables in conditions left out."""
    found: set[str] = set()

    def visit(node: ast.expr) -> None:
        match node:
            case ast.Name() | ast.Attribute():
                found.add(dotted(node))
            case ast.UnaryOp(operand=inner):
                visit(inner)
            case ast.BinOp(left=left, right=right):
                visit(left)
                visit(right)

    if isinstance(text, str):
        visit(syntax(text))
    return found


def conditions(text: str | int | float) -> list[tuple[str, tuple[str | int, ...]]]:
    """(public variable, values) of every condition in a formula."""
    if not isinstance(text, str):
        return []
    return [
        (node.left.id, _values(node))  # type: ignore[attr-defined]
        for node in ast.walk(syntax(text))
        if isinstance(node, ast.Compare)
    ]


def _values(node: ast.Compare) -> tuple[str | int, ...]:
    listed = node.comparators[0]
    items = listed.elts if isinstance(listed, ast.Tuple) else [listed]
    return tuple(v.id if isinstance(v, ast.Name) else v.value for v in items)  # type: ignore[attr-defined]


def expression(
    formula: str | int | float, at: PublicState, trait: Callable[[str], Expression] | None = None
) -> Expression:
    """A formula at a public state, as an expression in parameters.

    Args:
        formula: what the file says.
        at: public variables by id.
        trait: gives ``own.NAME`` for the type that is paid; None where no type is.
    """
    if not isinstance(formula, str):
        return constant(formula)
    public, own = _read(formula)
    traits = () if trait is None else tuple(trait(name) for name in own)
    return _built(formula, tuple(at.get(name) for name in public), traits if own and trait is not None else None)


@lru_cache(maxsize=10_000)
def _read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a formula reads: names of public variables or parameters, and numbers that differ by type."""
    found = sorted(names(text))
    own = [name.removeprefix(f"{OWN}.") for name in found if name.startswith(f"{OWN}.")]
    return tuple(dict.fromkeys([*found, *(name for name, _ in conditions(text))])), tuple(own)


@lru_cache(maxsize=100_000)
def _built(
    text: str, values: tuple[str | int | None, ...], traits: tuple[Expression, ...] | None
) -> Expression:
    """A formula, of the values of what it reads (None for what is no public variable) and of the type's numbers, which
    are None where no type is paid; most public states share them."""
    public, own = _read(text)
    at = {name: value for name, value in zip(public, values, strict=True) if value is not None}
    known = {} if traits is None else {f"{OWN}.{name}": found for name, found in zip(own, traits, strict=True)}

    def build(node: ast.expr) -> Expression:
        match node:
            case ast.Constant(value=number):
                return constant(number)  # type: ignore[arg-type]
            case ast.UnaryOp(op=op, operand=inner):
                return -build(inner) if isinstance(op, ast.USub) else build(inner)
            case ast.BinOp(left=left, op=op, right=right):
                a, b = build(left), build(right)
                match op:
                    case ast.Add():
                        return a + b
                    case ast.Sub():
                        return a - b
                    case ast.Mult():
                        return a * b
                    case _:
                        return a / b
            case ast.Compare(left=left, ops=[op]):
                inside = at[left.id] in _values(node)  # type: ignore[attr-defined]
                return ONE if inside == isinstance(op, ast.Eq | ast.In) else ZERO
        name = dotted(node)
        if name in known:
            return known[name]
        return constant(at[name]) if name in at else parameter(name)  # type: ignore[arg-type]

    return build(syntax(text))
