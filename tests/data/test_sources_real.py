"""Loaders on the real files, where they are: counts, checksums, traps."""

import duckdb
import pytest

from deterrence.data.sources.loading import load_table

pytestmark = pytest.mark.data

FILES = {
    "icb_v15/icb1v15.csv": ("icb-crises", 496),
    "icb_v15/icb2v15.csv": ("icb-actors", 1100),
    "icb_v15/icbdy_v15.csv": ("icb-dyads", 1363),
    "icbe_v1_1/icbe_events_no_text.csv": ("icbe", 15025),
    "cow_mid_v5/MIDA 5.0.csv": ("mid-disputes", 2436),
    "cow_mid_v5/MIDB 5.0.csv": ("mid-participants", 5883),
    "cow_mid_v5/MIDI 5.0.csv": ("mid-incidents", 4483),
    "cow_mid_v5/MIDIP 5.0.csv": ("mid-incident-participants", 9619),
    "nmc/cow_nmc.csv": ("nmc", 17121),
    "ucdp/conflict_data_pak.csv": ("ucdp-ged", 6416),
    "ucdp/BattleDeaths_v23_1.csv": ("ucdp-battle-deaths", 1848),
}


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_recognised_with_its_checksum(data_folder, name):
    found = load_table(data_folder / name, exact=True)
    assert (found.description.source, found.description.rows) == FILES[name]
    assert len(found.frame) == found.description.rows


def test_no_missing_code_is_left_in_a_count(data_folder):
    for name in ("MIDA 5.0.csv", "MIDB 5.0.csv", "MIDI 5.0.csv", "MIDIP 5.0.csv"):
        frame = load_table(data_folder / "cow_mid_v5" / name).frame
        assert not (frame.select_dtypes("Int64") == -9).any().any(), name
    missing = load_table(data_folder / "cow_mid_v5" / "MIDA 5.0.csv").description.columns["fatality"][2]
    assert missing == 268


def test_days_of_icb_are_days_and_durations_of_77_days_stay(data_folder):
    frame = load_table(data_folder / "icb_v15" / "icb1v15.csv").frame
    assert frame["datrig"].max() <= 31 and frame["daterm"].max() <= 31
    assert (frame["brexit"] == 77).sum() == 4 and frame["brexit"].isna().sum() == 6


def test_no_row_of_ged_is_lost_but_the_tags(data_folder):
    path = data_folder / "ucdp" / "conflict_data_pak.csv"
    frame = load_table(path).frame
    total = duckdb.sql(
        f"SELECT sum(try_cast(best AS INT)) FROM read_csv('{path}', all_varchar=true, header=true) WHERE id IS NOT NULL"
    ).fetchall()[0][0]
    assert frame["best"].sum() == total and frame["country"].unique().tolist() == ["Pakistan"]
