"""Solved crises, kept: by scenario, changed values and locks, solved warm on the small grid and shared by all pages.

One solve is at work at a time, for all who ask: solvers use several threads themselves. Two who ask for the same
setting wait for one solve. What is said of a setting before it is solved (:class:`.setting.Size`) takes no solving.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import ArgumentError
from ..scenario.crisis import Crisis
from ..unwanted import Unwanted, while_wanted
from .library import Library
from .setting import Setting, Size
from .settings import Settings
from .solved import Solved, stated
from .turn import Turn

if TYPE_CHECKING:
    from ..stress.resolve import Resolver

FIRST_RATE = 4e-4
"""Seconds for each belief node of a first solve, until one has been timed in this process: on the slow side."""
WARM = 0.1
"""What part of a first solve one takes that starts from the scenario as stated."""
SIZES = 1_000
"""Settings whose size is remembered."""


@dataclass(eq=False)
class Begun:
    """A solve that was asked for.

    Attributes:
        future: its promise. left: does nobody wait for it any more?
    """

    left: threading.Event = field(default_factory=threading.Event)
    future: Future[Solved] = field(default_factory=Future)

    @property
    def lost(self) -> bool:
        """Does nothing come of it, so that the next who asks begins again?"""
        return self.left.is_set() or (self.future.done() and self.future.exception() is not None)


class Crises:
    """The library of scenarios, and solved settings of them. All methods may be called from any thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.library = Library(settings)
        self.turn = Turn()
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="solving")
        self._lock = threading.Lock()
        self._solved: OrderedDict[Setting, Begun] = OrderedDict()
        self._stands: OrderedDict[tuple[str, tuple[str, ...]], tuple[Resolver, Resolver]] = OrderedDict()
        self._sizes: OrderedDict[Setting, tuple[int, int, int]] = OrderedDict()
        self._rate = FIRST_RATE

    def crisis(self, setting: Setting) -> Crisis:
        """The crisis of a setting, with its locks.

        Raises:
            ArgumentError: there is no such scenario, or a lock of another form.
        """
        return self.library.crisis(setting.scenario).locked(*setting.locks)

    def setting(self, scenario: str, changes: Mapping[str, float], locks: Collection[str] = ()) -> Setting:
        """A setting in the one form that it has. Raises as :meth:`Setting.of`, and where there is no such scenario."""
        return Setting.of(self.library.crisis(scenario), scenario, changes, locks)

    def size(self, setting: Setting) -> Size:
        """How large it is and how long it takes. Raises ``ArgumentError`` where it cannot be compiled."""
        from ..stress.resolve import axes, points_for
        from ..stress.study import SMALL_POINTS

        with self._lock:
            found = self._sizes.get(setting)
        if found is None:
            crisis = self.crisis(setting)
            game = crisis.game_at(crisis.parameters.override(dict(setting.changes))[0])
            found = len(game.structure.states), points_for(game, SMALL_POINTS), axes(game)
            with self._lock:
                self._sizes[setting] = found
                while len(self._sizes) > SIZES:
                    self._sizes.popitem(last=False)
        states, points, count = found
        nodes = states * points**count
        return Size(states, points, count, nodes, self._expected(setting, nodes), nodes <= self.settings.limits.nodes)

    def known(self, setting: Setting) -> bool:
        """Is it solved?"""
        with self._lock:
            found = self._solved.get(setting)
        return found is not None and found.future.done() and not found.lost

    def asked(self, setting: Setting) -> bool:
        """Has anybody asked for it, so that it is solved or will be?"""
        with self._lock:
            found = self._solved.get(setting)
        return found is not None and not found.lost

    def solved(self, setting: Setting) -> Solved:
        """The setting solved; waits for it.

        Raises:
            ArgumentError: it cannot be compiled, or is larger than the page takes on.
            Unwanted: somebody stopped it.
            DeterrenceError: it could not be solved.
        """
        return self.result(self.later(setting))

    @staticmethod
    def result(promise: Future[Solved], seconds: float | None = None) -> Solved:
        """What was promised, waited for so many seconds. Raises ``TimeoutError``, and as :meth:`solved`."""
        try:
            return promise.result(seconds)
        except CancelledError:
            raise Unwanted from None

    def later(self, setting: Setting) -> Future[Solved]:
        """The same as a promise, whose result is :meth:`result`'s; all who ask for the same setting get the same
        promise. One that failed, or was left, is forgotten."""
        with self._lock:
            found = self._solved.get(setting)
            if found is None or found.lost:
                found = self._solved[setting] = Begun()
                found.future = self._pool.submit(self._solve, setting, found.left)
            self._solved.move_to_end(setting)
            for old in list(self._solved):
                if len(self._solved) <= self.settings.limits.solved:
                    break
                if self._solved[old].future.done():
                    del self._solved[old]
            return found.future

    def leave(self, setting: Setting) -> None:
        """Nobody waits for a setting any more: it is not begun, or stopped between two rounds of the solver. One that
        is done is kept. Others who wait for the same are informed that it was stopped."""
        with self._lock:
            found = self._solved.get(setting)
            if found is not None and not found.future.done():
                found.left.set()
                found.future.cancel()
                del self._solved[setting]

    def begin(self) -> None:
        """Solve the scenario that is shown first, so that it is there when it is asked for."""
        self.later(Setting(self.settings.first))

    def close(self) -> None:
        """Stop what is at work, and begin nothing more."""
        with self._lock:
            for begun in self._solved.values():
                if not begun.future.done():
                    begun.left.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _expected(self, setting: Setting, nodes: int) -> float:
        if self.known(setting):
            return 0.0
        with self._lock:
            stands = (setting.scenario, setting.locks) in self._stands
        return nodes * self._rate * (WARM if stands else 1.0)

    def _solve(self, setting: Setting, left: threading.Event) -> Solved:
        from ..stress.resolve import Change

        crisis = self.crisis(setting)
        _, warnings = crisis.parameters.override(dict(setting.changes))
        size = self.size(setting)
        if not size.admitted:
            raise ArgumentError(
                f"{crisis.brief.name} has {size.nodes:,} belief nodes, and the page solves up to "
                f"{self.settings.limits.nodes:,}: solve it with 'deterrence run'"
            )
        with self.turn.taken(), while_wanted(lambda: not left.is_set()):
            began = time.perf_counter()
            stand, coarse = self._stand(setting, crisis)
            resolver = stand.standing(Change.of(dict(setting.changes)))
            resolver.solved()
            seconds = time.perf_counter() - began
            return Solved(setting, crisis, tuple(warnings), resolver, seconds, coarse, self.turn)

    def _stand(self, setting: Setting, crisis: Crisis) -> tuple[Resolver, Resolver]:
        """What solves changes of the scenario as its file states it, under the setting's locks; and on the grid half as
        fine, not solved yet."""
        from ..stress.resolve import coarser

        at = setting.scenario, setting.locks
        with self._lock:
            found = self._stands.get(at)
        if found is not None:
            return found
        nodes, began = self.size(Setting(setting.scenario, (), setting.locks)).nodes, time.perf_counter()
        resolver = stated(crisis)
        found = resolver, resolver.on(coarser(resolver.grid.points))
        with self._lock:
            self._rate = (time.perf_counter() - began) / nodes
            self._stands[at] = found
            while len(self._stands) > self.settings.limits.solved:
                self._stands.popitem(last=False)
        return found
