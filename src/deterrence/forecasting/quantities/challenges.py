"""Whether anybody challenges, and whether one that is met by a threat is given up."""

from __future__ import annotations

import numpy as np

from ...games.crisis_game import CrisisGame
from ..automata import NOWHERE, Automaton, Tracked
from ..keys import LEAST_CONDITION, Key, Values
from ..registry import Automata, Definition, Reading, once, register

CHALLENGE_SEEN, ANSWERED = "challenge seen", "challenge answered"
UNCHALLENGED, PAST = 0, 1
NO_CHALLENGE = "the scenario does not say what a challenge is: no move is tagged 'challenge'"


def challenge_seen(game: CrisisGame) -> Automaton:
    """Tag 1 once a challenge has been publicly seen."""
    return Tracked(once(np.array([b.challenges for b in game.structure.branches])), asked=NOWHERE)


def met(challenger: int) -> int:
    """Tag of :func:`challenge_answered` after a challenge by this actor that was met by a threat."""
    return 3 + 2 * challenger


def challenge_answered(game: CrisisGame) -> Automaton:
    """Follows the first chosen challenge: met by a threat or not, then given up or not.

    Tag 0: none yet; 1: past; then for each actor i, 2 + 2i: challenged by i, another to answer; 3 + 2i: met by a
    threat, i to choose.
    """
    s = game.structure
    count = 2 + 2 * len(s.actors)
    table = np.tile(np.arange(count, dtype=np.int32), (len(s.branches), 1))
    for b, m in enumerate(s.branch_move.tolist()):
        if m < 0:
            continue
        row = s.moves[m]
        if "challenge" in row.tags:
            table[b, UNCHALLENGED] = 2 + 2 * row.actor
        for i in range(len(s.actors)):
            if i == row.actor:
                table[b, met(i)] = PAST
            else:
                table[b, 2 + 2 * i] = met(i) if "threat" in row.tags else PAST
    together = {x for x, movers in enumerate(s.movers) if len(movers) > 1}  # not every challenge is on a branch there
    return Tracked(table, asked=together)


def _tagged(game: CrisisGame, tag: str, actor: int) -> np.ndarray:
    return np.array([tag in row.tags and row.actor == actor for row in game.structure.moves])


def _absent(game: CrisisGame) -> str:
    return "" if game.challenges_marked else NO_CHALLENGE


register(
    Definition(
        name="general_deterrence",
        kind="probability",
        unit="probability",
        words="The probability that no challenge is seen within the window.",
        keys=lambda game: [Key("general_deterrence")],
        read=lambda r: {Key("general_deterrence"): 1.0 - float(r.passage.share(CHALLENGE_SEEN)[1])},
        automata=lambda game: {CHALLENGE_SEEN: challenge_seen},
        absent=_absent,
    )
)


def _challenge(reading: Reading) -> Values:
    chosen = reading.passage.chosen(ANSWERED)[:, UNCHALLENGED]
    return {
        Key("challenge", actor): float(chosen[_tagged(reading.game, "challenge", i)].sum())
        for i, actor in enumerate(reading.game.structure.actors)
    }


def _answered(game: CrisisGame) -> Automata:
    return {ANSWERED: challenge_answered}


register(
    Definition(
        name="challenge",
        kind="probability",
        unit="probability",
        words="By actor, the probability that the first chosen challenge within the window is its.",
        keys=lambda game: [Key("challenge", a) for a in game.structure.actors],
        read=_challenge,
        automata=_answered,
        absent=_absent,
    )
)


def _immediate(reading: Reading) -> Values:
    s, chosen = reading.game.structure, reading.passage.chosen(ANSWERED)
    out: Values = {}
    for i, challenger in enumerate(s.actors):
        made = chosen[[row.actor == i for row in s.moves], met(i)].sum()
        if made > LEAST_CONDITION:
            given_up = chosen[_tagged(reading.game, "abandon", i), met(i)].sum()
            out[Key("immediate_deterrence", challenger)] = float(given_up / made)
    return out


def _immediate_absent(game: CrisisGame) -> str:
    for tag in ("threat", "abandon"):
        if not any(tag in row.tags for row in game.as_stated.structure.moves):
            return f"no move is tagged '{tag}'"
    return _absent(game)


register(
    Definition(
        name="immediate_deterrence",
        kind="conditional probability",
        unit="probability",
        words="By challenger, the probability that its next move abandons the challenge, given that its challenge was "
        "met by a threat.",
        keys=lambda game: [Key("immediate_deterrence", a) for a in game.structure.actors],
        read=_immediate,
        automata=_answered,
        absent=_immediate_absent,
    )
)
