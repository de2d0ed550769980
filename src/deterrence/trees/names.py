"""Names of players, information sets and moves, made different where a game has the same name twice.

A file may call two players "State", two sets of a player "answer?", two moves of a set "attack"; what is said of them
goes by names all the same. So where a name occurs twice, or is empty, a number is added, as Gambit does (State_1;
moves without a name are called by their number). What a game calls them stays as it is; looking one up by a name that
several have is an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from ..errors import AmbiguousName, ArgumentError
from .form import InformationSet


class Named(Protocol):
    """What names are looked up in; :class:`~.tree.GameTree` has it."""

    @property
    def players(self) -> tuple[str, ...]:
        """(N,), labels of the players."""

    @property
    def names(self) -> tuple[str, ...]:
        """(N,), names of the players."""

    @property
    def sets(self) -> tuple[InformationSet, ...]:
        """(H,), the information sets."""

    @property
    def set_names(self) -> tuple[str, ...]:
        """(H,), names of the information sets."""

    @property
    def move_names(self) -> tuple[tuple[str, ...], ...]:
        """Per information set, names of its actions."""

    @property
    def known_sets(self) -> dict[tuple[int, str | int], tuple[int, ...]]:
        """(player, label or number or name) -> information sets that are called so."""


def unique_names(labels: Sequence[str]) -> tuple[str, ...]:
    """Labels as they are where they occur once; with _1, _2, ... where they are empty or occur again.

    >>> unique_names(("State", "Rival", "State"))
    ('State_1', 'Rival', 'State_2')
    >>> unique_names(("State", "State", "State_1"))
    ('State_2', 'State_3', 'State_1')
    """
    count, last, found = Counter(labels), Counter[str](), []
    for label in labels:
        name = label
        while not name or (name == label and count[label] > 1) or (name != label and name in count):
            last[label] += 1
            name = f"{label}_{last[label]}"
        found.append(name)
    return tuple(found)


def move_names(labels: Sequence[str]) -> tuple[str, ...]:
    """Names of the moves of a set or the outcomes of a lottery: their numbers, from 1, for those without a label."""
    return unique_names([label or str(k) for k, label in enumerate(labels, 1)])


def set_names(sets: Sequence[InformationSet]) -> tuple[str, ...]:
    """(H,), names of information sets, different among those of a player: label, or number, or both."""
    used = Counter((s.player, s.label) for s in sets)
    shown = [
        s.label if s.label and used[s.player, s.label] == 1 else f"{s.label} ({s.number})" if s.label else str(s.number)
        for s in sets
    ]
    return _among_players(sets, shown)


def set_keys(sets: Sequence[InformationSet]) -> tuple[str, ...]:
    """(H,), numbers of information sets as text, different among those of a player."""
    return _among_players(sets, [str(s.number) for s in sets])


def _among_players(sets: Sequence[InformationSet], shown: list[str]) -> tuple[str, ...]:
    names = list(shown)
    for i in {s.player for s in sets}:
        own = [h for h, s in enumerate(sets) if s.player == i]
        for h, name in zip(own, unique_names([shown[h] for h in own]), strict=True):
            names[h] = name
    return tuple(names)


def find_player(tree: Named, which: str | int) -> int:
    """Index of a player by name or index.

    Raises:
        AmbiguousName: several players have that name.
        ArgumentError: no player has.
    """
    if not isinstance(which, str):
        if 0 <= which < len(tree.players):
            return int(which)
    elif which in tree.names:
        return tree.names.index(which)
    elif which in tree.players:
        return _only(which, tree.players, tree.names, "players are called", ", or an index from 0")
    raise ArgumentError(f"there is no player {which!r}; there are {', '.join(tree.names)}")


def find_set(tree: Named, player: str | int, which: str | int) -> int:
    """Index of an information set by player and label, or number, or name.

    Raises:
        AmbiguousName: several players have that name, or several of the player's sets that label or number.
        ArgumentError: there is none, with those there are.
    """
    i = find_player(tree, player)
    found = tree.known_sets.get((i, which), ())
    if len(found) == 1:
        return found[0]
    if found:
        alike = [f"number {tree.sets[h].number} ('{tree.set_names[h]}')" for h in found]
        raise AmbiguousName(f"{tree.names[i]} has {len(found)} information sets {which!r}: say {_or(alike)}")
    known = ", ".join(f"{s.number} '{s.label}'" for s in tree.sets if s.player == i) or "none"
    raise ArgumentError(f"{tree.names[i]} has no information set {which!r}; it has {known}")


def known_sets(
    sets: Sequence[InformationSet], names: Sequence[str]
) -> dict[tuple[int, str | int], tuple[int, ...]]:
    """(player, label or number or name) -> the sets that are called so.

    Args:
        sets: the information sets.
        names: (H,), theirs, as :func:`set_names` gives them.
    """
    known: dict[tuple[int, str | int], tuple[int, ...]] = {}
    for h, s in enumerate(sets):
        for which in (s.label, s.number):
            known[s.player, which] = (*known.get((s.player, which), ()), h)
    for h, s in enumerate(sets):
        known.setdefault((s.player, names[h]), (h,))
    return known


def find_move(tree: Named, h: int, which: str) -> int:
    """Which move of an information set has that name or label, from 0.

    Raises:
        AmbiguousName: several of its moves have that label.
        ArgumentError: none has.
    """
    names, labels = tree.move_names[h], tree.sets[h].actions
    if which in names:
        return names.index(which)
    where = f"information set {tree.set_names[h]} of {tree.names[tree.sets[h].player]}"
    if which in labels:
        return _only(which, labels, names, f"actions of {where} are called")
    raise ArgumentError(f"{where} has no action {which!r}; it has {', '.join(names)}")


def _only(which: str, labels: Sequence[str], names: Sequence[str], what: str, also: str = "") -> int:
    """The one that has a label. Raises ``AmbiguousName`` where several have."""
    found = [k for k, label in enumerate(labels) if label == which]
    if len(found) > 1:
        raise AmbiguousName(f"{len(found)} {what} {which!r}: say {_or([names[k] for k in found])}{also}")
    return found[0]


def _or(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
