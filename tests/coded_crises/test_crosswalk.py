"""The crosswalk: no rung missing, true to the scales where they were opened, monotone where it should be."""

import pytest

from deterrence.coded_crises.crosswalk import SCALES, TECHNIQUES, CrosswalkRow, crosswalk, markdown
from deterrence.coded_crises.ladder import ladder
from deterrence.data.icb_codes import Management, Violence
from deterrence.errors import ArgumentError

ROWS = crosswalk().rows
# Scores of the table opened (CAMEO.goldsteinscale.txt), for the codes used.
GOLDSTEIN = {
    "057": 8.0, "087": 9.0, "0871": 9.0, "045": 5.0, "083": 5.0, "046": 7.0, "036": 4.0, "01": 0.0, "11": -2.0,
    "113": -2.0, "161": -4.0, "163": -8.0, "154": -7.2, "138": -7.0, "152": -7.2, "150": -7.2, "180": -9.0,
    "191": -9.5, "193": -10.0, "192": -9.5, "195": -10.0, "190": -10.0, "1385": -7.0,
}  # fmt: skip
# Types that the conversion table opened gives for them, as far as it was read (to code 17, with 191 and 192).
PLOVER = {
    "057": "SUPPORT", "087": "RETREAT", "0871": "RETREAT", "045": "CONSULT", "083": "CONCEDE", "046": "CONSULT",
    "036": "AGREE", "11": "ACCUSE", "113": "ACCUSE", "161": "SANCTION", "163": "COERCE", "154": "MOBILIZE",
    "138": "THREATEN", "152": "MOBILIZE", "150": "MOBILIZE", "180": "ASSAULT", "191": "COERCE", "192": "COERCE",
    "1385": "THREATEN",
}  # fmt: skip
# Hostility level by highest action: 0 none, 1-6 threats, 7-12 displays, 13-17 uses, 18-21 war.
LEVELS = {0: 1, **dict.fromkeys(range(1, 7), 2), **dict.fromkeys(range(7, 13), 3), **dict.fromkeys(range(13, 18), 4)}
LEVELS |= dict.fromkeys(range(18, 22), 5)


def test_no_rung_is_missing_and_rows_stand_in_order():
    assert tuple(row.rung for row in ROWS) == ladder().ids
    assert set(SCALES) == set(CrosswalkRow.model_fields) - {"rung", "note"}
    assert {column for scale in crosswalk().scales for column in scale.columns} == set(SCALES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rung)
def test_cells_are_of_their_scales(row):
    assert LEVELS[row.mid_action.value] == row.mid_level.value
    assert row.goldstein.value == GOLDSTEIN[row.cameo.value]
    assert row.plover.value == PLOVER.get(row.cameo.value, row.plover.value)
    assert row.icb_violence.value in {v.value for v in Violence}
    assert row.icb_technique.value in TECHNIQUES and set(TECHNIQUES) == {t.value for t in Management}
    assert row.kahn.value is None or 1 <= row.kahn.value <= 44
    assert row.mid_level.value == ladder().rung(row.rung).force, "the typed record is the MID level"


def test_mid_levels_never_fall_but_at_the_nuclear_threat():
    levels = [row.mid_level.value for row in ROWS if row.rung != "nuclear-threat"]
    assert levels == sorted(levels)


def test_kahn_and_violence_never_fall_along_the_conventional_rungs_above_calm():
    above = [r for r in ladder().rungs if r.domain == "conventional" and ladder().level(r.id) > 0]
    along = [crosswalk().row(r.id) for r in above]
    words = [v.value for v in Violence]
    for values in ([words.index(r.icb_violence.value) for r in along], [r.mid_level.value for r in along]):
        assert values == sorted(values)
    kahn = [r.kahn.value for r in along if r.rung != "blockade"]  # his blockades stand above harassing fire
    assert kahn == sorted(kahn)


def test_goldstein_has_the_sign_of_the_ladder():
    for row in ROWS:
        level = ladder().level(row.rung)
        assert (row.goldstein.value > 0) == (level < 0) and (row.goldstein.value < 0) == (level > 0), row.rung


def test_no_way_down_in_kahn():
    assert all(row.kahn.value is None for row in ROWS if ladder().level(row.rung) <= 0)


def test_many_to_one_is_marked():
    table = crosswalk()
    assert "war" in table.many_to_one("sustained-fighting", "cameo")
    assert table.many_to_one("mobilisation", "mid_action") == ()
    for row in ROWS:
        for scale in SCALES:
            assert all(row.rung in table.many_to_one(other, scale) for other in table.many_to_one(row.rung, scale))
    line = next(line for line in markdown().splitlines() if line.startswith("| `mobilisation`"))
    assert line.split(" | ")[1:3] == ["3\\*", "10"]


def test_an_unknown_rung_is_said():
    with pytest.raises(ArgumentError, match="no rung 'peace'"):
        crosswalk().row("peace")
