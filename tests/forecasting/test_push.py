"""The push-forward: Bayes-plausible, conditional on types, and consistent with itself in every quantity."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.forecasting.automata import NOWHERE, Stack, Tracked
from deterrence.forecasting.belief_axes import BeliefAxis
from deterrence.forecasting.imposed_answers import RESPONSE, RESTRAINT
from deterrence.forecasting.intervention import restraint_and_response
from deterrence.forecasting.keys import Key
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.registry import definitions, known_keys, measure, once
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.solvers.lattice import Lattice
from endings import ending_probabilities
from shipped import COUNTED, SHIPPED, WINDOW, compiled, crisis, lightly, solved


@pytest.mark.parametrize("name", lightly(SHIPPED))
def test_beliefs_are_a_martingale_and_endings_sum_to_one(name: str) -> None:
    pusher, days = Pusher(solved(name)), compiled(name).brief.days
    passage = pusher.passage(Stack(compiled(name).structure, {}), days=days)
    all_ = pytest.approx(1.0, abs=max(1e-12, passage.truncation))
    assert passage.consistency <= 1e-10
    assert passage.ended.sum() == all_
    assert sum(ending_probabilities(pusher, pusher.finish(days=days)).values()) == all_
    values, gap = measure(compiled(name), solved(name), {"outcome"})
    assert gap <= 1e-10
    assert sum(values.values()) == all_


def test_a_split_by_log_odds_would_drift_and_ours_does_not() -> None:
    lattice = Lattice(2, 1.0, 6)
    axis = BeliefAxis.of(lattice, np.array([0.9, 0.1]))
    rng = np.random.default_rng(0)
    likelihood = rng.dirichlet(np.ones(3), size=(2, len(axis), 1)).transpose(0, 3, 1, 2)
    moves_are_outcomes = np.eye(3)
    posteriors = axis.posteriors(np.ascontiguousarray(likelihood[..., 0]), moves_are_outcomes, np.arange(len(axis)))
    low, weight = posteriors.low[:, :, None], posteriors.above[:, :, None]
    mass = np.einsum("ke,koeq->oeq", axis.belief.T, likelihood)
    carried = mass * ((1 - weight) * axis.belief[low, 0] + weight * axis.belief[low + 1, 0])
    assert np.allclose(carried.sum(0)[:, 0], axis.belief[:, 0], atol=1e-14)
    with np.errstate(divide="ignore", invalid="ignore"):
        posterior = likelihood[0] * axis.belief[:, 0][None, :, None] / mass
        odds = np.log(posterior / (1 - posterior))
        line = np.log(axis.belief[:, 0] / axis.belief[:, 1])
        inner = (odds - line[low]) / (line[low + 1] - line[low])
    inside = (low > 0) & (low < len(axis) - 2) & np.isfinite(inner)
    drift = np.abs(mass * (inner - weight) * (axis.belief[low + 1, 0] - axis.belief[low, 0]))[inside]
    assert drift.max() > 1e-3


def lasting(name: str) -> list[int]:
    """Actors whose types are never drawn anew."""
    game = compiled(name).game
    return [i for i in range(len(game.structure.actors)) if game.renewal is None or not game.renewal[:, i].any()]


@pytest.mark.parametrize("name", lightly(SHIPPED))
def test_true_types_average_back_to_the_whole(name: str) -> None:
    """Endings given i's true type, weighted by the prior, are those without a condition."""
    pusher, days = Pusher(solved(name)), compiled(name).brief.days
    whole = ending_probabilities(pusher, pusher.finish(days=days))
    prior = np.asarray(compiled(name).game.numbers.prior)
    for actor in lasting(name):
        mixed: dict[str, float] = dict.fromkeys(whole, 0.0)
        for kind in range(len(compiled(name).structure.types[actor])):
            given = pusher.finish(truth={actor: kind}, days=days)
            for ending, p in ending_probabilities(pusher, given).items():
                mixed[ending] = mixed.get(ending, 0.0) + prior[actor, kind] * p
        assert mixed == pytest.approx(whole, abs=1e-10)


@pytest.mark.parametrize("name", lightly(SHIPPED))
def test_credibility_given_types_averages_to_the_prior(name: str) -> None:
    values, _ = measure(compiled(name), solved(name), {"reputation"})
    s, prior = compiled(name).structure, np.asarray(compiled(name).game.numbers.prior)
    checked = 0
    for i, actor in enumerate(s.actors):
        committed = [k for k, label in enumerate(s.types[i]) if not label.strategic]
        if i not in lasting(name) or not committed or len(s.types[i]) < 2:
            continue
        for k in committed:
            believed = s.types[i][k].id
            for t in range((s.horizon or 0) + 1):
                given = [values[Key("reputation", actor, believed, f"true type: {x.id}", t)] for x in s.types[i]]
                mean = sum(p * v for p, v in zip(prior[i], given, strict=False))
                assert mean == pytest.approx(prior[i][k], abs=1e-10)
                assert given[k] >= max(given) - 1e-12
                checked += 1
    assert checked or not lasting(name)


@pytest.mark.parametrize("name", COUNTED)
def test_what_is_believed_of_types_is_what_a_push_by_true_type_finds(name: str) -> None:
    """E[b(θ') | true type θ] before each move, from joint masses of one push and from a push for each type."""
    pusher = Pusher(solved(name))
    passage = pusher.passage(Stack(compiled(name).structure, {}))
    prior = np.asarray(compiled(name).game.numbers.prior)
    for i in lasting(name):
        for truth in range(len(compiled(name).structure.types[i])):
            for t, mass in enumerate(pusher.run(truth={i: truth})):
                others = tuple(j for j in range(len(pusher.sizes)) if j != i)
                along = sum(m.push.sum(others) for m in mass.values())
                found = passage.believed_by_type[i][t, truth] / prior[i, truth]
                assert found == pytest.approx(along @ pusher.axes[i].belief, abs=1e-12)


@pytest.mark.parametrize("name", lightly(SHIPPED))
def test_peaks_and_crossings_tell_one_story(name: str) -> None:
    c = compiled(name)
    values, _ = measure(c, solved(name), {"peak_rung", "crossing"})
    rungs = c.structure.rungs
    for sense in ("meant", "seen", "realised"):
        assert sum(v for k, v in values.items() if k.name == "peak_rung" and k.given == sense) == pytest.approx(1)
        for threshold in c.brief.thresholds:
            total = values[Key("crossing", of=threshold.id, given=sense)]
            by_cause = [
                v
                for k, v in values.items()
                if k.name == "crossing" and k.of == threshold.id and k.given.startswith(f"{sense}, ")
            ]
            above = rungs[rungs.index(threshold.below) :]
            reached = sum(values.get(Key("peak_rung", of=r, given=sense), 0.0) for r in above)
            assert len(by_cause) == 5
            assert sum(by_cause) == pytest.approx(total, abs=1e-12)
            assert reached == pytest.approx(total, abs=1e-12)


def test_without_accident_or_misreading_nothing_is_crossed_by_them() -> None:
    calm = {
        name: 0.0
        for name in compiled("south-asia-window").values
        if name.endswith(("accident_up", "accident_down", "misperception", "hazard")) or name == "war_hazard"
    }
    c = crisis("south-asia-window").compile(calm)
    values, _ = measure(c, solve_grid(c.game, Grid(points=9)), {"peak_rung", "crossing"})
    checked = 0
    for key, value in values.items():
        if key.given.endswith((", accident", ", misperceived")):
            assert value == 0.0
            checked += 1
        if key.name == "peak_rung" and key.given in ("seen", "realised"):
            assert value == pytest.approx(values[Key("peak_rung", of=key.of, given="meant")], abs=1e-12)
            checked += 1
    assert checked > 20


@pytest.mark.parametrize("name", lightly(SHIPPED))
def test_probabilities_are_probabilities_and_every_key_was_announced(name: str) -> None:
    c = compiled(name)
    values, _ = measure(c, solved(name))
    kinds = {n: d.kind for n, d in definitions().items()}
    assert set(values) <= set(known_keys(c))
    chances = [v for k, v in values.items() if kinds[k.name] in ("probability", "conditional probability")]
    assert chances and all(-1e-15 <= v <= 1 + 1e-12 for v in chances)
    if c.challenges_marked:
        chosen = sum(values[Key("challenge", actor)] for actor in c.structure.actors)
        assert chosen <= 1 - values[Key("general_deterrence")] + 1e-12


def test_lines_and_challenges_fit_together() -> None:
    c, a = compiled("south-asia-window"), solved("south-asia-window")
    values, _ = measure(c, a, {"deterrence_failure", "challenge"})
    assert (
        values[Key("deterrence_failure", "india", "india-facilities")]
        <= values[Key("deterrence_failure", "india", "india-territory")]
    )
    alone, _ = measure(c, a, {"challenge"})
    assert alone[Key("challenge", "india")] == pytest.approx(values[Key("challenge", "india")])


@pytest.mark.parametrize("name", lightly((*SHIPPED, WINDOW), "south-asia-2025"))
def test_consequences_of_an_imposed_answer_are_whole_and_start_from_one_belief(name: str) -> None:
    c, pusher = compiled(name), Pusher(solved(name))
    found = {(x.actor, x.answer): x for x in restraint_and_response(c, pusher)}
    assert bool(found) == (name != "ladder")
    for case in found.values():
        assert sum(case.endings.values()) == pytest.approx(1.0, abs=1e-9)
        assert -1e-12 <= case.after <= 1 + 1e-12 and -1e-12 <= case.other_acts <= 1 + 1e-12
        assert -1e-12 <= case.harder <= 1 + 1e-12
    for actor in {a for a, _ in found}:
        if {(actor, RESTRAINT), (actor, RESPONSE)} <= set(found):
            assert found[actor, RESTRAINT].reached == pytest.approx(found[actor, RESPONSE].reached)
    if name == WINDOW:
        for actor in c.structure.actors:
            assert found[actor, RESTRAINT].before == pytest.approx(found[actor, RESPONSE].before)
            assert found[actor, RESPONSE].other_acts > found[actor, RESTRAINT].other_acts


def test_tags_follow_the_past() -> None:
    """An automaton that tags every act counts exactly the mass that ever acted."""
    s = compiled("ladder").structure
    acted = once(np.array([m >= 0 and s.moves[m].rung >= 0 for m in s.branch_move]))
    automata = {"acted": Tracked(acted), "added up": Tracked(acted, asked=NOWHERE)}
    passage = Pusher(solved("ladder")).passage(Stack(s, automata))
    quiet = float(passage.share("acted")[0])
    assert passage.share("added up") == pytest.approx(passage.share("acted"), abs=1e-14)
    ended = float(passage.ended[[name == "no_challenge" for name in s.endings]].sum())
    assert 0 < quiet == pytest.approx(ended, abs=1e-12)


def test_leaving_a_line_unenforced_moves_belief_by_exactly_bayes_rule_either_way() -> None:
    """At every belief: up where the commitment's tremble holds more often than the strategic type, down elsewhere."""
    c, a = compiled("south-asia-window"), solved("south-asia-window", 13)
    pusher, s = Pusher(a), compiled("south-asia-window").structure
    seen = {"up": 0, "down": 0}
    for x, at in enumerate(c.public):
        if at.get("last") != "crossed":
            continue
        stage = next((t for t in range(a.stages) if x in a.strategies[t]), None)
        if stage is None:
            continue
        flow = pusher.flow(stage, x, np.ones(pusher.sizes))
        (play,) = flow.plays
        hold = next(k for k, m in enumerate(play.moves) if s.moves[m].label == "hold")
        (outcome,) = np.flatnonzero(flow.show[hold])
        strategic, committed, b = play.strategy[0, hold], play.strategy[1, hold], play.belief[:, 1]
        exact = b * committed / (b * committed + (1 - b) * strategic)
        means = pusher.vertices.belief[play.actor][flow.place[outcome], 1]
        carried = (flow.share[outcome] * means).sum(1)  # mean belief of the mass that leaves each vertex
        assert np.allclose(carried, exact, atol=1e-12)
        inner = (b > b.min()) & (b < b.max())
        moved = (exact - b)[inner]
        seen["up"] += int((moved > 1e-6).sum())
        seen["down"] += int((moved < -1e-6).sum())
        assert ((moved > 0) == (committed > strategic)[inner])[np.abs(moved) > 1e-9].all()
    assert seen["up"] and seen["down"]
