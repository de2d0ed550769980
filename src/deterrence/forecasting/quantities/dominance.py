"""Escalation dominance by rung: who gives way after whose escalation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...game.crisis import CrisisGame
from ..automata import DROPPED, Injection
from ..flow import Flow
from ..keys import LEAST_CONDITION, Key, Values
from ..registry import Automata, Definition, Reading, register

GIVING_WAY = {"concedes": "concede", "stands down": "abandon"}
OBSERVED, IMPOSED = "observed", "imposed"
VERSIONS = (OBSERVED, IMPOSED)
KEY = "escalations"


class Escalations:
    """Follows every escalation one move further, as it is chosen and as it would be if it were imposed.

    An escalation is an act meant above the rung at which the crisis stands (or, where a public state does not say where
    that is, any act). It is followed apart from the push: its mass begins with the act, and is dropped once answered.
    Tags: by version, escalating actor and rung.
    """

    start = DROPPED

    def __init__(self, game: CrisisGame):
        s = game.structure
        self.structure, self.rungs = s, len(s.rungs)
        self.table = np.tile(np.arange(self.count, dtype=np.int32), (len(s.branches), 1))
        self.table[s.branch_move >= 0] = DROPPED
        stands = [s.rungs.index(str(at["rung"])) if "rung" in at else -1 for at in game.public]
        self.escalates = np.array([row.rung > stands[row.state] and row.rung >= 0 for row in s.moves])

    @property
    def count(self) -> int:
        """Tags in all."""
        return len(VERSIONS) * len(self.structure.actors) * self.rungs

    def tag(self, version: str, actor: int, rung: int) -> int:
        """Tag of an escalation by an actor to a rung."""
        return (VERSIONS.index(version) * len(self.structure.actors) + actor) * self.rungs + rung

    def enter(self, flow: Flow, push: np.ndarray, own: np.ndarray) -> np.ndarray:
        """What arrives is answered here; nothing joins."""
        return own

    def leave(self, flow: Flow, push: np.ndarray) -> Sequence[Injection]:
        """Every escalation open here."""
        if flow.stage + 1 >= (self.structure.horizon or 0):
            return ()
        found: list[Injection] = []
        for play in flow.plays:
            for m, chosen in zip(play.moves, play.mixture, strict=True):
                if self.escalates[m]:
                    row = self.structure.moves[m]
                    found += self._led(flow, play.actor, m, self.tag(OBSERVED, play.actor, row.rung), push * chosen)
                    found += self._led(flow, play.actor, m, self.tag(IMPOSED, play.actor, row.rung), push)
        return found

    def _led(self, flow: Flow, actor: int, move: int, tag: int, amount: np.ndarray) -> list[Injection]:
        """Where an amount goes that makes a move; the others, where they move as well, play as they do."""
        with_it = [n for n, j in enumerate(flow.joints) if self.structure.joint_moves[j, actor] == move]
        if len(with_it) == 1:
            led = flow.show[with_it[0]][:, None] * np.ones_like(amount)
        else:
            others = flow.mixture[with_it]
            total = others.sum(0)
            led = np.einsum("jo,jv->ov", flow.show[with_it], np.divide(others, total, where=total > 0))
        return [(k, tag, amount * share) for k, share in enumerate(led) if share.any()]


def _answers(reading: Reading) -> Iterator[tuple[int, str, str, np.ndarray, np.ndarray]]:
    """By (rung, version, way of giving way): answers and answers that give way, (escalating actor, answering actor)."""
    s = reading.game.structure
    n = len(s.actors)
    automaton = reading.passage.stack.automata[KEY]
    assert isinstance(automaton, Escalations)
    answered = reading.passage.chosen(KEY)
    movers = np.array([row.actor for row in s.moves])
    mine = movers[None] == np.arange(n)[:, None]
    for rung in range(len(s.rungs)):
        for version in VERSIONS:
            mass = np.stack([answered[:, automaton.tag(version, i, rung)] for i in range(n)])
            made = mass @ mine.T
            for how, tag in GIVING_WAY.items():
                gives = np.array([tag in row.tags for row in s.moves])
                yield rung, version, how, made, (mass * gives) @ mine.T


def _gives_way(reading: Reading) -> Values:
    s, out = reading.game.structure, {}
    for rung, version, how, made, gave in _answers(reading):
        for j, actor in enumerate(s.actors):
            faced = made[:, j].sum() - made[j, j]
            if faced > LEAST_CONDITION:
                share = (gave[:, j].sum() - gave[j, j]) / faced
                out[Key("gives_way", actor, s.rungs[rung], f"{version}, {how}")] = float(share)
    return out


def _dominance(reading: Reading) -> Values:
    s, out = reading.game.structure, {}
    for rung, version, how, made, gave in _answers(reading):
        for i, actor in enumerate(s.actors):
            met, faced = made[i].sum() - made[i, i], made[:, i].sum() - made[i, i]
            if min(met, faced) > LEAST_CONDITION:
                others = (gave[i].sum() - gave[i, i]) / met
                own = (gave[:, i].sum() - gave[i, i]) / faced
                key = Key("escalation_dominance", actor, s.rungs[rung], f"{version}, {how}")
                out[key] = float(others - own)
    return out


def _keys(name: str, game: CrisisGame) -> list[Key]:
    rungs = [r.id for r in game.brief.rungs if r.act]
    return [
        Key(name, a, r, f"{version}, {how}")
        for a in game.structure.actors
        for r in rungs
        for version in VERSIONS
        for how in GIVING_WAY
    ]


def _automata(game: CrisisGame) -> Automata:
    return {KEY: Escalations}


def _absent(game: CrisisGame) -> str:
    if not any(row.rung >= 0 for row in game.structure.moves):
        return "no move is an act on the ladder"
    if not any(tag in row.tags for row in game.structure.moves for tag in GIVING_WAY.values()):
        return "no move gives way: none is tagged 'concede' or 'abandon'"
    return ""


register(
    Definition(
        name="gives_way",
        kind="conditional probability",
        unit="probability",
        words="By actor and rung, the probability that the actor gives way with its next move, given that another has "
        "just escalated to the rung and it is the actor's turn to answer. Giving way is reported twice: conceding, and "
        "standing down (any move tagged 'abandon', conceding included). An escalation is an act meant above the rung "
        "at which the crisis stands; where the public state does not say where that is, any act. Two versions: "
        "*observed*, escalations that play selects; *imposed*, the escalation is made at every reached state where it "
        "is open, whatever the actor would have chosen, beliefs moving as in equilibrium.",
        keys=lambda game: _keys("gives_way", game),
        read=_gives_way,
        automata=_automata,
        absent=_absent,
    )
)
register(
    Definition(
        name="escalation_dominance",
        kind="difference of conditional probabilities",
        unit="probability",
        words="By actor i and rung r, Pr(the one who answers gives way | i escalates to r) − Pr(i gives way | another "
        "escalates to r and i answers); versions and ways of giving way as for gives_way.",
        keys=lambda game: _keys("escalation_dominance", game),
        read=_dominance,
        automata=_automata,
        absent=_absent,
    )
)
