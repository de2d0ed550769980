"""Records of a campaign file: the ladder, public variables, turns and moves, clocks, endings, lines and doctrines."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...files.record import Record, Text
from ...files.references import Declares, Refers
from ...parameters.evidence import Form
from .vocabulary import (
    REST,
    UNUSED,
    ActorId,
    Cause,
    Formula,
    FrontId,
    IsFormula,
    LineId,
    Losses,
    MoveId,
    Name,
    Named,
    Payments,
    PlaceId,
    RungId,
    Settings,
    Tag,
    TurnId,
    Value,
    When,
)


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
