"""A claim, as a person writes it: a sentence, who says so, and the comparison that tests it.

A claim is of the form *with A rather than B, Q is higher (lower, the same)*. Nothing here says whether it is true:
that is worked out by :mod:`.evaluation`, in one scenario, and the answer is about that scenario.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ..files.record import Finite, Identifier, Record, SystemName, Text
from ..files.references import Declares, Refers
from ..parameters.parameter import ParameterName

SCHEMA = "deterrence-claims-1"

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Direction = Literal["up", "down", "unchanged"]
SourceId = Annotated[Identifier, Refers("source")]
OtherId = Annotated[Identifier, Refers("claim", called="other claim", remedy="name the id of another claim")]
# declared by the scenario
ActorId = Annotated[Identifier, Refers("actor")]
DoctrineId = Annotated[Identifier, Refers("doctrine")]
ParameterId = Annotated[ParameterName, Refers("parameter", remedy="name a parameter of the scenario")]
QuantityName = Annotated[Identifier, Refers("quantity")]


class ClaimSource(Record):
    """A text that makes claims."""

    title: Text
    author: Text | None = None
    year: int | None = Field(None, ge=1000, le=3000)
    note: Text | None = Field(None, description="What kind of text it is, and how it was read.")


class Quantity(Record):
    """A number of the outlook, by its parts; a side of a contrast may replace some of them."""

    name: QuantityName = Field(description="The quantity.")
    actor: Text | None = Field(None, description="Whose.")
    of: Text | None = Field(None, description="The ending, line, rung, threshold or kind meant.")
    given: Text | None = Field(None, description="The event or answer it is conditional on.")
    stage: int | None = Field(None, ge=0, description="The move it refers to.")


class Parts(Record):
    """Parts of the quantity that differ on one side of a contrast."""

    actor: Text | None = None
    of: Text | None = None
    given: Text | None = None
    stage: int | None = Field(None, ge=0)


class Side(Record):
    """One side of a contrast: what is set, which doctrine is given to whom, or what is conditioned on."""

    name: Sentence = Field(description="In words, as it stands after 'with'.")
    set: dict[ParameterId, Finite] = Field(default_factory=dict, description="Parameter values.")
    doctrine: dict[ActorId, DoctrineId] = Field(
        default_factory=dict, description="By actor, the doctrine that its commitment carries out."
    )
    quantity: Parts = Field(Parts(), description="Parts of the quantity that this side replaces.")


class Contrast(Record):
    """A against B."""

    a: Side
    b: Side


class Claim(Record):
    """One causal sentence, testable."""

    id: Annotated[Identifier, Declares("claim", among="claim")]
    source: SourceId = Field(description="Id of an entry of 'sources'.")
    where: Sentence = Field(description="Section and paragraph, or page.")
    says: Text = Field(description="What the source says there, paraphrased.")
    text: Sentence = Field(description="The claim, as one sentence.")
    scope: Text = Field(description="Conditions under which it is asserted, and what of it is not tested.")
    systems: tuple[SystemName, ...] = Field(min_length=1, description="Systems of the design, S1 to S16.")
    contrast: Contrast
    quantity: Quantity
    direction: Direction = Field(description="What A does to the quantity, against B.")
    within: Finite | None = Field(
        None, gt=0, description="A difference of less counts as none; for up and down: as none the wrong way."
    )
    within_ratio: Finite | None = Field(
        None, gt=1, description="As within, as a ratio: 1.5 lets the quantity go half as high again the wrong way."
    )
    at_least: Finite | None = Field(None, gt=0, description="The least difference with which it holds.")
    at_least_ratio: Finite | None = Field(None, gt=1, description="The least ratio of the larger side to the smaller.")
    by_construction: Text | None = Field(
        None, description="Why it could not have come out otherwise, where that is so; it is then no support."
    )
    mirrors: OtherId | None = Field(None, description="Id of the same claim made for the other actor.")
    no_mirror: Text | None = Field(None, description="Why it is not asked of the other actors in the same part.")
    against: tuple[OtherId, ...] = Field((), description="Ids of claims that say the opposite or cut against it.")


class NotExpressible(Record):
    """A sentence without a claim: what the scenario cannot express, or what nothing could."""

    id: Annotated[Identifier, Declares("untested claim", among="claim")]
    source: SourceId
    where: Sentence
    text: Sentence
    why: Text = Field(description="What the scenario lacks.")
    systems: tuple[SystemName, ...] = Field(min_length=1)


class LeastEffect(Record):
    """The least effect that is not called small."""

    difference: Finite = Field(0.02, gt=0, description="Of a probability.")
    ratio: Finite = Field(2.0, gt=1, description="Of a probability or its complement: so many times is never small.")
    share: Finite = Field(0.1, gt=0, description="Of another number, as a share of the larger side.")


class Claims(Record):
    """Claims about one scenario."""

    format: Literal["deterrence-claims-1"] = Field(alias="schema")
    scenario: Identifier = Field(description="Name of the scenario.")
    sources: dict[Annotated[Identifier, Declares("source")], ClaimSource]
    claims: tuple[Claim, ...] = Field(min_length=1)
    not_expressible: tuple[NotExpressible, ...] = ()
    least_effect: LeastEffect = Field(LeastEffect(), description="Smaller effects are called small.")

    def source_of(self, claim: Claim) -> str:
        """Who says it, and where."""
        source = self.sources[claim.source]
        who = f"{source.author}, " if source.author else ""
        year = f" ({source.year})" if source.year else ""
        return f"{who}{source.title}{year}, {claim.where}"

    def sides(self) -> Iterator[tuple[Claim, str, Side]]:
        """Every side of every claim: (claim, 'a' or 'b', side)."""
        for claim in self.claims:
            yield claim, "a", claim.contrast.a
            yield claim, "b", claim.contrast.b
