"""Derivatives read of worlds are those of the worlds' own numbers."""

from __future__ import annotations

import pytest

from deterrence.stress.ensemble.plan import planned
from deterrence.stress.ensemble.slopes_reader import slope_column
from deterrence.stress.ensemble.working import Workplace
from deterrence.stress.resolve import Change
from shipped import crisis

STEP = 1e-4


def test_a_slope_is_the_difference_of_two_worlds():
    stated = crisis("ladder").parameters.defaults
    plan = planned(crisis("ladder"), stated, draws=1, seed=4, points=7, slopes=True)
    place = Workplace(plan)
    (world,) = plan.sample.worlds(0, 1)
    row = place._row(world, plan.policies[0])
    assert not row["trouble"]
    for name in ("row.stakes.prize", "column.committed.prior"):
        up, down = (
            plan.reader.readers[0].read(
                place.resolver(), Change.of({**world.values, name: world.values[name] + sign * STEP})
            )
            for sign in (1, -1)
        )
        for headline in ("challenge:any", "ending:war"):
            slope = (up[headline] - down[headline]) / (2 * STEP)
            assert row[slope_column(headline, name)] == pytest.approx(slope, rel=1e-3, abs=1e-6)
