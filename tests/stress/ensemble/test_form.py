"""The form audit in plausible worlds: the same as the audit of a crisis whose file has the world's numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from deterrence.errors import ArgumentError
from deterrence.report.ensemble_json import as_dict
from deterrence.report.ensemble_page import ensemble_html
from deterrence.report.ensemble_text import estimated, text
from deterrence.stats import wilson
from deterrence.stress.audit.audit import audit
from deterrence.stress.ensemble.form import FormReader, form_across, form_column, planned_form
from deterrence.stress.ensemble.given import Given
from deterrence.stress.ensemble.plan import planned
from deterrence.stress.ensemble.running import run
from deterrence.stress.ensemble.summary import summarised
from deterrence.stress.ensemble.tables import Rows
from shipped import crisis
from stress.ensemble.plans import plan
from stress.ensemble.test_summary import SOME, by_prize, made, made_of

DRAWS = 2


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """The ladder audited in two worlds."""
    said = []
    form = planned_form(plan(), DRAWS)
    found = run(form, tmp_path_factory.mktemp("form"), forecast=lambda e: said.append(estimated(form, e)))
    assert said[0].startswith("To audit the form of: 2 worlds on 7 nodes a side")
    return found


def test_a_world_is_audited_as_if_its_numbers_were_the_file_s(done):
    (world, _), reader = done.plan.sample.worlds(0, DRAWS), done.plan.reader
    assert isinstance(reader, FormReader) and not done.failed
    values = {**done.plan.stated, **world.values}
    alone = audit(crisis("ladder").game_at(values), done.plan.points, crisis=crisis("ladder"), grids=False)
    table = Rows.of(done.plan, done.store).columns(reader.columns)
    by_words = {change.words: change for change in reader.rewritings}
    assert set(by_words) == {row.change for row in alone.rows}
    for row in alone.rows:
        found = table[form_column(by_words[row.change], row.headline)][0]
        assert found == pytest.approx(row.difference, abs=1e-6)


def test_what_it_says_together(done):
    found = form_across(done)
    assert found.n == DRAWS and len(found.moved) == len(done.plan.reader.rewritings) and found.left_out
    for moved in found.moved:
        assert moved.n == DRAWS and moved.interval == wilson(moved.passed, DRAWS)
        assert (moved.passed == moved.n) == (abs(moved.largest) <= moved.change.mark)
        assert moved.typical <= abs(moved.largest)
    exact = [m for m in found.moved if m.change.mark < 1e-6]
    assert exact and all(m.passed == m.n for m in exact)


def test_it_is_in_the_text_the_page_and_the_json(done, tmp_path):
    found = form_across(done)
    ensemble = made(tmp_path, by_prize, draws=20, only=SOME)
    said = summarised(ensemble)
    for write in (text, ensemble_html):
        shown = " ".join(write(crisis("ladder"), ensemble, said, (), found).replace("&#39;", "'").split())
        assert all(moved.change.words in shown for moved in found.moved)
    assert as_dict(crisis("ladder"), ensemble, said, (), found)["form"]["n"] == DRAWS


def test_a_change_that_moves_too_far_in_some_worlds_is_counted(tmp_path):
    """Tables by hand: the first change moves war by a tenth in every fourth world."""
    form = planned_form(plan(), 40)
    change, *_ = form.reader.rewritings
    war = next(key for key in form.reader.headlines if key.of == "war")
    found = form_across(
        made_of(form, tmp_path, lambda w, p: {form_column(change, war): 0.1 if w.number % 4 == 0 else 0.0})
    )
    (moved,) = found.moved
    assert (moved.passed, moved.n, moved.headline) == (30, 40, "ending:war")
    assert moved.largest == pytest.approx(0.1) and moved.typical == 0.0


def test_more_worlds_than_given_draws_are_refused(tmp_path):
    pd.DataFrame({"row.stakes.prize": np.ones(3)}).to_csv(tmp_path / "few.csv", index=False)
    given = Given.read(tmp_path / "few.csv", crisis("ladder").parameters)
    few = planned(crisis("ladder"), crisis("ladder").parameters.defaults, draws=3, given=given, points=5)
    assert planned_form(few, 2).worlds == 2
    with pytest.raises(ArgumentError, match="3 draws are given"):
        planned_form(few, 4)
