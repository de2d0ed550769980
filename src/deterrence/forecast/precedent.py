"""Enforcement by what became of the owner's first crossing: whether one answer makes the next likelier."""

from __future__ import annotations

from collections import defaultdict

from ..game.board import Board, Position
from ..game.compiling import CompiledScenario
from .flow import Flow
from .metrics import LEAST_CONDITION, Key, Values
from .monitors import HISTORIES, FirstCrossing, enforcing
from .push import Pusher


def enforcement_after(compiled: CompiledScenario, pusher: Pusher) -> Values:
    """Pr(response at or above the declared level | recognised crossing of a line, what became of its owner's first).

    By line, given that the crossing is the owner's first, that the first was enforced, or that it was left unenforced;
    over all the owner's lines for what became of the first, and over the line's own crossings for what is counted.
    """
    board = Board(compiled.scenario)
    out: Values = {}
    for i, owner in enumerate(board.actors):
        crossed: dict[tuple[str, int], float] = defaultdict(float)
        answered: dict[tuple[str, int], float] = defaultdict(float)

        def visit(flow: Flow, i: int = i, crossed: dict = crossed, answered: dict = answered) -> None:
            yes = enforcing(compiled, board, flow)
            if yes is None or flow.mover != i:
                return
            place = compiled.enumerated.places[flow.state]
            assert isinstance(place, Position)
            line = board.line_crossed(place.actor, place.rung)
            assert line is not None
            for tag in HISTORIES:
                moves = flow.move_mass(flow.mass[tag])
                crossed[line.id, tag] += float(moves.sum())
                answered[line.id, tag] += float(moves[yes].sum())

        if any(line.owner == owner for line in compiled.scenario.red_lines):
            pusher.finish(visit, FirstCrossing(compiled, i))
        for (line, tag), mass in crossed.items():
            if mass > LEAST_CONDITION:
                out[Key("enforcement_after", owner, line, HISTORIES[tag])] = answered[line, tag] / mass
    return out
