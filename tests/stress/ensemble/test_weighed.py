"""An ensemble weighed by dated crises: columns kept on disk, resumed bit for bit, reported in three columns."""

from __future__ import annotations

import json
from functools import cache, partial

import numpy as np
import pytest

from deterrence.coded_crises.dated import DatedAct, DatedCrisis
from deterrence.report.ensemble_json import as_dict
from deterrence.report.ensemble_page import ensemble_html
from deterrence.report.ensemble_text import text
from deterrence.stress.across.weighing import temper
from deterrence.stress.ensemble.history_reader import Record
from deterrence.stress.ensemble.plan import Plan, planned
from deterrence.stress.ensemble.running import run
from deterrence.stress.ensemble.summary import summarised
from deterrence.stress.ensemble.tables import Rows
from deterrence.stress.ensemble.weighed import weighed
from deterrence.stress.history.likelihood import MEAN
from shipped import crisis
from stress.ensemble.plans import content

CRISES = (
    DatedCrisis("first", "as coded", (DatedAct("row", "pressure", 3.0, 4.0),), 30.0),
    DatedCrisis("first", "another", (), 30.0),
    DatedCrisis("second", "as coded", (DatedAct("column", "strike", 1.0, 9.0),), 20.0),
)
RECORD = Record(CRISES)


@cache
def plan(draws: int = 8, options: bool = False) -> Plan:
    """Of the standoff, few numbers drawn."""
    found = crisis("standoff")
    return planned(
        found, found.parameters.defaults, draws=draws, seed=1, points=5, quick=True, options=options, beside=(RECORD,),
        only=("tempo", "fading", "precision"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Solved once, with options."""
    return run(plan(4, options=True), tmp_path_factory.mktemp("weighed"))


def test_weights_are_the_likelihoods_that_are_kept(done):
    found = weighed(done, RECORD)
    logs = Rows.of(done.plan, done.store).columns(RECORD.columns)
    whole = logs["history:all"]
    assert whole == pytest.approx(logs["history:first"] + logs["history:second"], abs=1e-12)
    assert found.weights.share == pytest.approx(np.exp(whole) / np.exp(whole).sum())
    assert found.crises["first", MEAN].best == logs["history:first"].max()
    y = Rows.of(done.plan, done.store).columns(["ending:faded"])["ending:faded"]
    three = found.numbers["ending:faded"]
    assert (three.plausible, three.standing) == pytest.approx((y.mean(), found.weights.share @ y))
    assert three.stated is not None and not any(name.startswith("history") for name in found.numbers)


def test_choices_have_three_columns(done):
    gains = weighed(done, RECORD).choices["row"]["row"]
    assert set(gains) == {"channel", "care"}
    assert all(np.isfinite([t.stated, t.plausible, t.standing]).all() for t in gains.values())


def test_it_is_reported_in_text_page_and_json(done):
    standoff, found, said = crisis("standoff"), summarised(done), weighed(done, RECORD)
    shown = json.loads(json.dumps(as_dict(standoff, done, found, (), None, said, {}), allow_nan=False))
    assert sum(shown["weighed"]["weights"].values()) == pytest.approx(1.0)
    assert len(shown["weighed"]["histories"]) == len(RECORD.keys)
    assert set(shown["weighed"]["numbers"]["ending:faded"]) == {"stated", "plausible", "standing", "reach", "tempered"}
    assert shown["weighed"]["tempered"] is None  # four worlds are worth more than a fifth of them
    reported = text(standoff, done, found, (), None, said, {})
    page = ensemble_html(standoff, done, found, (), None, said, {})
    columns = ("At the judgements", "Over all worlds", "Over those the record leaves")
    for words in (*columns, "2 coded crises in 3 accounts"):
        assert words in reported and words in page
    assert as_dict(standoff, done, found)["weighed"] is None


def test_what_the_spread_is_due_to_adds_up(done):
    found, logs = weighed(done, RECORD), Rows.of(done.plan, done.store).columns(RECORD.columns)
    whole, first = logs["history:all"], logs["history:first"]
    assert sum(found.spread.values()) == pytest.approx(1.0)
    assert found.spread["first"] == pytest.approx(np.cov(first, whole)[0, 1] / whole.var(ddof=1))


def test_weights_worth_too_little_are_tempered_and_reported_too(done, monkeypatch):
    rows = Rows.of(done.plan, done.store)
    logs = rows.columns(["history:all", "ending:faded"])
    monkeypatch.setattr("deterrence.stress.ensemble.weighed.temper", partial(temper, share=0.999))
    found = weighed(done, RECORD)
    assert found.tempered is not None and 0.0 < found.tempered.power < 1.0
    power = np.exp(found.tempered.power * (logs["history:all"] - logs["history:all"].max()))
    three = found.numbers["ending:faded"]
    assert three.tempered == pytest.approx(power @ logs["ending:faded"] / power.sum())
    assert abs(three.tempered - three.plausible) < abs(three.standing - three.plausible)
    assert all(t.tempered is not None for by in found.choices.values() for some in by.values() for t in some.values())
    standoff = crisis("standoff")
    shown = as_dict(standoff, done, None, (), None, found, {})["weighed"]["tempered"]
    assert shown["power"] == found.tempered.power and sum(shown["weights"].values()) == pytest.approx(1.0)
    reported = text(standoff, done, None, (), None, found, {})
    page = ensemble_html(standoff, done, summarised(done), (), None, found, {})
    for words in ("The same, likelihood tempered", "which way the record pulls"):
        assert words in page and words in " ".join(reported.split())


def test_a_run_that_is_gone_on_with_has_the_same_bytes(tmp_path):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    run(plan(), whole)
    run(plan(), broken, share=(1, 2))
    parts = sorted((broken / "parts").iterdir())
    parts[0].write_bytes(parts[0].read_bytes()[:-1])
    again = run(plan(), broken)
    assert again.damages and content(whole) == content(broken)
    one, other = (weighed(found, RECORD) for found in (again, run(plan(), whole)))
    assert one.weights.share.tolist() == other.weights.share.tolist() and one.numbers == other.numbers
