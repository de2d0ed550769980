"""Conditions by order: on public variables whose values are in order, in ``when`` and in formulas."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import replace

from ...files.messages import did_you_mean, listed, shown
from ...files.yaml_scalars import Scalar
from .nodes import Node
from .splicing import parsed, spliced
from .variables import TemplateError, between, spelt

Orders = Mapping[str, tuple[Scalar, ...]]

_BY_SIZE = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_ALIKE = (ast.Eq, ast.NotEq)
_HOLDS: Mapping[type, Callable[[int, int], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def values_of(public: Node | None, ordered: bool = False) -> dict[str, tuple[Scalar, ...]]:
    """Values of each public variable, as far as they can be read; of those alone that say they are in order."""
    found: dict[str, tuple[Scalar, ...]] = {}
    for item in public.value if public is not None and public.is_list else ():
        name, values = item.get("id"), item.value.get("values") if item.is_mapping else None
        if (
            isinstance(name, str)
            and values is not None
            and values.is_list
            and (item.get("ordered") is True or not ordered)
        ):
            found[name] = tuple(v.value for v in values.value)
    return found


def condition(name: str, wanted: Node, orders: Orders) -> Node:
    """What ``when`` asks of one variable, with bounds written out as the values within them.

    Raises:
        TemplateError: the variable has no order, or no value lies there.
    """
    if not wanted.is_mapping:
        return wanted
    if name not in orders:
        raise not_ordered(name)
    inside = between(orders[name], {key: bound.value for key, bound in wanted.value.items()}, shown(name))
    kept = tuple(Node(value, wanted.spot, note=wanted.note) for value in inside)
    return replace(wanted, value=kept[0].value if len(kept) == 1 else kept)


def not_ordered(name: str) -> TemplateError:
    """A comparison by size of what has no order."""
    return TemplateError(
        f"{shown(name)} is no public variable with an order",
        "say 'ordered: true' where it is declared, or list the values",
    )


def without_order(text: str, values: Orders, orders: Orders) -> str:
    """A formula whose conditions ask for values only, not for size, and not for two variables alike.

    Raises:
        TemplateError: a variable that has no order, or another value than it has.
    """
    tree = parsed(text)
    if tree is None:
        return text
    new: list[tuple[ast.expr, str]] = []
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Name() | ast.Constant() as right]):
                written = _written(
                    name, type(op), right.id if isinstance(right, ast.Name) else right.value, values, orders
                )
                if written is not None:
                    new.append((node, written))
    return spliced(text, new)


def _written(name: str, op: type, right: object, values: Orders, orders: Orders) -> str | None:
    """A condition written out; None where it stands as it is."""
    bound: Scalar = right  # type: ignore[assignment]  # a name or a number
    two = isinstance(bound, str) and bound in values and bound not in values.get(name, ())
    if op not in _BY_SIZE and not (two and op in _ALIKE):
        return None
    for variable in (name, str(bound)) if two else (name,):
        if op in _BY_SIZE and variable not in orders:
            raise not_ordered(variable)
        if variable not in values:
            return None
    if not two:
        if bound not in orders[name]:
            known = [spelt(v) for v in orders[name]]
            remedy = did_you_mean(spelt(bound), known) or f"it is {listed(known)}"
            raise TemplateError(f"{shown(name)} is never {shown(bound)}", remedy)
        return _among(name, _inside(orders[name], op, bound), orders[name])
    first, second = values[name], values[str(bound)]
    if first != second:
        what = f"{shown(name)} and {shown(bound)} do not have the same values"
        raise TemplateError(what, "compare each with a value of its own")
    cases = [(v, _among(str(bound), _inside(first, op, v, mirrored=True), first)) for v in first]
    return " + ".join(f"({name} == {v})*({case})" for v, case in cases if case != "0")


def _inside(order: tuple[Scalar, ...], op: type, bound: Scalar, mirrored: bool = False) -> tuple[Scalar, ...]:
    """The values x with ``x op bound``; mirrored, with ``bound op x``."""
    k = order.index(bound)
    holds = _HOLDS[op]
    return tuple(v for n, v in enumerate(order) if (holds(k, n) if mirrored else holds(n, k)))


def _among(name: str, wanted: tuple[Scalar, ...], order: tuple[Scalar, ...]) -> str:
    if not wanted or len(wanted) == len(order):
        return "1" if wanted else "0"
    return f"{name} == {wanted[0]}" if len(wanted) == 1 else f"{name} in ({', '.join(map(str, wanted))})"
