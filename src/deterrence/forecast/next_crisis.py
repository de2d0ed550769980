"""Precedent effect: what the next crisis is like after something has happened, against the same crisis at the prior.

A crisis begins where its challenge can be chosen, and lasts until it can be chosen next, or until play stops. Beliefs
are all that is carried into it, so the crisis after a path differs from the same crisis (same public state, same move,
same time left) begun at the prior by what the path taught, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from ..campaign.compiling import CompiledCampaign
from ..campaign.record import Event
from .campaign_monitors import Happening
from .flow import Flow, Monitor
from .push import Mass, Pusher


@dataclass(frozen=True)
class Precedent:
    """The next crisis after something has happened, and the same crisis at the prior.

    Attributes:
        reached: Pr(it happens, and another crisis comes before the window closes).
        challenge, challenge_at_prior: Pr(challenge in that crisis).
        peak, peak_at_prior: distribution of the highest rung realised in that crisis, by rung; the lowest rung stands
            for no act at all.
        belief: E[b_i] as that crisis begins, by actor and type.
    """

    reached: float
    challenge: float
    challenge_at_prior: float
    peak: np.ndarray
    peak_at_prior: np.ndarray
    belief: tuple[np.ndarray, ...]

    def at_least(self, rung: int) -> tuple[float, float]:
        """Pr(peak at the rung with this index or above), after the path and at the prior."""
        return float(self.peak[rung:].sum()), float(self.peak_at_prior[rung:].sum())


def precedent(
    compiled: CompiledCampaign,
    pusher: Pusher,
    after: Event,
    challenge: Event,
    challenger: str | None = None,
    about: Collection[str] | None = None,
) -> Precedent | None:
    """The precedent effect of an event, from its first happening to the next crisis; None where there is no next one.

    Args:
        compiled: the campaign.
        pusher: of its assessment.
        after: what happened.
        challenge: a choice; a crisis begins where it can be made.
        challenger: count only next crises in which this actor is the one who can challenge.
        about: actors whose reputation is put back to the prior in the comparison; everybody's if left out. With one
            actor left in, what was learned of the others is part of both, and the difference is due to that one alone.
    """
    s = compiled.structure
    opens = Happening(compiled, challenge)
    counted = opens.opportunity.copy()
    if challenger is not None:
        counted &= np.array([s.actors.index(challenger) in movers for movers in s.movers])
    waiting = _Waiting(compiled, Happening(compiled, after), opens)
    entering: dict[int, Mass] = {}
    for t, mass in enumerate(pusher.run(monitor=waiting)):
        here = {x: m[_Waiting.HAPPENED] for x, m in mass.items() if counted[x] and m[_Waiting.HAPPENED].any()}
        if here and t < (s.horizon or 0):
            entering[t] = here
    reached = sum(float(m.sum()) for stage in entering.values() for m in stage.values())
    if reached == 0.0:
        return None
    forgotten = [i for i, a in enumerate(s.actors) if about is None or a in about]
    begun = {t: {x: _at_prior(pusher, m, forgotten) for x, m in stage.items()} for t, stage in entering.items()}
    total = np.asarray(sum(m for stage in entering.values() for m in stage.values())) / reached
    axes = range(len(s.actors))
    belief = tuple(total.sum(tuple(j for j in axes if j != i)) @ pusher.axes[i].belief for i in axes)
    challenged, peak = _crisis(compiled, pusher, opens, entering, reached)
    challenged_at_prior, peak_at_prior = _crisis(compiled, pusher, opens, begun, reached)
    return Precedent(reached, challenged, challenged_at_prior, peak, peak_at_prior, belief)


class _Waiting(Monitor):
    """Tag 0: it has not happened; 1: it has, and no crisis has begun since; 2: one has."""

    tags = 3
    HAPPENED = 1

    def __init__(self, compiled: CompiledCampaign, after: Happening, opens: Happening):
        s = compiled.structure
        self.after = after.branch
        self.opening = opens.opportunity[s.joint_state[s.branch_joint]]
        self.watched = np.ones(len(s.branches), bool)

    def on_branch(self, branch: int, amounts: np.ndarray) -> np.ndarray | None:
        """Step the tag as the next crisis takes its first move."""
        first = 1 if self.after[branch] else 0
        return np.array([first, 2 if self.opening[branch] else 1, 2])


class _PeakOfCrisis(Monitor):
    """Tag = the highest rung realised in a crisis, by rung; the same, by rung, once the next one has begun."""

    def __init__(self, compiled: CompiledCampaign, opens: Happening):
        s = compiled.structure
        self.count = len(s.rungs)
        self.tags = 2 * self.count
        self.rung = [b.realised for b in s.branches]
        by_chance = np.array([not s.movers[s.joint_state[b.joint]] for b in s.branches])
        self.watched = (np.array(self.rung) >= 0) & ~by_chance
        self.opens = opens.opportunity

    def on_branch(self, branch: int, amounts: np.ndarray) -> np.ndarray | None:
        """Raise the peak by an act; what chance does between two crises belongs to neither."""
        table = np.arange(self.tags)
        table[: self.count] = np.maximum(table[: self.count], self.rung[branch])
        return table

    def on_arrival(self, state: int) -> np.ndarray | None:
        """Keep the peak as it is from where the next crisis begins."""
        return np.arange(self.tags) % self.count + self.count if self.opens[state] else None


def _crisis(
    compiled: CompiledCampaign, pusher: Pusher, opens: Happening, entering: dict[int, Mass], reached: float
) -> tuple[float, np.ndarray]:
    """Pr(challenge) and the distribution of the peak in crises that begin with this mass."""
    s = compiled.structure
    monitor = _PeakOfCrisis(compiled, opens)
    tagged = {t: {x: _tagged(m, monitor.tags) for x, m in stage.items()} for t, stage in entering.items()}
    challenged = 0.0

    def visit(flow: Flow) -> None:
        nonlocal challenged
        if flow.state in entering.get(flow.stage, {}):
            share = flow.move_mass(flow.mass[0])  # what begins a crisis here and now; the rest began one before
            for a, m in enumerate(flow.moves):
                joint = next(j for j in s.joints_at[flow.state] if m in s.joint_moves[j])
                if opens.branch[[b for b in s.branches_at[flow.state] if s.branches[b].joint == joint]].all():
                    challenged += float(share[a])

    final = pusher.finish(visit, monitor, entering=tagged)
    peak = np.sum([m.reshape(len(m), -1).sum(1) for m in final.values()], axis=0)
    return challenged / reached, (peak[: monitor.count] + peak[monitor.count :]) / reached


def _tagged(mass: np.ndarray, tags: int) -> np.ndarray:
    out = np.zeros((tags, *mass.shape))
    out[0] = mass
    return out


def _at_prior(pusher: Pusher, mass: np.ndarray, forgotten: Collection[int]) -> np.ndarray:
    """The same mass with beliefs about some actors put back to the prior."""
    for i in forgotten:
        whole = np.moveaxis(np.zeros_like(mass), i, 0)
        whole[pusher.axes[i].origin] = mass.sum(i)
        mass = np.moveaxis(whole, 0, i)
    return mass
