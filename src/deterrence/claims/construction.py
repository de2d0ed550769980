"""Claims settled by how they are built: where all that is changed is what an act is worth to the one that makes it.

Make an act costlier, and it is made less often: whatever the crisis, and whatever its numbers. (Only through what
others learn from it could that come out otherwise.) A claim whose contrast does no more than that is no evidence for
anything. It is recognised by its form, with nothing solved: the two sides differ in the payoffs of one actor alone;
those payoffs are received for its own act, or lie behind it (no play reaches them without the act), or for not
acting where it could have; and all of them change the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from ..errors import DeterrenceError
from ..forecasting.keys import Key
from ..forecasting.quantities.lines import crossed
from ..forecasting.quantities.within_days import CHALLENGE
from ..games.crisis_game import CrisisGame
from ..games.stochastic import Numbers
from ..stress.resolve import Change, Resolver
from .cases import Case

PAYOFFS = ("payoff", "ending")
FEWER = ("general_deterrence", "deterrence_holds")
"""Quantities that fall where the act is made more often."""


@dataclass(frozen=True)
class Contrasted:
    """What is compared: the changes of both sides, the number, and which way the claim says that it goes."""

    a: Change
    b: Change
    key: Key
    direction: str


def by_construction(resolver: Resolver, contrasts: tuple[Contrasted, ...]) -> list[str]:
    """For each contrast, why it comes out as it does whatever the numbers; "" where it need not."""
    try:
        compiled = resolver.solved()[0]
    except DeterrenceError:
        return [""] * len(contrasts)
    return [_reason(resolver, compiled, contrast) for contrast in contrasts]


def contrasts(cases: Sequence[Case]) -> tuple[Contrasted, ...]:
    """What claims compare, as :func:`by_construction` takes it."""
    return tuple(Contrasted(*case.changes, case.keys[0], case.claim.direction) for case in cases)


def settled(case: Case, built: str) -> str:
    """Why a claim comes out as it does whatever the numbers: as its file says, or as its contrast is built."""
    return case.claim.by_construction or (built if case.keys[0] == case.keys[1] else "")


def _reason(resolver: Resolver, game: CrisisGame, contrast: Contrasted) -> str:
    act = _act(game, contrast.key)
    if act is None or contrast.direction == "unchanged":
        return ""
    sides = []
    for change in (contrast.a, contrast.b):
        if change.doctrines:
            return ""
        try:
            at = game.at({**resolver.base, **dict(change.values)})
        except DeterrenceError:
            return ""
        if at is None:  # other types
            return ""
        sides.append(at.game.numbers)
    sign = _pull(game, act, *sides)
    if sign == 0:
        return ""
    whose = game.brief.actor(game.structure.actors[_author(game, act)]).name
    up = (sign > 0) != (contrast.key.name in FEWER)
    return f"it goes {'up' if up else 'down'} by construction: all that differs is what the act is worth to {whose}"


def _act(game: CrisisGame, key: Key) -> np.ndarray | None:
    """(B,), the branches that the quantity counts or waits for; None where it is of another kind."""
    s = game.structure
    owned = [line.id for line in game.brief.lines if line.owner == key.actor]
    makers: dict[str, Callable[[], np.ndarray]] = {
        "event": lambda: game.happenings[key.of].branch,
        "event_count": lambda: game.happenings[key.of].branch,
        "follows": lambda: game.happenings[next(q.event for q in game.brief.sequences if q.id == key.of)].branch,
        "challenge": lambda: _tagged(game, key.actor),
        "general_deterrence": lambda: np.array([b.challenges for b in s.branches]),
        "deterrence_holds": lambda: _crossing(game, key),
        "crossings_within": lambda: _crossing(game, key),
        "deterrence_failure": lambda: crossed(game, key.of),
        "crossings": lambda: crossed(game, key.of),
        "next_crisis": lambda: np.logical_or.reduce([crossed(game, line) for line in owned]),
        "enforcement": lambda: _enforcing(game, key.of),
        "enforcement_after": lambda: _enforcing(game, key.of),
        "credibility": lambda: _enforcing(game, key.of),
    }
    return makers[key.name]() if key.name in makers else None


def _tagged(game: CrisisGame, actor: str) -> np.ndarray:
    s = game.structure
    mine = [("challenge" in row.tags and s.actors[row.actor] == actor) for row in s.moves]
    return np.array([m >= 0 and mine[m] for m in s.branch_move])


def _crossing(game: CrisisGame, key: Key) -> np.ndarray:
    if key.of == CHALLENGE and not key.actor:
        return np.array([b.challenges for b in game.structure.branches])
    return crossed(game, key.of)


def _enforcing(game: CrisisGame, line: str) -> np.ndarray:
    return np.array([m >= 0 and (line, True) in game.answers[m] for m in game.structure.branch_move])


def _author(game: CrisisGame, act: np.ndarray) -> int:
    """The actor that chooses the act; -1 where several do, or it is not always chosen."""
    s = game.structure
    moves = s.branch_move[act]
    authors = {s.moves[m].actor for m in moves if m >= 0}
    return authors.pop() if len(authors) == 1 and (moves >= 0).all() else -1


def _pull(game: CrisisGame, act: np.ndarray, a: Numbers, b: Numbers) -> int:
    """1 or -1 where side a makes the act, by itself, worth more or less to its author, and differs in nothing else; 0
    where that cannot be said."""
    s, author = game.structure, _author(game, act)
    if author < 0:
        return 0
    for f in fields(Numbers):
        one, other = getattr(a, f.name), getattr(b, f.name)
        if f.name not in PAYOFFS and one is not None and not np.array_equal(one, other):
            return 0
    own = np.array([i == author for i, _ in s.columns])
    paid = np.asarray(a.payoff) - np.asarray(b.payoff)
    ends = np.asarray(a.ending) - np.asarray(b.ending)
    if paid[:, ~own].any() or ends[:, ~own].any():
        return 0
    made = set(s.branch_joint[act].tolist())
    without = _reached(game, act)
    could = set(s.branch_state[act].tolist())
    pulls = set()
    for j in np.flatnonzero(paid[:, own].any(1)).tolist():
        x, signs = int(s.joint_state[j]), np.sign(paid[j, own][paid[j, own] != 0])
        if j in made or not without[x]:
            pulls |= set(signs.tolist())
        elif x in could and author in s.movers[x]:
            pulls |= set((-signs).tolist())
        else:
            return 0
    for x in np.flatnonzero(ends[:, own].any(1)).tolist():
        if without[x]:
            return 0
        pulls |= set(np.sign(ends[x, own][ends[x, own] != 0]).tolist())
    return int(pulls.pop()) if len(pulls) == 1 else 0


def _reached(game: CrisisGame, act: np.ndarray) -> np.ndarray:
    """(X,), the states that play can come to without the act."""
    s = game.structure
    found = np.zeros(len(s.states), bool)
    found[s.initial] = True
    open_to, leads = s.branch_state[~act], s.branch_next[~act]
    while True:
        before = found.sum()
        found[leads[found[open_to]]] = True
        if found.sum() == before:
            return found
