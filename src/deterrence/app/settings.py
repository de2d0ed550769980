"""What the local page is started with: where it listens, where it keeps things, and its limits."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Limits:
    """What one page takes on.

    Attributes:
        body: bytes of a request's body.
        scenario: bytes of an uploaded scenario.
        scenarios: uploaded scenarios that are kept.
        rate, burst: requests per second and client address, and how many may come at once.
        clients: addresses whose rate is remembered.
        solved: solved settings that are kept.
        nodes: belief nodes, of all public states together, of the largest crisis that is solved here.
        jobs: slow things at work or waiting at once.
        kept_jobs: finished ones that are kept.
        draws: plausible worlds in one go.
    """

    body: int = 1_000_000
    scenario: int = 500_000
    scenarios: int = 50
    rate: float = 100.0
    burst: int = 400
    clients: int = 4_096
    solved: int = 64
    nodes: int = 400_000
    jobs: int = 4
    kept_jobs: int = 32
    draws: int = 200


@dataclass(frozen=True)
class Settings:
    """What the page is started with.

    Attributes:
        data: folder of uploaded scenarios, sessions of play and reports; made when something is first put there.
        host, port: where the server listens.
        names: host names, beside the local ones, by which a browser may reach it: those of a proxy before it.
        language: of the page's own text; "" for what the browser asks for, where there is a translation.
        first: the scenario that is shown first, and solved when the server starts.
        database: of the sessions of play, as an SQLAlchemy URL; "" for SQLite in the data folder.
        limits: what it takes on.
    """

    data: Path = field(default_factory=lambda: Path(tempfile.gettempdir()) / "deterrence")
    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    language: str = ""
    first: str = "south-asia-2025"
    database: str = ""
    limits: Limits = Limits()

    @property
    def hosts(self) -> frozenset[str]:
        """Every name, without a port, that a request may give as its host."""
        return frozenset(name.lower() for name in (*LOCAL, *self.names))

    @property
    def database_url(self) -> str:
        """Where sessions of play are kept."""
        return self.database or f"sqlite:///{self.data / 'play.sqlite'}"
