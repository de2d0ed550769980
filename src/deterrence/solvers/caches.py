"""Where compiled code is kept from one process to the next."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """The user's cache folder for this program: in ``XDG_CACHE_HOME``, unless that is a relative path (which the XDG
    Base Directory Specification says to ignore)."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "deterrence"
