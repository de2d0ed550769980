"""What a walk through a solved crisis says: where a play stands, what is open there, what may come, what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

DECISION, CHANCE, CLOCK, ENDED = "decision", "chance", "clock", "ended"
CLOSES = "closes"
"""What is seen where the window closes before anything else comes."""


@dataclass(frozen=True)
class Step:
    """One thing that happened, as far as is needed to find where play went.

    Attributes:
        seen: the public outcome, by its name at the state it leaves.
        moves: what the movers chose, in the order of the actors; none where nobody moves, or where it is not known.
            Beliefs do not depend on it, but on what was seen.
        wait: days that a clock ran; None for as many as are to be expected, and where no clock runs.
    """

    seen: str
    moves: tuple[str, ...] = ()
    wait: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"seen": self.seen, "moves": list(self.moves), "wait": self.wait}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Step:
        """What :meth:`as_dict` gave."""
        return cls(record["seen"], tuple(record.get("moves", ())), record.get("wait"))


@dataclass(frozen=True)
class Fact:
    """A public variable and its value, by id and in words."""

    id: str
    name: str
    value: str | int | bool
    words: str


@dataclass(frozen=True, eq=False)
class Position:
    """Where a play stands: everything that is public, and nothing that is not, but for moves in :attr:`steps`.

    Attributes:
        index, state: the public state, by number and label.
        where: what is going on there, in words.
        facts: public variables.
        moves_made: moves so far.
        day: on a clock, the day that it is; None where moves are counted.
        standing: ``decision``, ``chance``, ``clock`` or ``ended``.
        ending, ending_words: how it ended, by id and in words; "" where it has not, or the game names no ending.
        movers: ids of those who choose.
        belief: {actor: {type: public belief}}.
        log_likelihood: per actor, log-likelihood of the public history under each type, up to a term that its types
            share; where types may be redrawn, log b/π.
        steps: how play came here. They rebuild the position.
    """

    index: int
    state: str
    where: str
    facts: tuple[Fact, ...]
    moves_made: int
    day: float | None
    standing: str
    ending: str
    ending_words: str
    movers: tuple[str, ...]
    belief: Mapping[str, Mapping[str, float]]
    log_likelihood: tuple[tuple[float, ...], ...] = field(repr=False)
    steps: tuple[Step, ...]

    @property
    def ended(self) -> bool:
        """Is nothing to come any more?"""
        return self.standing == ENDED

    def as_dict(self) -> dict[str, Any]:
        """For JSON; :meth:`.position.Walk.replay` rebuilds the position from ``steps``."""
        return {
            "state": self.state,
            "where": self.where,
            "facts": [vars(fact) for fact in self.facts],
            "moves_made": self.moves_made,
            "day": self.day,
            "standing": self.standing,
            "ending": self.ending,
            "ending_words": self.ending_words,
            "movers": list(self.movers),
            "belief": {actor: dict(by_type) for actor, by_type in self.belief.items()},
            "steps": [step.as_dict() for step in self.steps],
        }


@dataclass(frozen=True)
class OpenMove:
    """A move open to an actor.

    Attributes:
        actor, name: ids.
        words: what the scenario calls it.
        kind, tags: as in the game.
        level: the rung meant, in words; "" for a move that is no act.
        chance: that it is made, as the public believes.
        chance_by_type: the same of each type.
        in_fact_by_type: what each type in fact does; another than it is believed to do only where its conduct is
            locked and nobody else knows.
        value_by_type: what the move is worth to each strategic type, in its stake: at once and afterwards, others
            playing and beliefs moving as solved. Where conduct is locked unannounced it is as if it were not.
    """

    actor: str
    name: str
    words: str
    kind: str
    tags: tuple[str, ...]
    level: str
    chance: float
    chance_by_type: Mapping[str, float]
    in_fact_by_type: Mapping[str, float]
    value_by_type: Mapping[str, float]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**vars(self), "tags": list(self.tags)} | {
            name: dict(getattr(self, name)) for name in ("chance_by_type", "in_fact_by_type", "value_by_type")
        }


@dataclass(frozen=True)
class Way:
    """How a step can have come about, which need not be public.

    Attributes:
        moves: what the movers chose, ids in the order of the actors.
        cause: chosen, matched, misperceived, accident or chance.
        realised: the level that really happened, in words; "" where no act was made.
        chance: of this way, given what was seen.
    """

    moves: tuple[str, ...]
    cause: str
    realised: str
    chance: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**vars(self), "moves": list(self.moves)}


@dataclass(frozen=True)
class Seen:
    """A public outcome.

    Attributes:
        name: by which a step refers to it.
        what: what is seen, in words.
        level: the rung it is taken for, in words; "" where no act is seen.
        then: where it leads, in words.
        waits: a clock runs there.
        changes: public variables that have another value afterwards.
        crosses: red lines that are seen crossed, by name.
        ways: how it can have come about. Not public where there are several.
    """

    name: str
    what: str
    level: str
    then: str
    waits: bool
    changes: tuple[Fact, ...]
    crosses: tuple[str, ...]
    ways: tuple[Way, ...]

    @property
    def words(self) -> str:
        """What is seen and what it changes, in a line."""
        after = ", ".join(f"{fact.name}: {fact.words}" for fact in self.changes) or self.then
        plain = after == self.what or (self.waits and not self.changes)
        return self.what if plain else f"{self.what} \N{RIGHTWARDS ARROW} {after}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON, what is public of it."""
        return {
            "name": self.name,
            "what": self.what,
            "level": self.level,
            "then": self.then,
            "changes": [vars(fact) for fact in self.changes],
            "crosses": list(self.crosses),
            "words": self.words,
        }


@dataclass(frozen=True)
class Event:
    """Something that chance or a clock may bring.

    Attributes:
        seen: what.
        probability: that it is what comes next, the window's closing aside.
        rate: on a clock, how often it comes, per day; None for chance.
    """

    seen: Seen
    probability: float
    rate: float | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"seen": self.seen.as_dict(), "probability": self.probability, "rate": self.rate}


class After(NamedTuple):
    """One way that play may go on."""

    probability: float
    position: Position
    seen: Seen
