"""Writes trees as Gambit's extensive games (``.efg``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...errors import ArgumentError
from ...files.decoding import named
from ...parameters.expression import Evaluator
from ..perfect_recall import set_name
from ..tree import GameTree
from .numbers import exact, lottery, written
from .tokens import HIDDEN, MAX_INTEGER, quoted


def write_tree(tree: GameTree) -> str:
    """See :func:`deterrence.trees.gambit.write_efg`."""
    _check_numbers(tree)
    evaluate = Evaluator(tree.defaults)
    sets = [f"{s.player + 1} {s.number} {text(s.label)} {{ {' '.join(map(text, s.actions))} }}" for s in tree.sets]
    chances = _used(tree.chance_set.tolist(), lambda k: _chance(tree, k, evaluate))
    outcomes = _used(tree.outcome.tolist(), lambda k: _outcome(tree, k, evaluate))
    lines = [*prologue(tree, "EFG 2 R"), text(tree.comment), ""]
    labels = tree.labels or ("",) * len(tree)
    rows = zip(labels, tree.information_set.tolist(), tree.chance_set.tolist(), tree.outcome.tolist(), strict=True)
    for label, h, c, o in rows:
        move = f"p {text(label)} {sets[h]} " if h >= 0 else f"c {text(label)} {chances[c]} " if c >= 0 else ""
        lines.append((move or f"t {text(label)} ") + (outcomes[o] if o >= 0 else "0"))
    return "\n".join(lines) + "\n"


def prologue(tree: GameTree, kind: str) -> list[str]:
    """Title and players, as both formats begin."""
    return [f"{kind} {text(tree.title)} {{ {' '.join(map(text, tree.players))} }}"]


def text(words: str) -> str:
    """A text in quotes. Raises ``ArgumentError`` for characters that a file cannot say."""
    hidden = HIDDEN.search(words)
    if hidden:
        raise ArgumentError(f"the character {named(hidden.group())} cannot be written; remove it from {words!r}")
    return quoted(words)


def payoff_list(tree: GameTree, index: int, evaluate: Evaluator) -> str:
    """Payoffs of an outcome, as files list them."""
    return ", ".join(written(exact(p, evaluate)) for p in tree.outcomes[index].payoffs)


def _outcome(tree: GameTree, index: int, evaluate: Evaluator) -> str:
    outcome = tree.outcomes[index]
    return f"{outcome.number} {text(outcome.label)} {{ {payoff_list(tree, index, evaluate)} }}"


def _chance(tree: GameTree, index: int, evaluate: Evaluator) -> str:
    chance = tree.chances[index]
    try:
        probabilities = lottery(chance.probabilities, evaluate)
    except ArgumentError as error:
        raise ArgumentError(f"chance set {chance.number} {chance.label!r}: {error}") from None
    pairs = " ".join(f"{text(a)} {written(p)}" for a, p in zip(chance.actions, probabilities, strict=True))
    return f"{chance.number} {text(chance.label)} {{ {pairs} }}"


def _used(indices: Iterable[int], describe: Callable[[int], str]) -> dict[int, str]:
    """Descriptions of what occurs in the tree."""
    return {k: describe(k) for k in dict.fromkeys(indices) if k >= 0}


def _check_numbers(tree: GameTree) -> None:
    """Numbers tell sets, lotteries and outcomes apart in a file, so they must differ."""
    seen: set[tuple[object, int]] = set()
    groups: list[tuple[object, int, str]] = [
        *((s.player, s.number, set_name(tree, k)) for k, s in enumerate(tree.sets)),
        *(("chance", c.number, f"chance set {c.number}") for c in tree.chances),
        *(("outcome", o.number, f"outcome {o.number}") for o in tree.outcomes),
    ]
    for group, number, name in groups:
        if not 1 <= number <= MAX_INTEGER:
            raise ArgumentError(f"{name} cannot be written: a file numbers from 1 to {MAX_INTEGER}")
        if (group, number) in seen:
            raise ArgumentError(f"{name} cannot be written: another has the same number")
        seen.add((group, number))
