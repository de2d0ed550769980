"""The campaign file: a crisis of two to four actors, on several fronts, over several rounds, written as turns.

The other form of a scenario (:mod:`deterrence.scenario.ladder.record`) has two sides who climb one ladder. Where
there are more actors, more fronts, or one crisis after another, what can be done when is no longer one table of moves
for all. A campaign says it turn by turn. What everybody sees is a handful of *public variables*; at a *turn* one
actor chooses among moves; a move has *outcomes*, by chance, that set public variables and lead to the next turn, a
lottery or an ending. Moves are public, unless outcomes of several moves give one ``signal``. Everything that is a
number is a *formula* (:mod:`.formula`) in named parameters, and each parameter is declared once, with its range,
source and role, as in the other form.

Reading, with the rules that need more than one section, is in :mod:`.reading`; the game is made in :mod:`.enumerating`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ...files.record import Finite, Identifier, Record, SystemName, Text
from ...files.references import Declares, Marker, Refers
from ...parameters.evidence import JUDGEMENT, BaseRates, CodedCrises, Fact, Form, SourceId, Sources
from ...parameters.option import PolicyOption
from ...parameters.parameter import Parameter
from ..form_marks import MARKS, FormMarks
from ..lock_rule import LockRule
from .formula import MOST_CHARACTERS

SCHEMA = "deterrence-scenario-2"
UNUSED = "use it, or remove it"

REST = "rest"  # an outcome's chance: what the others leave
REMAINDER = "remainder"  # a type's prior: what the others leave


@dataclass(frozen=True)
class IsFormula(Marker):
    """The value is a formula: what for, in a word of :mod:`.formulas`."""

    kind: str


class Asked(Marker):
    """The value is a table from public variables to values of theirs."""


class Given(Asked):
    """The same, of the values that they are given."""


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
DottedName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=100)]
ActorId = Annotated[Name, Refers("actor")]
BearerId = Annotated[Name, Refers("actor", "bystander")]
RungId = Annotated[Name, Refers("rung")]
LineId = Annotated[Name, Refers("line")]
FrontId = Annotated[Name, Refers("front")]
TurnId = Annotated[Name, Refers("turn")]
DoctrineId = Annotated[Name, Refers("doctrine")]
MoveId = Annotated[Name, Refers("move")]
EventId = Annotated[Name, Refers("event")]
PlaceId = Annotated[Name, Refers("turn", "lottery", "clock", "ending")]
StartId = Annotated[Name, Refers("turn", "lottery", "clock")]
Tag = Annotated[Name, Declares("tag", unique="no")]
LeverId = Annotated[DottedName, Refers("parameter", uses=False)]
TargetId = Annotated[DottedName, Refers("parameter", uses=False)]
OptionNumber = Annotated[DottedName, Refers("parameter")] | Finite
ShownId = Annotated[Name, Refers("event", "sequence", "ending", called="event or ending")]
VariableId = Annotated[Name, Refers("public variable")]

Formula = Annotated[str, StringConstraints(min_length=1, max_length=MOST_CHARACTERS)] | int | Finite
Value = Name | int
Cause = Literal["chosen", "matched", "misperceived", "accident", "chance"]
Wanted = Value | tuple[Value, ...]
When = Annotated[dict[VariableId, Wanted], Asked()]
Settings = Annotated[dict[VariableId, Value | Literal["+1", "-1"]], Given()]
Payments = dict[ActorId, Annotated[Formula, IsFormula("payment")]]
Losses = dict[BearerId, Annotated[Formula, IsFormula("loss")]]


class Named(Record):
    """Something with an id, by which the file refers to it, and a name, by which a report does."""

    id: Name
    name: Text


class CampaignParameter(Parameter):
    """A number of a campaign, to which formulas refer by name."""

    source: SourceId = Field(JUDGEMENT, description="Id of an entry of 'sources' ('judgement' needs no more).")
    label: Text = Field(description="The number in words, as a report should call it.")
    owner: ActorId | None = Field(None, description="Whose it is, where its place in the file does not tell.")
    systems: tuple[SystemName, ...] = Field((), description="Systems of the design whose lever it is.")


class CampaignRung(Named):
    """A step of the ladder, as a typed record."""

    id: Annotated[Name, Declares("rung")]
    domain: Literal["diplomatic", "economic", "grey-zone", "conventional", "nuclear-signal", "nuclear"]
    force: int = Field(ge=1, le=5, description="Force level on the MID hostility scale, 1 none to 5 war.")
    nuclear: Literal["none", "signal", "threat", "use"] = "none"
    reversible: bool = True
    violence: Literal["none", "minor", "serious", "war"] | None = Field(
        None, description="ICB's word for violence that peaks at this rung."
    )


class CampaignThreshold(Named):
    """A named firebreak between a rung and the one below it."""

    id: Annotated[Name, Declares("threshold")]
    below: RungId = Field(description="The rung that lies just above the firebreak, id.")


class CampaignType(Named):
    """A private type: strategic (has its own payoffs) or a commitment (carries out a doctrine)."""

    id: Annotated[Name, Declares("type", unique="list")]
    kind: Literal["strategic", "commitment"]
    prior: Annotated[Formula, IsFormula("prior")] = Field(description="A formula, or 'remainder'.")
    traits: dict[Name, Annotated[Formula, IsFormula("trait")]] = Field(
        default_factory=dict, description="Strategic: numbers that formulas call own.NAME, by type."
    )
    doctrine: DoctrineId | None = Field(None, description="Commitment: id of the doctrine carried out.")
    tremble: Annotated[Formula, IsFormula("tremble")] = Field(
        "0.01", description="Commitment: ε, spread by base weight."
    )


class CampaignActor(Named):
    """An actor who moves: a state, an armed group, a host, a patron. Names are data: no name has any effect."""

    id: Annotated[Name, Declares("actor", among="bearer")]
    precision: Annotated[Formula, IsFormula("precision")] = Field(
        description="λ, precision of choice, per unit of payoff."
    )
    discount: Annotated[Formula, IsFormula("discount")] = Field(
        1, description="δ, discount factor per move, in a window of moves."
    )
    interest: Annotated[Formula, IsFormula("interest")] = Field(
        0, description="r, discount rate per day, in a window of days."
    )
    types: tuple[CampaignType, ...] = Field(min_length=1, max_length=3)


class Bystander(Named):
    """Someone who bears losses and does not move: civilians, third parties."""

    id: Annotated[Name, Declares("bystander", among="bearer")]


class Variable(Named):
    """A public variable: what everybody sees between moves."""

    id: Annotated[Name, Declares("public variable")]
    values: tuple[Value, ...] = Field(min_length=2, max_length=12)
    first: Value = Field(description="Its value when the window opens.")
    ordered: bool = Field(False, description="The values are in order, the least first.")


class Result(Record):
    """Where something leads, and what is done and seen of it."""

    to: PlaceId = Field(description="The turn, lottery, clock or ending it leads to.")
    set: Settings = Field(
        default_factory=dict, description="New values of public variables; +1 and -1 step along a variable's list."
    )
    cause: Cause = Field("chosen", description="chosen, matched, misperceived, accident or chance.")
    rung: RungId | None = Field(None, description="The rung that really results; the move's own where left out.")
    seen: RungId | None = Field(None, description="The rung the public takes it for; the real one where left out.")
    signal: Name | None = Field(
        None,
        description="What the public sees of the move; the move itself where left out. Outcomes of different moves "
        "look alike only where they give the same signal and lead to the same public state.",
    )
    pays: Payments = Field(default_factory=dict, description="To actors, beside what the move itself pays.")
    loses: Losses = Field(
        default_factory=dict, description="Losses by who bears them: reported, and charged only by 'pays'."
    )
    crosses: tuple[LineId, ...] = Field((), description="Red lines that this outcome publicly crosses.")
    challenges: bool | None = Field(
        None, description="Is a challenge publicly seen? Where left out, as the move is tagged 'challenge'."
    )


class Outcome(Result):
    """One way a move, or a lottery, can turn out."""

    chance: Annotated[Formula, IsFormula("chance")] = Field(
        REST, description="A formula, or 'rest': what the other outcomes leave."
    )


class Arrival(Result):
    """An event that may come while a clock runs."""

    rate: Annotated[Formula, IsFormula("rate")] = Field(description="How often it comes, per day.")


class CampaignMove(Named):
    """Something an actor can do at a turn."""

    id: Annotated[Name, Declares("move", unique="list")]
    kind: Name | None = Field(None, description="Moves of one kind share that kind's base weight.")
    weight: Annotated[Formula, IsFormula("weight")] = Field(
        1, description="Its base weight against the other kinds that are open; a kind has the mean of its moves'."
    )
    when: When = Field(default_factory=dict, description="Open only where public variables have these values.")
    rung: RungId | None = Field(None, description="Intended rung, if it is an act on the ladder.")
    tags: tuple[Tag, ...] = Field((), description="Words that events and comparisons pick moves by.")
    enforces: tuple[LineId, ...] = Field((), description="Red lines of the mover that it carries out.")
    leaves: tuple[LineId, ...] = Field((), description="Red lines of the mover that it leaves unenforced.")
    pays: Payments = Field(default_factory=dict, description="To actors, at once.")
    loses: Losses = Field(default_factory=dict, description="Losses by who bears them.")
    outcomes: tuple[Outcome, ...] = Field((), max_length=40)
    to: PlaceId | None = Field(None, description="Short for one certain outcome.")
    set: Settings = Field(default_factory=dict, description="With 'to'.")


class Turn(Named):
    """A decision: one actor chooses."""

    id: Annotated[Name, Declares("turn", among="place")]
    actor: ActorId
    days: Annotated[Formula, IsFormula("days")] = Field(0, description="How long a move here takes, in days.")
    front: FrontId | None = Field(None, description="The front it is about, if there are several.")
    moves: tuple[CampaignMove, ...] = Field(min_length=1, max_length=200)


class Lottery(Named):
    """Chance: nobody chooses and no time passes."""

    id: Annotated[Name, Declares("lottery", among="place")]
    renews: dict[ActorId, Annotated[Formula, IsFormula("share")]] = Field(
        default_factory=dict, description="By actor, the share with which its type is redrawn from the prior here."
    )
    outcomes: tuple[Outcome, ...] = Field(min_length=1, max_length=12)


class Clock(Named):
    """Days pass until the first of several events that race: somebody's opportunity to act, or nature's doing."""

    id: Annotated[Name, Declares("clock", among="place")]
    pays: Payments = Field(default_factory=dict, description="To actors, per day while it runs.")
    events: tuple[Arrival, ...] = Field(min_length=1, max_length=12)


class CampaignEnding(Named):
    """A way the campaign stops. One called ``catastrophe`` is left out of the stakes that errors are measured in."""

    id: Annotated[Name, Declares("ending", among="place")]
    agreed: bool = Field(False, description="Is it an agreement?")
    form: Form | None = Field(None, description="ICB's word for such a form of ending.")
    terms_of: ActorId | None = Field(None, description="The actor on whose terms it is, if on anybody's.")
    counts_as: Annotated[Name, Refers("ending")] | None = Field(
        None, description="The ending as which it is reported; it may be worth something else, or be on other terms."
    )
    pays: Payments = Field(default_factory=dict)


class Line(Named):
    """A red line: whose, at which rung, and what it declares."""

    id: Annotated[Name, Declares("line", unused=UNUSED)]
    owner: ActorId
    rung: RungId
    declares: Text = Field(description="The declared response, in words.")
    front: FrontId | None = None


class Front(Named):
    """A place where actors meet, by name only."""

    id: Annotated[Name, Declares("front")]


class CampaignRule(Record):
    """At these turns, where public variables have these values: make the first of these moves that is open."""

    turn: TurnId | tuple[TurnId, ...] | None = None
    when: When = Field(default_factory=dict)
    do: tuple[MoveId, ...] = Field(min_length=1)


class CampaignDoctrine(Named):
    """A declared rule of conduct: an ordered list of rules, first match wins; where none does, anything goes."""

    id: Annotated[Name, Declares("doctrine", unused=UNUSED)]
    text: Text
    rules: tuple[CampaignRule, ...] = Field(min_length=1)


class Event(Named):
    """Something that may happen, whose probability is reported: a choice, or a public state being reached.

    A choice: one of ``moves`` (ids) or a move with one of ``tags``, at one of ``turns``, where ``when`` holds.
    A public state: ``seen`` holds on arriving there.
    """

    id: Annotated[Name, Declares("event", among="event")]
    turns: tuple[TurnId, ...] = ()
    moves: tuple[MoveId, ...] = ()
    tags: tuple[Annotated[Name, Refers("tag")], ...] = ()
    when: When = Field(default_factory=dict)
    seen: When = Field(default_factory=dict)
    headline: bool = Field(False, description="Swept over levers and compared in the report.")


class Sequence(Named):
    """One event after another: Pr(event at its next opportunity | after has just happened), and ever afterwards."""

    id: Annotated[Name, Declares("sequence", among="event")]
    after: EventId
    event: EventId


class Precedent(Named):
    """The next crisis after an event, against the same crisis begun at the prior: challenge, and thresholds crossed."""

    id: Annotated[Name, Declares("precedent", among="event")]
    after: EventId
    challenge: EventId = Field(description="A choice; a crisis begins where it can be made.")
    challenger: ActorId | None = Field(None, description="Only next crises in which this actor can challenge.")


class Mechanism(Record):
    """How one of the systems of the design enters the campaign."""

    system: SystemName
    text: Text = Field(description="The mechanism and its assumptions, in words.")
    levers: tuple[LeverId, ...] = Field(min_length=1, description="Parameters that move it.")
    shows: tuple[ShownId, ...] = Field(min_length=1, description="Events and endings that it moves.")


class CampaignComparison(Record):
    """Other doctrines that an actor's commitment could carry out."""

    actor: ActorId
    doctrines: tuple[DoctrineId, ...] = Field(min_length=1)


class CampaignOption(PolicyOption):
    """A policy that one or more of the actors could take, as changes of parameters."""

    sets: dict[ActorId, dict[TargetId, OptionNumber]] = Field(
        default_factory=dict, description="By the actor that takes it: parameter -> the value it then has."
    )
    multiplies: dict[ActorId, dict[TargetId, OptionNumber]] = Field(
        default_factory=dict, description="By the actor that takes it: parameter -> what its value is multiplied by."
    )


class Closing(Record):
    """How the window closes at some public states, other than unresolved."""

    when: When = Field(description="Where public variables have these values.")
    to: Annotated[Name, Refers("ending")] = Field(description="The ending that it then is, with what that pays.")


class CampaignWindow(Record):
    """The reporting window."""

    moves: int | None = Field(None, ge=1, le=60, description="T, moves until the window closes.")
    days: Finite | None = Field(
        None, gt=0, le=3650, description="D, days that are reported on; play on a clock goes on until an ending."
    )
    first: StartId = Field(description="The turn, lottery or clock that it opens with.")
    closing: Payments = Field(default_factory=dict, description="To actors, if the window closes before an ending.")
    closes: tuple[Closing, ...] = Field((), description="Where it then counts as an ending; the first that holds.")


class Campaign(Record):
    """A crisis of several actors, written down once."""

    format: Literal["deterrence-scenario-2"] = Field(alias="schema")
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
    clocks: tuple[Clock, ...] = ()
    endings: tuple[CampaignEnding, ...] = ()
    lines: tuple[Line, ...] = ()
    doctrines: tuple[CampaignDoctrine, ...] = ()
    comparisons: tuple[CampaignComparison, ...] = ()
    locks: tuple[LockRule, ...] = ()
    options: tuple[CampaignOption, ...] = ()
    events: tuple[Event, ...] = Field(min_length=1)
    sequences: tuple[Sequence, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    parameters: dict[Annotated[DottedName, Declares("parameter", unused=UNUSED)], CampaignParameter] = Field(
        min_length=1
    )
    base_rates: tuple[BaseRates, ...] = ()
    coded_crises: CodedCrises | None = None
    sources: Sources = Field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    audit: FormMarks = Field(default_factory=dict, description=MARKS)

    @property
    def systems(self) -> tuple[str, ...]:
        """Systems of the design that it uses, in order."""
        return tuple(sorted({m.system for m in self.mechanisms}, key=lambda s: int(s[1:])))

    def outcomes_of(self, move: CampaignMove) -> tuple[Outcome, ...]:
        """A move's outcomes, with the short form written out."""
        if move.to is None:
            return move.outcomes
        return (Outcome(to=move.to, set=move.set), *move.outcomes)
