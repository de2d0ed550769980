"""The public board of an escalation crisis, and which moves are open on it.

A :class:`Position` is what everybody sees between moves: who moves, the rung the crisis stands at,
what the other side did last, whether the mediator is present and whether anyone has challenged.
The same table of moves feeds the game, the doctrines, the quantities and the report.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .record import Move, RedLine, Scenario

QUIET, ATTACKED, CROSSED, WAITED, OFFERED, WARNED = "quiet", "attacked", "crossed", "waited", "offered", "warned"
LAST = (QUIET, ATTACKED, CROSSED, WAITED, OFFERED, WARNED)
FACING_AN_ACT = frozenset({ATTACKED, CROSSED})


@dataclass(frozen=True, order=True)
class Position:
    """A decision state.

    Attributes:
        actor: index of the mover.
        rung: index of the rung the crisis publicly stands at.
        last: what the other side did last: quiet (nothing yet), attacked (an act that crossed no
            recognised line), crossed (a recognised crossing of one of the mover's lines), waited,
            offered, or warned.
        mediated: the mediator is present.
        challenged: an act at or above the challenge rung has been made.
        made: challenges made so far by each actor (acts of its seen at or above the challenge rung and not
            excused), counted only as far as the other's doctrine asks, and so zero where none does.
    """

    actor: int
    rung: int
    last: str
    mediated: bool
    challenged: bool
    made: tuple[int, int] = (0, 0)


@dataclass(frozen=True, order=True)
class Aftermath:
    """A chance state: an act has just been seen, and what follows from it is still open.

    Attributes:
        actor: who acted.
        rung: rung the act is publicly seen at.
        excused: it is publicly established as an accident, so that no line counts as crossed.
        forewarned: the other side had warned just before, which makes its line clear.
        mediated, challenged, made: as in :class:`Position`, the act included.
    """

    actor: int
    rung: int
    excused: bool
    forewarned: bool
    mediated: bool
    challenged: bool
    made: tuple[int, int] = (0, 0)


@dataclass(frozen=True, order=True)
class Ending:
    """A terminal state: how it ended, by whose decision (-1: nobody's), mediated or not, challenged or not."""

    kind: str
    actor: int = -1
    mediated: bool = False
    challenged: bool = True


Place = Position | Aftermath | Ending


class Board:
    """Look-ups over a scenario by index, and the rules of movement.

    Args:
        scenario: the scenario.
        doctrines: by actor, the ids of the doctrines whose conditions are to be distinguished; those that its
            types carry out where None.
        memory: by actor, how many challenges of the other side public states count at least, whatever doctrines ask.
    """

    def __init__(
        self,
        scenario: Scenario,
        doctrines: Sequence[Collection[str]] | None = None,
        memory: Mapping[str, int] | None = None,
    ):
        self.scenario = scenario
        self.actors = tuple(a.id for a in scenario.actors)
        self.rungs = tuple(r.id for r in scenario.ladder)
        standing = [r.standing for r in scenario.ladder]
        self.calm = standing.index("calm")
        self.acts = tuple(k for k, s in enumerate(standing) if s in ("act", "war"))
        self.war = standing.index("war") if "war" in standing else -1
        self.challenge = self.rungs.index(scenario.window.challenge)
        carried = doctrines or [{t.doctrine for t in a.types if t.doctrine} for a in scenario.actors]
        known = memory or {}
        asked = [max(self._memory(names), known.get(a, 0)) for a, names in zip(self.actors, carried, strict=True)]
        self.counted = (asked[1], asked[0])  # of an actor's challenges, as many as the other's doctrines ask about

    def _memory(self, doctrines: Collection[str]) -> int:
        """The most challenges that a rule of the doctrines asks about."""
        rules = [rule for d in self.scenario.doctrines if d.id in doctrines for rule in d.rules]
        return max((rule.when.challenges or 0 for rule in rules), default=0)

    def rung(self, name: str | None, default: int) -> int:
        """Index of a rung by id; the default where none is named."""
        return default if name is None else self.rungs.index(name)

    @cached_property
    def start(self) -> Position:
        """Where the window opens."""
        return Position(self.actors.index(self.scenario.window.first), self.calm, QUIET, False, False)

    def target(self, position: Position, move: Move) -> int:
        """Intended rung of a 'respond' move from a position; -1 for any other move."""
        return position.rung + move.step if move.act == "respond" else -1

    def open_moves(self, position: Position) -> tuple[Move, ...]:
        """The moves open at a position, in file order."""
        return tuple(m for m in self.scenario.moves if self._is_open(position, m))

    def _is_open(self, at: Position, move: Move) -> bool:
        if not self.rung(move.lowest, 0) <= at.rung <= self.rung(move.highest, len(self.rungs)):
            return False
        match move.act:
            case "respond":
                return self.target(at, move) in self.acts
            case "offer":
                return self.scenario.off_ramp is not None and at.last != OFFERED
            case "accept":
                return at.last == OFFERED
            case "concede":
                return at.challenged
            case _:
                return True

    def line_crossed(self, owner: int, rung: int) -> RedLine | None:
        """The owner's highest line at or below a rung, if any."""
        mine = [
            line
            for line in self.scenario.red_lines
            if line.owner == self.actors[owner] and self.rungs.index(line.rung) <= rung
        ]
        return max(mine, key=lambda line: self.rungs.index(line.rung), default=None)

    def enforces(self, line: RedLine, crossed_at: int, target: int) -> bool:
        """Does an act meant at ``target`` carry out what the line declares? (-1: no act, so no.)"""
        offset = {"below": -1, "at": 0, "above": 1}[line.response]
        return target >= 0 and target >= min(crossed_at + offset, self.acts[-1])

    def label(self, place: Place) -> str:
        """A short label for a place, made of ids only."""
        match place:
            case Position():
                parts = [self.actors[place.actor], self.rungs[place.rung], place.last, *self._made(place.made)]
            case Aftermath():
                parts = ["after", self.actors[place.actor], self.rungs[place.rung]]
                parts += ["excused"] * place.excused + ["forewarned"] * place.forewarned + self._made(place.made)
            case _:
                parts = ["end", place.kind] + [self.actors[place.actor]] * (place.actor >= 0)
                parts += ["unchallenged"] * (not place.challenged and place.kind != "no_challenge")
                return "/".join(parts + ["mediated"] * place.mediated)
        return "/".join(parts + ["mediated"] * place.mediated + ["challenged"] * place.challenged)

    def _made(self, made: tuple[int, int]) -> list[str]:
        """The challenges remembered, in words made of ids: ``row-made-2``."""
        return [f"{name}-made-{n}" for name, n in zip(self.actors, made, strict=True) if n]
