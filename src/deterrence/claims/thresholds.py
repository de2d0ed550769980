"""Where a claim stops holding: parameters screened, ends of their ranges solved, changes of verdict bisected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..parameters.table import NamedParameter
from .effects import Margin
from .results import Flip, Limit, Tried
from .slopes import ENDING, Slope, Slopes

SHARED = 1.25  # how much is added to the strength of an end that is solved anyway
SEARCHED = ("uncertain", "estimated", "lever")
FLIPS = 3  # as many parameters are named for a claim

End = tuple[str, float]


def searched(parameters: Mapping[str, NamedParameter], kept: Collection[str]) -> dict[str, NamedParameter]:
    """Parameters along which limits are looked for: with a range, neither fixed nor set by the contrast itself."""
    return {
        name: p
        for name, p in parameters.items()
        if p.range is not None and p.range[0] < p.range[1] and p.role in SEARCHED and name not in kept
    }


@dataclass(frozen=True)
class Prospect:
    """An end of a parameter's range, and what speaks for solving it.

    Attributes:
        change: of the claim's margin on going there, by slope; zero where there is none.
        first: goes before all that speaks less for itself by slope.
        influence: what the parameter is ranked by.
    """

    parameter: str
    end: float
    change: float = 0.0
    first: bool = False
    influence: float = 0.0


def margin_slope(margin: Margin, a: Slope, b: Slope) -> Slope:
    """Derivative of the margin by every parameter, from those of both sides."""
    return {name: margin.a * slope + margin.b * b[name] for name, slope in a.items()}


def flips(
    known: Mapping[str, NamedParameter], values: Mapping[str, float], margin: float, slope: Slope
) -> tuple[Flip, ...]:
    """Where a straight line changes the verdict within the range, nearest first, as shares of the range go."""
    found = []
    for name, p in known.items():
        assert p.range is not None  # searched() sees to it
        low, high = p.range
        at = values[name] - margin / slope[name] if slope[name] else float("inf")
        if low <= at <= high:
            way = abs(at - values[name]) / (high - low)
            found.append(Flip(name, p.label or name, p.unit, values[name], at, way))
    return tuple(sorted(found, key=lambda flip: (flip.way, flip.parameter))[:FLIPS])


def by_slope(known: Mapping[str, NamedParameter], values: Mapping[str, float], slope: Slope) -> list[Prospect]:
    """Both ends of every range, by the margin's slope."""
    changes = [(name, end, slope[name] * (end - values[name])) for name, end in ends(known, values)]
    return [Prospect(name, end, change, influence=abs(change)) for name, end, change in changes]


def by_endings(
    known: Mapping[str, NamedParameter],
    values: Mapping[str, float],
    a: Slopes,
    b: Slopes,
    levers: Collection[str],
) -> list[Prospect]:
    """Both ends of every range, by what the parameter does to the endings; levers before others."""
    pull = {name: _on_endings(name, a, b) for name in known}
    return [
        Prospect(name, end, first=name in levers, influence=pull[name] * abs(end - values[name]))
        for name, end in ends(known, values)
    ]


def by_lever(
    known: Mapping[str, NamedParameter], values: Mapping[str, float], levers: Sequence[str]
) -> list[Prospect]:
    """Both ends of the ranges of levers alone, the first of them first."""
    order = {name: len(levers) - k for k, name in enumerate(levers)}
    return [Prospect(name, end, influence=order[name]) for name, end in ends(known, values) if name in order]


def ends(known: Mapping[str, NamedParameter], values: Mapping[str, float]) -> Iterator[End]:
    """Both ends of every range, but for those where a parameter stands already."""
    for name, p in known.items():
        assert p.range is not None  # searched() sees to it
        yield from ((name, end) for end in p.range if end != values[name])


def _on_endings(name: str, a: Slopes, b: Slopes) -> float:
    """Σ over endings of |slope|, of the difference of the sides, or of the one game both sides are read from."""
    rows = [key for key in a if key.name == ENDING]
    return sum(abs(a[key][name] - (0.0 if a is b else b[key][name])) for key in rows)


def chosen(found: Sequence[Prospect], margin: float, count: int, taken: Collection[End] = ()) -> list[Prospect]:
    """The ends to solve: those likeliest to change the verdict by slope, then others by influence.

    Where slopes of the margin are not known, by influence alone, after those that go first. Ends that are solved for
    another claim anyway go before others nearly as strong.
    """

    def strength(p: Prospect) -> tuple[bool, bool, float, str, float]:
        favour = SHARED if (p.parameter, p.end) in taken else 1.0
        return p.change * margin > 0, not p.first, -p.influence * favour, p.parameter, p.end

    return sorted(found, key=strength)[:count]


def predicted(found: Sequence[Prospect], margin: float, tried: Sequence[Prospect]) -> tuple[str, ...]:
    """Parameters whose slope predicts a change of verdict within the range and that were not solved there, strongest
    first."""
    done = {(p.parameter, p.end) for p in tried}
    left = [p for p in found if (p.parameter, p.end) not in done and (margin + p.change) * margin < 0]
    return tuple(dict.fromkeys(p.parameter for p in sorted(left, key=lambda p: -p.influence)))


@dataclass
class Search:
    """Looks for a change of verdict between where a parameter stands and one end of its range.

    Each round asks for the margin at one value (:meth:`asks`) and is given it (:meth:`take`).

    Attributes:
        name, parameter: along which.
        value, margin: where it stands, and the margin there.
        end: of the range.
        left: bisections left.
        at_end: margin at the end; None where it was not solved, or could not be.
        trouble: why it could not.
        near, far: the bracket: the last value with the margin's sign as it stands, and the last with the other.
    """

    name: str
    parameter: NamedParameter
    value: float
    margin: float
    end: float
    left: int
    at_end: float | None = None
    trouble: str = ""
    near: tuple[float, float] = field(init=False)
    far: tuple[float, float] | None = None
    over: bool = False

    def __post_init__(self) -> None:
        self.near = (self.value, self.margin)

    def asks(self) -> Iterator[float]:
        """The value to solve at next; nothing once the search is over."""
        if not self.over:
            yield self.end if self.far is None else (self.near[0] + self.far[0]) / 2

    def take(self, x: float, margin: float | None, trouble: str = "") -> None:
        """Take the margin at the value asked for; None where there is none."""
        if margin is None:
            self.over, self.trouble = True, trouble if self.far is None else self.trouble
            return
        if self.far is None:
            self.at_end = margin
            self.far = (x, margin)
            self.over = margin * self.margin > 0 or self.left <= 0
            return
        if margin * self.margin > 0:
            self.near = (x, margin)
        else:
            self.far = (x, margin)
        self.left -= 1
        self.over = self.left <= 0

    @property
    def crosses(self) -> bool:
        """Was a change of verdict found?"""
        return self.far is not None and self.far[1] * self.margin <= 0

    def tried(self) -> Tried:
        """As an end that was solved without a change of verdict."""
        return Tried(self.name, self.parameter.label or self.name, self.end, self.at_end, self.trouble)

    def limit(self, confirmed: float | None) -> Limit:
        """As a limit; only where there is one. ``confirmed`` is the margin at the end on the finer grid."""
        assert self.far is not None and self.at_end is not None and self.parameter.range is not None
        (x0, m0), (x1, m1) = self.near, self.far
        at = x0 + (x1 - x0) * m0 / (m0 - m1) if m0 != m1 else x1
        low, high = self.parameter.range
        # The side on which the claim holds: towards where the parameter stands, if it holds there.
        below = (self.margin > 0) == (self.end > self.value)
        return Limit(
            parameter=self.name,
            label=self.parameter.label or self.name,
            unit=self.parameter.unit,
            value=self.value,
            low=low,
            high=high,
            holds_from=min(low, self.value) if below else at,
            holds_to=at if below else max(high, self.value),
            at=at,
            bracket=(min(x0, x1), max(x0, x1)),
            end=self.end,
            margin=self.at_end if confirmed is None else confirmed,
            clear=confirmed is not None
            and confirmed * self.margin < 0
            and abs(confirmed) > abs(confirmed - self.at_end),
        )
