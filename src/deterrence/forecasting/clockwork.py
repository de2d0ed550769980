"""A window in days, pushed: vectors of an expansion (:mod:`.expansion`), each by one tick of those before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from .automata import PUSH
from .expansion import Expansion
from .rows import Rows, level
from .step import Step
from .vectors import add_two_weighed, add_weighed, begin_tick, next_term

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
        stands, counts = np.zeros((2, len(longest) + 1))
        stands[: len(done)], counts[: len(done)] = windows[0].stands, weights[0][: len(done)]
        begin_tick(here, self._stays, self._room.flat)
        for k in range(len(longest) + 1):
            for window, weight, total in zip(windows[1:], weights[1:], come[1:], strict=True):
                if k <= len(window):
                    add_weighed(float(weight[k]), here, total)
            if k <= len(windows[0]):
                done[k] = here[len(here) - len(self._done) :] @ self._done
            if k % 2:  # two at a time: what takes long is to read and to write the sums
                add_two_weighed(before, here, *stands[k - 1 : k + 1], ended, *counts[k - 1 : k + 1], come[0])
            if k == len(longest):
                break
            self._pass(here)
            if note is not None:
                note(k + 1, self._room)
            next_term(self._room.flat, before, self._stays, longest.turn(k), longest.less if k else 0.0)
            before, here = here, before
            largest = max(float(here.max(initial=0.0)), -float(here.min(initial=0.0)))
            require_steady(largest, size * min(window.most(k + 1) for window in windows))
        if not len(longest) % 2:
            add_weighed(float(stands[-1]), here, ended)
            add_weighed(float(counts[-1]), here, come[0])
        return self._held(ended), [self._held(total) for total in come], done

    def _held(self, vector: np.ndarray) -> Rows:
        return replace(self._begun, flat=vector)

    def _pass(self, vector: np.ndarray) -> None:
        """Of a tick that has begun, what happens: it leaves clocks, and passes what takes no time, where it is kept."""
        rows = self._room
        self._leaving.carry(self._held(vector), rows)
        for renewed, links in self._instant:
            for x in renewed:
                self._step.renew(x, rows, 0.0)
            links.carry(rows, rows)
