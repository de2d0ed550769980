"""A walk over a tree beside the records that it should spell."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from ...files.record import Record
from ...files.references import Marker
from .nodes import Node

Visit = Callable[[Node, Any, tuple[Marker, ...]], Node]


def walked(node: Node, annotation: Any, visit: Visit, markers: tuple[Marker, ...] = ()) -> Node:
    """A tree with each part as a visitor leaves it, from the top down.

    Args:
        node: the tree; what no record expects is left as it is.
        annotation: what the records expect there.
        visit: given a part, the record, table, list or other type expected, and the markers of the annotation.
        markers: found so far.
    """
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return walked(node, inner[0], visit, (*markers, *(m for m in inner[1:] if isinstance(m, Marker))))
    if origin in (Union, types.UnionType):
        return walked(node, next((part for part in inner if _fits(part, node)), inner[0]), visit, markers)
    node = visit(node, annotation, markers)
    if isinstance(node.value, dict):
        if isinstance(annotation, type) and issubclass(annotation, Record):
            fields = fields_of(annotation)
            inside = {k: walked(v, fields[k], visit) if k in fields else v for k, v in node.value.items()}
            return replace(node, value=inside)
        if origin is dict:
            return replace(node, value={k: walked(v, inner[1], visit) for k, v in node.value.items()})
    if isinstance(node.value, tuple) and origin is tuple:
        return replace(node, value=tuple(walked(v, inner[0], visit) for v in node.value))
    return node


@cache
def fields_of(record: type[Record]) -> Mapping[str, Any]:
    """What a record expects under each key."""
    return {
        field.alias or name: Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        for name, field in record.model_fields.items()
    }


def is_mapping(annotation: Any) -> bool:
    """Do the records expect a mapping?"""
    return get_origin(annotation) is dict or (isinstance(annotation, type) and issubclass(annotation, Record))


def _fits(annotation: Any, node: Node) -> bool:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if node.is_list:
        return get_origin(annotation) is tuple
    return is_mapping(annotation) == node.is_mapping and get_origin(annotation) is not tuple
