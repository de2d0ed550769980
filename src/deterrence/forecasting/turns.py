"""How rows at a state become rows at another, laid out for the compiled loops; worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .lanes import LANES, LONGEST


@dataclass(frozen=True, eq=False)
class Turns:
    """Linear maps (R', R) from rows to rows, each as it is needed once.

    Attributes:
        run_ends, run_to, run_from, packs, run_by: (n + 1,) and flat, by map: to the lanes of so many packs from a row
            there on are added those from a row here on, times the factors from a position on.
        spread_ends, spread_to, spread_from, spread_by: likewise, to the lanes of one pack is added one row here, times
            the factors.
        factor: all of them.
    """

    run_ends: np.ndarray
    run_to: np.ndarray
    run_from: np.ndarray
    packs: np.ndarray
    run_by: np.ndarray
    spread_ends: np.ndarray
    spread_to: np.ndarray
    spread_from: np.ndarray
    spread_by: np.ndarray
    factor: np.ndarray

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """As :func:`.spreading.pass_along` takes them."""
        return (
            self.run_ends, self.run_to, self.run_from, self.packs, self.run_by, self.spread_ends, self.spread_to,
            self.spread_from, self.spread_by, self.factor,
        )  # fmt: skip


@dataclass
class Turning:
    """Maps in the making; see :class:`Turns`."""

    run_ends: list[int] = field(default_factory=lambda: [0])
    runs: list[tuple[int, int, int, int]] = field(default_factory=list)
    spread_ends: list[int] = field(default_factory=lambda: [0])
    spreads: list[tuple[int, int, int]] = field(default_factory=list)
    factor: list[np.ndarray] = field(default_factory=list)
    length: int = 0
    known: dict[tuple[tuple[int, ...], bytes], int] = field(default_factory=dict)

    def number(self, moved: np.ndarray) -> int:
        """Of a map (R', R), whole packs of rows both; added if it is new."""
        key = moved.shape, moved.tobytes()
        if key not in self.known:
            self.known[key] = len(self.known)
            self._add(moved)
        return self.known[key]

    def _add(self, moved: np.ndarray) -> None:
        there, here = (size // LANES for size in moved.shape)
        lane = np.arange(LANES)
        blocks = moved.reshape(there, LANES, here, LANES).copy()
        along = blocks[:, lane, :, lane].transpose(1, 2, 0)  # (R' packs, R packs, lanes), each to its own
        pairs = np.argwhere(along.any(2)).tolist()
        while pairs:
            many = 1
            while many < min(LONGEST, len(pairs)) and pairs[many] == [pairs[0][0] + many, pairs[0][1] + many]:
                many += 1
            to, of = pairs[0]
            self.runs.append((LANES * to, LANES * of, many, self._kept([along[q, p] for q, p in pairs[:many]])))
            del pairs[:many]
        self.run_ends.append(len(self.runs))
        blocks[:, lane, :, lane] = 0.0
        across = blocks.reshape(there, LANES, LANES * here)
        for to, of in np.argwhere(across.any(1)).tolist():
            self.spreads.append((LANES * to, of, self._kept([across[to, :, of]])))
        self.spread_ends.append(len(self.spreads))

    def _kept(self, factors: list[np.ndarray]) -> int:
        at = self.length
        self.factor += factors
        self.length += LANES * len(factors)
        return at

    def finished(self) -> Turns:
        """The maps."""
        run_to, run_from, packs, run_by = np.array(self.runs, np.int64).reshape(-1, 4).T.copy()
        spread_to, spread_from, spread_by = np.array(self.spreads, np.int64).reshape(-1, 3).T.copy()
        return Turns(
            np.array(self.run_ends, np.int64),
            run_to,
            run_from,
            packs,
            run_by,
            np.array(self.spread_ends, np.int64),
            spread_to,
            spread_from,
            spread_by,
            np.concatenate([np.zeros(0), *self.factor]),
        )
