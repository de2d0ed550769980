"""The words of a Gambit file: texts in quotes, numbers, braces, commas; and where each one stands.

Between words there may be blanks, line ends and, as in Gambit's first readers, comments: ``// to the line's end`` or
``/* between these */``. In a quoted text ``\\"`` is a quote and ``\\\\`` a backslash; any other backslash is itself.
"""

from __future__ import annotations

import os
import re
from itertools import islice
from pathlib import Path
from typing import NoReturn

from ...files.decoding import named, spot_of
from ...files.diagnostics import Faults
from ...files.inputs import read_bytes
from ...files.messages import shown
from ...files.positions import START
from .numbers import Exact, NotANumber, parsed

MAX_BYTES = 16 * 1024 * 1024
MAX_INTEGER = 2**31 - 1  # Gambit's own

# Every repetition is possessive, and what is never closed runs to the end of the file: no text makes this slow.
_TOKEN = re.compile(
    r"(?:[ \t\n\v\f\r]++|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
    r'("(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'  # a text
    r"|[{},]"
    r"|(?=[-+.0-9])[-+]?[0-9]*+\.?[0-9]*+(?:[eE][-+]?[0-9]++|/[0-9]++)?"  # what begins like a number
    r"|/\*.*+"  # a comment that is not closed
    r"|[^ \t\n\v\f\r]++"
    r"|\Z)",
    re.DOTALL,
)
_CLOSED = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')
_TO_ESCAPE = re.compile(r'\\(?=["\\]|\Z)|"')
HIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def quoted(text: str) -> str:
    """A text as a file says it. A backslash is doubled only where it must be: Gambit reads a doubled one as three."""
    if '"' in text or "\\" in text:
        text = _TO_ESCAPE.sub(r"\\\g<0>", text)
    return f'"{text}"'


def unquoted(token: str) -> str:
    """What a text in quotes says."""
    inner = token[1:-1]
    return _ESCAPED.sub(r"\1", inner) if "\\" in inner else inner


def is_text(source: str | os.PathLike[str]) -> bool:
    """Is it the text of a game, rather than the path of a file? It is if it has a line end or begins as games do."""
    return isinstance(source, str) and ("\n" in source or re.match(r"\s*(?:EFG|NFG)\s", source) is not None)


class Tokens:
    """The words of a file, taken one after another.

    Attributes:
        words: all of them; an empty one ends the file.
        at: index of the next.
    """

    def __init__(self, source: str | os.PathLike[str], file: str = ""):
        if is_text(source):
            self.faults = Faults(file or "<text>")
            self._text = str(source)
            if len(self._text) > MAX_BYTES:
                self._too_long()
        else:
            self.faults = Faults(file or str(source))
            raw = read_bytes(Path(source), self.faults, MAX_BYTES)
            if len(raw) > MAX_BYTES:
                self._too_long()
            self._text = self._decoded(raw)
        hidden = HIDDEN.search(self._text)
        if hidden:
            spot = spot_of(self._text, hidden.start())
            self.faults.fail(spot, f"the character {named(hidden.group())} is not allowed", "remove it")
        self.words: list[str] = _TOKEN.findall(self._text)
        self.at = 0

    def _too_long(self) -> NoReturn:
        self.faults.fail(START, f"the file is longer than {MAX_BYTES // 2**20} MiB", "make the game smaller")

    def _decoded(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            before = raw[: error.start].decode("utf-8").removeprefix("\ufeff")
            self.faults.fail(spot_of(before, len(before)), "the file is not UTF-8 text here", "save it as UTF-8")

    def fail(self, what: str, remedy: str, at: int | None = None) -> NoReturn:
        """Raise ``InputError`` at a word; at the next one if none is named."""
        match = next(islice(_TOKEN.finditer(self._text), self.at if at is None else at, None))
        # what is missing at the end is missing after the last word, not after the blanks that follow it
        offset = match.start(1) if match[1] else len(self._text.rstrip())
        self.faults.fail(spot_of(self._text, offset), what, remedy)

    def expected(self, wanted: str, remedy: str) -> NoReturn:
        """Raise ``InputError``: the next word is not what was wanted."""
        word = self.words[self.at]
        if not word:
            self.fail(f"the file ends where {wanted} should be", "add what is missing; the file may be cut off")
        if word[0] == '"' and not _CLOSED.fullmatch(word):
            self.fail("the quote that opens here is never closed", 'close it; a quote inside a text is written \\"')
        if word.startswith("/*"):
            self.fail("the comment that opens here is never closed", "close it with */")
        self.fail(f"expected {wanted}, not {shown(word)}", remedy)

    def text(self, wanted: str) -> str:
        """Take a quoted text."""
        word = self.words[self.at]
        if word == '""':
            self.at += 1
            return ""
        if word[:1] != '"' or not _CLOSED.fullmatch(word):
            self.expected(wanted, "write it in double quotes")
        self.at += 1
        return unquoted(word)

    def mark(self, mark: str, wanted: str) -> None:
        """Take a brace or another fixed word."""
        if self.words[self.at] != mark:
            self.expected(wanted, f"write {mark}")
        self.at += 1

    def integer(self, wanted: str, low: int, high: int = MAX_INTEGER) -> int:
        """Take a whole number from low to high."""
        word = self.words[self.at]
        if not (word.isdecimal() and word.isascii()):
            self.expected(wanted, f"write a whole number from {low}")
        if len(word) > 20 or not low <= int(word) <= high:
            self.fail(f"{wanted} cannot be {shown(word)}", f"write a whole number from {low} to {high}")
        self.at += 1
        return int(word)

    def number(self, wanted: str) -> Exact:
        """Take a number."""
        word = self.words[self.at]
        try:
            value = parsed(word)
        except NotANumber as error:
            if word and word[0] in "+-.0123456789":
                self.fail(f"{shown(word)} {error.what}", error.remedy)
            self.expected(wanted, error.remedy)
        self.at += 1
        return value

    def payoffs(self, count: int, close: str = "}") -> tuple[Exact, ...]:
        """Take payoffs, one a player, a comma after each or not, up to a closing brace."""
        first = self.at
        found: list[Exact] = []
        while self.words[self.at] != close:
            if len(found) == count:
                self.fail(f"there are more than {count} payoffs", f"write one a player ({count})", first)
            found.append(self.number("a payoff"))
            if self.words[self.at] == ",":
                self.at += 1
        if len(found) < count:
            plural = "s" if len(found) != 1 else ""
            self.fail(f"there are only {len(found)} payoff{plural}", f"write one a player ({count})", first)
        self.at += 1
        return tuple(found)
