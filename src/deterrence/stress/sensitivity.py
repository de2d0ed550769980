"""Which parameters move each headline most: derivative × plausible range, solved again at the ends where it matters.

The derivative goes through the equilibrium (:mod:`.gradient`), so that one calculation screens every parameter; it
cannot see a bend. A chance is followed on the scale of its log-odds, on which a slope cannot carry it out of [0, 1].
The leading parameters are solved again at both ends of their ranges, one at a time, the
others held. A parameter whose derivative is zero here but not elsewhere in its range is not found in this way. One
that has no derivative, since another value of it brings in a type that the game was compiled without, is always solved
again.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from ..errors import DeterrenceError
from .gradient import Gradient

BENT = 0.25  # share by which the two ways of measuring an effect may differ before it is called not linear
TRIES = 4  # re-solved at most, as a multiple of the number wanted, while the order settles


class Ranged(Protocol):
    """What a ranking needs to know of a parameter (:class:`~deterrence.parameters.table.NamedParameter`)."""

    @property
    def label(self) -> str:
        """In words."""

    @property
    def range(self) -> tuple[float, float] | None:
        """Plausible values."""

    @property
    def role(self) -> str:
        """Is it fixed?"""


@dataclass(frozen=True)
class Effect:
    """What one parameter does to one headline over its plausible range [low, high].

    Attributes:
        parameter, label: its name, and in words.
        value, low, high: where it stands, and its range; in its own unit.
        derivative: of the headline, through the equilibrium, at ``value``; None where it has none there.
        linear_low, linear_high: change of the headline on going from ``value`` to each end, by the derivative; zero
            without one.
        linear_change: derivative × (high − low).
        along_low, along_high: the headline at each end by the derivative alone: straight on, or, where the headline is
            a chance, straight on in log-odds.
        resolved_low, resolved_high: the headline solved again at each end; None where it was not.
        resolved_change: resolved_high − resolved_low.
        swing: what it is ranked by: the largest difference between the headline at ``low``, ``value`` and ``high``,
            solved again; between ``along_low``, the headline at ``value`` and ``along_high`` where it was not.
        linear: do the two ways agree, to a quarter? None where it was not solved again; False where there is no
            derivative to agree with.
        clear: is the swing above the headline's grid error?
        trouble: why it could not be solved again; "" where it could or was not tried.
    """

    parameter: str
    label: str
    value: float
    low: float
    high: float
    derivative: float | None
    linear_low: float
    linear_high: float
    linear_change: float
    along_low: float
    along_high: float
    resolved_low: float | None = None
    resolved_high: float | None = None
    resolved_change: float | None = None
    swing: float = 0.0
    linear: bool | None = None
    clear: bool = True
    trouble: str = ""

    @property
    def verdict(self) -> str:
        """How to read the effect, in words."""
        if not self.clear:
            return "no clear effect"
        if self.linear is None:
            return "by its derivative alone"
        if self.derivative is None:
            return "solved at both ends"
        return "linear" if self.linear else "not linear"


def rank[Name: Hashable](
    parameters: Mapping[str, Ranged],
    values: Mapping[str, float],
    gradient: Gradient[Name],
    resolve: Callable[[dict[str, float]], Mapping[Name, float]],
    top: int = 10,
    leading: int = 4,
    grid_error: Mapping[Name, float] | float = 0.0,
    unknown: Collection[str] = (),
    chances: Collection[Name] = (),
) -> dict[Name, list[Effect]]:
    """The parameters that move each headline most, strongest first.

    Parameters without a plausible range, or whose role is ``fixed``, are left out.

    Args:
        parameters: by name.
        values: where they stand, and where the gradient was taken.
        gradient: every headline's derivatives.
        resolve: headlines with some parameters changed ({}: with none), on one and the same grid, so that its error
            cancels in differences; asked once for each change.
        top: effects listed per headline.
        leading: how many of those, the strongest, are solved again. Where that moves them down, those that move up
            are too, ``TRIES`` times as many at most.
        grid_error: of the headlines (one number, or by name). Smaller differences count for nothing: neither as an
            effect nor against linearity.
        unknown: parameters that have no derivative where they stand.
        chances: headlines that are probabilities.

    Returns:
        Effects by headline, for every headline that both ``gradient`` and ``resolve`` have.
    """
    ends = _Ends(resolve)
    out = {}
    for headline, derivative in gradient.derivative.items():
        if headline in ends.base:
            error = grid_error if isinstance(grid_error, float | int) else grid_error.get(headline, 0.0)
            screened = _screened(parameters, values, derivative, unknown, ends.base[headline], headline in chances)
            out[headline] = _ranked(headline, screened, ends, top, leading, error)
    return out


class _Ends[Name: Hashable]:
    """Headlines at the ends of ranges, each solved once; a failure is kept as its message."""

    def __init__(self, resolve: Callable[[dict[str, float]], Mapping[Name, float]]):
        self._resolve = resolve
        self.base = resolve({})
        self._known: dict[tuple[str, float], Mapping[Name, float] | str] = {}

    def at(self, effect: Effect, end: float) -> Mapping[Name, float] | str:
        if end == effect.value:
            return self.base
        key = (effect.parameter, end)
        if key not in self._known:
            try:
                self._known[key] = self._resolve({effect.parameter: end})
            except DeterrenceError as error:
                self._known[key] = f"{effect.parameter} = {end:g}: {error}"
        return self._known[key]


def _screened(
    parameters: Mapping[str, Ranged],
    values: Mapping[str, float],
    derivative: Mapping[str, float],
    unknown: Collection[str],
    base: float,
    chance: bool,
) -> list[Effect]:
    """Every parameter's effect by its derivative."""
    follow = _in_log_odds if chance else operator.add
    out = []
    for name, parameter in parameters.items():
        if parameter.range is None or parameter.role == "fixed":
            continue
        (low, high), value = parameter.range, values[name]
        slope = 0.0 if name in unknown else derivative[name]
        below, above = slope * (low - value), slope * (high - value)
        along = follow(base, below), follow(base, above)
        out.append(
            Effect(
                parameter=name,
                label=parameter.label or name,
                value=value,
                low=low,
                high=high,
                derivative=None if name in unknown else slope,
                linear_low=below,
                linear_high=above,
                linear_change=slope * (high - low),
                along_low=along[0],
                along_high=along[1],
                swing=max(base, *along) - min(base, *along),
            )
        )
    return out


def _in_log_odds(chance: float, change: float) -> float:
    """A chance moved by as much in log-odds as ``change`` is to first order; zero and one do not move."""
    if not 0.0 < chance < 1.0:
        return chance
    odds = math.log(chance / (1.0 - chance)) + change / (chance * (1.0 - chance))
    return 0.5 * (1.0 + math.tanh(0.5 * odds))


def _ranked[Name: Hashable](
    headline: Name, effects: list[Effect], ends: _Ends[Name], top: int, leading: int, error: float
) -> list[Effect]:
    """Solve again for whichever clear effects stand among the leading, until those that stand there have been."""
    effects = [e if e.derivative is not None else _solved_again(headline, e, ends, error) for e in effects]
    tried = {e.parameter for e in effects if e.derivative is None}
    left = TRIES * leading
    effects = sorted(effects, key=_strength)
    while left:
        fresh = [e for e in effects[:leading] if e.parameter not in tried and e.swing > error]
        if not fresh:
            break
        tried.add(fresh[0].parameter)
        effects[effects.index(fresh[0])] = _solved_again(headline, fresh[0], ends, error)
        effects = sorted(effects, key=_strength)
        left -= 1
    return [replace(e, clear=e.swing > error) for e in effects[:top]]


def _strength(effect: Effect) -> tuple[float, str]:
    return -effect.swing, effect.parameter


def _solved_again[Name: Hashable](headline: Name, effect: Effect, ends: _Ends[Name], error: float) -> Effect:
    at_low, at_high = ends.at(effect, effect.low), ends.at(effect, effect.high)
    for end, found in ((effect.low, at_low), (effect.high, at_high)):
        if isinstance(found, str):
            return replace(effect, trouble=found)
        if headline not in found:
            return replace(effect, trouble=f"{effect.parameter} = {end:g}: the number is not there")
    assert not isinstance(at_low, str) and not isinstance(at_high, str)
    base, low, high = ends.base[headline], at_low[headline], at_high[headline]
    change = high - low
    pairs = ((change, effect.linear_change), (low - base, effect.linear_low), (high - base, effect.linear_high))
    size = max(abs(change), abs(effect.linear_change))
    agree = all(abs(one - other) <= max(BENT * size, error) for one, other in pairs)
    return replace(
        effect,
        resolved_low=low,
        resolved_high=high,
        resolved_change=change,
        swing=max(low, base, high) - min(low, base, high),
        linear=agree and effect.derivative is not None,
    )
