"""Rows left out are left out of the first step too: what stands in them moves nothing that the others are fitted by."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import multivariate_normal

from deterrence.estimation.beliefs import starting
from deterrence.estimation.comparison import out_of_sample, without
from deterrence.estimation.estimating import fit
from deterrence.estimation.fitting import Settings
from deterrence.estimation.signalling import FINE, Crisis, equilibria
from dynamic_games import HEADER, TOGETHER, made_up, played, written
from made_up_crisis import synthetic
from signalling_crisis import signalling

AGREE = 1e-6


def changed(path, rows, change):
    """The table with some of its rows (places) changed."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for k in rows:
        lines[k + 1] = ",".join(change(lines[k + 1].split(",")))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("method", ["pseudo", "nested"])
def test_crises_left_out_leave_no_trace_in_beliefs(tmp_path, method):
    """Outcomes and columns of ten rows changed: estimates of the other forty stay, their beliefs too."""
    model, truth = signalling(tmp_path)
    counts = model.simulated(truth, np.random.default_rng(0)).counts
    path = tmp_path / "c.csv"
    seen = iter(counts.T.astype(int))
    labels = [model.labels.index(name) for name in ("sq", "cd", "sf", "bd")]
    changed(path, range(50), lambda cells: [*cells[:2], *(lambda n: [str(n[k]) for k in labels])(next(seen)), cells[6]])
    settings = Settings(starts=0, method=method)
    out, rest = np.arange(40, 50), np.arange(40)
    before = fit(tmp_path / "c.yaml", path, settings)
    changed(path, out, lambda cells: ["0.9", cells[1], "200", "150", "20", "30", cells[6]])
    after = fit(tmp_path / "c.yaml", path, settings)
    (old, theta), (new, other) = without(before, rest), without(after, rest)
    assert np.abs(before.theta - after.theta).max() > 0.01
    assert other == pytest.approx(theta, abs=AGREE)
    assert new.resist == pytest.approx(old.resist, abs=AGREE) and new.firm == pytest.approx(old.firm, abs=AGREE)
    scores = before.model.held_out(old, theta, out), after.model.held_out(new, other, out)
    assert np.abs(scores[0] - scores[1]).max() > 1


def test_beliefs_of_a_crisis_left_out_are_those_that_the_others_foretell(tmp_path):
    """At rows that were trained on they are the fitted ones; nested ones answer themselves there."""
    model, truth = signalling(tmp_path)
    drawn = model.simulated(truth, np.random.default_rng(0)).learned()
    again = drawn.with_predicted_beliefs(drawn)
    assert again.prior_resist == pytest.approx(drawn.prior_resist, abs=1e-12)
    assert again.prior_firm == pytest.approx(drawn.prior_firm, abs=1e-12)
    few = drawn.taken(np.arange(5)).with_predicted_beliefs(drawn)
    assert few.prior_resist == pytest.approx(drawn.prior_resist[:5], abs=1e-12)
    there = starting(drawn)
    for _ in range(200):
        there, moved = there.answered(truth)
    assert moved < 1e-9
    found = starting(drawn).held_out(starting(drawn), truth, np.arange(5))
    assert found == pytest.approx(there.taken(np.arange(5)).pointwise(truth), abs=1e-6)


@pytest.mark.parametrize("method", ["pseudo", "nested", "full"])
def test_months_left_out_leave_no_trace_in_chances(tmp_path, method):
    """Both actors' actions changed in a tenth of the months."""
    played(tmp_path, games=12)
    paths = tmp_path / "rivals.yaml", tmp_path / "rivals.csv"
    settings = Settings(starts=0, method=method)
    out = np.arange(5, 480, 10)
    rest = np.setdiff1d(np.arange(480), out)
    before = fit(*paths, settings)
    changed(paths[1], out, lambda cells: [*cells[:3], "2", "1", *cells[5:]])
    after = fit(*paths, settings)
    (old, theta), (new, other) = without(before, rest), without(after, rest)
    assert np.abs(before.theta - after.theta).max() > 0.01
    assert other == pytest.approx(theta, abs=AGREE)
    assert new.beliefs == pytest.approx(old.beliefs, abs=AGREE)
    scores = before.model.held_out(old, theta, out), after.model.held_out(new, other, out)
    assert np.abs(scores[0] - scores[1]).max() > 0.1


LEVELS = """
schema: deterrence-dynamic-1
actors: [h]
grid: {start: -2, step: 0.5, number: 9}
actions: {rest: 0, act: 1}
discount: 0.9
transition: {normal: {mean: 1 + h + state}}
payoffs: {gain: {when: own == rest, formula: 0 + state}, effort: {when: own == act, formula: "1"}}
observed: {period: month, state: level, actions: {h: act}}
"""


@pytest.mark.parametrize("method", ["pseudo", "full"])
def test_months_left_out_leave_no_trace_in_transitions(tmp_path, method):
    draws = np.random.default_rng(2)
    level, rows = 0.0, []
    for k in range(300):
        act = int(draws.random() < 0.5)
        rows.append([k + 1, level, act])
        level = 0.1 - 0.4 * act + 0.6 * level + 0.3 * draws.normal()
    out = np.arange(7, 300, 10)
    rest = np.setdiff1d(np.arange(300), out)
    found = []
    for change in (0.0, 1.5):
        for k in out:
            rows[k][1] += change
        paths = written(tmp_path, LEVELS, rows, "month,level,act")
        whole = fit(*paths, Settings(starts=0, method=method))
        found.append((whole, *without(whole, rest)))
    (first, old, theta), (second, new, other) = found
    assert first.model.first_step["deviation"] < 0.9 * second.model.first_step["deviation"]
    assert new.first_step == pytest.approx(old.first_step, abs=1e-12) and new.first_step["steps"] == 299 - 2 * len(out)
    assert new.game.transition == pytest.approx(old.game.transition, abs=1e-12)
    assert other == pytest.approx(theta, abs=AGREE)
    assert first.model.held_out(old, theta, rest).sum() == pytest.approx(old.log_likelihood(theta), abs=1e-9)


@pytest.mark.parametrize("seen", [0.1, 0.9])
def test_months_left_out_leave_no_trace_in_equilibria(tmp_path, seen):
    """In a game with three equilibria the months left out, in which all or none push, do not say which is taken."""
    rest, out = np.arange(100), np.arange(100, 200)
    found = []
    for push in (1, 2):
        acts = [1 + (k < 100 * seen) if k < 100 else push for k in range(200)]
        rows = [[1, k + 1, 1, act, act] for k, act in enumerate(acts)]
        paths = written(tmp_path, TOGETHER, rows, "pair,month,state,a_1,a_2")
        whole = fit(*paths, Settings(starts=0))
        trained, theta = without(whole, rest)
        found.append((whole.theta, theta, np.exp(trained.logs(theta)), whole.model.held_out(trained, theta, out)))
    (first, theta, chances, low), (second, other, others, high) = found
    assert np.abs(first - second).max() > 0.1
    assert other == pytest.approx(theta, abs=AGREE) and others == pytest.approx(chances, abs=AGREE)
    assert chances[0, :, 0, 1] == pytest.approx(seen, abs=1e-6)
    assert low == pytest.approx(2 * np.log(1 - seen), abs=1e-5) and high == pytest.approx(2 * np.log(seen), abs=1e-5)


def test_a_search_without_a_fold_begins_from_its_rows_alone(files):
    """Of two fits that differ in the rows left out the fits to the others are the same to the last digit."""
    columns = synthetic()
    spec, path = files(columns=columns)
    out, rest = np.arange(0, len(columns[0]), 5), np.setdiff1d(np.arange(len(columns[0])), np.arange(0, 10**4, 5))
    before = fit(spec, path, Settings(starts=2))
    changed(path, out, lambda cells: [*cells[:-1], "0"])
    after = fit(spec, path, Settings(starts=2))
    assert np.abs(before.theta - after.theta).max() > 0.01
    assert np.array_equal(without(before, rest)[1], without(after, rest)[1])


def test_a_crisis_left_out_has_the_mean_over_its_equilibria(tmp_path):
    """By full likelihood: which of three is played is not known of it, and the likeliest would flatter."""
    payoffs = (0.0, 0.96, -3.245, -0.949, -0.013, -2.126, 0.0)
    roots = equilibria(Crisis(*(np.array([x]) for x in payoffs)), 1, FINE)[1]
    assert len(roots) == 3
    model, theta = signalling(tmp_path)
    one = model.taken(np.array([0]))
    assert one.held_out(one, theta, np.array([0])) == pytest.approx(one.pointwise(theta), abs=1e-9)  # it has one
    worth = {place: value for place, value in zip(one.places, payoffs, strict=True)}
    moved = [replace(b, offset=b.offset + worth[k] - b.at(theta)) for k, b in enumerate(one.blocks)]
    several = replace(one, blocks=tuple(moved))
    each = []
    for p in ndtr(roots):
        c = (payoffs[0] - (1 - p) * payoffs[1]) / p
        challenge = 1 - ndtr(c - payoffs[2]) * ndtr(c - payoffs[3])
        joint = multivariate_normal([0, 0], [[1, 0.5**0.5], [0.5**0.5, 1]])
        ahead = (payoffs[2] - payoffs[3]) / 2**0.5
        firm, back = joint.cdf([ahead, payoffs[2] - c]), joint.cdf([-ahead, payoffs[3] - c])
        chances = {"sq": 1 - challenge, "cd": challenge * (1 - p), "sf": p * firm, "bd": p * back}
        seen = dict(zip(several.labels, several.counts[:, 0], strict=True))
        with np.errstate(divide="ignore"):
            each.append(sum(seen[name] * np.log(chance) for name, chance in chances.items()))
    expected = np.logaddexp.reduce(each) - np.log(3)
    assert several.held_out(several, theta, np.array([0])) == pytest.approx([expected], abs=1e-3)
    assert several.pointwise(theta) == pytest.approx([max(each)], abs=1e-3)


def test_folds_score_every_row_once(tmp_path):
    """The mean over folds is that of the rows, each by the fit to the folds that it is not in."""
    written(tmp_path, rows=made_up(games=8), header=HEADER)
    found = fit(tmp_path / "rivals.yaml", tmp_path / "rivals.csv", Settings(starts=0, method="pseudo"))
    dealt = np.random.default_rng(0).permutation(320) % 4
    total = 0.0
    for k in range(4):
        total += found.model.held_out(*without(found, np.flatnonzero(dealt != k)), np.flatnonzero(dealt == k)).sum()
    assert out_of_sample(found, 4) == pytest.approx(total / found.n, abs=1e-12)
