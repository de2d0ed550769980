"""Solved crises, kept: by scenario, changed values and locks, solved warm on the small grid and shared by all pages.

One solve is at work at a time, whoever asks: solvers use several threads themselves. Two who ask for the same setting
wait for one solve. What is told of a setting before it is solved (:class:`Size`) takes no solving.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import ArgumentError
from ..scenario.crisis import Crisis
from .library import Library
from .settings import Settings

if TYPE_CHECKING:
    from ..forecasting.keys import Key, Values
    from ..games.crisis_game import CrisisGame
    from ..solvers.grid import Assessment
    from ..stress.resolve import Resolver
    from ..stress.unfolding import Unfolding

FIGURES = 4
"""Significant figures of a changed value: a slider's are no finer, and settings that look alike are one."""
FIRST_RATE = 4e-4
"""Seconds for each belief node of a first solve, until one has been timed in this process: on the slow side."""
WARM = 0.1
"""What part of a first solve one takes that starts from the scenario as stated."""
SLOW = 3.0
"""Seconds beyond which a reader is told first, and waits on request."""


@dataclass(frozen=True)
class Setting:
    """A state of a crisis that a reader has chosen.

    Attributes:
        scenario: its name in the library.
        changes: parameter values in place of the file's, by name; none that are the file's.
        locks: conduct locked as well as the file says, as the command line has it.
    """

    scenario: str
    changes: tuple[tuple[str, float], ...] = ()
    locks: tuple[str, ...] = ()

    @classmethod
    def of(cls, crisis: Crisis, scenario: str, changes: Mapping[str, float], locks: Collection[str] = ()) -> Setting:
        """The setting in the one form that it has: rounded, sorted, and without what changes nothing.

        Raises:
            ArgumentError: an unknown parameter, or a value that is not possible.
        """
        crisis.parameters.override(changes)
        rounded = {name: float(f"{value:.{FIGURES}g}") for name, value in changes.items()}
        moved = {n: v for n, v in rounded.items() if v != float(f"{crisis.parameters[n].value:.{FIGURES}g}")}
        return cls(scenario, tuple(sorted(moved.items())), tuple(dict.fromkeys(locks)))

    @property
    def stated(self) -> Setting:
        """The same scenario as its file states it."""
        return Setting(self.scenario)


@dataclass(frozen=True)
class Size:
    """How large a crisis is, and how long it takes.

    Attributes:
        states: public states. points: nodes a side of the belief grid. axes: log-odds axes.
        nodes: belief nodes of all states together.
        seconds: that solving it takes from where the server stands, about; zero where it is solved already.
        admitted: is it small enough to be solved by the page?
    """

    states: int
    points: int
    axes: int
    nodes: int
    seconds: float
    admitted: bool

    @property
    def slow(self) -> bool:
        """Is a reader told before it starts?"""
        return self.seconds > SLOW


@dataclass(eq=False)
class Solved:
    """A setting with its solution on the small grid.

    Attributes:
        setting, crisis: what is solved; the crisis with its locks.
        warnings: of values outside their plausible range.
        resolver: stands at the setting, and solves changes of it warm.
        seconds: that it took.
    """

    setting: Setting
    crisis: Crisis
    warnings: tuple[str, ...]
    resolver: Resolver
    seconds: float
    _turn: Turn
    _flow: list[Unfolding | str] = field(default_factory=list, init=False)
    _read: set[str] = field(default_factory=set, init=False)
    _values: dict[Key, float] = field(default_factory=dict, init=False)

    @property
    def game(self) -> CrisisGame:
        """The game at the setting's values."""
        return self.resolver.solved()[0]

    @property
    def assessment(self) -> Assessment:
        """Strategies and beliefs, for whoever walks or plays it."""
        return self.resolver.solved()[1]

    @property
    def values(self) -> Mapping[str, float]:
        """Every parameter's value."""
        return self.resolver.base

    def measured(self, names: Collection[str]) -> Values:
        """Quantities of the outlook, by name; what was asked for before is remembered."""
        from ..forecasting.registry import measure

        with self._turn.taken():
            missing = [name for name in names if name not in self._read]
            if missing:
                game, assessment = self.resolver.solved()
                self._values.update(measure(game, assessment, missing)[0])
                self._read.update(missing)
            return {key: value for key, value in self._values.items() if key.name in names}

    def flow(self) -> Unfolding | str:
        """How it unfolds, act by act; in words why it cannot be told. Remembered."""
        from ..stress.unfolding import unfolding

        with self._turn.taken():
            if not self._flow:
                self._flow.append(unfolding(self.resolver))
        return self._flow[0]


class Turn:
    """One piece of numerical work at a time; whoever a reader waits for goes before slow work."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._count = threading.Condition()
        self._waiting = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The turn of something that a reader waits for."""
        with self._count:
            self._waiting += 1
        try:
            with self._lock:
                yield
        finally:
            with self._count:
                self._waiting -= 1
                self._count.notify_all()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """The turn of one step of slow work: only while nobody else waits."""
        with self._count:
            self._count.wait_for(lambda: self._waiting == 0)
        with self._lock:
            yield


class Crises:
    """The library of scenarios, and solved settings of them. All methods may be called from any thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.library = Library(settings)
        self.turn = Turn()
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="solving")
        self._lock = threading.Lock()
        self._solved: OrderedDict[Setting, Future[Solved]] = OrderedDict()
        self._stands: OrderedDict[tuple[str, tuple[str, ...]], Resolver] = OrderedDict()
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

        crisis = self.crisis(setting)
        game = crisis.game_at(crisis.parameters.override(dict(setting.changes))[0])
        points, count, states = points_for(game, SMALL_POINTS), axes(game), len(game.structure.states)
        nodes = states * points**count
        return Size(
            states, points, count, nodes, self._expected(setting, nodes), nodes <= self.settings.limits.nodes
        )

    def known(self, setting: Setting) -> bool:
        """Is it solved?"""
        with self._lock:
            found = self._solved.get(setting)
        return found is not None and found.done() and not found.cancelled() and found.exception() is None

    def asked(self, setting: Setting) -> bool:
        """Has anybody asked for it, so that it is solved or will be?"""
        with self._lock:
            found = self._solved.get(setting)
        return found is not None and not found.cancelled() and not (found.done() and found.exception() is not None)

    def solved(self, setting: Setting) -> Solved:
        """The setting solved; waits for it.

        Raises:
            ArgumentError: it cannot be compiled, or is larger than the page takes on.
            DeterrenceError: it could not be solved.
        """
        return self.later(setting).result()

    def later(self, setting: Setting) -> Future[Solved]:
        """The same as a promise; whoever asks for the same setting gets the same promise. One that failed is forgotten,
        and one that has not begun may be cancelled."""
        with self._lock:
            found = self._solved.get(setting)
            if found is None or found.cancelled() or (found.done() and found.exception() is not None):
                found = self._solved[setting] = self._pool.submit(self._solve, setting)
            self._solved.move_to_end(setting)
            for old in list(self._solved):
                if len(self._solved) <= self.settings.limits.solved:
                    break
                if self._solved[old].done():
                    del self._solved[old]
            return found

    def leave(self, setting: Setting) -> None:
        """Nobody waits for a setting any more: it is not begun, or forgotten when done. One that is done is kept."""
        with self._lock:
            found = self._solved.get(setting)
            if found is not None and not found.done():
                found.cancel()
                del self._solved[setting]

    def begin(self) -> None:
        """Solve the scenario that is shown first, so that it is there when it is asked for."""
        self.later(Setting(self.settings.first))

    def close(self) -> None:
        """Begin nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _expected(self, setting: Setting, nodes: int) -> float:
        if self.known(setting):
            return 0.0
        with self._lock:
            stands = (setting.scenario, setting.locks) in self._stands
        return nodes * self._rate * (WARM if stands else 1.0)

    def _solve(self, setting: Setting) -> Solved:
        from ..stress.resolve import Change

        crisis = self.crisis(setting)
        _, warnings = crisis.parameters.override(dict(setting.changes))
        size = self.size(setting)
        if not size.admitted:
            raise ArgumentError(
                f"{crisis.brief.name} has {size.nodes:,} belief nodes, and the page solves up to "
                f"{self.settings.limits.nodes:,}: solve it with 'deterrence run'"
            )
        with self.turn.taken():
            began = time.perf_counter()
            stand = self._stand(setting, crisis)
            resolver = stand.standing(Change.of(dict(setting.changes)))
            resolver.solved()
            return Solved(setting, crisis, tuple(warnings), resolver, time.perf_counter() - began, self.turn)

    def _stand(self, setting: Setting, crisis: Crisis) -> Resolver:
        """What solves changes of the scenario as its file states it, under the setting's locks."""
        at = setting.scenario, setting.locks
        with self._lock:
            found = self._stands.get(at)
        if found is not None:
            return found
        nodes, began = self.size(Setting(setting.scenario, (), setting.locks)).nodes, time.perf_counter()
        found = stated(crisis)
        with self._lock:
            self._rate = (time.perf_counter() - began) / nodes
            self._stands[at] = found
            while len(self._stands) > self.settings.limits.solved:
                self._stands.popitem(last=False)
        return found


def stated(crisis: Crisis, changes: Mapping[str, float] | None = None) -> Resolver:
    """What solves changes of a crisis, from how it is as stated or with some values changed: solved, on the small grid.

    Raises:
        DeterrenceError: it could not be solved.
    """
    from ..solvers.grid import Grid
    from ..stress.resolve import QUICK_TOLERANCE, Resolver, points_for
    from ..stress.study import SMALL_POINTS

    values, _ = crisis.parameters.override(changes or {})
    points = points_for(crisis.game_at(values), SMALL_POINTS)
    found = Resolver(crisis, values, Grid(points=points, tolerance=QUICK_TOLERANCE))
    found.solved()
    return found
