"""The push-forward: Bayes-plausible, conditional on types, and consistent with itself in every quantity."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.forecast.axes import BeliefAxis
from deterrence.forecast.flow import Monitor
from deterrence.forecast.intervention import RESPONSE, RESTRAINT, restraint_and_response
from deterrence.forecast.metrics import Key, credibility, deterrence, lines, outcomes, peaks
from deterrence.forecast.outlook import KINDS, measure
from deterrence.forecast.push import Pusher, consistency, ending_probabilities
from deterrence.solvers.lattice import Lattice
from shipped import SHIPPED, compiled, solved


def finished(name: str, **how):  # type: ignore[no-untyped-def]
    pusher = Pusher(solved(name))
    final = pusher.finish(**how)
    return pusher, final


@pytest.mark.parametrize("name", SHIPPED)
def test_beliefs_are_a_martingale_and_endings_sum_to_one(name: str) -> None:
    pusher, final = finished(name)
    assert consistency(pusher, final) <= 1e-10
    assert sum(ending_probabilities(pusher, final).values()) == pytest.approx(1.0, abs=1e-12)
    assert sum(outcomes(compiled(name), pusher, final).values()) == pytest.approx(1.0, abs=1e-12)


def test_a_split_by_log_odds_would_drift_and_ours_does_not() -> None:
    lattice = Lattice(2, 1.0, 6)
    axis = BeliefAxis.of(lattice, np.array([0.9, 0.1]))
    rng = np.random.default_rng(0)
    likelihood = rng.dirichlet(np.ones(3), size=(2, len(axis), 1)).transpose(0, 3, 1, 2)
    spread = axis.spread(likelihood)
    low, weight = spread.low, spread.above
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


@pytest.mark.parametrize("name", SHIPPED)
def test_true_types_average_back_to_the_whole(name: str) -> None:
    """Endings and mean beliefs given i's true type, weighted by the prior, are those without a condition."""
    pusher, final = finished(name)
    whole = ending_probabilities(pusher, final)
    prior = np.asarray(compiled(name).game.numbers.prior)
    for actor in range(2):
        mixed: dict[str, float] = dict.fromkeys(whole, 0.0)
        for kind in range(len(compiled(name).structure.types[actor])):
            given = pusher.finish(truth={actor: kind})
            for ending, p in ending_probabilities(pusher, given).items():
                mixed[ending] = mixed.get(ending, 0.0) + prior[actor, kind] * p
        assert mixed == pytest.approx(whole, abs=1e-10)


@pytest.mark.parametrize("name", SHIPPED)
def test_credibility_given_types_and_events_averages_to_the_prior(name: str) -> None:
    values = credibility(compiled(name), Pusher(solved(name)))
    s, prior = compiled(name).structure, np.asarray(compiled(name).game.numbers.prior)
    for i, actor in enumerate(s.actors):
        kinds = [label.id for label in s.types[i]]
        for t in range((s.horizon or 0) + 1):
            given = [values[Key("credibility", actor, "committed", f"true type: {kind}", t)] for kind in kinds]
            mean = sum(p * v for p, v in zip(prior[i], given, strict=False))
            assert mean == pytest.approx(prior[i][kinds.index("committed")], abs=1e-10)
            assert given[kinds.index("committed")] >= given[kinds.index("strategic")] - 1e-12


@pytest.mark.parametrize("name", SHIPPED)
def test_peaks_and_crossings_tell_one_story(name: str) -> None:
    c, pusher = compiled(name), Pusher(solved(name))
    values = peaks(c, pusher)
    rungs = c.structure.rungs
    for version in ("intended", "realised"):
        assert sum(v for k, v in values.items() if k.name == "peak_rung" and k.given == version) == pytest.approx(1)
    for threshold in c.scenario.thresholds:
        total = values[Key("crossing", of=threshold.id)]
        by_cause = sum(v for k, v in values.items() if k.name == "crossing" and k.of == threshold.id and k.given)
        above = rungs[rungs.index(threshold.below) :]
        reached = sum(values.get(Key("peak_rung", of=r, given="realised"), 0.0) for r in above)
        assert by_cause == pytest.approx(total, abs=1e-12)
        assert reached == pytest.approx(total, abs=1e-12)


def test_without_accident_or_misreading_nothing_is_crossed_by_them() -> None:
    from deterrence.game.compiling import compile_scenario
    from deterrence.solvers.grid import Grid, solve_grid
    from shipped import scenario

    south = scenario("south-asia-2025")
    calm = {
        name: 0.0
        for name in compiled("south-asia-2025").values
        if name.endswith(("accident_up", "accident_down", "misperception", "hazard")) or name == "war_hazard"
    }
    c = compile_scenario(south, calm)
    values = peaks(c, Pusher(solve_grid(c.game, Grid(points=9))))
    for key, value in values.items():
        if key.given in ("accident", "misperceived"):
            assert value == 0.0
        if key.name == "peak_rung" and key.given == "realised":
            assert value == pytest.approx(values[Key("peak_rung", of=key.of, given="intended")], abs=1e-12)


def test_lines_and_challenges_are_probabilities_that_fit_together() -> None:
    c, pusher = compiled("south-asia-2025"), Pusher(solved("south-asia-2025"))
    crossing = lines(c, pusher)
    assert (
        crossing[Key("deterrence_failure", "india", "india-facilities")]
        <= crossing[Key("deterrence_failure", "india", "india-territory")]
    )
    values, _ = measure(c, solved("south-asia-2025"))
    chosen = sum(values[Key("challenge", actor)] for actor in c.structure.actors)
    assert chosen <= 1 - values[Key("general_deterrence")] + 1e-12
    assert deterrence(c, pusher)[Key("challenge", "india")] == pytest.approx(values[Key("challenge", "india")])
    assert {key.name for key in values} <= set(KINDS)
    chances = [v for k, v in values.items() if KINDS[k.name] in ("probability", "conditional probability")]
    assert all(0 <= v <= 1 + 1e-12 for v in chances)


def test_consequences_of_an_imposed_answer_are_whole_and_start_from_one_belief() -> None:
    c, pusher = compiled("south-asia-2025"), Pusher(solved("south-asia-2025"))
    found = {(x.actor, x.answer): x for x in restraint_and_response(c, pusher)}
    for actor in c.structure.actors:
        for answer in (RESTRAINT, RESPONSE):
            case = found[actor, answer]
            assert sum(case.endings.values()) == pytest.approx(1.0, abs=1e-9)
            assert 0 <= case.after <= 1 and 0 <= case.other_acts <= 1
        assert found[actor, RESTRAINT].before == pytest.approx(found[actor, RESPONSE].before)
        assert found[actor, RESPONSE].other_acts > found[actor, RESTRAINT].other_acts


def test_tags_follow_the_past() -> None:
    """A monitor that tags every act counts exactly the mass that ever acted."""

    class Acted(Monitor):
        tags = 2

        def after_move(self, flow):  # type: ignore[no-untyped-def]
            rows = compiled("ladder").structure.moves
            return np.array([[int(rows[m].rung >= 0), 1] for m in flow.moves])

    _, final = finished("ladder", monitor=Acted())
    quiet = sum(float(mass[0].sum()) for mass in final.values())
    ended = sum(
        float(mass.sum()) for x, mass in final.items() if compiled("ladder").structure.endings[x] == "no_challenge"
    )
    assert quiet == pytest.approx(ended, abs=1e-12)


def test_leaving_a_line_unenforced_moves_belief_by_exactly_bayes_rule_either_way() -> None:
    """At every belief: up where the commitment's tremble holds more often than the strategic type, down elsewhere."""
    c, a = compiled("south-asia-2025"), solved("south-asia-2025")
    pusher, s = Pusher(a), compiled("south-asia-2025").structure
    seen = {"up": 0, "down": 0}
    for x, place in enumerate(c.enumerated.places):
        if getattr(place, "last", "") != "crossed":
            continue
        stage = next((t for t in range(a.stages) if x in a.strategies[t]), None)
        if stage is None:
            continue
        flow = pusher.flow(stage, x, np.ones((1, *pusher.sizes)))
        hold = next(k for k, m in enumerate(flow.moves) if s.moves[m].label == "hold")
        (outcome,) = np.flatnonzero(flow.show[hold])
        strategic, committed = flow.strategy[0, hold], flow.strategy[1, hold]
        b = flow.belief[:, 1][:, None]
        exact = b * committed / (b * committed + (1 - b) * strategic)
        low, above = flow.spread.low[outcome], flow.spread.above[outcome]
        carried = (1 - above) * flow.belief[low, 1] + above * flow.belief[low + 1, 1]
        assert np.allclose(carried, exact, atol=1e-12)
        moved = (exact - b)[1:-1]
        seen["up"] += int((moved > 1e-6).sum())
        seen["down"] += int((moved < -1e-6).sum())
        assert ((moved > 0) == (committed > strategic)[1:-1])[np.abs(moved) > 1e-9].all()
    assert seen["up"] and seen["down"]
