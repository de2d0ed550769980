"""The path likelihood finds what made dated crises: simulation-based calibration, with plays of the model as crises.

The tempo is drawn from a prior of nine values, crises are sampled move by move (which is independent of the
likelihood), and the posterior over the nine values is computed. Where the likelihood is right, the share of the
posterior below the true value is uniform, and intervals of 95 % hold it in 95 %. Of 400 replications the share is
outside [92, 98] % once in 140 where it is right.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import kstest

from deterrence.coded_crises.dated import DatedAct, DatedCrisis
from deterrence.forecasting.acts import NOBODY, Act, acts_by_branch
from deterrence.forecasting.rollout import rollout
from deterrence.solvers.grid import Grid
from deterrence.stress.history.likelihood import MEAN, paths_through
from deterrence.stress.history.posterior import value_of
from deterrence.stress.resolve import Change, Resolver
from shipped import crisis

VALUES, REPLICATIONS, TOGETHER, DAYS = 9, 400, 6, 30.0


def acted(plays):
    """Crises by day, as plays went: an act counts after somebody else's, or higher than its author's last."""
    s = plays.structure
    made, found = acts_by_branch(s), []
    for n in range(plays.n):
        acts: list[DatedAct] = []
        for t in range(plays.stages):
            for branch in (plays.branch[n, t], plays.chance[n, t + 1]):
                act = made[branch] if branch >= 0 else None
                if act is not None and (not acts or counts(s.rungs, Act(acts[-1].actor, acts[-1].rung), act)):
                    day = float(np.floor(plays.day[n, t + 1]))
                    acts.append(DatedAct(act.actor, act.rung, day, day + 1.0))
        found.append(DatedCrisis("played", "as coded", tuple(acts), DAYS))
    return found


def counts(rungs, last, act):
    """Is an act after another counted? Nobody's (chance's) always is."""
    return act.actor == NOBODY or act.actor != last.actor or rungs.index(act.rung) > rungs.index(last.rung)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_ranks_of_the_tempo_are_uniform_and_intervals_cover():
    """``standoff`` on 9 nodes a side, six crises of 30 days a replication."""
    found = crisis("standoff")
    resolver = Resolver(found, found.parameters.defaults, Grid(points=9, tolerance=1e-9))
    p = found.parameters["tempo"]
    points = ndtri((np.arange(VALUES) + 0.5) / VALUES).tolist()
    solved = [resolver.solved(Change.of({"tempo": value_of(p, z)})) for z in points]
    draws = np.random.default_rng(0)
    truth = draws.integers(0, VALUES, REPLICATIONS)
    crises: dict[int, list[DatedCrisis]] = {}
    for k, (_, assessment) in enumerate(solved):
        wanted = np.flatnonzero(truth == k)
        plays = acted(rollout(assessment, len(wanted) * TOGETHER, seed=k + 1, days=DAYS))
        crises |= {r: plays[i * TOGETHER : (i + 1) * TOGETHER] for i, r in enumerate(wanted.tolist())}
    pairs = [(r, i) for r in range(REPLICATIONS) for i in range(TOGETHER)]
    every = [replace(crises[r][i], history=f"{r}-{i}") for r, i in pairs]
    logs = np.empty((REPLICATIONS * TOGETHER, VALUES))
    for k, (game, assessment) in enumerate(solved):
        by_name = paths_through(game, every).log_likelihoods(assessment)
        logs[:, k] = [by_name[c.history, MEAN] for c in every]
    logs = logs.reshape(REPLICATIONS, TOGETHER, VALUES).sum(1)
    assert np.isfinite(logs[np.arange(REPLICATIONS), truth]).all()  # what was played can be
    share = np.exp(logs - logs.max(1, keepdims=True))
    share /= share.sum(1, keepdims=True)
    assert (share.max(1) > 0.3).mean() > 0.1  # crises say something
    there = np.arange(REPLICATIONS), truth
    u = share.cumsum(1)[there] - draws.random(REPLICATIONS) * share[there]
    assert kstest(u, "uniform").pvalue > 1e-3
    assert 0.92 <= np.mean((u > 0.025) & (u < 0.975)) <= 0.98
    there = np.arange(REPLICATIONS), (truth + 3) % VALUES  # ranks of values that made other crises are not uniform
    assert kstest(share.cumsum(1)[there] - 0.5 * share[there], "uniform").pvalue < 1e-3
