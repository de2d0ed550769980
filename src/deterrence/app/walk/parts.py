"""The parts of which the page is made, as the templates read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ...play.ahead import Next
from ...play.records import OpenMove, Position, Seen

if TYPE_CHECKING:
    from ...coded_crises.record import CodedMove


@dataclass(frozen=True)
class Option:
    """Something that was open at a step: its words, its chance, and whether it is what came."""

    actor: str
    words: str
    chance: float
    taken: bool


@dataclass(frozen=True)
class Card:
    """A past step.

    Attributes:
        number: of the step, from one.
        address: of the position before it.
        before: that position.
        options: all that was open.
        seen: what came; ``chance`` is its chance, as the public expected.
        hidden: what was seen does not show the move.
        coded: the act of a coded crisis that it is.
    """

    number: int
    address: str
    before: Position
    options: tuple[Option, ...]
    seen: Seen
    chance: float
    hidden: bool
    coded: CodedMove | None


@dataclass(frozen=True)
class Believed:
    """What is believed of one type of an actor, now, before the last step and at first."""

    letter: str
    name: str
    strategic: bool
    now: float
    before: float
    first: float


@dataclass(frozen=True)
class Result:
    """One way that a move or an event may turn out.

    Attributes:
        address: of the position after it.
        seen, chance: what is seen, and its chance.
        beliefs: by actor whose belief it moves, what would then be believed.
        following: moves that are then likely.
        shifts: endings whose chance moves most, with the chance then and by how much it moves.
    """

    address: str
    seen: Seen
    chance: float
    beliefs: tuple[tuple[str, tuple[Believed, ...]], ...]
    following: tuple[Next, ...]
    shifts: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Choice:
    """A move that is open, with what it may bring.

    Attributes:
        number: in the drawing and the table, from one.
        costs: by strategic type, how much less it is worth to it than its best move.
    """

    number: int
    move: OpenMove
    costs: dict[str, float]
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Mover:
    """An actor who chooses now."""

    actor: str
    name: str
    types: tuple[Believed, ...]
    choices: tuple[Choice, ...]
    drawing: Markup
