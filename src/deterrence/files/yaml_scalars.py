"""Plain scalars by the core schema of YAML 1.2.2 (section 10.3.2).

``no``, ``on`` and dates are words, ``1e-3`` and ``.5`` are numbers, ``0o17`` is fifteen and ``017`` is
seventeen. Numbers that no file needs (infinite, not a number, or very long) are refused.
"""

from __future__ import annotations

import math
import re

MAX_DIGITS = 40

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_FIRST = frozenset("0123456789+-.")

Scalar = str | int | float | bool | None


class BadScalar(ValueError):
    """A plain scalar that is a number, but none that a file may hold. Has ``what`` and ``remedy``."""

    def __init__(self, what: str, remedy: str):
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def plain(text: str) -> Scalar:
    """What a plain (unquoted) scalar stands for.

    Raises:
        BadScalar: infinity, not a number, or a number of more than ``MAX_DIGITS`` characters.
    """
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    return _number(text) if text[0] in _FIRST else text


def is_number(text: str) -> bool:
    """Would the text be a number if it stood without quotes?"""
    return any(form.fullmatch(text) for form in (_INTEGER, _BASED, _FLOAT))


def _number(text: str) -> Scalar:
    if _NOT_FINITE.fullmatch(text):
        raise BadScalar(f"{text} is not a finite number", "write a finite number")
    if not is_number(text):
        return text
    if len(text) > MAX_DIGITS:
        raise BadScalar(f"a number of {len(text)} characters is too long", f"write at most {MAX_DIGITS}")
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    value = float(text)
    if not math.isfinite(value):
        raise BadScalar(f"{text} is too large a number", "write a number below 1e308")
    return value
