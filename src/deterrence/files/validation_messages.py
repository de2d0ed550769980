"""The validator's complaints about one value, in words for the person who wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from .diagnostics import Fault
from .messages import described, did_you_mean, listed, shown
from .positions import Path
from .record import Record
from .schema_lookup import keys_at

# Complaint -> (what the value must be, how to write one).
_KINDS = {
    "string_type": ("text", "write a word, or put the value in quotes"),
    "float_type": ("a number", "write a number without quotes"),
    "int_type": ("a whole number", "write a whole number without quotes"),
    "bool_type": ("true or false", "write true or false"),
    "tuple_type": ("a list", "write [ … ], or one '- ' line for each item"),
    "dict_type": ("a mapping", "write 'key: value' lines"),
    "model_type": ("a mapping", "write 'key: value' lines"),
}
_ANY_KIND = ("of another kind", "see the reference of the file")
_LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than_equal": ("at most", "le"),
}
_COUNTS = {"too_short": ("at least", "min_length"), "too_long": ("at most", "max_length")}
_LENGTHS = {"string_too_short": ("at least", "min_length"), "string_too_long": ("at most", "max_length")}


def complaint(
    kind: str,
    context: Mapping[str, Any],
    path: Path,
    value: Any,
    at: Literal["key", "value"],
    root: type[Record],
) -> Fault:
    """One complaint of the validator as a fault.

    Args:
        kind: the validator's word for what is wrong.
        context: what it adds to that.
        path: where in the file.
        value: what the file says there (or the key itself).
        at: whether the key or the value is at fault.
        root: what the whole file should spell.
    """
    name = label(path)
    match kind:
        case "missing":
            return _missing(path, root)
        case "extra_forbidden":
            return _unknown(path, root)
        case "literal_error":
            choices = re.findall(r"'([^']*)'", context["expected"])
            remedy = did_you_mean(str(value), choices) or f"write {' or '.join(choices)}"
            return Fault(path, f"{name} cannot be {shown(value)}", remedy)
        case "string_pattern_mismatch":
            pattern = context["pattern"]
            if pattern.startswith("^S"):
                return Fault(path, f"{shown(value)} is no system of the design", "write one of S1 to S16", at)
            marks = [f"'{mark}'" for mark, way in ((".", "."), ("-", "-]"), ("_", "_")) if way in pattern]
            begins = "a letter or a digit" if pattern.startswith("^[a-z0-9]") else "a letter"
            written = " and ".join(filter(None, [", ".join(marks[:-1]), marks[-1]]))
            remedy = f"use small letters, digits, {written}, beginning with {begins}"
            return Fault(path, f"{shown(value)} cannot be an id or a name", remedy, at)
        case _ if kind in _LENGTHS:
            words, key = _LENGTHS[kind]
            what = f"{name} has {len(value)} characters, and must have {words} {context[key]}"
            return Fault(path, what, "write something" if not value else "make it shorter", at)
        case _ if kind in _COUNTS:
            words, key = _COUNTS[kind]
            what = f"{name} has {len(value)} items, and must have {words} {context[key]}"
            return Fault(path, what, "add what is missing" if kind == "too_short" else "remove what is too many")
        case _ if kind in _LIMITS:
            words, key = _LIMITS[kind]
            limit = f"{words} {context[key]:g}"
            return Fault(path, f"{name} is {shown(value)}, and must be {limit}", f"write {limit}")
    wanted, remedy = _KINDS.get(kind, _ANY_KIND)
    return Fault(path, f"{name} is {described(value)}, and must be {wanted}", remedy)


def not_a_parameter(path: Path, value: Any) -> Fault:
    """A bare number (or anything else) where a parameter should be."""
    what = f"a number must be a parameter, and {label(path)} is {described(value)}"
    example = shown(value) if isinstance(value, int | float) and not isinstance(value, bool) else "…"
    remedy = f"write {{value: {example}, unit: …, source: …}}, or the name of an entry of 'parameters'"
    return Fault(path, what, remedy)


def label(path: Path) -> str:
    """The key a value stands under, quoted; for a list item, which one it is."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {label(path[:-1])}"
    return shown(path[-1])


def _missing(path: Path, root: type[Record]) -> Fault:
    *outer, key = path
    if isinstance(key, int):
        return Fault(path, f"{label(tuple(outer))} has too few items", "write [low, high]")
    about = keys_at(tuple(outer), root).get(key, "").rstrip(".")
    hint = f" ({about})" if about else ""
    return Fault(path, f"the key {shown(key)} is missing", f"add '{key}: …' here{hint}")


def _unknown(path: Path, root: type[Record]) -> Fault:
    *outer, key = path
    known = keys_at(tuple(outer), root)
    remedy = did_you_mean(str(key), known) or f"remove it; the keys here are {listed(known)}"
    return Fault(path, f"unknown key {shown(key)}", remedy, at="key")
