"""ICB loader: codes, missing values and editions on a small made-up data set."""

import pytest

from deterrence.data.base_rates import Days, Settlement, tally
from deterrence.data.icb import load, two_sided_crises
from deterrence.data.icb_codes import Form, Management, Nuclear, Outcome, Tension, Violence
from deterrence.errors import ArgumentError, InputError

CRISES = """\
crisno,crisname,yrtrig,brexit,viol,crismg,forout,outesr
1,FIRST,1950,10,1,1,1,2
2,SECOND,1960,999,4,8,5,1
3,THIRD,1970,30,2,7,7,3
4,FOURTH,1980,,,,,
"""
ACTORS = """\
cracno,crisno,actor,outcom,nuclear
11,1,AAA,2,1
12,1,BBB,2,1
21,2,AAA,1,3
22,2,BBB,4,3
23,2,AAA,4,3
24,2,CCC,1,1
31,3,AAA,3,4
32,3,BBB,9,3
41,4,AAA,3,
42,4,BBB,3,
"""
PAIRS = """\
crisno,actnuma,actnumb
1,11,12
1,11,12
2,21,22
2,23,24
3,32,31
3,31,9999
4,41,42
"""


@pytest.fixture
def folder(tmp_path):
    for name, text in (("icb1v15.csv", CRISES), ("icb2v15.csv", ACTORS), ("icbdy_v15.csv", PAIRS)):
        (tmp_path / name).write_text("\N{BYTE ORDER MARK}" + text.replace("\n", "\r\n"), encoding="utf-8")
    return tmp_path


def replace(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_codes_become_words(folder):
    icb = load(folder, exact=False)
    crisis = icb.crises[2]
    assert (crisis.name, crisis.year) == ("SECOND", 1960)
    assert crisis.violence is Violence.WAR and crisis.management is Management.VIOLENCE
    assert crisis.form is Form.IMPOSED and crisis.tension is Tension.RECURRED
    assert icb.actors[31].outcome is Outcome.STALEMATE and icb.actors[31].nuclear is Nuclear.SECOND_STRIKE


def test_missing_is_none_and_never_zero(folder):
    icb = load(folder, exact=False)
    empty = icb.crises[4]
    assert (empty.days, empty.violence, empty.management, empty.form, empty.tension) == (None,) * 5
    assert icb.crises[2].days is None
    assert icb.actors[32].outcome is None and icb.actors[41].nuclear is None


def test_missing_values_are_counted_nowhere(folder):
    counts = tally(two_sided_crises(folder, "AAA", "BBB", exact=False))
    assert counts.n == 4
    assert sum(counts.violence.values()) == 3 and sum(counts.form.values()) == 3
    assert sum(counts.settlement.values()) == 3 and counts.both_nuclear == 2
    assert counts.days == Days(n=2, least=10, median=20, most=30)


def test_nothing_to_count():
    counts = tally(())
    assert counts.n == 0 and counts.days is None and set(counts.violence.values()) == {0}


def test_only_parts_that_face_each_other_are_sides(folder):
    second = two_sided_crises(folder, "AAA", "BBB", exact=False)[1]
    assert [[part.number for part in side] for side in second.sides] == [[21], [22]]
    assert tally([second]).settlement[Settlement.VICTORY_AND_DEFEAT] == 1


def test_a_crisis_with_two_confrontations_of_a_pair_counts_once(folder):
    replace(folder / "icbdy_v15.csv", "2,23,24", "2,23,22")
    crises = two_sided_crises(folder, "AAA", "BBB", exact=False)
    assert [each.crisis.number for each in crises] == [1, 2, 3, 4]
    assert tally(crises[1:2]).settlement[Settlement.MIXED] == 1


def test_naming_the_pair_the_other_way_round_swaps_the_sides_and_no_count(folder):
    one = two_sided_crises(folder, "AAA", "BBB", exact=False)
    other = two_sided_crises(folder, "BBB", "AAA", exact=False)
    assert [each.sides for each in one] == [each.sides[::-1] for each in other]
    assert tally(one) == tally(other)


def test_since_keeps_the_year_itself(folder):
    crises = two_sided_crises(folder, "AAA", "BBB", since=1970, exact=False)
    assert [each.crisis.year for each in crises] == [1970, 1980]


def test_unknown_state_is_refused(folder):
    with pytest.raises(ArgumentError, match="'XXX' is no crisis actor"):
        two_sided_crises(folder, "AAA", "XXX", exact=False)


def test_other_edition_is_refused(folder):
    with pytest.raises(InputError, match="another edition"):
        load(folder)


def test_absent_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"icb1v15\.csv:1:1: there is no such file"):
        load(tmp_path)


def test_absent_column_is_named(folder):
    replace(folder / "icb1v15.csv", ",viol,", ",other,")
    with pytest.raises(InputError, match="no column viol"):
        load(folder, exact=False)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("FIRST,1950,10,1,", "FIRST,1950,10,5,", r"icb1v15\.csv:2:1: viol is '5'"),
        ("FIRST,1950,10,1,", "FIRST,1950,10,0,", r"viol is '0'"),
        ("FIRST,1950,10,", "FIRST,1950,-9,", r"brexit is '-9', which is no whole number"),
    ],
)
def test_what_is_no_code_is_refused_with_its_line(folder, old, new, message):
    replace(folder / "icb1v15.csv", old, new)
    with pytest.raises(InputError, match=message):
        load(folder, exact=False)
