"""The figure of a bar stands at its end, and beyond the mark only where the mark would stand in it."""

import re

import pytest

from deterrence.app.explore.drawings import Bar, bars


def placed(row):
    drawn = bars([row, Bar("all", 1.0, "")]).wide
    text = re.search(r'class="value" x="([\d.]+)"', drawn)
    width = re.search(r'class="bar now" x="([\d.]+)" y="[\d.-]+" width="([\d.]+)"', drawn)
    return float(text.group(1)) - float(width.group(1)) - float(width.group(2))


@pytest.mark.parametrize("beside", [None, 0.05, 0.9])
def test_at_the_end_of_the_bar(beside):
    assert placed(Bar("a", 0.1, "10%", beside)) == pytest.approx(6.0, abs=0.02)


def test_beyond_a_mark_that_is_near():
    assert placed(Bar("a", 0.1, "10%", 0.15)) > 20


def test_names_are_escaped():
    assert "<b>" not in str(bars([Bar("<b>", 0.2, "20%")]).wide)
