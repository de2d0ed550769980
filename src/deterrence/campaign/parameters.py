"""Values of a campaign's parameters, and what may be put in their place; needs no arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..errors import ArgumentError
from ..files.messages import did_you_mean, shown
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
    known = campaign.parameters
    faults, warnings = [], []
    for name, value in changes.items():
        if name not in known:
            remedy = did_you_mean(name, known) or f"the parameters are {', '.join(known)}"
            faults.append(f"there is no parameter {shown(name)}: {remedy}")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            faults.append(f"{name} = {shown(value)} is not a finite number: give a number")
        else:
            low, high = known[name].range or (value, value)
            if not low <= value <= high:
                warnings.append(f"{name} = {value:g} is outside its plausible range [{low:g}, {high:g}]")
    values = {**default_values(campaign), **changes}
    if not faults and changes:
        bounds = constraints(campaign, explore(CampaignBoard(campaign)))
        faults = [f"{what}: {c.remedy}" for c, what in broken(bounds, values)]
    if faults:
        raise ArgumentError("\n".join(faults))
    return {name: float(value) for name, value in values.items()}, warnings


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
