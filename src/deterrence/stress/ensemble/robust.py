"""A taker's robust choice over plausible worlds: doses of its options and their combinations, searched for.

Every round of the search is an ensemble of its own in the folder, in the same worlds, so that a search that was stopped
goes on where it was. What was found is then put to other worlds, in which it was not chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ...errors import ArgumentError
from ...parameters.option import options_of
from ..across.choices import Standing, standings
from ..across.robust import Doses, Search, search
from ..options import VALUE
from .plan import WORLD, Plan
from .policies import Policy
from .reader import Payoffs
from .running import Finished
from .tables import Rows

Solve = Callable[[Plan, Path], Finished]


@dataclass(frozen=True, eq=False)
class Robust:
    """What was found.

    Attributes:
        taker: who chooses. options: its options, in the order of doses.
        aim: what was looked for.
        search: the choices tried, and what they are worth to the taker.
        checked: by whose payoff, how the main choices stand in worlds in which nothing was chosen: none, every option
            whole, the one found, and those that are best in some world; by their doses.
        fresh: how many such worlds.
    """

    taker: str
    options: tuple[str, ...]
    aim: str
    search: Search
    checked: Mapping[str, tuple[tuple[Doses, Standing], ...]]
    fresh: int


def robust(
    plan: Plan, taker: str, aim: str, folder: Path, solve: Solve, *, level: float | None = None, most: int
) -> Robust:
    """Search.

    Args:
        plan: the worlds; its policies and readers are put aside.
        taker: who chooses.
        aim, level, most: of :func:`..across.robust.search`.
        folder: of all rounds.
        solve: runs an ensemble in a folder, or goes on with it.

    Raises:
        ArgumentError: somebody who has no options or no payoff.
        DeterrenceError: as ``solve``.
    """
    mine = options_of(plan.crisis.brief.options, taker)
    payoffs = Payoffs.of(plan.crisis.game_at(plan.stated))
    if VALUE + taker not in payoffs.columns:
        raise ArgumentError(f"{taker} has no payoff to choose by: it has no strategic type")
    base = replace(plan, reader=payoffs, compared=None)
    rounds = 0

    def evaluate(choices: Sequence[Doses]) -> list[np.ndarray]:
        nonlocal rounds
        found = _worth(base, taker, mine, choices, folder / f"round-{rounds:02}", solve)
        rounds += 1
        return [found[choice][VALUE + taker] for choice in choices]

    found = search(evaluate, len(mine), aim, level, most)
    nothing = (0.0,) * len(mine)
    whole = [tuple(float(j == k) for j in range(len(mine))) for k in range(len(mine))]
    main = list(dict.fromkeys([nothing, *whole, found.best, *found.replies]))
    other = replace(base, sample=replace(base.sample, design=replace(base.sample.design, seed=_other(base))))
    fresh = _worth(other, taker, mine, main, folder / "fresh", solve)
    by_actor, n = {}, 0
    for column in payoffs.columns:
        table = np.array([fresh[choice][column] for choice in main])
        table = table[:, np.isfinite(table).all(0)]
        n = table.shape[1]
        if n:
            named = {str(k): table[k] for k in range(len(main))}
            by_actor[column.removeprefix(VALUE)] = tuple(zip(main, standings(named, "0"), strict=True))
    return Robust(taker, mine, aim, found, by_actor, n)


def _other(plan: Plan) -> int:
    """The seed of other worlds."""
    return plan.sample.design.seed + 1


def _worth(
    base: Plan, taker: str, options: Sequence[str], choices: Sequence[Doses], folder: Path, solve: Solve
) -> dict[Doses, dict[str, np.ndarray]]:
    """By choice and column, (worlds,), NaN where a world was not solved."""
    policies = {
        choice: Policy(doses=tuple((taker, o, dose) for o, dose in zip(options, choice, strict=True)))
        for choice in choices
    }
    plan = replace(base, policies=tuple(policies.values()))
    done = solve(plan, folder)
    found = {}
    for choice, policy in policies.items():
        read = Rows.of(plan, done.store, policy).columns([WORLD, *plan.reader.columns])
        whole = {name: np.full(plan.worlds, np.nan) for name in plan.reader.columns}
        for name, y in whole.items():
            y[read[WORLD]] = read[name]
        found[choice] = whole
    return found
