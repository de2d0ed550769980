"""Ranks are given under every weighting at once, and know nobody's name."""

import pytest

from coded_crises.samples import BRIDGE
from deterrence.coded_crises.catalogue import histories
from deterrence.coded_crises.ranking import MEAN, WEIGHTINGS, ranks
from deterrence.coded_crises.reading import read_history_text
from deterrence.errors import ArgumentError

ALL = histories()


def figures(rows):
    return [(row.rung, row.ranks, row.mean, row.spread) for row in rows]


def test_moves_of_a_small_history():
    rows = {row.id: row for row in ranks(read_history_text(BRIDGE))}
    assert [row for row in rows] == ["shots", "closure", "truce"]
    assert rows["shots"].ranks == dict.fromkeys(WEIGHTINGS, 1.0) and rows["shots"].spread == 0
    assert rows["closure"].ranks == {"rung": 2, "mid": 2.5, "goldstein": 2, "kahn": 2}, "ties share their places"
    assert rows["truce"].mean == pytest.approx((3 + 2.5 + 3 + 3) / 4)


@pytest.mark.parametrize("weighting", [*WEIGHTINGS, MEAN])
def test_the_weighting_orders_the_rows_only(weighting):
    rows = ranks(ALL, weighting)
    key = [row.mean if weighting == MEAN else row.ranks[weighting] for row in rows]
    assert key == sorted(key)
    assert {r.id: r for r in rows} == {r.id: r for r in ranks(ALL)}
    assert all(set(row.ranks) == set(WEIGHTINGS) for row in rows)


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_ranks_are_places(weighting):
    for what in (ALL, ALL[0]):
        places = [row.ranks[weighting] for row in ranks(what)]
        assert sum(places) == pytest.approx(len(places) * (len(places) + 1) / 2)


def test_the_weightings_disagree_about_cuba():
    """Words count for Kahn's list and for the ladder, and little for MID and Goldstein."""
    cuba = next(row for row in ranks(ALL) if row.id == "cuba-1962")
    assert cuba.rung["rung"] == "nuclear-threat" != cuba.rung["mid"]
    assert cuba.ranks["rung"] == 1 and cuba.spread > 0


@pytest.mark.parametrize("history", ALL, ids=lambda h: h.name)
def test_relabelling_actors_changes_nothing(history):
    """Exchange every two actors' ids and names: the same figures come out."""
    ids = [actor.id for actor in history.actors]
    turned = dict(zip(ids, ids[1:] + ids[:1], strict=True))
    data = history.model_dump(by_alias=True)
    for move in data["moves"]:
        move["actor"] = turned.get(move["actor"], move["actor"])
        for account in move["accounts"]:
            account["by"] = turned[account["by"]]
    for loss in data["losses"]:
        for account in loss["accounts"]:
            account["by"] = turned[account["by"]]
    for actor in data["actors"]:
        actor["name"] = f"side {turned[actor['id']]}"
    other = type(history).model_validate(data)
    assert other != history and figures(ranks(other)) == figures(ranks(history))


def test_what_cannot_be_ranked():
    with pytest.raises(ArgumentError, match="no weighting 'weight'; there are rung, mid, goldstein, kahn and mean"):
        ranks(ALL, "weight")
    with pytest.raises(ArgumentError, match="nothing to rank"):
        ranks([])
