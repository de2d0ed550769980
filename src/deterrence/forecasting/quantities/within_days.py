"""Does deterrence hold for the next D days, and how many crossings are to be expected in them?

Of a crisis on a clock, for those of :data:`DAYS` that are fewer than its window: one pass backward answers for all of
them, since windows of different lengths are sums of the same vectors (:mod:`..expansion`). Where moves are counted
there are no days to ask for, and the window stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...games.crisis_game import CrisisGame
from ..expansion import steadily
from ..keys import Key, Values
from ..readouts import Readout, Readouts
from ..registry import Automata, Definition, Reading, register
from .challenges import CHALLENGE_SEEN, NO_CHALLENGE, challenge_seen
from .lines import crossed, line_crossed

DAYS = (30, 90, 180)
WINDOW = "the window"
CHALLENGE = "challenge"
_WAYS = "ways within days"


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


def _by_days(reading: Reading) -> dict[str, tuple[Values, Values]]:
    """By a number of days, the probability that it happens and how often it is expected to, by what may be deterred."""
    if not _days(reading.game):
        return {}
    if "within days" not in reading.kept:
        reading.kept["within days"] = _followed(reading)
    found = reading.kept["within days"]
    assert isinstance(found, dict)
    return found


def _followed(reading: Reading) -> dict[str, tuple[Values, Values]]:
    """What is to be expected of each vector that windows are sums of, weighed for so many days."""
    from ..prospects import Backward  # import Numba, which listing the quantities does not take
    from ..push import Pusher
    from ..readout_ways import ReadoutWays

    game, s, subjects = reading.game, reading.game.structure, _subjects(reading.game)
    if _WAYS not in game.kept:
        some: dict[object, Readout] = {("ever", key): Readout.ever(s, on) for key, on in subjects.items()}
        some |= {("times", key): Readout.times(s, on) for key, on in subjects.items()}
        game.kept[_WAYS] = ReadoutWays.of(Readouts(s, some))
    ways = game.kept[_WAYS]
    assert isinstance(ways, ReadoutWays)
    pusher = Pusher(reading.assessment)
    back = Backward(pusher.players, ways)

    def by_term() -> np.ndarray:
        left = back.by_term(pusher.window(max(_days(game))))
        return np.array([found.everything(s.initial, pusher.vertices.origin) for found in left])

    terms, found = steadily(by_term), {}
    for days in _days(game):
        within = pusher.window(days).within
        total = dict(zip(ways.readouts.of, (within @ terms[: len(within)]).tolist(), strict=True))
        found[f"{days} days"] = {k: total["ever", k] for k in subjects}, {k: total["times", k] for k in subjects}
    return found


def _holds(reading: Reading) -> Values:
    out = {}
    for key in _subjects(reading.game):
        tracked: object = CHALLENGE_SEEN if key.of == CHALLENGE and not key.actor else ("crossed", key.of)
        out[_key("deterrence_holds", key, WINDOW)] = 1.0 - float(reading.passage.share(tracked)[1])
        for given, (chance, _) in _by_days(reading).items():
            out[_key("deterrence_holds", key, given)] = 1.0 - chance[key]
    return out


def _number(reading: Reading) -> Values:
    taken, out = reading.passage.taken(), {}
    for key, on in _subjects(reading.game).items():
        out[_key("crossings_within", key, WINDOW)] = float(taken[on].sum())
        for given, (_, number) in _by_days(reading).items():
            out[_key("crossings_within", key, given)] = number[key]
    return out


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
        absent=_absent,
    )
)
register(
    Definition(
        name="crossings_within",
        kind="expected value",
        unit="times",
        words="The expected number of crossings of a line (or, `of` *challenge*, of challenges seen) in the next D "
        "days, as for `deterrence_holds`. It goes on telling worlds apart where one crossing is all but certain.",
        keys=lambda game: _keys("crossings_within", game),
        read=_number,
        absent=_absent,
    )
)
