"""Where play goes under a solution: states, beliefs and strategies reached with some probability."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import UnsupportedGame
from ..games.structure import Structure, TypeLabel
from ..solvers.grid import Assessment
from ..solvers.solution import Solution
from .decision_flow import Flow
from .push import Pusher

LEAST_REACH = 1e-3


def reached_play(solution: Solution, least: float = LEAST_REACH) -> dict[str, Any]:
    """Strategies, beliefs and reach, for JSON.

    Returns:
        ``strategies`` {state: {actor: {type: {move: p}}}}, of every actor that moves there, averaged over moves and
        beliefs by where each type is; ``belief`` {state: {actor: {type: b}}} about those actors and ``reach`` {state:
        expected visits}, for states reached with probability >= ``least``; and ``nodes``, every (move, state, belief)
        node reached that often: ``move`` (zero for all of a window in days), ``state``, ``belief`` {actor: {type: b}}
        about everybody, ``reach``, and ``strategies`` {actor: {type: {move: p}}}.

    Raises:
        UnsupportedGame: a game without a horizon or a clock, or solved without beliefs.
        ArgumentError: a game on a clock that was not compiled from a crisis, so that no window is known.
    """
    if not isinstance(solution.assessment, Assessment):
        raise UnsupportedGame("reach is computed for solutions on a belief grid with a horizon")
    return play_reached(solution.assessment, solution.crisis.brief.days if solution.crisis else None, least)


def play_reached(assessment: Assessment, days: float | None, least: float = LEAST_REACH) -> dict[str, Any]:
    """The same of an assessment; ``days`` is the window of a game on a clock."""
    s = assessment.game.structure
    gather = _Gather(s.types)
    nodes: list[dict[str, Any]] = []

    def visit(flow: Flow) -> None:
        gather.add(flow)
        nodes.extend(_nodes(s, flow, least))

    if s.clocks:
        for flow in _within(assessment, days):
            visit(flow)
    else:
        Pusher(assessment).finish(visit=visit)
    strategies, belief = {}, {}
    reach = {x: r for x, r in sorted(gather.reach.items()) if r >= least}
    for x in reach:
        strategies[s.states[x]] = {
            s.actors[i]: {
                kind.id: _labelled(s, s.moves_at[x][i], gather.play[x, i][k] / gather.weight[x, i][k])
                for k, kind in enumerate(s.types[i])
                if gather.weight[x, i][k] > 0
            }
            for i in s.movers[x]
        }
        belief[s.states[x]] = {
            s.actors[i]: {kind.id: float(w / reach[x]) for kind, w in zip(s.types[i], gather.weight[x, i], strict=True)}
            for i in s.movers[x]
        }
    return {
        "strategies": strategies,
        "belief": belief,
        "reach": {s.states[x]: r for x, r in reach.items()},
        "nodes": nodes,
    }


def _within(assessment: Assessment, days: float | None) -> Iterable[Flow]:
    """All that flows through every decision state within a window of some days."""
    found: dict[int, Flow] = {}

    def visit(flow: Flow) -> None:
        before = found.get(flow.state)
        found[flow.state] = flow if before is None else replace(flow, rows=before.rows + flow.rows)

    pusher = Pusher(assessment)
    pusher.passage(pusher.bare, visit, days)
    return found.values()


def _labelled(s: Structure, moves: tuple[int, ...], chances: np.ndarray) -> dict[str, float]:
    return {s.moves[m].label: float(p) for m, p in zip(moves, chances, strict=True)}


class _Gather:
    """Reach by state; type weight and type-weighted play by state and actor that moves there."""

    def __init__(self, types: tuple[tuple[TypeLabel, ...], ...]) -> None:
        self.reach: dict[int, float] = defaultdict(float)
        self.weight: dict[tuple[int, int], np.ndarray] = {}
        self.play: dict[tuple[int, int], np.ndarray] = {}

    def add(self, flow: Flow) -> None:
        mass = flow.public_mass
        self.reach[flow.state] += float(mass.sum())
        for play in flow.plays:
            by_type = mass * play.belief.T
            made = np.einsum("kv,kav->ka", by_type, play.strategy)
            at = (flow.state, play.actor)
            self.weight[at] = self.weight.get(at, 0.0) + by_type.sum(1)
            self.play[at] = self.play.get(at, 0.0) + made


def _nodes(s: Structure, flow: Flow, least: float) -> list[dict[str, Any]]:
    mass = flow.public_mass
    out = []
    for v in np.flatnonzero(mass >= least):
        at = flow.live[v]
        out.append(
            {
                "move": flow.stage,
                "state": s.states[flow.state],
                "belief": {
                    s.actors[i]: {kind.id: float(b) for kind, b in zip(s.types[i], belief[at], strict=True)}
                    for i, belief in enumerate(flow.vertices.belief)
                },
                "reach": float(mass[v]),
                "strategies": {
                    s.actors[play.actor]: {
                        kind.id: _labelled(s, play.moves, play.strategy[k, :, v])
                        for k, kind in enumerate(s.types[play.actor])
                    }
                    for play in flow.plays
                },
            }
        )
    return out
