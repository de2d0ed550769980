"""What an ensemble says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .running import Finished


@dataclass(frozen=True, eq=False)
class Summary:
    """What an ensemble says."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {}


def summarised(done: Finished) -> Summary:
    """What an ensemble says."""
    return Summary()
