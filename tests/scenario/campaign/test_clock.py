"""A crisis on a clock, from its file to its outlook; what is refused; and that what should not matter does not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence import forecast, load, solve
from deterrence.cli import main
from deterrence.errors import ArgumentError
from deterrence.forecasting.keys import Key, Values
from deterrence.forecasting.registry import measure
from deterrence.games.crisis_game import CrisisGame
from deterrence.games.structure import Standing
from deterrence.scenario.crisis import Crisis
from deterrence.solvers.grid import Assessment, Grid
from deterrence.solvers.solution import Solution
from scenario.campaign.samples import edited, problems, read
from scenario.campaign.samples import mini as moves

FILE = Path(__file__).with_name("standoff.yaml")
TEXT = FILE.read_text(encoding="utf-8")
ROW = Key("event", of="row_strikes")
ALIKE = ("outcome", "event", "event_count", "loss", "duration", "peak_rung", "challenge")


@cache
def solved() -> Solution:
    """With its certificate and the coarser grid, on a grid of few nodes."""
    return solve(load(FILE).compile(), Grid(points=9))


@cache
def played(text: str) -> tuple[CrisisGame, Assessment]:
    game = read(text).compile()
    return game, Grid(points=9).solve(game.game)


def values(text: str = TEXT, days: float | None = None) -> Values:
    return measure(*played(text), ALIKE, days)[0]


def test_rates_race_at_the_clock() -> None:
    game = load(FILE).compile()
    s, n = game.structure, game.game.numbers
    first = s.index("tension/row=calm/column=calm")
    assert s.initial == first and s.standing[first] == Standing.CLOCK
    assert n.pace[first] == pytest.approx(0.2 + 0.2 + 0.04)
    shares = {s.states[s.branch_next[b]]: n.branch_probability[b] for b in s.branches_at[first]}
    assert shares["faded"] == pytest.approx(0.04 / 0.44)
    assert n.interest == pytest.approx([0.002, 0.002]) and s.horizon is None


@pytest.mark.slow
def test_the_certificate_is_as_of_any_crisis() -> None:
    c = solved().certificate
    assert c.residual <= 1e-9 and c.consistency <= 1e-10 and c.unfinished <= 1e-8


def test_both_sides_are_treated_alike() -> None:
    found = values()
    assert found[ROW] == pytest.approx(found[Key("event", of="column_strikes")], abs=1e-9)
    assert sum(p for key, p in found.items() if key.name == "outcome") == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("days", [5.0, 60.0])
def test_an_act_doubled_within_its_kind_moves_nothing(days: float) -> None:
    line = next(line for line in TEXT.splitlines() if "kind: blow" in line)
    twin = line.replace("id: strike, name: strike", "id: strike_again, name: strike as well")
    one, other = (values(text, days) for text in (TEXT, edited(line, f"{line}\n{twin}", TEXT)))
    assert other == {key: pytest.approx(value, abs=1e-9) for key, value in one.items()}


@pytest.mark.parametrize("rate", ["tempo", "3"])
def test_an_event_that_changes_nothing_moves_nothing(rate: str) -> None:
    fades = "      - {rate: fading, to: faded}"
    more = edited(fades, f"{fades}\n      - {{rate: {rate}, to: tension}}", TEXT)
    assert values(more) == {key: pytest.approx(value, abs=1e-8) for key, value in values().items()}


def test_hours_for_days_move_nothing() -> None:
    """Every number per day divided by 24, and the window in hours."""
    text = TEXT
    for name, value in (("interest", "0.002"), ("tempo", "0.2"), ("fading", "0.04"), ("strain", "0.02")):
        text = edited(f"{name}: {{value: {value},", f"{name}: {{value: {float(value) / 24!r},", text)
    for old in ("[0, 0.01], label: discount", "[0.1, 0.4]", "[0.01, 0.1], label: how", "[0, 0.05]"):
        text = text.replace(old, old.replace(old[: old.index("]") + 1], "[0, 0.5]"))
    one, other = values(), values(edited("days: 60", "days: 1440", text))
    one[Key("duration", of="days")] *= 24
    assert other == {key: pytest.approx(value, abs=1e-7) for key, value in one.items()}


def test_longer_windows_see_more() -> None:
    ends = [values(days=d) for d in (5.0, 20.0, 60.0, 400.0)]
    still = [found[Key("outcome", of="unresolved")] for found in ends]
    strikes = [found[ROW] for found in ends]
    assert still == sorted(still, reverse=True) and still[-1] < 1e-6
    assert strikes == sorted(strikes)


def test_days_are_of_the_outlook_and_the_file_has_a_default() -> None:
    plain, asked = forecast(solved()), forecast(solved(), days=60.0)
    assert [(q.key, q.value) for q in plain] == [(q.key, q.value) for q in asked]
    assert forecast(solved(), days=5.0)[ROW].value < plain[ROW].value
    with pytest.raises(ArgumentError, match="takes no days"):
        forecast(solve(moves().compile(), Grid(points=9)), 30.0)


def test_losses_are_those_of_the_strikes() -> None:
    """Each strike harms by half a stake, and strikes are as many as their events."""
    found = values()
    row, column = (found[Key("loss", who, "all")] for who in ("row", "column"))
    strikes = found[Key("event_count", of="column_strikes")]
    assert row == pytest.approx(column, abs=1e-9) == pytest.approx(0.5 * strikes, abs=1e-9)


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("{days: 60, first", "{days: 60, moves: 5, first", "8:9", "the window has two lengths"),
        ("{days: 60, first", "{first", "8:9", "the window has no length"),
        ("{days: 60, first", "{moves: 12, first", None, "runs by the day, and the window counts moves"),
        ("days: 60, first: tension}", "days: 60, first: tension, closing: {row: 1}}", "8:36", "closes nothing"),
        ("    interest: interest\n", "    interest: interest\n    discount: 0.9\n", "14:15", "moves take no time"),
        ("    actor: row\n", "    actor: row\n    days: 2\n", None, "moves take no time"),
        ("name: hold, to: tension}", "name: hold, to: row_acts}", None, "go round in no time: row_acts <- row_acts"),
        ("{rate: tempo, to: row_acts}", '{rate: "-tempo", to: row_acts}', "37:16", "the rate '-tempo' comes to -0.2"),
        ("{rate: tempo, to: row_acts}", "{to: row_acts}", "37:9", "the key 'rate' is missing"),
        ("{rate: tempo, to: row_acts}", "{rate: tempo, chance: 1, to: row_acts}", None, "unknown key 'chance'"),
        ("    interest: interest\n", '    interest: "-interest"\n', None, "the interest '-interest' comes to -0.002"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_place(old: str, new: str, where: str | None, words: str) -> None:
    found = problems(edited(old, new, TEXT))
    assert any(words in p.what for p in found), found
    if where is not None:
        assert where in {f"{p.line}:{p.column}" for p in found if words in p.what}, found


def test_a_clock_whose_rates_are_all_zero_is_refused() -> None:
    text = TEXT
    for name, value in (("tempo", "0.2"), ("fading", "0.04")):
        text = edited(f"{name}: {{value: {value},", f"{name}: {{value: 0,", text).replace("[0.1, 0.4]", "[0, 0.4]")
    text = text.replace("[0.01, 0.1], label: how", "[0, 0.1], label: how")
    assert any("the sum of the rates of its events" in p.what for p in problems(text))


@pytest.mark.slow
def test_check_and_solve_take_it() -> None:
    assert CliRunner().invoke(main, ["check", str(FILE)]).output.endswith("well formed\n")
    done = CliRunner().invoke(main, ["solve", str(FILE), "--resolution", "interactive", "--json"])
    assert done.exit_code == 0, done.output


def test_a_crisis_that_counts_moves_is_as_it_was() -> None:
    crisis: Crisis = moves()
    assert crisis.brief.days is None and crisis.brief.moves == 6
    assert crisis.compile().game.numbers.pace is None
