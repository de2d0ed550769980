"""Derivatives of numbers of the outlook by parameters, on every shipped scenario, against full re-solves."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from deterrence.errors import ArgumentError
from deterrence.forecasting.keys import Key
from deterrence.forecasting.registry import known_keys, measure
from deterrence.games.crisis_game import CrisisGame
from deterrence.games.symbols import SymbolicNumbers
from deterrence.parameters.expression import parameter
from deterrence.parameters.parameter import Parameter
from deterrence.scenario.crisis import load
from deterrence.scenario.ladder.record import ActorType
from deterrence.solvers.grid import Assessment, Grid, solve_grid
from deterrence.stress.formulas import formula, gradient, pruned_by
from deterrence.stress.gradient import Gradient
from deterrence.stress.slopes import NUDGE, numbers_and_slopes
from shipped import COUNTED, where  # days are in test_clock_gradient
from shipped import crisis as named
from stress.differences import NAMES, Differences, compare

FEW = {
    "ladder": ("row.stakes.prize", "row.committed.prior", "column.precision", "ladder.high.hazard"),
    "south-asia-window": ("india.acts.strikes.cost", "pakistan.committed.tremble", "india.acts.strikes.misperception"),
    "corridor-window": ("strike.gain", "proxy.hazard", "defender.firm"),
    "two-fronts-window": ("defender.firm", "west.punishment", "defender.precision"),
    "western-front-window": ("defender.leak",),
    "south-asia-recurrent-window": ("india.change", "pakistan.committed.prior", "strike.slip"),
}
SLOW = {"south-asia-window", "western-front-window", "south-asia-recurrent-window"}
SCENARIOS = [pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in COUNTED]


@cache
def differences(name: str, changes: tuple[tuple[str, float], ...] = ()) -> Differences:
    return Differences(named(name).compile(dict(changes)))


@cache
def derived(name: str) -> Gradient[Key]:
    return derivatives(differences(name))


def derivatives(found: Differences) -> Gradient[Key]:
    return gradient(found.game, found.base, [key for key in known_keys(found.game) if key.name in found.names])


@pytest.mark.parametrize("name", SCENARIOS)
def test_values_are_those_of_the_push_forward(name: str) -> None:
    """Every number of the outlook that has a formula."""
    game, assessment = differences(name).game, differences(name).base
    found, reported = gradient(game, assessment, known_keys(game)), measure(game, assessment)[0]
    wanted = {key for key in reported if formula(game, key) is not None}
    assert set(found.value) == wanted
    for key in wanted:
        assert found.value[key] == pytest.approx(reported[key], rel=1e-11, abs=1e-11), key


@pytest.mark.parametrize("name", SCENARIOS)
def test_endings_take_from_each_other_and_so_do_peaks(name: str) -> None:
    found = derived(name)
    for group in (["outcome"], *(["peak_rung", sense] for sense in ("meant", "seen", "realised"))):
        keys = [k for k in found.value if [k.name, k.given][: len(group)] == group]
        assert sum(found.value[k] for k in keys) == pytest.approx(1, abs=1e-11)
        for p in differences(name).game.values:
            assert sum(found.derivative[k][p] for k in keys) == pytest.approx(0, abs=1e-8)


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow if n in SLOW else ()) for n in FEW])
def test_a_few_parameters(name: str) -> None:
    assert compare(differences(name), derived(name).derivative, FEW[name]) == []


PARTS = {"south-asia-window": 6, "western-front-window": 4, "south-asia-recurrent-window": 2}


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize(("name", "part"), [(name, part) for name in COUNTED for part in range(PARTS.get(name, 1))])
def test_every_parameter(name: str, part: int) -> None:
    """None lies at a kink on this grid; what to expect of one that does is tested on a small game."""
    found, count = differences(name), PARTS.get(name, 1)
    known = [p for p in found.game.values if p not in pruned_by(found.game)]
    assert compare(found, derived(name).derivative, known[part::count]) == []


def test_an_accident_of_probability_zero_has_the_one_sided_derivative() -> None:
    name = "ladder.high.hazard"
    found = differences("ladder", ((name, 0.0),))
    assert compare(found, derivatives(found).derivative, [name]) == []
    slopes = derivatives(found).derivative[Key("outcome", of="catastrophe")]
    assert slopes[name] > 0


def test_a_branch_that_certainty_rules_out_has_the_one_sided_derivative() -> None:
    """Where every incident is traced, one that is not has probability zero, and a derivative; it bends much, since a
    little doubt changes what an alarm without a trace says."""
    found = Differences(load(where("corridor-window")).compile(attribution=1.0), names=("outcome", "event"), step=1e-7)
    assert (found.game.game.numbers.branch_probability == 0).any()
    assert compare(found, derivatives(found).derivative, ["attribution"]) == []


def test_days_move_nothing_but_how_long_it_takes() -> None:
    days = [name for name in differences("corridor-window").game.values if name.endswith(".days")]
    assert days
    for key, slopes in derived("corridor-window").derivative.items():
        moved = [slopes[name] != 0.0 for name in days]
        assert all(moved) if key == Key("duration", of="days") else not any(moved)


def test_a_prior_that_a_type_was_left_out_for_is_named() -> None:
    assert pruned_by(differences("two-fronts-window").game) == {"west.driven", "east.driven"}
    assert pruned_by(differences("ladder").game) == frozenset()


def test_refuses_values_it_was_not_solved_at() -> None:
    found = differences("ladder")
    other = load("ladder").compile({"row.stakes.prize": 5.0})
    with pytest.raises(ArgumentError, match="another 'ending'"):
        gradient(other, found.base, [Key("outcome", of="war")])


def test_log_odds_follow_from_both_probabilities() -> None:
    found = Gradient({"a": 0.2, "b": 0.5}, {"a": {"p": 0.1}, "b": {"p": -0.3}})
    assert found.log_odds("a", "b")["p"] == pytest.approx(0.1 / 0.2 + 0.3 / 0.5)


def number(value: float, unit: str) -> Parameter:
    return Parameter(value=value, unit=unit, source="judgement")


def strategic(name: str, prior: Parameter | str, resolve: float) -> ActorType:
    return ActorType(id=name, name=name, kind="strategic", prior=prior, resolve=number(resolve, "multiplier"))


def with_types(*types: ActorType) -> CrisisGame:
    """The ladder, with Row of other types."""
    about = load("ladder")
    row = about.record.actors[0].model_copy(update={"types": types})
    return about.changed(actors=(row, about.record.actors[1])).compile()


@pytest.mark.slow
def test_three_types_of_an_actor() -> None:
    committed = load("ladder").record.actors[0].types[1]
    game = with_types(
        strategic("high", "remainder", 1.5), strategic("low", number(0.3, "probability"), 0.7), committed
    )
    found = Differences(game)
    names = ("row.low.prior", "row.high.resolve", "row.committed.prior", "column.precision", "row.stakes.prize")
    assert compare(found, derivatives(found).derivative, names) == []


def test_numbers_and_their_jacobian_are_those_of_the_game() -> None:
    game, name, step = differences("ladder").game, "row.committed.tremble", 1e-6
    numbers, jacobian = numbers_and_slopes(game.symbols, game.values)
    moved = [game.numbers({**game.values, name: game.values[name] + d}) for d in (step, -step)]
    k = list(game.values).index(name)
    for field in ("rule", "branch_probability", "payoff", "prior"):
        np.testing.assert_allclose(getattr(numbers, field), getattr(game.game.numbers, field), atol=1e-11)
        by_difference = (getattr(moved[0], field) - getattr(moved[1], field)) / (2 * step)
        np.testing.assert_allclose(getattr(jacobian, field)[..., k], by_difference, atol=1e-8)


def test_a_certain_branch_leaves_its_complement_a_trace() -> None:
    p = parameter("p")
    symbols = SymbolicNumbers([p, 1 - p], [], [], [], [], [], [], [])
    numbers, _ = numbers_and_slopes(symbols, {"p": 1.0})
    np.testing.assert_array_equal(numbers.branch_probability, [1.0, NUDGE])


def test_names_measured_all_have_formulas() -> None:
    game = differences("ladder").game
    assert not [key for key in known_keys(game) if key.name in NAMES and formula(game, key) is None]


def test_a_precision_set_for_everybody_is_moved_by_no_parameter() -> None:
    crisis, key, name = load("ladder"), Key("general_deterrence"), "row.stakes.prize"

    def solved(change: float) -> Assessment:
        game = crisis.compile({name: 4.0 + change})
        return solve_grid(game.game.with_precision(3.0), Grid(points=5, tolerance=1e-12))

    game, here = crisis.compile({name: 4.0}), solved(0.0)
    found = gradient(game, here, [key], set_apart=("precision",))
    with pytest.raises(ArgumentError, match="another 'precision'"):
        gradient(game, here, [key])
    low, high = (
        gradient(crisis.compile({name: 4.0 + d}), solved(d), [key], ("precision",)).value[key] for d in (-1e-4, 1e-4)
    )
    assert found.derivative[key][name] == pytest.approx((high - low) / 2e-4, rel=1e-4)
    assert found.derivative[key]["row.precision"] == 0.0


def test_numbers_without_a_formula_have_no_slope_and_are_left_out():
    game = named("ladder").compile()
    keys = [key for key in known_keys(game) if key.name == "end_worth"]
    assert keys and gradient(game, solve_grid(game.game, Grid(points=7)), keys) == Gradient({}, {})
