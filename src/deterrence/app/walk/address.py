"""The address of a state of the page: a setting of a scenario, the steps walked, and a coded crisis beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from ...errors import ArgumentError

AS_CODED, UNDISPUTED = "", "undisputed"
"""How a coded crisis is told: with the acts that somebody denies, or without."""


@dataclass(frozen=True)
class Address:
    """What an address says.

    Attributes:
        scenario: its name in the library.
        steps: the code of a position (:mod:`deterrence.play.step_code`).
        set: parameter values in place of the file's, each ``NAME=VALUE``.
        lock: conduct locked, as the command line has it.
        history: a coded crisis whose accounts are shown on its acts; "" for none.
        told: how that is told.
    """

    scenario: str
    steps: str = ""
    set: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    history: str = ""
    told: str = AS_CODED

    def at(self, steps: str) -> str:
        """The address of another position of the same walk."""
        return str(replace(self, steps=steps))

    def __str__(self) -> str:
        pairs = [("scenario", self.scenario), *(("set", x) for x in self.set), *(("lock", x) for x in self.lock)]
        pairs += [(name, value) for name in ("history", "told") if (value := getattr(self, name))]
        if self.steps or self.history:
            pairs.append(("steps", self.steps))
        return f"/walk?{urlencode(pairs, quote_via=quote, safe=',:@~')}#now"

    def changes(self) -> Mapping[str, float]:
        """The values by parameter. Raises ``ArgumentError`` for one that is not ``NAME=VALUE``."""
        found = {}
        for text in self.set:
            name, _, value = text.partition("=")
            try:
                found[name] = float(value)
            except ValueError:
                raise ArgumentError(f"'{text}' sets nothing: write a parameter and its value, NAME=VALUE") from None
        return found
