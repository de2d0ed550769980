"""How high it goes, meant, seen and realised."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...games.crisis_game import CrisisGame
from ..automata import NOWHERE, Automaton, Tracked
from ..keys import Key, Values
from ..registry import Automata, Definition, Reading, register

MEANT, SEEN, REALISED = "meant", "seen", "realised"
SENSES = (MEANT, SEEN, REALISED)
CAUSES = ("chosen", "matched", "misperceived", "accident", "chance")


def rungs_by_branch(game: CrisisGame, sense: str) -> np.ndarray:
    """Rung of the act on each branch, meant, seen or realised; -1 where there is none. Shape (B,)."""
    s = game.structure
    match sense:
        case "meant":
            return np.array([s.moves[m].rung if m >= 0 else -1 for m in s.branch_move.tolist()])
        case "seen":
            return np.array([b.seen for b in s.branches])
        case _:
            return np.array([b.realised for b in s.branches])


def peak(sense: str) -> Callable[[CrisisGame], Automaton]:
    """Tag = the highest rung so far, from the rung at which the crisis opens."""

    def make(game: CrisisGame) -> Automaton:
        rung = rungs_by_branch(game, sense)
        tags = np.arange(len(game.structure.rungs), dtype=np.int32)
        table = np.maximum(tags[None], rung[:, None]).astype(np.int32)
        return Tracked(table, game.start_rung, asked=NOWHERE)

    return make


def _automata(game: CrisisGame) -> Automata:
    return {("peak", sense): peak(sense) for sense in SENSES}


def _peaks(reading: Reading) -> Values:
    rungs, start = reading.game.structure.rungs, reading.game.start_rung
    return {
        Key("peak_rung", of=rungs[k], given=sense): float(share)
        for sense in SENSES
        for k, share in enumerate(reading.passage.share(("peak", sense)))
        if k >= start
    }


register(
    Definition(
        name="peak_rung",
        kind="probability",
        unit="probability",
        words="The distribution of the highest rung of any act: *meant* by the one who acted; *seen*, as the public "
        "took it, accidents and misreadings included; *realised*, what really happened. The rung at which the crisis "
        "opens stands for no act above it. Losing control counts as the top of the ladder, seen and realised.",
        keys=lambda game: [
            Key("peak_rung", of=r, given=sense) for sense in SENSES for r in game.structure.rungs[game.start_rung :]
        ],
        read=_peaks,
        automata=_automata,
    )
)


def _crossings(reading: Reading) -> Values:
    game, out = reading.game, {}
    s = game.structure
    cause = np.array([CAUSES.index(b.cause) for b in s.branches])
    for sense in SENSES:
        taken, rung = reading.passage.taken(("peak", sense)), rungs_by_branch(game, sense)
        for threshold in game.brief.thresholds:
            level = s.rungs.index(threshold.below)
            above = np.flatnonzero(rung >= level)
            first = np.bincount(cause[above], taken[above, :level].sum(1), len(CAUSES))
            out[Key("crossing", of=threshold.id, given=sense)] = float(first.sum())
            for name, share in zip(CAUSES, first.tolist(), strict=True):
                out[Key("crossing", of=threshold.id, given=f"{sense}, {name}")] = share
    return out


register(
    Definition(
        name="crossing",
        kind="probability",
        unit="probability",
        words="Firebreak crossing: the probability that a threshold is crossed within the window by an act meant, seen "
        "or realised above it; and the same by the cause of the first crossing (chosen, matched, misperceived, "
        "accident, chance).",
        keys=lambda game: [
            Key("crossing", of=t.id, given=given)
            for t in game.brief.thresholds
            for sense in SENSES
            for given in (sense, *(f"{sense}, {cause}" for cause in CAUSES))
        ],
        read=_crossings,
        automata=_automata,
        absent=lambda game: "" if game.brief.thresholds else "the scenario names no thresholds",
    )
)
