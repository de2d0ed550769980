"""Values of a campaign's parameters, and what may be put in their place; needs no arrays."""

from __future__ import annotations

from collections.abc import Mapping

from ..parameters.overriding import overridden
from .board import CampaignBoard
from .constraints import broken, constraints
from .exploring import explore
from .record import Campaign


def default_values(campaign: Campaign) -> dict[str, float]:
    """Every parameter's value as the file gives it, by name."""
    return {name: p.value for name, p in campaign.parameters.items()}


def override(campaign: Campaign, changes: Mapping[str, float]) -> tuple[dict[str, float], list[str]]:
    """The campaign's values with some replaced, and a warning for each outside its plausible range.

    Raises:
        ArgumentError: an unknown name, a value that is no finite number, or one that makes a chance, a prior or
            another number impossible.
    """

    def misfits(values: Mapping[str, float]) -> list[str]:
        bounds = constraints(campaign, explore(CampaignBoard(campaign))) if changes else []
        return [f"{what}: {c.remedy}" for c, what in broken(bounds, values)]

    return overridden(campaign.parameters, changes, {}, lambda name, value: "", misfits)


def with_doctrine(campaign: Campaign, actor: str, doctrine: str) -> Campaign:
    """The same campaign with the actor's commitments carrying out another doctrine."""
    actors = tuple(
        a.model_copy(
            update={
                "types": tuple(
                    t.model_copy(update={"doctrine": doctrine}) if t.kind == "commitment" else t for t in a.types
                )
            }
        )
        if a.id == actor
        else a
        for a in campaign.actors
    )
    return campaign.model_copy(update={"actors": actors})
