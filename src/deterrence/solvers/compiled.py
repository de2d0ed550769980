"""Functions compiled by Numba, with a cache that lasts.

Importing this module imports Numba; listings and checks must not.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numba

from .caches import cache_folder

Compiled = Callable[..., Any]


def compiled(function: Compiled) -> Compiled:
    """A function compiled when it is first called, for the types it is called with.

    What is compiled is kept in the user's cache folder, or in ``NUMBA_CACHE_DIR`` where that is set; a home that cannot
    be written to does no harm. Sums are taken in the order written, so that equal inputs give equal bits.
    """
    return _kept(function)


def in_place(function: Compiled) -> Compiled:
    """The same for a function that makes no array, and only writes into those that it is given.

    Numba then counts no references to them, which in short loops takes longer than the arithmetic.
    """
    return _kept(function, _nrt=False)


def at_length(function: Compiled) -> Compiled:
    """The same for one that is called for long: the interpreter is let go of meanwhile, so that threads run at once.

    Short calls keep it. Each would have to wait its turn to get it back.
    """
    return _kept(function, _nrt=False, nogil=True)


def inlined(function: Compiled) -> Compiled:
    """A function written into whichever function compiled in place calls it."""
    options: Any = {"inline": "always", "error_model": "numpy", "_nrt": False}
    return numba.njit(**options)(function)


def _kept(function: Compiled, **options: Any) -> Compiled:
    folder = os.environ.get("NUMBA_CACHE_DIR") or str(cache_folder() / "numba")
    try:
        os.makedirs(folder, exist_ok=True)
        kept = os.access(folder, os.W_OK)
    except OSError:
        kept = False
    config: Any = numba.config
    before = config.CACHE_DIR  # where a caller's own functions are kept is the caller's choice
    config.CACHE_DIR = folder
    try:
        given: Any = {"cache": kept, "fastmath": False, "error_model": "numpy", **options}
        compile_: Compiled = numba.njit(**given)
        return compile_(function)
    finally:
        config.CACHE_DIR = before
