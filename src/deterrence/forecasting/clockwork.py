"""A window in days, pushed: vectors of an expansion (:mod:`.expansion`), each by one tick of those before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from .automata import PUSH
from .expansion import Expansion
from .rows import Rows, level
from .spreading import add_term, add_weighed, begin_tick
from .step import Step

Note = Callable[[int, Rows], None]


class Clockwork:
    """What is at clocks and endings, tick by tick; what happens on the way is neither taken down nor shown.

    Args:
        step: what is pushed.
        begun: mass at clocks and endings.
        share: (X,), how much of what is at a clock has its next event at a tick.
    """

    def __init__(self, step: Step, begun: Rows, share: np.ndarray):
        self._step, self._begun = step, begun
        self._room = step.everywhere()
        clocks = list(step.clocks)
        leaving = step.links(0, clocks, self._room)
        weight = leaving.weight * np.repeat(share[leaving.state], np.diff(leaving.ends))
        self._leaving = replace(leaving, weight=weight)
        width = step.plan.wide[list(step.ended)]
        self._done = np.zeros(begun.vertices * int(width.sum()))
        begins = begun.vertices * (np.cumsum(width) - width)
        for begin, wide in zip(begins, width, strict=True):
            self._done[begin + PUSH : begin + begun.vertices * wide : wide] = 1.0
        self._instant = [(x, step.links(0, states, self._room)) for x, states in step.lots(step.instant)]
        self._stays = np.ones(begun.vertices * int(step.plan.wide[[*clocks, *step.ended]].sum()))
        waits = np.repeat(1.0 - share[clocks], begun.vertices * step.plan.wide[clocks])
        self._stays[: len(waits)] = waits

    def over(
        self,
        windows: Sequence[Expansion],
        interest: float,
        note: Note | None,
        require_steady: Callable[[float, float], None],
    ) -> tuple[Rows, list[Rows], np.ndarray]:
        """Mass at clocks and endings as the first of some windows ends; what comes to clocks in each; and, by vector of
        the first, the mass at endings, (K + 1,).

        Args:
            windows: that have their vectors in common.
            interest: at which what happens is discounted.
            note: called with the number of each term and the mass that it brings.
            require_steady: called with the largest of every vector, and how large it may be.

        Raises:
            Unsteady: the vectors grow.
        """
        longest = max(windows, key=len)
        weights = [window.counting(interest)[1:] for window in windows]
        before, here, ended, *come = (level(len(self._stays)) for _ in range(3 + len(windows)))
        before[:] = here[:] = self._begun.flat[: len(here)]
        size = float(np.abs(here).max())
        done = np.zeros(len(windows[0]) + 1)
        for k in range(len(longest) + 1):
            for window, weight, total in zip(windows[1:], weights[1:], come[1:], strict=True):
                if k <= len(window):
                    add_weighed(float(weight[k]), here, total)
            first = k <= len(windows[0])
            if first:
                done[k] = here[len(here) - len(self._done) :] @ self._done
            stands, counts = (windows[0].stands[k], weights[0][k]) if first else (0.0, 0.0)
            if k == len(longest):
                add_term(here, here, before, 0.0, 0.0, stands, counts, ended, come[0])
                break
            ticked = self._ticked(here)
            if note is not None:
                note(k + 1, ticked)
            less = longest.less if k else 0.0
            largest = add_term(ticked.flat, here, before, longest.turn(k), less, stands, counts, ended, come[0])
            before, here = here, before
            require_steady(largest, size * min(window.most(k + 1) for window in windows))
        return self._held(ended), [self._held(total) for total in come], done

    def _held(self, vector: np.ndarray) -> Rows:
        return replace(self._begun, flat=vector)

    def _ticked(self, vector: np.ndarray) -> Rows:
        """What is everywhere a tick later; what takes no time has been passed, and keeps what passed it."""
        rows = self._room
        begin_tick(vector, self._stays, rows.flat)
        self._leaving.carry(self._held(vector), rows)
        for renewed, links in self._instant:
            for x in renewed:
                self._step.renew(x, rows, 0.0)
            links.carry(rows, rows)
        return rows
