"""Text -> plain data with positions, in one pass over the parser's events.

Nothing is constructed but mappings, lists, text, numbers, booleans and null. Depth and number of
nodes are counted before a node is built; tags, anchors, aliases, merge keys, repeated keys and
second documents are refused, so that what a file says can be read off its lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from .decoding import HIDDEN, named
from .diagnostics import Faults, PlacedFault
from .messages import shown
from .positions import START, Path, Positions, Spot
from .yaml_errors import explained
from .yaml_scalars import BadScalar, plain

MAX_DEPTH = 32
MAX_NODES = 50_000

# Scalars are resolved here by YAML 1.2, so any event parser will do; the one in C is ten times faster.
_EventParser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """What a file says.

    Attributes:
        data: dictionaries, tuples and scalars.
        positions: where each key and value stands.
        broken: paths whose value could not be read, and is null in ``data``.
        idle: what stands in the file in vain: a fault only where nothing else is wrong.
        further: hashes of other files that it takes parts from.
    """

    data: dict[str, Any]
    positions: Positions
    broken: frozenset[Path]
    idle: tuple[PlacedFault, ...] = ()
    further: tuple[str, ...] = ()


def parse(text: str, faults: Faults, what: str = "file", schema: str = "…") -> Document:
    """Parse one YAML 1.2 document whose top is a mapping.

    Args:
        text: the file's.
        faults: takes what is wrong.
        what, schema: what the file should be, and how it should begin, for the remedies.

    Raises:
        InputError: faults of syntax, or past a bound; lesser faults are noted and parsing goes on.
    """
    builder = _Builder(faults)
    parser = _EventParser(text)
    try:
        while parser.check_event():
            builder.take(parser.get_event())
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two: numbers of \\U escapes
        faults.fail(*explained(error, text))
    finally:
        parser.dispose()
    if builder.documents == 0:
        faults.fail(START, "the file is empty", f"write a {what}, beginning with 'schema: {schema}'")
    if not isinstance(builder.top, dict):
        message = "the top of the file must be a mapping of sections"
        faults.fail(builder.positions.value(()), message, f"begin it with 'schema: {schema}'")
    return Document(builder.top, builder.positions, frozenset(builder.broken))


@dataclass
class _Open:
    """A collection whose end has not come yet."""

    path: Path
    items: dict[str, Any] | list[Any]
    key: str | None = None
    kept: bool = True  # False inside the value of a key that was refused


@dataclass
class _Builder:
    faults: Faults
    positions: Positions = field(default_factory=Positions)
    broken: set[Path] = field(default_factory=set)
    top: Any = None
    documents: int = 0
    nodes: int = 0
    open: list[_Open] = field(default_factory=list)
    refused: bool = False  # the key just read was refused: its value is read and dropped

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the stream."""
        match event:
            case yaml.ScalarEvent():
                self._count(event)
                self._scalar(event)
            case yaml.CollectionStartEvent():
                self._count(event)
                self._begin(event)
            case yaml.CollectionEndEvent():
                self._end()
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.faults.fail(_spot(event), "a second document begins here", "keep one document to a file")

    def _count(self, event: yaml.NodeEvent) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.faults.fail(_spot(event), f"the file has more than {MAX_NODES} keys and values", "make it shorter")
        if event.tag is not None:
            self.faults.add(_spot(event), "a tag is not allowed", "remove the word that begins with '!'")
        if event.anchor is not None:
            self.faults.add(_spot(event), "an anchor is not allowed", "remove the word that begins with '&'")

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        if len(self.open) >= MAX_DEPTH:
            self.faults.fail(_spot(event), f"lists and mappings stand more than {MAX_DEPTH} deep", "make it flatter")
        if self._expects_key():
            self.faults.fail(_spot(event), "a list or mapping stands where a key should", "put a word as the key")
        path, kept = self._place(_spot(event))
        items: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.open.append(_Open(path, items, kept=kept))

    def _end(self) -> None:
        closed = self.open.pop()
        self._attach(closed.items if isinstance(closed.items, dict) else tuple(closed.items), closed.kept)

    def _alias(self, event: yaml.AliasEvent) -> None:
        what = f"an alias ({shown('*' + event.anchor)}) is not allowed"
        self.faults.add(_spot(event), what, "write the value out")
        if self._expects_key():
            self.open[-1].key, self.refused = "", True
            return
        path, kept = self._place(_spot(event))
        self._give_up(path, kept)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if self._expects_key():
            self._key(event)
            return
        path, kept = self._place(_spot(event))
        if hidden := HIDDEN.search(event.value):
            what = f"an escape spells {named(hidden.group())}, which is not allowed"
            self.faults.add(_spot(event), what, "remove it")
            self._give_up(path, kept)
            return
        try:
            self._attach(event.value if event.style else plain(event.value), kept)
        except BadScalar as bad:
            self.faults.add(_spot(event), bad.what, bad.remedy)
            self._give_up(path, kept)

    def _give_up(self, path: Path, kept: bool) -> None:
        """Put null where a value could not be read."""
        if kept:
            self.broken.add(path)
        self._attach(None, kept)

    def _key(self, event: yaml.ScalarEvent) -> None:
        mapping, key, spot = self.open[-1], event.value, _spot(event)
        mapping.key = key
        self.refused = True
        path = (*mapping.path, key)
        if key == "<<" and not event.style:
            self.faults.add(spot, "a merge key ('<<') is not allowed", "write the keys out")
        elif HIDDEN.search(key):
            self.faults.add(spot, "a key with hidden characters is not allowed", "remove the escape")
        elif key in mapping.items and mapping.kept:
            first = self.positions.key(path).line
            self.faults.add(spot, f"the key {shown(key)} stands here twice, first on line {first}", "remove one")
        else:
            self.refused = False
            if mapping.kept:
                self.positions.keys[path] = spot

    def _expects_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].items, dict) and self.open[-1].key is None

    def _place(self, spot: Spot) -> tuple[Path, bool]:
        """Path of the value that begins at a spot, and whether it is kept."""
        path: Path = ()
        kept = True
        if self.open:
            outer = self.open[-1]
            step = outer.key if isinstance(outer.items, dict) else len(outer.items)
            assert step is not None  # a value of a mapping follows its key
            path, kept = (*outer.path, step), outer.kept and not self.refused
        self.refused = False
        if kept:
            self.positions.values[path] = spot
        return path, kept

    def _attach(self, value: Any, kept: bool) -> None:
        if not self.open:
            self.top = value
            return
        outer = self.open[-1]
        if isinstance(outer.items, list):
            outer.items.append(value)
            return
        assert outer.key is not None  # a value of a mapping follows its key
        if kept:
            outer.items[outer.key] = value
        outer.key = None


def _spot(event: yaml.Event) -> Spot:
    return Spot(event.start_mark.line + 1, event.start_mark.column + 1)
