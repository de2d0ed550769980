"""Backcasts: scores against closed forms, rates counted by hand, and the sentences that say who wins."""

from __future__ import annotations

import math

import pytest

from deterrence.coded_crises.dated import DatedAct, DatedCrisis
from deterrence.report.history_text import backcast_text, verdicts
from deterrence.stress.history.backcast import MODEL, Backcast, Beside, Plain, backcast, numbered, scored
from deterrence.stress.history.likelihood import TOTAL, paths_through
from deterrence.stress.history.rates import ADDED, KINDS, rates
from shipped import compiled, crisis, solved

ORDER = ("none", "pressure", "strike")
ACTS = (("row", "pressure"), ("column", "strike"))


def dated(name: str, *acts: tuple[str, str, float], days: float = 20.0) -> DatedCrisis:
    """A crisis of acts, each on a day."""
    return DatedCrisis(name, "as coded", tuple(DatedAct(who, what, day, day + 1.0) for who, what, day in acts), days)


CRISES = (
    dated("one", ("row", "pressure", 3.0), ("column", "strike", 9.0)),
    dated("two", ("row", "pressure", 0.0)),
    dated("three", ("column", "strike", 5.0), ("row", "pressure", 5.0)),
)


def test_an_act_at_a_constant_rate_has_the_closed_form():
    """One kind of act, which counts once: it comes on day 4, and that is all."""
    only, rate = dated("one", ("row", "pressure", 4.0)), 0.13
    found = scored(numbered(only), lambda span: Plain(only, lambda last, day: {} if last else {ACTS[0]: rate}, span))
    assert found.log == pytest.approx(math.log(math.exp(-4 * rate) - math.exp(-5 * rate)), rel=1e-12)
    assert found.what == pytest.approx(0.0, abs=1e-12)  # there is nobody else, and nothing else to do
    assert [p for p, _ in found.days[:5]] == pytest.approx([1 - math.exp(-rate)] * 5)
    assert [done for _, done in found.days] == [day == 4 for day in range(20)]


def test_who_and_what_is_the_share_of_rates():
    """Two kinds of act at rates 1 : 3 a tenth; the rarer comes first, and then nothing counts."""
    only = dated("one", ("row", "pressure", 2.0), days=3.0)
    by_act = dict(zip(ACTS, (0.1, 0.3), strict=True))
    found = scored(numbered(only), lambda span: Plain(only, lambda last, day: {} if last else by_act, span))
    assert found.what == pytest.approx(math.log(0.25), rel=1e-12)
    assert found.when == pytest.approx(-0.8 + math.log(1 - math.exp(-0.4)), rel=1e-12)


def test_base_rates_are_acts_over_the_days_in_which_they_could_count():
    """Of the first two: pressure by Row came twice, and could count until it was made; never after it, by Row."""
    found = rates("base rates", CRISES[:2], ACTS, ORDER)
    pressure = (2 + ADDED / 2) / (3.5 + 0.5 + (20 - 9.5))  # after Column's strike it could count again
    assert found(None, 0.0)[ACTS[0]] == pytest.approx(pressure)
    assert ACTS[0] not in found(CRISES[0].acts[0], 4.0)


def test_the_poisson_clock_is_faster_soon_after_an_act():
    """Two acts in 1.5 days of the first three; none in 2, 11 and 4.5 days after."""
    found = rates("Poisson clock", (dated("x", ("row", "pressure", 0.0), ("column", "strike", 1.0)),), ACTS, ORDER)
    by_day = [sum(found(None, day).values()) for day in (0.0, 10.0, 15.0)]
    assert by_day == pytest.approx([2.5 / 4.5, 0.5 / 11.0, 0.5 / 4.5])


def test_the_logit_learns_which_act_is_usual():
    strikes = [dated(str(k), ("column", "strike", 2.0)) for k in range(6)]
    found = rates("multinomial logit", strikes, ACTS, ORDER)(None, 0.0)
    assert found["column", "strike"] > found["row", "pressure"] > 0.0


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_counts_after_the_only_act_there_is(kind):
    """Crises of one act have no rates after it; before it there is one."""
    only = dated("x", ("row", "pressure", 2.0))
    found = rates(kind, (only,), ACTS[:1], ORDER)
    assert found(only.acts[0], 3.0) == {} and found(None, 0.0)[ACTS[0]] > 0.0


def test_the_model_scores_what_its_likelihood_is():
    game, assessment = compiled("standoff"), solved("standoff", 5)
    found = backcast(game, assessment, CRISES)
    logs = paths_through(game, CRISES).log_likelihoods(assessment)
    assert sum(score.log for score in found.scores[MODEL].values()) == pytest.approx(logs[TOTAL], rel=1e-10)
    for some in found.scores.values():
        for score in some.values():
            assert score.log == pytest.approx(score.when + score.what) and score.moves in (1, 2)
            assert len(score.days) == 20
    assert sum(row.days for row in found.calibration) == 60
    assert sum(row.done for row in found.calibration) == 4  # two acts came on one day
    shown = backcast_text(crisis("standoff"), found, 5)
    assert all(kind in shown for kind in KINDS)


def test_a_model_that_does_not_win_is_said_not_to():
    rows = (-0.5, 0.1, 1), (0.1, 0.2, 3), (1.0, 0.1, 5), (-math.inf, 0.0, 0)
    beside = {name: Beside(*row) for name, row in zip("abcd", rows, strict=True)}
    lost, left_open, won, impossible = verdicts(Backcast({}, beside, (), 5))
    assert lost.startswith("The model does not beat a")
    assert "is not shown to beat b" in left_open
    assert won.startswith("The model beats c") and "in view" in won
    assert "impossible" in impossible
