"""The campaign file: a crisis of two to four actors, on several fronts, over several rounds, written as turns.

The other form of a scenario (:mod:`deterrence.game.scenario`) has two sides who climb one ladder. Where there are
more actors, more fronts, or one crisis after another, what can be done when is no longer one table of moves for all.
A campaign says it turn by turn. What everybody sees is a handful of *public variables*; at a *turn* one actor chooses
among moves; a move has *outcomes*, by chance, that set public variables and lead to the next turn, a lottery or an
ending. Moves are public, unless outcomes of several moves give one ``signal``. Everything that is a number is a
*formula* (:mod:`.formula`) in named parameters, and each parameter is declared once, with its range, source and role,
as in the other form.

Reading is in :mod:`.reading`; rules that need more than one section are in :mod:`.checking`; the game is made in
:mod:`.enumerating`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ..files.record import Finite, Identifier, Record, SystemName, Text
from ..parameters.evidence import Fact, Source
from ..parameters.parameter import Condition, Distribution, Role

SCHEMA = "deterrence-campaign-1"

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
DottedName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=100)]
Formula = Annotated[str, StringConstraints(min_length=1, max_length=400)] | int | Finite
Value = Name | int
Cause = Literal["chosen", "matched", "misperceived", "accident", "chance"]
Wanted = Value | tuple[Value, ...]
When = dict[Name, Wanted]
Payments = dict[Name, Formula]

REST = "rest"  # an outcome's chance: what the others leave
REMAINDER = "remainder"  # a type's prior: what the others leave


class Named(Record):
    """Something with an id, by which the file refers to it, and a name, by which a report does."""

    id: Name
    name: Text


class CampaignParameter(Record):
    """A number, with what it stands on; formulas refer to it by name."""

    value: Finite
    unit: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    range: tuple[Finite, Finite] | None = Field(None, description="Plausible range, [low, high].")
    distribution: Distribution | None = Field(None, description="Spread over the range; uniform if absent.")
    source: Identifier = Field("judgement", description="Id of an entry of 'sources' ('judgement' needs no more).")
    role: Role = Field("uncertain", description="fixed, estimated, uncertain or lever.")
    condition: Condition = Field("none", description="Which condition of deterrence the number belongs to.")
    nil: Finite | None = Field(None, description="The value at which the condition is absent.")
    ideal: Finite | None = Field(None, description="The favourable end, for the condition's contribution.")
    systems: tuple[SystemName, ...] = Field((), description="Systems of the design whose lever it is.")
    label: Text = Field(description="The number in words, as a report should call it.")
    note: Text | None = None


class CampaignRung(Named):
    """A step of the ladder, as a typed record."""

    domain: Literal["diplomatic", "economic", "grey-zone", "conventional", "nuclear-signal", "nuclear"]
    force: int = Field(ge=1, le=5, description="Force level on the MID hostility scale, 1 none to 5 war.")
    nuclear: Literal["none", "signal", "threat", "use"] = "none"
    reversible: bool = True


class CampaignThreshold(Named):
    """A named firebreak between a rung and the one below it."""

    below: Name = Field(description="The rung that lies just above the firebreak, id.")


class CampaignType(Named):
    """A private type: strategic (has its own payoffs) or a commitment (carries out a doctrine)."""

    kind: Literal["strategic", "commitment"]
    prior: Formula = Field(description="A formula, or 'remainder'.")
    traits: dict[Name, Formula] = Field(
        default_factory=dict, description="Strategic: numbers that formulas call own.NAME, by type."
    )
    doctrine: Name | None = Field(None, description="Commitment: id of the doctrine carried out.")
    tremble: Formula = Field("0.01", description="Commitment: ε, spread by base weight.")


class CampaignActor(Named):
    """An actor who moves: a state, an armed group, a host, a patron. Names are data: no name has any effect."""

    precision: Formula = Field(description="λ, precision of choice, per unit of payoff.")
    discount: Formula = Field(description="δ, discount factor per move.")
    types: tuple[CampaignType, ...] = Field(min_length=1, max_length=3)


class Bystander(Named):
    """Someone who bears losses and does not move: civilians, third parties."""


class Variable(Named):
    """A public variable: what everybody sees between moves."""

    values: tuple[Value, ...] = Field(min_length=2, max_length=12)
    first: Value = Field(description="Its value when the window opens.")


class Outcome(Record):
    """One way a move, or a lottery, can turn out."""

    chance: Formula = Field(REST, description="A formula, or 'rest': what the other outcomes leave.")
    to: Name = Field(description="The turn, lottery or ending it leads to.")
    set: dict[Name, Value | Literal["+1", "-1"]] = Field(
        default_factory=dict, description="New values of public variables; +1 and -1 step along a variable's list."
    )
    cause: Cause = Field("chosen", description="chosen, matched, misperceived, accident or chance.")
    rung: Name | None = Field(None, description="The rung that really results; the move's own where left out.")
    signal: Name | None = Field(
        None,
        description="What the public sees of the move; the move itself where left out. Outcomes of different moves "
        "look alike only where they give the same signal and lead to the same public state.",
    )
    pays: Payments = Field(default_factory=dict, description="To actors, beside what the move itself pays.")
    loses: dict[Name, Formula] = Field(
        default_factory=dict, description="Losses by who bears them: reported, and charged only by 'pays'."
    )
    crosses: tuple[Name, ...] = Field((), description="Red lines that this outcome publicly crosses.")


class CampaignMove(Named):
    """Something an actor can do at a turn."""

    kind: Name | None = Field(None, description="Moves of one kind share that kind's base weight.")
    when: When = Field(default_factory=dict, description="Open only where public variables have these values.")
    rung: Name | None = Field(None, description="Intended rung, if it is an act on the ladder.")
    tags: tuple[Name, ...] = Field((), description="Words that events and comparisons pick moves by.")
    enforces: tuple[Name, ...] = Field((), description="Red lines of the mover that it carries out.")
    leaves: tuple[Name, ...] = Field((), description="Red lines of the mover that it leaves unenforced.")
    pays: Payments = Field(default_factory=dict, description="To actors, at once.")
    loses: dict[Name, Formula] = Field(default_factory=dict, description="Losses by who bears them.")
    outcomes: tuple[Outcome, ...] = Field((), max_length=12)
    to: Name | None = Field(None, description="Short for one certain outcome.")
    set: dict[Name, Value | Literal["+1", "-1"]] = Field(default_factory=dict, description="With 'to'.")


class Turn(Named):
    """A decision: one actor chooses."""

    actor: Name
    days: Formula = Field(0, description="How long a move here takes, in days.")
    front: Name | None = Field(None, description="The front it is about, if there are several.")
    moves: tuple[CampaignMove, ...] = Field(min_length=1, max_length=12)


class Lottery(Named):
    """Chance: nobody chooses and no time passes."""

    renews: dict[Name, Formula] = Field(
        default_factory=dict, description="By actor, the share with which its type is redrawn from the prior here."
    )
    outcomes: tuple[Outcome, ...] = Field(min_length=1, max_length=12)


class CampaignEnding(Named):
    """A way the campaign stops. One called ``catastrophe`` is left out of the stakes that errors are measured in."""

    pays: Payments = Field(default_factory=dict)


class Line(Named):
    """A red line: whose, at which rung, and what it declares."""

    owner: Name
    rung: Name
    declares: Text = Field(description="The declared response, in words.")
    front: Name | None = None


class Front(Named):
    """A place where actors meet, by name only."""


class CampaignRule(Record):
    """At these turns, where public variables have these values: make the first of these moves that is open."""

    turn: Name | tuple[Name, ...] | None = None
    when: When = Field(default_factory=dict)
    do: tuple[Name, ...] = Field(min_length=1)


class CampaignDoctrine(Named):
    """A declared rule of conduct: an ordered list of rules, first match wins; where none does, anything goes."""

    text: Text
    rules: tuple[CampaignRule, ...] = Field(min_length=1)


class Event(Named):
    """Something that may happen, whose probability is reported: a choice, or a public state being reached.

    A choice: one of ``moves`` (ids) or a move with one of ``tags``, at one of ``turns``, where ``when`` holds.
    A public state: ``seen`` holds on arriving there.
    """

    turns: tuple[Name, ...] = ()
    moves: tuple[Name, ...] = ()
    tags: tuple[Name, ...] = ()
    when: When = Field(default_factory=dict)
    seen: When = Field(default_factory=dict)
    headline: bool = Field(False, description="Swept over levers and compared in the report.")


class Sequence(Named):
    """One event after another: Pr(event at its next opportunity | after has just happened), and ever afterwards."""

    after: Name
    event: Name


class Precedent(Named):
    """The next crisis after an event, against the same crisis begun at the prior: challenge, and thresholds crossed."""

    after: Name
    challenge: Name = Field(description="A choice; a crisis begins where it can be made.")
    challenger: Name | None = Field(None, description="Only next crises in which this actor can challenge.")


class Mechanism(Record):
    """How one of the systems of the design enters the campaign."""

    system: SystemName
    text: Text = Field(description="The mechanism and its assumptions, in words.")
    levers: tuple[DottedName, ...] = Field(min_length=1, description="Parameters that move it.")
    shows: tuple[Name, ...] = Field(min_length=1, description="Events and endings that it moves.")


class CampaignComparison(Record):
    """Other doctrines that an actor's commitment could carry out."""

    actor: Name
    doctrines: tuple[Name, ...] = Field(min_length=1)


class CampaignWindow(Record):
    """The reporting window."""

    moves: int = Field(ge=1, le=60, description="T, moves until the window closes.")
    first: Name = Field(description="The turn it opens with.")
    closing: Payments = Field(default_factory=dict, description="To actors, if the window closes before an ending.")


class Campaign(Record):
    """A crisis of several actors, written down once."""

    format: Literal["deterrence-campaign-1"] = Field(alias="schema")
    name: Identifier
    title: Text
    summary: Text
    window: CampaignWindow
    actors: tuple[CampaignActor, ...] = Field(min_length=2, max_length=4)
    bystanders: tuple[Bystander, ...] = ()
    fronts: tuple[Front, ...] = ()
    ladder: tuple[CampaignRung, ...] = Field(min_length=2, max_length=20)
    thresholds: tuple[CampaignThreshold, ...] = ()
    public: tuple[Variable, ...] = ()
    turns: tuple[Turn, ...] = Field(min_length=1, max_length=40)
    lotteries: tuple[Lottery, ...] = ()
    endings: tuple[CampaignEnding, ...] = ()
    lines: tuple[Line, ...] = ()
    doctrines: tuple[CampaignDoctrine, ...] = ()
    comparisons: tuple[CampaignComparison, ...] = ()
    events: tuple[Event, ...] = Field(min_length=1)
    sequences: tuple[Sequence, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    mechanisms: tuple[Mechanism, ...] = Field(min_length=1)
    parameters: dict[DottedName, CampaignParameter] = Field(min_length=1)
    sources: dict[Identifier, Source] = Field(default_factory=dict)
    facts: tuple[Fact, ...] = ()

    @property
    def systems(self) -> tuple[str, ...]:
        """Systems of the design that it uses, in order."""
        return tuple(sorted({m.system for m in self.mechanisms}, key=lambda s: int(s[1:])))

    def outcomes_of(self, move: CampaignMove) -> tuple[Outcome, ...]:
        """A move's outcomes, with the short form written out."""
        if move.to is None:
            return move.outcomes
        return (Outcome(to=move.to, set=move.set), *move.outcomes)
