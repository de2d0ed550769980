"""The belief nodes that the fast kernel leaves: whole Jacobian, steps in precision, restarts, the arc.

Everything here is batched NumPy over an explicit list of nodes of one state, and small.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import log_softmax

from .arc import ArcSettings, trace
from .belief_lookup import NEVER
from .kernel import CLOSED, LARGEST_STEP, OVERSHOOT, TINY
from .lattice import Lattice

NEWTON_STEPS = 200
PRECISION_STEPS = np.geomspace(1 / 64, 1.0, 13)
MOST_ARCS = 200
FAR = 100.0  # log probability beyond which a step astray is far enough: more would overflow
UNSEEN = 1e-250  # likelihood of an outcome below which its belief counts as flat: slopes over less overflow
HIGHEST = 5.0  # no log probability is above 0; Newton's trial points may be, and must stay finite


@dataclass(frozen=True)
class Fold:
    """A node whose solution is not the plain continuation of λ = 0, and how it was reached."""

    state: str
    node: tuple[int, ...]
    how: str


@dataclass(frozen=True)
class Finished:
    """Solved nodes: log strategies (S, A, N), residuals (N,), and (node, how) of those that folded."""

    log_strategy: np.ndarray
    residual: np.ndarray
    folds: list[tuple[int, str]]

    @property
    def worst(self) -> float:
        """Largest residual; nan counts as infinite."""
        return float(np.nan_to_num(self.residual, nan=np.inf).max(initial=0.0))


@dataclass(frozen=True, eq=False)
class NodeProblem:
    """N nodes of a state: A moves, O outcomes, S strategic types among the K of the mover.

    Attributes:
        show: (A, O), Pr(outcome | move).
        payoff: (A, S), flow of the mover's strategic types.
        log_weight: (A,), log μ; ``CLOSED`` where a move is not open.
        rule: (A, K), move probabilities of the mover's commitments.
        precision: λ of the mover.
        discount: (S,), δ.
        lattice: the mover's lattice.
        strategic: its strategic types.
        following: (S, O, P, N), continuation values along the mover's axis for each node.
        node: (N,), each node's index on the mover's lattice.
    """

    show: np.ndarray
    payoff: np.ndarray
    log_weight: np.ndarray
    rule: np.ndarray
    precision: float
    discount: np.ndarray
    lattice: Lattice
    strategic: tuple[int, ...]
    following: np.ndarray
    node: np.ndarray

    def subset(self, chosen: np.ndarray) -> NodeProblem:
        """The same problem at fewer nodes."""
        return replace(self, following=self.following[..., chosen], node=self.node[chosen])

    def continuation(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Values (S, O, N) after each outcome, their slopes (S, O, N, K) by the types' log-likelihoods, and
        the likelihoods (K, O, N) themselves."""
        show, k = self.show, self.lattice.types
        z = np.minimum(z, HIGHEST)
        likelihood = np.stack(
            [
                np.einsum("ao,an->on", show, np.exp(z[self.strategic.index(t)]))
                if t in self.strategic
                else np.repeat((show.T @ self.rule[:, t])[:, None], z.shape[-1], axis=1)
                for t in range(k)
            ]
        )
        drift = np.log(np.maximum(likelihood, NEVER))
        values = self.following
        if k == 1:
            return values[:, :, 0], np.zeros((*values[:, :, 0].shape, 1)), likelihood
        raw = self.lattice.nodes[self.node][None] + np.moveaxis(drift, 0, -1) / self.lattice.spacing
        point, held = self.lattice.hold(raw)
        index, weight, order = self.lattice.locate(point)
        outcome, node = np.arange(show.shape[1])[:, None], np.arange(z.shape[-1])[None]
        at = np.stack([values[:, outcome, index[..., v], node] for v in range(k)], axis=-1)
        slope = np.zeros(at.shape)
        np.put_along_axis(slope[..., :-1], np.broadcast_to(order, (*at.shape[:-1], k - 1)), np.diff(at, axis=-1), -1)
        slope[..., -1] = -slope[..., :-1].sum(-1)
        slope = np.where(held, 0.0, slope)
        likeliest = np.eye(k)[np.argmax(raw, axis=-1)]
        slope -= likeliest * slope.sum(-1, keepdims=True)
        return (weight * at).sum(-1), slope / self.lattice.spacing, likelihood

    @property
    def open_(self) -> np.ndarray:
        """Which of the padded moves are open, (A,)."""
        return np.asarray(self.log_weight > CLOSED / 2)

    def gap(self, z: np.ndarray, scale: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """F(z) with precision scaled, (S, A, N), and max |σ − logit(Q)| over types and moves, (N,)."""
        value, _, _ = self.continuation(z)
        reply = self._reply(value, scale)
        gap = np.where(self.open_[None, :, None], z - reply, 0.0)
        return gap, np.abs(np.exp(np.minimum(z, FAR)) - np.exp(reply)).max((0, 1))

    def _reply(self, value: np.ndarray, scale: float) -> np.ndarray:
        q = self.payoff.T[:, :, None] + self.discount[:, None, None] * np.einsum("ao,son->san", self.show, value)
        return log_softmax(self.log_weight[None, :, None] + scale * self.precision * q, axis=1)

    def feedback(self, z: np.ndarray, scale: float = 1.0, *, negative_only: bool = False) -> np.ndarray:
        """Change of λQ with z, shape (N, S·A, S·A); with its negative (stabilising) part alone if asked."""
        _, slope, likelihood = self.continuation(z)
        s, a, n = z.shape
        change, chance = np.zeros((s, a, s, a, n)), np.exp(np.minimum(z, FAR))
        for c in range(s):
            for d, kind in enumerate(self.strategic):
                steep = slope[c, ..., kind] / np.where(likelihood[kind] > UNSEEN, likelihood[kind], 1.0)
                if negative_only:
                    steep = np.minimum(steep, 0.0) if c == d else np.zeros_like(steep)
                shown = np.einsum("ao,bo,on->abn", self.show, self.show, steep)
                change[c, :, d] = scale * self.precision * self.discount[c] * shown * chance[d][None]
        return np.moveaxis(change.reshape(s * a, s * a, n), -1, 0)

    def jacobian(self, z: np.ndarray, scale: float = 1.0) -> np.ndarray:
        """dF/dz, shape (N, S·A, S·A)."""
        s, a, n = z.shape
        value, _, _ = self.continuation(z)
        reply = np.exp(self._reply(value, scale))
        change = np.moveaxis(self.feedback(z, scale), 0, -1).reshape(s, a, s, a, n)
        change = change - np.einsum("san,sabcn->sbcn", reply, change)[:, None]
        change *= self.open_[None, :, None, None, None]
        return np.eye(s * a) - np.moveaxis(change.reshape(s * a, s * a, n), -1, 0)


def newton(problem: NodeProblem, z: np.ndarray, tolerance: float, scale: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Climb the node potential with Newton's step at every node: (log strategies, max |σ − logit(Q)|).

    Positive feedback is left out of the Jacobian where the whole step would not climb.
    """
    n = z.shape[-1]
    z = log_softmax(np.where(problem.open_[None, :, None], z, CLOSED), axis=1)
    length = np.ones(n)
    gap, error = problem.gap(z, scale)
    direction, rate = _direction(problem, z, gap, scale)
    for _ in range(NEWTON_STEPS):
        active = np.flatnonzero(~(error <= tolerance))
        if not len(active):
            break
        part = problem.subset(active)
        size = np.abs(direction[:, :, active]).max((0, 1))
        move = direction[:, :, active] * np.minimum(length[active], LARGEST_STEP / np.maximum(size, LARGEST_STEP))
        trial = log_softmax(np.where(problem.open_[None, :, None], z[:, :, active] + move, CLOSED), axis=1)
        gap, new_error = part.gap(trial, scale)
        along = _climb(trial, gap, direction[:, :, active])
        better = (along >= -OVERSHOOT * rate[active]) | (new_error <= tolerance)
        shorter = np.clip(rate[active] / np.maximum(rate[active] - along, TINY), 0.1, 0.7)
        length[active] = np.where(better, 1.0, length[active] * shorter)
        kept = np.flatnonzero(better)
        if len(kept):
            taken = active[kept]
            z[:, :, taken], error[taken] = trial[:, :, kept], new_error[kept]
            direction[:, :, taken], rate[taken] = _direction(
                part.subset(kept), trial[:, :, kept], gap[:, :, kept], scale
            )
    return z, error


def _climb(z: np.ndarray, gap: np.ndarray, direction: np.ndarray) -> np.ndarray:
    sigma = np.exp(z)
    return -(sigma * (direction - (sigma * direction).sum(1, keepdims=True)) * gap).sum((0, 1))


def _direction(problem: NodeProblem, z: np.ndarray, gap: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Newton's step where it climbs, the step without positive feedback elsewhere; and its rate of climb."""
    whole = _solve(problem.feedback(z, scale), z, gap)
    rate = _climb(z, gap, whole)
    downhill = np.flatnonzero(~(rate > 0))
    if len(downhill):
        part, z_part, gap_part = problem.subset(downhill), z[:, :, downhill], gap[:, :, downhill]
        safe = _solve(part.feedback(z_part, scale, negative_only=True), z_part, gap_part)
        whole[:, :, downhill] = safe
        rate[downhill] = _climb(z_part, gap_part, safe)
    return whole, rate


def _solve(feedback: np.ndarray, z: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Solve (I − feedback) x + level = −gap with Σ_a σ(a) x(a) = 0 for every type."""
    s, a, n = z.shape
    matrix = np.zeros((n, s * a + s, s * a + s))
    matrix[:, : s * a, : s * a] = np.eye(s * a) - feedback
    right = np.zeros((n, s * a + s, 1))
    right[:, : s * a, 0] = -np.moveaxis(gap.reshape(s * a, n), -1, 0)
    for c in range(s):
        rows = slice(c * a, (c + 1) * a)
        matrix[:, rows, s * a + c] = 1.0
        matrix[:, s * a + c, rows] = np.exp(z[c]).T
    try:
        step = np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError:
        step = np.linalg.pinv(matrix) @ right
    return np.moveaxis(step[:, : s * a, 0], 0, -1).reshape(s, a, n)


def finish(problem: NodeProblem, start: np.ndarray, tolerance: float) -> Finished:
    """Solve nodes that the fast kernel left, by ever more patient means, and say which means it took."""
    z, error = newton(problem, start, tolerance)
    folds: list[tuple[int, str]] = []
    for attempt in (_by_precision, _by_arc, _by_restart):
        left = np.flatnonzero(~(error <= tolerance))
        if not len(left):
            break
        solved, new_error, how = attempt(problem.subset(left), z[:, :, left], tolerance)
        better = new_error < np.nan_to_num(error[left], nan=np.inf)
        z[:, :, left[better]], error[left[better]] = solved[:, :, better], new_error[better]
        folds += [(int(k), text) for k, text in zip(left, how, strict=True) if text and error[k] <= tolerance]
    return Finished(z, error, folds)


def _base(problem: NodeProblem, n: int) -> np.ndarray:
    return np.repeat(np.repeat(problem.log_weight[None, :, None], len(problem.strategic), axis=0), n, axis=2)


def _by_precision(problem: NodeProblem, z: np.ndarray, tolerance: float) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Step the precision up from nearly zero; stays on the branch of λ = 0 while there is no fold."""
    z = _base(problem, z.shape[-1])
    for scale in PRECISION_STEPS:
        z, error = newton(problem, z, tolerance, scale)
    return z, error, [""] * z.shape[-1]


def _by_arc(problem: NodeProblem, z: np.ndarray, tolerance: float) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Follow the arc through folds, node by node."""
    n = z.shape[-1]
    out, error, how = z.copy(), np.full(n, np.inf), [""] * n
    for k in range(min(n, MOST_ARCS)):
        path = _Path(problem.subset(np.array([k])))
        result = trace(path.residual, path.jacobian, path.start, 0.0, 1.0, ArcSettings())
        if result.converged:
            solved, err = newton(path.problem, path.full(result.z), tolerance)
            out[:, :, k], error[k] = solved[:, :, 0], err[0]
            how[k] = f"followed the arc through {len(result.folds)} fold(s)" if len(result.folds) else ""
    return out, error, how


class _Path:
    """One node's equation in the log probabilities of its open moves, for :func:`trace`."""

    def __init__(self, problem: NodeProblem):
        self.problem = problem
        self.base = _base(problem, 1)
        self.open_ = np.tile(problem.open_, len(problem.strategic))

    @property
    def start(self) -> np.ndarray:
        """The base weights: the solution at λ = 0."""
        return self.base.reshape(-1)[self.open_]

    def full(self, v: np.ndarray) -> np.ndarray:
        """Log strategies with padding, (S, A, 1)."""
        flat = self.base.reshape(-1).copy()
        flat[self.open_] = v
        return flat.reshape(self.base.shape)

    def residual(self, v: np.ndarray, s: float) -> np.ndarray:
        """F at precision scaled by s."""
        return self.problem.gap(self.full(v), s)[0].reshape(-1)[self.open_]

    def jacobian(self, v: np.ndarray, s: float) -> np.ndarray:
        """dF/dv at precision scaled by s."""
        return self.problem.jacobian(self.full(v), s)[0][np.ix_(self.open_, self.open_)]


def _by_restart(problem: NodeProblem, z: np.ndarray, tolerance: float) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Jump: start from every nearly pure strategy and keep the first that solves the node."""
    n = z.shape[-1]
    out, error = z.copy(), np.full(n, np.inf)
    for a in np.flatnonzero(problem.open_):
        start = _base(problem, n)
        start[:, a] += 8.0
        start = log_softmax(start, axis=1)
        solved, err = newton(problem, start, tolerance)
        better = (err < error) & ~(error <= tolerance)
        out[:, :, better], error[better] = solved[:, :, better], err[better]
    return out, error, ["jumped to a solution from a restart"] * n
