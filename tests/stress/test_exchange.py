"""Names that may be exchanged: found in what a file says, and tasks that are read off others are as if done."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from deterrence.claims.sides import numbers_at
from deterrence.forecasting.keys import Key
from deterrence.scenario.crisis import Crisis
from deterrence.stress.desk import Desk, Later
from deterrence.stress.exchange import Exchange, _product, exchange_of, form
from deterrence.stress.levers import lever_ends, lever_names
from deterrence.stress.option_outcomes import outcomes_of, values_of
from deterrence.stress.resolve import Change
from deterrence.stress.unilateral_changes import doctrine_case, doctrine_cases
from deterrence.stress.worker_pool import ExchangedResult, Team
from shipped import crisis

POINTS = 9
NEAR = 1e-6  # of what is solved to 1e-7


def values_of_file(some: Crisis) -> dict[str, float]:
    return some.parameters.override({})[0]


def alike(one: Any, other: Any) -> bool:
    """Are two results the same but for rounding?"""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[k], other[k]) for k in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(alike, one, other))
    if is_dataclass(one):
        return all(alike(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return one == pytest.approx(other, abs=NEAR, nan_ok=True) if isinstance(one, float) else one == other


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("standoff", {"row": "column"}),
        pytest.param("south-asia-recurrent", {"india": "pakistan", "eastern": "western"}, marks=pytest.mark.slow),
        ("ladder", None),  # who moves first matters
        ("south-asia-2025", None),
        ("western-front", None),
        ("two-fronts", None),
        ("corridor", None),
    ],
)
def test_who_may_stand_for_whom(name: str, pairs: dict[str, str] | None) -> None:
    some = crisis(name)
    found = exchange_of(some, values_of_file(some))
    if pairs is None:
        assert found is None
    else:
        assert found is not None
        assert all(found.names[a] == b and found.names[b] == a for a, b in pairs.items())
        assert all(found.of(found.of(text)) == text for text in (some.record.title, *some.parameters))


@pytest.mark.parametrize("change", ["row.bound", "column.harm"])
def test_not_where_a_number_differs(change: str) -> None:
    some = crisis("standoff")
    values = values_of_file(some)
    assert exchange_of(some, {**values, change: 1.1 * values[change]}) is None


def test_not_where_conduct_of_one_is_locked() -> None:
    some = crisis("standoff")
    assert exchange_of(some.locked("row: restraint"), values_of_file(some)) is None
    assert exchange_of(some.locked("row: restraint", "column: restraint"), values_of_file(some)) is not None


def test_not_where_a_move_or_a_range_differs() -> None:
    some = crisis("standoff")
    record, values = some.record, values_of_file(some)
    turn, name = record.turns[0], "row.bound"
    dearer = turn.model_copy(update={"moves": turn.moves[::-1]})
    assert exchange_of(some.changed(turns=(dearer, *record.turns[1:])), values)  # in another order, no more
    other = turn.model_copy(update={"moves": (turn.moves[0].model_copy(update={"weight": 7}), *turn.moves[1:])})
    assert exchange_of(some.changed(turns=(other, *record.turns[1:])), values) is None
    wider = {**record.parameters, name: record.parameters[name].model_copy(update={"range": (0.0, 0.99)})}
    assert exchange_of(some.changed(parameters=wider), values) is None


@pytest.mark.slow
def test_not_where_a_doctrine_differs() -> None:
    """Of two with the same rules, one has its in another order: the first that fits is what is done."""
    some = crisis("south-asia-recurrent")
    turned = [
        d.model_copy(update={"rules": d.rules[::-1]}) if d.id == "graduated_india" else d for d in some.record.doctrines
    ]
    assert exchange_of(some.changed(doctrines=tuple(turned)), values_of_file(some)) is None


def test_products_are_the_same_in_any_order_and_powers_are_not() -> None:
    assert _product("b*(1 - a)*a") == _product("a*b*(1 - a)") != _product("a*b*(1 - b)")
    assert _product("2**a") == "2**a" and _product("a - b*c") == "a - b*c"


def test_names_are_exchanged_wherever_they_are() -> None:
    exchange = Exchange({"row": "column", "column": "row", "Row": "Column", "Column": "Row"})
    change = Change(values=(("row.cost", 1.0), ("pressure", 2.0)), doctrines=(("column", "firm_column"),))
    turned = exchange.of(change)
    assert turned.values == (("column.cost", 1.0), ("pressure", 2.0)) and turned.doctrines == (("row", "firm_row"),)
    assert exchange.of({Key("event", of="struck_row"): 0.5}) == {Key("event", of="struck_column"): 0.5}
    assert exchange.of("Row, a rowing boat") == "Column, a rowing boat"
    with pytest.raises(TypeError, match="names cannot be exchanged in a object"):
        exchange.of((object(),))
    both = Change(values=(("a", 1.0), ("b", 2.0))), Change(values=(("b", 2.0), ("a", 1.0)))
    assert form(both[0]) == form(both[1]) != form(Change(values=(("a", 2.0), ("b", 1.0))))


@pytest.mark.slow
def test_what_is_announced_is_as_if_it_were_done() -> None:
    """Every task that is marked, on the standoff: half of them are read off another, and give what they would have."""
    some = crisis("standoff")
    values = values_of_file(some)
    tasks: list[tuple[Any, tuple[Any, ...]]]
    tasks = [(doctrine_case, (*case, ("crossings",))) for case in doctrine_cases(some)]
    tasks += [(lever_ends, (name,)) for name in lever_names(some.brief)]
    ends = [((name, values[name] * 1.2),) for name in ("row.harm", "column.harm")]
    tasks += [(task, (end,)) for task in (outcomes_of, values_of) for end in ends]
    keys = (Key("outcome", of="war"), Key("challenge", "row"))
    tasks += [
        (numbers_at, (Change(values=end), who, (), True))
        for end, who in zip(ends, (keys, (keys[0], Key("challenge", "column"))), strict=True)
    ]
    desk = Desk(some, values, threads=1)
    with Team(some, values, 0) as team:
        jobs = [team.submit(task, *arguments, points=POINTS) for task, arguments in tasks]
        mirrored = [n for n, job in enumerate(jobs) if isinstance(job, ExchangedResult)]
        assert len(mirrored) >= len(tasks) // 3
        assert {tasks[n][0] for n in mirrored} == {doctrine_case, lever_ends, outcomes_of, values_of, numbers_at}
        for n in mirrored:
            task, arguments = tasks[n]
            assert alike(jobs[n].result(), desk.perform(task, POINTS, arguments)), (task, arguments)


def test_what_is_done_later_is_done_once() -> None:
    done: list[int] = []

    def task(resolver: object, number: int) -> int:
        done.append(number)
        return number

    some = crisis("standoff")
    later = Later(Desk(some, values_of_file(some)), task, POINTS, (3,))
    assert (later.result(), later.result(), done) == (3, 3, [3])
