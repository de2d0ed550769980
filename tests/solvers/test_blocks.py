"""Endless games block by block: the order, the linear map of a round, and the same answer as all states at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clock_games import Chooses, ClockGame, Ends, Lottery, Waits, standoff
from deterrence.errors import NotConverged
from deterrence.games.structure import Standing
from deterrence.solvers import backward_induction, stationary
from deterrence.solvers.backward_induction import Sweeper
from deterrence.solvers.blocks import Block, blocks
from deterrence.solvers.certify import circulation, endless, reach
from deterrence.solvers.certify.play import Play
from deterrence.solvers.certify.reach import push
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.krylov import gmres
from deterrence.solvers.lattice import lattices_for
from deterrence.solvers.linearised import Linearised
from deterrence.solvers.rounds import Rounds
from renewal_games import two_crises
from shipped import crisis

GRID = Grid(points=7)
SAME = 1e-9


def rising() -> ClockGame:
    """Two stages of a standoff, of which the second does not lead back; events, moves and a lottery between them."""
    states = {}
    for name, after in (("calm", "tense"), ("tense", None)):
        harsh = [(1.0, f"{after}")] if after else [(0.7, name), (0.3, "war")]
        states[name] = Waits([(0.3, f"one {name}"), (0.2, f"other {name}"), (0.05, "faded")], [-0.02, -0.03, -0.02])
        states[f"one {name}"] = Chooses(
            0, {"hold": ([0.0, 0.0, 0.0], [(1.0, name)]), "press": ([-0.1, 0.2, -0.4], [(1.0, f"chance {name}")])}
        )
        states[f"chance {name}"] = Lottery([(0.5, name), *[(0.5 * p, y) for p, y in harsh]])
        states[f"other {name}"] = Chooses(
            1, {"hold": ([0.0, 0.0, 0.0], [(1.0, name)]), "give in": ([0.0, 0.0, 0.0], [(1.0, "given")])}
        )
    ends = {"faded": Ends([0.0] * 3), "given": Ends([1.0, 1.0, -0.6]), "war": Ends([-4.0, -2.0, -4.0])}
    given = {"types": (("s calm", "s angry"), ("s",)), "prior": ((0.7, 0.3), (1.0,)), "interest": (0.002, 0.003)}
    return ClockGame({**states, **ends}, precision=3.0, **given)


def with_leaders() -> ClockGame:
    game = standoff()
    game.states["tense"] = Waits([*game.states["tense"].events, (0.02, "leaders")], game.states["tense"].flow)
    game.states["leaders"] = Lottery([(1.0, "tense")], (0.5, 0.0))
    return game


GAMES = {
    "one block": lambda: standoff().build(),
    "two blocks": lambda: rising().build(),
    "leaders change": lambda: with_leaders().build(),
    "moves that are counted": lambda: two_crises((0.3, 0.2)).with_horizon(None),
}


def live(structure):
    return [x for x in range(len(structure.states)) if structure.standing[x] != Standing.TERMINAL]


def in_one(structure, states):
    """All states as one block, every clock and move a return: the rounds of all at once that there were before."""
    chance = tuple(x for x in states if structure.standing[x] == Standing.CHANCE)
    yield Block((chance,), tuple(x for x in states if x not in chance))


@pytest.mark.parametrize("name", GAMES)
def test_each_layer_leads_only_to_what_is_known(name):
    s = GAMES[name]().structure
    leads = {x: set(s.branch_next[s.branch_state == x].tolist()) for x in live(s)}
    known = set(range(len(s.states))) - set(live(s))
    for block in blocks(s, live(s)):
        for layer in block.layers:
            assert all(leads[x] <= known | set(block.returns) for x in layer)
            known |= set(layer)
        assert all(leads[x] <= known | set(block.returns) for x in block.returns)
        known |= set(block.returns)
    assert known == set(range(len(s.states)))


def test_play_that_does_not_come_back_makes_blocks_of_its_own():
    s = rising().build().structure
    found = [{s.states[x] for x in block.states} for block in blocks(s, live(s))]
    assert len(found) == 2 and "tense" in found[0] and "calm" in found[1]
    assert [[s.states[x] for x in block.returns] for block in blocks(s, live(s))] == [["tense"], ["calm"]]


@pytest.mark.parametrize("name", GAMES)
def test_blocks_one_after_another_give_what_all_states_at_once_give(name, monkeypatch):
    game = GAMES[name]()
    parts = GRID.solve(game)
    monkeypatch.setattr(stationary, "blocks", in_one)
    whole = GRID.solve(game)
    assert parts.residual <= GRID.tolerance and whole.residual <= GRID.tolerance
    assert parts.values[0] == pytest.approx(whole.values[0], abs=SAME)
    for x, z in parts.strategies[0].items():
        assert np.exp(z) == pytest.approx(np.exp(whole.strategies[0][x]), abs=SAME)


@pytest.mark.parametrize("name", ["two blocks", "leaders change"])
def test_a_certificate_by_blocks_is_that_of_all_states_at_once(name, monkeypatch):
    found = GRID.solve(GAMES[name]())
    parts = found.certify()
    monkeypatch.setattr(endless, "blocks", in_one)
    monkeypatch.setattr(circulation, "blocks", in_one)
    whole = replace(found).certify()  # a copy has no memory of where play went
    assert parts.residual <= 1e-9 and whole.residual == pytest.approx(parts.residual, abs=1e-10)
    for one, other in zip(parts.actors, whole.actors, strict=True):
        assert one.regret == pytest.approx(other.regret, abs=SAME)
        assert one.regret_anywhere == pytest.approx(other.regret_anywhere, abs=SAME)


def test_where_play_goes_is_what_event_after_event_gives(monkeypatch):
    """Visits and endings of the linear systems, against mass sent on until nearly none is left."""
    found = GRID.solve(with_leaders().build())
    fast = push(Play(found))
    monkeypatch.setattr(circulation.Circulation, "run", lambda self: setattr(self, "left", 1.0))
    slow = push(Play(found))
    assert fast.unfinished < 1e-10 < slow.unfinished < 1e-8
    assert fast.consistency <= 1e-10
    for x, chance in slow.endings.items():
        assert fast.endings[x] == pytest.approx(chance, abs=1e-8)
    for x, mass in slow.visits[0].items():
        assert fast.visits[0][x] == pytest.approx(mass, abs=1e-7)


def test_play_that_hardly_ever_ends_is_not_followed_event_by_event(monkeypatch):
    """Two fronts that never fade: 75,000 visits until war or an agreement, and still one linear system a block."""
    monkeypatch.setattr(reach, "_by_moves", lambda pusher: pytest.fail("followed event by event"))
    found = push(Play(GRID.solve(crisis("two-fronts").compile({"fading": 0.0}).game)))
    assert sum(visits.sum() for visits in found.visits[0].values()) > 10_000
    assert sum(found.endings.values()) == pytest.approx(1.0, abs=1e-8)
    assert found.unfinished < 1e-9 and found.consistency <= 1e-10


def test_play_that_comes_back_for_ever_is_solved():
    """No ending at all: a single block, which only interest keeps from being worth without bound."""
    states = {
        "quiet": Waits([(0.5, "one"), (0.5, "other")], [0.1, 0.2, 0.1]),
        "one": Chooses(0, {"hold": ([0.0] * 3, [(1.0, "quiet")]), "raid": ([0.3, 0.5, -0.6], [(1.0, "sore")])}),
        "other": Chooses(1, {"hold": ([0.0] * 3, [(1.0, "quiet")]), "raid": ([-0.5, -0.4, 0.2], [(1.0, "sore")])}),
        "sore": Waits([(0.4, "quiet"), (0.6, "one")], [-0.3, -0.1, -0.2]),
    }
    given = {"types": (("s calm", "s angry"), ("s",)), "prior": ((0.7, 0.3), (1.0,)), "interest": (0.05, 0.04)}
    game = ClockGame(states, precision=2.0, **given).build()
    assert len(list(blocks(game.structure, live(game.structure)))) == 1
    found = GRID.solve(game)
    assert found.residual <= GRID.tolerance
    ((_, _, gaps),) = Play(found).stages()
    assert max(gap.max() for gap in gaps.values()) <= 1e-9


def test_where_nothing_comes_back_one_round_is_enough(monkeypatch):
    """Every state a block of its own: each is solved once."""
    solved: list[int] = []
    plain = Sweeper.solve

    def counted(self, following, before, states, warm, **settings):
        solved.extend(states)
        return plain(self, following, before, states, warm, **settings)

    monkeypatch.setattr(Sweeper, "solve", counted)
    states = {
        "first": Waits([(0.4, "one"), (0.1, "end")], [0.1, 0.0, 0.0]),
        "one": Chooses(0, {"a": ([0.0] * 3, [(1.0, "second")]), "b": ([0.2, 0.4, 0.0], [(1.0, "end")])}),
        "second": Waits([(0.3, "other"), (0.1, "end")]),
        "other": Chooses(1, {"a": ([0.0] * 3, [(1.0, "end")]), "b": ([0.5, 0.2, -0.4], [(1.0, "lost")])}),
        "end": Ends([1.0, 0.5, 0.2]),
        "lost": Ends([-1.0, -0.5, 0.3]),
    }
    given = {"types": (("s calm", "s angry"), ("s",)), "prior": ((0.7, 0.3), (1.0,)), "interest": (0.01, 0.02)}
    game = ClockGame(states, precision=3.0, **given).build()
    found = solve_grid(game, GRID)
    assert sorted(solved) == live(game.structure)
    assert found.certify().residual <= 1e-9


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("name", ["one block", "leaders change"])
def test_the_linear_map_of_a_round_is_its_derivative(name, answered):
    """Against differences, strategies answering or held, at values and strategies that are a solution."""
    game = GAMES[name]()
    found = GRID.solve(game)
    types = tuple(len(kinds) for kinds in game.structure.types)
    sweeper = Sweeper(game, lattices_for(types, GRID.points, GRID.cut), 1e-13)
    rounds = Rounds(sweeper, None, found.strategies[0])
    (block,) = blocks(game.structure, live(game.structure))
    rounds.begin(block)
    back, base = list(block.returns), rounds.values.copy()
    rounds.values[:] = base
    at = rounds.go_round(block)
    linear = Linearised(rounds.sweeper, block, answered=answered).at(rounds.values, rounds.strategies)
    step, rng = 1e-6, np.random.default_rng(1)
    for _ in range(3):
        change = rng.normal(size=at.shape)
        ends = []
        for sign in (1, -1):
            rounds.values[:] = base
            rounds.values[back] += sign * step * change
            ends.append(rounds.go_round(block, held=not answered).copy())
        assert linear.around(change) == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=2e-6)


@pytest.mark.parametrize("name", ["one block", "two blocks"])
def test_the_number_of_threads_changes_no_bit(name, monkeypatch):
    game = GAMES[name]()
    one = replace(GRID, threads=1).solve(game)
    monkeypatch.setattr(backward_induction, "NODES_A_JOB", 1)
    two = replace(GRID, threads=2).solve(game)
    assert np.array_equal(one.values[0], two.values[0])
    assert all(np.array_equal(z, two.strategies[0][x]) for x, z in one.strategies[0].items())


def test_a_start_from_a_coarser_grid_or_a_nearby_game_saves_rounds(monkeypatch):
    """Strategies of the game at another interest, and those of the same game at half the nodes."""
    game, near = standoff().build(), standoff(interest=(0.004, 0.006)).build()
    others = [replace(GRID, points=13).solve(near), GRID.solve(game)]
    rounds: list[float] = []
    plain = Rounds.go_round

    def counted(self, block, *, held=False):
        rounds[-1] += 0 if held else 1
        return plain(self, block, held=held)

    monkeypatch.setattr(Rounds, "go_round", counted)
    found = []
    for start in (None, *others):
        rounds.append(0)
        found.append(replace(GRID, points=13).solve(game, start))
    assert all(np.abs(found[0].values[0] - other.values[0]).max() <= SAME for other in found[1:])
    assert max(rounds[1:]) < rounds[0]


def test_gmres_solves_a_system_of_which_only_products_are_known():
    rng = np.random.default_rng(3)
    matrix = np.eye(60) - 0.9 * (m := rng.random((60, 60))) / m.sum(1, keepdims=True)
    right = rng.normal(size=60)
    found, settled = gmres(lambda v: matrix @ v, right, left=1e-12, kept=10, rounds=30)
    assert settled and found == pytest.approx(np.linalg.solve(matrix, right), abs=1e-9)
    assert gmres(lambda v: 0 * v, right, left=1e-12, kept=10, rounds=3)[1] is False
    assert not gmres(lambda v: v, 0 * right, left=1e-12, kept=10, rounds=3)[0].any()


def test_what_is_laid_out_for_one_game_serves_others_of_its_structure():
    """To the bit: a game at other numbers, solved after one of the same structure, and by itself."""
    first, other = GAMES["two blocks"](), GAMES["two blocks"]()
    moved = other.numbers.payoff * 1.1
    shared = replace(first, numbers=replace(first.numbers, payoff=moved))
    assert shared.structure is first.structure
    GRID.solve(first)
    kept = len(first.structure.kept)
    after = GRID.solve(shared)
    assert len(first.structure.kept) == kept
    alone = GRID.solve(replace(other, numbers=replace(other.numbers, payoff=moved)))
    assert np.array_equal(after.values[0], alone.values[0])
    assert not np.array_equal(after.values[0], GRID.solve(first).values[0])


def test_rounds_end_where_values_come_no_nearer(monkeypatch):
    """Where every round moves values by as much as the one before, not all that are allowed are made."""
    game, made = GAMES["one block"](), []
    (block,) = blocks(game.structure, live(game.structure))
    honest = Rounds.go_round

    def restless(self, block, **settings):
        made.append(block)
        return honest(self, block, **settings) + (len(made) % 2)

    monkeypatch.setattr(stationary, "STUCK", 7)
    monkeypatch.setattr(Rounds, "go_round", restless)
    with pytest.raises(NotConverged, match=r"brought them no nearer: lower the discount factor"):
        replace(GRID, sweeps=1000).solve(game)
    assert 7 + len(block.returns) < len(made) < 100


def test_rounds_that_still_bring_values_nearer_end_with_the_last_that_is_allowed():
    with pytest.raises(NotConverged, match=r"after 2 sweeps: raise 'sweeps'"):
        replace(GRID, sweeps=2).solve(GAMES["one block"]())
