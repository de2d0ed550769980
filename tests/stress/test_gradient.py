"""Derivatives through the equilibrium against finite differences of full re-solves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from deterrence.errors import ArgumentError, UnsupportedGame
from deterrence.game.compiling import CompiledScenario, compile_scenario
from deterrence.game.scenario import ActorType, Scenario
from deterrence.parameters.parameter import Parameter
from deterrence.stress.gradient import Gradient, headline_gradient
from deterrence.stress.slopes import slopes
from shipped import compiled, scenario, solved
from stress.differences import Differences, agrees, between, pushed

FEW = (
    "row.stakes.prize", "row.acts.war.harm", "row.committed.prior", "row.committed.tremble", "column.precision",
    "column.discount", "ladder.middle.weight", "ladder.high.hazard",
)
MOST_KINKS = 3
SOUTH_ASIA = (
    # stakes, costs, harm
    "india.stakes.grievance", "india.stakes.unanswered", "pakistan.stakes.catastrophe",
    "pakistan.stakes.retribution",
    "india.acts.strikes.cost", "pakistan.acts.strikes.cost", "india.acts.fire.harm",
    "pakistan.acts.bases.civilians",
    # chance: hazards, accident, misperception, posture
    "ladder.strikes.hazard", "war_hazard", "posture", "india.acts.fire.accident_up",
    "pakistan.acts.strikes.accident_down",
    "india.acts.strikes.misperception",
    # lines
    "lines.pakistan-territory.clarity", "lines.pakistan-territory.visibility",
    "lines.india-territory.verifiability",
    "lines.pakistan-territory.audience_cost",
    # types, precision, patience
    "india.committed.prior", "pakistan.committed.prior", "pakistan.committed.tremble", "india.precision",
    "pakistan.precision", "india.discount", "pakistan.resilience", "ladder.fire.weight",
    # off-ramp and mediator
    "off_ramp.value.india", "off_ramp.inducement.pakistan", "off_ramp.discretion", "mediator.arrival.strikes",
    "mediator.guarantee", "mediator.pressure.india",
)


@cache
def differences(name: str) -> Differences:
    return Differences(compiled(name))


@cache
def gradient(name: str) -> Gradient:
    found = differences(name)
    return headline_gradient(found.compiled, found.base, found.compiled.values)


def compare(found: Differences, derived: Gradient, names: Iterable[str]) -> list[str]:
    """Parameters at a kink; fails for any whose derivative is wrong."""
    kinks = []
    for name in names:
        left, right = found.slopes(name)
        for headline in left:
            slope = derived.derivative[headline][name]
            if not agrees(slope, left[headline], right[headline]):
                assert between(slope, left[headline], right[headline]), (name, headline)
                kinks.append(name)
    return list(dict.fromkeys(kinks))


@pytest.mark.parametrize("name", ["ladder", "south-asia-2025"])
def test_values_are_those_of_the_push_forward(name: str) -> None:
    game, assessment = compiled(name), solved(name, 9)
    found = headline_gradient(game, assessment, game.values)
    for headline, value in pushed(game, assessment).items():
        assert found.value[headline] == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("name", ["ladder", "south-asia-2025"])
def test_every_parameter_has_a_derivative_and_endings_take_from_each_other(name: str) -> None:
    game = compiled(name)
    found = headline_gradient(game, solved(name, 9), game.values)
    endings = [h for h in found.value if "challenge" not in h or h == "no_challenge"]
    rungs = [h for h in found.value if h.startswith("challenge:")]
    assert sum(found.value[h] for h in endings) == pytest.approx(1, abs=1e-12)
    for parameter in game.values:
        assert sum(found.derivative[h][parameter] for h in endings) == pytest.approx(0, abs=1e-9)
        by_rung = sum(found.derivative[h][parameter] for h in rungs)
        assert found.derivative["challenge"][parameter] == pytest.approx(by_rung, abs=1e-12)
        assert found.derivative["unchallenged"][parameter] == -found.derivative["challenge"][parameter]


def test_a_parameter_that_no_number_of_the_game_reads_has_derivative_nought() -> None:
    days = [name for name in compiled("south-asia-2025").values if name.endswith(".days")]
    game = compiled("south-asia-2025")
    found = headline_gradient(game, solved("south-asia-2025", 9), game.values)
    assert days
    assert all(slope[name] == 0.0 for slope in found.derivative.values() for name in days)


def test_numbers_jacobian_is_that_of_the_compiled_numbers() -> None:
    game, name, step = compiled("ladder"), "row.committed.tremble", 1e-6
    exact = slopes(game, game.values)
    moved = [game.numbers({**game.values, name: game.values[name] + d}) for d in (step, -step)]
    k = exact.names.index(name)
    for field in ("rule", "branch_probability", "payoff", "prior"):
        by_difference = (getattr(moved[0], field) - getattr(moved[1], field)) / (2 * step)
        np.testing.assert_allclose(getattr(exact.jacobian, field)[..., k], by_difference, atol=1e-8)


@pytest.mark.parametrize("name", FEW)
def test_ladder(name: str) -> None:
    assert compare(differences("ladder"), gradient("ladder"), [name]) == []


@pytest.mark.slow
def test_every_parameter_of_the_ladder() -> None:
    found = differences("ladder")
    assert len(compare(found, gradient("ladder"), tuple(found.compiled.values))) <= MOST_KINKS


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(4))
def test_south_asia(part: int) -> None:
    kinks = compare(differences("south-asia-2025"), gradient("south-asia-2025"), SOUTH_ASIA[part::4])
    assert len(kinks) <= 1


@pytest.mark.slow
def test_an_accident_of_probability_nought_has_the_one_sided_derivative() -> None:
    name = "india.acts.fire.accident_up"
    found = Differences(compile_scenario(scenario("south-asia-2025"), {name: 0.0}))
    derived = headline_gradient(found.compiled, found.base, found.compiled.values)
    _, right = found.slopes(name)
    for headline, slope in right.items():
        assert derived.derivative[headline][name] == pytest.approx(slope, rel=1e-3, abs=1e-6)


def number(value: float, unit: str) -> Parameter:
    return Parameter(value=value, unit=unit, source="judgement")


def two_resolves() -> Scenario:
    """The ladder, with Row a strategic actor of high or of low resolve."""
    base = scenario("ladder")
    high = ActorType(id="high", name="high", kind="strategic", prior="remainder", resolve=number(1.5, "multiplier"))
    low = ActorType(
        id="low", name="low", kind="strategic", prior=number(0.4, "probability"), resolve=number(0.7, "multiplier")
    )
    row = base.actors[0].model_copy(update={"types": (high, low)})
    return base.model_copy(update={"actors": (row, base.actors[1])})


VARIANTS = {
    "two strategic types": lambda: compile_scenario(two_resolves()),
    "one type": lambda: compile_scenario(scenario("ladder"), {"row.committed.prior": 0.0}),
    "no private types": lambda: compile_scenario(
        scenario("ladder"), {"row.committed.prior": 0.0, "column.committed.prior": 0.0}
    ),
}


@pytest.mark.parametrize("variant", [pytest.param("two strategic types", marks=pytest.mark.slow), *list(VARIANTS)[1:]])
def test_other_numbers_of_types(variant: str) -> None:
    game: CompiledScenario = VARIANTS[variant]()
    found = Differences(game)
    derived = headline_gradient(game, found.base, game.values)
    names = ["row.stakes.prize", "column.precision", "ladder.high.hazard"]
    if variant == "two strategic types":
        names += ["row.low.prior", "row.high.resolve", "column.committed.prior"]
    assert compare(found, derived, names) == []


def test_log_odds_follow_from_both_probabilities() -> None:
    found = Gradient({"a": 0.2, "b": 0.5}, {"a": {"p": 0.1}, "b": {"p": -0.3}})
    assert found.log_odds("a", "b")["p"] == pytest.approx(0.1 / 0.2 + 0.3 / 0.5)


def test_refuses_values_it_was_not_solved_at() -> None:
    game = compiled("ladder")
    with pytest.raises(ArgumentError, match="another 'ending'"):
        headline_gradient(game, solved("ladder", 9), {**game.values, "row.stakes.prize": 5.0})


def test_refuses_an_endless_game() -> None:
    game = compiled("ladder")
    endless = replace(solved("ladder", 9), game=game.game.with_horizon(None))
    with pytest.raises(UnsupportedGame, match="horizon"):
        headline_gradient(game, endless, game.values)
