"""Specs say what the rows say, on shared scales, in colours that survive grey print."""

from __future__ import annotations

import copy
import json
from itertools import pairwise

import pytest

from deterrence.report import charts
from deterrence.report.charts import Measure
from deterrence.report.charts.style import PALETTE, ink_on, ramp, wrapped

CHANCE = Measure("Probability of war")
ROWS = [
    {"label": "A", "value": 0.2, "low": 0.1, "high": 0.3},
    {"label": "B", "value": -0.5, "low": -0.6, "high": -0.4},
    {"label": "C", "value": 0.05, "low": -0.1, "high": 0.2},
]


def lightness(colour: str) -> float:
    """CIE L* of a colour."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * luminance ** (1 / 3) - 16


@pytest.mark.parametrize("draw", [charts.bars, charts.ranked_effects])
def test_rows_are_left_as_they_were_and_specs_are_json(draw) -> None:
    rows = copy.deepcopy(ROWS)
    spec = draw(rows, measure=CHANCE)
    assert rows == ROWS
    assert spec["width"] == "container"
    assert spec["title"] == CHANCE.title
    assert json.loads(json.dumps(spec)) == spec


def test_emphasis_leaves_the_others_muted() -> None:
    values = charts.bars(ROWS, measure=CHANCE, emphasis={"B"})["data"]["values"]
    assert values[0]["colour"] == values[2]["colour"] != values[1]["colour"]


def test_effects_are_ranked_and_hollow_where_their_sign_is_open() -> None:
    values = charts.ranked_effects(ROWS, measure=CHANCE)["data"]["values"]
    assert [value["label"] for value in values] == ["B", "A", "C"]
    assert [value["fill"] == "#FFFFFF" for value in values] == [False, False, True]


def test_swings_are_ranked_by_width() -> None:
    rows = [
        {"label": "narrow", "at_low": 0.2, "at_high": 0.3},
        {"label": "wide", "at_low": 0.6, "at_high": 0.1},
    ]
    values = charts.tornado(rows, measure=CHANCE, reference=0.25, ends=("low", "high"))["data"]["values"]
    assert [value["label"] for value in values] == ["wide", "wide", "narrow", "narrow"]


def test_stacked_parts_follow_each_other() -> None:
    rows = [{"label": "A", "part": part, "value": value} for part, value in (("y", 0.3), ("x", 0.7))]
    values = charts.stacked_bars(rows, measure=CHANCE, parts=("x", "y"))["data"]["values"]
    assert [(value["part"], value["start"], value["end"]) for value in values] == [
        ("x", 0.0, 0.7),
        ("y", 0.7, 1.0),
    ]


def test_panels_share_their_scale() -> None:
    rows = [{**row, "panel": panel} for row, panel in zip(ROWS, "qqr", strict=True)]
    first, second = charts.small_multiples(rows, chart=charts.bars, measure=CHANCE)
    scales = [panel.spec["layer"][0]["encoding"]["x"]["scale"] for panel in (first, second)]
    assert (first.title, second.title) == ("q", "r")
    assert scales[0] == scales[1]
    assert (scales[0]["domainMin"], scales[0]["domainMax"]) == (-0.6, 0.3)


def test_no_text_of_the_user_reaches_an_expression() -> None:
    hostile = "'];alert(1);//"
    rows = [{"step": 1, "actor": hostile, "rung": hostile, "cause": hostile}]
    spec = charts.ladder(rows, rungs=(hostile,), causes=(hostile,), step_title=hostile)
    assert "alert" not in json.dumps([layer.get("transform", []) for layer in spec["layer"]])
    assert all("alert" not in expression for expression in _expressions(spec))


def _expressions(node) -> list[str]:
    if isinstance(node, dict):
        own = [value for key, value in node.items() if key in {"expr", "labelExpr", "test"} and isinstance(value, str)]
        return own + [found for value in node.values() for found in _expressions(value)]
    return [found for value in node for found in _expressions(value)] if isinstance(node, list) else []


def test_first_colours_differ_in_grey_print() -> None:
    shades = sorted(lightness(colour) for colour in PALETTE[:4])
    assert all(darker + 12 < lighter for darker, lighter in pairwise(shades))


@pytest.mark.parametrize("n", [2, 5, 9])
def test_ramp_darkens_steadily(n: int) -> None:
    shades = [lightness(colour) for colour in ramp(n)]
    assert all(before - 4 > after for before, after in pairwise(shades))


def test_ink_contrasts() -> None:
    assert (ink_on("#FFFFFF"), ink_on("#004488")) == ("#000000", "#FFFFFF")


def test_labels_are_broken_not_cut() -> None:
    label = "a label that goes on for rather longer than a telephone is wide"
    assert wrapped(label).replace("\n", " ") == label


@pytest.mark.parametrize(("best", "layers"), [((True, True), 1), ((True, False), 2)])
def test_a_frontier_has_no_layer_of_nothing(best, layers) -> None:
    rows = [
        {"risk": 0.01 * k, "value": 0.2 * k, "group": "As stated", "number": str(k), "best": flag}
        for k, flag in enumerate(best, start=1)
    ]
    gain = Measure("Gain", lowest=0, highest=1)
    spec = charts.frontier(rows, risk=Measure("Risk", lowest=0, highest=0.1), gain=gain, groups=["As stated"])
    points = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    assert len(points) == layers
