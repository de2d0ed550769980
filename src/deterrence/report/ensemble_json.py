"""An ensemble for other programs."""

from __future__ import annotations

from typing import Any

from ..stress.ensemble.running import Finished
from ..stress.ensemble.summary import Summary


def as_dict(done: Finished, found: Summary | None) -> dict[str, Any]:
    """What is on disk, and what it says; ``summary`` is null where parts of other chunks are not there yet."""
    return {
        "folder": str(done.store.folder),
        "plan": done.store.plan,
        "parts": done.parts,
        "solved_now": done.fresh,
        "damaged": list(done.damages),
        "missing": done.missing,
        "failed": done.failed,
        "seconds": done.seconds,
        "summary": None if found is None else found.as_dict(),
    }
