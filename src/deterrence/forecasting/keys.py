"""What a number of the outlook is called."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_CONDITION = 1e-4
"""A conditional probability whose condition is rarer is left out rather than reported."""


@dataclass(frozen=True, order=True)
class Key:
    """What a number is: its quantity, whose it is, and the line, rung, threshold, cause or event meant.

    Attributes:
        name: the quantity.
        actor: whose ("" for nobody's in particular).
        of: the line, rung, threshold, ending or cause ("" where there is none).
        given: the event conditioned on ("" where there is none).
        stage: the move it refers to, from 0, -1 for the whole window; of a window in days, 0 at its beginning and 1 at
            its end.
    """

    name: str
    actor: str = ""
    of: str = ""
    given: str = ""
    stage: int = -1

    def as_dict(self) -> dict[str, str | int | None]:
        """For JSON: parts that are not there are null."""
        return {
            "name": self.name,
            "actor": self.actor or None,
            "of": self.of or None,
            "given": self.given or None,
            "stage": self.stage if self.stage >= 0 else None,
        }


Values = dict[Key, float]
