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

from typing import Annotated, Literal

from pydantic import Field

from ...files.record import Identifier, Record, Text
from ...files.references import Declares
from ...parameters.evidence import BaseRates, CodedCrises, Fact, Sources
from ..form_marks import MARKS, FormMarks
from ..lock_rule import LockRule
from .actor_records import Bystander, CampaignActor, CampaignComparison, CampaignOption, CampaignParameter
from .play_records import (
    CampaignDoctrine,
    CampaignEnding,
    CampaignMove,
    CampaignRung,
    CampaignThreshold,
    Clock,
    Front,
    Line,
    Lottery,
    Outcome,
    Turn,
    Variable,
)
from .shown_records import CampaignWindow, Event, Mechanism, Precedent, Sequence
from .vocabulary import UNUSED, DottedName

SCHEMA = "deterrence-scenario-2"


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
