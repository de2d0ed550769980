"""What an ensemble says, of tables made by hand and of one that was solved."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from deterrence.errors import ArgumentError
from deterrence.report.ensemble_json import as_dict
from deterrence.report.ensemble_page import ensemble_html
from deterrence.report.ensemble_text import lasting, size, text
from deterrence.stress.ensemble.concern import Concern
from deterrence.stress.ensemble.fans import Fan
from deterrence.stress.ensemble.plan import planned
from deterrence.stress.ensemble.running import Finished
from deterrence.stress.ensemble.store import Part, Store
from deterrence.stress.ensemble.summary import summarised
from deterrence.stress.ensemble.tables import Rows, alone
from deterrence.stress.options import NOTHING
from shipped import crisis

KINDS = {"whole": pa.int64(), "word": pa.string(), "number": pa.float64()}


def made(folder, numbers, draws=200, name="ladder", fails=lambda k: False, **wanted):
    """An ensemble whose numbers are a function of the world and the policy."""
    plan = planned(crisis(name), crisis(name).parameters.defaults, draws=draws, seed=1, points=5, **wanted)
    return made_of(plan, folder, numbers, fails)


def made_of(plan, folder, numbers, fails=lambda k: False):
    """The same of a plan."""
    store = Store(folder, plan.as_dict())
    for part in range(plan.parts):
        rows = []
        for world in plan.sample.worlds(*plan.range_of(part)):
            for policy in plan.policies:
                row = {"world": world.number, "tries": 1, **world.values, **policy.row()}
                row |= {"trouble": "no luck"} if fails(world.number) else numbers(world, policy)
                rows.append(row)
        columns = {c: pa.array([row.get(c) for row in rows], KINDS[kind]) for c, kind in plan.columns.items()}
        sink = pa.BufferOutputStream()
        pq.write_table(pa.table(columns), sink)
        failed = sum(row.get("trouble") is not None for row in rows)
        store.write(Part(part, sink.getvalue().to_pybytes(), len(rows), failed, 0.0, 0))
    return Finished(plan, store, plan.parts, plan.parts, (), 0, 0.0, 0, 0)


X, Z = "row.stakes.prize", "column.stakes.prize"


SOME = (X, Z, "row.stakes.war", "column.stakes.war", "row.acts.low.cost", "column.acts.low.cost")


def by_prize(world, policy):
    table = crisis("ladder").parameters
    low, high = table[X].range
    share = (world.values[X] - low) / (high - low)
    return {"ending:war": share, "challenge:any": 0.5, "ending:catastrophe": float(share > 0.8)}


def test_what_decides_a_number_is_found(tmp_path):
    found = summarised(made(tmp_path, by_prize, only=SOME))
    assert found.n == 200 and not found.failed
    war = found.fans["ending:war"]
    assert war.quantiles == pytest.approx((0.05, 0.25, 0.5, 0.75, 0.95), abs=0.02)
    assert war.mean == pytest.approx(0.5, abs=0.01)
    assert "ending:lapse" not in found.fans, "no world has it"
    name, index = next(iter(found.decided["ending:war"].items()))
    assert name == X and index.value > 0.9 and index.stands_out(6)
    assert "challenge:any" not in found.decided, "it does not move"
    ends = found.ends["ending:war"][X]
    assert (ends.low, ends.high) == pytest.approx((0.1, 0.9), abs=0.01), "means of the lowest and the highest fifth"


def test_what_parameters_that_go_together_account_for_is_shared_out(tmp_path):
    """War depends on one prize alone; the other is correlated with it, so it has a share, and the others have none."""
    done = made(tmp_path, by_prize, only=SOME, correlations={(X, Z): 0.8})
    found = summarised(done)
    shared = found.shared["ending:war"]
    assert list(shared.effects) == [X, Z] and 0.2 < shared.effects[Z].value < 0.4 < shared.effects[X].value
    assert shared.rest.value < 0.05
    said = text(crisis("ladder"), done, found, ())
    assert "(Shapley effects, 95%)" in said and "Shapley effects" in ensemble_html(crisis("ladder"), done, found, ())
    assert list(as_dict(crisis("ladder"), done, found)["summary"]["shared"]["ending:war"]["effects"]) == [X, Z]
    assert not summarised(made(tmp_path / "apart", by_prize, only=SOME)).shared, "they have first-order indices"


def test_the_box_of_a_concern(tmp_path):
    done = made(tmp_path, by_prize, only=SOME)
    usual = summarised(done)
    assert usual.concern == Concern("ending:catastrophe", True, 1.0)
    assert usual.box.hits == 40 and usual.box.coverage > 0.9
    about = summarised(done, Concern.written("ending:war>80%"))
    (bound,) = about.box.bounds
    low, high = crisis("ladder").parameters[X].range
    assert bound.name == X and (bound.low - low) / (high - low) == pytest.approx(0.8, abs=0.03)
    assert about.box.density > 0.9 and about.box.coverage > 0.9
    said = text(crisis("ladder"), done, about, ())
    assert "at least" in said and X in said and "density" in said
    page = ensemble_html(crisis("ladder"), done, about, ())
    assert page.count('class="dot another"') == about.box.hits and page.count('class="dot selected"') == 160
    assert X in page and "Where a concern comes true" in page
    with pytest.raises(ArgumentError, match=r"no number 'ending:wars'.*ending:war"):
        summarised(done, Concern.written("ending:wars<0.5"))


@pytest.mark.parametrize(
    ("written", "concern"),
    [
        ("ending:war>0.1", Concern("ending:war", True, 0.1)),
        (" value:row < -2 ", Concern("value:row", False, -2.0)),
        ("loss:row:material>95%", Concern("loss:row:material", True, 0.95, True)),
    ],
)
def test_concerns_as_they_are_written(written, concern):
    assert Concern.written(written) == concern


@pytest.mark.parametrize("written", ["ending:war", "ending:war>", "ending:war>high", "ending:war>120%", ">0.5"])
def test_concerns_that_cannot_be_read(written):
    with pytest.raises(ArgumentError, match="write COLUMN"):
        Concern.written(written)


def test_worlds_that_failed_are_counted_and_left_out(tmp_path):
    found = summarised(made(tmp_path, by_prize, only=SOME, fails=lambda k: k % 10 == 0))
    assert found.n == 180 and found.failed == {"no luck": 20}
    assert found.fans["ending:war"].n == 180


def test_sobol_indices_of_a_design_made_for_them(tmp_path):
    """Of x + 2 z, with ranges of one width: a fifth and four fifths, of which x is missing in one world."""

    def sum_of_two(world, policy):
        table = crisis("ladder").parameters
        x, z = ((world.values[n] - table[n].range[0]) / (table[n].range[1] - table[n].range[0]) for n in (X, Z))
        return {"challenge:any": (x + 2 * z) / 3}

    done = made(tmp_path, sum_of_two, draws=128, kind="saltelli", only=(X, Z), fails=lambda k: k == 77)
    found = summarised(done).sobol["challenge:any"]
    assert list(found) == [Z, X]
    assert found[Z].first.value == pytest.approx(0.8, abs=0.05) and found[X].total.value == pytest.approx(0.2, abs=0.05)


def test_regret_over_worlds_agrees_with_a_table_by_hand(tmp_path):
    """Row's option is worth 1 in even worlds and −1 in odd ones, to Column nothing; Column's is worth 2 to Row."""

    def worth(world, policy):
        takes = dict(policy.takes)
        mine = 0.0 if takes["row"] == NOTHING else (1.0 if world.number % 2 == 0 else -1.0)
        return {"value:row": mine + 2.0 * (takes["column"] != NOTHING), "value:column": 0.0}

    done = made(tmp_path, worth, draws=100, name="standoff", options=True)
    assert set(alone(done.plan, "row")) == {NOTHING, "channel", "care"}
    row, column = summarised(done).choices
    nothing, channel, care = row.by_actor["row"]
    assert (nothing.mean_regret, channel.mean_regret) == (0.5, 0.5) and channel.largest == 1.0
    assert (channel.mean, channel.enough, channel.best) == (0.0, 50, 50)
    assert row.everything == pytest.approx(0.5) and care.dominated_by == ()
    assert [s.mean for s in column.by_actor["row"]] == [0.0, 2.0, 2.0]
    assert column.by_actor["row"][0].dominated_by == ("channel", "care")
    said = text(crisis("standoff"), done, summarised(done), ())
    assert "Row's choices by the payoff of Row, 100 worlds" in said
    assert "What Row may take, judged by the payoff of Column" in ensemble_html(
        crisis("standoff"), done, summarised(done), ()
    )
    record = as_dict(crisis("standoff"), done, summarised(done))
    assert json.loads(json.dumps(record, allow_nan=False))["summary"]["choices"][0]["taker"] == "row"


def test_few_worlds_have_ranges_and_nothing_more(tmp_path):
    found = summarised(made(tmp_path, by_prize, draws=5))
    assert found.fans and not found.decided and found.box is None and found.concern is None


def test_rows_are_those_of_one_policy(tmp_path):
    levels = {"slip": [0.1, 0.3]}
    done = made(tmp_path, lambda w, p: {"value:row": float(dict(p.levers)["slip"])}, 20, "standoff", levers=levels)
    for policy, level in zip(done.plan.policies, (0.1, 0.3), strict=True):
        rows = Rows.of(done.plan, done.store, policy)
        assert (rows.columns(["value:row"])["value:row"] == level).all() and len(rows.worlds()) == 20
    assert "slip" not in done.plan.sample.drawn, "what is crossed is not drawn"


def test_a_fan_of_nothing_is_none():
    assert Fan.of(np.array([np.nan])) is None
    assert Fan.of(np.array([1.0, np.nan, 3.0])).mean == 2.0


def test_times_and_sizes_in_words():
    assert [lasting(s) for s in (0.2, 59, 90, 5400, 200_000)] == ["1 s", "59 s", "2 min", "1.5 h", "2.3 days"]
    assert [size(b) for b in (12, 5200, 350_000_000)] == ["12 bytes", "5.2 kB", "350 MB"]
    assert replace(Concern("a:b", True, 0.5), above=False).happens(np.array([0.4, 0.6])).tolist() == [True, False]
