"""The nuclear overhang of a side: its part of the danger of losing control, and what of its force survives.

After an act at rung r control is lost with chance posture · hazard(r) · (d_1 + d_2)/2, where side i's danger is

    d_i = readiness_i(r) · (1 + preemption_i · (1 − second_strike_j))

and it is i that goes first with its part of that chance. General war ends in nuclear use in the same way, with
``war_hazard`` in place of the hazard. The first loses ``second_strike_j`` of what catastrophe costs it (what
is left of the other's force answers), the other all of it. So a second strike that is assured takes away what going
first would spare, and the temptation with it (the reciprocal fear of surprise attack: Schelling 1960, chapter 9;
recalled, not opened). With readiness 1, preemption 0 and second strikes 1, which is what an absent section
means, the chance is posture · hazard(r) and either side loses all.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...files.record import Finite, Identifier, Record, Text
from ...files.references import Declares
from ...parameters.evidence import SourceId
from ...parameters.parameter import Number


class Nuclear(Record):
    """A side's nuclear forces, as far as they bear on a crisis short of their use."""

    readiness: dict[Identifier, Number] = Field(
        default_factory=dict, description="Multiplies this side's half of the hazard, by rung of acts. Default 1."
    )
    second_strike: Number = Field(description="Share of what it can do that survives being struck first.")
    preemption: Number = Field(
        description="By how much its danger grows where going first would spare it everything, as a multiple."
    )


class Posture(Record):
    """A named posture that any actor could take: values for every number of its ``nuclear`` section."""

    id: Annotated[Identifier, Declares("posture")]
    name: Text
    text: Text = Field(description="What the posture is, in a sentence or two.")
    source: SourceId = Field(description="Id of an entry of 'sources' ('judgement' needs no more).")
    readiness: dict[Identifier, Finite] = Field(default_factory=dict, description="By rung of acts.")
    second_strike: Finite = Field(ge=0, le=1)
    preemption: Finite = Field(ge=0)
