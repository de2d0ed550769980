"""``solve``: the contract of solvers, what a solution records, and the errors it states."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest

import deterrence.solvers.registry as registry
from bank import brinkmanship, one_shot
from clock_games import standoff as on_a_clock
from deterrence import Grid, Markov, Resolution, Solver, load, solve
from deterrence.errors import ArgumentError, NotConverged, UnsupportedGame
from deterrence.forecasting.outlook import forecast
from deterrence.forecasting.push import Pusher
from deterrence.games.from_arrays import from_arrays
from deterrence.solvers.certify.refining import parts
from deterrence.solvers.markov import MarkovAssessment, solve_markov
from deterrence.solvers.refine import _Refiner, resolution_named
from deterrence.solvers.spacing import FIRST, SECOND
from endings import ending_probabilities
from joint_games import at_once
from small_trees import stag_hunt
from typed_games import in_turn

CHICKEN = [[0, -1], [1, -10]], [[0, 1], [-1, -10]]


@dataclass(frozen=True)
class Repeated(Solver[MarkovAssessment]):
    """Logit replies to logit replies, damped, from random play: for games played once."""

    tolerance: float = 1e-12
    seed: int = 7

    @classmethod
    def suits(cls, game):
        return len(game.structure.states) == 1 and not game.numbers.discount.any()

    def solve(self, game, near=None):
        s, n = game.structure, game.numbers
        owner = np.array([row.actor for row in s.moves])
        sigma = np.random.default_rng(self.seed).random(len(s.moves))
        for _ in range(10_000):
            sigma = sigma / np.bincount(owner, sigma)[owner]
            worth = np.zeros(len(s.moves))
            for j, moves in enumerate(s.joint_moves):
                for i, m in enumerate(moves):
                    worth[m] += n.payoff[j, i] * np.prod(np.delete(sigma[moves], i))
            reply = np.exp(n.precision[owner] * worth)
            reply /= np.bincount(owner, reply)[owner]
            gap = np.abs(reply - sigma).max()
            if gap <= self.tolerance:
                break
            sigma = 0.5 * (sigma + reply)
        value = np.bincount(owner, sigma * worth)[None]
        return MarkovAssessment(game, sigma, value, float(gap), 0, 0, "repeated replies")


def test_a_solver_is_added_by_a_class_and_a_line_in_the_registry(monkeypatch):
    game = one_shot([[3, 0], [5, 1]], [[3, 5], [0, 1]], 1.0)
    by_arc = solve(game)
    assert isinstance(by_arc.method, Markov)
    monkeypatch.setattr(registry, "SOLVERS", (Repeated, *registry.SOLVERS))
    solution = solve(game)
    assert solution.method == Repeated()
    assert solution.seed == 7 and by_arc.seed is None
    assert np.allclose(solution.strategies, by_arc.strategies, atol=1e-10)
    assert solution.certificate.residual < 1e-11
    assert solution.certificate.branch == "repeated replies; others were not searched for"
    assert solution.certificate.grid_error.values == {"0, only": (0.0, 0.0), "1, only": (0.0, 0.0)}
    assert isinstance(solve(brinkmanship(3)).method, Grid)  # it does not suit every game


def test_a_solver_may_be_named_and_its_settings_are_kept():
    game = in_turn((("s", "c"), ("s",)))
    one, two = solve(game, Grid(points=9)), solve(game, method=Grid(points=9))
    assert one.method == two.method == Grid(points=9)
    assert [len(lattice) for lattice in one.assessment.lattices] == [9, 1]
    assert one.certificate.as_dict() == two.certificate.as_dict()
    assert one.versions["numpy"] == np.__version__
    assert "Grid(points=9" in str(one)
    markov = solve(brinkmanship(3), Markov(tolerance=1e-9))
    assert markov.method == Markov(tolerance=1e-9)
    with pytest.raises(UnsupportedGame, match="one strategic type per actor"):
        solve(game, Markov())


def test_settings_do_not_mix_with_another_representation():
    with pytest.raises(ArgumentError, match="leave method and resolution out"):
        solve(stag_hunt(), Grid())
    with pytest.raises(ArgumentError, match="numbers, not parameters"):
        solve(brinkmanship(3), values={"x": 1.0})
    with pytest.raises(ArgumentError, match="'fine' is not one of interactive, report"):
        solve(brinkmanship(3), resolution="fine")


def by_parity(game):
    """The same game with two endings, taken in turn by its ends."""
    s = game.structure
    endings = tuple(f"end {x % 2}" if name else name for x, name in enumerate(s.endings))
    return replace(game, structure=replace(s, endings=endings))


def pushed(game, settings):
    """Probabilities of endings by the forecast's push, which shares no code with the solver's figures."""
    pusher = Pusher(settings.solve(game))
    return ending_probabilities(pusher, pusher.finish())


@pytest.mark.slow
def test_errors_of_endings_are_stated_without_being_asked_for():
    game = by_parity(in_turn((("s", "c"), ("s",)), rounds=2))
    solution = solve(game, Grid(points=13, cut=2.0))
    stated = solution.certificate.grid_error.probabilities
    fine, coarse = (pushed(game, Grid(points=points, cut=2.0)) for points in (13, 7))
    narrow, wide = pushed(game, Grid(points=5, cut=2.0)), pushed(game, Grid(points=7, cut=3.0))
    assert solution.assessment.ending_probabilities() == pytest.approx(fine, abs=1e-12)
    for name, (spacing, _) in parts([fine, coarse], 2.0, SECOND).items():
        assert stated[name] == pytest.approx((spacing, abs(narrow[name] - wide[name])), abs=1e-12)
    assert all(spacing > 1e-6 and edge > 1e-9 for spacing, edge in stated.values())
    assert solution.certificate.grid_error.edge_known


def test_endings_of_moves_made_at_once():
    game = at_once(rounds=1)
    assert Grid(points=5).solve(game).ending_probabilities() == pytest.approx({"end": 1.0}, abs=1e-12)


def test_without_a_horizon_endings_have_no_stated_error():
    assert solve(brinkmanship()).certificate.grid_error.probabilities == {}


def test_endings_of_a_game_solved_without_a_grid():
    """Stopped at once by either's first move: σ_a(0) and what is left."""
    game = brinkmanship(1)
    solution = solve(game, Markov())
    found = solution.assessment.ending_probabilities()
    assert sum(found.values()) == pytest.approx(1.0, abs=1e-12)
    sigma = solution.strategies.sel(stage=0, state="turn-a", actor="a")
    assert found["settled-b"] == pytest.approx(float(sigma.sel(move="concede")), abs=1e-12)
    assert found["disaster"] == pytest.approx(0.1 * float(sigma.sel(move="escalate")), abs=1e-12)
    assert solution.certificate.grid_error.probabilities == dict.fromkeys(found, (0.0, 0.0))


def test_refined_until_the_error_of_endings_is_met():
    game = by_parity(in_turn((("s", "c"), ("s",)), rounds=2, precision=15.0))
    asked = Resolution(points=9, most=65, starts=1)
    first = solve(game, resolution=asked)
    assert first.method == Grid(points=9)
    error = max(map(sum, first.certificate.grid_error.probabilities.values()))
    refined = solve(game, resolution=replace(asked, probability_error=0.4 * error))
    assert refined.method.points > 9
    assert len(refined.comparisons["coarse"].lattices[0]) == refined.method.points // 2 + 1
    assert max(map(sum, refined.certificate.grid_error.probabilities.values())) <= 0.4 * error
    assert "from 2 starts" in refined.certificate.branch
    with pytest.raises(NotConverged, match="in an ending's probability"):
        solve(game, resolution=replace(asked, most=17, probability_error=1e-9))


def chances(game, points, cut):
    return Grid(points=points, cut=cut).solve(game).ending_probabilities()


def test_the_edge_part_is_taken_on_a_finer_pair_where_it_is_what_is_too_large():
    """Finer nodes would not help: the grid that is reported stays as it is."""
    game = on_a_clock(precision=2.0).build()
    first = _Refiner(game, Grid(points=13, cut=1.0), Resolution(points=13, most=97, starts=0)).run()
    stated = first.certificate.grid_error.probabilities
    name = max(stated, key=lambda n: sum(stated[n]))
    spacing, edge = stated[name]
    assert edge == pytest.approx(abs(chances(game, 5, 1.0)[name] - chances(game, 7, 1.5)[name]), abs=1e-8)
    finer = abs(chances(game, 9, 1.0)[name] - chances(game, 13, 1.5)[name])
    assert spacing < finer < edge
    asked = Resolution(points=13, most=97, probability_error=spacing + (edge + finer) / 2, starts=0)
    again = _Refiner(game, Grid(points=13, cut=1.0), asked).run()
    assert again.method == first.method
    assert again.certificate.grid_error.probabilities[name] == pytest.approx((spacing, finer), abs=1e-8)
    with pytest.raises(NotConverged, match="in an ending's probability"):  # a cut that is too near stays so
        _Refiner(game, Grid(points=13, cut=1.0), replace(asked, most=25, probability_error=finer / 2)).run()


def test_without_a_horizon_errors_fall_in_proportion_to_the_spacing():
    """Four steps of halving, and the stated error is about the distance that there is to the finest, not a third."""
    game = on_a_clock().build()
    found = [chances(game, points, 12.0) for points in (25, 49, 97, 193)]
    for name in found[0]:
        steps = [abs(b[name] - a[name]) for a, b in pairwise(found)]
        assert all(1.4 < a / b < 2.8 for a, b in pairwise(steps)), steps
        stated = parts([found[1], found[0]], 2.0, FIRST)[name][0]
        assert 0.7 < stated / abs(found[-1][name] - found[1][name]) < 2.5


def test_where_a_resolution_begins_and_what_it_asks_for():
    clock, counted = on_a_clock().build().structure, in_turn((("s", "c"), ("s",)), rounds=2).structure
    assert resolution_named("report", clock) == Resolution(points=13, most=97, probability_error=2e-3)
    assert resolution_named("report", counted).value_error == 1e-3
    large = replace(clock, states=clock.states * 1000)
    assert resolution_named("report", large) == Resolution(points=9, most=97, probability_error=2e-3)
    assert resolution_named("interactive", large).most == 9 < resolution_named("interactive", clock).points
    three = replace(clock, types=(*clock.types, *clock.types, *clock.types))
    assert resolution_named("report", three).probability_error == 5e-3


def test_too_few_nodes_for_an_error():
    with pytest.raises(ArgumentError, match="too few for an error estimate"):
        solve(in_turn((("s", "c"), ("s",))), Grid(points=5))


def test_looking_ahead_needs_beliefs():
    sure = load("ladder").compile({"row.committed.prior": 0.0, "column.committed.prior": 0.0})
    found = replace(solve(brinkmanship(3), Markov()), crisis=sure)
    with pytest.raises(UnsupportedGame, match="belief grid"):
        forecast(found)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, -1.0])
def test_nonsense_is_refused_by_name(value):
    payoff, on = [np.array(CHICKEN, float)], [np.ones((2, 2, 1))]
    game = from_arrays(payoff, on, 0.9)
    with pytest.raises(ArgumentError, match="discount must be"):
        from_arrays(payoff, on, value)
    with pytest.raises(ArgumentError, match="discount must be"):
        from_arrays(payoff, on, [0.5, value], horizon=3)
    for refused in (
        lambda: from_arrays(payoff, on, 0.9, precision=[1.0, value]),
        lambda: game.with_precision(value),
        lambda: solve(game, precision=value),
    ):
        with pytest.raises(ArgumentError, match=f"precision must be finite and not negative, and {value:g} is not"):
            refused()
    if value != -1.0:
        strange = replace(game.numbers, payoff=np.where(np.eye(4)[:, :2], value, game.numbers.payoff))
        with pytest.raises(ArgumentError, match=r"payoff\[0, 0\] is -?(nan|inf): it must be finite"):
            solve(replace(game, numbers=strange))


@pytest.mark.parametrize("precision", [1e4, 1e6])
@pytest.mark.parametrize("horizon", [None, 2])
def test_precise_choice_comes_to_the_mixed_equilibrium(precision, horizon):
    """Chicken, symmetric: nine swerve in ten, where both moves pay alike; the quantal response is 1/λ away."""
    game = from_arrays(
        [np.array(CHICKEN, float)], [np.ones((2, 2, 1))], 0.9, precision=precision, horizon=horizon
    )
    solution = solve(game)
    swerves = solution.strategies.sel(move="0").values.reshape(-1)
    assert np.allclose(swerves, 0.9, atol=1 / precision)
    assert solution.certificate.residual < 1e-8


def test_the_unit_of_payoff_may_be_huge_or_tiny():
    game = from_arrays([np.array(CHICKEN, float)], [np.ones((2, 2, 1))], 0.9, precision=2.0)
    for unit in (1e12, 1e-12):
        payoff = game.numbers.payoff * unit
        other = replace(game, numbers=replace(game.numbers, payoff=payoff, precision=game.numbers.precision / unit))
        found = solve_markov(other).probability
        assert np.allclose(found, solve_markov(game).probability, atol=1e-9)


@pytest.mark.parametrize("unit, discount", [(1e12, 0.9), (1e300, 0.9), (1.0, 1 - 1e-12)])
def test_what_is_too_large_is_said(unit, discount):
    game = from_arrays([unit * np.array(CHICKEN, float)], [np.ones((2, 2, 1))], discount)
    with pytest.raises(UnsupportedGame, match=r"add up to \d.*lower the precision, the payoffs or the discount"):
        solve(game)
