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
from .quantiles import quantile

DRAWN = ("uncertain", "estimated")
MOST_TRIES = 1000


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

    A parameter is drawn from its distribution, cut to its range; uniform where the file gives none. Where a world's
    numbers do not fit together (chances that exceed one), it is drawn again, independently, from a generator of its
    own; in a ``saltelli`` design, whose worlds belong together, it is left as it is and said to be none.

    Attributes:
        crisis: whose.
        stated: every parameter's value; those that are not drawn keep it.
        drawn: the parameters that are.
        design: where in the unit cube worlds lie.
        copula: what ties parameters together; None where they are independent.
    """

    crisis: Crisis
    stated: Mapping[str, float]
    drawn: Mapping[str, NamedParameter]
    design: Design
    copula: Copula | None = None

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
    ) -> Sample:
        """Worlds over the ranges of what is uncertain.

        Args:
            crisis, stated: whose parameters, and where they stand.
            kind, draws, seed: of the design (:class:`.Design`).
            only: parameters to draw; all that are uncertain or estimated if empty. Levers may be named.
            held: parameters not to draw.
            correlations: by pair of parameters, their rank correlation.

        Raises:
            ArgumentError: an unknown parameter, one without a range, no parameter to draw, a design or correlations
                that cannot be.
        """
        rows = crisis.parameters
        for name in only:
            if name not in rows:
                rows.override({name: 0.0})  # says what there is in its place
            if rows[name].range is None:
                raise ArgumentError(f"{name} has no plausible range to draw from: give it one in the file")
        wanted = [n for n, p in rows.items() if (n in only if only else p.role in DRAWN and p.range is not None)]
        drawn = {name: rows[name] for name in wanted if name not in held}
        if not drawn:
            raise ArgumentError("no parameter is drawn: all are fixed, levers, set or without a range; name some")
        design = Design(kind, draws, len(drawn), seed)
        if correlations and kind == "saltelli":
            raise ArgumentError("Sobol' indices are of independent parameters: leave out correlations, or the design")
        copula = Copula.of(tuple(drawn), correlations) if correlations else None
        return cls(crisis, stated, drawn, design, copula)

    @property
    def together(self) -> tuple[str, ...]:
        """The parameters that go together."""
        names = tuple(self.drawn)
        return tuple(names[place] for place in self.copula.places) if self.copula else ()

    def worlds(self, start: int, stop: int) -> list[World]:
        """Worlds ``start`` to ``stop`` − 1."""
        points = self.design.points(start, stop)
        return [self._world(k, point) for k, point in zip(range(start, stop), points, strict=True)]

    def _world(self, number: int, point: np.ndarray) -> World:
        values = self._at(point)
        if self._fits(values):
            return World(number, values, 1)
        if self.design.kind == "saltelli":
            return World(number, values, 1, "its numbers do not fit together: chances exceed one")
        rng = generator(self.design.seed, number)
        rng.random(len(point))  # what a point of its own was made of
        for tries in range(2, MOST_TRIES + 1):
            values = self._at(rng.random(len(point)))
            if self._fits(values):
                return World(number, values, tries)
        said = "no plausible world was found whose chances fit together: narrow some ranges"
        return World(number, values, MOST_TRIES, said)

    def _fits(self, values: Mapping[str, float]) -> bool:
        return not self.crisis.parameters.misfits({**self.stated, **values})

    def _at(self, point: np.ndarray) -> dict[str, float]:
        shares = point if self.copula is None else self.copula.tied(point)
        return {name: quantile(p, float(u)) for (name, p), u in zip(self.drawn.items(), shares, strict=True)}
