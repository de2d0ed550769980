"""Worlds solved, part by part, wherever that is: in this process, in a worker of it, on another machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from ...errors import DeterrenceError
from ...solvers.grid import Grid
from ..resolve import QUICK_TOLERANCE, Change, Resolver
from .conduct import WorldResolver
from .plan import TRIES, TROUBLE, WORLD, Plan
from .policies import Policy
from .reader import attempted
from .sample import World
from .store import Part
from .strategies import STRATEGIES, described, flattened

if TYPE_CHECKING:
    import xarray as xr

TRIED = 2  # worlds that are timed before the work begins
ENOUGH = 10.0  # seconds of processor time after which no further world is
KINDS = {"whole": pa.int64(), "word": pa.string(), "number": pa.float64(), "array": pa.list_(pa.float32())}


@dataclass(eq=False)
class Workplace:
    """Where a plan's worlds are solved. Each starts from the solution as stated, so that none depends on another, and
    what is done in a world from its own solution.

    Attributes:
        plan: of the ensemble.
    """

    plan: Plan
    _resolvers: dict[tuple[str, ...], Resolver] = field(default_factory=dict, init=False)
    _there: dict[tuple[str, ...], tuple[World, Resolver]] = field(default_factory=dict, init=False)

    def resolver(self, locks: tuple[str, ...] = ()) -> Resolver:
        """What solves worlds with some conduct locked; the crisis as stated is solved first."""
        if locks not in self._resolvers:
            plan = self.plan
            grid = Grid(points=plan.points, tolerance=QUICK_TOLERANCE, threads=1)
            found = WorldResolver(plan.crisis.locked(*locks), plan.stated, grid, plan.precision, plan.stated)
            found.solved()
            self._resolvers[locks] = found
        return self._resolvers[locks]

    def try_out(self) -> tuple[float, int]:
        """Seconds of processor time that a row takes, and the most memory so far in bytes. The first row is not timed,
        since what all have in common is laid out with it.

        Raises:
            DeterrenceError: the crisis as stated cannot be solved, under some locks of the plan.
        """
        for policy in self.plan.policies:
            self.resolver(policy.locks)
        first, *others = self.plan.sample.worlds(0, min(TRIED + 1, self.plan.worlds))
        self._row(first, self.plan.policies[0])
        alone, *more = self.plan.policies
        timed = others or [first]
        self._there.clear()
        seconds: list[float] = []
        began = time.process_time()
        for world in timed:
            before = time.process_time()
            if seconds and before - began > ENOUGH:
                break
            self._row(world, alone)
            after = time.process_time()
            for policy in more[-1:]:
                self._row(world, policy)
            seconds.append(after - before + len(more) * (time.process_time() - after))
        return sum(seconds) / len(seconds) / len(self.plan.policies), most_memory()

    def part(self, number: int) -> Part:
        """A part, solved: one row for each world and policy, as a Parquet file."""
        began = time.process_time()
        worlds = self.plan.sample.worlds(*self.plan.range_of(number))
        rows = [self._row(world, policy) for world in worlds for policy in self.plan.policies]
        table = pa.table({name: _column(name, kind, rows) for name, kind in self.plan.columns.items()})
        sink = pa.BufferOutputStream()
        with pq.ParquetWriter(sink, table.schema, compression="zstd", store_schema=False) as writer:
            writer.write_table(table)
            if self.plan.strategies:
                writer.add_key_value_metadata(described(self._template()))
        failed = sum(row[TROUBLE] is not None for row in rows)
        return Part(number, sink.getvalue().to_pybytes(), len(rows), failed, time.process_time() - began, most_memory())

    def _row(self, world: World, policy: Policy) -> dict[str, Any]:
        found: dict[str, Any] = {WORLD: world.number, TRIES: world.tries, TROUBLE: world.trouble or None}
        found |= {**world.values, **policy.row()}
        if world.trouble:
            return found
        numbers, trouble = attempted(lambda: self._numbers(world, policy))
        return {**found, **numbers, TROUBLE: trouble or None}

    def _template(self) -> xr.DataArray:
        """The strategies as stated, under the first policy."""
        return self.resolver(self.plan.policies[0].locks).solved()[1].to_xarray()

    def _numbers(self, world: World, policy: Policy) -> Mapping[str, Any]:
        there = self._standing(world, policy)
        change = self._change(world, policy, there)
        resolver = there.fitted(change)
        numbers = self.plan.reader_under(policy).read(resolver, change)
        if not self.plan.strategies:
            return numbers
        return {**numbers, STRATEGIES: flattened(resolver.solved(change)[1].to_xarray(), self._template())}

    def _standing(self, world: World, policy: Policy) -> Resolver:
        """What solves a world from its own solution under the first policy with the same locks; from the solution as
        stated where the world has none of its own."""
        known = self._there.get(policy.locks)
        if known is None or known[0] is not world:
            first = next(other for other in self.plan.policies if other.locks == policy.locks)
            resolver = self.resolver(policy.locks)
            change = self._change(world, first, resolver)
            try:
                found = resolver.fitted(change).standing(change)
            except DeterrenceError:
                found = resolver
            known = self._there[policy.locks] = world, found
        return known[1]

    def _change(self, world: World, policy: Policy, resolver: Resolver) -> Change:
        """What a policy in a world changes of what a re-solver starts from."""
        crisis, here = self.plan.crisis, {**self.plan.stated, **world.values}
        values, _ = crisis.parameters.override(policy.changes(crisis.brief.options, here), here)
        return Change.of({name: value for name, value in values.items() if value != resolver.base[name]})


def _column(name: str, kind: str, rows: list[dict[str, Any]]) -> pa.Array:
    return pa.array([row.get(name) for row in rows], KINDS[kind])


def most_memory() -> int:
    """Bytes of memory that this process had at most; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024
