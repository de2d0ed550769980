"""Two crises with a change of leaders between them: small enough to be written out as a tree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bank import Step, turn_taking
from deterrence.games.stochastic import StochasticGame
from deterrence.games.structure import TypeLabel

NOTHING = (0.0, 0.0)


def two_crises(
    shares: tuple[float, float] | None,
    types: tuple[tuple[str, ...], tuple[str, ...]] = (("soft", "tough"), ("weak", "firm")),
    commitments: tuple[str, ...] = (),
    precision: float = 2.5,
    again: float = 0.8,
    discount: float = 0.9,
    prior: tuple[float, float] = (0.6, 0.45),
    seed: int = 4,
) -> StochasticGame:
    """a challenges or holds, and b, if challenged, resists or yields; then, perhaps, the same once more.

    Payoffs are drawn for every strategic type; a commitment makes the first of its moves nearly always.

    Args:
        shares: s of a and b between the crises; None for a game that has no renewal.
        types: of a and b.
        commitments: the types that are.
        prior: of the first type of each.
        again: chance of a second crisis.
    """

    def crisis(name: str, after: str) -> dict:
        return {
            name: ("a", [Step("challenge", NOTHING, {f"{name} met": 1.0}), Step("hold", NOTHING, {after: 1.0})]),
            f"{name} met": ("b", [Step("resist", NOTHING, {after: 1.0}), Step("yield", NOTHING, {after: 1.0})]),
        }

    game = turn_taking(
        ("a", "b"),
        {**crisis("first", "between"), **crisis("second", "over")},
        {"between": Step("fate", NOTHING, {"second": again, "quiet": 1 - again} if again < 1 else {"second": 1.0})},
        {"over": NOTHING, **({"quiet": NOTHING} if again < 1 else {})},
        discount,
        precision,
        horizon=4,
    )
    labels = tuple(tuple(TypeLabel(t, t not in commitments) for t in kinds) for kinds in types)
    structure = replace(game.structure, types=labels)
    rng = np.random.default_rng(seed)
    most = max(len(kinds) for kinds in types)
    table = np.zeros((2, most))
    rule = np.zeros((len(structure.moves), most))
    for i, kinds in enumerate(labels):
        rest = (1 - prior[i]) / max(len(kinds) - 1, 1)
        table[i, : len(kinds)] = [1.0] if len(kinds) == 1 else [prior[i]] + [rest] * (len(kinds) - 1)
        for k, kind in enumerate(kinds):
            if not kind.strategic:
                for m, row in enumerate(structure.moves):
                    if row.actor == i:
                        rule[m, k] = 0.95 if row.label in ("challenge", "resist") else 0.05
    payoff = rng.normal(size=(len(structure.joint_state) // 2 + 1, len(structure.columns)))
    first = [j for j, x in enumerate(structure.joint_state) if structure.states[x].startswith("first")]
    second = [j for j, x in enumerate(structure.joint_state) if structure.states[x].startswith("second")]
    by_joint = np.zeros((len(structure.joint_state), len(structure.columns)))
    by_joint[first] = by_joint[second] = payoff[: len(first)]  # the same crisis twice
    by_joint[structure.joints_at[structure.index("between")][0]] = payoff[-1]
    renewal = None
    if shares is not None:
        renewal = np.zeros((len(structure.states), 2))
        renewal[structure.index("between")] = shares
    numbers = replace(
        game.numbers,
        payoff=by_joint,
        ending=np.zeros((len(structure.states), len(structure.columns))),
        prior=table,
        rule=rule,
        renewal=renewal,
    )
    return StochasticGame(structure, numbers)
