"""Whether a number stands where it is used, or under ``parameters:`` by a name of its own, changes nothing."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.errors import DeterrenceError
from deterrence.forecasting.keys import Key
from deterrence.forecasting.registry import measure
from deterrence.games.stochastic import Numbers
from deterrence.parameters.parameter import Parameter
from deterrence.scenario.crisis import Crisis
from deterrence.scenario.ladder.parameter_sites import Site, sites
from deterrence.scenario.ladder.record import Scenario
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.resolve import Resolver, robustness
from deterrence.stress.stability import stability_instability
from shipped import LADDERS, compiled, scenario, solved

GRID = Grid(points=9, tolerance=1e-9)


def in_place(name: str) -> list[Site]:
    """Every place of a scenario that writes its number itself."""
    return [site for site in sites(scenario(name)) if isinstance(site.number, Parameter)]


def shared(name: str, names: dict[str, str]) -> Crisis:
    """The scenario with numbers moved to ``parameters:``, by what they are called there; those of one name are one."""
    data = scenario(name).model_dump(mode="json", by_alias=True)
    for site in in_place(name):
        if site.name in names:
            at = data
            for step in site.path[:-1]:
                at = at[step]
            data["parameters"][names[site.name]] = at[site.path[-1]]
            at[site.path[-1]] = names[site.name]
    return Crisis(Scenario.model_validate(data))


def alike(name: str) -> dict[str, str]:
    """One name for all numbers of one kind and value: priors, trembles, costs of catastrophe, …"""
    found: dict[tuple[str, float], str] = {}
    return {
        site.name: found.setdefault((site.field, site.number.value), f"the-{site.field}-{len(found)}")
        for site in in_place(name)
    }


def apart(name: str) -> dict[str, str]:
    """A name for each."""
    return {site.name: f"number-{k}" for k, site in enumerate(in_place(name))}


def same_arrays(one: Numbers, other: Numbers) -> bool:
    pairs = ((getattr(one, f.name), getattr(other, f.name)) for f in fields(Numbers))
    return all((a is None and b is None) or np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("name", LADDERS)
@settings(deadline=None, max_examples=4)
@given(data=st.data())
def test_the_game_is_the_same_to_the_last_bit(name, data):
    every = data.draw(st.sampled_from([alike, apart]))(name)
    some = data.draw(st.sets(st.sampled_from(sorted(every)), min_size=1))
    game = shared(name, {site: every[site] for site in some}).compile()
    assert game.structure.states == compiled(name).structure.states
    assert game.structure.types == compiled(name).structure.types
    assert same_arrays(game.game.numbers, compiled(name).game.numbers)
    assert all(np.array_equal(game.loss_by_branch[k], v) for k, v in compiled(name).loss_by_branch.items())
    assert np.array_equal(game.days_by_state, compiled(name).days_by_state)


@cache
def resolver(how: str) -> Resolver:
    """The ladder as it is written, or with everything shared."""
    names = {"as written": {}, "alike": alike("ladder"), "apart": apart("ladder")}[how]
    crisis = shared("ladder", names)
    return Resolver(crisis, crisis.parameters.defaults, GRID)


@pytest.mark.parametrize("how", ["alike", "apart"])
def test_what_is_reported_is_the_same(how):
    """Headlines; rows of robustness, one for each change of λ, ε and T; the stability–instability quantity."""
    one, other = resolver("as written"), resolver(how)
    assert other.headlines() == one.headlines()
    rows, shown = robustness(one), robustness(other)
    assert [v.label for v in shown] == [v.label for v in rows]
    assert sum(v.label.startswith("tremble") for v in rows) == 2 and len(rows) == 8
    assert [v.values for v in shown] == [v.values for v in rows]
    found, expected = stability_instability(other), stability_instability(one)
    assert not isinstance(expected, str) and found == expected


def test_a_shared_prior_of_zero_leaves_the_types_out():
    """As if the file did not have them: pruned, and every number finite."""
    doubt = shared("ladder", {site.name: "doubt" for site in in_place("ladder") if site.field == "prior"})
    assert {"prior"} == doubt.parameters["doubt"].parts and doubt.parameters["doubt"].owners == {"row", "column"}
    game = doubt.compile({"doubt": 0.0})
    written = shared("ladder", {}).compile({"row.committed.prior": 0.0, "column.committed.prior": 0.0})
    assert [len(kinds) for kinds in game.structure.types] == [1, 1]
    assert same_arrays(game.game.numbers, written.game.numbers)
    values, _ = measure(game, solve_grid(game.game, GRID))
    assert values and all(np.isfinite(v) for v in values.values())
    assert game.at({**game.values, "doubt": 0.2}) is None, "another prior has other types"
    base = Resolver(doubt, doubt.parameters.defaults, GRID)
    assert base({"doubt": 0.0})[Key("outcome", of="war")] == pytest.approx(values[Key("outcome", of="war")], abs=1e-6)


@pytest.mark.parametrize("names", [None, {"outcome"}, {"worth"}])
def test_a_number_that_is_none_is_never_reported(names):
    """Of a solution with strategies, or values, that are not numbers."""
    game, assessment = compiled("ladder"), solved("ladder")
    first = {x: np.full_like(play, np.nan) for x, play in assessment.strategies[0].items()}
    values = (np.full_like(assessment.values[0], np.nan), *assessment.values[1:])
    broken = replace(assessment, strategies=(first, *assessment.strategies[1:]), values=values)
    with pytest.raises(DeterrenceError, match=r"a number of the outlook \(name '\w+', .*\) comes out as nan"):
        measure(game, broken, names)
