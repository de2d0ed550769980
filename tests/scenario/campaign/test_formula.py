"""Formulas: what they compute, and what they refuse."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.parameters.expression import Evaluator, parameter
from deterrence.scenario.campaign.formula import FormulaError, conditions, expression, names, syntax

AT = {"corridor": "closed", "streak": 2}


def value(formula, **values):
    return Evaluator({k.replace("__", "."): v for k, v in values.items()})(expression(formula, AT))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("-(a - b) / 2", -1),
        ("a * (corridor == closed)", 3),
        ("a * (corridor != closed)", 0),
        ("a * (corridor in (open, closed))", 3),
        ("a * (corridor not in (open, closed))", 0),
        ("streak * a", 6),
        ("(streak == 2) - (streak in (0, 1))", 1),
        (0.25, 0.25),
        (" +a ", 3),
        ("x.y * a", 12),
    ],
)
def test_arithmetic(formula, expected):
    assert value(formula, a=3.0, b=1.0, x__y=4.0) == pytest.approx(expected)


def test_own_numbers_are_of_the_type_that_is_paid():
    built = expression("own.zeal - 1", AT, lambda name: parameter(f"strong.{name}"))
    assert Evaluator({"strong.zeal": 5.0})(built) == 4.0


def test_a_formula_is_built_once_for_all_states_alike_in_what_it_reads():
    """Of hundreds of states most differ in what a formula does not read; the built ones are shared."""
    first = expression("a * (corridor == closed) + x.y", AT)
    assert expression("a * (corridor == closed) + x.y", {**AT, "streak": 3}) is first
    assert expression("a * (corridor == closed) + x.y", {**AT, "corridor": "open"}) == parameter("x.y")
    for kind in ("strong", "weak"):
        built = expression("own.zeal", AT, lambda name, kind=kind: parameter(f"{kind}.{name}"))
        assert built == parameter(f"{kind}.zeal")
    assert expression("own.zeal", AT) == parameter("own.zeal")
    with pytest.raises(KeyError):
        expression("a * (corridor == closed) + x.y", {"streak": 2})


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os').system('true')",
        "a if b else c",
        "[1, 2]",
        "lambda: 1",
        "a ** 2",
        "a and b",
        "f(1)",
        "'text'",
        "True",
        "1e400",
        "a == b == c",
        "a < 2",
        "x[0]",
        "a +",
        "1" * 500,
    ],
)
def test_anything_else_is_refused_and_not_run(formula):
    with pytest.raises(FormulaError) as caught:
        expression(formula, AT)
    assert caught.value.what and caught.value.remedy


def test_what_a_formula_reads():
    assert names("a.b * (corridor == closed) - own.c + streak") == {"a.b", "own.c", "streak"}
    assert conditions("(corridor in (open, closed)) * (streak == 2)") == [
        ("corridor", ("open", "closed")),
        ("streak", (2,)),
    ]


@given(st.text(max_size=40))
def test_no_text_does_more_than_be_refused(text):
    with contextlib.suppress(FormulaError):
        syntax(text)
