"""Tags that remember one thing about the past each, so that quantities can condition on it."""

from __future__ import annotations

import numpy as np

from ..game.board import Aftermath, Board, Position
from ..game.compiling import CompiledScenario
from .flow import Flow, Monitor


class PeakRung(Monitor):
    """Tag = the highest rung publicly reached (an act counts at the rung it is taken for)."""

    def __init__(self, compiled: CompiledScenario):
        structure = compiled.structure
        self.tags = len(structure.rungs)
        self.calm = structure.state_rung[structure.initial]
        self._reached = [_rung_reached(compiled, x) for x in range(len(structure.states))]

    def on_arrival(self, state: int) -> np.ndarray | None:
        """Raise the peak to the rung of the act just seen."""
        rung = self._reached[state]
        return None if rung < 0 else np.maximum(np.arange(self.tags), rung)


def _rung_reached(compiled: CompiledScenario, state: int) -> int:
    place = compiled.enumerated.places[state]
    if isinstance(place, Aftermath):
        return place.rung
    if compiled.structure.endings[state] == "catastrophe" and not isinstance(place, Position):
        return len(compiled.structure.rungs) - 1
    return compiled.structure.state_rung[state] if compiled.structure.initial == state else -1


class IntendedPeak(Monitor):
    """Tag = the highest rung anyone meant to act at."""

    def __init__(self, compiled: CompiledScenario):
        self.structure = compiled.structure
        self.tags = len(self.structure.rungs)

    def after_move(self, flow: Flow) -> np.ndarray:
        """Raise the peak to the move's intended rung."""
        meant = np.array([self.structure.moves[m].rung for m in flow.moves])
        return np.maximum(np.arange(self.tags)[None], meant[:, None])


NONE, ENFORCED, UNENFORCED = 0, 1, 2
HISTORIES = {NONE: "line not crossed", ENFORCED: "line enforced", UNENFORCED: "line left unenforced"}
"""What became of an actor's first recognised crossing, in the words of the quantities' conditions."""


class FirstCrossing(Monitor):
    """What became of the first recognised crossing of an actor's line: nothing yet, enforced, unenforced."""

    tags = 3

    def __init__(self, compiled: CompiledScenario, actor: int):
        self.compiled, self.actor = compiled, actor
        self.board = Board(compiled.scenario)

    def after_move(self, flow: Flow) -> np.ndarray | None:
        """Settle the tag when the owner answers its first crossing."""
        answered = enforcing(self.compiled, self.board, flow)
        if answered is None or flow.mover != self.actor:
            return None
        return np.array([[ENFORCED if yes else UNENFORCED, ENFORCED, UNENFORCED] for yes in answered])


def enforcing(compiled: CompiledScenario, board: Board, flow: Flow) -> np.ndarray | None:
    """Which of the flow's moves carry out the line just crossed, (A,) bool; None if none has been."""
    place = compiled.enumerated.places[flow.state]
    if not isinstance(place, Position) or place.last != "crossed":
        return None
    line = board.line_crossed(place.actor, place.rung)
    if line is None:
        return None
    return np.array([board.enforces(line, place.rung, compiled.structure.moves[m].rung) for m in flow.moves])


UNCHALLENGED = 0


class ChallengeAnswered(Monitor):
    """Follows the first chosen challenge: met by a threat or not, then given up or not.

    Tag 0: none yet; 1: past; then for each actor i, 2 + 2i: challenged by i, the other to answer; 3 + 2i: met by a
    threat, i to choose.
    """

    PAST = 1

    def __init__(self, compiled: CompiledScenario):
        self.structure = compiled.structure
        self.tags = 2 + 2 * len(compiled.structure.actors)

    @staticmethod
    def met(challenger: int) -> int:
        """Tag of a challenge by this actor that was met by a threat."""
        return 3 + 2 * challenger

    def after_move(self, flow: Flow) -> np.ndarray:
        """Step the tag at each move."""
        table = np.tile(np.arange(self.tags), (len(flow.moves), 1))
        for a, m in enumerate(flow.moves):
            tags = self.structure.moves[m].tags
            if "challenge" in tags:
                table[a, UNCHALLENGED] = 2 + 2 * flow.mover
            for i in range(len(self.structure.actors)):
                if i == flow.mover:
                    table[a, self.met(i)] = self.PAST
                else:
                    table[a, 2 + 2 * i] = self.met(i) if "threat" in tags else self.PAST
        return table


class HighestActBy(Monitor):
    """Tag = one more than the highest rung an actor's acts have been seen at; 0 for none."""

    def __init__(self, compiled: CompiledScenario, actor: int):
        self.tags = len(compiled.structure.rungs) + 1
        self._seen = [
            place.rung + 1 if isinstance(place, Aftermath) and place.actor == actor else 0
            for place in compiled.enumerated.places
        ]

    def on_arrival(self, state: int) -> np.ndarray | None:
        """Raise the tag to the rung of the actor's act just seen."""
        return np.maximum(np.arange(self.tags), self._seen[state]) if self._seen[state] else None
