"""Loaders of public data sets on small files in their real formats: types, missing codes, versions, placed errors."""

import gzip

import pandas as pd
import pytest

from data.samples import ACLED, BATTLE, ESSAY, GED, GED_TAGGED, GTD, ICB1, MIDI
from deterrence.data.sources.loading import load_table
from deterrence.data.sources.registry import SOURCES
from deterrence.errors import ArgumentError, InputError
from deterrence.ledger.entering import Columns, ledger


@pytest.fixture
def file(tmp_path):
    def made(text, name="file.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return path

    return made


@pytest.mark.parametrize(
    ("text", "key", "rows"),
    [
        (GED, "ucdp-ged", 3),
        (GED_TAGGED, "ucdp-ged", 3),
        (MIDI, "mid-incidents", 3),
        (ICB1, "icb-crises", 2),
        (GTD, "gtd", 3),
        (ACLED, "acled", 2),
        (BATTLE, "ucdp-battle-deaths", 1),
        (ESSAY, "country-table", 3),
    ],
    ids=["ged", "tagged", "midi", "icb1", "gtd", "acled", "battle", "table"],
)
def test_a_file_is_recognised_by_its_columns(file, text, key, rows):
    found = load_table(file(text)).description
    assert (found.source, found.rows) == (key, rows)


def test_a_row_of_tags_is_left_out_and_lines_are_counted_with_it(file):
    plain, tagged = load_table(file(GED)), load_table(file(GED_TAGGED, "tagged.csv"))
    pd.testing.assert_frame_equal(plain.frame, tagged.frame)
    assert (plain.raw.line(3), tagged.raw.line(3)) == (5, 6)  # the first row of data is two lines long


def test_types_and_dates_of_events(file):
    frame = load_table(file(GED)).frame
    assert str(frame["best"].dtype) == "Int64" and str(frame["side_a"].dtype) == "string"
    assert list(frame["date"]) == [pd.Timestamp(2020, 1, 5), pd.Timestamp(2020, 3, 1), pd.Timestamp(2020, 3, 9)]
    assert list(frame["date_precision"]) == ["day", "month", "day"]
    assert frame["best"].tolist() == [3, 5, 0]  # none killed is a zero, not a missing value
    assert frame["gwnoa"].isna().tolist() == [False, True, False]


def test_minus_nine_is_missing_in_mid_and_a_month_alone_is_a_month(file):
    frame = load_table(file(MIDI)).frame
    assert frame["fatalpre"].tolist()[0] == 0 and frame["fatalpre"].isna().tolist() == [False, True, False]
    assert list(frame["date_precision"]) == ["day", "month", "year"]
    assert frame["duration"].isna().tolist() == [False, True, True]


def test_icb_codes_of_days_are_missing_in_days_only(file):
    frame = load_table(file(ICB1)).frame
    assert frame["datrig"].isna().all() and frame["daterm"].isna().tolist() == [True, False]
    assert frame["brexit"].tolist()[0] == 77 and pd.isna(frame["brexit"][1])  # 77 days are 77 days; 999 are unknown
    assert list(frame["date_precision"]) == ["month", "month"]
    assert frame["datmed"].tolist()[0] == 88  # a column that the codebook is not quoted on is left as it is


def test_gtd_zero_months_and_unknown_groups_are_missing(file):
    frame = load_table(file(GTD)).frame
    assert list(frame["date_precision"]) == ["month", "day", "year"]
    assert frame["gname"].isna().tolist() == [True, False, False]
    assert frame["nkill"].isna().tolist() == [False, True, False]
    assert frame["nwound"].isna().tolist() == [True, True, False]
    assert frame["doubtterr"].isna().tolist() == [False, True, False]


def test_acled_exports_have_semicolons_and_written_months(file):
    frame = load_table(file(ACLED)).frame
    assert list(frame["date"]) == [pd.Timestamp(2024, 1, 5), pd.Timestamp(2024, 3, 1)]
    assert list(frame["date_precision"]) == ["day", "month"]


def test_versions_are_read_and_checked(file):
    assert load_table(file(GED, "GEDEvent_v25_1.csv")).description.version == "25.1"
    assert load_table(file(GED, "ged231.csv")).description.version == "23.1"
    candidate = load_table(file(GED, "GEDEvent_v26_0_3.csv")).description
    assert (candidate.source, candidate.version) == ("ucdp-candidate", "26.3")
    assert any("not vetted" in note for note in candidate.notes)
    assert load_table(file(GED)).description.version == "not stated"
    assert load_table(file(BATTLE)).description.version == "23.1"
    with pytest.raises(InputError, match=r"version 99\.1 of UCDP battle.*this loader knows 17\.0 to 26"):
        load_table(file(BATTLE.replace("23.1", "99.1")))
    with pytest.raises(InputError, match="version 3 of Incidents"):
        load_table(file(MIDI.replace(",5\n", ",3\n")))


def test_another_edition_is_refused_where_exactness_is_asked_for(file):
    with pytest.raises(InputError, match="another edition of UCDP events"):
        load_table(file(GED), exact=True)


def test_old_names_of_columns_are_known(file):
    old = GED.replace("best,high,low", "best_est,high_est,low_est")
    assert load_table(file(old)).frame["best"].tolist() == [3, 5, 0]


def test_a_column_that_is_missing_is_named(file):
    with pytest.raises(InputError, match=r"file\.csv:1:1: no column date_start, which UCDP events"):
        load_table(file(GED.replace("date_start", "start")), "ucdp-ged")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",3,4,2,", ",3,4,two,", r"file\.csv:2:1: low is 'two', which is no whole number: leave the cell empty"),
        (",3,4,2,", ",3,4,2.5,", r"file\.csv:2:1: low is '2\.5'"),
        ("2020-03-09 00:00:00.000,0,0", "9/3/2020,0,0", r"file\.csv:5:1: date_end is '9/3/2020', which is no date"),
        ("plain,\n", "plain,,7,8\n", r"file\.csv:4:1: 24 cells where the header has 22"),
    ],
)
def test_what_cannot_be_read_is_placed(file, old, new, said):
    assert old in GED
    with pytest.raises(InputError, match=said):
        load_table(file(GED.replace(old, new)))


def test_a_date_that_no_calendar_has_is_refused(file):
    said = r"file\.csv:2:1: styear, stmon, stday: no date of the calendar is \[1993, 2, 30\]"
    with pytest.raises(InputError, match=said):
        load_table(file(MIDI.replace("18,10,1993,18", "30,2,1993,18")))


def test_other_files_are_refused_in_words(file, tmp_path):
    ged = GED.replace(",best,", ",bes,", 1)
    with pytest.raises(InputError, match=r"no column best, which UCDP events \(GED\) has"):
        load_table(file(ged))
    with pytest.raises(InputError, match=r"no column best, which UCDP events \(GED\) has, as this file seems to be"):
        ledger(file(ged))
    counted = ledger(file(ged), Columns(date="date_start", deaths="bes")).counts
    assert counted["deaths"].sum() == 8 and counted["incidents"].sum() == 3
    with pytest.raises(InputError, match="of no data set that is known, by its columns a, b"):
        load_table(file("a,b\n1,2\n"))
    with pytest.raises(InputError, match="no such file"):
        load_table(tmp_path / "absent.csv")
    with pytest.raises(InputError, match="empty or not text"):
        load_table(file(" \n"))
    with pytest.raises(InputError, match="a header and no rows"):
        load_table(file(GED_TAGGED.splitlines()[0] + "\n"))
    packed = tmp_path / "packed.csv"
    packed.write_bytes(gzip.compress(GED.encode()))
    with pytest.raises(InputError, match="a compressed file, not delimited text: unpack it"):
        load_table(packed)
    with pytest.raises(ArgumentError, match="did you mean 'ucdp-ged'"):
        load_table(file(GED), "ucdp-gde")


def test_names_with_globs_and_latin_bytes_are_read(file):
    found = load_table(file(GTD.replace("Group", "Frente Unión"), "a[1]*.csv", "latin-1"))
    assert found.frame["gname"].tolist()[1] == "Frente Unión"
    assert any("Latin-1" in note for note in found.description.notes)


def test_coverage_says_where_when_and_how_precisely(file):
    found = load_table(file(GTD)).description.coverage
    assert (found.first, found.last, found.imprecise, found.n_places) == ("1992-12-01", "1994-01-03", 2, 2)
    assert str(load_table(file(ESSAY)).description.coverage) == "2023 to 2024; Pakistan"


def test_keys_are_unique_and_every_source_says_what_to_bear_in_mind():
    assert len({s.key for s in SOURCES}) == len(SOURCES)
    assert all(s.notes and s.citation and s.required for s in SOURCES)
