"""Options of a campaign change numbers that are there, and what they lead to is possible."""

from __future__ import annotations

from collections.abc import Iterator

from ....files.diagnostics import Fault
from ....files.messages import shown
from ....parameters.option import MULTIPLIES, SETS, changes, entries, set_twice, taken_together
from ..constraints import Constraint, broken
from ..record import Campaign


def options(campaign: Campaign) -> Iterator[Fault]:
    """An option changes something, no number that an option itself is made of, and no two set one parameter."""
    own = {
        number
        for option in campaign.options
        for key in (SETS, MULTIPLIES)
        for taker in option.takers
        for _, number in entries(option, taker, key)
    }
    for i, option in enumerate(campaign.options):
        if not any(entries_of for key in (SETS, MULTIPLIES) for entries_of in option.table(key).values()):
            what = f"the option {shown(option.id)} changes nothing"
            yield Fault(("options", i), what, "say under 'sets' or 'multiplies' what, by the actor that takes it")
        for key in (SETS, MULTIPLIES):
            for taker, table in option.table(key).items():
                for target in table:
                    if target in own:
                        what = f"{shown(target)} says itself how an option changes something"
                        yield Fault(("options", i, key, taker, target), what, "change another parameter", at="key")
    for actor in campaign.actors:
        yield from set_twice(campaign.options, actor.id)


def option_values(campaign: Campaign, bounds: list[Constraint]) -> Iterator[Fault]:
    """What options lead to is possible, alone and together; of a campaign that breaks no other rule.

    The first that is not possible is reported of each option, and all together only of a taker whose options are
    possible one by one.
    """
    stated = {name: p.value for name, p in campaign.parameters.items()}
    for actor in campaign.actors:
        alone = True
        for path, taken, where in taken_together(campaign.options, actor.id):
            new = changes(taken, actor.id, stated)
            moved = [c for c in bounds if c.parameters & new.keys()]
            found = next(broken(moved, {**stated, **new}), None) if alone or len(taken) == 1 else None
            if found is not None:
                constraint, what = found
                alone = False
                yield Fault(path, f"{where}, {what}", constraint.remedy)
