"""Campaign + parameter values -> game, as for scenarios: structure once, numbers a pure function of the values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..game.compiling import CompiledScenario
from ..game.expression import Evaluator
from .board import CampaignBoard
from .enumerating import EnumeratedCampaign, enumerate_campaign
from .parameters import default_values
from .record import Campaign


@dataclass(frozen=True, eq=False)
class CompiledCampaign(CompiledScenario):
    """A campaign's structure, and its numbers waiting for parameter values."""

    scenario: Campaign  # type: ignore[assignment]
    enumerated: EnumeratedCampaign

    @property
    def board(self) -> CampaignBoard:
        """Look-ups over the campaign."""
        return CampaignBoard(self.scenario)


def compile_campaign(campaign: Campaign, values: Mapping[str, float] | None = None) -> CompiledCampaign:
    """Compile a campaign at the file's values, or with some of them replaced.

    A private type whose prior is exactly nought is pruned: the game is as if the file did not have it.

    Args:
        campaign: one that has passed its checks.
        values: replacements by parameter name.
    """
    full = {**default_values(campaign), **(values or {})}
    first = enumerate_campaign(campaign)
    evaluate = Evaluator(full)
    empty = [
        (actor.id, kind.id)
        for actor, row in zip(campaign.actors, first.prior, strict=True)
        for kind, prior in zip(actor.types, row, strict=False)
        if evaluate(prior) == 0.0
    ]
    return CompiledCampaign(campaign, enumerate_campaign(campaign, empty) if empty else first, full)
