"""A crisis on a clock, from its file to its outlook; what is refused; and that what should not matter does not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence import forecast, load, solve
from deterrence.cli import main
from deterrence.errors import ArgumentError, UnsupportedGame
from deterrence.forecasting.keys import Key
from deterrence.forecasting.outlook import Outlook
from deterrence.games.structure import Standing
from deterrence.scenario.crisis import Crisis
from deterrence.solvers.grid import Grid
from deterrence.solvers.solution import Solution
from scenario.campaign.samples import edited, problems, read
from scenario.campaign.samples import mini as moves

FILE = Path(__file__).with_name("standoff.yaml")
TEXT = FILE.read_text(encoding="utf-8")
ALIKE = ("outcome", "event", "loss", "duration", "peak_rung", "challenge")


@cache
def solved(text: str = TEXT, points: int = 9) -> Solution:
    return solve(read(text).compile(), Grid(points=points))


def outlook(text: str = TEXT, days: float | None = None) -> Outlook:
    return forecast(solved(text), days)


def values(found: Outlook, names=ALIKE) -> dict[Key, float]:
    return {q.key: q.value for q in found if q.key.name in names}


def test_rates_race_at_the_clock() -> None:
    game = load(FILE).compile()
    s, n = game.structure, game.game.numbers
    first = s.index("tension/row=calm/column=calm")
    assert s.initial == first and s.standing[first] == Standing.CLOCK
    assert n.pace[first] == pytest.approx(0.2 + 0.2 + 0.04)
    shares = {s.states[s.branch_next[b]]: n.branch_probability[b] for b in s.branches_at[first]}
    assert shares["faded"] == pytest.approx(0.04 / 0.44)
    assert n.interest == pytest.approx([0.002, 0.002]) and s.horizon is None


def test_the_certificate_is_as_of_any_crisis() -> None:
    c = solved(points=13).certificate
    assert c.residual <= 1e-9 and c.consistency <= 1e-10 and c.unfinished <= 1e-8


def test_both_sides_are_treated_alike() -> None:
    found = outlook()
    for row, column in (("row_strikes", "column_strikes"),):
        assert found["event", "", row].value == pytest.approx(found["event", "", column].value, abs=1e-9)
    assert sum(q.value for q in found if q.key.name == "outcome") == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("days", [5.0, 60.0])
def test_an_act_doubled_within_its_kind_moves_nothing(days: float) -> None:
    line = next(line for line in TEXT.splitlines() if "kind: blow" in line)
    twin = line.replace("id: strike, name: strike", "id: strike_again, name: strike as well")
    one, other = (values(outlook(text, days)) for text in (TEXT, edited(line, f"{line}\n{twin}", TEXT)))
    assert other == {key: pytest.approx(value, abs=1e-9) for key, value in one.items()}


@pytest.mark.parametrize("rate", ["tempo", "3"])
def test_an_event_that_changes_nothing_moves_nothing(rate: str) -> None:
    fades = "      - {rate: fading, to: faded}"
    more = edited(fades, f"{fades}\n      - {{rate: {rate}, to: tension}}", TEXT)
    assert values(outlook(more)) == {key: pytest.approx(value, abs=1e-8) for key, value in values(outlook()).items()}


def test_hours_for_days_move_nothing() -> None:
    """Every number per day divided by 24, and the window in hours."""
    text = TEXT
    for name, value in (("interest", "0.002"), ("tempo", "0.2"), ("fading", "0.04"), ("strain", "0.02")):
        text = edited(f"{name}: {{value: {value},", f"{name}: {{value: {float(value) / 24!r},", text)
    for old in ("[0, 0.01], label: discount", "[0.1, 0.4]", "[0.01, 0.1], label: how", "[0, 0.05]"):
        text = text.replace(old, old.replace(old[: old.index("]") + 1], "[0, 0.5]"))
    one, other = values(outlook()), values(outlook(edited("days: 60", "days: 1440", text)))
    one[Key("duration", of="days")] *= 24
    assert other == {key: pytest.approx(value, abs=1e-7) for key, value in one.items()}


def test_longer_windows_see_more() -> None:
    ends = [outlook(days=d) for d in (5.0, 20.0, 60.0, 400.0)]
    still = [found["outcome", "", "unresolved"].value for found in ends]
    strikes = [found["event", "", "row_strikes"].value for found in ends]
    assert still == sorted(still, reverse=True) and still[-1] < 1e-6
    assert strikes == sorted(strikes)


def test_days_are_of_the_outlook_and_the_file_has_a_default() -> None:
    assert values(outlook()) == values(outlook(days=60.0))
    with pytest.raises(ArgumentError, match="takes no days"):
        forecast(solve(moves().compile(), Grid(points=9)), 30.0)


def test_losses_are_those_of_the_strikes() -> None:
    """Each strike harms by half a stake, and strikes are as many as their events."""
    found = outlook()
    s = solved().crisis.structure
    assert s.stages == 1
    assert found["loss", "row", "all"].value == pytest.approx(found["loss", "column", "all"].value, abs=1e-9)
    assert found["loss", "row", "all"].value == pytest.approx(
        0.5 * found["event_count", "", "column_strikes"].value, abs=1e-9
    )


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


def test_what_counts_moves_says_so_before_it_works() -> None:
    for arguments in (["run", str(FILE), "-o", "."], ["simulate", str(FILE)]):
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 1 and done.output.count("\n") == 1
        assert "is on a clock in days" in done.output and "forecast(solution, days)" in done.output


def test_check_and_solve_take_it() -> None:
    assert CliRunner().invoke(main, ["check", str(FILE)]).output.endswith("well formed\n")
    done = CliRunner().invoke(main, ["solve", str(FILE), "--resolution", "interactive", "--json"])
    assert done.exit_code == 0, done.output


def test_plays_are_not_sampled_move_by_move() -> None:
    from deterrence.forecasting.rollout import rollout

    with pytest.raises(UnsupportedGame, match="on a clock in days"):
        rollout(solved().assessment, 10, 0, moves=5)


def test_a_crisis_that_counts_moves_is_as_it_was() -> None:
    crisis: Crisis = moves()
    assert crisis.brief.days is None and crisis.brief.moves == 6
    assert crisis.compile().game.numbers.pace is None
