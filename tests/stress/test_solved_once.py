"""Nothing is done twice: states enumerated, worlds solved, quantities pushed."""

from collections import Counter
from dataclasses import fields, replace
from itertools import product

import numpy as np
import pytest

from deterrence import load
from deterrence.claims.board import asked_of_doctrines, board_of
from deterrence.claims.book import Book
from deterrence.claims.slopes import slopes_of
from deterrence.forecasting.keys import Key
from deterrence.scenario.crisis import Crisis
from deterrence.scenario.ladder.record import Doctrine, Rule, When
from deterrence.solvers.grid import Grid
from deterrence.stress import resolve
from deterrence.stress.resolve import HEADLINES, READ, Change, Resolver
from deterrence.stress.study import conduct
from deterrence.stress.unilateral_changes import doctrine_case
from deterrence.stress.worker_pool import Team

SCENARIOS = ("ladder", "standoff", *(pytest.param(x, marks=pytest.mark.slow) for x in ("two-fronts", "western-front")))


def numbers(crisis: Crisis) -> dict[str, np.ndarray | None]:
    found = crisis.compile().game.numbers
    return {f.name: getattr(found, f.name) for f in fields(found)}


@pytest.mark.parametrize("name", SCENARIOS)
def test_another_doctrine_gives_the_game_that_enumerating_it_gives(name: str) -> None:
    crisis = load(name)
    changed = False
    for actor, doctrine in product([a.id for a in crisis.brief.actors if a.doctrine], crisis.brief.doctrines):
        other = crisis.with_doctrine(actor, doctrine.id)
        here, there = numbers(other), numbers(replace(other, stem=None))
        for of, table in here.items():
            assert (table is None) == (there[of] is None) and (table is None or np.array_equal(table, there[of])), of
        assert other.compile().structure is crisis.compile().structure
        assert other.compile().kept is crisis.compile().kept
        assert other.compile().brief == other.brief
        changed |= not np.array_equal(here["rule"], numbers(crisis)["rule"])
    assert changed or len(crisis.brief.doctrines) == 1


def test_a_doctrine_that_counts_challenges_has_states_of_its_own() -> None:
    crisis = load("ladder")
    rules = (Rule(when=When(challenges=2), do=("wait",)), *crisis.record.doctrines[0].rules)
    new = Doctrine(id="remembers", name="remembers", text="It remembers.", rules=rules)
    crisis = crisis.changed(doctrines=(*crisis.record.doctrines, new))
    other = crisis.with_doctrine("row", "remembers").compile()
    assert len(other.structure.states) > len(crisis.compile().structure.states)


def test_a_stem_is_forgotten_with_the_record_that_it_was_of() -> None:
    other = load("standoff").with_doctrine("row", "restraint")
    moved = other.changed(window=other.record.window.model_copy(update={"moves": 3}))
    assert moved.compile().structure.horizon == 3 != other.compile().structure.horizon


def test_values_and_locks_are_not_what_is_kept() -> None:
    crisis = load("standoff")
    name = next(n for n, p in crisis.parameters.items() if p.range)
    moved = crisis.compile({name: crisis.parameters[name].range[0]})  # type: ignore[index]
    assert crisis.compile().values == crisis.parameters.defaults != moved.values
    locked = crisis.locked("row: restraint").compile()
    assert len(locked.structure.moves) < len(crisis.compile().structure.moves)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name in ("solve_grid", "measure"):
        true = getattr(resolve, name)

        def wrapped(*arguments: object, name: str = name, true: object = true) -> object:
            counts[name] += 1
            return true(*arguments)  # type: ignore[operator]

        monkeypatch.setattr(resolve, name, wrapped)
    return counts


def test_one_solution_and_one_push_serve_all_who_ask_about_a_world(counted: Counter[str]) -> None:
    crisis = load("standoff")
    resolver = Resolver(crisis, crisis.parameters.defaults, Grid(points=7, tolerance=1e-7))
    name = next(n for n, p in crisis.parameters.items() if p.range and p.role != "fixed")
    change = Change.of({name: crisis.parameters[name].range[0]})  # type: ignore[index]
    headlines = resolver.headlines(change)
    assert resolver.measured(change, READ).items() >= headlines.items()
    assert {key.name for key in headlines} <= set(HEADLINES)
    assert resolver.solved(change)[1] is resolver.solved(change)[1]
    assert counted == {"solve_grid": 2, "measure": 1}, "of the base and of the world"
    more = resolver.measured(change, ("peak_rung",))
    assert more and counted == {"solve_grid": 2, "measure": 2}, "what was not read yet is read from the last solution"


@pytest.mark.slow
def test_a_doctrine_is_solved_once_and_from_the_beginning(counted: Counter[str]) -> None:
    crisis = load("south-asia-2025")
    resolver = Resolver(crisis, crisis.parameters.defaults, Grid(points=5, tolerance=1e-7))
    case, _ = doctrine_case(resolver, "pakistan", "massive_pakistan", False)
    assert counted == {"solve_grid": 2, "measure": 1}
    fresh = replace(resolver, crisis=crisis.with_doctrine("pakistan", "massive_pakistan")).headlines()
    assert {key: case.values[key] for key in fresh} == fresh


def test_changes_are_read_by_one_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Pretended:
        def submit(self, *arguments: object, points: int) -> object:
            asked.append(arguments[3])
            return self

        def result(self) -> tuple[str, None]:
            return "not done", None

    outcome, loss, imposed = Key("outcome", of="war"), Key("loss", "row", "all"), Key("consequence", "row", "war")
    rows = [(Change.of({"x": x}), key) for x, key in ((1.0, outcome), (2.0, outcome), (2.0, loss), (3.0, imposed))]
    rows += [(Change.of({"x": 4.0}), imposed)]
    Book(Pretended()).gather([(7, change, key) for change, key in rows])  # type: ignore[arg-type]
    assert asked == [("outcome",)] * 4


@pytest.mark.slow
def test_what_claims_ask_under_a_doctrine_is_read_where_it_is_solved(counted: Counter[str]) -> None:
    crisis = load("south-asia-2025")
    asked = asked_of_doctrines(crisis)
    assert "crossing" in asked and "consequence" not in asked and "crossing" not in READ
    resolver = Resolver(crisis, crisis.parameters.defaults, Grid(points=5, tolerance=1e-7))
    case, _ = doctrine_case(resolver, "pakistan", "restraint_pakistan", False, asked)
    assert {key.name for key in case.values} <= set(READ)
    assert {key.name for key in case.beside} == set(asked) - set(READ)
    assert counted == {"solve_grid": 2, "measure": 1}


@pytest.mark.slow
def test_a_board_is_made_by_the_workers_of_its_study() -> None:
    crisis = load("standoff")
    with Team(crisis, crisis.parameters.defaults, 0) as team:
        study = conduct(crisis, resolution="interactive", team=team)
        before = set(team._desk._known)
        board = board_of(study, team=team)
        assert board.rows and board_of(study) is board
    assert before <= set(team._desk._known)


def test_slopes_are_of_what_is_asked_alone() -> None:
    crisis = load("standoff")
    solved = Resolver(crisis, crisis.parameters.defaults, Grid(points=5, tolerance=1e-7)).solved()
    key = Key("outcome", of=crisis.brief.endings[0].id)
    found = slopes_of(*solved, [key])
    assert not isinstance(found, str) and set(found) == {key}


@pytest.mark.parametrize(("alike", "pushed"), [(resolve.ALIKE, 0), (-1.0, 2)])
def test_play_that_a_search_found_before_is_not_pushed_again(
    alike: float, pushed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    crisis = load("ladder")
    resolver = Resolver(crisis, crisis.parameters.defaults, Grid(points=7, tolerance=1e-9))
    resolver.headlines()
    calls = []
    plain = resolve.measure
    monkeypatch.setattr(resolve, "measure", lambda *args: calls.append(args) or plain(*args))
    monkeypatch.setattr(resolve, "ALIKE", alike)
    assert resolve.other_branches(resolver, 2) == [] and len(calls) == pushed
