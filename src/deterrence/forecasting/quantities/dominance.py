"""Escalation dominance by rung: who gives way after whose escalation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from ...games.crisis_game import CrisisGame
from ..automata import DROPPED, Departure
from ..decision_flow import Flow
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
    asked = None

    def __init__(self, game: CrisisGame):
        s = game.structure
        self.structure, self.rungs = s, len(s.rungs)
        self.table = np.tile(np.arange(self.count, dtype=np.int32), (len(s.branches), 1))
        self.table[s.branch_move >= 0] = DROPPED
        stands = [s.rungs.index(str(at["rung"])) if "rung" in at else -1 for at in game.public]
        self.escalates = np.array([row.rung > stands[row.state] and row.rung >= 0 for row in s.moves])
        self._leading: dict[int, list[Departure]] = {}

    @property
    def count(self) -> int:
        """Tags in all."""
        return len(VERSIONS) * len(self.structure.actors) * self.rungs

    def tag(self, version: str, actor: int, rung: int) -> int:
        """Tag of an escalation by an actor to a rung."""
        return (VERSIONS.index(version) * len(self.structure.actors) + actor) * self.rungs + rung

    def departing(self, state: int) -> Sequence[Departure]:
        """Every escalation open at a state, by every outcome that it may be seen as: observed and imposed in turn."""
        if state not in self._leading:
            self._leading[state] = self._led(state)
        return self._leading[state]

    def _led(self, state: int) -> list[Departure]:
        s, found = self.structure, []
        outcomes = {o: k for k, o in enumerate(s.outcomes_at[state])}
        together = len(s.movers[state]) > 1
        for i, m in self._open(state):
            seen: dict[int, list[int]] = {}
            for b in s.branches_at[state]:
                if s.joint_moves[s.branch_joint[b], i] == m:
                    seen.setdefault(outcomes[int(s.branch_outcome[b])], []).append(b)
            for k, branches in sorted(seen.items()):
                found.append(Departure(k, self.tag(OBSERVED, i, s.moves[m].rung), tuple(branches)))
                tag = self.tag(IMPOSED, i, s.moves[m].rung)
                found.append(Departure(k, tag) if together else Departure(k, tag, tuple(branches), imposed=True))
        return found

    def _open(self, state: int) -> list[tuple[int, int]]:
        """Every escalation open at a state: by whom, and the move."""
        s = self.structure
        return [(i, m) for i in s.movers[state] for m in s.moves_at[state][i] if self.escalates[m]]

    def leave(self, flow: Flow) -> np.ndarray:
        """Every escalation imposed where others move as well, who play as they do."""
        s, columns = self.structure, []
        joint = s.joint_moves[list(flow.joints)]
        for i, m in self._open(flow.state):
            having = (joint[:, i] == m).astype(float)
            chosen = having @ flow.mixture
            for k in np.flatnonzero(having @ (flow.show > 0)):
                both = (having * flow.show[:, k]) @ flow.mixture
                columns.append(np.divide(both, chosen, out=np.zeros_like(both), where=chosen > 0))
        return np.stack(columns, axis=1)


def _answers(reading: Reading) -> np.ndarray:
    """Expected answers to escalations, all and those that give way in each way, (1 + H, J, V, I, R): by the actor that
    answers, version, escalating actor and rung. What an actor does next after its own escalation is no answer."""
    s = reading.game.structure
    actors = np.arange(len(s.actors))
    mine = np.array([row.actor for row in s.moves]) == actors[:, None]
    gives = [np.array([tag in row.tags for row in s.moves]) for tag in GIVING_WAY.values()]
    counted = np.concatenate([mine, *(mine & way for way in gives)]).astype(float)
    made = counted @ reading.passage.chosen(KEY)
    by = made.reshape(1 + len(GIVING_WAY), len(actors), len(VERSIONS), len(actors), len(s.rungs))
    return by * (actors[:, None] != actors)[:, None, :, None]


def _cases(reading: Reading) -> Iterator[tuple[int, int, int, str, str]]:
    """Rung, version and way of giving way (from one), by position; what they are called."""
    rungs = reading.game.structure.rungs
    for rung, version, (how, name) in product(range(len(rungs)), range(len(VERSIONS)), enumerate(GIVING_WAY, 1)):
        yield rung, version, how, rungs[rung], f"{VERSIONS[version]}, {name}"


def _gives_way(reading: Reading) -> Values:
    faced, out = _answers(reading).sum(3), {}
    for rung, version, how, of, given in _cases(reading):
        for i, actor in enumerate(reading.game.structure.actors):
            every, gave = faced[[0, how], i, version, rung]
            if every > LEAST_CONDITION:
                out[Key("gives_way", actor, of, given)] = float(gave / every)
    return out


def _dominance(reading: Reading) -> Values:
    answers, out = _answers(reading), {}
    faced, met = answers.sum(3), answers.sum(1)
    for rung, version, how, of, given in _cases(reading):
        for i, actor in enumerate(reading.game.structure.actors):
            every, gave = faced[[0, how], i, version, rung]
            others, others_gave = met[[0, how], version, i, rung]
            if min(others, every) > LEAST_CONDITION:
                out[Key("escalation_dominance", actor, of, given)] = float(others_gave / others - gave / every)
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
    moves = game.as_stated.structure.moves
    if not any(row.rung >= 0 for row in moves):
        return "no move is an act on the ladder"
    if not any(tag in row.tags for row in moves for tag in GIVING_WAY.values()):
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
