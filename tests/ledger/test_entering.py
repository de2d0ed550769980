"""From files to counts: zero where a list has nothing, missing where nobody looked; the essay's figures."""

import pandas as pd
import pytest

from data.samples import ESSAY, GED, GTD, MIDI
from deterrence.errors import ArgumentError, InputError
from deterrence.ledger.changes import changes, disagreements, shares
from deterrence.ledger.entering import Columns, ledger

OWN = """\
when,who,whom,killed,land
2020-01-05,Group,police,2,A
2020-01-20,Group,market,,A
2020-03-01,,police,1,B
"""


@pytest.fixture
def file(tmp_path):
    def made(text, name="file.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return made


def column(found, name):
    return [None if pd.isna(x) else int(x) for x in found.counts[name]]


def test_a_month_without_events_counts_none(file):
    found = ledger(file(GED))
    assert [str(p) for p in found.counts.index] == ["2020-01", "2020-02", "2020-03"]
    assert column(found, "incidents") == [1, 0, 2] and column(found, "deaths") == [3, 0, 5]
    assert column(found, "low") == [2, 0, 5] and column(found, "high") == [4, 0, 11]


def test_perpetrators_are_told_of_one_sided_violence_only(file):
    parts = ledger(file(GED)).perpetrators
    assert parts["name"].tolist() == ["Government of A - Rebels", "Government of A - Rebels", "Rebels"]
    assert ledger(file(GED)).targets["name"].tolist() == [
        "fighting with a government", "civilians", "fighting with a government",
    ]  # fmt: skip


def test_deaths_that_nobody_counted_are_missing_and_not_none(file):
    found = ledger(file(MIDI))
    assert column(found, "deaths") == [0, None] and column(found, "unknown") == [0, 1]
    assert column(found, "incidents") == [1, 1]
    assert any("only the year is known are in no month: 1" in note for note in found.notes)


def test_months_that_a_source_lost_are_missing(file):
    found = ledger(file(GTD))
    lost = found.counts.loc["1993-01":"1993-12"]
    assert len(lost) == 12 and lost["incidents"].isna().all() and lost["deaths"].isna().all()
    assert column(found, "incidents")[0] == 1 and column(found, "incidents")[-1] == 1
    assert found.counts["deaths"].isna().to_numpy()[-1]  # one incident, deaths not known
    with pytest.raises(ArgumentError, match="deaths of the last month are missing"):
        found.complete("deaths")


def test_the_essays_figures_come_out_of_the_table_it_cites(file):
    found = ledger(file(ESSAY))
    incidents, deaths = changes(found)
    assert (incidents.earlier, incidents.later, deaths.earlier, deaths.later) == (517, 1099, 748, 1081)
    assert round(deaths.percent) == 45 and round(incidents.percent) == 113
    (group,) = shares(found)
    assert group.group.endswith("(TTP)") and group.published == 0.52 and group.computed is None


@pytest.mark.parametrize(("killed", "agrees"), [(558, True), (585, False)])
def test_a_share_and_deaths_that_do_not_go_together_are_reported(file, killed, agrees):
    """558 of 1,081 would be 52%; 585, which reports of the same index give, are 54%."""
    table = ESSAY.replace("2024,,,Teh", f"2024,,{killed},Teh")
    (group,) = shares(ledger(file(table)))
    assert round(group.computed, 3) == round(killed / 1081, 3)
    assert (disagreements([group]) == []) is agrees


def test_parts_of_a_total_are_not_counted_twice(file):
    table = ESSAY.replace("2024,,,Teh", "2024,482,558,Teh")
    assert column(ledger(file(table)), "deaths") == [748, 1081]
    only_part = "country,year,incidents,deaths,group\nA,2023,5,6,\nA,2024,1,2,G\n"
    assert column(ledger(file(only_part)), "deaths") == [6, None]


def test_a_file_of_ones_own_by_the_names_of_its_columns(file):
    columns = Columns(date="when", deaths="killed", perpetrator="who", target="whom", place="land")
    found = ledger(file(OWN), columns)
    assert column(found, "incidents") == [2, 0, 1] and column(found, "deaths") == [2, 0, 1]
    assert column(found, "unknown") == [1, 0, 0]
    only = ledger(file(OWN), columns, place="b")
    assert column(only, "incidents") == [0, 0, 1]  # the file covers January, when B had none
    assert any("All 2 countries" in note for note in found.notes)


def test_a_table_of_months_leaves_missing_what_it_lacks(file):
    found = ledger(file("month,attacks,deaths\n2020-01,3,-9\n2020-03,0,0\n"))
    assert column(found, "incidents") == [3, None, 0] and column(found, "deaths") == [None, None, 0]
    deaths_only = ledger(file("year,killed\n2020,3\n2021,4\n"))
    assert column(deaths_only, "incidents") == [None, None] and deaths_only.yearly


@pytest.mark.parametrize(
    ("columns", "options", "error", "said"),
    [
        (Columns(date="wen"), {}, InputError, "no column 'wen' for --date: did you mean 'when'"),
        (Columns(deaths="killed"), {}, InputError, "no column of dates among when, who"),
        (Columns(date="when"), {"place": "A"}, ArgumentError, "does not say where"),
        (Columns(date="when", place="land"), {"place": "C"}, ArgumentError, "no place 'C'"),
        (Columns(date="when"), {"since": "2019-01"}, ArgumentError, "covers 2020-01-05 to 2020-03-01; nothing"),
        (Columns(date="when"), {"since": "2020-03", "until": "2020-01"}, ArgumentError, "is after --until"),
        (Columns(date="when"), {"since": "March"}, ArgumentError, "write a month as 2021-08"),
    ],
)
def test_what_is_asked_for_and_not_there_is_reported(file, columns, options, error, said):
    with pytest.raises(error, match=said):
        ledger(file(OWN), columns, **options)


def test_a_table_without_counts_is_not_counted_by_its_rows(file):
    with pytest.raises(InputError, match="a table of periods without a column of counts among year, x"):
        ledger(file("year,x\n2020,3\n2021,4\n"))


def test_a_source_without_events_has_no_ledger(file):
    nmc = "ccode,year,milex,milper,irst,pec,tpop,upop,cinc\n2,1816,1,1,1,1,1,1,0.1\n"
    with pytest.raises(InputError, match="has no dated events to count"):
        ledger(file(nmc))


def test_years_that_are_not_whole_are_not_compared(file):
    assert changes(ledger(file(GED))) == ()
    with pytest.raises(ArgumentError, match="2030 is no whole year of the ledger: it has 2023, 2024"):
        changes(ledger(file(ESSAY)), "2023", "2030")


def test_counts_that_never_vary_cannot_be_modelled(file):
    found = ledger(file("month,incidents\n2020-01,3\n2020-02,3\n2020-03,3\n"))
    with pytest.raises(ArgumentError, match="incidents never vary: each month has 3"):
        found.complete("incidents")


@pytest.mark.data
def test_months_and_years_of_ged_are_those_of_an_independent_count(data_folder):
    import duckdb

    path = data_folder / "ucdp" / "conflict_data_pak.csv"
    found = ledger(path)
    for form, by in (("%Y-%m", found.counts.index.astype(str)), ("%Y", found.counts.index.year.astype(str))):
        ours = found.counts[["incidents", "deaths"]].groupby(by).sum()
        theirs = duckdb.sql(
            f"SELECT strftime(date_start::TIMESTAMP, '{form}') AS period, count(*) AS incidents, "
            f"sum(best::INT) AS deaths FROM read_csv('{path}', all_varchar=true, header=true) "
            "WHERE id IS NOT NULL GROUP BY 1"
        ).df().set_index("period")  # fmt: skip
        theirs = theirs.reindex(ours.index).fillna(0)
        assert (ours["incidents"] == theirs["incidents"]).all() and (ours["deaths"] == theirs["deaths"]).all(), form


def test_a_count_below_zero_is_refused_with_its_line(file):
    with pytest.raises(InputError, match=r"file.csv:3:1: deaths is -5, which is no count"):
        ledger(file("date,deaths\n2001-01-01,2\n2001-02-01,-5\n2001-03-01,-9\n"))


def test_more_periods_than_can_be_read_are_refused_before_any_work(file):
    """One date mistyped, and the file covers ten thousand years."""
    about = file("date,deaths\n0201-01-01,1\n2001-02-01,1\n2001-03-01,1\n")
    with pytest.raises(ArgumentError, match="21,603 periods, and at most 3,600 are counted"):
        ledger(about)
    assert len(ledger(about, since="2001-01").counts) == 3
