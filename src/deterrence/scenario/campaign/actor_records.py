"""Records of a campaign file: who acts, who bears losses, their numbers, and what they could do otherwise."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...files.record import Record, SystemName, Text
from ...files.references import Declares
from ...parameters.evidence import JUDGEMENT, SourceId
from ...parameters.option import PolicyOption
from ...parameters.parameter import Parameter
from .vocabulary import ActorId, DoctrineId, Formula, IsFormula, Name, Named, OptionNumber, TargetId


class CampaignParameter(Parameter):
    """A number of a campaign, to which formulas refer by name."""

    source: SourceId = Field(JUDGEMENT, description="Id of an entry of 'sources' ('judgement' needs no more).")
    label: Text = Field(description="The number in words, as a report should call it.")
    owner: ActorId | None = Field(None, description="Whose it is, where its place in the file does not show it.")
    systems: tuple[SystemName, ...] = Field((), description="Systems of the design whose lever it is.")


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
