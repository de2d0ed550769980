"""What is done in every world: levers, options and locks, every combination of them.

Whatever is compared is compared in the same worlds, so that two rows of a world differ by the policy alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from ...errors import ArgumentError
from ...parameters.option import PolicyOption, changes
from ...parameters.table import ParameterTable
from ..options import NOTHING


@dataclass(frozen=True)
class Policy:
    """What is done in a world.

    Attributes:
        takes: by taker, the option that it takes, or ``NOTHING``.
        levers: by lever that is varied, its value.
        locks: conduct that is locked beside what the file locks.
        doses: taker, option, and how much of it is taken, from 0 to 1; of a taker that does not take one option whole.
    """

    takes: tuple[tuple[str, str], ...] = ()
    levers: tuple[tuple[str, float], ...] = ()
    locks: tuple[str, ...] = ()
    doses: tuple[tuple[str, str, float], ...] = ()

    def changes(self, options: Sequence[PolicyOption], values: Mapping[str, float]) -> dict[str, float]:
        """The parameters that are then other than in a world.

        Args:
            options: of the scenario.
            values: every parameter's value in the world.
        """
        found = dict(self.levers)
        for taker, taken in self.takes:
            chosen = [option for option in options if option.id == taken]
            found.update(changes(chosen, taker, {**values, **found}))
        for taker in dict.fromkeys(taker for taker, _, _ in self.doses):
            mine = {option: dose for who, option, dose in self.doses if who == taker and dose > 0.0}
            chosen = [option for option in options if option.id in mine]
            found.update(changes(chosen, taker, {**values, **found}, mine))
        return found

    def row(self) -> dict[str, Any]:
        """Its columns of a table."""
        takes = {takes_column(taker): option for taker, option in self.takes}
        doses = {dose_column(taker, option): dose for taker, option, dose in self.doses}
        return {**takes, **doses, **dict(self.levers), LOCKS: "; ".join(self.locks)}

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "takes": dict(self.takes),
            "doses": [list(dose) for dose in self.doses],
            "levers": dict(self.levers),
            "locks": list(self.locks),
        }


LOCKS = "locks"


def takes_column(taker: str) -> str:
    """The column that says which option an actor takes."""
    return f"takes:{taker}"


def dose_column(taker: str, option: str) -> str:
    """The column that says how much of an option an actor takes."""
    return f"dose:{taker}:{option}"


def policies(
    options: Sequence[PolicyOption] = (),
    levers: Mapping[str, Sequence[float]] | None = None,
    locks: Iterable[str] = (),
    *,
    together: bool = False,
) -> tuple[Policy, ...]:
    """Every combination of what options are taken, of the levers' levels, and of locks set or not.

    Args:
        options: to compare; none if empty.
        levers: by parameter, the values that it is given.
        locks: each is set in half of the combinations.
        together: take every pair of options of two takers; by default one taker acts at a time.

    Returns:
        The first is that no option is taken, levers are at their first level, and nothing is locked.
    """
    takers = tuple(dict.fromkeys(taker for option in options for taker in option.takers))
    choices = {t: [NOTHING, *(o.id for o in options if t in o.takers)] for t in takers}
    if together:
        taken = [tuple(zip(takers, chosen, strict=True)) for chosen in product(*choices.values())]
    else:
        idle = dict.fromkeys(takers, NOTHING)
        alone = [{**idle, taker: option} for taker in takers for option in choices[taker][1:]]
        taken = [tuple(found.items()) for found in (idle, *alone)]
    rows = levers or {}
    levels = [tuple(zip(rows, at, strict=True)) for at in product(*rows.values())]
    held = [tuple(x for x in found if x) for found in product(*(("", lock) for lock in locks))]
    return tuple(Policy(*found) for found in product(taken, levels, held))


def lever_levels(table: ParameterTable, stated: Mapping[str, float], name: str, given: Sequence[float]) -> list[float]:
    """The levels at which a lever is set: those given; else where it stands, then either end of its range.

    Raises:
        ArgumentError: no such parameter, a value that it cannot take, or no range to take levels from.
    """
    for value in given or (stated.get(name, 0.0),):
        table.override({name: value})
    if given:
        return [float(value) for value in dict.fromkeys(given)]
    found = table[name].range
    if found is None:
        raise ArgumentError(f"{name} has no plausible range to take levels from: write {name}=VALUE,VALUE")
    return list(dict.fromkeys([stated[name], *map(float, found)]))
