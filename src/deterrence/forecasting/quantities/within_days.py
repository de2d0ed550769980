"""Does deterrence hold for the next D days, and how many crossings are to be expected in them?

Of a crisis on a clock, for those of :data:`DAYS` that are fewer than its window: the same push answers for all of them,
since windows of different lengths are sums of the same vectors (:mod:`..expansion`). Where moves are counted
there are no days to ask for, and the window stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...games.crisis_game import CrisisGame
from ..keys import Key, Values
from ..passage import Happened
from ..registry import Automata, Definition, Reading, register
from .challenges import CHALLENGE_SEEN, NO_CHALLENGE, challenge_seen
from .lines import crossed, line_crossed

DAYS = (30, 90, 180)
WINDOW = "the window"
CHALLENGE = "challenge"


def _given(game: CrisisGame) -> list[str]:
    return [WINDOW, *(f"{d} days" for d in _days(game))]


def _days(game: CrisisGame) -> list[int]:
    """How many days are asked for besides the window."""
    return [d for d in DAYS if d < game.brief.days] if game.brief.days is not None else []


def _subjects(game: CrisisGame) -> dict[Key, np.ndarray]:
    """What may be deterred, as the beginning of a key, and the branches on which it happens, (B,)."""
    found = {Key("", line.owner, line.id): crossed(game, line.id) for line in game.brief.lines}
    if game.challenges_marked:
        found[Key("", of=CHALLENGE)] = np.array([b.challenges for b in game.structure.branches])
    return found


def _key(name: str, subject: Key, given: str) -> Key:
    return Key(name, subject.actor, subject.of, given)


def _by_days(reading: Reading) -> dict[str, Happened]:
    """By window, what happened in it."""
    return {WINDOW: reading.passage, **{f"{d} days": reading.passage.also[d] for d in _days(reading.game)}}


def _holds(reading: Reading) -> Values:
    out = {}
    for key in _subjects(reading.game):
        tracked: object = CHALLENGE_SEEN if key.of == CHALLENGE and not key.actor else ("crossed", key.of)
        for given, found in _by_days(reading).items():
            out[_key("deterrence_holds", key, given)] = 1.0 - float(found.share(tracked)[1])
    return out


def _number(reading: Reading) -> Values:
    taken = {given: found.taken() for given, found in _by_days(reading).items()}
    return {
        _key("crossings_within", key, given): float(times[on].sum())
        for key, on in _subjects(reading.game).items()
        for given, times in taken.items()
    }


def _automata(game: CrisisGame) -> Automata:
    made: Automata = {("crossed", line.id): line_crossed(line.id) for line in game.brief.lines}
    return {**made, CHALLENGE_SEEN: challenge_seen} if game.challenges_marked else made


def _keys(name: str, game: CrisisGame) -> Iterator[Key]:
    return (_key(name, subject, given) for subject in _subjects(game) for given in _given(game))


def _absent(game: CrisisGame) -> str:
    if game.unannounced:
        return "conduct is locked and not announced, so that what happens is not followed tick by tick"
    return "" if game.brief.lines or game.challenges_marked else f"the scenario has no red lines, and {NO_CHALLENGE}"


register(
    Definition(
        name="deterrence_holds",
        kind="probability",
        unit="probability",
        words="Deterrence holds: the probability that a line is not crossed (or, `of` *challenge*, that no challenge "
        "is seen) in the next D days, from the beginning; for the window, and on a clock also for 30, 90 and 180 days "
        "where these are fewer.",
        keys=lambda game: _keys("deterrence_holds", game),
        read=_holds,
        automata=_automata,
        days=lambda game: _days(game),
        absent=_absent,
    )
)
register(
    Definition(
        name="crossings_within",
        kind="expected value",
        unit="times",
        words="The expected number of crossings of a line (or, `of` *challenge*, of challenges seen) in the next D "
        "days, as for `deterrence_holds`. It still distinguishes worlds where one crossing is all but certain.",
        keys=lambda game: _keys("crossings_within", game),
        read=_number,
        days=lambda game: _days(game),
        absent=_absent,
    )
)
