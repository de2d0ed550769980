"""Names that a file declares, and where it refers to them, read off the annotations of its records.

A record says in the type of a field that it holds a name::

    RungId = Annotated[Identifier, Refers("rung")]

    class Rung(Record):
        id: Annotated[Identifier, Declares("rung")]

    class Line(Record):
        rung: RungId                               # in a list or a table (keys, values) it works alike

Three walks then hold for every kind of file: a name is given once (:func:`repeated`), what is referred to is declared
(:func:`unknown`), and what is declared is referred to (:func:`unused`). Other markers, for rules of a kind of its own,
are found with :func:`marked`.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from .diagnostics import Fault
from .messages import did_you_mean, listed, shown
from .positions import Path
from .record import Record
from .validation_messages import label

NOTHING: Mapping[str, Collection[str]] = {}


class Marker:
    """What an annotation says of a value beyond its shape."""


@dataclass(frozen=True)
class Declares(Marker):
    """The value is a name that other fields may refer to.

    Attributes:
        noun: what it names, as messages call it.
        among: nouns with the same word here share one set of names; the noun itself if empty.
        once: whether a name is given once in the file, once in its list, or as often as one likes.
        unused: what to do where nothing refers to it; empty if that is no fault.
    """

    noun: str
    among: str = ""
    once: Literal["file", "list", "never"] = "file"
    unused: str = ""


class Refers(Marker):
    """The value is a name that another field must declare.

    Args:
        nouns: what it may name.
        called: how messages call it; the nouns, if empty.
        also: names that need not be declared.
        remedy: what to do where no declared name is near.
        uses: whether what it names is used by that.
    """

    def __init__(
        self, *nouns: str, called: str = "", also: tuple[str, ...] = (), remedy: str = "", uses: bool = True
    ):
        self.nouns, self.also, self.remedy, self.uses = nouns, also, remedy, uses
        self.called = called or " or ".join([*filter(None, [", ".join(nouns[:-1])]), nouns[-1]])

    def fault(self, mark: Mark, known: Collection[str], add: str) -> Fault:
        """What is wrong where a name is not among those known; ``add`` says whether it could be added."""
        remedy = did_you_mean(str(mark.value), known) or self.remedy or f"name one of {listed(known)}{add}"
        return Fault(mark.path, f"there is no {self.called} {shown(mark.value)}", remedy, mark.at)


class Mark(NamedTuple):
    """A marked value and its place: the key or the value at a path of the file."""

    marker: Any
    path: Path
    at: Literal["key", "value"]
    value: Any


def marked[M: Marker](record: Record, kind: type[M]) -> Iterator[Mark]:
    """Every value whose annotation has a marker of a kind, in the order of the fields."""
    return (mark for mark in _marks(record) if isinstance(mark.marker, kind))


class Names:
    """The names of a record: declared and referred to, each with its place."""

    def __init__(self, record: Record):
        marks = _marks(record)
        self.declared = [mark for mark in marks if isinstance(mark.marker, Declares)]
        self.referred = [mark for mark in marks if isinstance(mark.marker, Refers)]

    def of(self, *nouns: str) -> list[str]:
        """The names declared for nouns, in the order of the file."""
        return list(dict.fromkeys(mark.value for noun in nouns for mark in self.declared if mark.marker.noun == noun))


def references(
    record: Record,
    outside: Mapping[str, Collection[str]] = NOTHING,
    used: Mapping[str, Collection[str]] = NOTHING,
    unchecked: Collection[str] = (),
) -> Iterator[Fault]:
    """Names are given once, every reference has its target, and nothing is declared in vain.

    Args:
        record: of any kind.
        outside: names by noun that are declared elsewhere than in this file.
        used: names by noun that are referred to otherwise than by a field of their own.
        unchecked: nouns that nobody declares.
    """
    names = Names(record)
    yield from repeated(names)
    yield from unknown(names, outside, unchecked)
    yield from unused(names, used)


def repeated(names: Names) -> Iterator[Fault]:
    """A name is given once: in the file, or in its list."""
    first: dict[tuple[Any, ...], Path] = {}
    for marker, path, at, name in names.declared:
        where = path[:-2] if marker.once == "list" else ()
        before = first.setdefault((marker.among or marker.noun, where, name), path)
        if before != path and marker.once != "never":
            what = f"{shown(name)} is the {path[-1]} of {_both(before[:-1], path[:-1])}"
            yield Fault(path, what, "change or remove one of them", at)


def _both(first: Path, second: Path) -> str:
    match first, second:
        case (*one, int(i)), (*other, int(k)) if one == other:
            return f"items {i + 1} and {k + 1} of {shown(other[-1])}"
    return f"{label(first)} and of {label(second)}"


def unknown(
    names: Names, outside: Mapping[str, Collection[str]] = NOTHING, unchecked: Collection[str] = ()
) -> Iterator[Fault]:
    """Whatever refers to something refers to what is declared, here or outside."""
    known: dict[Refers, list[str]] = {}
    for mark in names.referred:
        refers = mark.marker
        if refers not in known:
            away = [name for noun in refers.nouns for name in outside.get(noun, ())]
            known[refers] = [*names.of(*refers.nouns), *away, *refers.also]
        if mark.value not in known[refers] and not set(refers.nouns) & set(unchecked):
            yield refers.fault(mark, known[refers], "" if set(refers.nouns) <= set(outside) else ", or add it")


def unused(names: Names, used: Mapping[str, Collection[str]] = NOTHING) -> Iterator[Fault]:
    """What must be used is referred to somewhere."""
    found = {(noun, name) for noun, also in used.items() for name in also}
    found |= {(noun, mark.value) for mark in names.referred if mark.marker.uses for noun in mark.marker.nouns}
    for marker, path, _, name in names.declared:
        if marker.unused and (marker.noun, name) not in found:
            yield Fault(path, f"the {marker.noun} {shown(name)} is declared but never used", marker.unused, at="key")


Visit = Callable[[Any, Path, Literal["key", "value"], list[Mark]], None]


def _marks(record: Record) -> list[Mark]:
    found: list[Mark] = []
    _of_record(record, (), "value", found)
    return found


def _of_record(record: Record, path: Path, _: str, found: list[Mark]) -> None:
    for name, key, visit in _fields(type(record)):
        visit(getattr(record, name), (*path, key), "value", found)


@cache
def _fields(record: type[Record]) -> tuple[tuple[str, str, Visit], ...]:
    """(attribute, key in the file, what to do with its value) of the fields that hold markers or records."""
    fields = []
    for name, field in record.model_fields.items():
        whole = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        visit = _visit(whole)
        if visit is not None:
            fields.append((name, field.alias or name, visit))
    return tuple(fields)


def _visit(annotation: Any) -> Visit | None:
    """What to do with a value of a type; None where nothing in it can be marked."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated(_visit(inner[0]), [m for m in inner[1:] if isinstance(m, Marker)])
    if origin in (Union, types.UnionType):
        words_first = sorted(inner, key=lambda alternative: get_origin(alternative) is not Literal)
        return _union([(_fits(alternative), _visit(alternative)) for alternative in words_first])
    if origin is tuple:
        return _list(_visit(inner[0]))
    if origin is dict:
        return _table(*map(_visit, inner))
    return _of_record if isinstance(annotation, type) and issubclass(annotation, Record) else None


def _annotated(inside: Visit | None, markers: list[Marker]) -> Visit | None:
    def visit(value: Any, path: Path, at: Literal["key", "value"], found: list[Mark]) -> None:
        found.extend(Mark(marker, path, at, value) for marker in markers if value is not None)
        if inside is not None:
            inside(value, path, at, found)

    return visit if markers else inside


def _union(alternatives: list[tuple[Callable[[Any], bool], Visit | None]]) -> Visit | None:
    def visit(value: Any, path: Path, at: Literal["key", "value"], found: list[Mark]) -> None:
        chosen = next((visit for fits, visit in alternatives if fits(value)), None)
        if chosen is not None:
            chosen(value, path, at, found)

    return visit if any(visit is not None for _, visit in alternatives) else None


def _fits(annotation: Any) -> Callable[[Any], bool]:
    """Does a value that has passed validation belong to this alternative of a union?"""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _fits(inner[0])
    if origin is Literal:
        return lambda value: value in inner
    return lambda value: isinstance(value, origin or annotation)


def _list(inside: Visit | None) -> Visit | None:
    def visit(value: Any, path: Path, _: str, found: list[Mark]) -> None:
        for k, item in enumerate(value):
            inside(item, (*path, k), "value", found)  # type: ignore[misc]

    return visit if inside is not None else None


def _table(key: Visit | None, inside: Visit | None) -> Visit | None:
    def visit(value: Any, path: Path, _: str, found: list[Mark]) -> None:
        for name, item in value.items():
            if key is not None:
                key(name, (*path, name), "key", found)
            if inside is not None:
                inside(item, (*path, name), "value", found)

    return visit if key is not None or inside is not None else None
