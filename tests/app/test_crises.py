"""Solved crises are shared, bounded, announced beforehand, and not waited for in vain."""

import threading

import pytest

from deterrence.app.crises import Crises
from deterrence.app.setting import Setting
from deterrence.app.settings import Limits, Settings
from deterrence.errors import ArgumentError
from deterrence.solvers.backward_induction import Sweeper
from deterrence.unwanted import Unwanted

SCENARIO, LEVER = "standoff", "mediation"


@pytest.fixture(scope="module")
def crises(tmp_path_factory):
    made = Crises(Settings(data=tmp_path_factory.mktemp("data"), first=SCENARIO, limits=Limits(solved=2)))
    yield made
    made.close()


def test_a_setting_has_one_form(crises):
    value = crises.library.crisis(SCENARIO).parameters[LEVER].value
    assert crises.setting(SCENARIO, {LEVER: value}) == Setting(SCENARIO)
    assert crises.setting(SCENARIO, {LEVER: value * 1.234567}) == crises.setting(SCENARIO, {LEVER: value * 1.23456})


def test_who_asks_for_the_same_gets_the_same(crises):
    setting = crises.setting(SCENARIO, {})
    assert crises.later(setting) is crises.later(setting)
    assert crises.solved(setting) is crises.solved(setting)
    assert crises.known(setting) and crises.size(setting).seconds == 0.0


def test_the_size_is_that_of_the_solution(crises):
    setting = crises.setting(SCENARIO, {})
    size, solved = crises.size(setting), crises.solved(setting)
    assert size.states == len(solved.game.structure.states)
    assert size.nodes == size.states * solved.resolver.grid.points**size.axes


def test_few_are_kept(crises):
    value = crises.library.crisis(SCENARIO).parameters[LEVER].value
    settings = [crises.setting(SCENARIO, {LEVER: value * (1 + 0.01 * k)}) for k in range(4)]
    for setting in settings:
        crises.solved(setting)
    assert [crises.known(setting) for setting in settings] == [False, False, True, True]


def test_what_is_too_large_is_refused_with_a_remedy(tmp_path):
    small = Crises(Settings(data=tmp_path, limits=Limits(nodes=100)))
    assert not small.size(Setting(SCENARIO)).admitted
    with pytest.raises(ArgumentError, match="deterrence run"):
        small.solved(Setting(SCENARIO))
    assert not small.asked(Setting(SCENARIO))
    small.close()


def test_what_is_left_is_forgotten(crises):
    setting = crises.setting(SCENARIO, {LEVER: 0.777})
    crises.later(setting)
    crises.leave(setting)
    assert not crises.asked(setting) or crises.known(setting)


def test_a_solve_that_is_at_work_stops_when_it_is_left(crises, monkeypatch):
    """The reader who waits is told; the turn is free at once for another; and asked for again it is solved."""
    setting, within, go = crises.setting(SCENARIO, {LEVER: 0.555}), threading.Event(), threading.Event()
    solved, rounds = Sweeper.solve, []
    crises.solved(setting.stated)

    def slowly(self, *arguments, **named):
        rounds.append(1)
        within.set()
        assert go.wait(30)
        return solved(self, *arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Sweeper, "solve", slowly)
        promise = crises.later(setting)
        assert within.wait(30)
        crises.leave(setting)
        assert not crises.asked(setting) and not crises.known(setting)
        go.set()
        with pytest.raises(Unwanted, match="ask for it again"):
            crises.result(promise, 30)
        assert len(rounds) == 1
    assert crises.solved(setting).values[LEVER] == 0.555 and crises.known(setting)


def test_one_that_had_not_begun_is_not(crises):
    """Two are at work at most; all who wait for a third that is left are told the same."""
    with crises.turn.taken():
        first, second, third = (crises.setting(SCENARIO, {LEVER: x}) for x in (0.61, 0.62, 0.63))
        promises = [crises.later(x) for x in (first, second, third)]
        crises.leave(third)
        assert promises[2].cancelled() and not crises.asked(third)
        with pytest.raises(Unwanted):
            crises.result(promises[2], 30)
    assert crises.result(promises[0], 60) and crises.result(promises[1], 60)
