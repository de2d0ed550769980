"""What a scenario says about a crisis, in one vocabulary whatever form the file has: ids, names, words.

Everything after the game is compiled reads these records and the labelled game, never the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..parameters.evidence import BaseRates, CodedCrises, Fact, Source
from ..parameters.option import PolicyOption

COMMITMENT, STRATEGIC = "commitment", "strategic"


@dataclass(frozen=True)
class Named:
    """An id, by which the scenario refers to something, and a name, by which a report does."""

    id: str
    name: str


@dataclass(frozen=True)
class TypeBrief(Named):
    """A private type.

    Attributes:
        strategic: it has payoffs; else it carries out ``doctrine``.
        doctrine: id, "" for a strategic type.
        prior: name of the parameter that is its prior; "" for what the others leave, or a formula.
    """

    strategic: bool = True
    doctrine: str = ""
    prior: str = ""


@dataclass(frozen=True)
class ActorBrief(Named):
    """An actor and its private types; ``numbers`` holds parameters of its own by what they are (``resilience``)."""

    types: tuple[TypeBrief, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def doctrine(self) -> str:
        """Id of the doctrine that its first commitment carries out; "" where it has none."""
        return next((t.doctrine for t in self.types if not t.strategic), "")


@dataclass(frozen=True)
class RungBrief(Named):
    """A step of the ladder, with the record's own words for what it is.

    Attributes:
        domain, force, nuclear, reversible, violence: as in the file.
        act: can an act be made, or result, at it?
        role: what it is in this scenario, in words; "" where it is a rung like others.
    """

    domain: str = ""
    force: int = 1
    nuclear: str = "none"
    reversible: bool = True
    violence: str = ""
    act: bool = True
    role: str = ""


@dataclass(frozen=True)
class ThresholdBrief(Named):
    """A firebreak below a rung."""

    below: str = ""


@dataclass(frozen=True)
class LineBrief(Named):
    """A red line: whose, where, what it declares, at which front; ``numbers`` holds its parameters by what they are."""

    owner: str = ""
    rung: str = ""
    declares: str = ""
    front: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TurnBrief:
    """Who chooses when, and among what, in words; ``named`` are the same moves by id."""

    name: str
    actor: str
    moves: tuple[str, ...]
    id: str = ""
    named: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Charge:
    """What its own public charges an actor.

    Attributes:
        actor: whom.
        cause: for what, in words.
        parameter: how much; its name.
    """

    actor: str
    cause: str
    parameter: str


@dataclass(frozen=True)
class DoctrineBrief(Named):
    """A declared rule of conduct, in words."""

    text: str = ""


@dataclass(frozen=True)
class EndingBrief(Named):
    """A way the crisis can stop, in words; ``agreed`` if it is an agreement; ``form`` in ICB's word, "" for none."""

    agreed: bool = False
    form: str = ""


When = Mapping[str, tuple[str | int, ...]]


@dataclass(frozen=True)
class EventBrief(Named):
    """Something that may happen: a choice of moves, or a public state being reached.

    Attributes:
        turns: where it can be chosen; anywhere if empty.
        moves, tags: moves by id, or by one of their tags.
        when: public variables that must have one of some values there.
        seen: public variables whose values are the event, on arriving.
        headline: compared whenever the game is solved again.
    """

    turns: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    when: When = field(default_factory=dict)
    seen: When = field(default_factory=dict)
    headline: bool = False


@dataclass(frozen=True)
class SequenceBrief(Named):
    """One event after another."""

    after: str = ""
    event: str = ""


@dataclass(frozen=True)
class PrecedentBrief(Named):
    """The next crisis after an event; ``challenger`` "" for anybody's."""

    after: str = ""
    challenge: str = ""
    challenger: str = ""


@dataclass(frozen=True)
class MechanismBrief:
    """How one of the systems of the design enters: in words, which parameters move it, which quantities show it."""

    system: str
    text: str
    levers: tuple[str, ...]
    shows: tuple[str, ...]


@dataclass(frozen=True)
class Alternative(Named):
    """Something an actor could do otherwise before the crisis: another posture, another inducement.

    Attributes:
        actor: who.
        lever: posture or inducement.
        changes: parameter -> the value it then has.
        text: in words.
    """

    actor: str = ""
    lever: str = ""
    changes: Mapping[str, float] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class Inducement:
    """What an actor adds to its offer of a way out: the parameter, and its plausible range."""

    offerer: str
    parameter: str
    low: float
    high: float


@dataclass(frozen=True)
class Brief:
    """What a scenario says about a crisis.

    Attributes:
        name, title, summary: as the file gives them.
        systems: of the design, S1 to S16.
        moves: T, moves until the window closes; zero for a window in days.
        first: the actor with the first move.
        turns: who chooses when.
        chances: clocks and lotteries, where nobody chooses.
        charges: what its own public charges each actor.
        challenge: the lowest rung whose acts are challenges; "" where moves are marked instead, or nothing is.
        off_ramp, mediator: their names; "" where there are none.
        comparisons: by actor, other doctrines that its commitments could carry out.
        alternatives, inducements: what actors could do otherwise.
        base_rates, coded: counts of comparable crises, and past crises coded move by move, to be set beside it.
        audit: by row of the form audit whose mark the crisis does not meet, why, as the file says.
        days: D, the window of a crisis on a clock, which goes on until it ends; None where moves are counted.
        recurrent: do crises come one after another within the window?
    """

    name: str
    title: str
    summary: str
    systems: tuple[str, ...]
    moves: int
    first: str
    actors: tuple[ActorBrief, ...]
    rungs: tuple[RungBrief, ...]
    turns: tuple[TurnBrief, ...] = ()
    chances: tuple[Named, ...] = ()
    charges: tuple[Charge, ...] = ()
    bystanders: tuple[Named, ...] = ()
    fronts: tuple[Named, ...] = ()
    thresholds: tuple[ThresholdBrief, ...] = ()
    lines: tuple[LineBrief, ...] = ()
    doctrines: tuple[DoctrineBrief, ...] = ()
    comparisons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    endings: tuple[EndingBrief, ...] = ()
    events: tuple[EventBrief, ...] = ()
    sequences: tuple[SequenceBrief, ...] = ()
    precedents: tuple[PrecedentBrief, ...] = ()
    mechanisms: tuple[MechanismBrief, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    inducements: tuple[Inducement, ...] = ()
    options: tuple[PolicyOption, ...] = ()
    base_rates: tuple[BaseRates, ...] = ()
    coded: CodedCrises | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    challenge: str = ""
    off_ramp: str = ""
    mediator: str = ""
    audit: Mapping[str, str] = field(default_factory=dict)
    days: float | None = None
    recurrent: bool = False

    def actor(self, id: str) -> ActorBrief:
        """The actor with an id. Raises ``KeyError`` where there is none."""
        return _by_id(self.actors, id)

    def line(self, id: str) -> LineBrief:
        """The red line with an id. Raises ``KeyError`` where there is none."""
        return _by_id(self.lines, id)

    @property
    def bearers(self) -> dict[str, str]:
        """Names of those who may bear losses, by id: actors, then bystanders."""
        return {x.id: x.name for x in (*self.actors, *self.bystanders)}

    @property
    def window(self) -> float:
        """How long the window is: moves, or on a clock days."""
        return self.moves if self.days is None else self.days

    @property
    def unit(self) -> str:
        """What the window is counted in, one of it: ``move`` or ``day``."""
        return "move" if self.days is None else "day"

    def lasting(self, window: float) -> str:
        """A length of the window, in words: "12 moves", "60 days"."""
        return f"{window:g} {self.unit}{'' if window == 1 else 's'}"

    def stretched(self, factor: float) -> float:
        """The window's length times a factor; of moves a whole number, at least one."""
        return max(round(self.moves * factor), 1) if self.days is None else self.days * factor

    @property
    def agreed(self) -> tuple[str, ...]:
        """Ids of the endings that are agreements."""
        return tuple(e.id for e in self.endings if e.agreed)


def _by_id[N: Named](items: tuple[N, ...], id: str) -> N:
    found = next((x for x in items if x.id == id), None)
    if found is None:
        raise KeyError(id)
    return found
