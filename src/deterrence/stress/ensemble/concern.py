"""What one may be concerned about: that a number is high, or low."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError
from ...files.messages import did_you_mean

if TYPE_CHECKING:
    from .tables import Rows

_WRITTEN = re.compile(r"\s*(?P<column>[^<>]+?)\s*(?P<way>[<>])\s*(?P<level>[^%]+?)(?P<share>%?)\s*")


@dataclass(frozen=True)
class Concern:
    """That a column is above or below a level.

    Attributes:
        column: of the ensemble.
        above: is it a high number that one is concerned about?
        level: the number, or with ``quantile`` the share of worlds below it.
        quantile: is the level a share of worlds?
    """

    column: str
    above: bool
    level: float
    quantile: bool = False

    @classmethod
    def written(cls, text: str) -> Concern:
        """From ``COLUMN>NUMBER`` or ``COLUMN<NUMBER``; ``COLUMN>90%`` for the highest tenth of the worlds.

        Raises:
            ArgumentError: it is written otherwise.
        """
        found = _WRITTEN.fullmatch(text)
        try:
            if found is None:
                raise ValueError
            level = float(found["level"])
            if found["share"] and not 0 < level < 100:
                raise ValueError
        except ValueError as error:
            raise ArgumentError(
                f"'{text}': write COLUMN>NUMBER or COLUMN<NUMBER, or with 90% the number that so many worlds are below"
            ) from error
        share = bool(found["share"])
        return cls(found["column"], found["way"] == ">", level / 100 if share else level, share)

    def settled(self, rows: Rows) -> Concern:
        """The same with its level as a number.

        Raises:
            ArgumentError: the ensemble has no such column.
        """
        known = rows.plan.reader.columns
        if self.column not in known:
            hint = did_you_mean(self.column, known) or f"the columns are {', '.join(known)}"
            raise ArgumentError(f"no number '{self.column}' was read: {hint}")
        if not self.quantile:
            return self
        y = rows.columns([self.column])[self.column]
        return replace(self, level=float(np.nanquantile(y, self.level)), quantile=False)

    def happens(self, y: np.ndarray) -> np.ndarray:
        """(n,), in which worlds, those at the level itself among them; not where there is no number."""
        found: np.ndarray = y >= self.level if self.above else y <= self.level
        return found

    def __str__(self) -> str:
        return f"{self.column} {'>' if self.above else '<'} {self.level:.3g}"
