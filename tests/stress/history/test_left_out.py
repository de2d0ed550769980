"""Fits with each crisis left out: each is a mode of the others' posterior, and what is left out is scored by it."""

from __future__ import annotations

import pytest

from deterrence.coded_crises.dated import DatedAct, DatedCrisis
from deterrence.report.calibration_svg import calibration_svg
from deterrence.report.history_text import backcast_text, cost_text, verdicts
from deterrence.solvers.grid import Grid
from deterrence.stress.history import posterior
from deterrence.stress.history.backcast import MODEL, REFITTED, Calibration, backcast
from deterrence.stress.history.left_out import FLAT, left_out
from deterrence.stress.history.likelihood import MEAN, TOTAL, paths_through
from deterrence.stress.history.posterior import Cost, score_of
from deterrence.stress.history.rates import KINDS
from deterrence.stress.resolve import Change, Resolver
from shipped import crisis

EARLY, LATE = (
    DatedCrisis(name, "as coded", (DatedAct("row", "pressure", day, day + 1.0),), 20.0)
    for name, day in (("early", 0.0), ("late", 9.0))
)


@pytest.mark.slow
def test_what_is_left_out_has_no_say_and_is_scored_by_the_others(monkeypatch):
    """An early act means a high tempo: so does leaving out the late one."""
    monkeypatch.setattr(posterior, "coded", lambda brief, rungs, only: (EARLY, LATE))
    found = crisis("standoff")
    resolver = Resolver(found, found.parameters.defaults, Grid(points=5, tolerance=1e-10))
    costs: list[Cost] = []
    fits = left_out(resolver, ("tempo",), forecast=costs.append)
    tempo = {name: dict(change.values)["tempo"] for name, change in fits.without.items()}
    assert tempo["late"] > tempo["early"] and fits.parameters == ("tempo",)
    assert costs[0].derivative > 0 and costs[0].parameters == 1 and "1 parameter to fit" in cost_text(costs[0])
    p = found.parameters["tempo"]

    def height(kept: DatedCrisis, z: float) -> float:
        game, assessment = resolver.solved(Change.of({"tempo": posterior.value_of(p, z)}))
        return paths_through(game, [kept]).log_likelihoods(assessment)[TOTAL] - 0.5 * z * z

    for kept, name in ((EARLY, "late"), (LATE, "early")):
        z = score_of(p, tempo[name])
        assert abs(height(kept, z + 1e-3) - height(kept, z - 1e-3)) / 2e-3 < FLAT + 1e-3

    shown = backcast(*resolver.solved(), (EARLY, LATE), lambda name: resolver.solved(fits.without[name]))
    for left in (EARLY, LATE):
        game, assessment = resolver.solved(fits.without[left.history])
        logs = paths_through(game, [left]).log_likelihoods(assessment)
        assert shown.scores[REFITTED][left.history, "as coded"].log == pytest.approx(logs[left.history, MEAN], rel=1e-9)
    assert set(shown.refitted) == set(KINDS) and shown.scores[MODEL] != shown.scores[REFITTED]
    assert sum("refitted" in sentence for sentence in verdicts(shown)) == len(KINDS)
    assert "fitted to the other crises" in backcast_text(found, shown, 5)


def test_the_calibration_plot_says_what_it_shows():
    rows = (Calibration(0.0, 0.02, 191, 0.008, 0), Calibration(0.05, 0.1, 40, 0.07, 6))
    drawn = calibration_svg(rows, "A < B: calibration")
    assert drawn.startswith("<svg") and drawn.count("<circle") == 2 and "A &lt; B" in drawn
    assert "forecast 7.0%: 6 of 40 days (5.7% to 29.8%)" in drawn
