"""Versions that a result depends on."""

from __future__ import annotations

import importlib.metadata
import platform

from . import __version__

PACKAGES = ("jax", "jaxlib", "numpy", "scipy", "xarray", "pydantic")


def versions() -> dict[str, str]:
    """Of Python and of every package that a number may depend on, by name."""
    return {
        "python": platform.python_version(),
        "deterrence": __version__,
        **{name: importlib.metadata.version(name) for name in PACKAGES},
    }
