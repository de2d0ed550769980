"""Every number that a shipped scenario declares moves something that is reported, or is listed here with the reason.

A number is alive if a headline's derivative through the equilibrium, over its plausible range, is not nought; or else
if a headline, a loss or a duration differs at an end of its range, with the game solved again. A number that says how
an option changes others is alive if it does so where somebody takes that option.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pytest
from deterrence.forecasting.metrics import Key
from deterrence.forecasting.visitors import Duration, Losses
from deterrence.game.compiling import CompiledScenario, default_values
from deterrence.game.parameters import number_paths

from deterrence.errors import UnsupportedGame
from deterrence.forecasting.push import Pusher
from deterrence.game.option import MULTIPLIES, SETS, Option, changes, entries
from deterrence.game.scenario import Scenario
from deterrence.game.stochastic import NUMBER_FIELDS
from deterrence.parameters.parameter import Parameter
from deterrence.stress.gradient import headline_gradient
from deterrence.stress.option_outcomes import values_at_start
from deterrence.stress.resolving import Change, Resolver, headlines
from shipped import SHIPPED, scenario

EFFECT = 1e-9  # on a probability, a loss or days: far below anything told, far above rounding

_WAR = (
    "a strategic type chooses general war with a probability of about 1e-20 at the file's precision, and a commitment "
    "counts no costs; alive at a tenth of that precision, as a test below shows"
)
_TEMPTATION = (
    "what going first would spare is a temptation only where the other side's second strike is in doubt, and the file "
    "has both assured; alive where they are not, as a test below shows"
)
_ASSURED = dict.fromkeys(("india.nuclear.preemption", "pakistan.nuclear.preemption"), _TEMPTATION)
_UNSEEN = {
    "third_parties.visibility": (
        "what third parties see is worth nothing while isolation, outcry and support stand at nought, as the file has "
        "them; alive where isolation is charged, as a test below shows"
    )
}
INERT = {"south-asia-2025": {"india.acts.war.cost": _WAR, "pakistan.acts.war.cost": _WAR} | _ASSURED | _UNSEEN}
FAST = {"ladder"}
AUDITED = [pytest.param(name, marks=[] if name in FAST else pytest.mark.slow) for name in SHIPPED]


@dataclass
class Audit:
    """Looks for numbers of a scenario that move nothing."""

    case: Scenario
    worth: dict[tuple[tuple[str, float], ...], dict[str, float]] = field(default_factory=dict)

    @cached_property
    def resolver(self) -> Resolver:
        return Resolver(self.case, default_values(self.case))

    @cached_property
    def pusher(self) -> Pusher:
        return Pusher(self.resolver.solved()[1])

    @cached_property
    def base(self) -> dict[Key, float]:
        return told(self.resolver.solved()[0], self.pusher)

    def dead(self) -> list[str]:
        """Names of the parameters that move nothing reported."""
        alive = by_slope(self.resolver, self.case)
        left = {name: number for name, number in number_paths(self.case).items() if name not in alive}
        return [name for name, number in left.items() if not self.moves(name, number)]

    def moves(self, name: str, number: Parameter) -> bool:
        """Does an end of the range change a headline, a loss or a duration?"""
        if (taken := self.option_of(name)) is not None:
            return self.moves_option(name, number, *taken)
        compiled = self.resolver.solved()[0]
        for end in number.range or (0.0, 2 * number.value):
            other = CompiledScenario(compiled.scenario, compiled.enumerated, {**compiled.values, name: end})
            if same_numbers(other, compiled):  # the same solution, told with other days and losses
                if differ(told(other, self.pusher), self.base):
                    return True
                continue
            found, assessment = self.resolver.solved(Change.of({name: end}))
            if differ(headlines(found, assessment), self.resolver.headlines()):
                return True
            if differ(told(found, Pusher(assessment)), self.base):
                return True
        return False

    def option_of(self, name: str) -> tuple[Option, str] | None:
        """An option, and one that takes it, that the number is about; None where it is about none."""
        for option in self.case.options:
            for taker in option.takers:
                if any(number == name for key in (SETS, MULTIPLIES) for _, number in entries(option, taker, key)):
                    return option, taker
        return None

    def moves_option(self, name: str, number: Parameter, option: Option, taker: str) -> bool:
        """Does an end of the range change what the game is worth to a side where the option is taken?"""
        values = default_values(self.case)

        def follows(value: float) -> dict[str, float]:
            taken = tuple(changes([option], taker, {**values, name: value}).items())
            if taken not in self.worth:
                self.worth[taken] = values_at_start(*self.resolver.solved(Change.of(dict(taken))))
            return self.worth[taken]

        return any(differ(follows(end), follows(number.value)) for end in number.range or (0.0, 2 * number.value))


def by_slope(resolver: Resolver, case: Scenario) -> set[str]:
    """Parameters whose range moves a headline by its derivative; none where derivatives are not to be had."""
    compiled, assessment = resolver.solved()
    try:
        gradient = headline_gradient(compiled, assessment, compiled.values)
    except UnsupportedGame:
        return set()
    return {
        name
        for name, number in number_paths(case).items()
        if max(abs(slope[name]) for slope in gradient.derivative.values()) * width(number) > EFFECT
    }


def width(number: Parameter) -> float:
    low, high = number.range or (0.0, 1.0)
    return high - low


def same_numbers(one: CompiledScenario, other: CompiledScenario) -> bool:
    pairs = ((getattr(one.game.numbers, f), getattr(other.game.numbers, f)) for f in NUMBER_FIELDS)
    return all(np.array_equal(a, b) for a, b in pairs)


def differ(one: dict, other: dict) -> bool:
    return max(abs(one[key] - other[key]) for key in other) > EFFECT


def told(compiled: CompiledScenario, pusher: Pusher) -> dict[Key, float]:
    """Losses and durations."""
    visitors = [Losses(compiled, pusher), Duration(compiled, pusher)]

    def visit(flow):
        for visitor in visitors:
            visitor(flow)

    pusher.finish(visit)
    return {key: value for visitor in visitors for key, value in visitor.values().items()}


@pytest.mark.parametrize("name", AUDITED)
def test_every_declared_number_moves_something_reported(name):
    assert sorted(Audit(scenario(name)).dead()) == sorted(INERT.get(name, {}))


def test_inert_numbers_are_declared_and_explained():
    for name, table in INERT.items():
        assert name in SHIPPED
        assert set(table) <= set(number_paths(scenario(name)))
        assert all(len(reason) > 40 for reason in table.values())


def test_the_cost_of_going_to_war_is_alive_at_lower_precision():
    case = scenario("south-asia-2025")
    values = default_values(case)
    lower = {name: values[name] / 10 for name in ("india.precision", "pakistan.precision")}
    alive = by_slope(Resolver(case, {**values, **lower}), case)
    assert {name for name, why in INERT["south-asia-2025"].items() if why == _WAR} <= alive


def test_what_third_parties_see_is_alive_where_isolation_is_charged():
    case = scenario("south-asia-2025")
    charged = {**default_values(case), "third_parties.isolation.india": 0.2}
    assert set(_UNSEEN) <= by_slope(Resolver(case, charged), case)


def test_the_temptation_to_go_first_is_alive_where_second_strikes_are_in_doubt():
    case = scenario("south-asia-2025")
    doubt = {"india.nuclear.second_strike": 0.8, "pakistan.nuclear.second_strike": 0.8}
    alive = by_slope(Resolver(case, {**default_values(case), **doubt}), case)
    assert set(_ASSURED) <= alive


def test_the_audit_finds_a_dead_number():
    """What an act of war says, or how long one takes, is told by nothing: war ends the crisis."""
    case = scenario("ladder")
    war = next(k for k, rung in enumerate(case.ladder) if rung.standing == "war")
    number = Parameter(value=0.5, unit="share", range=(0.2, 0.9), source="judgement")
    rung = case.ladder[war].model_copy(update={"weight": number, "days": number})
    ladder = (*case.ladder[:war], rung, *case.ladder[war + 1 :])
    assert Audit(case.model_copy(update={"ladder": ladder})).dead() == ["ladder.war.days", "ladder.war.weight"]
