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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from .diagnostics import Fault
from .messages import did_you_mean, listed, shown
from .positions import Path
from .record import Record
from .validation_messages import label

At = Literal["key", "value"]
NOTHING: Mapping[str, Collection[str]] = {}


class Marker:
    """What an annotation says of a value beyond its shape."""


@dataclass(frozen=True)
class Declares(Marker):
    """The value is a name that other fields may refer to.

    Attributes:
        noun: what it names, as messages call it.
        among: nouns with the same word here share one set of names; the noun itself if empty.
        unique: whether a name is given once in the file, once in its list, or as often as one likes.
        unused: what to do where nothing refers to it; empty if that is no fault.
    """

    noun: str
    among: str = ""
    unique: Literal["file", "list", "no"] = "file"
    unused: str = ""


class Refers(Marker):
    """The value is a name that another field must declare.

    Args:
        nouns: what it may name.
        called: how messages call it; the nouns, if empty.
        also: names that need not be declared.
        remedy: what to do where no declared name is near.
        uses: whether what it names is used by that.
        checked: whether it must be declared; where not, a rule of its own says what it may name.
    """

    def __init__(
        self,
        *nouns: str,
        called: str = "",
        also: tuple[str, ...] = (),
        remedy: str = "",
        uses: bool = True,
        checked: bool = True,
    ):
        self.nouns, self.also, self.remedy, self.uses, self.checked = nouns, also, remedy, uses, checked
        self.called = called or " or ".join([*filter(None, [", ".join(nouns[:-1])]), nouns[-1]])

    def fault(self, mark: Mark, known: Collection[str], add: str) -> Fault:
        """What is wrong where a name is not among those known; ``add`` says whether it could be added."""
        remedy = did_you_mean(str(mark.value), known) or self.remedy or f"name one of {listed(known)}{add}"
        return Fault(mark.path, f"there is no {self.called} {shown(mark.value)}", remedy, mark.at)


class Mark(NamedTuple):
    """A marked value and its place: the key or the value at a path of the file."""

    marker: Any
    path: Path
    at: At
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
        where = path[:-2] if marker.unique == "list" else ()
        before = first.setdefault((marker.among or marker.noun, where, name), path)
        if before != path and marker.unique != "no":
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
        if not refers.checked:
            continue
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


Visit = Callable[[Any, Path, At], Iterable[Mark]]


def _nothing(value: Any, path: Path, at: At) -> Iterable[Mark]:
    return ()


def _marks(record: Record, path: Path = (), at: At = "value") -> list[Mark]:
    fields = _fields(type(record))
    return [mark for name, key, visit in fields for mark in visit(getattr(record, name), (*path, key), "value")]


@cache
def _fields(record: type[Record]) -> tuple[tuple[str, str, Visit], ...]:
    """(attribute, key in the file, what finds the marks in its value) of the fields where marks can be."""
    whole = {
        name: Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        for name, field in record.model_fields.items()
    }
    fields = [(name, record.model_fields[name].alias or name, _visit(whole[name])) for name in whole]
    return tuple(field for field in fields if field[2] is not _nothing)


def _visit(annotation: Any) -> Visit:
    """What finds the marks in values of a type."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _marks
    if origin not in (Annotated, Union, types.UnionType, tuple, dict):
        return _nothing
    inside = [_visit(part) for part in inner]
    markers = [part for part in inner if isinstance(part, Marker)] if origin is Annotated else []
    if not markers and all(visit is _nothing for visit in inside):
        return _nothing
    if origin is Annotated:
        return lambda value, path, at: [
            *(Mark(marker, path, at, value) for marker in markers if value is not None),
            *inside[0](value, path, at),
        ]
    if origin is tuple:
        return lambda value, path, at: [m for k, v in enumerate(value) for m in inside[0](v, (*path, k), "value")]
    if origin is dict:
        return lambda value, path, at: [
            mark
            for key, item in value.items()
            for mark in (*inside[0](key, (*path, key), "key"), *inside[1](item, (*path, key), "value"))
        ]
    # of a union: the alternative that the value fits; a word of the format goes before a name that it could also be
    pairs = sorted(zip(inner, inside, strict=True), key=lambda pair: get_origin(pair[0]) is not Literal)
    fits = [(_fits(part), visit) for part, visit in pairs]
    return lambda value, path, at: next((v for fit, v in fits if fit(value)), _nothing)(value, path, at)


def _fits(annotation: Any) -> Callable[[Any], bool]:
    """Does a value that has passed validation belong to an alternative of a union?"""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _fits(inner[0])
    return inner.__contains__ if origin is Literal else lambda value: isinstance(value, origin or annotation)
