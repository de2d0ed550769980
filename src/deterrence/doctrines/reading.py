"""The library of doctrines as a kind of file: its rules, and how one is read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from ..files import reader
from ..files.diagnostics import Fault
from ..files.messages import shown
from ..files.positions import Path as Where
from ..files.reader import FileKind
from ..files.references import references
from ..parameters import evidence
from ..scenario.ladder.when import When
from .record import RUNG, SCHEMA, Library, LibraryDoctrine


@cache
def library() -> Library:
    """The doctrines that ship with the program."""
    return read_library(Path(str(resources.files("deterrence") / "doctrines" / "library.yaml")))


def read_library(path: str | Path) -> Library:
    """The doctrines in a file.

    Raises:
        InputError: the file cannot be read, or is no well-formed file of doctrines; holds every problem found.
    """
    return reader.read(DOCTRINES, path).record


def read_library_text(text: str, file: str = "<text>") -> Library:
    """The doctrines in a text. Raises as :func:`read_library`."""
    return reader.read_text(DOCTRINES, text, file).record


def names(found: Library) -> Iterator[Fault]:
    """Ids are given once, and sources known and used; which rungs there are, only a scenario says."""
    return references(found, unchecked=("rung",))


def rules(found: Library) -> Iterator[Fault]:
    """A doctrine has something to say everywhere, and every part of it can matter."""
    for i, doctrine in enumerate(found.doctrines):
        yield from _rules(("doctrines", i), doctrine)


def _rules(path: Where, doctrine: LibraryDoctrine) -> Iterator[Fault]:
    used = {word for rule in doctrine.rules for word in rule.do}
    for k, word in enumerate(doctrine.needs):
        if word not in used:
            yield Fault((*path, "needs", k), f"no rule names {shown(word)}", "remove it, or add a rule")
    last = doctrine.rules[-1]
    if last.when != When() or "hold" not in last.do:
        what = f"the doctrine {shown(doctrine.id)} may have nothing to say somewhere"
        yield Fault((*path, "rules", len(doctrine.rules) - 1), what, "end it with a rule 'do: [hold]'")
    named = False
    for k, rule in enumerate(doctrine.rules):
        if rule.when == When() and k + 1 < len(doctrine.rules):
            what = "a rule without 'when' hides those after it where its move is open"
            yield Fault((*path, "rules", k), what, "give it a 'when', or put it last")
        for end in ("lowest", "highest"):
            rung = getattr(rule.when, end)
            named = named or rung == RUNG
            if rung is not None and (doctrine.each is None or rung != RUNG):
                remedy = f"write {RUNG!r}, with 'each: rung', or remove it"
                yield Fault((*path, "rules", k, "when", end), f"no scenario is known here, nor {shown(rung)}", remedy)
    if doctrine.each and not named:
        yield Fault((*path, "each"), f"no rule names the rung {RUNG!r}", f"add 'lowest: {RUNG}', or remove 'each'")


DOCTRINES = FileKind(
    "file of doctrines", SCHEMA, Library, rules=(names, rules, evidence.located_sources)
)
