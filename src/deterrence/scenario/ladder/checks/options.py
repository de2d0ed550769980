"""Options change numbers that are there, can be taken by every actor, and fit together."""

from __future__ import annotations

from collections.abc import Iterator

from ....files.diagnostics import Fault
from ....files.messages import did_you_mean, listed, shown
from ....files.positions import Path
from ....parameters.option import MULTIPLIES, SETS, changes, entries, set_twice, taken_together
from ..limits import joint_limits, limits
from ..parameter_sites import walk
from ..record import Scenario


def option_targets(scenario: Scenario) -> Iterator[Fault]:
    """Options name parameters that are not options' own; each can be taken by every actor."""
    actors = [a.id for a in scenario.actors]
    known = {name for name, _, path in walk(scenario) if path[0] != "options"} - _own(scenario)
    for i, option in enumerate(scenario.options):
        for key in (SETS, MULTIPLIES):
            for taker, table in getattr(option, key).items():
                path: Path = ("options", i, key, taker)
                for target in table:
                    if target not in known:
                        remedy = did_you_mean(target, known) or "name a parameter that is not an option's own"
                        yield Fault((*path, target), f"there is no parameter {shown(target)}", remedy, at="key")
        if missing := [a for a in actors if a not in option.takers]:
            what = f"the option {shown(option.id)} says nothing for {listed(missing)}"
            yield Fault(("options", i), what, "say what it changes where each actor takes it")


def _own(scenario: Scenario) -> set[str]:
    """Shared parameters that say how options change others."""
    return {
        name
        for option in scenario.options
        for key in (SETS, MULTIPLIES)
        for taker in option.takers
        for _, name in entries(option, taker, key)
        if isinstance(name, str)
    }


def option_values(scenario: Scenario) -> Iterator[Fault]:
    """No two options set one parameter for one taker; what they lead to is possible, alone and together."""
    if any(option_targets(scenario)):
        return
    values = {name: parameter.value for name, parameter, _ in walk(scenario)}
    if any(name not in values for name in _own(scenario)):
        return  # reported as a reference without a target
    bounds, joints = limits(scenario), list(joint_limits(scenario))
    for taker in (a.id for a in scenario.actors):
        yield from set_twice(scenario.options, taker)
        for path, taken, where in taken_together(scenario.options, taker):
            new = changes(taken, taker, values)
            for target, value in new.items():
                if not bounds[target].admits(value):
                    yield Fault(path, f"{where}, {target} is {value:g}", f"{target} must be {bounds[target]}")
            whole = {**values, **new}
            for joint in joints:
                if not joint.holds(whole):
                    yield Fault(path, f"{where}, {joint.said(whole)}", joint.remedy)
