"""A small crisis of three actors, written turn by turn, edited in every way, and what is said of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from deterrence.errors import InputError, Problem
from deterrence.games.crisis_game import CrisisGame
from deterrence.scenario.campaign.reading import read_campaign_text
from deterrence.scenario.crisis import Crisis, load
from deterrence.solvers.grid import Assessment, Grid, solve_grid

MINI = Path(__file__).with_name("mini.yaml")
TEXT = MINI.read_text(encoding="utf-8")


@cache
def mini() -> Crisis:
    """The small crisis, read and checked."""
    return load(MINI)


def read(text: str) -> Crisis:
    """A crisis from its text."""
    return Crisis(read_campaign_text(text))


@cache
def compiled() -> CrisisGame:
    """Its game."""
    return mini().compile()


@cache
def solved() -> Assessment:
    """Its solution on a small grid."""
    return solve_grid(compiled().game, Grid(points=9))


def problems(text: str) -> list[Problem]:
    """What the reader finds wrong with a text; empty if it is a campaign."""
    try:
        read_campaign_text(text, "file.yaml")
    except InputError as error:
        return error.problems
    return []


def edited(old: str, new: str, text: str = TEXT) -> str:
    """The text with one passage replaced; it must be there."""
    assert old in text, old
    return text.replace(old, new, 1)
