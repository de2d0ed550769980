"""A file of doctrines, read as scenarios are: every fault with its line and remedy, nothing executed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from ..files.decoding import decode
from ..files.diagnostics import Fault, Faults
from ..files.messages import did_you_mean, listed, shown
from ..files.positions import Path as Where
from ..files.validation import shaped_as
from ..files.yaml_reader import parse
from ..game.reading import read_bytes
from ..game.scenario import When
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
    faults = Faults(str(path))
    return _read(read_bytes(path, faults), faults)


def read_library_text(text: str, file: str = "<text>") -> Library:
    """The doctrines in a text. Raises as :func:`read_library`."""
    return _read(text.encode("utf-8", "surrogatepass"), Faults(file))


def _read(raw: bytes, faults: Faults) -> Library:
    document = parse(decode(raw, faults), faults, "file of doctrines", SCHEMA)
    found = shaped_as(Library, document, faults)
    if found is not None and not document.broken:
        faults.extend([f.located(document.positions, faults.file) for f in check(found)])
    faults.raise_if_any()
    assert found is not None  # otherwise there was a fault
    return found


def check(found: Library) -> Iterator[Fault]:
    """Every fault that needs more than one place of the file."""
    seen: set[str] = set()
    for i, doctrine in enumerate(found.doctrines):
        path: Where = ("doctrines", i)
        if doctrine.id in seen:
            yield Fault((*path, "id"), f"{shown(doctrine.id)} is the id of two doctrines", "change or remove one")
        seen.add(doctrine.id)
        for k, cited in enumerate(doctrine.discussed):
            if cited not in found.sources:
                remedy = did_you_mean(cited, found.sources) or f"name one of {listed(found.sources)}, or add it"
                yield Fault((*path, "discussed", k), f"there is no source {shown(cited)}", remedy)
        yield from _rules(path, doctrine)
    used = {name for doctrine in found.doctrines for name in doctrine.discussed}
    for name, source in found.sources.items():
        where: Where = ("sources", name)
        if name not in used:
            yield Fault(where, f"the source {shown(name)} is named by no doctrine", "name it, or remove it", at="key")
        if source.kind == "page" and not (source.address and source.opened):
            yield Fault(where, "a page needs 'address' and 'opened'", "add them, or say 'recollection'", at="key")


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
