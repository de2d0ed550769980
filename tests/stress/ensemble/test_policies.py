"""Levers, options and locks: every combination once, and what each changes."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest

from deterrence.errors import ArgumentError
from deterrence.forecasting.keys import Key
from deterrence.forecasting.registry import measure
from deterrence.parameters.table import ParameterTable
from deterrence.stress.ensemble.plan import planned
from deterrence.stress.ensemble.policies import Policy, lever_levels, policies
from deterrence.stress.ensemble.working import Workplace
from deterrence.stress.options import NOTHING
from deterrence.stress.resolve import Change
from shipped import crisis

OPTIONS = crisis("standoff").brief.options


def test_one_taker_acts_at_a_time_unless_asked_otherwise():
    alone = policies(OPTIONS)
    assert [dict(p.takes) for p in alone[:2]] == [
        {"row": NOTHING, "column": NOTHING},
        {"row": OPTIONS[0].id, "column": NOTHING},
    ]
    assert len(alone) == 1 + 2 * len(OPTIONS)
    every = policies(OPTIONS, together=True)
    assert len({p.takes for p in every}) == len(every) == (1 + len(OPTIONS)) ** 2
    assert {p.takes for p in alone} < {p.takes for p in every}


def test_levers_and_locks_are_crossed_with_all():
    found = policies(OPTIONS, {"slip": [0.1, 0.2, 0.3]}, ["row: restraint", "column: restraint"])
    assert len(set(found)) == len(found) == 5 * 3 * 4
    assert found[0] == Policy(found[0].takes, (("slip", 0.1),), ())
    assert policies() == (Policy(),)


def test_options_change_the_world_that_they_are_taken_in():
    values = {**crisis("standoff").parameters.defaults, "slip": 0.2, "mediation": 0.3}
    both = Policy((("row", "care"), ("column", "care")))
    assert both.changes(OPTIONS, values)["slip"] == pytest.approx(0.05), "one after the other"
    one = Policy((("row", "channel"), ("column", NOTHING)), (("slip", 0.4),))
    assert one.changes(OPTIONS, values) == {"slip": 0.4, "mediation": pytest.approx(0.6)}


def test_levels_of_a_lever():
    table = crisis("standoff").parameters
    name, row = next((n, p) for n, p in table.items() if p.range is not None)
    assert lever_levels(table, table.defaults, name, []) == list(dict.fromkeys([row.value, *row.range]))
    assert lever_levels(table, table.defaults, name, [row.value, row.value]) == [row.value]
    with pytest.raises(ArgumentError, match="no parameter"):
        lever_levels(table, table.defaults, "no.such", [])
    without = ParameterTable.of([replace(p, range=None) for p in table.values()], table.misfits)
    with pytest.raises(ArgumentError, match="no plausible range"):
        lever_levels(without, without.defaults, name, [])


def test_a_lock_is_solved_as_a_crisis_of_its_own():
    found = planned(
        crisis("standoff"), crisis("standoff").parameters.defaults, draws=2, points=5, locks=["row: restraint"]
    )
    place = Workplace(found)
    rows = [place._row(world, policy) for world in found.sample.worlds(0, 1) for policy in found.policies]
    assert [row["locks"] for row in rows] == ["", "row: restraint"] and not any(row["trouble"] for row in rows)
    free, locked = rows
    assert locked["value:row"] != pytest.approx(free["value:row"])
    with pytest.raises(ArgumentError):
        planned(crisis("standoff"), crisis("standoff").parameters.defaults, draws=2, locks=["row: no-such"])


def test_a_world_that_fails_is_kept_with_its_reason():
    class Broken:
        columns = ("x:",)

        def read(self, resolver, change):
            raise ZeroDivisionError("by nothing")

        def as_dict(self):
            return {}

    stated = crisis("standoff").parameters.defaults
    found = replace(planned(crisis("standoff"), stated, draws=3, points=5), reader=Broken())
    part = Workplace(found).part(0)
    assert (part.rows, part.failed) == (1, 1)
    table = pd.read_parquet(io.BytesIO(part.data))
    assert list(table["trouble"]) == ["ZeroDivisionError: by nothing"] and table["x:"].isna().all()


def test_what_is_done_in_a_world_starts_from_its_own_solution_whatever_was_solved_before():
    stated = crisis("standoff").parameters.defaults
    found = planned(crisis("standoff"), stated, draws=3, points=5, levers={"slip": []})
    worlds, (*_, last) = found.sample.worlds(0, 3), found.policies
    in_order, alone = Workplace(found), Workplace(found)
    for policy in found.policies:
        in_order._row(worlds[1], policy)
    whole = [in_order._row(worlds[2], policy) for policy in found.policies]
    assert alone._row(worlds[2], last) == whole[-1]  # the same bits, though nothing came before
    change = alone._change(worlds[2], last, alone.resolver())
    assert change.values and alone._there[()][1].base == {**stated, **worlds[2].values, "slip": stated["slip"]}
    from_stated = found.reader.read(alone.resolver(), change)
    assert {name: whole[-1][name] for name in from_stated} == pytest.approx(from_stated, abs=1e-6)


def test_events_that_are_no_headlines_are_not_followed_and_change_nothing():
    about = crisis("two-fronts")
    assert {e.headline for e in about.brief.events} == {True, False}
    found = planned(about, about.parameters.defaults, draws=1, points=5)
    resolver = Workplace(found).resolver()
    values = measure(*resolver.solved(), ("event",))[0]
    read = found.reader.read(resolver, Change())
    shown = {f"event:{e.id}": values[Key("event", of=e.id)] for e in about.brief.events if e.headline}
    assert {k: x for k, x in read.items() if k.startswith("event:")} == pytest.approx(shown, abs=1e-11)


def test_of_what_is_compared_payoffs_alone_are_read_and_have_the_same_bits():
    stated = crisis("standoff").parameters.defaults
    whole, short = (
        planned(crisis("standoff"), stated, draws=2, points=5, options=True, payoffs=payoffs)
        for payoffs in (False, True)
    )
    assert whole.columns == short.columns and whole.as_dict() != short.as_dict()
    tables = [pd.read_parquet(io.BytesIO(Workplace(found).part(0).data)) for found in (whole, short)]
    values = [name for name in whole.columns if name.startswith("value:")]
    others = [name for name in whole.reader.columns if name not in values]
    nobody = (tables[0][["takes:row", "takes:column"]] == "*nothing").all(axis=1)
    assert 0 < nobody.sum() < len(nobody)
    for names, rows in ((values, nobody | True), (others, nobody)):
        assert tables[0].loc[rows, names].equals(tables[1].loc[rows, names])
    assert tables[0].loc[~nobody, others].notna().all(axis=None)
    assert tables[1].loc[~nobody, others].isna().all(axis=None)
    assert tables[1].loc[~nobody, values].notna().all(axis=None)


def test_what_is_read_beside_headlines_is_read_under_the_first_policy_alone():
    class Counting:
        columns = ("seen:",)

        def __init__(self):
            self.times = 0

        def read(self, resolver, change):
            self.times += 1
            return {"seen:": 1.0}

        def as_dict(self):
            return {"seen": True}

    stated, beside = crisis("standoff").parameters.defaults, Counting()
    found = planned(crisis("standoff"), stated, draws=1, points=5, levers={"slip": []}, beside=(beside,))
    table = pd.read_parquet(io.BytesIO(Workplace(found).part(0).data))
    assert len(table) == len(found.policies) == 3 and beside.times == 1
    assert table["seen:"].notna().tolist() == [True, False, False]
    assert table["challenge:any"].notna().all()
