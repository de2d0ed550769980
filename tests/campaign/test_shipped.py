"""Every shipped campaign: well formed, solved to its certificate, and without a number that moves nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from deterrence.campaign.compiling import CompiledCampaign, compile_campaign
from deterrence.campaign.parameters import default_values
from deterrence.campaign.reading import read_campaign
from deterrence.campaign.record import Campaign
from deterrence.catalogue import locate
from deterrence.forecast.campaign_metrics import days_by_state, measure
from deterrence.forecast.metrics import Values
from deterrence.forms import prior_names
from deterrence.game.expression import Evaluator
from deterrence.game.stochastic import NUMBER_FIELDS
from deterrence.solvers.grid import Grid
from deterrence.solvers.refine import solve
from deterrence.stress.resolving import Change, Resolver
from shipped import CAMPAIGNS

EFFECT = 1e-9  # on anything reported: far below anything told, far above rounding
INERT: dict[str, dict[str, str]] = {}  # by campaign: parameter -> why it moves nothing


@cache
def campaign(name: str) -> Campaign:
    return read_campaign(locate(name))


@cache
def compiled(name: str) -> CompiledCampaign:
    return compile_campaign(campaign(name))


def at(name: str, changes: dict[str, float]) -> CompiledCampaign:
    """The same structure at other values, unless a prior of nought changes the structure itself."""
    values = {**compiled(name).values, **changes}
    priors = prior_names(campaign(name)) & set(changes)
    if any(end in (0.0, 1.0) for n in priors for end in (changes[n], compiled(name).values[n])):
        return compile_campaign(campaign(name), values)
    return replace(compiled(name), values=values)


def ends(name: str, parameter: str) -> tuple[float, ...]:
    p = campaign(name).parameters[parameter]
    return p.range or (0.5 * p.value, 1.5 * p.value)


def differs(one: CompiledCampaign, other: CompiledCampaign) -> bool:
    """Do the game's arrays, the losses or the days differ?"""
    if one.structure.states != other.structure.states or one.structure.types != other.structure.types:
        return True
    for field in (*NUMBER_FIELDS, "renewal"):
        a, b = (getattr(c.game.numbers, field, None) for c in (one, other))
        if a is not None and not np.array_equal(np.asarray(a), np.asarray(b)):
            return True
    if not np.array_equal(days_by_state(one), days_by_state(other)):
        return True
    lost = [
        [{who: Evaluator(c.values)(x) for who, x in row.items()} for row in c.enumerated.loses] for c in (one, other)
    ]
    return lost[0] != lost[1]


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_every_number_is_part_of_the_game(name):
    dead = [
        p
        for p in campaign(name).parameters
        if not any(differs(compiled(name), at(name, {p: e})) for e in ends(name, p))
    ]
    assert dead == []


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_levers_and_labels(name):
    """Every lever of a mechanism has a range, every parameter a range and words, every system that it shows a text."""
    c = campaign(name)
    assert all(c.parameters[lever].range for m in c.mechanisms for lever in m.levers)
    assert all(p.label and (p.range or p.role == "fixed") for p in c.parameters.values())
    assert len({m.system for m in c.mechanisms}) == len(c.mechanisms)
    assert any(e.headline for e in c.events) and c.endings


@pytest.mark.slow
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_every_number_moves_something_reported(name):
    resolver = Resolver(campaign(name), default_values(campaign(name)), Grid(points=5, tolerance=1e-9))
    base = measure(*resolver.solved())[0]  # type: ignore[arg-type]
    dead = {p for p in campaign(name).parameters if not any(moved(resolver, base, p, e) for e in ends(name, p))}
    assert dead == set(INERT.get(name, {}))


def moved(resolver: Resolver, base: Values, parameter: str, end: float) -> bool:
    found = measure(*resolver.solved(Change.of({parameter: float(end)})))[0]  # type: ignore[arg-type]
    return set(found) != set(base) or any(abs(found[k] - v) > EFFECT for k, v in base.items())


@pytest.mark.slow
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_the_certificate_is_met(name):
    c = solve(compiled(name).game).certificate
    assert c.residual <= 1e-9 and c.consistency <= 1e-10 and c.within_bound
    assert c.grid_error is not None
    assert max(a + b for a, b in c.grid_error.probabilities.values()) <= 5e-3
