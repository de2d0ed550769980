"""The module of an armed group, the state on whose soil it is and the state that it attacks: names have no effect.

It is used for the western frontier of Pakistan and, twice, for the eastern one, with the same numbers. Each state is
put in each situation here, and what follows is the same for all.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from deterrence.catalogue import folder, locate
from deterrence.forecasting.keys import Key, Values
from deterrence.forecasting.registry import measure
from deterrence.scenario.crisis import Crisis, load
from deterrence.solvers.grid import Grid, solve_grid
from shipped import crisis

SAME = 1e-9
DAYS = 60  # that are looked at; play itself goes on
QUANTITIES = ("outcome", "event_count", "challenge", "follows")
WEST = {"kabul.unable": 0.0, "pakistan.firm": 0.0}  # nobody has private types: one belief, and quickly solved
EAST = {"india.firm": 0.0, "pakistan.firm": 0.0}
SITUATIONS = {
    "the eastern frontier": {"ttp": "eastern", "kabul": "pakistan", "pakistan": "india"},
    "the western frontier the other way round": {"ttp": "group", "kabul": "pakistan", "pakistan": "kabul"},
    "the eastern frontier the other way round": {"ttp": "western", "kabul": "india", "pakistan": "pakistan"},
}


def exchanged(text: str, names: Mapping[str, str]) -> str:
    """A text with names in the place of others, all at once, also where they are parts of an id."""
    known = "|".join(names)
    return re.sub(rf"(?<![a-z])({known})(?![a-z])", lambda found: names[found.group()], text)


def outlook(case: Crisis, changes: Mapping[str, float], points: int = 5) -> Values:
    short = case.changed(window=case.record.window.model_copy(update={"days": DAYS}))
    game = short.compile(dict(changes))
    return measure(game, solve_grid(game.game, Grid(points=points, tolerance=1e-12)), QUANTITIES)[0]


@cache
def west() -> Values:
    return outlook(crisis("western-front"), WEST)


def elsewhere(names: Mapping[str, str], tmp_path: Path) -> Crisis:
    shutil.copytree(folder() / "modules", tmp_path / "modules")
    file = tmp_path / "elsewhere.yaml"
    file.write_text(exchanged(locate("western-front").read_text(encoding="utf-8"), names), encoding="utf-8")
    return load(file)


def renamed(values: Values, names: Mapping[str, str]) -> Values:
    return {Key(k.name, *(exchanged(part, names) for part in (k.actor, k.of, k.given)), k.stage): x
            for k, x in values.items()}


def far(one: Values, other: Values) -> dict[Key, tuple[float, float]]:
    assert set(one) == set(other) and len(one) > 20
    return {k: (x, other[k]) for k, x in one.items() if abs(x - other[k]) > SAME}


ONE_AND_OTHERS = [pytest.param(s, marks=pytest.mark.slow if k else ()) for k, s in enumerate(SITUATIONS)]


@pytest.mark.parametrize("situation", ONE_AND_OTHERS)
def test_it_gives_the_same_with_names_exchanged(situation: str, tmp_path: Path) -> None:
    names = SITUATIONS[situation]
    changes = {exchanged(name, names): value for name, value in WEST.items()}
    assert far(renamed(west(), names), outlook(elsewhere(names, tmp_path), changes)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("situation", SITUATIONS)
def test_and_so_it_does_with_beliefs(situation: str, tmp_path: Path) -> None:
    names = SITUATIONS[situation]
    assert far(renamed(outlook(crisis("western-front"), {}), names), outlook(elsewhere(names, tmp_path), {})) == {}


SIDES = {"india": "pakistan", "pakistan": "india", "eastern": "western", "western": "eastern"}


@pytest.mark.slow
@pytest.mark.parametrize("changes", [EAST, {}], ids=["known", "with beliefs"])
def test_both_states_of_the_eastern_frontier_are_in_one_situation(changes: dict[str, float]) -> None:
    """Each is attacked and each is a host, with the same numbers: what holds of one holds of the other."""
    found = outlook(crisis("south-asia-recurrent"), changes)
    assert far(found, renamed(found, SIDES)) == {}


def test_the_two_frontiers_have_the_same_numbers() -> None:
    """What the module gives, it gives to both: no number of one frontier stands in the file of the other."""
    west, east = crisis("western-front").parameters, crisis("south-asia-recurrent").parameters
    names = {"ttp": "eastern", "kabul": "pakistan", "pakistan": "india"}
    both = [(name, exchanged(name, names)) for name in west.defaults if exchanged(name, names) in east.defaults]
    assert len(both) > 60
    assert all((west[one].value, west[one].range) == (east[two].value, east[two].range) for one, two in both)
