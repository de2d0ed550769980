"""Locks as a file, or the command line, states them: what an actor does or never does. The same in both forms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from ..errors import ArgumentError
from ..files.diagnostics import Fault
from ..files.messages import did_you_mean, listed, shown
from ..files.positions import Path
from ..files.record import Identifier, Record
from ..files.references import Refers

ACT = "act"
"""In place of a move: any act on the ladder."""
TURN = "turn"
"""In place of a public variable: the turn, in a form that has turns."""
FACTS = ("attacked", "crossed", "offered", "warned")
"""What may be asked beside public variables, true or false; see :class:`deterrence.doctrines.facts.Facts`."""
UNANNOUNCED = "unannounced"
NOT_ABOUT = "the lock is not about it"
"""Why a state is left as it is that a lock does not ask for."""
_FORM = re.compile(r"\s*([^:,]+?)\s*:\s*([^:,]+?)\s*(?:,\s*(announced|unannounced)\s*)?")

Word = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Value = bool | int | Word


class LockRule(Record):
    """An actor's conduct fixed: one of ``doctrine``, ``never`` and ``always``, in the states that ``when`` names."""

    actor: Annotated[Identifier, Refers("actor")]
    doctrine: Annotated[Identifier, Refers("doctrine", checked=False)] | None = Field(
        None, description="Does what a doctrine prescribes, the file's or the library's."
    )
    never: tuple[Word, ...] = Field((), description="Makes none of these moves: ids, kinds or tags; 'act' for any act.")
    always: tuple[Word, ...] = Field((), description="Makes one of these moves, where one of them is open.")
    when: dict[Word, Value | tuple[Value, ...]] = Field(
        default_factory=dict,
        description="Where: public variables with their values, the turn, and attacked, crossed, offered, warned.",
    )
    announced: bool = Field(True, description="Does everybody know?")

    @property
    def conduct(self) -> str:
        """What it is locked to, in a few words: a doctrine's id, or the rule."""
        said = self.doctrine or " ".join(
            f"{how} {' or '.join(words)}" for how, words in (("never", self.never), ("always", self.always)) if words
        )
        where = " and ".join(f"{name} = {' or '.join(map(_said, several(v)))}" for name, v in self.when.items())
        return f"{said} where {where}" if where else said

    @property
    def label(self) -> str:
        """As messages call it."""
        return f"the lock '{self.actor}: {self.conduct}'"


def several(wanted: Value | tuple[Value, ...]) -> tuple[Value, ...]:
    """One value or several, as several."""
    return wanted if isinstance(wanted, tuple) else (wanted,)


def _said(value: Value) -> str:
    return shown(value) if isinstance(value, bool) else str(value)


def parsed(text: str) -> LockRule:
    """A lock as the command line has it: ``ACTOR: DOCTRINE``, and ``, unannounced`` where nobody else knows.

    Raises:
        ArgumentError: it has another form.
    """
    found = _FORM.fullmatch(text)
    if found is None or not all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", part) for part in found.group(1, 2)):
        raise ArgumentError(
            f"--lock '{text[:100]}': write ACTOR: DOCTRINE with the ids of both, such as 'india: restraint', and "
            f"', {UNANNOUNCED}' after it where nobody else knows"
        )
    actor, doctrine, how = found.groups()
    return LockRule(actor=actor, doctrine=doctrine, announced=how != UNANNOUNCED)


def lock_faults(
    locks: Sequence[LockRule],
    variables: Mapping[str, Collection[Value]],
    words: Collection[str],
    doctrines: Collection[str],
    rungs: Collection[str],
) -> Iterator[Fault]:
    """What is wrong with the locks of a file.

    Args:
        locks: as they stand there.
        variables: what may be asked, beside facts: public variables (and the turn) with their values.
        words: ids, kinds and tags of moves.
        doctrines: ids of the file's own.
        rungs: ids, for doctrines that are made for each.
    """
    for k, lock in enumerate(locks):
        path: Path = ("locks", k)
        given = [name for name in ("doctrine", "never", "always") if getattr(lock, name)]
        if len(given) != 1:
            what = f"the lock says {' and '.join(map(repr, given)) or 'nothing that is done'}"
            yield Fault(path, what, "give it one of 'doctrine', 'never' and 'always'")
        if lock.doctrine is not None:
            known = [*doctrines, *library_names(rungs)]
            if lock.doctrine not in known:
                remedy = did_you_mean(lock.doctrine, known) or f"name one of {listed(known)}"
                yield Fault((*path, "doctrine"), f"there is no doctrine {shown(lock.doctrine)}", remedy)
        for how in ("never", "always"):
            for n, word in enumerate(getattr(lock, how)):
                if word not in words and word != ACT:
                    remedy = did_you_mean(word, words) or f"name one of {listed(sorted(words))}"
                    yield Fault((*path, how, n), f"no move is, or is tagged, {shown(word)}", remedy)
        yield from _asked((*path, "when"), lock, variables)


def _asked(path: Path, lock: LockRule, variables: Mapping[str, Collection[Value]]) -> Iterator[Fault]:
    known = {**dict.fromkeys(FACTS, (True, False)), **variables}
    for name, wanted in lock.when.items():
        if name not in known:
            remedy = did_you_mean(name, known) or f"name one of {listed(list(known))}"
            yield Fault((*path, name), f"nothing public is called {shown(name)}", remedy, at="key")
            continue
        for value in several(wanted):
            if not any(value == v and isinstance(value, bool) == isinstance(v, bool) for v in known[name]):
                remedy = f"it is {listed([_said(v) for v in known[name]])}"
                yield Fault((*path, name), f"{shown(name)} is never {shown(value)}", remedy)


def library_names(rungs: Collection[str]) -> list[str]:
    """What the library calls its doctrines and locks, those made for each rung by rung."""
    from ..doctrines.reading import library

    found = library()
    doctrines = [name for d in found.doctrines for name in ([f"{d.id}-{r}" for r in rungs] if d.each else [d.id])]
    return [*doctrines, *(lock.id for lock in found.locks)]
