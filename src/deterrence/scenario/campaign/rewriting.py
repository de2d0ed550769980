"""A campaign written another way: a level put between two of its ladder; another actor with the first turn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from ...errors import ArgumentError, InputError
from ...files.reader import read_text
from ..expansion.levels import Between
from .play_records import Turn
from .reading import CAMPAIGN
from .record import Campaign

NOT_READ = "only a file as it was read shows what its templates say of levels"


def neighbours(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """Rungs next to each other at both of which somebody can act, by id."""
    acts = {m.rung for t in campaign.turns for m in t.moves}
    rungs = [r.id for r in campaign.ladder]
    return ((a, b) for a, b in pairwise(rungs) if a in acts and b in acts)


def with_level(
    campaign: Campaign, text: str, file: str, lower: str, upper: str, values: Mapping[str, float]
) -> tuple[Campaign, dict[str, float]]:
    """The campaign with a level between two neighbours, and the values of all its parameters.

    A number of the new level is half-way between the neighbours'. Its acts share the base weight of those of the level
    below, whatever that of the level above is: what is done in finer steps is not done more often by mistake. Where
    acts of several levels share one base weight already, they go on sharing it.

    Args:
        campaign: as it was read.
        text, file: what it was read from.
        lower, upper: ids of the neighbours.
        values: of the campaign's parameters.

    Raises:
        ArgumentError: the file does not say of levels what could be said of another; why.
    """
    if not text:
        raise ArgumentError(NOT_READ)
    rungs = {r.id: r.name for r in campaign.ladder}
    new = next(name for k in range(1, 100) if (name := f"between{k}") not in text)
    between = Between(lower, upper, new, f"between {rungs[lower]} and {rungs[upper]}")
    try:
        found = read_text(CAMPAIGN, text, file, between.put_in).record
    except InputError as error:
        first = error.problems[0]
        raise ArgumentError(
            f"what the file says of '{lower}' and '{upper}' cannot be said of a level between them (line {first.line}: "
            f"{first.what})"
        ) from None
    for turn, other in zip(campaign.turns, found.turns, strict=True):
        if {lower, upper} <= {m.rung for m in turn.moves} and all(m.rung != new for m in other.moves):
            raise ArgumentError(
                f"the acts at '{lower}' and '{upper}' of '{turn.id}' are written one by one, and not by a template"
            )
    word = re.compile(rf"(?<![A-Za-z0-9]){new}(?![A-Za-z0-9])")
    turns = tuple(_shared(turn, word, lower) for turn in found.turns)
    added: dict[str, float] = {}
    for name, parameter in found.parameters.items():
        if name not in values:
            halves = [values.get(word.sub(level, name), parameter.value) for level in (lower, upper)]
            added[name] = sum(halves) / 2
    kept = {name: values[name] for name in found.parameters if name in values}
    return found.model_copy(update={"turns": turns}), {**kept, **added}


def _shared(turn: Turn, word: re.Pattern[str], lower: str) -> Turn:
    """A turn at which moves of the new level share the base weight of those of the level below."""
    moves = {m.id: m for m in turn.moves}
    for move in turn.moves:
        below = moves.get(word.sub(lower, move.id))
        if below is not None and below.id != move.id:
            kind = below.kind or below.id
            alone = [m.id for m in turn.moves if (m.kind or m.id) == kind and m.id != move.id] == [below.id]
            # a kind has the mean of its moves' weights, so that with equal ones it keeps the weight of the level below
            weight = below.weight if alone else move.weight
            moves[below.id] = below.model_copy(update={"kind": kind})
            moves[move.id] = move.model_copy(update={"kind": kind, "weight": weight})
    return turn.model_copy(update={"moves": tuple(moves.values())})


def first_movers(campaign: Campaign) -> Iterator[tuple[str, Campaign]]:
    """Actors who may have the first turn in place of another, each with the campaign in which it has.

    Theirs is a turn like the first: the same but for the ids of the two actors, and so are the ids of its moves.
    """
    first = next((t for t in campaign.turns if t.id == campaign.window.first), None)
    for turn in campaign.turns if first is not None else ():
        if first is not None and turn.actor != first.actor and _like(first, turn):
            window = campaign.window.model_copy(update={"first": turn.id})
            yield turn.actor, campaign.model_copy(update={"window": window})


def _like(first: Turn, other: Turn) -> bool:
    pair = {first.actor: other.actor, other.actor: first.actor}
    word = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(map(re.escape, pair))})(?![A-Za-z0-9])")
    ids = [[turn.id, *(m.id for m in turn.moves)] for turn in (first, other)]
    return [word.sub(lambda found: pair[found[0]], name) for name in ids[0]] == ids[1]
