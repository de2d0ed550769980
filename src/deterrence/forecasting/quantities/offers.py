"""Offers of a way out, and whether they are taken up."""

from __future__ import annotations

import numpy as np

from ...games.crisis_game import CrisisGame
from ..automata import Automaton, Tracked
from ..keys import Key, Values
from ..registry import Definition, Reading, register

OFFER, ACCEPT = "offer", "accept"
KEY = "last offer"


def last_offer(game: CrisisGame) -> Automaton:
    """Tag: 0, nobody has offered a way out; 1 + i, the last offer was actor i's."""
    s = game.structure
    table = np.tile(np.arange(1 + len(s.actors), dtype=np.int32), (len(s.branches), 1))
    for b, m in enumerate(s.branch_move.tolist()):
        if m >= 0 and OFFER in s.moves[m].tags:
            table[b] = 1 + s.moves[m].actor
    return Tracked(table, asked={row.state for row in s.moves if ACCEPT in row.tags})


def _acceptance(reading: Reading) -> Values:
    s, chosen = reading.game.structure, reading.passage.chosen(KEY)
    accepts = np.array([ACCEPT in row.tags for row in s.moves])
    on_the_table = {(row.state, row.actor) for row, yes in zip(s.moves, accepts, strict=True) if yes}
    answers = np.array([(row.state, row.actor) in on_the_table for row in s.moves])
    out: Values = {}
    for i, actor in enumerate(s.actors):
        others = np.array([row.actor != i for row in s.moves])
        made = chosen[answers & others, 1 + i].sum()
        if made > 0:
            out[Key("acceptance", actor)] = float(chosen[accepts & others, 1 + i].sum() / made)
    return out


def _absent(game: CrisisGame) -> str:
    tags = [row.tags for row in game.as_stated.structure.moves]
    for word in (OFFER, ACCEPT):
        if not any(word in t for t in tags):
            return f"no move is tagged '{word}'"
    return ""


register(
    Definition(
        name="acceptance",
        kind="conditional probability",
        unit="probability",
        words="By offerer, the probability that an offer of a way out is accepted when it is next answered, over all "
        "its offers.",
        keys=lambda game: [Key("acceptance", a) for a in game.structure.actors],
        read=_acceptance,
        automata=lambda game: {KEY: last_offer},
        absent=_absent,
    )
)
