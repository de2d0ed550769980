"""Conduct that is locked, as the pages of play show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
        stands_in: is it what a bot does that fills a person's seat?
    """

    actor: str
    name: str
    words: str
    announced: bool
    stands_in: bool = False


@dataclass(frozen=True)
class Kind:
    """What an actor may privately be, in words.

    Attributes:
        name, type: of the actor, and of the type.
        rule, text: name of the doctrine that a bound type carries out, and what it says; "" for one that weighs costs.
    """

    name: str
    type: str
    rule: str = ""
    text: str = ""


def kinds_of(brief: Brief) -> tuple[Kind, ...]:
    """Every private type of every actor, as everybody knows that there are."""
    names, texts = dict(doctrine_names(brief)), {d.id: d.text for d in brief.doctrines}
    return tuple(
        Kind(a.name, t.name)
        if t.strategic
        else Kind(a.name, t.name, names.get(t.doctrine, t.doctrine), texts.get(t.doctrine, ""))
        for a in brief.actors
        for t in a.types
    )


def conduct_of(brief: Brief, locks: Iterable[LockRule | Locked]) -> tuple[Conduct, ...]:
    """Locks of a crisis, stated or compiled, in words."""
    names, doctrines = {a.id: a.name for a in brief.actors}, dict(doctrine_names(brief))
    return tuple(
        Conduct(rule.actor, names[rule.actor], doctrines.get(rule.conduct, rule.conduct), rule.announced)
        for rule in locks
    )


def stood_in(brief: Brief, doctrines: Mapping[str, str]) -> tuple[Conduct, ...]:
    """What bots follow in persons' places, by actor, in words."""
    names, known = {a.id: a.name for a in brief.actors}, dict(doctrine_names(brief))
    return tuple(Conduct(a, names[a], known.get(d, d), announced=False, stands_in=True) for a, d in doctrines.items())
