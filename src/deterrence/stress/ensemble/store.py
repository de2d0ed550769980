"""An ensemble on disk: parts, each a Parquet file of some worlds, and the manifest that says what is whole.

A part is written under another name, brought onto the disk and moved into place; then the manifest gets a line with its
hash. So whatever happens, a part is whole and known, or is worked out again. Nothing in a part says when or where
it was made: the same worlds are the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import ArgumentError, OutputError
from .manifest import Manifest, digest

MANIFEST, PARTS = "manifest.jsonl", "parts"
_PLAN, _PART = "plan", "part"
_UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Part:
    """Worlds worked out together.

    Attributes:
        number: from 0.
        data: of the Parquet file.
        rows: worlds times policies.
        failed: of these, without numbers.
        seconds: of processor time that it took.
        memory: of the process that worked it out, at most, in bytes.
    """

    number: int
    data: bytes
    rows: int
    failed: int
    seconds: float
    memory: int


class Store:
    """The folder of an ensemble.

    Args:
        folder: made if it is not there.
        plan: what the ensemble is, as data; two plans that differ are two ensembles.

    Raises:
        ArgumentError: the folder holds another ensemble; says what differs.
    """

    def __init__(self, folder: Path, plan: Mapping[str, Any]):
        self.folder, self.plan, self.id = folder, dict(plan), digest(plan)
        self._manifest = Manifest(folder / MANIFEST)
        (folder / PARTS).mkdir(parents=True, exist_ok=True)
        lines, damaged = self._manifest.lines()
        plans = [line for line in lines if line["kind"] == _PLAN]
        for line in plans:
            if line["id"] != self.id:
                differing = ", ".join(_differences(line["plan"], self.plan)) or "its parameters"
                raise ArgumentError(
                    f"'{folder}' holds another ensemble: {differing} differ: choose another folder, or give the "
                    "command that it was made with"
                )
        if not plans:
            self._manifest.append({"kind": _PLAN, "id": self.id, "plan": self.plan})
        self.damages = [f"{MANIFEST}, line {number}" for number in damaged]

    def path(self, part: int) -> Path:
        """The file of a part."""
        return self.folder / PARTS / f"part-{part:06}.parquet"

    def recorded(self) -> dict[int, Mapping[str, Any]]:
        """What the manifest says now, by part; other processes may add to it."""
        lines, _ = self._manifest.lines()
        return {line["part"]: line for line in lines if line["kind"] == _PART and line["id"] == self.id}

    def whole(self, wanted: Collection[int]) -> dict[int, Mapping[str, Any]]:
        """Of the parts wanted, those that are whole, with what the manifest says of them; the others are named in
        :attr:`damages` if it speaks of them."""
        found: dict[int, Mapping[str, Any]] = {}
        every = self.recorded()
        for part in wanted:
            path, recorded = self.path(part), every.get(part)
            if recorded is None:
                continue
            if not path.exists():
                self.damages.append(f"{PARTS}/{path.name} (gone)")
            elif _hash(path.read_bytes()) != recorded["sha256"]:
                self.damages.append(f"{PARTS}/{path.name} (not what was written)")
            else:
                found[part] = recorded
        return found

    def missing(self, wanted: Collection[int]) -> int:
        """How many of some parts, which others work at, are not there yet."""
        every = self.recorded()
        return sum(part not in every or not self.path(part).exists() for part in wanted)

    def clear(self, wanted: Collection[int]) -> None:
        """Remove what is left of parts that were being written when something stopped it."""
        for part in wanted:
            path = self.path(part)
            for left in path.parent.glob(f"{path.name}.*{_UNFINISHED}"):
                left.unlink(missing_ok=True)

    def write(self, part: Part) -> None:
        """Keep a part.

        Raises:
            OutputError: it could not be written; the parts before it are as they were.
        """
        path = self.path(part.number)
        beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")
        try:
            with open(beside, "xb") as file:
                file.write(part.data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
            _settle(path.parent)
            line = {"sha256": _hash(part.data), "rows": part.rows, "failed": part.failed, "memory": part.memory}
            entry = {"kind": _PART, "id": self.id, "part": part.number, **line, "seconds": round(part.seconds, 6)}
            self._manifest.append(entry)
        except OSError as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise OutputError(f"'{path}' was not written: {error.strerror or error}; what was there is kept") from error

    def paths(self, parts: int) -> Iterator[Path]:
        """The files of the first so many parts, in order."""
        return (self.path(part) for part in range(parts))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _settle(folder: Path) -> None:
    """Have the folder's list of files on the disk, where the system can."""
    with suppress(OSError, AttributeError):
        at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(at)
        finally:
            os.close(at)


def _differences(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """Places where two plans differ, as paths of keys."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys([*one, *other]):
            yield from _differences(one.get(key), other.get(key), f"{at}.{key}" if at else str(key))
    elif one != other:
        yield f"{at} ({_short(one)}, now {_short(other)})"


def _short(value: Any, most: int = 40) -> str:
    text = str(value)
    return text if len(text) <= most else f"{text[:most]}…"
