"""Reads Gambit's games in strategic form (``.nfg``) into trees: the players move in turn, none seeing the others."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...files.messages import shown
from ..tree import GameTree, InformationSet, Outcome
from .numbers import Exact
from .prologue import built, node_limit, read_head, read_players
from .tokens import Tokens


def read_table(tokens: Tokens) -> GameTree:
    """See :func:`deterrence.trees.gambit.read_nfg`."""
    title = read_head(tokens, "NFG", "1")
    players = read_players(tokens)
    strategies = tokens.at
    tokens.mark("{", "the strategies")
    if tokens.words[tokens.at] == "{":
        names = [_names(tokens, player) for player in players]
        counts = [len(own) for own in names]
    else:
        names = []
        counts = [tokens.integer(f"the number of strategies of {shown(player)}", 1) for player in players]
    tokens.mark("}", "the end of the strategies, one entry a player,")
    comment = tokens.text("the comment") if tokens.words[tokens.at][:1] == '"' else ""
    nodes = 1
    for count in reversed(counts):
        nodes = 1 + nodes * count
        if nodes > node_limit(players):
            what = f"the players have so many strategies that the game has more than {node_limit(players)} nodes"
            tokens.fail(what, "make the game smaller", strategies)
    cells = math.prod(counts)
    if tokens.words[tokens.at] == "{":
        outcomes, table = _outcomes(tokens, len(players), cells)
    else:
        outcomes, table = _payoffs(tokens, len(players), cells)
    if tokens.words[tokens.at]:
        tokens.fail(f"the table is complete with {cells} entries, but the file goes on", "remove what follows")
    actions = names or [tuple(map(str, range(1, count + 1))) for count in counts]
    return built(
        tokens,
        [0] * nodes,
        players=players,
        sets=tuple(InformationSet(i, 1, "", own) for i, own in enumerate(actions)),
        outcomes=outcomes,
        title=title,
        comment=comment,
        **turns(counts, table),
    )


def _names(tokens: Tokens, player: str) -> tuple[str, ...]:
    tokens.mark("{", f"the strategies of {shown(player)}")
    found: list[str] = []
    while not found or tokens.words[tokens.at] != "}":
        found.append(tokens.text(f"the name of a strategy of {shown(player)}"))
    tokens.at += 1
    return tuple(found)


def _outcomes(tokens: Tokens, players: int, cells: int) -> tuple[tuple[Outcome, ...], list[int]]:
    """Take a list of outcomes and, for every cell, which it is; -1 for none."""
    tokens.mark("{", "the outcomes")
    found: list[Outcome] = []
    while tokens.words[tokens.at] != "}":
        tokens.mark("{", "an outcome or }")
        label = tokens.text("the outcome's name")
        if tokens.words[tokens.at] == ",":
            tokens.at += 1
        found.append(Outcome(len(found) + 1, label, tokens.payoffs(players)))
    tokens.at += 1
    table = []
    for k in range(cells):
        table.append(tokens.integer(f"the number of an outcome (entry {k + 1} of {cells})", 0, len(found)) - 1)
        _comma(tokens)
    return tuple(found), table


def _payoffs(tokens: Tokens, players: int, cells: int) -> tuple[tuple[Outcome, ...], list[int]]:
    """Take the payoffs of every cell; each is an outcome of its own."""
    found = []
    for k in range(cells):
        payoffs: list[Exact] = []
        for _ in range(players):
            payoffs.append(tokens.number(f"a payoff (entry {k + 1} of {cells})"))
            _comma(tokens)
        found.append(Outcome(k + 1, "", tuple(payoffs)))
    return tuple(found), list(range(cells))


def _comma(tokens: Tokens) -> None:
    if tokens.words[tokens.at] == ",":
        tokens.at += 1


def turns(counts: Sequence[int], table: Sequence[int]) -> dict[str, np.ndarray]:
    """Arrays of the tree in which players choose one after another.

    Args:
        counts: strategies of each player.
        table: outcome of each cell, -1 for none; the first player's strategy changes fastest, as in files.
    """
    below = [1]  # nodes of a subtree that begins at each player, last player's ends first
    for count in reversed(counts):
        below.append(1 + below[-1] * count)
    below.reverse()
    parent, slot, mover = (np.full(below[0], -1) for _ in range(3))
    outcome = np.full(below[0], -1)
    here = np.zeros(1, int)
    cell, stride = np.zeros(1, int), 1
    for player, count in enumerate(counts):
        mover[here] = player
        action = np.arange(count)
        child = here[:, None] + 1 + action * below[player + 1]
        parent[child], slot[child] = here[:, None], action
        cell = (cell[:, None] + action * stride).ravel()
        here, stride = child.ravel(), stride * count
    outcome[here] = np.asarray(table, int)[cell]
    none = np.full(below[0], -1)
    return {"parent": parent, "slot": slot, "information_set": mover, "chance_set": none, "outcome": outcome}
