"""The scenario file: what a person writes about a crisis, and nothing that a solver adds.

A scenario is data. Every number in it is a :class:`Parameter`: written where it is used (its name is
then its path, ``india.acts.limited-strike.cost``), or once under ``parameters:`` and referred to by
name wherever it is shared. Meanings and symbols follow the project's model page: a ladder of rungs,
moves, two actors with private types (strategic types by resolve, commitments by doctrine), red
lines, off-ramps, a mediator who may arrive, and a hazard of losing control.

What kind of file it is, with the rules that need more than one section, is in
:mod:`deterrence.scenario.ladder.reading`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...files.record import Identifier, Record, SystemName, Text
from ...files.references import Declares, Refers
from ...parameters.evidence import BaseRates, CodedCrises, Fact, Sources
from ...parameters.option import Option
from ...parameters.parameter import Number, Parameters
from ..form_marks import MARKS, FormMarks
from ..lock_rule import LockRule
from .overhang import Nuclear, Posture
from .when import RungId, When

SCHEMA = "deterrence-scenario-2"

ActorId = Annotated[Identifier, Refers("actor")]
MoveId = Annotated[Identifier, Refers("move")]
DoctrineId = Annotated[Identifier, Refers("doctrine")]

Act = Literal["wait", "warn", "respond", "offer", "accept", "concede"]
Tag = Literal["challenge", "threat", "abandon", "concede", "respond"]


class Rung(Record):
    """A step of the ladder, as a typed record."""

    id: Annotated[Identifier, Declares("rung")]
    name: Text
    domain: Literal["diplomatic", "economic", "grey-zone", "conventional", "nuclear-signal", "nuclear"]
    force: int = Field(ge=1, le=5, description="Force level on the MID hostility scale, 1 none to 5 war.")
    nuclear: Literal["none", "signal", "threat", "use"] = "none"
    reversible: bool = True
    standing: Literal["settled", "calm", "act", "war", "catastrophe"] = Field(
        "act",
        description="settled: below peace; calm: where the crisis starts; act: acts can be made at this "
        "rung; war: general war, an ending; catastrophe: an ending.",
    )
    days: Number | None = Field(None, description="How long a move at this rung takes.")
    weight: Number | None = Field(None, description="How much an act at this rung says, 0 to 1.")
    hazard: Number | None = Field(None, description="Chance per act of losing control to catastrophe.")
    bystanders: Number | None = Field(None, description="Loss to third parties per act at this rung.")
    violence: Literal["none", "minor", "serious", "war"] = Field(
        "none", description="ICB's word for violence that peaks at this rung."
    )


class Threshold(Record):
    """A named firebreak between a rung and the one below it."""

    id: Annotated[Identifier, Declares("threshold")]
    name: Text
    below: RungId = Field(description="The rung that lies just above the firebreak, id.")
    salience: Number | None = None


class Move(Record):
    """Something an actor can do from where it stands."""

    id: Annotated[Identifier, Declares("move")]
    name: Text
    act: Act
    step: int = Field(0, ge=-3, le=3, description="For 'respond': rungs above (+) or below (-) the last act.")
    kind: Identifier | None = Field(None, description="Moves of one kind share that kind's base weight.")
    tags: tuple[Tag, ...] = ()
    lowest: RungId | None = Field(None, description="Open only from this rung upward.")
    highest: RungId | None = Field(None, description="Open only from this rung downward.")


class Rule(Record):
    """If ``when`` holds, make the first of these moves that is open."""

    when: When = When()
    do: tuple[MoveId, ...] = Field(min_length=1)


class Doctrine(Record):
    """A declared rule of conduct: an ordered list of rules, first match wins."""

    id: Annotated[
        Identifier, Declares("doctrine", unused="let a type or a comparison carry it out, or remove it")
    ]
    name: Text
    text: Text
    rules: tuple[Rule, ...] = Field(min_length=1)


class ActorType(Record):
    """A private type: strategic (has its own payoffs) or a commitment (carries out a doctrine)."""

    id: Annotated[Identifier, Declares("type", unique="list")]
    name: Text
    kind: Literal["strategic", "commitment"]
    prior: Number | Literal["remainder"]
    resolve: Number | None = Field(None, description="Strategic: multiplies what is at stake. Default 1.")
    doctrine: DoctrineId | None = Field(None, description="Commitment: id of the doctrine carried out.")
    tremble: Number | None = Field(None, description="Commitment: ε, spread by base weight. Default 0.01.")


class ActCosts(Record):
    """What an actor's act at a rung costs, does and risks."""

    cost: Number = Field(description="Cost to the one who acts.")
    harm: Number = Field(description="Material harm to the other side.")
    civilians: Number | None = Field(None, description="Harm to the other side's civilians.")
    accident_up: Number | None = Field(None, description="Chance that it comes out one rung higher.")
    accident_down: Number | None = Field(None, description="Chance that it comes out one rung lower.")
    misperception: Number | None = Field(None, description="Chance that it is taken for the rung above.")


class Stakes(Record):
    """What the endings are worth to an actor (positive numbers; the signs are in the model)."""

    grievance: Number = Field(description="Cost of letting the trigger pass unchallenged.")
    prize: Number = Field(description="Worth of the other side's capitulation.")
    concession: Number = Field(description="Cost of one's own capitulation.")
    seen_to_lose: Number | None = Field(None, description="What its own public charges it for capitulating.")
    war: Number = Field(description="Cost of general war.")
    catastrophe: Number = Field(description="Cost of catastrophe.")
    unresolved: Number = Field(description="Cost of a crisis still open when the window closes.")
    last_word: Number = Field(description="Worth of an act of one's own that goes unanswered, times its weight.")
    unanswered: Number = Field(description="Cost of leaving the other's act unanswered, times its weight.")
    retribution: Number | None = Field(None, description="Worth of answering an attack at its rung or above.")
    warning: Number | None = Field(None, description="Cost of issuing a warning.")


class Actor(Record):
    """One side of the crisis. Names are data: no name has any effect."""

    id: Annotated[Identifier, Declares("actor")]
    name: Text
    precision: Number = Field(description="λ, precision of choice, per unit of payoff.")
    discount: Number = Field(description="δ, discount factor per move.")
    resilience: Number | None = Field(None, description="Share of audience and unanswered costs absorbed at home.")
    stakes: Stakes
    acts: dict[Identifier, ActCosts] = Field(description="By rung.")
    types: tuple[ActorType, ...] = Field(min_length=1)
    nuclear: Nuclear | None = Field(None, description="Its part of the danger of losing control.")


class RedLine(Record):
    """A declared boundary: acts at or above ``rung`` call for a response."""

    id: Annotated[Identifier, Declares("red line")]
    name: Text
    owner: ActorId
    rung: RungId
    response: Literal["below", "at", "above"] = Field(description="Least response declared, relative to the act.")
    clarity: Number = Field(description="Weight on the declared rung rather than a rung higher.")
    visibility: Number = Field(description="Chance that a crossing is publicly seen as one.")
    excusing: Number = Field(description="Chance that accident or misreading is publicly established, and so excused.")
    audience_cost: Number = Field(description="Cost to the owner of a recognised crossing left unenforced.")


class OffRamp(Record):
    """A way out that either side may put on the table."""

    name: Text
    value: dict[Identifier, Number] = Field(description="Worth of the settlement by actor.")
    inducement: dict[Identifier, Number] = Field(description="What each offers the other, by who offers.")
    face_cost: dict[Identifier, Number] = Field(description="Cost of being seen to accept, by actor.")
    face_saving: Number = Field(description="Share of the face cost that the terms spare.")
    offer_cost: dict[Identifier, Number] = Field(description="Cost of being the one who offers, by actor.")
    discretion: Number = Field(description="Share of the offer's cost that the backchannel spares.")


class Mediator(Record):
    """A third party who may arrive, stays, and changes what restraint and settlement are worth."""

    name: Text
    arrival: dict[Identifier, Number] = Field(description="Chance of arriving after an act, by rung.")
    pressure: dict[Identifier, Number] = Field(description="Cost of acting while it is present, by actor.")
    presses_from: RungId = Field(description="Rung from which acting is pressed against.")
    guarantee: Number = Field(description="What its presence adds to a settlement, for each side.")
    alarm: Number | None = Field(None, description="Odds that danger alone brings it, per unit of danger of an act.")
    attention: dict[Identifier, Number] = Field(
        default_factory=dict, description="What settling in its presence is worth beyond that, by actor."
    )


class ThirdParties(Record):
    """Those outside who watch, help and turn away: support and isolation by the disproportion they see."""

    name: Text
    visibility: Number = Field(description="Chance that what an act did is publicly seen as its author's doing.")
    isolation: dict[Identifier, Number] = Field(
        description="Cost of an act seen above where the crisis stood, for each rung above, by actor."
    )
    outcry: dict[Identifier, Number] = Field(
        description="Cost for each unit of harm to civilians that an act is seen to do, by actor."
    )
    support: dict[Identifier, Number] = Field(
        description="Share of an act's cost that patrons bear, unless seen above where the crisis stood, by actor."
    )


class Window(Record):
    """The reporting window: who moves first and how many moves are followed."""

    moves: int = Field(ge=1, le=200, description="T, moves until the window closes.")
    first: ActorId
    challenge: RungId = Field(description="The rung at and above which an act is a challenge.")


class Comparison(Record):
    """What the report compares for one actor: other doctrines its commitment could carry out."""

    actor: Annotated[ActorId, Declares("comparison")]
    doctrines: tuple[DoctrineId, ...] = Field(min_length=1)


class Scenario(Record):
    """A crisis, written down once."""

    format: Literal["deterrence-scenario-2"] = Field(alias="schema")
    name: Identifier
    title: Text
    summary: Text
    systems: tuple[SystemName, ...] = Field((), description="Systems of the design that it uses, S1 to S16.")
    window: Window
    actors: tuple[Actor, ...] = Field(min_length=2, max_length=2)
    ladder: tuple[Rung, ...] = Field(min_length=3, max_length=20)
    thresholds: tuple[Threshold, ...] = ()
    moves: tuple[Move, ...] = Field(min_length=2, max_length=12)
    doctrines: tuple[Doctrine, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    off_ramp: OffRamp | None = None
    mediator: Mediator | None = None
    third_parties: ThirdParties | None = None
    war_hazard: Number | None = Field(None, description="Chance that general war ends in catastrophe.")
    posture: Number | None = Field(None, description="Multiplies every hazard of losing control. Default 1.")
    postures: tuple[Posture, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    base_rates: tuple[BaseRates, ...] = ()
    coded_crises: CodedCrises | None = None
    parameters: Parameters = Field(default_factory=dict)
    sources: Sources = Field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    options: tuple[Option, ...] = ()
    locks: tuple[LockRule, ...] = ()
    audit: FormMarks = Field(default_factory=dict, description=MARKS)
