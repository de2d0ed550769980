"""Bytes -> text, with everything refused that could hide what a file says."""

from __future__ import annotations

import re

from .diagnostics import Faults
from .positions import START, Spot

MAX_BYTES = 1024 * 1024

# YAML 1.2's printable characters, less those that some tools take for line ends (U+0085, U+2028,
# U+2029) and those that make text show in another order than it is read (bidirectional controls).
HIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_DIRECTIVE = re.compile(r"^%.*$", re.MULTILINE)
_YAML_1_2 = re.compile(r"%YAML[ \t]+1\.2[ \t]*(#.*)?")
_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTE_ORDER_MARK = "\ufeff"


def decode(raw: bytes, faults: Faults) -> str:
    """The text of a file, its byte order mark removed.

    Raises:
        InputError: more than ``MAX_BYTES``, not UTF-8, characters that do not show, or a directive
            other than ``%YAML 1.2``.
    """
    if len(raw) > MAX_BYTES:
        faults.fail(START, f"the file is longer than {MAX_BYTES // 1024} KiB", "make it shorter")
    try:
        text = raw.decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        faults.fail(spot_of(before, len(before)), "the file is not UTF-8 text here", "save it as UTF-8")
    hidden = HIDDEN.findall(text)
    if hidden:
        found = HIDDEN.search(text)
        assert found is not None  # findall found it
        others = f" (and {len(hidden) - 1} more like it)" if len(hidden) > 1 else ""
        what = f"the character {named(found.group())} is not allowed{others}"
        faults.fail(spot_of(text, found.start()), what, "remove it")
    for directive in _DIRECTIVE.finditer(text):
        if not _YAML_1_2.fullmatch(directive.group().rstrip()):
            what = "a line that begins with '%' is a directive, and none but '%YAML 1.2' is allowed"
            faults.fail(spot_of(text, directive.start()), what, "remove the line")
    return text


def spot_of(text: str, offset: int) -> Spot:
    """Line and column of an offset into the text."""
    lines = _LINE_END.split(text[:offset])
    return Spot(len(lines), len(lines[-1]) + 1)


def named(character: str) -> str:
    """A character that does not show, by its number."""
    return f"U+{ord(character):04X}"
