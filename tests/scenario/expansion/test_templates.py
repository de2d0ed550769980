"""``for``, ``only`` and placeholders: what they become, and what is refused, at its line."""

from __future__ import annotations

import time

import pytest

from scenario.expansion.helpers import data, document, problems

ACTORS = """\
actors:
  - for: [{self: east, title: East}, {self: west, title: West}]
    id: "{self}"
    name: "{title}"
    precision: 1
    types: [{id: only, name: only, kind: strategic, prior: remainder}]
ladder:
  - {id: none, name: no act, domain: diplomatic, force: 1}
  - {id: raid, name: a raid, domain: grey-zone, force: 3}
  - {id: strike, name: a strike, domain: conventional, force: 4}
lists: {sides: [east, west], three: [a, b, c]}
"""


def items(text: str) -> tuple:
    """What becomes of a list of events."""
    return data(f"{ACTORS}events:\n  - {text}\n")["events"]


def said(text: str) -> str:
    """The one problem with a list of events, which stands on its first line."""
    [problem] = problems(f"{ACTORS}events:\n  - {text}\n")
    assert problem.line == ACTORS.count("\n") + 2
    return f"{problem.what}: {problem.remedy}"


@pytest.mark.parametrize(
    ("written", "become"),
    [
        ('{for: {x: [a, 2, 0.5, true]}, v: "{x}"}', [{"v": "a"}, {"v": 2}, {"v": 0.5}, {"v": True}]),
        ('{for: {x: [a, 2]}, v: "v{x}"}', [{"v": "va"}, {"v": "v2"}]),
        ('{for: {x: three, y: [1, 2]}, v: "{x}{y}"}', [{"v": f"{x}{y}"} for x in "abc" for y in (1, 2)]),
        ('{for: [{x: a, y: 1}, {x: b, y: 2}], v: "{x}{y}"}', [{"v": "a1"}, {"v": "b2"}]),
        ('{for: {x: {from: raid}}, v: "{x}"}', [{"v": "raid"}, {"v": "strike"}]),
        ('{for: {x: {above: none, below: strike}}, v: "{x}"}', [{"v": "raid"}]),
        ('{for: {x: {to: raid}}, v: "{x-1}", only: {x: raid}}', [{"v": "none"}]),
        ('{for: {x: three}, only: {x: {to: b}}, v: "{x+1}"}', [{"v": "b"}, {"v": "c"}]),
        ('{for: {x: three}, only: {x: [a, c]}, v: "{x}"}', [{"v": "a"}, {"v": "c"}]),
        (
            '{for: {self: actors}, v: "{self.name} {other} {other.name}"}',
            [{"v": "East west West"}, {"v": "West east East"}],
        ),
        (
            '{for: {self: three, other: three}, v: "{self}{other}"}',
            [{"v": v} for v in ("ab", "ac", "ba", "bc", "ca", "cb")],
        ),
        ('{for: {x: [a, b]}, "{x}.k": 1}', [{"a.k": 1}, {"b.k": 1}]),
        ('{for: {x: [a]}, v: [{for: {y: [1, 2]}, w: "{x}{y}"}]}', [{"v": ({"w": "a1"}, {"w": "a2"})}]),
        ("{v: a}", [{"v": "a"}]),
    ],
)
def test_becomes(written: str, become: list) -> None:
    assert list(items(written)) == become


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ('{for: {x: [a]}, v: "{y}"}', "there is no variable 'y' here"),
        ('{v: "{y}"}', "'{y}' stands in no template"),
        ('{for: {x: [a, b]}, v: "{x+1}"}', "there is nothing at '{x+1}': the values are 'a', 'b'"),
        ('{for: {x: [a]}, v: "{x?}"}', "'{x?}' is no placeholder"),
        ('{for: {x: [a]}, v: {x}}', 'put it in quotes: "{x}"'),
        ('{for: {x: sidse}, v: "{x}"}', "there is no list 'sidse': did you mean 'sides'?"),
        ('{for: {x: {from: rade}}, v: "{x}"}', "the ladder is never 'rade': did you mean 'raid'?"),
        ('{for: {x: {form: raid}}, v: "{x}"}', "'form' is no bound"),
        ('{for: {x: {above: strike}}, v: "{x}"}', "no value of the ladder lies there"),
        ('{for: 3, v: 1}', "'for' is the number 3"),
        ('{for: {}, v: 1}', "goes through nothing"),
        ('{for: [3], v: 1}', "a row of 'for' is the number 3"),
        ('{for: [{x: 1}, {y: 1}], v: "{x}"}', "this row has 'y', and the first has 'x'"),
        ('{for: {x: [[a]]}, v: "{x}"}', "a value of a variable is a list"),
        ('{for: {x: [a]}, v: [{for: {x: [b]}, w: "{x}"}]}', "the variable 'x' is taken already"),
        ('{for: {x: []}, v: "{x}"}', "'for' goes through an empty list"),
        ('{for: {X: [a]}, v: 1}', "'X' cannot be a variable"),
        ('{for: {x: [a]}, only: {y: a}, v: "{x}"}', "there is no variable 'y' here"),
        ('{for: {x: [a]}, only: [a], v: "{x}"}', "'only' is a list, and must be a mapping"),
        ('{for: {x: [a]}, v: "{x.name}"}', "'a' is no actor, bystander, front or rung"),
        ('{for: {self: three}, v: "{other}"}', "'self' goes through 3 values"),
        ("{v: {for: {x: [a]}, w: 1}}", "'for' belongs to an item of a list"),
        ('{for: {x: [a]}, "{x}": 1, a: 2}', "the key 'a' stands here twice, first on line"),
    ],
)  # fmt: skip
def test_is_refused(written: str, what: str) -> None:
    assert what in said(written)


def test_a_fault_is_told_once_with_its_first_case() -> None:
    assert "(for x = a, and 2 more)" in said('{for: {x: three}, v: "{y}"}')


def test_every_part_knows_its_line() -> None:
    positions = document(f'{ACTORS}events:\n  - for: {{x: three}}\n    id: "{{x}}"\n    "{{x}}": 1\n').positions
    line = ACTORS.count("\n") + 2
    for k, name in enumerate("abc"):
        assert positions.value(("events", k, "id")).line == line + 1
        assert positions.key(("events", k, name)).line == line + 2
        assert positions.note(("events", k, "id")) == f"x = {name}"


NESTED = "".join(f"{'  ' * k}- for: {{x{k}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}}\n{'  ' * k}  v:\n" for k in range(12))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"events:\n{NESTED}{'  ' * 12}- 1\n", "this 'for' goes round 10 times, and comes to 433,330 keys and values"),
        (
            f"lists: {{many: [{', '.join(map(str, range(300)))}]}}\nevents:\n  - {{for: {{x: many, y: many}}, v: 1}}\n",
            "this 'for' goes round 90,000 times, and comes to 270,000 keys and values, and at most 50,000 are read",
        ),
        (
            f"lists: {{many: [{', '.join(map(str, range(200)))}]}}\n"
            f"events:\n  - {{for: {{x: many}}, v: {'long ' * 2000}}}\n",
            "characters, and at most 1,048,576 are read",
        ),
        (
            f"lists: {{many: [{', '.join(map(str, range(150)))}]}}\nevents:\n  - {{for: {{x: many, y: many}}, v: 1}}\n",
            "this 'for' goes round 22,500 times",
        ),
        (
            f"lists: {{many: [{', '.join(map(str, range(120)))}]}}\nevents:\n  - {{for: {{x: many, y: many}}, v: 1}}\n"
            "facts:\n  - {for: {x: many, y: many}, v: 1}\n",
            "with this, the file written out comes to",
        ),
        (
            f"events:\n  - for: [{{a: {'x' * 400}}}]\n    v:\n      - {{for: [{{b: \"{'{a}' * 400}\"}}], v: 1}}\n",
            "a value of 161,200 characters, and at most 4,000 are allowed",
        ),
    ],
)  # fmt: skip
def test_too_much_is_refused_with_the_numbers_before_it_is_built(text: str, what: str) -> None:
    began = time.process_time()
    [problem] = problems(text)
    assert what in problem.what and time.process_time() - began < 1.0
