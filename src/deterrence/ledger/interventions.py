"""Named interventions, as a user writes them."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ArgumentError


@dataclass(frozen=True)
class Intervention:
    """Something that happened at a period and may have changed counts from then on."""

    name: str
    period: str

    @classmethod
    def written(cls, text: str) -> Intervention:
        """From ``NAME=YYYY-MM``. Raises ``ArgumentError``."""
        name, equals, period = text.rpartition("=")
        if not equals or not name.strip():
            raise ArgumentError(f"--intervention {text!r}: write NAME=YYYY-MM, such as 'border closed=2017-02'")
        return cls(name.strip(), period.strip())
