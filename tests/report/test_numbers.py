"""Formatting never says more than the error supports, and never claims zero or certainty unproven."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.errors import ArgumentError
from deterrence.report import numbers
from deterrence.report.odds import odds

shares = st.floats(0, 1)
errors = st.one_of(st.none(), st.floats(0, 0.5))


@pytest.mark.parametrize(
    ("p", "error", "words"),
    [
        (0.3127, None, "31%"),
        (0.3127, 0.002, "31%"),
        (0.3127, 0.0004, "31.3%"),
        (0.3127, 0.02, "about 30%"),
        (0.3127, 0.2, "11% to 52%"),
        (0.0004, None, "below 0.1%"),
        (0.0004, 0.002, "below 0.5%"),
        (1e-7, None, "below 0.01%"),
        (0.0, None, "below 0.01%"),
        (0.996, None, "99.6%"),
        (0.9999, None, "above 99.9%"),
        (1.0, None, "above 99.99%"),
        (0.02, 0.02, "below 5%"),
    ],
)
def test_percent(p: float, error: float | None, words: str) -> None:
    assert numbers.percent(p, error) == words


def test_only_a_proven_end_is_stated_as_such() -> None:
    assert numbers.percent(0.0, proven=True) == "0%"
    assert numbers.percent(1.0, proven=True) == "100%"
    assert numbers.percent(1e-9, proven=True) == "below 0.01%"


@given(shares, errors)
def test_percent_is_never_a_bare_zero_or_hundred(p: float, error: float | None) -> None:
    assert not re.fullmatch(r"(about )?(0|0\.0|100|100\.0)%", numbers.percent(p, error))


@given(shares, st.floats(0, 0.09))
def test_percent_stays_within_half_a_unit(p: float, error: float) -> None:
    stated = re.fullmatch(r"(about )?(\d+(?:\.\d)?)%", numbers.percent(p, error))
    if stated:
        assert abs(float(stated[2]) / 100 - p) <= max(0.05 if stated[1] else 0.005, 0.0005) + 1e-9


@given(shares, shares)
def test_interval_still_covers(a: float, b: float) -> None:
    low, high = sorted((a, b))
    words = numbers.interval(low, high)
    stated = [float(figure) / 100 for figure in re.findall(r"(\d+(?:\.\d+)?)%", words)]
    bottom = 0.0 if words.startswith("at most") else stated[0]
    top = 1.0 if words.startswith("at least") else stated[-1]
    assert bottom <= low + 1e-9
    assert top >= high - 1e-9


@pytest.mark.parametrize(
    ("successes", "n", "words"),
    [
        (0, 2000, "below 0.2% (0 of 2,000)"),
        (2000, 2000, "above 99.8% (2,000 of 2,000)"),
        (1, 2000, "below 0.5% (1 of 2,000)"),
        (3127, 10_000, "about 30% (3,127 of 10,000)"),
        (31_270, 100_000, "31% (31,270 of 100,000)"),
        (3, 10, "6% to 66% (3 of 10)"),
    ],
)
def test_share(successes: int, n: int, words: str) -> None:
    assert numbers.share(successes, n) == words


@pytest.mark.parametrize(
    ("p", "error", "words"),
    [
        (0.3127, 0.002, "31.3% ± 0.2 points"),
        (0.3127, 0.013, "31% ± 2 points"),
        (0.5, 0.01, "50% ± 1 point"),
        (0.0127, 0.013, "at most 3%"),
        (0.99, 0.02, "at least 97%"),
    ],
)
def test_with_error(p: float, error: float, words: str) -> None:
    assert numbers.with_error(p, error) == words


@pytest.mark.parametrize(
    ("difference", "error", "words"),
    [
        (0.03, None, "+3 points"),
        (-0.01, 0.002, "−1 point"),
        (0.004, None, "+0.4 points"),
        (0.0001, None, "less than 0.1 points"),
        (0.0, None, "no difference"),
        (0.03, 0.04, "no clear difference (within 7 points either way)"),
        (0.12, 0.03, "about +10 points"),
        (-0.3, 0.2, "−10 to −50 points"),
    ],
)
def test_points(difference: float, error: float | None, words: str) -> None:
    assert numbers.points(difference, error) == words


@pytest.mark.parametrize(
    ("x", "error", "words"),
    [
        (3.2, None, "3 days"),
        (1.2, None, "1 day"),
        (0.3, None, "less than a day"),
        (23, 4, "about 20 days"),
        (1234, None, "1,234 days"),
        (2, 30, "at most 40 days"),
    ],
)
def test_days(x: float, error: float | None, words: str) -> None:
    assert numbers.days(x, error) == words


@pytest.mark.parametrize(
    ("p", "error", "words"),
    [
        (0.025, None, "about 1 in 40"),
        (0.31, None, "about 3 in 10"),
        (0.66, None, "about 2 in 3"),
        (0.975, None, "all but about 1 in 40"),
        (0.0, None, "fewer than 1 in 10,000"),
        (1.0, None, "all but fewer than 1 in 10,000"),
        (0.02, 0.015, "fewer than 1 in 25"),
    ],
)
def test_odds(p: float, error: float | None, words: str) -> None:
    assert odds(p, error) == words


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(p: float) -> None:
    for say in (numbers.percent, odds):
        with pytest.raises(ArgumentError):
            say(p)
    with pytest.raises(ArgumentError):
        numbers.interval(p, 0.5)


@pytest.mark.parametrize(
    ("x", "text"), [(-0.6, "−0.6"), (3e-05, "0.00003"), (-1.25e-06, "−0.00000125"), (0.0002, "0.0002"), (15.0, "15")]
)
def test_a_small_number_has_no_exponent(x: float, text: str) -> None:
    assert numbers.plain(x) == text
