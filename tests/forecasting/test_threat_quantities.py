"""Credibility, own terms, deterrence for some days and the next crisis, against what other means give."""

from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from deterrence.forecasting.automata import NOWHERE, Stack, Tracked
from deterrence.forecasting.intervention import restraint_and_response
from deterrence.forecasting.keys import Key, Values
from deterrence.forecasting.prospects import Backward
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.quantities import within_days
from deterrence.forecasting.quantities.lines import crossed_any
from deterrence.forecasting.readout_ways import ReadoutWays
from deterrence.forecasting.readouts import Readout, Readouts
from deterrence.forecasting.registry import measure, once
from deterrence.solvers.grid import Grid
from deterrence.stress.resolve import Change, Resolver
from shipped import crisis

ASKED = ("outcome", "credibility", "own_terms", "end_worth", "proposed", "deterrence_failure", "crossings")
ASKED = (*ASKED, "deterrence_holds", "crossings_within", "general_deterrence", "next_crisis")


@cache
def resolver(name: str) -> Resolver:
    about = crisis(name)
    return Resolver(about, about.parameters.defaults, Grid(points=5, tolerance=1e-9))


@cache
def found(name: str) -> Values:
    return measure(*resolver(name).solved(), ASKED)[0]


def test_credibility_at_the_start_is_the_owners_play_at_the_prior() -> None:
    """In the first round of two fronts the west may cross the line with nothing yet learnt of the defender."""
    game, assessment = resolver("two-fronts-window").solved()
    pusher, s = Pusher(assessment), game.structure
    (faced,) = (
        row.state
        for m, row in enumerate(s.moves)
        if ("west_line", True) in game.answers[m] and row.state in s.reachable[1]
    )
    mass = np.zeros(pusher.sizes)
    mass.reshape(-1)[pusher.vertices.origin] = 1.0
    flow = pusher.flow(1, faced, mass)
    declared = [("west_line", True) in game.answers[m] for m in flow.moves]
    expected = float(flow.move_mass()[declared].sum())
    at_start = Key("credibility", "defender", "west_line", "at the start")
    assert found("two-fronts-window")[at_start] == pytest.approx(expected)


def test_a_side_likelier_to_be_bound_is_more_credible_and_its_reputation_adds_to_it() -> None:
    key = Key("credibility", "row", "row_soil", "at the start")
    solved = (resolver("standoff").solved(Change.of({"row.bound": prior})) for prior in (0.05, 0.2, 0.5))
    chances = [measure(*one, ("credibility",))[0][key] for one in solved]
    assert chances[0] + 0.02 < chances[1] and chances[1] + 0.02 < chances[2]
    stated = found("standoff")
    fates = ("line enforced", "line left unenforced")
    answered, left = (stated[Key("credibility", "row", "row_soil", fate)] for fate in fates)
    assert answered > left + 0.1


@pytest.mark.parametrize("kind", ["credibility", "own_terms", "next_crisis", "deterrence_holds"])
def test_what_is_alike_for_both_is_equal_for_both(kind: str) -> None:
    sides = []
    for actor in ("row", "column"):
        some = {k: v for k, v in found("standoff").items() if (k.name, k.actor) == (kind, actor)}
        sides.append({(k.of.replace(actor, ""), k.given): v for k, v in some.items()})
    mine, theirs = sides
    assert mine.keys() == theirs.keys() and len(mine) > 1
    assert_allclose([mine[k] for k in mine], [theirs[k] for k in mine], atol=1e-7)


def test_own_terms_are_what_the_ends_are_worth_and_not_who_proposed_them() -> None:
    values = found("standoff")
    ended = {k.of: p for k, p in values.items() if k.name == "outcome"}
    assert values[Key("own_terms", "row", "better")] == pytest.approx(ended["settled"] + ended["column_back"])
    assert values[Key("own_terms", "row", "worse")] == pytest.approx(ended["row_back"] + ended["war"])
    worth = 0.2 * ended["settled"] + ended["column_back"] - 0.3 * ended["row_back"] - 4 * ended["war"]
    assert values[Key("end_worth", "row")] == pytest.approx(worth)
    assert values[Key("proposed", "row")] == pytest.approx(ended["column_back"])


def test_days_are_followed_as_the_window_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scenario's own window of sixty days, asked for as a number of days, gives what the window gives."""
    monkeypatch.setattr(within_days, "_days", lambda game: [5, 60])
    game, assessment = resolver("standoff").solved()
    values, _ = measure(game, assessment, ASKED)
    for line, owner in (("row_soil", "row"), ("column_soil", "column")):
        window = values[Key("deterrence_holds", owner, line, "the window")]
        assert window == pytest.approx(1 - values[Key("deterrence_failure", owner, line)], abs=1e-12)
        assert values[Key("deterrence_holds", owner, line, "60 days")] == pytest.approx(window, abs=1e-10)
        assert values[Key("deterrence_holds", owner, line, "5 days")] > window + 0.01
        count = values[Key("crossings", owner, line)]
        assert values[Key("crossings_within", owner, line, "60 days")] == pytest.approx(count, abs=1e-10)
    held = values[Key("general_deterrence")]
    assert values[Key("deterrence_holds", of="challenge", given="60 days")] == pytest.approx(held, abs=1e-10)


@pytest.mark.parametrize("name", ["standoff", "two-fronts-window"])
def test_the_next_crisis_at_the_prior_is_this_one(name: str) -> None:
    values, game = found(name), resolver(name).solved()[0]
    for owner in {line.owner for line in game.brief.lines}:
        lines = [line.id for line in game.brief.lines if line.owner == owner]
        if len(lines) == 1:
            failure = values[Key("deterrence_failure", owner, lines[0])]
            assert values[Key("next_crisis", owner, given="at the prior")] == pytest.approx(failure, abs=1e-10)
    assert all(0 < v < 1 for k, v in values.items() if k.name == "next_crisis")


def test_a_next_crisis_is_this_one_begun_with_other_beliefs_and_follows_an_imposed_answer() -> None:
    """Worked out backward for all beliefs at once, it is what a push finds that begins with some of them."""
    game, assessment = resolver("standoff").solved()
    pusher = Pusher(assessment)
    on = crossed_any(game, "row")
    ways = ReadoutWays.of(Readouts(game.structure, {"row": Readout.ever(game.structure, on)}))
    ahead = Backward(pusher.players, ways).at_start(game.brief.days).at(game.structure.initial, "row")[:, 0]
    begin = np.random.default_rng(2).dirichlet(np.full(pusher.vertices.count, 0.1))
    stack = Stack(game.structure, {"row": Tracked(once(on), asked=NOWHERE)})
    pushed = pusher.passage(stack, days=game.brief.days, begin=begin)
    assert begin @ ahead == pytest.approx(pushed.share("row")[1], abs=1e-12)
    held, answered = restraint_and_response(game, Pusher(assessment), "row")
    assert held.answer == "restraint" and held.after < answered.after
    assert held.next_crisis > answered.next_crisis  # who is taken to hold back is struck more often the next time
