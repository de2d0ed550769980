"""What an ensemble is: everything that its numbers depend on, in one record."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import ArgumentError
from ...scenario.crisis import Crisis
from ...versions import versions
from ..resolve import points_for
from .given import Given
from .policies import LOCKS, Policy, dose_column, lever_levels, policies, takes_column
from .quantiles import kind_of
from .reader import Headlines, Payoffs, Reader, Several
from .sample import Sample
from .slopes_reader import Slopes

BESIDE = ("numba", "pyarrow")
ROWS = 16
"""Rows of a part, at most: as much as each worker loses where the program is killed."""
FEWEST_PARTS, MOST_PARTS = 16, 4096
"""Parts of an ensemble: a small one has smaller parts, so that all workers have some, and a large one larger parts."""
WORLD, TRIES, TROUBLE = "world", "tries", "trouble"


@dataclass(frozen=True, eq=False)
class Plan:
    """An ensemble that is to be.

    Attributes:
        crisis: whose.
        stated: every parameter's value; those that are neither drawn nor changed by a policy keep it.
        sample: the worlds.
        policies: what is done in each.
        reader: what is read of each under the first policy.
        points: nodes a side of the belief grid.
        precision: λ in place of every actor's own, if given.
        strategies: is every world's play kept as well?
        compared: what is read under the other policies, columns of ``reader``; all that it reads if None.
    """

    crisis: Crisis
    stated: Mapping[str, float]
    sample: Sample
    policies: tuple[Policy, ...]
    reader: Reader
    points: int
    precision: float | None = None
    strategies: bool = False
    compared: Reader | None = None

    def reader_under(self, policy: Policy) -> Reader:
        """What is read of a world under a policy."""
        return self.reader if self.compared is None or policy == self.policies[0] else self.compared

    @property
    def worlds(self) -> int:
        """How many."""
        return self.sample.design.worlds

    @property
    def worlds_per_part(self) -> int:
        """Worlds of every part but the last, which may have fewer."""
        return max(1, min(ROWS // len(self.policies), self.worlds // FEWEST_PARTS), -(-self.worlds // MOST_PARTS))

    @property
    def parts(self) -> int:
        """How many."""
        return -(-self.worlds // self.worlds_per_part)

    def range_of(self, part: int) -> tuple[int, int]:
        """The first world of a part, and the first of the next."""
        size = self.worlds_per_part
        return part * size, min((part + 1) * size, self.worlds)

    def share(self, k: int, n: int) -> range:
        """The parts of the k-th of n shares: every n-th, so that shares take about as long.

        Raises:
            ArgumentError: no such share.
        """
        if not 1 <= k <= n:
            raise ArgumentError(f"--chunk {k}/{n}: write K/N with K from 1 to N")
        return range(k - 1, self.parts, n)

    @property
    def takers(self) -> tuple[str, ...]:
        """Actors whose options are compared."""
        return tuple(taker for taker, _ in self.policies[0].takes)

    @property
    def columns(self) -> dict[str, str]:
        """Of every table of the ensemble, in order: the kind of what is in them."""
        levers = dict(self.policies[0].levers)
        return {
            WORLD: "whole",
            **{takes_column(taker): "word" for taker in self.takers},
            **{dose_column(taker, option): "number" for taker, option, _ in self.policies[0].doses},
            **{name: "number" for name in levers},
            LOCKS: "word",
            TRIES: "whole",
            TROUBLE: "word",
            **{name: "number" for name in (*self.sample.drawn, *self.reader.columns)},
            **({"strategies": "array"} if self.strategies else {}),
        }

    def as_dict(self) -> dict[str, Any]:
        """Everything that a number of the ensemble depends on."""
        design, crisis = self.sample.design, self.crisis
        return {
            "scenario": {"name": crisis.brief.name, "sha256": crisis.sha256 or _hash_of(crisis)},
            "locks": [lock.label for lock in crisis.locks],
            "design": {
                "kind": design.kind,
                "draws": design.draws,
                "worlds": self.worlds,
                "seed": design.seed,
                "worlds_per_part": self.worlds_per_part,
                "correlations": [list(pair) for pair in self.sample.copula.pairs] if self.sample.copula else [],
                "given": self.sample.given.sha256 if self.sample.given is not None else None,
            },
            "drawn": {name: self._drawn_from(name) for name in self.sample.drawn},
            "stated": dict(self.stated),
            "policies": [policy.as_dict() for policy in self.policies],
            "reads": self.reader.as_dict(),
            **({"compares": self.compared.as_dict()} if self.compared is not None else {}),
            "columns": self.columns,
            "grid": {"points": self.points},
            "precision": self.precision,
            "versions": {**versions(), **{name: importlib.metadata.version(name) for name in BESIDE}},
        }

    def _drawn_from(self, name: str) -> list[Any]:
        p, given = self.sample.drawn[name], self.sample.given
        if given is not None and name in given.names:
            return ["given"]
        return [kind_of(p), p.value, *(p.range or ())]


def planned(
    crisis: Crisis,
    stated: Mapping[str, float],
    *,
    kind: str = "latin",
    draws: int,
    seed: int = 0,
    only: Collection[str] = (),
    held: Collection[str] = (),
    correlations: Mapping[tuple[str, str], float] | None = None,
    given: Given | None = None,
    options: bool = False,
    together: bool = False,
    levers: Mapping[str, Sequence[float]] | None = None,
    locks: Sequence[str] = (),
    more: Collection[str] = (),
    quick: bool = False,
    payoffs: bool = False,
    slopes: bool = False,
    beside: Sequence[Reader] = (),
    points: int | None = None,
    precision: float | None = None,
    strategies: bool = False,
) -> Plan:
    """An ensemble of a crisis.

    Args:
        crisis, stated: whose, at which values.
        kind, draws, seed, only, held, correlations, given: of the worlds (:meth:`.Sample.of`).
        options, together, levers, locks: what is done in each (:func:`.policies`); a lever without levels has those of
            :func:`.lever_levels`.
        more: quantities to read beside the headlines.
        quick: leave out whether events happen.
        payoffs: under policies other than the first read payoffs alone, which is all that choices are compared by.
        slopes: read derivatives of headlines by every parameter drawn.
        beside: readers of other things, under the first policy alone.
        points: nodes a side of the grid; those of comparisons (:func:`..resolve.points_for`) if None.
        precision: λ in place of every actor's own.
        strategies: keep every world's play as well.

    Raises:
        ArgumentError: a parameter, a lever, a lock or a quantity that there is not; a design that cannot be.
    """
    rows = levers or {}
    levels = {name: lever_levels(crisis.parameters, stated, name, given) for name, given in rows.items()}
    game = crisis.game_at(stated)
    for lock in locks:
        crisis.locked(lock).game_at(stated)
    sample = Sample.of(
        crisis, stated, kind, draws, seed, only=only, held=(*held, *levels), correlations=correlations, given=given
    )
    steep = (Slopes.of(game, sample.drawn),) if slopes else ()
    usual = Several((Headlines.of(game, more, quick=quick), *steep))
    return Plan(
        crisis,
        stated,
        sample,
        policies(crisis.brief.options if options else (), levels, locks, together=together),
        Several((*usual.readers, *beside)),
        points or points_for(game),
        precision,
        strategies,
        Payoffs.of(game) if payoffs else usual if beside else None,
    )


def _hash_of(crisis: Crisis) -> str:
    """Of a crisis that no file says as it is."""
    return hashlib.sha256(crisis.record.model_dump_json().encode()).hexdigest()
