"""Where play goes under a solution: states, beliefs and strategies reached with some probability."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from ..errors import UnsupportedGame
from ..solvers.grid import Assessment
from ..solvers.solution import Solution
from .flow import Flow
from .push import Pusher

LEAST_REACH = 1e-3


def reached_play(solution: Solution, least: float = LEAST_REACH) -> dict[str, Any]:
    """Strategies, beliefs and reach, for JSON.

    Returns:
        ``strategies`` {state: {actor: {type: {move: p}}}}, averaged over moves and beliefs by where each type is;
        ``belief`` {state: {actor: {type: b}}} and ``reach`` {state: expected visits}, for states reached with
        probability >= ``least``; and ``nodes``: the same at every (move, state, belief) node reached that often.

    Raises:
        UnsupportedGame: a game without a horizon, or solved without beliefs.
    """
    if not isinstance(solution.assessment, Assessment):
        raise UnsupportedGame("reach is told for solutions on a belief grid with a horizon")
    structure = solution.game.structure
    gather = _Gather(structure.types)
    nodes: list[dict[str, Any]] = []
    pusher = Pusher(solution.assessment, remember=False)

    def visit(flow: Flow) -> None:
        gather.add(flow)
        nodes.extend(_nodes(pusher, flow, least))

    pusher.finish(visit)
    strategies, belief, reach = {}, {}, {}
    for x in sorted(gather.reach):
        if gather.reach[x] < least:
            continue
        state, mover = structure.states[x], structure.movers[x][0]
        labels = [structure.moves[m].label for m in structure.moves_at[x][mover]]
        kinds = structure.types[mover]
        strategies[state] = {
            structure.actors[mover]: {
                kind.id: dict(zip(labels, map(float, gather.play[x][k] / gather.weight[x][k]), strict=True))
                for k, kind in enumerate(kinds)
                if gather.weight[x][k] > 0
            }
        }
        belief[state] = {
            structure.actors[mover]: {
                kind.id: float(gather.weight[x][k] / gather.reach[x]) for k, kind in enumerate(kinds)
            }
        }
        reach[state] = gather.reach[x]
    return {"strategies": strategies, "belief": belief, "reach": reach, "nodes": nodes}


class _Gather:
    """Reach, type weight and type-weighted play by state."""

    def __init__(self, types: tuple) -> None:
        self.reach: dict[int, float] = defaultdict(float)
        self.weight: dict[int, np.ndarray] = {}
        self.play: dict[int, np.ndarray] = {}

    def add(self, flow: Flow) -> None:
        mass = flow.public_mass
        by_type = np.einsum("eq,ek->keq", mass, flow.belief)
        self.reach[flow.state] += float(mass.sum())
        weight = by_type.sum((1, 2))
        play = np.einsum("keq,kaeq->ka", by_type, flow.strategy)
        self.weight[flow.state] = self.weight.get(flow.state, 0.0) + weight
        self.play[flow.state] = self.play.get(flow.state, 0.0) + play


def _nodes(pusher: Pusher, flow: Flow, least: float) -> list[dict[str, Any]]:
    structure = pusher.game.structure
    out = []
    others = [i for i in range(len(structure.actors)) if i != flow.mover]
    sizes = [pusher.sizes[i] for i in others]
    labels = [structure.moves[m].label for m in flow.moves]
    mass = flow.public_mass
    for e, q in np.argwhere(mass >= least):
        vertex = {flow.mover: int(e), **dict(zip(others, map(int, np.unravel_index(q, sizes)), strict=True))}
        belief = {
            structure.actors[i]: {
                kind.id: float(b) for kind, b in zip(structure.types[i], pusher.axes[i].belief[vertex[i]], strict=True)
            }
            for i in sorted(vertex)
        }
        strategy = {
            kind.id: dict(zip(labels, map(float, flow.strategy[k, :, e, q]), strict=True))
            for k, kind in enumerate(structure.types[flow.mover])
        }
        out.append(
            {
                "move": flow.stage,
                "state": structure.states[flow.state],
                "actor": structure.actors[flow.mover],
                "belief": belief,
                "reach": float(mass[e, q]),
                "strategy": strategy,
            }
        )
    return out
