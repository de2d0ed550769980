"""What carrying a doctrine out costs, on a clock: the sum of losses along the way is the difference in value."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.forecasting.decision_flow import Flow
from deterrence.forecasting.push import Pusher
from deterrence.games.structure import Standing
from deterrence.solvers.grid import Grid, solve_grid
from deterrence.stress.compliance_cost import following
from shipped import crisis

LONG = 400.0


def gap(points: int) -> float:
    """The sum of losses, less the difference in value: V of the strategic type, less what it is paid along the play in
    which it does as the commitment does. Without flows and discounting, in a window in which every crisis ends."""
    it = crisis("standoff")
    it = it.changed(window=it.record.window.model_copy(update={"days": LONG}))
    game = it.compile(interest=0.0, strain=0.0)
    assessment = solve_grid(game.game, Grid(points=points, tolerance=1e-8))
    pusher, s, numbers = Pusher(assessment), game.structure, game.game.numbers
    paid = 0.0

    def visit(flow: Flow) -> None:
        nonlocal paid
        worth = np.asarray(numbers.payoff)[list(s.joints_at[flow.state]), 0]
        paid += float((flow.mixture @ flow.public_mass) @ worth)

    final = pusher.finish(visit=visit, truth={0: 1}, days=LONG)
    left = 0.0
    for x, tagged in final.items():
        paid += float(tagged.push.sum()) * numbers.ending[x, 0]
        left += float(tagged.push.sum()) if s.standing[x] != Standing.TERMINAL else 0.0
    assert left < 1e-6
    (found,) = following(game, pusher, "row")
    assert all(step.move is None and step.loss >= 0 for step in found.steps)
    answers = {step.state: step.does for step in found.steps}
    assert answers["row_acts/row=calm/column=calm"] == "hold"
    assert answers["row_acts/row=calm/column=struck"] == "answer"
    return abs(found.whole - assessment.values_at_prior[s.initial, 0] + paid)


@pytest.mark.slow
def test_losses_add_up_to_the_difference_in_value() -> None:
    """Up to the error of the grid, on which values and mass go between nodes in different ways."""
    coarse, fine = gap(9), gap(25)
    assert fine < 6e-3 and fine < 0.3 * coarse


def test_what_is_lost_later_counts_less() -> None:
    it = crisis("standoff")
    lost = []
    for interest in (0.0, 0.01):
        game = it.compile(interest=interest)
        assessment = solve_grid(game.game, Grid(points=5, tolerance=1e-9))
        pusher = Pusher(assessment)
        plain, discounted = [], []
        for into, actor in ((plain, None), (discounted, 0)):
            pusher.finish(visit=lambda f, into=into: into.append(f.public_mass.sum()), days=60.0, discounting=actor)
        lost.append((sum(plain), sum(discounted)))
    assert lost[0][0] == pytest.approx(lost[0][1], abs=1e-12)
    assert lost[1][1] < lost[1][0]
