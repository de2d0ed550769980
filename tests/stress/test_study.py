"""The main job as one object, for both forms of scenario: comparisons on one grid, levers, durations, changes."""

from __future__ import annotations

import pytest

from deterrence.errors import ArgumentError
from deterrence.forecasting.keys import Key
from deterrence.stress.levers import lever_names
from deterrence.stress.resolve import HEADLINES
from deterrence.stress.study import SAMPLES, conduct
from report.studies import plain, rich, turns, turns_text, written

STUDIES = pytest.mark.parametrize("study", [plain, rich, turns], ids=lambda study: study.__name__)


@STUDIES
def test_the_certificate_meets_its_tolerances(study) -> None:
    c = study().solution.certificate
    assert c.residual <= 1e-7
    assert c.within_bound
    assert c.consistency <= 1e-10


@STUDIES
def test_what_changes_nothing_is_the_base(study) -> None:
    first, *rest = study().robustness
    assert first.values == study().base
    assert all(variant.values != study().base for variant in rest)
    for case in study().doctrines:
        if case.baseline:
            assert {k: v for k, v in case.values.items() if k.name in HEADLINES} == pytest.approx(study().base)


@STUDIES
def test_the_base_is_anchored_where_the_outlook_is(study) -> None:
    for key in study().base:
        assert study().anchored(study().base, key) == pytest.approx(study().outlook[key].value, abs=1e-12)


def test_sampled_durations_agree_with_the_expected_one() -> None:
    study = plain
    d = study().durations
    expected = study().outlook["duration", "", "days"].value
    spread = max(d.quantiles["95%"] - d.quantiles["5%"], 1.0)
    assert list(d.quantiles.values()) == sorted(d.quantiles.values())
    assert abs(d.mean - expected) < 4 * spread / d.n**0.5
    assert d.n < SAMPLES, "the small settings were taken"


def test_levers_are_solved_at_both_ends() -> None:
    assert [e.parameter for e in turns().levers] == lever_names(turns().crisis.brief, every=False) == ["host.unable"]
    ((low, at_low), (high, at_high)) = turns().levers[0].ends
    assert (low, high) == (0.0, 0.8)
    worth = Key("worth", "defender", "strategic")
    assert at_low[worth] != pytest.approx(at_high[worth])


def test_an_impossible_change_is_refused_before_any_work() -> None:
    said: list[str] = []
    with pytest.raises(ArgumentError, match=r"1\.5"):
        conduct(written(turns_text()), {"seen": 1.5}, progress=said.append)
    assert said == []
