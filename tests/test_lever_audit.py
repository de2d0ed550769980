"""Every number that a shipped scenario declares moves something that is reported, or is listed here with the reason.

A number is alive if some number of the outlook has a derivative by it, through the equilibrium, that is not zero over
its plausible range; or else if headlines, losses or the duration differ at an end of its range, with the game solved
again. A number that says how an option changes others is alive if it does so where somebody takes that option.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pytest

from deterrence.forecasting.keys import Key, Values
from deterrence.forecasting.registry import known_keys
from deterrence.parameters.option import MULTIPLIES, SETS, PolicyOption, changes, entries
from deterrence.parameters.parameter import Parameter
from deterrence.parameters.table import NamedParameter
from deterrence.scenario.crisis import Crisis, load
from deterrence.solvers.grid import Grid
from deterrence.stress.formulas import gradient
from deterrence.stress.resolve import HEADLINES, Change, Resolver
from shipped import SHIPPED, WINDOW
from shipped import crisis as shipped

GRID = Grid(points=7, tolerance=1e-8)
MEASURED = (*HEADLINES, "duration")
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
        "what third parties see is worth nothing while isolation, outcry and support stand at zero, as the file has "
        "them; alive where isolation is charged, as a test below shows"
    )
}
INERT = {WINDOW: {"india.acts.war.cost": _WAR, "pakistan.acts.war.cost": _WAR} | _ASSURED | _UNSEEN}
FAST = {"ladder"}
AUDITED = [pytest.param(name, marks=[] if name in FAST else pytest.mark.slow) for name in (*SHIPPED, WINDOW)]


@dataclass
class Audit:
    """Looks for numbers of a crisis that move nothing."""

    crisis: Crisis
    changed: Mapping[str, float] = field(default_factory=dict)
    worth: dict[tuple[tuple[str, float], ...], Values] = field(default_factory=dict)

    @cached_property
    def resolver(self) -> Resolver:
        return Resolver(self.crisis, {**self.crisis.parameters.defaults, **self.changed}, GRID)

    def alive(self) -> set[str]:
        """Parameters whose range moves a number of the outlook by its derivative."""
        game, assessment = self.resolver.solved()
        slopes = gradient(game, assessment, known_keys(game)).derivative.values()
        return {
            name
            for name, number in self.crisis.parameters.items()
            if max(abs(slope[name]) for slope in slopes) * width(number) > EFFECT
        }

    def dead(self) -> list[str]:
        """Names of the parameters that move nothing reported."""
        alive = self.alive()
        left = {name: number for name, number in self.crisis.parameters.items() if name not in alive}
        return [name for name, number in left.items() if not self.moves(name, number)]

    def moves(self, name: str, number: NamedParameter) -> bool:
        """Does an end of the range change a headline, a loss or the duration?"""
        if (taken := self.option_of(name)) is not None:
            return self.moves_option(name, number, *taken)
        here = self.resolver.measured(names=MEASURED)
        ends = (self.resolver.measured(Change.of({name: end}), MEASURED) for end in ends_of(number))
        return any(differ(end, here) for end in ends)

    def option_of(self, name: str) -> tuple[PolicyOption, str] | None:
        """An option, and one that takes it, that the number is about; None where it is about none."""
        for option in self.crisis.brief.options:
            for taker in option.takers:
                if any(number == name for key in (SETS, MULTIPLIES) for _, number in entries(option, taker, key)):
                    return option, taker
        return None

    def moves_option(self, name: str, number: NamedParameter, option: PolicyOption, taker: str) -> bool:
        """Does an end of the range change what the game is worth to a side, or a loss, where the option is taken?"""

        def follows(value: float) -> Values:
            taken = tuple(changes([option], taker, {**self.resolver.base, name: value}).items())
            if taken not in self.worth:
                self.worth[taken] = self.resolver.measured(Change.of(dict(taken)), ("worth", "loss"))
            return self.worth[taken]

        return any(differ(follows(end), follows(number.value)) for end in ends_of(number))


def ends_of(number: NamedParameter) -> tuple[float, float]:
    return number.range or (0.0, 2 * number.value)


def width(number: NamedParameter) -> float:
    low, high = number.range or (0.0, 1.0)
    return high - low


def differ(one: Mapping[Key, float], other: Mapping[Key, float]) -> bool:
    """Numbers that are there only on one side (those of a type that is not) count for nothing."""
    return max(abs(one[key] - other[key]) for key in other.keys() & one.keys()) > EFFECT


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", AUDITED)
def test_every_declared_number_moves_something_reported(name):
    assert sorted(Audit(shipped(name)).dead()) == sorted(INERT.get(name, {}))


def test_inert_numbers_are_declared_and_explained():
    for name, table in INERT.items():
        assert set(table) <= set(shipped(name).parameters)
        assert all(len(reason) > 40 for reason in table.values())


@pytest.mark.slow
def test_the_cost_of_going_to_war_is_alive_at_lower_precision():
    crisis = shipped(WINDOW)
    lower = {name: crisis.parameters[name].value / 10 for name in ("india.precision", "pakistan.precision")}
    alive = Audit(crisis, lower).alive()
    assert {name for name, why in INERT[WINDOW].items() if why == _WAR} <= alive


@pytest.mark.slow
def test_what_third_parties_see_is_alive_where_isolation_is_charged():
    assert set(_UNSEEN) <= Audit(shipped(WINDOW), {"third_parties.isolation.india": 0.2}).alive()


@pytest.mark.slow
def test_the_temptation_to_go_first_is_alive_where_second_strikes_are_in_doubt():
    doubt = {"india.nuclear.second_strike": 0.8, "pakistan.nuclear.second_strike": 0.8}
    assert set(_ASSURED) <= Audit(shipped(WINDOW), doubt).alive()


def test_the_audit_finds_a_dead_number():
    """What an act of war says, or how long one takes, is read by nothing: war ends the crisis."""
    crisis = load("ladder")
    ladder = crisis.record.ladder
    war = next(k for k, rung in enumerate(ladder) if rung.standing == "war")
    number = Parameter(value=0.5, unit="share", range=(0.2, 0.9), source="judgement")
    rung = ladder[war].model_copy(update={"weight": number, "days": number})
    changed = crisis.changed(ladder=(*ladder[:war], rung, *ladder[war + 1 :]))
    assert Audit(changed).dead() == ["ladder.war.days", "ladder.war.weight"]
