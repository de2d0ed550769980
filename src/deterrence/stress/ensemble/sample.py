"""Worlds of a crisis: what every number that is uncertain is worth in each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from ...errors import ArgumentError
from ...parameters.table import NamedParameter
from ...scenario.crisis import Crisis
from .correlation import Copula
from .designs import Design, generator
from .given import Given
from .quantiles import quantile

DRAWN = ("uncertain", "estimated")
MOST_TRIES = 1000
MISFIT = "its numbers do not fit together: chances exceed one"


@dataclass(frozen=True)
class World:
    """One world.

    Attributes:
        number: in its ensemble, from 0.
        values: what was drawn, by parameter.
        tries: points until one fitted together.
        trouble: why there is none; "" where there is one.
    """

    number: int
    values: Mapping[str, float]
    tries: int
    trouble: str = ""


@dataclass(frozen=True, eq=False)
class Sample:
    """Plausible worlds of a crisis, each a function of the seed and its number.

    A parameter is drawn from its distribution, cut to its range; balanced about its value where the file gives
    none. Where a world's numbers do not fit together (chances that exceed one), it is drawn again, independently,
    from a generator of its own; in a ``saltelli`` design, whose worlds belong together, it is left as it is and
    said to be none. Parameters that are given draws (from a posterior, say) have those of the row with the world's
    number, and the others are drawn beside them.

    Attributes:
        crisis: whose.
        stated: every parameter's value; those that are not drawn keep it.
        drawn: the parameters that are.
        design: where in the unit cube worlds lie.
        copula: what ties parameters together; None where they are independent.
        given: draws of some of those drawn, made elsewhere; None for none. The design is of the others.
    """

    crisis: Crisis
    stated: Mapping[str, float]
    drawn: Mapping[str, NamedParameter]
    design: Design
    copula: Copula | None = None
    given: Given | None = None

    @classmethod
    def of(
        cls,
        crisis: Crisis,
        stated: Mapping[str, float],
        kind: str,
        draws: int,
        seed: int,
        *,
        only: Collection[str] = (),
        held: Collection[str] = (),
        correlations: Mapping[tuple[str, str], float] | None = None,
        given: Given | None = None,
    ) -> Sample:
        """Worlds over the ranges of what is uncertain.

        Args:
            crisis, stated: whose parameters, and where they stand.
            kind, draws, seed: of the design (:class:`.Design`).
            only: parameters to draw; all that are uncertain or estimated if empty. Levers may be named.
            held: parameters not to draw.
            correlations: by pair of parameters that are not given, their rank correlation.
            given: draws of some parameters, made elsewhere.

        Raises:
            ArgumentError: an unknown parameter, one without a range, no parameter to draw, a design or correlations
                that cannot be, fewer given draws than worlds, a parameter that is given and held.
        """
        rows, names = crisis.parameters, given.names if given is not None else ()
        rows.require(only)
        for name in only:
            if rows[name].range is None and name not in names:
                raise ArgumentError(f"{name} has no plausible range to draw from: give it one in the file")
        if given is not None:
            _check(given, draws, held)
        wanted = [n for n, p in rows.items() if (n in only if only else p.role in DRAWN and p.range is not None)]
        drawn = {name: rows[name] for name in rows if name in names or (name in wanted and name not in held)}
        if not drawn:
            raise ArgumentError("no parameter is drawn: all are fixed, levers, set or without a range; name some")
        others = tuple(name for name in drawn if name not in names)
        design = Design(kind, draws, len(others), seed)
        if (correlations or given) and kind == "saltelli":
            raise ArgumentError("Sobol' indices are of independent parameters: leave out correlations, or the design")
        copula = Copula.of(others, correlations) if correlations else None
        return cls(crisis, stated, drawn, design, copula, given)

    @property
    def designed(self) -> tuple[str, ...]:
        """The parameters drawn that the design is of."""
        return tuple(name for name in self.drawn if self.given is None or name not in self.given.names)

    @property
    def together(self) -> tuple[str, ...]:
        """The parameters that go together."""
        tied = tuple(self.designed[place] for place in self.copula.places) if self.copula else ()
        return (*tied, *(self.given.names if self.given is not None else ()))

    def worlds(self, start: int, stop: int) -> list[World]:
        """Worlds ``start`` to ``stop`` − 1."""
        points = self.design.points(start, stop)
        return [self._world(k, point) for k, point in zip(range(start, stop), points, strict=True)]

    @property
    def middle(self) -> World:
        """Every parameter drawn at the middle of its plausible values: as often below as above. It has no number among
        the worlds, and no draws that are given."""
        values = {name: quantile(p, 0.5) for name, p in self.drawn.items()}
        fits = self._fits(values)
        return World(-1, values, 1, "" if fits else MISFIT)

    def _world(self, number: int, point: np.ndarray) -> World:
        values = self._at(number, point)
        if self._fits(values):
            return World(number, values, 1)
        if self.design.kind == "saltelli" or not len(point):
            return World(number, values, 1, MISFIT)
        rng = generator(self.design.seed, number)
        rng.random(len(point))  # what a point of its own was made of
        for tries in range(2, MOST_TRIES + 1):
            values = self._at(number, rng.random(len(point)))
            if self._fits(values):
                return World(number, values, tries)
        said = "no plausible world was found whose chances fit together: narrow some ranges"
        return World(number, values, MOST_TRIES, said)

    def _fits(self, values: Mapping[str, float]) -> bool:
        return not self.crisis.parameters.misfits({**self.stated, **values})

    def _at(self, number: int, point: np.ndarray) -> dict[str, float]:
        shares = point if self.copula is None else self.copula.tied(point)
        found = {} if self.given is None else self.given.world(number)
        found |= {n: quantile(self.drawn[n], float(u)) for n, u in zip(self.designed, shares, strict=True)}
        return {name: found[name] for name in self.drawn}


def _check(given: Given, draws: int, held: Collection[str]) -> None:
    """Raises ``ArgumentError`` where given draws do not go with what is asked for."""
    if draws > len(given):
        raise ArgumentError(f"{draws} worlds are asked for, and {len(given)} draws are given: ask for no more")
    if both := [name for name in given.names if name in held]:
        raise ArgumentError(f"{both[0]} is given draws, and is set or crossed too: leave one out")
