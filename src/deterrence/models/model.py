"""What an entry of the gallery is: a published game, its source, and propositions with evidence.

A model's file has a docstring in our own words, a function that builds the tree in the paper's
symbols, the propositions as functions that compute what the paper claims and what the game gives,
and ``MODEL``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from ..parameters.expression import Expression
from ..trees.builder import TreeBuilder
from ..trees.tree import GameTree, Number, Symbol

Kind = Literal["closed form", "equilibrium", "sign", "threshold", "limit"]
Standing = Literal["proved", "computed", "our derivation", "our reading"]


@dataclass(frozen=True)
class Source:
    """Where a model was published.

    Attributes:
        authors: "Family, Given; Family, Given".
        year: of publication.
        title, venue: of the paper, with volume, issue and pages; or of the book and its publisher.
        where: sections, equations or propositions used.
        opened: what was open while the file was written ("full text", "abstract",
            "secondary: ..."), or "recalled, not opened".
        doi: without the resolver.
    """

    authors: str
    year: int
    title: str
    venue: str
    where: str
    opened: str
    doi: str = ""

    def __str__(self) -> str:
        doi = f" doi:{self.doi}" if self.doi else ""
        return f"{self.authors} ({self.year}). {self.title}. {self.venue}.{doi}"


@dataclass(frozen=True)
class Evidence:
    """A claim beside what the game gives.

    Attributes:
        holds: whether they agree.
        claimed: what the paper says, as a number or a relation.
        computed: what was computed here.
        detail: at which parameters, by which method, to which tolerance.
    """

    holds: bool
    claimed: str
    computed: str
    detail: str = ""


def declare(game: TreeBuilder, parameters: Iterable[Symbol]) -> dict[str, Expression]:
    """Declare a table of parameters in a game; name -> the parameter, to compute with."""
    return {
        symbol.name: game.parameter(
            symbol.name, symbol.value, symbol.meaning, low=symbol.low, high=symbol.high
        )
        for symbol in parameters
    }


def defaults(parameters: Iterable[Symbol]) -> dict[str, float]:
    """Name -> value, of a table of parameters."""
    return {symbol.name: symbol.value for symbol in parameters}


def cell_middle(cell: int, cells: int) -> float:
    """The middle of one of equally many cells of [0, 1], counted from 0: (cell + ½)/cells."""
    return (cell + 0.5) / cells


def larger(one: Number, other: Number) -> Number:
    """max(one, other) as a formula in parameters: half of the sum and the distance."""
    return (one + other + ((one - other) ** 2) ** 0.5) * 0.5


def close(claimed: float, computed: float, tolerance: float, detail: str = "") -> Evidence:
    """A closed form: |computed − claimed| ≤ tolerance."""
    gap = abs(computed - claimed)
    within = f"gap {gap:.1e} ≤ {tolerance:.0e}; {detail}"
    return Evidence(gap <= tolerance, f"{claimed:.8g}", f"{computed:.8g}", within)


def below(computed: float, bound: float, detail: str = "") -> Evidence:
    """An inequality: computed ≤ bound, such as a regret."""
    return Evidence(computed <= bound, f"≤ {bound:.3g}", f"{computed:.3g}", detail)


def sign(claimed: int, computed: float, detail: str = "", floor: float = 1e-9) -> Evidence:
    """A sign: computed is above ``floor`` (claimed 1), below −``floor`` (−1), or within it (0)."""
    direction = 0 if abs(computed) <= floor else (1 if computed > 0 else -1)
    words = {1: "positive", 0: "zero", -1: "negative"}
    return Evidence(direction == claimed, words[claimed], f"{computed:.6g}", detail)


def all_of(*parts: Evidence) -> Evidence:
    """Several findings that must all hold; if one fails, the first that does is returned."""
    for part in parts:
        if not part.holds:
            return part
    return Evidence(
        True,
        "; ".join(p.claimed for p in parts),
        "; ".join(p.computed for p in parts),
        "; ".join(dict.fromkeys(p.detail for p in parts if p.detail)),
    )


@dataclass(frozen=True)
class Proposition:
    """A claim of the paper and how it is tested.

    Attributes:
        name: as in the paper ("Proposition 2"), or what it is about where the paper has no number.
        statement: in our words.
        kind: closed form, equilibrium (an assessment certified), sign, threshold, or limit (of a
            discretisation).
        standing: proved (in the paper, whose proof was open), our derivation (of what the paper
            says, in our version of its game), our reading (where the paper leaves room or was not
            available), or computed (here only).
        check: computes the evidence.
    """

    name: str
    statement: str
    kind: Kind
    standing: Standing
    check: Callable[[], Evidence]


@dataclass(frozen=True)
class Model:
    """A published game.

    ``deterrence.draw`` draws it. A notebook shows it as its tree once that has been imported, as
    ``deterrence.find_model`` does; this module knows nothing of drawing.

    Attributes:
        key: citation key, the file's name.
        title: what the game is.
        source: where it was published.
        story: a paragraph in our words: who moves, who knows what, what follows.
        build: makes the tree; keyword arguments change its size (number of types or rounds), not
            its numbers, which are the tree's parameters.
        propositions: what the paper claims, tested.
        branch: which equilibrium the logit path selects, and how that compares with the paper's.
        uncertain: where our reading of the paper is uncertain, and what was changed to make it a
            finite tree.
        picture: how a tree is drawn as an SVG document; set by :mod:`deterrence.report.drawing`.
    """

    picture: ClassVar[Callable[[GameTree], str] | None] = None

    key: str
    title: str
    source: Source
    story: str
    build: Callable[..., GameTree]
    propositions: tuple[Proposition, ...]
    branch: str
    uncertain: str = ""

    @property
    def actors(self) -> tuple[str, ...]:
        """Names of the players."""
        return self.build().players

    def _repr_svg_(self) -> str | None:
        """Its tree, for notebooks; None, so that they show its text, where nothing can draw."""
        picture = type(self).picture
        return None if picture is None else picture(self.build())

    def as_dict(self) -> dict[str, Any]:
        """What listings show."""
        return {
            "key": self.key,
            "title": self.title,
            "citation": str(self.source),
            "opened": self.source.opened,
            "actors": list(self.actors),
            "propositions": [
                {"name": p.name, "statement": p.statement, "kind": p.kind, "standing": p.standing}
                for p in self.propositions
            ],
        }
