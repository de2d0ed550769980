"""Locks on a game: which moves they close, and where they leave the actor as it is.

What a lock says is asked of the game before any other is applied; where two of one actor contradict each other the
first holds, announced ones before the others. Nothing is guessed: where a doctrine names no open move, or what is
public does not show whether its conditions hold, the state is left as it is, and is named with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import ArgumentError
from ..files.messages import did_you_mean, listed
from ..games.crisis_game import CrisisGame
from ..games.locked import Locked
from ..games.locking import closing
from ..scenario.lock_rule import ACT, FACTS, NOT_ABOUT, TURN, LockRule, Value, several
from .facts import Facts
from .instantiate import Candidate, CannotSay, candidates, missing, prescribed
from .reading import library

OwnDoctrine = Callable[[str], Callable[[object], str | None]]
"""By id of a doctrine of the scenario's own: the id of the move that it prescribes at a place, None for none."""

Left = Collection[int] | str
"""The moves that are left at a state; or why the state is left as it is."""


@dataclass(frozen=True, eq=False)
class _Conduct:
    """What one lock leaves at a state, by its index, where ``when`` holds."""

    when: Mapping[str, Value | tuple[Value, ...]]
    facts: Facts
    left: Callable[[int], Left]

    def at(self, state: int) -> Left:
        """The moves that are left at a state where the lock applies."""
        applies, question = _holds(self.facts, state, self.when)
        if applies is None:
            return f"what is public does not show {question}"
        return self.left(state) if applies else NOT_ABOUT


def locked(game: CrisisGame, locks: Sequence[LockRule], own: OwnDoctrine) -> CrisisGame:
    """The game with conduct locked.

    Args:
        game: as it is without locks.
        locks: those of one actor that contradict each other in the order in which they hold.
        own: the scenario's own doctrines.

    Raises:
        ArgumentError: an unknown actor or doctrine; one that the actor has no moves for; a lock that closes nothing, or
            that is not announced, of an actor whose type may be redrawn.
    """
    shut: dict[bool, set[int]] = {True: set(), False: set()}
    reports: dict[int, Locked] = {}
    # Those that everybody knows go first: an unannounced one chooses among what they leave.
    for n in sorted(range(len(locks)), key=lambda n: not locks[n].announced):
        closes, reports[n] = _closed(locks[n], _conduct(game, locks[n], own), shut[True] | shut[False])
        shut[locks[n].announced] |= closes
    changed = closing(game, shut[True]) if shut[True] else game
    _require_lasting(changed, [lock for lock in locks if not lock.announced])
    return replace(
        changed,
        locks=tuple(reports[n] for n in range(len(locks))),
        unannounced=frozenset(_among(changed, game, shut[False])),
    )


def _closed(lock: LockRule, conduct: _Conduct, before: Collection[int]) -> tuple[set[int], Locked]:
    """Moves that a lock closes beside those that are closed already, and what it does in words."""
    s, actor = conduct.facts.game.structure, conduct.facts.actor
    closes: set[int] = set()
    bound, left = [], []
    for x in conduct.facts.states:
        every = set(s.moves_at[x][actor])
        found = conduct.at(x) if len(every) > 1 else every
        if isinstance(found, str):
            left.append((s.states[x], found))
        elif not (every - set(before)) & set(found):
            left.append((s.states[x], "another lock closes what it leaves"))
        elif every - set(found):
            bound.append(s.states[x])
            closes |= every - set(found)
    if not bound:
        why = "; ".join(dict.fromkeys(why for _, why in left)) or "it leaves every move open"
        raise ArgumentError(f"{lock.label} closes no move anywhere: {why}")
    return closes - set(before), Locked(lock.actor, lock.conduct, lock.announced, tuple(bound), tuple(left))


def _among(changed: CrisisGame, game: CrisisGame, moves: Collection[int]) -> Iterable[int]:
    """Moves of a game by their indices in the one that is left of it."""
    s = game.structure
    named = {(s.states[s.moves[m].state], s.moves[m].actor, s.moves[m].label) for m in moves}
    t = changed.structure
    return (m for m, row in enumerate(t.moves) if (t.states[row.state], row.actor, row.label) in named)


def _require_lasting(game: CrisisGame, locks: Iterable[LockRule]) -> None:
    renewal, actors = game.game.renewal, game.structure.actors
    for lock in locks:
        if renewal is not None and renewal[:, actors.index(lock.actor)].any():
            raise ArgumentError(
                f"{lock.label} cannot be unannounced: what follows is reported by true type, and that of {lock.actor} "
                "may be redrawn (a change of leaders); announce the lock, or set the renewal to zero"
            )


def challenges_asked(locks: Iterable[LockRule]) -> Mapping[str, int]:
    """By actor, the most challenges of others that a doctrine of the library asks about that it is locked to."""
    asked = {d.id: max(r.when.challenges or 0 for r in d.rules) for d in library().doctrines}
    found: dict[str, int] = {}
    for lock in locks:
        found[lock.actor] = max(found.get(lock.actor, 0), asked.get(lock.doctrine or "", 0))
    return found


def _conduct(game: CrisisGame, lock: LockRule, own: OwnDoctrine) -> _Conduct:
    actors = game.structure.actors
    if lock.actor not in actors:
        raise ArgumentError(f"{lock.label}: there is no actor '{lock.actor}': {_remedy(lock.actor, actors)}")
    facts = Facts(game, actors.index(lock.actor))
    if lock.doctrine is None:
        return _Conduct(lock.when, facts, _by_words(facts, lock.never, lock.always))
    if lock.doctrine in [d.id for d in game.brief.doctrines]:
        return _Conduct(lock.when, facts, _by_own(facts, own(lock.doctrine)))
    for entry in library().locks:
        if entry.id == lock.doctrine:
            when: dict[str, Value | tuple[Value, ...]] = {**lock.when}
            when |= {str(fact): holds for fact, holds in entry.when.items()}
            return _Conduct(when, facts, _by_words(facts, entry.never, ()))
    return _Conduct(lock.when, facts, _by_library(facts, _from_library(game, lock)))


def _from_library(game: CrisisGame, lock: LockRule) -> Candidate:
    """The doctrine of the library that a lock names, for its actor."""
    found, name = library(), str(lock.doctrine)
    fits = {c.id: c for entry in found.doctrines for c in candidates(entry, game, lock.actor)}
    if name not in fits:
        for entry in found.doctrines:
            why = missing(entry, game, lock.actor)
            if why and (entry.id == name or (entry.each and name.startswith(entry.id))):
                raise ArgumentError(f"{lock.label}: {why}")
        known = [*(d.id for d in game.brief.doctrines), *fits, *(entry.id for entry in found.locks)]
        raise ArgumentError(f"{lock.label}: there is no doctrine '{name}': {_remedy(name, known)}")
    candidate = fits[name]
    if candidate.tremble == 1.0:
        raise ArgumentError(f"{lock.label}: it prescribes no move, so that there is nothing to lock")
    return candidate


def _remedy(name: str, known: Collection[str]) -> str:
    return did_you_mean(name, known) or f"name one of {listed(known)}"


def _by_words(facts: Facts, never: Collection[str], always: Collection[str]) -> Callable[[int], Left]:
    """Moves by their ids, kinds and tags."""
    s = facts.game.structure

    def named(m: int, words: Collection[str]) -> bool:
        row = s.moves[m]
        return bool({row.label, row.kind, *row.tags} & set(words)) or (ACT in words and row.rung >= 0)

    def left(state: int) -> Left:
        rows = s.moves_at[state][facts.actor]
        kept = [m for m in rows if (not named(m, never) if never else named(m, always))]
        return kept or ("no other move is open" if never else "none of the moves is open")

    return left


def _by_own(facts: Facts, doctrine: Callable[[object], str | None]) -> Callable[[int], Left]:
    """What a doctrine of the scenario's own prescribes."""
    game = facts.game

    def left(state: int) -> Left:
        move = doctrine(game.places[state])
        found = [m for m in game.structure.moves_at[state][facts.actor] if game.structure.moves[m].label == move]
        return found or "it prescribes no move that is open"

    return left


def _by_library(facts: Facts, candidate: Candidate) -> Callable[[int], Left]:
    """What a doctrine of the library prescribes."""

    def left(state: int) -> Left:
        try:
            return [prescribed(facts, state, candidate)]
        except CannotSay as why:
            return why.why

    return left


def _holds(facts: Facts, state: int, when: Mapping[str, Value | tuple[Value, ...]]) -> tuple[bool | None, str]:
    """Do all conditions of a lock hold? None, and what is asked, where the state does not show it."""
    game, unknown = facts.game, ""
    variables = {v.id for v in game.variables}
    for name, wanted in when.items():
        found: Value | None
        if name in variables:
            found = game.public[state].get(name)
        elif name in FACTS:
            found = getattr(facts, name)(state)
            unknown = unknown or ("" if found is not None else f"whether '{name}' holds")
            if found is None:
                continue
        else:
            found = game.nodes[state] if name == TURN else None
        if found not in several(wanted):
            return False, ""
    return (None, unknown) if unknown else (True, "")
