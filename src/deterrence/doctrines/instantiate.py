"""A doctrine of the library in the words of a game, and given to an actor's commitment.

A rule names acts. A move is such an act where it is tagged with the word, whatever it is called; the conditions are
facts about public states (:mod:`.facts`). Nothing of the file is changed: the game gets another rule for the actor's
commitments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import ArgumentError
from ..files.messages import listed
from ..games.brief import Brief
from ..games.crisis_game import CrisisGame
from .facts import Facts
from .record import RUNG, LibraryDoctrine, PlainRule


@dataclass(frozen=True)
class Candidate:
    """A doctrine that an actor's commitment may be given.

    Attributes:
        id: what it is called in results: the library's id, with the rung where it is made for each; the scenario's id
            where it is the scenario's own.
        name: for people.
        rules: in the library's words; empty for the scenario's own.
        rung: id of the rung that the rules call r; "" for none.
        tremble: ε in place of the type's own; None for the type's.
        own: the scenario states it for this actor.
    """

    id: str
    name: str
    rules: tuple[PlainRule, ...] = ()
    rung: str = ""
    tremble: float | None = None
    own: bool = False

    @property
    def challenges(self) -> int:
        """The most challenges of others that a rule asks about."""
        return max((rule.when.challenges or 0 for rule in self.rules), default=0)


class CannotSay(ArgumentError):
    """A doctrine that a game's public states and moves do not let anybody carry out, with the reason.

    Attributes:
        why: the reason, as of a state that is named elsewhere.
    """

    def __init__(self, why: str, state: str):
        super().__init__(why.format(at=f" at {state}"))
        self.why = why.format(at="")


def missing(entry: LibraryDoctrine, game: CrisisGame, actor: str) -> str:
    """Which words of the doctrine the actor has no move for, as a reason; "" where it has all it needs."""
    i = game.structure.actors.index(actor)
    tags = {tag for row in game.structure.moves if row.actor == i for tag in row.tags}
    absent = [word for word in entry.needs if word not in tags]
    if absent:
        return f"it has no move for {listed(absent)}"
    if entry.each and not _rungs(game, actor):
        return "it faces acts at one rung at most"
    return ""


def candidates(entry: LibraryDoctrine, game: CrisisGame, actor: str) -> Iterator[Candidate]:
    """The doctrine for the actor, once or for each rung; nothing where words are missing."""
    if missing(entry, game, actor):
        return
    names = {r.id: r.name for r in game.brief.rungs}
    for rung in _rungs(game, actor) if entry.each else [""]:
        found = f"{entry.id}-{rung}" if rung else entry.id
        called = f"{entry.name.removesuffix(f' {RUNG}')} {names[rung]}" if rung else entry.name
        yield Candidate(found, called, entry.rules, rung, entry.tremble)


def _rungs(game: CrisisGame, actor: str) -> list[str]:
    """Rungs at which a line may be drawn: those of acts that it faces but the lowest, where it would be 'in kind'."""
    s = game.structure
    return [s.rungs[r] for r in Facts(game, s.actors.index(actor)).rungs_faced][1:]


def stated(brief: Brief, actor: str) -> Candidate:
    """The doctrine that the scenario itself states for an actor.

    Raises:
        ArgumentError: there is no such actor, or it has no commitment.
    """
    known = {a.id: a for a in brief.actors}
    if actor not in known:
        raise ArgumentError(f"there is no actor '{actor}': name one of {listed(list(known))}")
    own = known[actor].doctrine
    if not own:
        raise ArgumentError(f"{actor} has no commitment whose doctrine could be compared")
    return Candidate(own, next(d.name for d in brief.doctrines if d.id == own), own=True)


def prescriptions(game: CrisisGame, actor: str, candidate: Candidate) -> dict[int, int]:
    """By state where the actor moves, the index of the move that a doctrine of the library calls for.

    None where it always departs from what its rules say, since then they do not matter.

    Raises:
        CannotSay: the public states do not show what its conditions ask, or it has nothing to say somewhere.
    """
    if candidate.tremble == 1.0:
        return {}
    s = game.structure
    facts = Facts(game, s.actors.index(actor))
    return {x: prescribed(facts, x, candidate) for x in facts.states}


def prescribed(facts: Facts, state: int, candidate: Candidate) -> int:
    """Index of the move that a doctrine of the library calls for at a state where the actor moves: that of the first
    rule that applies and names an open one; whatever may be chosen, where nothing else is open.

    Raises:
        CannotSay: as for :func:`prescriptions`.
    """
    s = facts.game.structure
    open_moves = s.moves_at[state][facts.actor]
    if len(open_moves) == 1:
        return open_moves[0]
    possible: dict[int, str] = {}
    for rule in candidate.rules:
        move = next((m for word in rule.do for m in open_moves if word in s.moves[m].tags), None)
        holds, question = facts.holds(state, rule.when, candidate.rung) if move is not None else (False, "")
        if move is not None and holds is not False:
            possible.setdefault(move, question)
        if holds:
            break
    else:
        raise CannotSay("none of its words is an open move{at}", s.states[state])
    if len(possible) > 1:
        asked = next(question for question in possible.values() if question)
        raise CannotSay(f"what is public{{at}} does not show {asked}", s.states[state])
    return next(iter(possible))
