"""The command line. ``main`` is the group of all verbs; each file has those of one subject."""

from .main import main

__all__ = ["main"]
