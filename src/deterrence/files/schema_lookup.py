"""What the models allow at a path of the file: which record, and which keys."""

from __future__ import annotations

import types
from typing import Annotated, Any, Union, get_args, get_origin

from .positions import Path
from .record import Record


def record_at(path: Path, root: type[Record]) -> type[Record] | None:
    """The record that the models expect at a path of a file that spells ``root``; None where they expect none."""
    expected: Any = root
    for step in path:
        expected = _inside(_structured(expected), step)
    found = _structured(expected)
    return found if isinstance(found, type) and issubclass(found, Record) else None


def keys_at(path: Path, root: type[Record]) -> dict[str, str]:
    """Keys that the record at a path may have, with their descriptions (empty where there is none)."""
    record = record_at(path, root)
    if record is None:
        return {}
    return {f.alias or name: f.description or "" for name, f in record.model_fields.items()}


def _structured(annotation: Any) -> Any:
    """The record, table or list among the alternatives that an annotation allows."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _structured(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        alternatives = [_structured(a) for a in get_args(annotation)]
        return next((a for a in alternatives if a is not None), None)
    is_record = isinstance(annotation, type) and issubclass(annotation, Record)
    return annotation if is_record or origin in (dict, tuple) else None


def _inside(annotation: Any, step: str | int) -> Any:
    if annotation is None:
        return None
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    if get_origin(annotation) is tuple:
        return get_args(annotation)[0]
    fields = {f.alias or name: f for name, f in annotation.model_fields.items()}
    return fields[step].annotation if step in fields else None
