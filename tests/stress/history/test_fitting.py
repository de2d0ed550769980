"""Fits to coded crises: the mode is a maximum, and planted numbers are found again where the record speaks of them."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.coded_crises.dated import DatedAct, DatedCrisis
from deterrence.errors import ArgumentError
from deterrence.report.history_text import fitted_text
from deterrence.solvers.grid import Grid
from deterrence.stress.history import fitting, posterior
from deterrence.stress.resolve import Change, Resolver
from shipped import crisis

CRISES = tuple(
    DatedCrisis(f"c{k}", "as coded", (DatedAct("row", "pressure", first, first + 1.0),), 20.0)
    for k, first in enumerate((0.0, 1.0, 0.0, 2.0, 4.0, 1.0))
)


@pytest.fixture
def resolver(monkeypatch):
    """Of the standoff, which stands beside six made-up crises."""
    found = crisis("standoff")
    monkeypatch.setattr(posterior, "coded", lambda brief, rungs, only: CRISES)
    return Resolver(found, found.parameters.defaults, Grid(points=5, tolerance=1e-10))


def test_the_mode_is_higher_than_its_neighbours_and_pressure_so_early_means_a_high_tempo(resolver):
    found = fitting.fit_histories(resolver, vary=("tempo",))
    tempo, p = found.estimates["tempo"], resolver.crisis.parameters["tempo"]
    assert found.slope < 1e-3 and found.mode > found.stated
    assert tempo.mode > tempo.stated and p.range[0] <= tempo.low < tempo.mode < tempo.high <= p.range[1]
    assert 0.0 < tempo.narrower < 1.0

    def height(value: float) -> float:
        game, assessment = resolver.solved(Change.of({"tempo": value}))
        z = posterior.score_of(p, value)
        return fitting.paths_through(game, CRISES).log_likelihoods(assessment)[fitting.TOTAL] - 0.5 * z * z

    top = height(tempo.mode)
    assert all(height(tempo.mode * factor) < top for factor in (0.97, 1.03))


def test_z_and_value_are_inverse():
    p = crisis("standoff").parameters["tempo"]
    assert p.range is not None
    for value in np.linspace(*p.range, 7)[1:-1].tolist():
        assert posterior.value_of(p, posterior.score_of(p, value)) == pytest.approx(value, rel=1e-8)


def test_what_cannot_be_fitted_is_refused(resolver):
    with pytest.raises(ArgumentError, match="tempp"):
        fitting.fit_histories(resolver, vary=("tempp",))


def test_the_text_says_how_many_parameters_it_leaves_out():
    estimate = fitting.Estimate(1.0, 1.4, 0.6, 2.0, 0.1)
    found = crisis("corridor")
    names = list(found.parameters)[:23]
    reported = fitted_text(found, fitting.Fitted(("a",), -5.0, -4.0, dict.fromkeys(names, estimate), 7, 0.0), 5)
    assert "23 parameters of" in reported and "narrows 3 more by less" in reported and "−5.00 to −4.00" in reported
    few = fitting.Fitted(("a",), -5.0, -4.0, dict.fromkeys(names[:2], estimate), 7, 0.0)
    assert "more by less" not in fitted_text(found, few, 5)
