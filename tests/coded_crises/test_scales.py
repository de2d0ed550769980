"""The way back from the field's scales to rungs."""

import pandas as pd
import pytest

from data.samples import GED, ICB1, MIDI
from deterrence.coded_crises import icbe
from deterrence.coded_crises.crosswalk import SCALES, crosswalk
from deterrence.coded_crises.ladder import ladder
from deterrence.coded_crises.scales import rungs, with_rungs
from deterrence.data.sources.crises import ICBE
from deterrence.data.sources.loading import load_table
from deterrence.errors import ArgumentError


@pytest.mark.parametrize("scale", SCALES)
def test_every_rung_is_among_those_its_own_value_leads_back_to(scale):
    for row in crosswalk().rows:
        back = rungs(scale, row.value(scale))
        assert row.rung in back and set(back) == {row.rung, *crosswalk().many_to_one(row.rung, scale)}
        assert list(back) == sorted(back, key=ladder().ids.index)


def test_a_value_that_no_rung_has_leads_nowhere():
    assert rungs("mid_action", 44) == ()
    with pytest.raises(ArgumentError, match="did you mean 'mid_level'"):
        rungs("mid_levl", 1)


def test_incidents_get_the_rungs_they_may_be(tmp_path):
    path = tmp_path / "midi.csv"
    path.write_text(MIDI.replace("120,16,4,1,5", "120,16,-9,1,5"))
    frame = with_rungs(load_table(path))
    expected = rungs("mid_level", 2)
    assert (frame["hostlev_rung_low"][0], frame["hostlev_rung_high"][0]) == (expected[0], expected[-1])
    assert frame["hostlev_rungs"].tolist()[:2] == [len(expected), len(rungs("mid_level", 4))]
    assert pd.isna(frame["hostlev_rung_low"][2]) and pd.isna(frame["hostlev_rungs"][2])  # missing is no rung


def test_codes_of_icb_are_read_as_its_words(tmp_path):
    path = tmp_path / "icb1.csv"
    path.write_text(ICB1)
    frame = with_rungs(load_table(path))
    assert frame["viol_rung_high"][1] == rungs("icb_violence", "war")[-1] == "war"
    assert frame["crismg_rung_low"][0] == rungs("icb_technique", "negotiation")[0]


def test_codes_of_icbe_have_places_on_the_ladder(tmp_path):
    """Every place is a rung, lowest first; several codes of one cell are joined."""
    order = ladder().ids
    for code, to in icbe.RUNGS.items():
        assert to and list(to) == sorted(set(to), key=order.index), code
    path = tmp_path / "icbe_v1.1.csv"
    head = ",".join(column.name for column in ICBE.required)
    rows = ["attack", "blockade;border violation", "NA", "praise"]
    path.write_text(
        "\n".join([f"{head},interact_escalate", *(f"1,action,A,B,NA,escalatory,NA,1950,1,1,{code}" for code in rows)])
    )
    frame = with_rungs(load_table(path))
    low, high, many = (frame[f"interact_escalate_{name}"] for name in ("rung_low", "rung_high", "rungs"))
    assert (low[0], high[0], many[0]) == ("proxy-attack", "facility-strikes", 4)
    assert (low[1], high[1], many[1]) == ("alert", "border-fire", 3)
    assert pd.isna(low[2]) and pd.isna(many[2]) and pd.isna(low[3]) and many[3] == 0
    assert order.index(high[0]) > order.index(low[0])


@pytest.mark.data
def test_most_acts_against_others_have_a_place(data_folder):
    frame = with_rungs(load_table(data_folder / "icbe_v1_1" / "icbe_events_no_text.csv"))
    coded = frame["interact_escalate"].notna()
    assert coded.sum() > 3000 and frame.loc[coded, "interact_escalate_rung_low"].notna().mean() > 0.85


def test_other_files_have_no_place_on_the_ladder(tmp_path):
    path = tmp_path / "ged.csv"
    path.write_text(GED)
    with pytest.raises(ArgumentError, match="no column with a place on the ladder"):
        with_rungs(load_table(path))
