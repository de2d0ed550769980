"""Plain scalars are read by the core schema of YAML 1.2."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.files.yaml_scalars import MAX_DIGITS, BadScalar, is_number, plain
from deterrence.scenario.ladder.reading import read_text
from scenario.ladder.edits import edit, problems, said

WORDS = (
    "no yes on off y n No YES On tRue nUll nan inf 1_000 0b1 0o8 0x 1e e5 1e+ + - . 1.2.3 1,5 50% "
    "12:30 2025-05-07 2025-05-07T01:05:00Z"
)


@pytest.mark.parametrize("word", WORDS.split())
def test_words_stay_words(word):
    assert plain(word) == word


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001), ("1E-3", 0.001), ("1e3", 1000.0), ("12e0", 12.0), ("1.0", 1.0),
        (".5", 0.5), ("5.", 5.0), ("-.5", -0.5), ("+1.5", 1.5),
        ("0", 0), ("-7", -7), ("+7", 7), ("017", 17), ("0o17", 15), ("0x1F", 31),
        ("true", True), ("True", True), ("TRUE", True), ("false", False),
        ("null", None), ("~", None), ("", None),
    ],
)  # fmt: skip
def test_core_schema(text, value):
    assert plain(text) == value
    assert type(plain(text)) is type(value)


@pytest.mark.parametrize(
    "text", [".nan", ".NaN", ".inf", "-.Inf", "+.INF", "1e999", "-1e400", "1" * 41, "0x" + "f" * 40]
)
def test_numbers_that_no_crisis_needs_are_refused(text):
    with pytest.raises(BadScalar):
        plain(text)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_float_is_read_back(number):
    assert plain(repr(number)) == number


@settings(deadline=None)
@given(st.integers(min_value=-(10**38), max_value=10**38))
def test_every_short_integer_is_read_back(number):
    assert plain(str(number)) == number


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_scalar_or_refused(text):
    try:
        value = plain(text)
    except BadScalar:
        return
    assert value is None or isinstance(value, str | bool | int) or math.isfinite(value)
    assert not is_number(text) or len(text) <= MAX_DIGITS


@pytest.mark.parametrize(
    ("spelling", "value"), [("1e-3", 0.001), ("1E-3", 0.001), (".05", 0.05), ("0x0", 0.0)]
)
def test_numbers_of_every_spelling_reach_the_scenario(spelling, value):
    scenario = read_text(edit(("war_hazard: {value: 0.05", f"war_hazard: {{value: {spelling}")))
    assert scenario.war_hazard.value == value


def test_quoted_scalars_are_text():
    assert "'value' is the text '6', and must be a number" in said(
        edit(("war: {value: 6", "war: {value: '6'"))
    )
    assert "'year' is the text '2024'" in said(edit(("year: 2024", 'year: "2024"')))


def test_dates_are_text_and_years_in_places_of_text_are_not():
    assert read_text(edit()).sources["handbook"].opened == "2026-01-31"
    assert "'opened' is the number 2026, and must be text" in said(edit(("2026-01-31", "2026")))


@pytest.mark.parametrize("word", ["no", "yes", "off", "0", "1", "'true'"])
def test_only_true_and_false_are_booleans(word):
    (problem,) = problems(edit(("reversible: false", f"reversible: {word}")))
    assert problem.what.startswith("'reversible' is the ")
    assert problem.remedy == "write true or false"


@pytest.mark.parametrize("word", ["true", "no", "''", "[]"])
def test_booleans_and_words_are_no_numbers(word):
    (problem,) = problems(edit(("war: {value: 6", f"war: {{value: {word}")))
    assert "must be a number" in problem.what
