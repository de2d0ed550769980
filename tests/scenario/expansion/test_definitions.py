"""Definitions and order: what formulas become, what they are worth, and what is refused."""

from __future__ import annotations

import itertools

import pytest

from deterrence.parameters.expression import Evaluator
from deterrence.scenario.campaign.formula import expression
from scenario.expansion.helpers import data, problems

PUBLIC = """\
public:
  - {id: a, name: a, values: [low, mid, high], first: low, ordered: true}
  - {id: b, name: b, values: [low, mid, high], first: low, ordered: true}
  - {id: c, name: c, values: [x, y], first: x}
parameters: {p: {value: 2}, q: {value: 3}}
"""
VALUES = {"p": 2.0, "q": 3.0}
ORDER = ("low", "mid", "high")


def formula(text: str, definitions: str = "") -> str:
    """What becomes of a formula."""
    section = f"definitions: {{{definitions}}}\n" if definitions else ""
    return data(f'{PUBLIC}{section}endings:\n  - pays: {{x: "{text}"}}\n')["endings"][0]["pays"]["x"]


def said(text: str, definitions: str = "") -> str:
    section = f"definitions: {{{definitions}}}\n" if definitions else ""
    found = problems(f'{PUBLIC}{section}endings:\n  - pays: {{x: "{text}"}}\n')
    return " ".join(f"{p.line - PUBLIC.count(chr(10))} {p.what}: {p.remedy}" for p in found)


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "==", "!="])
@pytest.mark.parametrize("right", ["low", "mid", "high", "b"])
def test_order_holds_where_it_should(sign: str, right: str) -> None:
    written = formula(f"2*(a {sign} {right}) + p")
    for a, b in itertools.product(ORDER, ORDER):
        other = b if right == "b" else right
        holds = eval(f"{ORDER.index(a)} {sign} {ORDER.index(other)}")
        assert Evaluator(VALUES)(expression(written, {"a": a, "b": b, "c": "x"})) == 2 * holds + 2


@pytest.mark.parametrize(
    ("text", "definitions", "worth"),
    [
        ("d", "d: 4", 4), ("-d", "d: p - q", 1), ("q/d", 'd: "p*p"', 0.75), ("d - d", "d: p + q", 0),
        ("d*d", "d: p + e, e: q", 25), ("d.e + d", "d: p, d.e: q", 5),
        ("(a == low)*d + low", "d: (a < mid)*p, low: q", 5),
        ("2*d", 'd: "(p)*(q)"', 12), ("6/d", 'd: "(p)*(q)"', 1),
    ],
)  # fmt: skip
def test_definitions_are_put_in(text: str, definitions: str, worth: float) -> None:
    assert Evaluator(VALUES)(expression(formula(text, definitions), {"a": "low", "b": "low", "c": "x"})) == worth


@pytest.mark.parametrize(
    ("text", "definitions", "what"),
    [
        ("d", "d: e, e: d", "definitions go round in a circle"),
        ("d", "d: d + 1", "definitions go round in a circle: d <- d"),
        ("d", "d: r", "1 there is no parameter or definition 'r'"),
        ("d", "d: (a == tall)", "1 'a' is never 'tall': it is 'low', 'mid', 'high'"),
        ("d", "d: (e == low)", "1 there is no public variable 'e'"),
        ("d", "d: (c < y)", "1 'c' is no public variable with an order"),
        ("d", "d: (a < tall)", "1 'a' is never 'tall'"),
        ("d", "d: p +", "1 'p +' is no formula"),
        ("d", "d: [p]", "1 a definition is a list"),
        ("p", "p: q", "1 'p' is a parameter too"),
        ("d", "D: q, d: D", "'D' cannot be a definition"),
        ("(c < y)", "", "2 'c' is no public variable with an order"),
        ("(a < c)", "", "2 'c' is no public variable with an order"),
        ("(a < tall)", "", "2 'a' is never 'tall'"),
        (
            "d",
            ", ".join([f"d{k}: {'+'.join([f'd{k + 1}'] * 3)}" for k in range(20)] + ["d20: p", "d: d0"]),
            "characters",
        ),
    ],
)
def test_is_refused_where_it_was_written(text: str, definitions: str, what: str) -> None:
    assert what in said(text, definitions)


def test_when_asks_by_order() -> None:
    rules = "{when: {a: {from: mid}, b: {above: low, below: high}}}, {when: {a: {to: low}, c: [x]}}"
    found = data(f"{PUBLIC}doctrines: [{{rules: [{rules}]}}]\n")["doctrines"][0]["rules"]
    assert [rule["when"] for rule in found] == [{"a": ("mid", "high"), "b": "mid"}, {"a": "low", "c": ("x",)}]


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ("c: {from: x}", "'c' is no public variable with an order"),
        ("a: {from: tall}", "'a' is never 'tall'"),
        ("a: {form: low}", "'form' is no bound: use from, to, above or below"),
        ("a: {above: high}", "no value of 'a' lies there"),
    ],
)
def test_when_is_refused_at_its_line(when: str, what: str) -> None:
    [problem] = problems(f"{PUBLIC}doctrines:\n  - rules:\n      - when:\n          {when}\n")
    assert what in f"{problem.what}: {problem.remedy}" and problem.line == PUBLIC.count("\n") + 4
