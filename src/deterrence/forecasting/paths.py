"""How likely a path through a crisis is: the chance that what is followed happens in one order; the likeliest order.

What is followed is a *sign* for each branch of the game, or none: by :func:`acts` the acts that actors choose, by
:func:`rises` the public variables that change. A sign that comes again at once counts once, so that a path says what
was done in turn and not how often; whatever has no sign is left out. A path that was coded from history
(:mod:`deterrence.coded_crises.playing`) is a path here if its signs are the game's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, pairwise

import numpy as np

from ..games.crisis_game import CrisisGame
from .automata import DROPPED, NOWHERE, Stack, Tracked
from .passage import Passage
from .push import Pusher

Sign = tuple[str, str]
"""Who, and what: an actor and a kind of act, or a public variable and the value it takes."""
Path = tuple[Sign, ...]


@dataclass(frozen=True)
class PathChance:
    """How likely a path is within the window.

    Attributes:
        path: what happens in turn.
        begins: probability that the crisis begins like this: these signs come first, in this order, and none between.
        whole: probability that it is all that happens until the crisis ends or the window closes.
    """

    path: Path
    begins: float
    whole: float


def acts(game: CrisisGame, kinds: Collection[str]) -> list[Sign | None]:
    """The sign of every branch, (B,): the actor and the kind of the move chosen, if it is one of these kinds.

    Where several actors move at once there is no sign.
    """
    rows = game.structure.moves
    return [
        (game.structure.actors[rows[m].actor], rows[m].kind) if m >= 0 and rows[m].kind in kinds else None
        for m in game.structure.branch_move.tolist()
    ]


def rises(game: CrisisGame, variables: Collection[str], values: Collection[str] = ()) -> list[Sign | None]:
    """The sign of every branch, (B,): a public variable of these that changes, and the value that it takes.

    Only values in ``values`` are followed; any, where none is given.

    By whatever cause: an accident that the public sees counts as an act that is chosen. Where nothing is public any
    more (an ending), and where several change at once, there is no sign.
    """
    s = game.structure
    found: list[Sign | None] = []
    for x, y in zip(s.branch_state.tolist(), s.branch_next.tolist(), strict=True):
        then = game.public[y]
        changed = [v for v in variables if v in then and then[v] != game.public[x].get(v)]
        sign = (changed[0], str(then[changed[0]])) if len(changed) == 1 else None
        found.append(sign if sign and (not values or sign[1] in values) else None)
    return found


def follow(path: Path, signs: Sequence[Sign | None]) -> Tracked:
    """The automaton of a path: tag k once its first k signs have come in order; what comes otherwise is dropped."""
    table = np.tile(np.arange(len(path) + 1, dtype=np.int32), (len(signs), 1))
    for k in range(len(path) + 1):
        allowed: dict[Sign | None, int] = {None: k}
        if k < len(path):
            allowed[path[k]] = k + 1
        if k > 0:
            allowed[path[k - 1]] = k  # again at once
        table[:, k] = [allowed.get(sign, DROPPED) for sign in signs]
    return Tracked(table, asked=NOWHERE)


def path_chances(
    game: CrisisGame, pusher: Pusher, signs: Sequence[Sign | None], paths: Sequence[Path]
) -> list[PathChance]:
    """How likely each of some paths is, within the window of the scenario.

    Args:
        game: the crisis.
        pusher: of its solution.
        signs: what is followed, by branch: from :func:`acts` or :func:`rises`.
        paths: each without a sign that comes twice in a row.

    Raises:
        ValueError: a path in which a sign comes twice in a row, which would count once.
    """
    if any(a == b for path in paths for a, b in pairwise(path)):
        raise ValueError("a sign that comes again at once counts once: write it once")
    stack = Stack(game.structure, {path: follow(path, signs) for path in paths})
    passage = _passage(game, pusher, stack)
    found = []
    for path in paths:
        whole = float(passage.share(path)[len(path)])
        begins = _arrivals(passage, signs, path).get(path[-1], 0.0) if path else 1.0
        found.append(PathChance(path, begins, whole))
    return found


def likeliest_path(game: CrisisGame, pusher: Pusher, signs: Sequence[Sign | None], most: int = 40) -> PathChance:
    """The path that is likelier than any other to be all that happens within the window.

    Paths are tried in the order of how likely the crisis is to begin like them, which bounds how likely they are to be
    all; the search stops where the best bound left is below what was found.

    Args:
        game, pusher, signs: as for :func:`path_chances`.
        most: pushes at most.

    Raises:
        ValueError: not settled after so many pushes.
    """
    best: PathChance | None = None
    order = count()
    waiting: list[tuple[float, int, Path]] = [(-1.0, next(order), ())]
    for _ in range(most):
        if not waiting or (best is not None and best.whole >= -waiting[0][0]):
            break
        bound, _, path = heappop(waiting)
        automaton = follow(path, signs)
        passage = _passage(game, pusher, Stack(game.structure, {path: automaton}))
        whole = float(passage.share(path)[len(path)])
        if best is None or whole > best.whole:
            best = PathChance(path, -bound, whole)
        for sign, chance in _leaving(passage, signs, path).items():
            if best is None or chance > best.whole:
                heappush(waiting, (-chance, next(order), (*path, sign)))
    else:
        raise ValueError(f"the likeliest path is not settled after {most} pushes: allow more")
    assert best is not None  # the empty path was tried
    return best


def _passage(game: CrisisGame, pusher: Pusher, stack: Stack) -> Passage:
    return pusher.passage(stack, days=game.brief.days)


def _taken(passage: Passage, path: Path, tag: int) -> np.ndarray:
    """(B,), how often each branch is taken with a path so far followed."""
    return passage.taken(path)[:, tag]


def _arrivals(passage: Passage, signs: Sequence[Sign | None], path: Path) -> Mapping[Sign, float]:
    """By sign, the chance that it comes once all of a path but its last sign has."""
    return _by_sign(signs, _taken(passage, path, len(path) - 1), path[:-1])


def _leaving(passage: Passage, signs: Sequence[Sign | None], path: Path) -> Mapping[Sign, float]:
    """By sign, the chance that it is the next to come after a path."""
    return _by_sign(signs, _taken(passage, path, len(path)), path)


def _by_sign(signs: Sequence[Sign | None], taken: np.ndarray, before: Path) -> Mapping[Sign, float]:
    found: dict[Sign, float] = {}
    for sign, amount in zip(signs, taken.tolist(), strict=True):
        if sign is not None and before[-1:] != (sign,):
            found[sign] = found.get(sign, 0.0) + amount
    return found
