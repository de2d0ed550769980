"""Scenarios that the page knows: those that ship with the program, and files that readers have opened."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from ..catalogue import scenarios
from ..errors import ArgumentError, InputError, OutputError
from ..scenario.crisis import Crisis, load
from .settings import Settings

OPENED = re.compile(r"file-[0-9a-f]{16}")
"""What an opened file is called: after its content, so that the same file has the same address for all who open it."""
KEPT = 32
"""Crises that are held in memory, read."""
CALLED = 80
"""Characters of a file's name in messages."""


@dataclass(frozen=True)
class Entry:
    """A scenario on the list.

    Attributes:
        name: in addresses. title: as its file says. shipped: does it come with the program?
    """

    name: str
    title: str
    shipped: bool


class Library:
    """Scenarios by name. All methods may be called from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data / "scenarios"
        self._limits = settings.limits
        self._lock = threading.Lock()
        self._shipped = {e.name: Entry(e.name, e.title, True) for e in scenarios()}
        self._read: OrderedDict[str, Crisis] = OrderedDict()

    def entries(self) -> list[Entry]:
        """What there is: what ships first, then opened files, the newest first."""
        opened = [Entry(p.stem, self.crisis(p.stem).brief.title, False) for p in self._opened()]
        return [*self._shipped.values(), *opened]

    def path(self, name: str) -> str:
        """What ``load`` takes for a scenario of the list. Raises ``ArgumentError`` where there is none of that name."""
        if name in self._shipped:
            return name
        if OPENED.fullmatch(name):
            path = self._folder / f"{name}.yaml"
            if path.is_file():
                return str(path)
        raise ArgumentError(f"there is no scenario '{name[:80]}' here: choose one of the list, or open its file")

    def crisis(self, name: str) -> Crisis:
        """The crisis of a name; read once. Raises ``ArgumentError`` where there is none."""
        with self._lock:
            found = self._read.get(name)
            if found is not None:
                self._read.move_to_end(name)
                return found
        crisis = load(self.path(name))
        with self._lock:
            found = self._read.setdefault(name, crisis)
            while len(self._read) > KEPT:
                self._read.popitem(last=False)
        return found

    def open(self, content: bytes, called: str) -> str:
        """Put a file on the list.

        Args:
            content: of the file.
            called: what its reader calls it, for messages.

        Returns:
            Its name here.

        Raises:
            ArgumentError: it is too large.
            OutputError: it cannot be kept.
            InputError: it is not well formed; holds every problem found, each with its line.
        """
        if len(content) > self._limits.scenario:
            raise ArgumentError(
                f"the file has {len(content):,} bytes, and a scenario may have {self._limits.scenario:,}: shorten it"
            )
        name = f"file-{hashlib.sha256(content).hexdigest()[:16]}"
        self._folder.mkdir(parents=True, exist_ok=True)
        trial = self._folder / f".{secrets.token_hex(8)}.yaml"
        try:
            trial.write_bytes(content)
            load(trial)
            trial.replace(self._folder / f"{name}.yaml")
        except InputError as error:
            raise InputError([replace(p, file=Path(called).name[:CALLED]) for p in error.problems]) from error
        except OSError as error:
            why = f"the file was not kept: {error.strerror}: start the server with another --data"
            raise OutputError(why) from error
        finally:
            trial.unlink(missing_ok=True)
        for old in self._opened()[self._limits.scenarios :]:
            old.unlink(missing_ok=True)
        return name

    def _opened(self) -> list[Path]:
        """Opened files, the newest first."""
        if not self._folder.is_dir():
            return []
        found = [p for p in self._folder.glob("file-*.yaml") if OPENED.fullmatch(p.stem)]
        return sorted(found, key=lambda p: (-p.stat().st_mtime_ns, p.name))
