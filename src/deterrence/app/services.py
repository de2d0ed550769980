"""What requests share: the settings, the solved crises, and slow work."""

from __future__ import annotations

from dataclasses import dataclass

from .crises import Crises
from .jobs import Jobs
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

    def close(self) -> None:
        """End what is at work, and begin nothing more."""
        self.jobs.close()
        self.crises.close()
