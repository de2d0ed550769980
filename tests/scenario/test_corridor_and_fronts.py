"""Drafts of the trade corridor and of the two fronts: names have no effect, and what is said once is said of both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from deterrence.catalogue import locate
from deterrence.forecasting.keys import Key, Values
from deterrence.forecasting.registry import measure
from deterrence.scenario.crisis import Crisis, load
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.audit.audit import audit
from shipped import crisis

CORRIDOR, FRONTS = "corridor", "two-fronts"

SAME = 1e-9
DAYS = 30  # that are looked at; play itself goes on
SOME = ("outcome", "event", "challenge")
KNOWN = {"rival.driven": 0.0, "holder.firm": 0.0}  # nobody has private types on the corridor: quickly solved
NEIGHBOURS = {"west": "east", "east": "west"}
STATES = {"rival": "holder", "holder": "rival"}
LEVELS = {CORRIDOR: ("raid", "attack"), FRONTS: ("probe", "attack")}


def exchanged(text: str, names: Mapping[str, str]) -> str:
    """A text with names in the place of others, all at once, also where they are parts of an id."""
    known = "|".join(names)
    return re.sub(rf"(?<![a-z])({known})(?![a-z])", lambda found: names[found.group()], text)


def outlook(case: Crisis, changes: Mapping[str, float], some: tuple[str, ...] | None = SOME, points: int = 5) -> Values:
    short = case.changed(window=case.record.window.model_copy(update={"days": DAYS}))
    game = short.compile(dict(changes))
    return measure(game, solve_grid(game.game, Grid(points=points, tolerance=1e-12)), some)[0]


def renamed(values: Values, names: Mapping[str, str]) -> Values:
    return {Key(k.name, *(exchanged(part, names) for part in (k.actor, k.of, k.given)), k.stage): x
            for k, x in values.items()}


def far(one: Values, other: Values) -> dict[Key, tuple[float, float]]:
    assert set(one) == set(other) and len(one) > 20
    return {k: (x, other[k]) for k, x in one.items() if abs(x - other[k]) > SAME}


def data_exchanged(case: Crisis, names: Mapping[str, str]) -> dict[str, float]:
    """Every number with the name of one in it, as the file gives it for the other."""
    values = case.parameters.defaults
    found = {name: values[exchanged(name, names)] for name in values}
    assert any(found[name] != values[name] for name in found)
    return found


def test_the_two_neighbours_differ_in_their_numbers_and_in_nothing_else() -> None:
    case = crisis(FRONTS)
    assert far(renamed(outlook(case, {}), NEIGHBOURS), outlook(case, data_exchanged(case, NEIGHBOURS))) == {}


@pytest.mark.slow
@pytest.mark.parametrize("driven", [0.0, 0.2])
def test_and_so_it_is_with_every_quantity(driven: float) -> None:
    """Also where either neighbour may attack whatever it costs, the west more often than the east."""
    case = crisis(FRONTS)
    here = {"west.driven": driven, "east.driven": driven / 2}
    there = {**data_exchanged(case, NEIGHBOURS), "west.driven": driven / 2, "east.driven": driven}
    every = None if driven == 0 else SOME
    assert far(renamed(outlook(case, here, every), NEIGHBOURS), outlook(case, there, every)) == {}


@pytest.mark.parametrize("changes", [KNOWN, pytest.param({}, marks=pytest.mark.slow)], ids=["known", "with beliefs"])
def test_what_the_two_states_of_the_corridor_are_called_has_no_effect(
    changes: dict[str, float], tmp_path: Path
) -> None:
    """The whole file with the two names exchanged: whoever is called the holder is in the rival's place, and is it."""
    file = tmp_path / "elsewhere.yaml"
    file.write_text(exchanged(locate(CORRIDOR).read_text(encoding="utf-8"), STATES), encoding="utf-8")
    there = outlook(load(file), {exchanged(name, STATES): value for name, value in changes.items()})
    assert far(renamed(outlook(crisis(CORRIDOR), changes), STATES), there) == {}


def next_in_the_east(**changes: float) -> tuple[float, float]:
    """Chance that the east challenges at its next opportunity: after an answer in the west, after one let pass."""
    found = outlook(crisis(FRONTS), changes, ("follows",))
    after_answer, after_left = (found[Key("follows", "", f"east_after_{way}", "next")] for way in ("answer", "left"))
    return after_answer, after_left


def test_one_front_is_nothing_to_the_other_where_nothing_joins_them() -> None:
    """A type that is known, forces not tied down, nothing that ends both fronts at once: separate games (exactly)."""
    known = {"centre.firm": 0.0, "west.beyond": 0.0, "east.beyond": 0.0, "fading": 0.0}
    after_answer, after_left = next_in_the_east(**known, stretch=0.0)
    assert abs(after_answer - after_left) < SAME
    after_answer, after_left = next_in_the_east(**known, stretch=0.8)
    assert after_answer > after_left + 0.01  # forces are tied down: the other front is open


def test_an_answer_on_one_front_is_heard_on_the_other() -> None:
    after_answer, after_left = next_in_the_east()
    assert after_answer < after_left - 0.05


def test_less_attribution_more_acts_through_the_proxy() -> None:
    def acts(traced: float) -> float:
        changes = {**KNOWN, "raid.traced": traced, "attack.traced": traced}
        return outlook(crisis(CORRIDOR), changes, ("event",))[Key("event", "", "proxy")]

    assert acts(0.1) > acts(0.95)


@pytest.mark.parametrize("name", LEVELS)
def test_another_level_can_be_put_between_the_two_lowest_acts(name: str) -> None:
    lower, upper = crisis(name).neighbouring_levels[0]
    assert (lower, upper) == LEVELS[name]
    finer, values = crisis(name).with_level(lower, upper, crisis(name).parameters.defaults)
    assert values["between1.size"] == pytest.approx((values[f"{lower}.size"] + values[f"{upper}.size"]) / 2)
    assert len(finer.game_at(values).structure.states) > len(crisis(name).compile().structure.states)


@pytest.mark.slow
def test_the_window_of_the_corridor_holds_nearly_all_of_it() -> None:
    game = crisis(CORRIDOR).compile()
    found, _ = measure(game, solve_grid(game.game, Grid(points=5)), ("outcome",))
    assert found[Key("outcome", "", "unresolved")] < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("name", LEVELS)
def test_how_it_was_written_does_not_decide_the_answer(name: str) -> None:
    found = audit(crisis(name).compile(), 7, crisis=crisis(name), grids=False)
    assert {row.row for row in found.rows} >= {"acts", "order", "null", "tempo", "level"}
    assert [row for row in found.rows if not row.passed and row.row not in found.said] == []
