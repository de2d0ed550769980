"""Where a claim stops holding: parameters screened by slope, range ends solved, changes of verdict bisected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..forms import AnyParameter
from .claim_answers import Limit, Tried
from .claim_slopes import Gradients, Slope

SHARED = 1.25  # how much is added to the strength of an end that is solved anyway
SEARCHED = ("uncertain", "estimated", "lever")

End = tuple[str, float]


def searched(parameters: Mapping[str, AnyParameter], kept: Sequence[str]) -> dict[str, AnyParameter]:
    """Parameters along which limits are looked for: with a range, neither fixed nor set by the contrast itself."""
    return {
        name: p
        for name, p in parameters.items()
        if p.range is not None and p.range[0] < p.range[1] and p.role in SEARCHED and name not in kept
    }


@dataclass(frozen=True)
class Prospect:
    """An end of a parameter's range.

    Attributes:
        change: of the claim's margin on going there, by slope; nought where there is none.
        influence: what the parameter is ranked by.
    """

    parameter: str
    end: float
    change: float
    influence: float


def margin_slope(direction: str, difference: float, a: Slope, b: Slope) -> Slope:
    """Derivative of the margin by every parameter, from those of both sides."""
    sign = {"up": 1.0, "down": -1.0}.get(direction, -1.0 if difference > 0 else 1.0)
    return {name: sign * (slope - b[name]) for name, slope in a.items()}


def prospects(
    known: Mapping[str, AnyParameter], values: Mapping[str, float], slope: Slope | None, a: Gradients, b: Gradients
) -> list[Prospect]:
    """Both ends of every range; by the margin's slope, or else by what the parameter does to the endings."""
    out = []
    for name, p in known.items():
        assert p.range is not None  # searched() sees to it
        pull = 0.0 if slope is not None else _on_endings(name, a, b)
        for end in p.range:
            if end != values[name]:
                change = slope[name] * (end - values[name]) if slope is not None else 0.0
                influence = abs(change) if slope is not None else pull * abs(end - values[name])
                out.append(Prospect(name, end, change, influence))
    return out


def _on_endings(name: str, a: Gradients, b: Gradients) -> float:
    """Σ over endings of |slope|, of the difference of the sides, or of the one game both sides are read from."""
    if a is b:
        return sum(abs(row[name]) for row in a.endings.values())
    names = set(a.endings) | set(b.endings)
    nought: Slope = {}
    return sum(abs(a.endings.get(e, nought).get(name, 0.0) - b.endings.get(e, nought).get(name, 0.0)) for e in names)


def chosen(found: Sequence[Prospect], margin: float, count: int, taken: Collection[End] = ()) -> list[Prospect]:
    """The ends to solve: those likeliest to change the verdict by slope, then others by influence.

    Where slopes of the margin are not known, by influence alone. Ends that are solved for another claim anyway go
    before others nearly as strong.
    """

    def strength(p: Prospect) -> tuple[bool, float, str, float]:
        favour = SHARED if (p.parameter, p.end) in taken else 1.0
        return p.change * margin > 0, -p.influence * favour, p.parameter, p.end

    return sorted(found, key=strength)[:count]


def foretold(found: Sequence[Prospect], margin: float, tried: Sequence[Prospect]) -> tuple[str, ...]:
    """Parameters whose slope foretells a change of verdict within the range and that were not solved there."""
    done = {(p.parameter, p.end) for p in tried}
    names = [p.parameter for p in found if (p.parameter, p.end) not in done and (margin + p.change) * margin < 0]
    return tuple(dict.fromkeys(names))


@dataclass
class Search:
    """Looks for a change of verdict between where a parameter stands and one end of its range.

    Each round asks for the margin at one value (:meth:`asks`) and is told it (:meth:`told`).
    """

    name: str
    parameter: AnyParameter
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

    def told(self, x: float, margin: float | None, trouble: str = "") -> None:
        """Take the margin at the value asked for; None where it could not be told."""
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
