"""Solved crises are shared, bounded, told of beforehand, and not waited for in vain."""

import pytest

from deterrence.app.crises import Crises, Setting
from deterrence.app.settings import Limits, Settings
from deterrence.errors import ArgumentError

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
