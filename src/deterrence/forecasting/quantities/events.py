"""Events that the scenario names, one after another, and what they teach for the next crisis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from ...games.brief import EventBrief
from ...games.crisis_game import CrisisGame
from ..automata import NOWHERE, Automaton, Tracked
from ..keys import LEAST_CONDITION, Key, Values
from ..registry import Automata, Definition, Reading, once, register

FIRST, NEXT, EVER = "first", "next", "ever"


def happened(event: str) -> Callable[[CrisisGame], Automaton]:
    """Tag 1 once the event has happened."""
    return lambda game: Tracked(once(game.happenings[event].branch), asked=NOWHERE)


def _no_events(game: CrisisGame) -> str:
    return "" if game.brief.events else "the scenario names no events"


def _ever(wanted: Callable[[CrisisGame], Sequence[EventBrief]]) -> Definition:
    """That some of the scenario's events happen."""
    return Definition(
        name="event",
        kind="probability",
        unit="probability",
        words="The probability that an event of the scenario happens within the window.",
        keys=lambda game: [Key("event", of=e.id) for e in wanted(game)],
        read=lambda r: {Key("event", of=e.id): float(r.passage.share(("event", e.id))[1]) for e in wanted(r.game)},
        automata=lambda game: {("event", e.id): happened(e.id) for e in wanted(game)},
        absent=_no_events,
    )


register(_ever(lambda game: game.brief.events))
HEADLINE_EVENTS = _ever(lambda game: [e for e in game.brief.events if e.headline])
"""The same of events that are headlines alone: fewer automata travel with the push."""


@cache
def event_among(events: tuple[str, ...]) -> Definition:
    """The same of some events alone, by their ids."""
    return _ever(lambda game: [e for e in game.brief.events if e.id in events])


def _counts(reading: Reading) -> Values:
    taken = reading.passage.taken()
    return {
        Key("event_count", of=name): float(taken[h.branch].sum()) for name, h in reading.game.happenings.items()
    }


register(
    Definition(
        name="event_count",
        kind="expected value",
        unit="times",
        words="The expected number of times that an event of the scenario happens within the window.",
        keys=lambda game: [Key("event_count", of=e.id) for e in game.brief.events],
        read=_counts,
        absent=_no_events,
    )
)


def follows(after: str, event: str) -> Callable[[CrisisGame], Automaton]:
    """What follows from an event after another has first happened.

    Tags: 0, the first has not happened; 1, it has, and the second could not be chosen since; 2, the second was chosen
    at the first opportunity after it; 3, it was not, nor later; 4, it was not, but later.
    """

    def make(game: CrisisGame) -> Automaton:
        s, one, other = game.structure, game.happenings[after], game.happenings[event]
        table = np.tile(np.arange(5, dtype=np.int32), (len(s.branches), 1))
        table[one.branch, 0] = 1
        table[other.opportunity[s.branch_state] & ~other.branch, 1] = 3
        table[other.branch, 1] = 2
        table[other.branch, 3] = 4
        return Tracked(table, asked=NOWHERE)

    return make


def first_chance(event: str) -> Callable[[CrisisGame], Automaton]:
    """Whether an event is chosen at its first opportunity: tag 0, none yet; 1, chosen; 2, not."""

    def make(game: CrisisGame) -> Automaton:
        s, it = game.structure, game.happenings[event]
        table = np.tile(np.arange(3, dtype=np.int32), (len(s.branches), 1))
        table[it.opportunity[s.branch_state], 0] = 2
        table[it.opportunity[s.branch_state] & it.branch, 0] = 1
        return Tracked(table, asked=NOWHERE)

    return make


def _sequences(reading: Reading) -> Values:
    game, passage, out = reading.game, reading.passage, {}
    for q in game.brief.sequences:
        _, waiting, at_once, never, later = passage.share(("follows", q.after, q.event))
        if at_once + never + later > LEAST_CONDITION and game.happenings[q.event].opportunity.any():
            out[Key("follows", of=q.id, given=NEXT)] = float(at_once / (at_once + never + later))
        if waiting + at_once + never + later > LEAST_CONDITION:
            share = (at_once + later) / (waiting + at_once + never + later)
            out[Key("follows", of=q.id, given=EVER)] = float(share)
        _, taken, passed = passage.share(("first chance", q.event))
        if taken + passed > LEAST_CONDITION:
            out[Key("follows", of=q.id, given=FIRST)] = float(taken / (taken + passed))
    return out


def _sequence_automata(game: CrisisGame) -> Automata:
    both: dict[object, Callable[[CrisisGame], Automaton]] = {}
    for q in game.brief.sequences:
        both["follows", q.after, q.event] = follows(q.after, q.event)
        both["first chance", q.event] = first_chance(q.event)
    return both


register(
    Definition(
        name="follows",
        kind="conditional probability",
        unit="probability",
        words="One event after another: the probability that it is chosen at its *next* opportunity, given that the "
        "other has first happened and there was one; that it *ever* happens afterwards within the window, given that "
        "the other has happened; and beside them that it is chosen at its *first* opportunity of all.",
        keys=lambda game: [Key("follows", of=q.id, given=g) for q in game.brief.sequences for g in (FIRST, NEXT, EVER)],
        read=_sequences,
        automata=_sequence_automata,
        absent=lambda game: "" if game.brief.sequences else "the scenario names no sequences of events",
    )
)
