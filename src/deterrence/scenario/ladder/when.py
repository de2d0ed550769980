"""Conditions of rules of conduct: what is public that a doctrine may ask about."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...files.record import Identifier, Record
from ...files.references import Refers

RungId = Annotated[Identifier, Refers("rung")]


class When(Record):
    """Conditions of a doctrine rule; all that are given must hold."""

    line: Literal["crossed", "kept"] | None = Field(None, description="Has one of my lines just been crossed?")
    attacked: bool | None = Field(None, description="Was the other side's last move an act on the ladder?")
    offered: bool | None = Field(None, description="Is an off-ramp on the table?")
    warned: bool | None = Field(None, description="Has the other side just warned?")
    mediator: bool | None = Field(None, description="Is the mediator present?")
    challenged: bool | None = Field(None, description="Has anyone challenged yet?")
    challenges: int | None = Field(
        None, ge=1, le=3, description="Has the other side challenged at least so many times, its last act included?"
    )
    lowest: RungId | None = Field(None, description="Rung at or above which the rule applies.")
    highest: RungId | None = Field(None, description="Rung at or below which the rule applies.")
