"""Every parameter of a scenario in one table: what it is worth, what it stands on, whose it is and what it does.

What a parameter is (a prior, a tremble, a cost) follows from where the file uses it, never from how it is called; one
that is shared may be several things, and several actors'.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..errors import ArgumentError
from ..files.messages import did_you_mean, numeral, shown
from .limits import EITHER_SIGN, Limits
from .parameter import Condition, Distribution, Role

Misfits = Callable[[Mapping[str, float]], list[tuple[str, str]]]
"""From all values, what is impossible about them, each with a remedy; empty where nothing is."""


@dataclass(frozen=True)
class NamedParameter:
    """A number with a name.

    Attributes:
        name: unique.
        value, unit, range, distribution, source, role, condition, nil, ideal, label, note: as in the file.
        owners: actors whose it is; empty where it is nobody's in particular.
        parts: what it is used as: prior, tremble, precision, discount, payoff, chance, share, loss, days, …
        limits: what every place that uses it admits.
    """

    name: str
    value: float
    unit: str
    source: str
    label: str
    range: tuple[float, float] | None = None
    distribution: Distribution | None = None
    role: Role = "uncertain"
    condition: Condition = "none"
    nil: float | None = None
    ideal: float | None = None
    note: str | None = None
    owners: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    limits: Limits = EITHER_SIGN

    @property
    def owner(self) -> str | None:
        """The one actor whose it is; None where it is several actors' or nobody's."""
        return next(iter(self.owners)) if len(self.owners) == 1 else None


@dataclass(frozen=True, eq=False)
class ParameterTable(Mapping[str, NamedParameter]):
    """Parameters by name, in the order of the file.

    Attributes:
        rows: by name.
        misfits: what is impossible about values taken together.
    """

    rows: Mapping[str, NamedParameter]
    misfits: Misfits = field(default=lambda values: [])

    @classmethod
    def of(cls, rows: Iterable[NamedParameter], misfits: Misfits) -> ParameterTable:
        """A table of rows."""
        return cls({row.name: row for row in rows}, misfits)

    def __getitem__(self, name: str) -> NamedParameter:
        return self.rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def defaults(self) -> dict[str, float]:
        """Every parameter's value as the file gives it."""
        return {name: row.value for name, row in self.rows.items()}

    def used_as(self, part: str) -> dict[str, NamedParameter]:
        """Parameters that are used as a part."""
        return {name: row for name, row in self.rows.items() if part in row.parts}

    def require(self, names: Iterable[str]) -> None:
        """Raises ``ArgumentError`` with what there is in its place, for a name of no parameter."""
        unknown = [self._unknown(name) for name in names if name not in self.rows]
        if unknown:
            raise ArgumentError("\n".join(unknown))

    def _unknown(self, name: str) -> str:
        remedy = did_you_mean(name, self.rows) or f"the parameters are {", ".join(self.rows)}"
        return f"there is no parameter {shown(name)}: {remedy}"

    def override(
        self, changes: Mapping[str, float], values: Mapping[str, float] | None = None
    ) -> tuple[dict[str, float], list[str]]:
        """All values with some replaced.

        Args:
            changes: new values by parameter name.
            values: what the changes are made to; the file's own values by default.

        Returns:
            All values by name, and a warning for each new value outside its plausible range.

        Raises:
            ArgumentError: an unknown name, a value that is no finite number, one that its place does not admit (a
                probability above one), or numbers that no longer fit together.
        """
        faults: list[str] = []
        warnings: list[str] = []
        for name, value in changes.items():
            if name not in self.rows:
                faults.append(self._unknown(name))
            elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                faults.append(f"{name} = {shown(value)} is not a finite number: give a number")
            elif not self.rows[name].limits.admits(value):
                faults.append(f"{name} = {numeral(value)} is not possible: give a number {self.rows[name].limits}")
            else:
                low, high = self.rows[name].range or (value, value)
                if not low <= value <= high:
                    warnings.append(f"{name} = {numeral(value)} is outside its plausible range [{low:g}, {high:g}]")
        result = {**self.defaults, **(values or {}), **changes}
        if not faults:
            said = [f"{what}: {remedy}" for what, remedy in self.misfits(result)]
            faults = [*dict.fromkeys(said)]  # one number may stand at many places
        if faults:
            raise ArgumentError("\n".join(faults))
        return {name: float(value) for name, value in result.items()}, warnings
