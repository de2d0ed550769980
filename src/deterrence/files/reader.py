"""The one reader of files: every fault with its line and remedy, nothing ever executed.

Reading has three passes: the text (:mod:`.decoding`, :mod:`.yaml_reader`), its shape (:mod:`.validation`) and its sense
(the rules of the kind of file, :mod:`.references` among them). All that a pass can find is reported at once; sense is
looked for only in a file whose shape is right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from .decoding import decode
from .diagnostics import Fault, Faults
from .inputs import read_bytes
from .messages import shown
from .positions import Positions
from .record import Record
from .registry import FORMER, KNOWN, Known, meant
from .validation import validated
from .yaml_reader import Document, parse

Rule = Callable[[Any], Iterable[Fault]]


@dataclass(frozen=True)
class FileKind[R: Record]:
    """A kind of file.

    Attributes:
        noun: what a person calls it.
        schema: what it says under ``schema``.
        record: the shape of the whole file.
        rules: what must hold beyond the shape. They are looked at together, all of them.
        last: rules that presuppose the others: looked at only if nothing else is wrong.
        expand: writes out what the file says in short (templates, definitions), before its shape is looked at. Raises
            ``InputError`` where it cannot.
        short: sections that are gone once it is written out.
    """

    noun: str
    schema: str
    record: type[R]
    rules: Sequence[Rule] = ()
    last: Sequence[Rule] = ()
    expand: Callable[[Document, Faults], Document] | None = None
    short: Sequence[str] = ()

    @property
    def sections(self) -> frozenset[str]:
        """Keys that a file of the kind may have at its top."""
        return frozenset([*self.short, *(f.alias or name for name, f in self.record.model_fields.items())])

    def check(self, record: R, *, last: bool = True) -> list[Fault]:
        """Every fault that the rules find in a record of the right shape; without the last ones unless asked for."""
        faults = [fault for rule in self.rules for fault in rule(record)]
        return faults if faults or not last else [fault for rule in self.last for fault in rule(record)]


@dataclass(frozen=True)
class Loaded[R: Record]:
    """A record and the file it came from.

    Attributes:
        record: what the file says.
        file: the file as the user named it.
        text: its text.
        sha256: hash of its bytes, in hexadecimal; with other files that it takes parts from, of them as well.
        document: its data, written out, and where each key and value stands.
    """

    record: R
    file: str
    text: str
    sha256: str
    document: Document

    @property
    def positions(self) -> Positions:
        """Where each key and value stands."""
        return self.document.positions


def read[R: Record](kind: FileKind[R], path: str | Path) -> Loaded[R]:
    """A file of a kind, with its text, hash and positions.

    Args:
        kind: what the file should be.
        path: where it is; ``-`` is standard input, and pipes are read too.

    Raises:
        InputError: the file cannot be read or is no well-formed file of the kind; holds every problem found.
    """
    return read_one_of((kind,), path)


def read_text[R: Record](
    kind: FileKind[R], text: str, file: str = "<text>", rewrite: Callable[[Document], Document] | None = None
) -> Loaded[R]:
    """A text as a file of a kind. Raises as :func:`read`.

    Args:
        kind: what it should be.
        text: the text.
        file: how problems call it; other files that it takes parts from are looked for beside it.
        rewrite: changes what the text says, as it was written, before anything is written out.
    """
    return _loaded((kind,), text.encode("utf-8", "surrogatepass"), Faults(file), rewrite=rewrite)


def read_one_of(kinds: Sequence[FileKind[Any]], path: str | Path) -> Loaded[Any]:
    """A file of one of several kinds: as it names itself, or by its sections where it does not.

    Raises as :func:`read`.
    """
    faults = Faults(str(path))
    return _loaded(kinds, read_bytes(path, faults), faults)


def read_known(path: str | Path, otherwise: FileKind[Any]) -> Loaded[Any]:
    """A file of any kind, as it names itself; of another where it names none. Raises as :func:`read`."""
    faults = Faults(str(path))
    return _loaded((otherwise,), read_bytes(path, faults), faults, known=True)


def _loaded(
    kinds: Sequence[FileKind[Any]],
    raw: bytes,
    faults: Faults,
    known: bool = False,
    rewrite: Callable[[Document], Document] | None = None,
) -> Loaded[Any]:
    text = decode(raw, faults)
    document = parse(text, faults, kinds[0].noun, kinds[0].schema)
    kind = _meant(kinds, document, faults, known)
    if rewrite is not None:
        document = rewrite(document)
    if kind.expand is not None:
        document = kind.expand(document, faults)
    record = validated(kind.record, document, faults)
    if record is not None and not document.broken:
        found = kind.check(record, last=not faults.problems)
        faults.place(fault.placed(document.positions) for fault in found)
    if not faults.problems:
        faults.place(document.idle)
    faults.raise_if_any()
    assert record is not None  # otherwise there was a fault
    digest = hashlib.sha256(raw)
    for other in document.further:
        digest.update(bytes.fromhex(other))
    return Loaded(record, faults.file, text, digest.hexdigest(), document)


def _meant(kinds: Sequence[FileKind[Any]], document: Document, faults: Faults, known: bool) -> FileKind[Any]:
    """The kind that a file is of; ``InputError`` where that is none of those wanted."""
    schema = document.data.get("schema")
    if isinstance(schema, str) and schema in FORMER:
        what = f"{shown(schema)} is what files of an earlier version call themselves"
        remedy = f"write 'schema: {FORMER[schema]}'; nothing else has to be changed"
        faults.fail(document.positions.value(("schema",)), what, remedy)
    named = {kind: _kind(kind, kinds) for kind in meant(document.data)}
    if known and "schema" not in document.data:
        _say_which(kinds, document, faults)
    if not named:
        return max(kinds, key=lambda kind: len(kind.sections & document.data.keys()))
    other, found = max(named.items(), key=lambda pair: len(pair[1].sections & document.data.keys()))
    if known or found in kinds:
        return found
    if schema == other.schema:
        what = f"this is a {other.noun}, and should be a {' or '.join(kind.noun for kind in kinds)}"
        faults.fail(document.positions.value(("schema",)), what, other.use)
    return kinds[0]


def _say_which(kinds: Sequence[FileKind[Any]], document: Document, faults: Faults) -> None:
    """Where a file does not say what it is, and by its sections is of none of the kinds expected: fails, saying what
    it should begin with."""
    keys = document.data.keys()
    foreign = {known: len(keys - _kind(known, kinds).sections) for known in KNOWN}
    best = min(foreign, key=lambda known: foreign[known])
    if foreign[best] < min(len(keys - kind.sections) for kind in kinds):
        what = f"the key 'schema' is missing, which says what the file is; by its sections it is a {best.noun}"
        faults.fail(document.positions.value(()), what, f"begin it with 'schema: {best.schema}'")


def _kind(known: Known, kinds: Sequence[FileKind[Any]]) -> FileKind[Any]:
    """A known kind: the one of those wanted that calls itself so, or else the one at home."""
    for kind in kinds:
        if (kind.schema, kind.noun) == (known.schema, known.noun):
            return kind
    module, name = known.home.split(":")
    found: FileKind[Any] = getattr(import_module(f"deterrence.{module}"), name)
    return found
