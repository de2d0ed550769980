"""The quantities that an outlook is made of: each declared once, all read from one push and one pass backward.

A quantity names itself, says in words what it is, which automata (:mod:`.automata`) and read-outs (:mod:`.readouts`) it
needs, and how it is read once both passes are finished. To add one, write a file in :mod:`.quantities` that ends in
``register(...)``: nothing else needs to know.

Which quantities there are can be asked without importing JAX; only a solution needs that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import numpy as np

from ..errors import ArgumentError, DeterrenceError
from ..files.messages import did_you_mean
from ..games.crisis_game import CrisisGame
from . import quantities
from .automata import Automaton, Stack
from .imposed import Imposed
from .imposed_push import found_under
from .keys import Key, Values
from .passage import Passage
from .readouts import Meeting, Readout, Readouts

if TYPE_CHECKING:
    from ..solvers.grid import Assessment
    from .both_ways import Asked, Found
    from .rows import Rows
    from .stage_play import StagePlay

Automata = Mapping[object, Callable[[CrisisGame], Automaton]]
"""Automata by key, made for a game; quantities that name the same key share one."""
Readable = Mapping[object, Callable[[CrisisGame], Readout]]
"""Read-outs by key, made for a game, to be worked out backward; shared as automata are."""
Meetings = Mapping[object, Meeting]
"""By key, what mass of the push is to meet which read-out."""
Watch = Callable[["StagePlay", "Rows", float], None]
"""Sees play at some states at a stage, the rows of mass there, and what they count."""


@dataclass(frozen=True, eq=False)
class Reading:
    """What a quantity is read from.

    Attributes:
        game: the crisis.
        assessment: its solution.
        found: by one push with every automaton asked for, and one pass backward with every read-out.
        watchers: what watchers asked for have gathered, by key.
        kept: for what several quantities work out once.
    """

    game: CrisisGame
    assessment: Assessment
    found: Found
    watchers: Mapping[object, object]
    kept: dict[object, object] = field(default_factory=dict)

    @property
    def passage(self) -> Passage:
        """The push."""
        return self.found.passage

    @property
    def met(self) -> Mapping[object, np.ndarray]:
        """By meeting, (1 + G,): the mass, then what follows from it by each function of the read-out."""
        return self.found.met

    def expected(self, readout: object) -> np.ndarray:
        """What a read-out's functions come to in a window that begins at each vertex of belief, (V, G)."""
        assert self.found.start is not None  # asked for by a quantity that names no read-out
        return self.found.start.at(self.game.structure.initial, readout)


@dataclass(frozen=True, eq=False)
class Definition:
    """A quantity of the outlook.

    Attributes:
        name: as in :class:`.keys.Key`.
        kind: probability, conditional probability, expected value, belief, …
        unit: of the number.
        words: what it is, in a sentence or two; the documentation is made of these.
        keys: every key that a game may have.
        read: the numbers, from a finished push.
        automata: what must travel along.
        readouts: what must be worked out backward.
        meetings: of mass of those automata with those read-outs.
        watchers: by key, what must see play at every stage with the mass there; made for a game.
        days: further windows, beside that of the outlook, within which it asks what happens; of a game on a clock.
        absent: why a game cannot have it; "" where it can.
    """

    name: str
    kind: str
    unit: str
    words: str
    keys: Callable[[CrisisGame], Iterable[Key]]
    read: Callable[[Reading], Values]
    automata: Callable[[CrisisGame], Automata] = lambda game: {}
    readouts: Callable[[CrisisGame], Readable] = lambda game: {}
    meetings: Callable[[CrisisGame], Meetings] = lambda game: {}
    watchers: Mapping[object, Callable[[CrisisGame], Watch]] | None = None
    days: Callable[[CrisisGame], Collection[float]] = lambda game: ()
    absent: Callable[[CrisisGame], str] = lambda game: ""

    def lacks(self, game: CrisisGame) -> str:
        """Why a game cannot have it; "" where it can. What watchers see is who believes what, and whose conduct is
        locked without the others' knowing is not what it is believed to be."""
        if self.watchers and game.unannounced:
            return "conduct is locked and not announced, so that types do not play as they are believed to"
        return self.absent(game)


_definitions: dict[str, Definition] = {}


def register(definition: Definition) -> Definition:
    """Add a quantity. Raises ``ValueError`` where there is one of that name."""
    if definition.name in _definitions:
        raise ValueError(f"there are two quantities called '{definition.name}'")
    _definitions[definition.name] = definition
    return definition


def forget(name: str) -> None:
    """Take a quantity out again. Raises ``KeyError`` where there is none of that name."""
    del _definitions[name]


def definitions() -> Mapping[str, Definition]:
    """Every quantity by name, in the order of the documentation."""
    for module in sorted(iter_modules(quantities.__path__), key=lambda m: m.name):
        import_module(f"{quantities.__name__}.{module.name}")
    return dict(sorted(_definitions.items()))


def require_quantities(names: Iterable[str]) -> None:
    """Raises ``ArgumentError`` for a name of no quantity, with those that there are."""
    known = definitions()
    for name in names:
        if name not in known:
            remedy = did_you_mean(name, known) or f"the quantities are {', '.join(sorted(known))}"
            raise ArgumentError(f"there is no quantity '{name}': {remedy}")


def absent(game: CrisisGame) -> dict[str, str]:
    """By quantity that a game cannot have, why not."""
    return {name: why for name, d in definitions().items() if (why := d.lacks(game))}


def known_keys(game: CrisisGame) -> Iterator[Key]:
    """Every key that the outlook of a game may have; a rare condition can still leave one out."""
    for d in definitions().values():
        if not d.lacks(game):
            yield from d.keys(game)


def asked_of(game: CrisisGame, wanted: Iterable[Definition]) -> Asked:
    """The automata, read-outs and meetings that some quantities need; worked out once for a game."""
    from .both_ways import Asked  # imports Numba, which listing the quantities does not take

    chosen = tuple(wanted)
    if chosen not in game.kept:
        automata: dict[object, Callable[[CrisisGame], Automaton]] = {}
        readouts: dict[object, Callable[[CrisisGame], Readout]] = {}
        meetings: dict[object, Meeting] = {}
        for d in chosen:
            automata.update(d.automata(game))
            readouts.update(d.readouts(game))
            meetings.update(d.meetings(game))
        s = game.structure
        stack = Stack(s, {key: make(game) for key, make in automata.items()})
        game.kept[chosen] = Asked.of(stack, Readouts(s, {key: make(game) for key, make in readouts.items()}), meetings)
    found = game.kept[chosen]
    assert isinstance(found, Asked)
    return found


def measure(
    game: CrisisGame,
    assessment: Assessment,
    names: Collection[str] | None = None,
    days: float | None = None,
    beside: Collection[Definition] = (),
) -> tuple[Values, float]:
    """Quantities of a solved crisis, all by one push and one pass backward.

    Args:
        game: the crisis.
        assessment: a solution of its game (at other precisions or horizons, perhaps).
        names: of the quantities wanted; all that the game has if None.
        days: the window of a crisis on a clock; the scenario's own if None.
        beside: quantities that are not registered, such as part of one that is.

    Returns:
        The numbers, all of them finite, and how far E[b_T] is from b_0. Where conduct is locked and not announced, the
        numbers are of what in fact happens, and the gap is of beliefs about the others.

    Raises:
        DeterrenceError: one of them is not finite; names it.
        ArgumentError: days for a crisis that counts moves.
    """
    from .both_ways import pushed  # imports Numba, which listing the quantities does not take
    from .push import Pusher

    known = definitions().items()
    wanted = [*(d for name, d in known if names is None or name in names), *beside]
    chosen = [d for d in wanted if not d.lacks(game)]
    asked = asked_of(game, chosen)
    watchers = {key: make(game) for d in chosen for key, make in (d.watchers or {}).items()}

    def watch(play: StagePlay, rows: Rows, within: float) -> None:
        for watcher in watchers.values():
            watcher(play, rows, within)

    if assessment.game.structure.clocks and days is None:
        days = game.brief.days
    imposed = Imposed.of(game)
    if imposed is None:
        also = sorted({float(further) for d in chosen for further in d.days(game)})
        found = pushed(Pusher(assessment), asked, days, watch=watch if watchers else None, also=also)
    else:
        found = found_under(game, assessment, imposed, asked, days)
    reading = Reading(game, assessment, found, watchers)
    values: Values = {}
    for d in chosen:
        values.update(d.read(reading))
    _require_finite(values)
    return values, found.passage.consistency


def _require_finite(values: Values) -> None:
    for key, value in values.items():
        if not math.isfinite(value):
            parts = ", ".join(f"{name} '{part}'" for name, part in key.as_dict().items() if part is not None)
            raise DeterrenceError(
                f"a number of the outlook ({parts}) comes out as {value:g}: a payoff, a probability or a strategy is "
                "not finite there; bring the numbers of the scenario, or the precision, to a scale that a computer "
                "can hold"
            )


def once(branch: np.ndarray) -> np.ndarray:
    """The table of the automaton that remembers whether one of some branches (B,) has been taken: tags 0 no, 1 yes."""
    table = np.tile(np.array([0, 1], np.int32), (len(branch), 1))
    table[branch] = 1
    return table
