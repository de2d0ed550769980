"""Conduct that is locked, as the pages of play tell it."""

from __future__ import annotations

from dataclasses import dataclass

from ...scenario.crisis import Crisis
from ..explore.controls import doctrine_names


@dataclass(frozen=True)
class Conduct:
    """What an actor does, whatever its type.

    Attributes:
        actor, name: whose, id and name.
        words: the doctrine's name, or the rule.
        announced: does everybody know?
    """

    actor: str
    name: str
    words: str
    announced: bool


def conduct_of(crisis: Crisis) -> tuple[Conduct, ...]:
    """All that is locked of anybody's conduct, by the file and beside it."""
    names, doctrines = {a.id: a.name for a in crisis.brief.actors}, dict(doctrine_names(crisis))
    return tuple(
        Conduct(rule.actor, names[rule.actor], doctrines.get(rule.conduct, rule.conduct), rule.announced)
        for rule in crisis.locks
    )
