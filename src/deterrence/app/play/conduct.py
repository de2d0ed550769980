"""Conduct that is locked, as the pages of play show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...games.brief import Brief
from ...games.locked import Locked
from ...scenario.lock_rule import LockRule
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


def conduct_of(brief: Brief, locks: Iterable[LockRule | Locked]) -> tuple[Conduct, ...]:
    """Locks of a crisis, stated or compiled, in words."""
    names, doctrines = {a.id: a.name for a in brief.actors}, dict(doctrine_names(brief))
    return tuple(
        Conduct(rule.actor, names[rule.actor], doctrines.get(rule.conduct, rule.conduct), rule.announced)
        for rule in locks
    )
