"""Fixed points of values by Anderson's acceleration: where the next sweep starts, from the last few.

Of the points x_k seen so far and their images g(x_k) that mix is taken whose changes g(x_k) − x_k add up to the least,
and the images mixed likewise. Where changes grow instead, or stop falling, what is remembered is dropped; sweeps go
on plainly for a while before it is tried again.

Reference: Walker, H. F. and Ni, P. (2011), "Anderson acceleration for fixed-point iterations", SIAM Journal on
Numerical Analysis 49(4) (recalled, not opened).
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray
WINDOW = 12  # sweeps that are remembered
GROWTH = 2.0  # of the change over the least so far, at which what is remembered is dropped
STALE = 10  # sweeps without a smaller change, after which it is dropped as well
RIDGE = 1e-14  # of the squared changes, added so that nearly equal ones cannot cancel
REST = 4  # plain sweeps before it is tried again; twice as many each time


class Anderson:
    """Proposes starting points; see the module."""

    def __init__(self) -> None:
        self._images: list[Array] = []
        self._changes: list[Array] = []
        self._least, self._since, self._plain, self._rest = np.inf, 0, 0, REST

    def next(self, point: Array, image: Array) -> Array:
        """Where to start from next, from the last point and what a sweep made of it."""
        change = (image - point).reshape(-1)
        size = float(np.abs(change).max(initial=0.0))
        if self._plain:
            self._plain -= 1
            self._least = size
            return image
        self._since = 0 if size < self._least else self._since + 1
        if size > GROWTH * self._least or self._since >= STALE:
            self._images, self._changes, self._since = [], [], 0
            self._plain, self._rest = self._rest, 2 * self._rest
            return image
        self._least = min(self._least, size)
        self._images = [*self._images, image][-WINDOW:]
        self._changes = [*self._changes, change][-WINDOW:]
        if len(self._changes) < 2:
            return image
        basis = np.stack([change - former for former in self._changes[:-1]])
        gram = basis @ basis.T
        gram += RIDGE * np.trace(gram) * np.eye(len(gram))
        share = np.linalg.lstsq(gram, basis @ change, rcond=None)[0]
        return image - sum(part * (image - former) for part, former in zip(share, self._images[:-1], strict=True))
