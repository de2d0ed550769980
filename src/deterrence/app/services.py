"""What requests share: the settings, the solved crises, and slow work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .crises import Crises
from .jobs import Jobs
from .play.tables import Tables
from .settings import Settings


@dataclass(frozen=True, eq=False)
class Services:
    """What requests share.

    Attributes:
        settings: what the server was started with.
        crises: scenarios, and their solutions.
        jobs: slow work.
    """

    settings: Settings
    crises: Crises
    jobs: Jobs

    @cached_property
    def play(self) -> Tables:
        """Sessions of play."""
        return Tables(self.settings, self.crises)

    def close(self) -> None:
        """End what is at work, and begin nothing more."""
        self.play.close()
        self.jobs.close()
        self.crises.close()
