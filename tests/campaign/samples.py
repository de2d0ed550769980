"""A small campaign of three actors, edited in every way, and what is said of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from deterrence.campaign.compiling import CompiledCampaign, compile_campaign
from deterrence.campaign.parameters import default_values
from deterrence.campaign.reading import LoadedCampaign, load_campaign, read_campaign, read_campaign_text
from deterrence.campaign.record import Campaign
from deterrence.campaign_study import CampaignStudy, conduct
from deterrence.errors import InputError, Problem
from deterrence.solvers.grid import Assessment, Grid, solve_grid

MINI = Path(__file__).with_name("mini.yaml")
TEXT = MINI.read_text(encoding="utf-8")


@cache
def mini() -> Campaign:
    """The small campaign, read and checked."""
    return read_campaign(MINI)


@cache
def compiled() -> CompiledCampaign:
    """Its game."""
    return compile_campaign(mini())


@cache
def solved() -> Assessment:
    """Its solution on a small grid."""
    return solve_grid(compiled().game, Grid(points=9))


def studied(loaded: LoadedCampaign) -> CampaignStudy:
    """The main job on a small grid, in this process."""
    return conduct(loaded, default_values(loaded.scenario), resolution="interactive")


@cache
def study() -> CampaignStudy:
    """The small campaign, studied."""
    return studied(load_campaign(MINI))


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
