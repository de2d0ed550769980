"""Small crises with private types for the certificate's tests, and what must hold on each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from deterrence.games.stochastic import Numbers, StochasticGame
from deterrence.games.structure import BranchRow, MoveRow, Standing, Structure, TypeLabel
from deterrence.solvers.grid import Grid, solve_grid


@dataclass(frozen=True)
class Act:
    """A move: what it pays every strategic type, what may be seen after it, and what doctrines make of it.

    Attributes:
        payoff: one number per column.
        seen: (signal, next state) -> probability.
        rule: probability by type of the mover; whatever for strategic ones.
    """

    payoff: Sequence[float]
    seen: Mapping[tuple[str, str], float]
    rule: Sequence[float]


def crisis(
    types: Sequence[Sequence[str]],
    prior: Sequence[Sequence[float]],
    turns: Mapping[str, tuple[int, Mapping[str, Act]]],
    endings: Mapping[str, Sequence[float]],
    *,
    chances: Mapping[str, tuple[Sequence[float], Mapping[str, float]]] | None = None,
    unresolved: Sequence[float] | None = None,
    horizon: int | None = None,
    discount: float = 0.95,
    precision: float = 1.0,
) -> StochasticGame:
    """A game with one mover a state. Types whose name starts with "s" are strategic; turns come first."""
    chances = chances or {}
    states = [*turns, *chances, *endings]
    index = {x: k for k, x in enumerate(states)}
    kinds = tuple(tuple(TypeLabel(k, k.startswith("s")) for k in actor) for actor in types)
    columns = sum(k.strategic for actor in kinds for k in actor)
    rows, joint_state, joint_moves, payoff, rule, weight = [], [], [], [], [], []
    outcome_state, outcome_next, signals, branches, probability = [], [], [], [], []
    most = max(len(actor) for actor in types)

    def add(x: str, made: list[int], paid: Sequence[float], seen: Mapping, shown: dict) -> None:
        joint_state.append(index[x])
        joint_moves.append(made)
        payoff.append(paid)
        for sign, chance in seen.items():
            if sign not in shown:
                shown[sign] = len(outcome_state)
                outcome_state.append(index[x])
                outcome_next.append(index[sign[1]])
                signals.append(sign[0])
            branches.append(BranchRow(len(joint_state) - 1, shown[sign]))
            probability.append(chance)

    for x, (mover, acts) in turns.items():
        shown: dict = {}
        for label, act in acts.items():
            made = [-1] * len(types)
            made[mover] = len(rows)
            rows.append(MoveRow(index[x], mover, label, label))
            rule.append([*act.rule, *[0.0] * (most - len(act.rule))])
            weight.append(1.0 / len(acts))
            add(x, made, act.payoff, act.seen, shown)
    for x, (paid, onward) in chances.items():
        add(x, [-1] * len(types), paid, {("", y): p for y, p in onward.items()}, {})
    standing = [Standing.DECISION] * len(turns) + [Standing.CHANCE] * len(chances)
    stopped = [0.0] * columns if unresolved is None else list(unresolved)
    worth = [stopped] * len(turns) + [[0.0] * columns] * len(chances)
    structure = Structure(
        actors=tuple("abcd"[: len(types)]),
        types=kinds,
        states=tuple(states),
        standing=np.array(standing + [Standing.TERMINAL] * len(endings)),
        endings=tuple(x if x in endings else "" for x in states),
        moves=tuple(rows),
        joint_state=np.array(joint_state),
        joint_moves=np.array(joint_moves),
        outcome_state=np.array(outcome_state),
        outcome_next=np.array(outcome_next),
        outcome_signal=tuple(signals),
        branches=tuple(branches),
        horizon=horizon,
    )
    numbers = Numbers(
        branch_probability=np.array(probability),
        payoff=np.array(payoff, float),
        ending=np.array(worth + [list(w) for w in endings.values()], float),
        base_weight=np.array(weight),
        rule=np.array(rule, float),
        prior=np.array([[*p, *[0.0] * (most - len(p))] for p in prior]),
        discount=np.full(len(types), discount),
        precision=np.full(len(types), precision),
    )
    return StochasticGame(structure, numbers)


def random_crisis(
    seed: int,
    types: Sequence[Sequence[str]] = (("strategic", "committed"), ("strategic", "committed")),
    states: int = 4,
    moves: int = 3,
    horizon: int | None = 5,
    precision: float = 1.5,
    tremble: float = 0.02,
    discount: float = 0.95,
) -> StochasticGame:
    """Actors take turns at random states; moves are seen through some noise; play may end anywhere."""
    rng = np.random.default_rng(seed)
    columns = sum(k.startswith("s") for actor in types for k in actor)
    names = [f"x{k}" for k in range(states)]
    turns = {}
    for k, name in enumerate(names):
        mover = k % len(types)
        meant = rng.integers(moves, size=len(types[mover]))
        acts = {}
        for a in range(moves):
            ahead = rng.choice([*names, "peace", "war", "fate"], size=2, replace=False)
            clear = rng.uniform(0.7, 1.0)
            rule = [0.0 if t.startswith("s") else tremble / moves + (1 - tremble) * (a == m)
                    for t, m in zip(types[mover], meant, strict=True)]  # fmt: skip
            seen = {(f"m{a}", str(ahead[0])): clear, ("blur", str(ahead[1])): 1 - clear}
            acts[f"m{a}"] = Act(rng.normal(size=columns) * 0.3, seen, rule)
        turns[name] = mover, acts
    return crisis(
        types,
        [rng.dirichlet(np.full(len(actor), 5.0)) for actor in types],
        turns,
        {"peace": rng.normal(size=columns), "war": rng.normal(size=columns) - 1, "catastrophe": [-50.0] * columns},
        chances={"fate": (rng.normal(size=columns) * 0.1, {names[0]: 0.6, "war": 0.395, "catastrophe": 0.005})},
        unresolved=rng.normal(size=columns) * 0.1,
        horizon=horizon,
        discount=discount,
        precision=precision,
    )


def relabelled(game: StochasticGame) -> StochasticGame:
    """The same game with the actors in the opposite order."""
    s, n = game.structure, game.numbers
    last = len(s.actors) - 1
    columns = sorted(range(len(s.columns)), key=lambda c: (last - s.columns[c][0], s.columns[c][1]))
    return StochasticGame(
        replace(
            s,
            actors=s.actors[::-1],
            types=s.types[::-1],
            moves=tuple(replace(row, actor=last - row.actor) for row in s.moves),
            joint_moves=s.joint_moves[:, ::-1],
        ),
        replace(
            n,
            payoff=n.payoff[:, columns],
            ending=n.ending[:, columns],
            prior=n.prior[::-1],
            discount=n.discount[::-1],
            precision=n.precision[::-1],
        ),
    )


CASES = {
    "two by two": lambda: random_crisis(1),
    "three types": lambda: random_crisis(2, (("strategic", "tough", "mild"), ("strategic", "committed"))),
    "two strategic types": lambda: random_crisis(3, (("strong", "soft"), ("strategic",))),
    "three actors": lambda: random_crisis(4, (("strategic", "committed"), ("strategic",), ("soft", "committed"))),
    "one type each": lambda: random_crisis(5, (("strategic",), ("strategic",))),
    "no horizon": lambda: random_crisis(6, horizon=None, discount=0.8),
}


LONG = {"three actors", "two strategic types"}


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in LONG else n for n in CASES])
def test_what_must_hold_of_every_solution(name):
    game = CASES[name]()
    assessment = solve_grid(game, Grid(points=17))
    certificate = assessment.certify()
    assert certificate.residual <= 1e-9
    assert certificate.consistency <= 1e-10
    assert -1e-12 <= certificate.regret <= certificate.regret_anywhere + 1e-12
    for figures in certificate.actors:
        assert figures.stake_known
        assert figures.regret <= figures.logit_bound + 0.02  # a coarse grid
        assert figures.regret_anywhere <= figures.bound_anywhere + 0.02
        assert 0 < figures.stake < 25  # catastrophe is worth -50 and does not count
