"""How large a file becomes when its templates are written out, worked out before anything is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod

from ...files.decoding import MAX_BYTES
from ...files.diagnostics import Faults
from ...files.positions import Spot
from ...files.yaml_reader import MAX_NODES
from ...files.yaml_scalars import Scalar
from .language import FOR, ONLY
from .nodes import Node
from .variables import PLACEHOLDER, spelt

Lengths = Mapping[str, int]  # by variable, characters of its longest value
MAX_VALUE = 4000  # characters of what a variable stands for
_SHORTER = "go through fewer values, or write less in it"


@dataclass
class Sizes:
    """Adds up what parts of a file come to.

    Attributes:
        faults: takes what is too large, and gives up.
        lists: values by the name under which ``for`` can go through them.
        named: characters of the longest name that ``{x.name}`` can stand for.
        total: keys and values, and characters, of all parts so far.
    """

    faults: Faults
    lists: Mapping[str, tuple[Scalar, ...]]
    named: int = 0
    total: tuple[int, int] = field(default=(0, 0))

    def require(self, part: Node, lengths: Lengths) -> None:
        """Add a part. Raises ``InputError``, with the numbers, where it or all together come to too much."""
        nodes, characters = self._size(part, lengths)
        self.total = self.total[0] + nodes, self.total[1] + characters
        self._within(part.where, "with this, the file written out comes to", *self.total)

    def _within(self, spot: Spot, what: str, nodes: int, characters: int) -> None:
        if nodes > MAX_NODES:
            self.faults.fail(spot, f"{what} {nodes:,} keys and values, and at most {MAX_NODES:,} are read", _SHORTER)
        if characters > MAX_BYTES:
            self.faults.fail(spot, f"{what} {characters:,} characters, and at most {MAX_BYTES:,} are read", _SHORTER)

    def _size(self, node: Node, lengths: Lengths) -> tuple[int, int]:
        """Keys and values, and characters, of what a node becomes, at most."""
        if isinstance(node.value, dict):
            sizes = [self._size(inside, lengths) for inside in node.value.values()]
            keys = sum(self.length(key, lengths) for key in node.value)
            return 1 + len(sizes) + sum(n for n, _ in sizes), keys + sum(c for _, c in sizes)
        if isinstance(node.value, tuple):
            sizes = [self._item(item, lengths) for item in node.value]
            return 1 + sum(n for n, _ in sizes), sum(c for _, c in sizes)
        return 1, self.length(node.value, lengths)

    def _item(self, item: Node, lengths: Lengths) -> tuple[int, int]:
        if not isinstance(item.value, dict) or FOR not in item.value:
            return self._size(item, lengths)
        loop = item.value[FOR]
        body = Node({k: v for k, v in item.value.items() if k not in (FOR, ONLY)}, item.spot)
        rounds, inner = self._loop(loop, lengths)
        nodes, characters = self._size(body, {**lengths, **inner})
        what = f"this 'for' goes round {rounds:,} times, and comes to"
        self._within(loop.where, what, rounds * nodes, rounds * characters)
        return rounds * nodes, rounds * characters

    def _loop(self, loop: Node, lengths: Lengths) -> tuple[int, Lengths]:
        """How often a ``for`` goes round, at most, and the lengths of its variables."""
        if isinstance(loop.value, tuple):
            rows = [row.value for row in loop.value if isinstance(row.value, dict)]
            longest: dict[str, int] = {}
            for row in rows:
                for name, value in row.items():
                    longest[name] = max(longest.get(name, 0), self.length(value.value, lengths))
                    if longest[name] > MAX_VALUE:
                        what = f"a value of {longest[name]:,} characters, and at most {MAX_VALUE:,} are allowed"
                        self.faults.fail(value.spot, what, "make it shorter")
            return len(loop.value), longest
        sources = loop.value if isinstance(loop.value, dict) else {}
        sizes = {name: self._source(source, lengths) for name, source in sources.items()}
        return prod(n for n, _ in sizes.values()), {name: longest for name, (_, longest) in sizes.items()}

    def _source(self, source: Node, lengths: Lengths) -> tuple[int, int]:
        """How many values a variable goes through, at most, and the length of the longest."""
        if isinstance(source.value, tuple):
            return len(source.value), max((self.length(v.value, lengths) for v in source.value), default=0)
        every = [*self.lists.values()] if isinstance(source.value, str) and "{" in source.value else []
        if isinstance(source.value, str) and not every:
            every = [self.lists.get(source.value, ())]
        if isinstance(source.value, dict):
            every = [self.lists.get("ladder", ())]
        return max(map(len, every), default=0), max((len(spelt(v)) for values in every for v in values), default=0)

    def length(self, text: object, lengths: Lengths) -> int:
        """Characters that a scalar becomes, at most."""
        if not isinstance(text, str):
            return 0 if isinstance(text, dict | tuple) else len(str(text))
        stand = max(lengths.values(), default=0)
        return len(text) + sum(max(stand, self.named) for _ in PLACEHOLDER.finditer(text))
