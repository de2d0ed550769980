"""Plain data -> record: every key known, none missing, every value of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from .diagnostics import Fault, Faults
from .messages import nearest
from .positions import Path
from .record import Record
from .schema_lookup import keys_at
from .validation_messages import complaint, not_a_parameter
from .yaml_reader import Document

MAX_REPORTED = 100
MAX_STRANGE = 10

# How the validator labels, in a location, the alternatives "a parameter, the name of one, or the rest".
_PARAMETER, _NAME, _REMAINDER = "Parameter", "constrained-str", "literal['remainder']"
_ALTERNATIVES = frozenset({_PARAMETER, _NAME, _REMAINDER})
_KINDS, _OTHER_KINDS = frozenset({"str", "int", "float"}), ("tuple[", "dict[", "function-")  # and "a word or a list"
_KEY = "[key]"
_ABSENT = object()


class _Place(NamedTuple):
    """Where a complaint belongs.

    Attributes:
        path: in the file.
        site: path of the number the complaint is about one alternative of; the path itself if none.
        alternative: that alternative's label, or empty.
        at_key: the complaint is about the key itself.
        by_kind: the complaint is about one of several kinds that a value may be of.
    """

    path: Path
    site: Path
    alternative: str
    at_key: bool
    by_kind: bool = False


def validated[R: Record](root: type[R], document: Document, faults: Faults) -> R | None:
    """The record of a kind that the data spells; None, every reason noted, where it spells none."""
    try:
        return root.model_validate(document.data, strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    found = _faults(details[:MAX_REPORTED], document.data, root)
    fresh = dict.fromkeys(fault for fault in found if not _within(fault.path, document.broken))
    faults.place(fault.placed(document.positions) for fault in fresh)
    if len(details) > MAX_REPORTED:
        faults.give_up()
    return None


def _within(path: Path, broken: frozenset[Path]) -> bool:
    return any(path[:n] in broken for n in range(len(path) + 1))


def _faults(details: list[Any], data: Any, root: type[Record]) -> Iterator[Fault]:
    reported: set[Path] = set()
    for detail in details:
        place = _place(detail["loc"], data)
        if place.by_kind and place.path in reported:
            continue
        kind, context = detail["type"], detail.get("ctx", {})
        if place.alternative:
            number = _look(data, place.site)
            if not isinstance(number, dict | str):
                yield not_a_parameter(place.site, number)
                continue
            if place.alternative != (_PARAMETER if isinstance(number, dict) else _NAME):
                continue
        value = place.path[-1] if place.at_key else _look(data, place.path)
        if kind == "model_type" and context["class_name"] == _PARAMETER:
            yield not_a_parameter(place.path, value)
        else:
            only_follows = _thrown_out(kind, context, value) or _misspelt(kind, place.path, data, root)
            if not only_follows:
                reported.add(place.path)
                yield complaint(kind, context, place.path, value, "key" if place.at_key else "value", root)


def _thrown_out(kind: str, context: Mapping[str, Any], value: Any) -> bool:
    """Is a list called too short only because complaints were made of its items?"""
    return kind == "too_short" and isinstance(value, tuple) and len(value) >= context["min_length"]


def _misspelt(kind: str, path: Path, data: Any, root: type[Record]) -> bool:
    """Is a key called missing where another stands that is no key, but nearly this one?"""
    outer = _look(data, path[:-1])
    if kind != "missing" or not isinstance(outer, dict):
        return False
    known = keys_at(path[:-1], root)
    strange = [key for key in outer if key not in known]
    return any(nearest(key, known) == path[-1] for key in strange[:MAX_STRANGE])


def _place(location: tuple[str | int, ...], data: Any) -> _Place:
    path: list[str | int] = []
    site: Path | None = None
    alternative, by_kind = "", False
    for part in location:
        if part == _KEY:
            return _Place(tuple(path), site or tuple(path), alternative, True)
        node = _look(data, tuple(path))
        if _is_kind(part) and not (isinstance(node, dict) and part in node):
            by_kind = True
        elif part in _ALTERNATIVES and not (isinstance(node, dict) and part in node):
            alternative, site = str(part), tuple(path)
        else:
            path.append(part)
    return _Place(tuple(path), site or tuple(path), alternative, False, by_kind)


def _is_kind(part: str | int) -> bool:
    return isinstance(part, str) and (part in _KINDS or part.startswith(_OTHER_KINDS))


def _look(data: Any, path: Path) -> Any:
    """What the file says at a path; a mark of absence where it says nothing."""
    for step in path:
        inside = step in data if isinstance(data, dict) else isinstance(data, tuple) and step in range(len(data))
        if not inside:
            return _ABSENT
        data = data[step]
    return data
