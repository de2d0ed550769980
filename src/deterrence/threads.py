"""Threads of the linear algebra that NumPy and SciPy call: one, where vectors are too short for more.

The product of two vectors of 57,000 numbers takes many times as long by two threads as by one: they wait for each
other, and go on waiting for a while after. How many there are also decides in which order sums are taken, and so their
last bits: by one they do not depend on the machine's processors.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
"""What libraries take their number of threads from when they are loaded."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Linear algebra by one thread within this, of all libraries loaded as it begins; then by as many as before.

    It holds for the whole process. Of several that overlap in threads, the first to begin ends it for all: OpenBLAS
    lets only the thread that has limited it lift the limit. Where it lets a thread set none, nothing changes.
    """
    limited = _limit()
    try:
        yield
    finally:
        for library, threads in limited:
            library.set_num_threads(threads)


def one_thread_from_now_on() -> None:
    """Linear algebra by one thread in this process for good, of libraries that are loaded later as well."""
    os.environ.update(dict.fromkeys(VARIABLES, "1"))
    _limit()


def _limit() -> list[tuple[Any, int]]:
    """Give libraries that have more one thread; they, and how many they had."""
    from threadpoolctl import ThreadpoolController

    libraries = [x for x in ThreadpoolController().lib_controllers if x.user_api == "blas" and x.num_threads > 1]
    limited = [(library, library.num_threads) for library in libraries]
    for library in libraries:
        library.set_num_threads(1)
    return limited
