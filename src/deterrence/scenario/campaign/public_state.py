"""Where a campaign can stand, and what can be done there: places, open moves, what the public sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from .play_records import CampaignDoctrine, CampaignEnding, CampaignMove, Clock, Lottery, Result, Turn
from .record import Campaign
from .vocabulary import Value, Wanted, When

UNRESOLVED = "unresolved"  # the ending of a window that closes before another


@dataclass(frozen=True, order=True)
class Place:
    """A public state: a turn, a lottery, a clock or an ending, and the values of the public variables.

    Attributes:
        node: id of the turn, lottery, clock or ending.
        values: one for each public variable, in file order; empty at an ending.
    """

    node: str
    values: tuple[Value, ...] = ()


class CampaignBoard:
    """Look-ups over a campaign."""

    def __init__(self, campaign: Campaign):
        self.campaign = campaign
        self.turns = {t.id: t for t in campaign.turns}
        self.lotteries = {c.id: c for c in campaign.lotteries}
        self.clocks = {c.id: c for c in campaign.clocks}
        self.endings = {e.id: e for e in campaign.endings}
        self.actors = tuple(a.id for a in campaign.actors)
        self.rungs = tuple(r.id for r in campaign.ladder)
        self.variables = tuple(v.id for v in campaign.public)
        self._values = {v.id: v.values for v in campaign.public}

    @cached_property
    def start(self) -> Place:
        """Where the window opens."""
        return Place(self.campaign.window.first, tuple(v.first for v in self.campaign.public))

    def node(self, place: Place) -> Turn | Lottery | Clock | CampaignEnding:
        """What stands at a place."""
        sections: tuple[Mapping[str, Turn | Lottery | Clock | CampaignEnding], ...] = (
            self.turns, self.lotteries, self.clocks, self.endings,
        )  # fmt: skip
        return next(section[place.node] for section in sections if place.node in section)

    def ending(self, place: Place) -> CampaignEnding | None:
        """The ending that a place is, or as which the window closes there; None where that leaves it unresolved."""
        if place.node in self.turns:
            at = self.public(place)
            closes = next((c.to for c in self.campaign.window.closes if self.holds(c.when, at)), None)
            return None if closes is None else self.endings[closes]
        return self.endings.get(place.node)

    def public(self, place: Place) -> dict[str, Value]:
        """The public variables at a place, by id."""
        return dict(zip(self.variables, place.values, strict=False))

    def holds(self, when: When, at: Mapping[str, Value]) -> bool:
        """Do the public variables have the values that are asked for?"""
        return all(at.get(name) in listed(wanted) for name, wanted in when.items())

    def open_moves(self, place: Place) -> tuple[CampaignMove, ...]:
        """The moves open at a turn, in file order."""
        turn, at = self.turns[place.node], self.public(place)
        return tuple(m for m in turn.moves if self.holds(m.when, at))

    def after(self, place: Place, outcome: Result) -> Place:
        """Where an outcome leads."""
        if outcome.to in self.endings:
            return Place(outcome.to)
        at = self.public(place)
        for name, new in outcome.set.items():
            at[name] = self._stepped(name, at[name], new) if new in ("+1", "-1") else new
        return Place(outcome.to, tuple(at[name] for name in self.variables))

    def _stepped(self, name: str, old: Value, step: Value | Literal["+1", "-1"]) -> Value:
        values = self._values[name]
        k = values.index(old) + (1 if step == "+1" else -1)
        return values[min(max(k, 0), len(values) - 1)]

    def label(self, place: Place) -> str:
        """A short label, made of ids only."""
        parts = [place.node, *(f"{n}={v}" for n, v in zip(self.variables, place.values, strict=False))]
        return "/".join(parts)


def listed(wanted: Wanted) -> tuple[Value, ...]:
    """One value or several, as several."""
    return wanted if isinstance(wanted, tuple) else (wanted,)


def prescribed(board: CampaignBoard, doctrine: CampaignDoctrine, place: Place) -> CampaignMove | None:
    """The move that the first rule that applies calls for; None where none applies (then anything goes)."""
    found = deciding(board, doctrine, place)
    return found[1] if found is not None else None


def deciding(board: CampaignBoard, doctrine: CampaignDoctrine, place: Place) -> tuple[int, CampaignMove] | None:
    """Index of the first rule that applies and the move it calls for; None where none applies."""
    open_moves = {m.id: m for m in board.open_moves(place)}
    at = board.public(place)
    for r, rule in enumerate(doctrine.rules):
        turns = () if rule.turn is None else listed(rule.turn)
        if (not turns or place.node in turns) and board.holds(rule.when, at):
            for name in rule.do:
                if name in open_moves:
                    return r, open_moves[name]
    return None
