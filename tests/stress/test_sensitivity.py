"""Ranking parameters: made-up headlines whose shape is known, and real runs on both forms of scenario."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import pytest

from deterrence.errors import NotConverged
from deterrence.forecasting.keys import Key
from deterrence.parameters.table import NamedParameter
from deterrence.scenario.crisis import load
from deterrence.solvers.grid import Grid
from deterrence.stress.formulas import gradient
from deterrence.stress.gradient import Gradient
from deterrence.stress.ranked import CHALLENGE, ranked_effects
from deterrence.stress.resolve import Resolver
from deterrence.stress.sensitivity import Effect, rank
from shipped import where

LADDER = load("ladder").parameters
STRAIGHT, BENT, FLAT, SMALL = "row.stakes.prize", "row.stakes.war", "row.stakes.catastrophe", "row.stakes.grievance"
FIXED = "row.discount"

Shapes = Mapping[str, tuple[float, Callable[[float], float]]]


def ranked(shapes: Shapes, **options: object) -> dict[str, Effect]:
    """Effects on a headline Σ f_p(x_p), in order, from the slope of each f_p here and f_p itself."""
    solves: list[tuple[tuple[str, float], ...]] = []
    values = LADDER.defaults

    def resolve(changes: dict[str, float]) -> dict[str, float]:
        solves.append(tuple(changes.items()))
        return {"made-up": sum(f({**values, **changes}[name]) for name, (_, f) in shapes.items())}

    slope = {name: shapes[name][0] if name in shapes else 0.0 for name in values}
    found = Gradient({"made-up": 0.0}, {"made-up": slope})
    effects = rank(LADDER, values, found, resolve, **options)["made-up"]  # type: ignore[arg-type]
    assert len(solves) == len(set(solves))
    return {effect.parameter: effect for effect in effects}


def test_a_straight_effect_is_linear_and_its_parts_add_up() -> None:
    effect = ranked({STRAIGHT: (0.05, lambda x: 0.05 * x)})[STRAIGHT]
    assert effect.verdict == "linear"
    assert (effect.value, effect.low, effect.high) == (4.0, 2.0, 6.0)
    assert effect.linear_change == pytest.approx(0.2)
    assert effect.linear_high - effect.linear_low == pytest.approx(effect.linear_change)
    assert effect.resolved_change == pytest.approx(0.2)
    assert effect.resolved_low == pytest.approx(0.1)
    assert effect.swing == pytest.approx(0.2)


def test_a_saturating_effect_is_not_linear_and_ranks_by_what_it_really_does() -> None:
    # At 6 in [3, 12]: slope 0.1, so 0.9 by the derivative; really just under 0.2.
    found = ranked({BENT: (0.1, lambda x: 0.1 * math.tanh(x - 6)), STRAIGHT: (0.05, lambda x: 0.05 * x)})
    assert list(found)[:2] == [STRAIGHT, BENT]
    assert found[BENT].verdict == "not linear"
    assert found[BENT].linear_change == pytest.approx(0.9)
    assert found[BENT].resolved_change == pytest.approx(0.1 * (math.tanh(6) + math.tanh(3)))


def test_a_sign_changing_effect_is_not_linear_and_keeps_its_swing() -> None:
    # At 6 in [3, 12], a hill at 7.5: the ends are level, the middle is not.
    def hill(x: float) -> float:
        return 0.04 * (x - 3) * (12 - x) / 9

    effect = ranked({BENT: (0.04 * 3 / 9, hill)})[BENT]
    assert effect.verdict == "not linear"
    assert effect.resolved_change == pytest.approx(0)
    assert effect.swing == pytest.approx(hill(6))


def test_those_that_move_up_are_solved_again_too() -> None:
    found = ranked(
        {BENT: (0.1, lambda x: 0.0), STRAIGHT: (0.05, lambda x: 0.05 * x), SMALL: (0.01, lambda x: 0.01 * x)},
        leading=1,
    )
    assert list(found)[:2] == [STRAIGHT, SMALL]
    assert found[STRAIGHT].linear is True
    assert found[SMALL].linear is None
    assert found[SMALL].verdict == "by its derivative alone"


def test_a_chance_is_followed_in_log_odds() -> None:
    def logistic(x: float) -> float:
        return 1 / (1 + math.exp(-x))

    shapes = {STRAIGHT: (0.25, lambda x: logistic(x - 4))}
    chance = ranked(shapes, leading=0, chances={"made-up"})[STRAIGHT]
    assert (chance.along_low, chance.along_high) == pytest.approx((logistic(-2), logistic(2)), abs=1e-12)
    assert chance.swing == pytest.approx(logistic(2) - logistic(-2), abs=1e-12)
    number = ranked(shapes, leading=0)[STRAIGHT]
    assert (number.along_low, number.along_high, number.swing) == pytest.approx((0.0, 1.0, 1.0), abs=1e-12)


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_what_is_certain_has_no_effect_by_slope(certain: float) -> None:
    effect = ranked({STRAIGHT: (0.1, lambda x: certain)}, leading=0, chances={"made-up"}, top=999)[STRAIGHT]
    assert (effect.along_low, effect.along_high, effect.swing) == (certain, certain, 0.0)


def test_differences_below_the_grid_error_are_no_clear_effect_and_no_bend() -> None:
    shapes = {
        STRAIGHT: (0.05, lambda x: 0.05 * x + (0.08 if x > 5 else 0.0)),
        SMALL: (0.01, lambda x: 0.01 * x),
    }
    assert ranked(shapes)[STRAIGHT].verdict == "not linear"
    found = ranked(shapes, grid_error=0.09)
    assert found[STRAIGHT].verdict == "linear"
    assert found[SMALL].verdict == "no clear effect"
    assert ranked(shapes, grid_error={"made-up": 0.09})[SMALL].clear is False


def test_fixed_parameters_and_those_without_a_range_are_left_out() -> None:
    found = ranked({FIXED: (9.0, lambda x: 9.0 * x)}, top=200)
    assert FIXED not in found
    assert set(found) == {n for n, p in LADDER.items() if p.range is not None and p.role != "fixed"}
    assert len(ranked({}, top=10)) == 10


def test_an_end_that_cannot_be_solved_says_why() -> None:
    def broken(x: float) -> float:
        if x > 5:
            raise NotConverged("no solution there")
        return 0.05 * x

    effect = ranked({STRAIGHT: (0.05, broken)})[STRAIGHT]
    assert effect.trouble == f"{STRAIGHT} = 6: no solution there"
    assert effect.resolved_change is None and effect.verdict == "by its derivative alone"


def test_a_parameter_without_a_derivative_is_always_solved_again() -> None:
    shapes = {STRAIGHT: (0.05, lambda x: 0.05 * x), FLAT: (math.nan, lambda x: 0.001 * x)}
    effect = ranked(shapes, leading=1, unknown={FLAT}, top=50)[FLAT]
    low, high = LADDER[FLAT].range or (0.0, 0.0)
    assert effect.derivative is None
    assert (effect.linear_low, effect.linear_high) == (0.0, 0.0)
    assert effect.swing == pytest.approx(0.001 * (high - low))
    assert effect.verdict == "solved at both ends"


def test_a_number_that_is_not_there_at_an_end_says_so() -> None:
    def resolve(changes: dict[str, float]) -> dict[str, float]:
        return {} if changes.get(STRAIGHT) == 6.0 else {"made-up": 0.5}

    slope = {name: float(name == STRAIGHT) for name in LADDER}
    effects = rank(LADDER, LADDER.defaults, Gradient({"made-up": 0.5}, {"made-up": slope}), resolve)["made-up"]
    assert effects[0].trouble == f"{STRAIGHT} = 6: the number is not there"


def _variance(parameter: NamedParameter) -> float:
    """Of half of all values evenly below the one stated, half evenly above; evenly throughout where it is an end."""
    assert parameter.range is not None and parameter.distribution is None
    (low, high), value = parameter.range, parameter.value
    if value in (low, high):
        return (high - low) ** 2 / 12
    mean = (low + 2 * value + high) / 4
    return (low**2 + low * value + 2 * value**2 + value * high + high**2) / 6 - mean**2


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ladder", "two-fronts-window"])
def test_a_real_ranking_is_what_solving_again_says(name: str) -> None:
    crisis = load(where(name))
    resolver = Resolver(crisis, crisis.parameters.defaults, Grid(points=7, tolerance=1e-8))
    made = ranked_effects(resolver)
    assert not isinstance(made, str)
    found = made.effects
    game, assessment = resolver.solved()
    slopes = gradient(game, assessment, [key for key in found if key != CHALLENGE])
    assert len(slopes.value) >= 2
    for key, slope in slopes.derivative.items():
        ranges = {n: p.range for n, p in crisis.parameters.items() if p.range and p.role != "fixed"}
        variance = sum(slope[name] ** 2 * _variance(crisis.parameters[name]) for name in ranges)
        assert made.spread[key] == pytest.approx(math.sqrt(variance), rel=1e-6)
        widths = {name: abs(slope[name]) * (high - low) for name, (low, high) in ranges.items()}
        assert [widths[name] for name in made.widest[key]] == sorted(widths.values(), reverse=True)[:3]
    for key, effects in found.items():
        assert len(effects) == 10
        assert [e.swing for e in effects] == sorted((e.swing for e in effects), reverse=True)
        for effect in effects:
            assert effect.label == crisis.parameters[effect.parameter].label
            if key == CHALLENGE:
                continue
            if effect.derivative is not None:
                assert effect.derivative == pytest.approx(slopes.derivative[key][effect.parameter], abs=1e-12)
            if effect.resolved_low is not None:
                assert effect.resolved_low == pytest.approx(resolver({effect.parameter: effect.low})[key], abs=1e-12)
    first = {"ladder": CHALLENGE, "two-fronts-window": Key("event", of="challenge_west")}[name]
    expected = {"ladder": "row.committed.prior", "two-fronts-window": "west.punishment"}[name]
    assert expected in {e.parameter for e in found[first][:3]}


@pytest.mark.slow
def test_a_ranking_where_a_precision_is_set_for_everybody() -> None:
    crisis = load("ladder")
    resolver = Resolver(crisis, crisis.parameters.defaults, Grid(points=5, tolerance=1e-8), precision=3.0)
    made = ranked_effects(resolver)
    assert not isinstance(made, str)
    found = made.effects
    assert all(e.swing == 0.0 for e in found[CHALLENGE] if e.parameter.endswith(".precision"))
    assert found[CHALLENGE][0].swing > 0.01


@pytest.mark.slow
def test_a_prior_of_zero_is_solved_at_both_ends() -> None:
    """Of a type that the game was compiled without there is no derivative; its prior is ranked all the same."""
    crisis = load(where("two-fronts-window"))
    resolver = Resolver(crisis, crisis.parameters.defaults, Grid(points=5, tolerance=1e-8))
    game, assessment = resolver.solved()
    key = Key("event", of="challenge_west")
    effects = rank(
        crisis.parameters, game.values, gradient(game, assessment, [key]), resolver, top=99, leading=0,
        unknown={"west.driven"},
    )[key]
    effect = next(e for e in effects if e.parameter == "west.driven")
    assert effect.derivative is None
    assert effect.resolved_high is not None and effect.swing > 0.001
