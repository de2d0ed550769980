"""What is changed of a crisis's form, change by change: the crisis written that way, or why it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from ...errors import ArgumentError
from ...games.crisis_game import CrisisGame
from ...scenario.crisis import Crisis
from .movers import at_equal_tempo, in_turn
from .rewriting import acts_doubled, null_events, reordered, tempo_doubled

EXACT = 1e-9
WINDOW, TEMPO, LEVEL, MOVERS = 0.02, 0.03, 0.02, 0.02
DOUBLED_TEMPO = "twice as many opportunities to act, acts as often"
_NO_CLOCK = "the crisis counts moves, and has no clock"
_NO_FILE = "it is asked of the file, and the game alone was given"


@dataclass(frozen=True)
class Change:
    """A change of form.

    Attributes:
        row: what is changed, in a word; files say under it why they do not meet its mark.
        words: what is changed, in words.
        mark: the most that a headline may move by.
        game: makes the crisis written that way; None where it cannot be.
        horizon: moves that it is followed for, in place of its own.
        why: it cannot be written that way.
    """

    row: str
    words: str
    mark: float
    game: Callable[[], CrisisGame] | None = None
    horizon: int | None = None
    why: str = ""

    @property
    def exact(self) -> bool:
        """May it move nothing but rounding?"""
        return self.mark == EXACT


def changes(game: CrisisGame, crisis: Crisis | None) -> Iterator[Change]:
    """Every change of form, in the order of the report.

    Args:
        game: the crisis as it is written.
        crisis: what the game was compiled from; without it, what is changed in the file is left out.
    """
    yield Change("acts", "every act split into two that are alike", EXACT, lambda: acts_doubled(game))
    yield Change(
        "order", "actors, types, states and moves listed the other way round", EXACT, lambda: reordered(game)
    )
    shared = "a rule of the reader, which the program's tests check for every scenario"
    yield Change("shared", "a parameter shared or written out", 0.0, why=shared)
    yield from _clock(game)
    yield _level(game, crisis)
    yield from _movers(game, crisis)
    yield from _window(game)


def _clock(game: CrisisGame) -> Iterator[Change]:
    if not game.structure.clocks:
        yield Change("tempo", f"null events; {DOUBLED_TEMPO}", TEMPO, why=_NO_CLOCK)
        return
    yield Change("null", "null events: the clock read twice as finely", EXACT, lambda: null_events(game))
    faster = tempo_doubled(game)
    why = "somebody may act at a clock and cannot hold, with everything public as it was"
    yield Change("tempo", DOUBLED_TEMPO, TEMPO, None if faster is None else lambda: faster, why=why)


def _level(game: CrisisGame, crisis: Crisis | None) -> Change:
    """A level between the two lowest levels of acts: higher up, a finer choice of acts is another crisis."""
    words = "a level inserted between two"
    if crisis is None:
        return Change("level", words, LEVEL, why=_NO_FILE)
    if not crisis.neighbouring_levels:
        return Change("level", words, LEVEL, why="no two levels next to each other are both acted at")
    lower, upper = crisis.neighbouring_levels[0]
    names = {r.id: r.name for r in game.brief.rungs}
    words = f"a level inserted between “{names[lower]}” and “{names[upper]}”"
    try:
        finer, values = crisis.with_level(lower, upper, game.values)
    except ArgumentError as error:
        return Change("level", words, LEVEL, why=str(error))
    return Change("level", words, LEVEL, lambda: finer.game_at(values))


def _movers(game: CrisisGame, crisis: Crisis | None) -> Iterator[Change]:
    names = {a.id: a.name for a in game.brief.actors}
    actors = game.structure.actors
    if game.structure.clocks:
        groups = at_equal_tempo(game)
        for group in groups:
            who = " and ".join(names[actors[i]] for i in group)
            yield Change("movers", f"opportunities of {who} in strict turn", MOVERS, partial(in_turn, game, group))
        if not groups:
            why = "nobody has opportunities as often as another wherever both have any"
            yield Change("movers", "opportunities in strict turn", MOVERS, why=why)
    else:
        yield Change("movers", "movers by lot", MOVERS, why="the file says whose turn follows which")
    why = "what two acts at once lead to is not in the file: at a turn one actor chooses"
    yield Change("movers", "simultaneous movers", MOVERS, why=why)
    others = {} if crisis is None else crisis.first_movers
    for actor, other in others.items():
        yield Change("movers", f"{names[actor]} moving first", MOVERS, partial(other.game_at, game.values))
    if not others:
        why = "the file gives nobody else a turn like the first"
        if game.structure.clocks:
            why = "opportunities race, and nobody's comes first by rule"
        yield Change("movers", "first mover exchanged", MOVERS, why=_NO_FILE if crisis is None else why)


def _window(game: CrisisGame) -> Iterator[Change]:
    horizon = game.structure.horizon
    if horizon is None:
        why = "play on a clock goes on until it ends"
        yield Change("window", "the window one move longer, and twice as long", WINDOW, why=why)
        return
    for words, moves in (("the window one move longer", horizon + 1), ("the window twice as long", 2 * horizon)):
        yield Change("window", words, WINDOW, lambda: game, moves)
