"""Functions compiled by Numba, with a cache that lasts.

Numba looks at the file that a function stands in, and not at those of the functions that it calls, which are compiled
into it. So what is kept is kept by the text of these as well.

Importing this module imports Numba; listings and checks must not.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from hashlib import sha256
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


def _called(function: Compiled, seen: set[Compiled]) -> Iterator[Compiled]:
    """Compiled functions that a function calls by name, and those that these call."""
    for name in function.__code__.co_names:
        other = getattr(function.__globals__.get(name), "py_func", None)
        if other is not None and other not in seen:
            seen.add(other)
            yield other
            yield from _called(other, seen)


def _kept(function: Compiled, **options: Any) -> Compiled:
    base = os.environ.get("NUMBA_CACHE_DIR") or str(cache_folder() / "numba")
    texts = sorted(inspect.getsource(other) for other in _called(function, set()))
    folder = os.path.join(base, sha256("\n".join(texts).encode()).hexdigest()[:16]) if texts else base
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
