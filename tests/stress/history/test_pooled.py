"""Rates without strategy drawn towards pooled priors: shares by hand, what stays as it was, files refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

from deterrence.cli.main import main
from deterrence.coded_crises.dated import DatedAct, DatedCrisis
from deterrence.coded_crises.icbe import DIRECTIONS as OF_RUNGS
from deterrence.coded_crises.icbe import RUNGS
from deterrence.coded_crises.ladder import ladder
from deterrence.data.pooling import AFTER, DIRECTIONS, Pool, Sequences, read_prior
from deterrence.errors import ArgumentError
from deterrence.report.history_text import backcast_text
from deterrence.stress.history.backcast import SHRUNK, backcast
from deterrence.stress.history.pooled import Pooled, pooled
from deterrence.stress.history.rates import rates
from shipped import compiled, crisis, solved

ORDER = ("none", "pressure", "strike")
ACTS = (("column", "strike"), ("row", "pressure"), ("row", "strike"))
MEASURES = {"economic-measures": "pressure", "diplomatic-measures": "pressure", "limited-strikes": "strike"}


def dated(name, *acts, days=20.0):
    return DatedCrisis(name, "as coded", tuple(DatedAct(who, what, day, day + 1.0) for who, what, day in acts), days)


CRISES = (
    dated("one", ("row", "pressure", 3.0), ("column", "strike", 9.0)),
    dated("two", ("row", "pressure", 0.0)),
    dated("three", ("column", "strike", 5.0), ("row", "strike", 7.0)),
)


def alpha(**rows):
    """Ones, but for some rows."""
    found = np.ones((5, 4))
    for before, row in rows.items():
        found[AFTER.index(before)] = row
    return found


def test_shares_of_directions_are_those_of_prior_and_counts():
    """At the beginning: the prior has 6 escalatory and 2 uncooperative acts, the crises 1 and 2."""
    prior = pooled(alpha(start=(6.0, 2.0, 50.0, 9.0)), MEASURES)
    assert prior.counts(CRISES)[0].tolist() == [1, 2, 0, 0]
    assert prior.counts(CRISES)[AFTER.index("uncooperative")].tolist() == [1, 0, 0, 0]
    plain = rates("base rates", CRISES, ACTS, ORDER)
    drawn = prior.towards(plain, CRISES)(None, 0.0)
    whole = sum(plain(None, 0.0).values())
    strikes = drawn["column", "strike"] + drawn["row", "strike"]
    assert strikes / whole == pytest.approx(7 / 11) and drawn["row", "pressure"] / whole == pytest.approx(4 / 11)
    assert sum(drawn.values()) == pytest.approx(whole)
    before = plain(None, 0.0)
    ratio = before["column", "strike"] / before["row", "strike"]
    assert drawn["column", "strike"] / drawn["row", "strike"] == pytest.approx(ratio)  # within a direction as it was


def test_after_an_act_its_direction_counts_and_a_heavy_prior_wins():
    heavy = pooled(1e6 * alpha(uncooperative=(1.0, 3.0, 1.0, 1.0)), MEASURES)
    clock = rates("Poisson clock", CRISES, ACTS, ORDER)
    plain, drawn = clock(CRISES[0].acts[0], 4.0), heavy.towards(clock, CRISES)(CRISES[0].acts[0], 4.0)
    assert drawn == pytest.approx(plain)  # more pressure by Row would not count: one direction is left
    assert set(drawn) == {("column", "strike"), ("row", "strike")}
    first = heavy.towards(clock, CRISES)(None, 0.0)
    assert first["row", "pressure"] / sum(first.values()) == pytest.approx(0.5, abs=1e-5)
    light = pooled(1e-9 * np.ones((5, 4)), MEASURES).towards(rates("base rates", CRISES, ACTS, ORDER), CRISES)
    pressure = light(None, 0.0)["row", "pressure"] / sum(light(None, 0.0).values())
    assert pressure == pytest.approx(2 / 3)  # of three beginnings


def test_acts_without_a_direction_are_left_as_they_are():
    prior = Pooled(alpha(), {"strike": "escalatory"})
    plain = rates("base rates", CRISES, ACTS, ORDER)
    after = CRISES[0].acts[0]
    assert prior.towards(plain, CRISES)(after, 4.0) == plain(after, 4.0)
    assert prior.towards(plain, CRISES)(None, 0.0) == pytest.approx(plain(None, 0.0))


def test_rungs_of_several_directions_have_none_and_one_direction_is_refused():
    mixed = MEASURES | {"border-fire": "pressure", "talks": "talk"}
    assert pooled(alpha(), mixed).directions == {"strike": "escalatory", "talk": "cooperative"}
    assert pooled(alpha(), MEASURES | {"warning": "strike"} | {"talks": "talk"}).directions.get("strike") is None
    with pytest.raises(ArgumentError, match="not two directions"):
        pooled(alpha(), {"limited-strikes": "strike", "border-fire": "strike"})


def test_directions_are_of_rungs_that_there_are():
    assert set(OF_RUNGS) <= set(ladder().ids) and set(OF_RUNGS.values()) == set(DIRECTIONS)
    assert set(OF_RUNGS) < {rung for rungs in RUNGS.values() for rung in rungs}


def test_when_an_act_comes_is_not_touched_by_priors():
    """The score of who and what moves; a prior of shares that the crises have moves nothing."""
    game, assessment = compiled("standoff"), solved("standoff", 5)
    prior = pooled(alpha(start=(30.0, 1.0, 1.0, 1.0)), MEASURES)
    found = backcast(game, assessment, CRISES, None, prior)
    assert set(SHRUNK.values()) <= set(found.beside) and len(found.beside) == 5
    for plain, drawn in SHRUNK.items():
        for key, score in found.scores[drawn].items():
            assert score.when == pytest.approx(found.scores[plain][key].when)
        gained = {key[0]: found.scores[drawn][key].what - found.scores[plain][key].what for key in found.scores[plain]}
        assert gained["three"] > 0.2 > -0.2 > gained["two"]  # which begin with a strike, and with pressure
    shown = backcast_text(crisis("standoff"), found, 5)
    assert "base rates, pooled" in shown and "drawn towards the shares of many crises" in " ".join(shown.split())


def written(path, change=lambda said: None):
    counts = np.ones((1, 5, 4))
    said = Pool(Sequences((1,), counts, 20, 0), np.arange(1.0, 21.0).reshape(5, 4), {"pooled": -1.1}).as_dict((1,))
    change(said)
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def test_the_prior_is_read_as_it_was_printed(tmp_path):
    """The prior, and not what it becomes with crises of one's own, which are those left out."""
    assert read_prior(written(tmp_path / "p.json")).tolist() == np.arange(1.0, 21.0).reshape(5, 4).tolist()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda said: said.pop("prior"), "there is no 'prior' in it"),
        (lambda said: said["prior"].pop("start"), "no row 'next' of 'start'"),
        (lambda said: said["prior"]["start"]["next"].pop("escalatory"), "'alpha' of 'escalatory' is no number"),
        (lambda said: said["prior"]["start"]["next"]["escalatory"].update(alpha=-1), "is no number above zero"),
        (lambda said: said["prior"]["start"]["next"]["escalatory"].update(alpha=True), "is no number above zero"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path, change, what):
    with pytest.raises(ArgumentError, match=what) as caught:
        read_prior(written(tmp_path / "p.json", change))
    assert "give what 'deterrence data priors FILE --json' printed" in str(caught.value)


def test_priors_are_about_a_backcast_and_read_before_anything_else(tmp_path):
    (tmp_path / "p.json").write_text("{}", encoding="utf-8")
    ran = CliRunner().invoke(main, ["histories", "--backcast", "no-such-thing", "--priors", str(tmp_path / "p.json")])
    assert ran.exit_code == 2 and "there is no 'prior' in it" in ran.output
    (tmp_path / "p.json").write_text("[", encoding="utf-8")
    ran = CliRunner().invoke(main, ["histories", "--priors", str(tmp_path / "p.json")])
    assert ran.exit_code == 2 and "are about --backcast SCENARIO" in ran.output
    with pytest.raises(ArgumentError, match="this is no JSON"):
        read_prior(tmp_path / "p.json")
