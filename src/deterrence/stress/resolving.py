"""Solve a scenario again with something changed, quickly, and read its headlines.

Every comparison of this kind is made on one and the same small grid, so that grid error cancels in differences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from ..forecast.flow import Flow
from ..forecast.metrics import ENDINGS, challenged
from ..forecast.push import Mass, Pusher, ending_probabilities
from ..forecast.terms import Terms, terms
from ..forecast.visitors import Duration
from ..forms import AnyScenario, compile_any, prior_names
from ..game.compiling import CompiledScenario
from ..solvers.grid import Assessment, Grid, solve_grid

QUICK_POINTS = 13
QUICK_TOLERANCE = 1e-7

Headlines = dict[str, float]


@dataclass(frozen=True)
class Change:
    """What is changed: parameter values, a scale on every precision, or the horizon."""

    values: tuple[tuple[str, float], ...] = ()
    precision: float = 1.0
    horizon: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Change:
        """A change of parameter values."""
        return cls(tuple(sorted(values.items())))


@dataclass
class Resolver:
    """Re-solves one scenario; remembers what it has solved.

    Attributes:
        scenario: the scenario.
        base: parameter values everything starts from.
        grid: the small grid.
    """

    scenario: AnyScenario
    base: Mapping[str, float]
    grid: Grid = field(default_factory=lambda: Grid(points=QUICK_POINTS, tolerance=QUICK_TOLERANCE))
    _known: dict[Change, Headlines] = field(default_factory=dict)
    _base: tuple[CompiledScenario, Assessment] | None = None

    def solved(self, change: Change = Change()) -> tuple[CompiledScenario, Assessment]:
        """The scenario compiled and solved under a change, starting from the base solution where it fits."""
        if change == Change():
            if self._base is None:
                self._base = self._solve(change, None)
            return self._base
        return self._solve(change, self.solved()[1])

    def _solve(self, change: Change, warm: Assessment | None) -> tuple[CompiledScenario, Assessment]:
        compiled = self._compiled(dict(change.values))
        game = compiled.game
        if change.precision != 1.0:
            game = game.with_precision(np.asarray(game.numbers.precision) * change.precision)
        if change.horizon is not None:
            game = game.with_horizon(change.horizon)
        fits = warm is not None and warm.game.structure.types == game.structure.types and change.horizon is None
        return compiled, solve_grid(game, self.grid, warm.strategies if warm is not None and fits else None)

    def _compiled(self, changes: Mapping[str, float]) -> CompiledScenario:
        """The base's structure at other values, unless a prior of nought changes the structure itself."""
        values = {**self.base, **changes}
        priors = prior_names(self.scenario) & set(changes)
        if self._base is None or any(end in (0.0, 1.0) for n in priors for end in (changes[n], self.base[n])):
            return compile_any(self.scenario, values)
        return replace(self._base[0], values=values)

    def headlines(self, change: Change = Change()) -> Headlines:
        """Probability of each ending, and of a challenge."""
        if change not in self._known:
            self._known[change] = headlines(*self.solved(change))
        return self._known[change]

    def __call__(self, values: Mapping[str, float]) -> Headlines:
        """Headlines at changed parameter values."""
        return self.headlines(Change.of(values))


def headlines(compiled: CompiledScenario, assessment: Assessment) -> Headlines:
    """Probability of each ending, and of a challenge (an act seen at or above the challenge rung)."""
    pusher = Pusher(assessment, remember=False)
    return ended(compiled, pusher, pusher.finish())


def ended(compiled: CompiledScenario, pusher: Pusher, final: Mass) -> Headlines:
    """The headlines of a finished push."""
    found = ending_probabilities(pusher, final)
    return {**{name: found.get(name, 0.0) for name in ENDINGS}, "challenge": challenged(compiled, final)}


class Offers:
    """Counts an actor's offers of a way out, and those accepted in the very next move."""

    def __init__(self, compiled: CompiledScenario, offerer: int):
        self.structure, self.offerer = compiled.structure, offerer
        self.accept = {m.id for m in compiled.scenario.moves if m.act == "accept"}
        self.made = self.accepted = 0.0

    def __call__(self, flow: Flow) -> None:
        """Count what happens at one state."""
        rows = [self.structure.moves[m].label in self.accept for m in flow.moves]
        if flow.mover != self.offerer and any(rows):
            chosen = flow.move_mass()
            self.made += float(chosen.sum())
            self.accepted += float(chosen[rows].sum())

    @property
    def acceptance(self) -> float:
        """Pr(the offer is accepted at once | the actor offers a way out), over all its offers; nan if none is made."""
        return self.accepted / self.made if self.made > 0 else float("nan")


@dataclass(frozen=True)
class OffRampPrice:
    """At which inducements an actor's offer is at least as likely as not to be accepted.

    Attributes:
        offerer: who offers.
        parameter: name of the inducement.
        tried: (inducement, acceptance) in rising order.
        region: intervals of tried inducements where acceptance is at least ½.
        price: the infimum of the region, None where it is empty.
    """

    offerer: str
    parameter: str
    tried: tuple[tuple[float, float], ...]
    region: tuple[tuple[float, float], ...]
    price: float | None


def off_ramp_price(
    resolver: Resolver, offerer: int, parameter: str, inducements: np.ndarray
) -> tuple[OffRampPrice, tuple[Terms, ...]]:
    """Sweep an inducement, with the game solved again at each value; crossings of ½ by linear interpolation.

    Returns:
        The price, and how crises end at each value.
    """
    tried, ends = [], []
    for value in inducements:
        compiled, assessment = resolver.solved(Change.of({parameter: float(value)}))
        pusher = Pusher(assessment, remember=False)
        offers, duration = Offers(compiled, offerer), Duration(compiled, pusher)

        def visit(flow: Flow, offers: Offers = offers, duration: Duration = duration) -> None:
            offers(flow)
            duration(flow)

        ends.append(terms(compiled, pusher, pusher.finish(visit), duration))
        tried.append((float(value), offers.acceptance))
    region = _region(tried)
    name = resolver.scenario.actors[offerer].id
    return OffRampPrice(name, parameter, tuple(tried), region, region[0][0] if region else None), tuple(ends)


def _region(tried: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    spans: list[tuple[float, float]] = []
    start: float | None = tried[0][0] if tried and tried[0][1] >= 0.5 else None
    for (x0, p0), (x1, p1) in pairwise(tried):
        if (p0 >= 0.5) != (p1 >= 0.5):
            cross = x0 + (0.5 - p0) * (x1 - x0) / (p1 - p0)
            if start is None:
                start = cross
            else:
                spans.append((start, cross))
                start = None
    if start is not None:
        spans.append((start, tried[-1][0]))
    return tuple(spans)


@dataclass(frozen=True)
class StabilityInstability:
    """Derivatives in the logarithm of catastrophe's cost (all actors' at once) of log odds against no challenge.

    Attributes:
        low, high: of a low-rung challenge (peak at the challenge rung) and of a higher one, against none.
        probabilities: (none, low, high) with the cost lowered and raised.
        step: relative change of the cost each way.
    """

    low: float
    high: float
    probabilities: tuple[tuple[float, float, float], tuple[float, float, float]]
    step: float


def stability_instability(resolver: Resolver, step: float = 0.1) -> StabilityInstability | None:
    """Central differences with catastrophe's cost scaled by 1 ∓ step; None where an odds is undefined."""
    from ..forecast.metrics import peaks

    names = [name for name in resolver.base if name.endswith(".stakes.catastrophe")]
    sides = []
    for factor in (1 - step, 1 + step):
        compiled, assessment = resolver.solved(Change.of({n: resolver.base[n] * factor for n in names}))
        values = peaks(compiled, Pusher(assessment))
        rungs = compiled.structure.rungs
        challenge = rungs.index(compiled.scenario.window.challenge)
        by_rung = {k.of: v for k, v in values.items() if k.name == "peak_rung" and k.given == "realised"}
        none = sum(v for r, v in by_rung.items() if rungs.index(r) < challenge)
        high = sum(v for r, v in by_rung.items() if rungs.index(r) > challenge)
        sides.append((none, by_rung[rungs[challenge]], high))
    if min(min(side) for side in sides) <= 0 or not names:
        return None
    width = np.log((1 + step) / (1 - step))
    low, high = (float((np.log(sides[1][k] / sides[1][0]) - np.log(sides[0][k] / sides[0][0])) / width) for k in (1, 2))
    return StabilityInstability(low, high, (sides[0], sides[1]), step)


@dataclass(frozen=True)
class Variant:
    """Headlines under one change of an assumption that nobody can be sure of."""

    label: str
    headlines: Headlines


def robustness(resolver: Resolver) -> list[Variant]:
    """Headlines at λ × {½, 1, 2}, ε × {0.1, 1, 3} and T × {½, 1, 2}."""
    moves = resolver.scenario.window.moves
    trembles = {name: value for name, value in resolver.base.items() if name.endswith(".tremble")}
    out = [Variant("as stated", resolver.headlines())]
    for factor in (0.5, 2.0):
        out.append(Variant(f"precision × {factor:g}", resolver.headlines(Change(precision=factor))))
    for factor in (0.1, 3.0):
        scaled = Change.of({name: min(value * factor, 1.0) for name, value in trembles.items()})
        if trembles:
            out.append(Variant(f"tremble × {factor:g}", resolver.headlines(scaled)))
    for factor in (0.5, 2.0):
        horizon = max(round(moves * factor), 1)
        out.append(Variant(f"window × {factor:g} ({horizon} moves)", resolver.headlines(Change(horizon=horizon))))
    return out


def other_branches(resolver: Resolver, starts: int) -> list[Variant]:
    """Headlines of every further equilibrium found from nearly pure starting points, if any."""
    compiled, base = resolver.solved()
    known = [headlines(compiled, base)]
    out = []
    for k in range(starts):
        assessment = solve_grid(base.game, replace(resolver.grid, pure_move=k))
        found = headlines(compiled, assessment)
        if all(max(abs(found[n] - other[n]) for n in found) > 1e-5 for other in known):
            known.append(found)
            out.append(Variant(f"branch reached from nearly pure play of move {k + 1}", found))
    return out
