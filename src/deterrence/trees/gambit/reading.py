"""Reads Gambit's extensive games (``.efg``) into trees."""

from __future__ import annotations

import math

import numpy as np

from ..tree import ChanceSet, GameTree, InformationSet, Outcome
from .numbers import Exact, is_lottery
from .prologue import built, node_limit, read_head, read_players
from .tokens import Tokens

_SAME = "give every node of a set the same name and list, or leave both out after the first"


def read_tree(tokens: Tokens) -> GameTree:
    """See :func:`deterrence.trees.gambit.read_efg`."""
    return _Reader(tokens).tree()


class _Reader:
    """One pass over the nodes, in the order of the file, which is preorder."""

    def __init__(self, tokens: Tokens):
        self.tokens = tokens
        # by player and number (0 is chance): index, and the words that described the set
        self.known: dict[tuple[int, int], tuple[int, list[str]]] = {}
        self.sets: list[InformationSet] = []
        self.chances: list[ChanceSet] = []
        self.outcomes: list[Outcome] = []
        self.outcome_at: dict[int, int] = {}

    def tree(self) -> GameTree:
        tokens = self.tokens
        title = read_head(tokens, "EFG", "2")
        self.players = read_players(tokens)
        comment = tokens.text("the comment") if tokens.words[tokens.at][:1] == '"' else ""
        limit = node_limit(self.players)
        rows: list[tuple[int, int, int, int, int]] = []
        labels: list[str] = []
        places: list[int] = []
        open_: list[list[int]] = []  # nodes on the way here: node, its actions, those already followed
        parent = slot = -1
        while True:
            if len(rows) == limit:
                tokens.fail(f"the game has more than {limit} nodes", "make the game smaller")
            places.append(tokens.at)
            label, h, c, actions = self._node(len(rows) == 0)
            rows.append((parent, slot, h, c, self._outcome()))
            labels.append(label)
            if actions:
                open_.append([len(rows) - 1, actions, 0])
            while open_ and open_[-1][1] == open_[-1][2]:
                open_.pop()
            if not open_:
                break
            parent, _, slot = open_[-1]
            open_[-1][2] += 1
        if tokens.words[tokens.at]:
            tokens.fail("the tree is complete, but the file goes on", "remove what follows, or add the missing actions")
        table = np.array(rows, int)
        return built(
            tokens,
            places,
            players=self.players,
            parent=table[:, 0],
            slot=table[:, 1],
            information_set=table[:, 2],
            chance_set=table[:, 3],
            outcome=table[:, 4],
            sets=tuple(self.sets),
            chances=tuple(self.chances),
            outcomes=tuple(self.outcomes),
            title=title,
            comment=comment,
            labels=tuple(labels) if any(labels) else (),
        )

    def _node(self, first: bool) -> tuple[str, int, int, int]:
        """Take a node up to its outcome: label, information set, chance set, how many actions."""
        tokens = self.tokens
        kind = tokens.words[tokens.at]
        if kind not in ("p", "t", "c"):
            what = "a node (c, p or t)" if first else "the next node (c, p or t)"
            tokens.expected(what, "write c, p or t; every action of a node leads to one")
        tokens.at += 1
        label = tokens.text("the node's name")
        if kind == "t":
            return label, -1, -1, 0
        owner = tokens.integer("the player's number", 1, len(self.players)) if kind == "p" else 0
        start = tokens.at
        number = tokens.integer("the number of the information set", 1)
        known = self.known.get((owner, number))
        index = self._described(owner, number, known, start)
        at = (-1, index) if kind == "c" else (index, -1)
        actions = self.chances[index].actions if kind == "c" else self.sets[index].actions
        return label, *at, len(actions)

    def _described(self, owner: int, number: int, known: tuple[int, list[str]] | None, start: int) -> int:
        """Take a set's name and actions, given here or before; return its index."""
        tokens = self.tokens
        if known is not None:
            index, words = known
            # compared only where a list follows: a long one, left out at many nodes, must not cost its length at each
            again = tokens.words[tokens.at + 1 : tokens.at + 2] == ["{"]
            if again and tokens.words[tokens.at : tokens.at + len(words)] == words:
                tokens.at += len(words)
                return index
        if tokens.words[tokens.at][:1] != '"':
            if known is None:
                tokens.fail(
                    f"information set {number} has not been described before",
                    "give its name and its actions where it first occurs",
                    start,
                )
            return known[0]
        begin = tokens.at
        label = tokens.text("the set's name")
        group: list[InformationSet] | list[ChanceSet] = self.sets if owner else self.chances
        if known is not None and tokens.words[tokens.at] != "{":
            if label != group[known[0]].label:
                tokens.fail(f"information set {number} has had another name", _SAME, begin)
            return known[0]
        braces = tokens.at
        actions, probabilities = self._actions(chance=owner == 0)
        if not owner:
            self._check_lottery(probabilities, braces)
        if known is None:
            self.known[owner, number] = len(group), tokens.words[begin : tokens.at]
            if owner:
                self.sets.append(InformationSet(owner - 1, number, label, actions))
            else:
                self.chances.append(ChanceSet(number, label, actions, probabilities))
            return len(group) - 1
        before = group[known[0]]
        if (before.label, before.actions) != (label, actions):
            tokens.fail(f"information set {number} has had another name or other actions", _SAME, begin)
        if isinstance(before, ChanceSet) and before.probabilities != probabilities:
            tokens.fail(f"chance set {number} has had other probabilities", "give the set another number", begin)
        return known[0]

    def _actions(self, chance: bool) -> tuple[tuple[str, ...], tuple[Exact, ...]]:
        tokens = self.tokens
        tokens.mark("{", "the list of actions")
        actions: list[str] = []
        probabilities: list[Exact] = []
        while not actions or tokens.words[tokens.at] != "}":
            actions.append(tokens.text("the name of an action" + " or }" * bool(actions)))
            if chance:
                probabilities.append(tokens.number("a probability"))
                if probabilities[-1] < 0:
                    tokens.fail("a probability is negative", "write numbers from 0 to 1", tokens.at - 1)
        tokens.at += 1
        return tuple(actions), tuple(probabilities)

    def _check_lottery(self, probabilities: tuple[Exact, ...], at: int) -> None:
        if not is_lottery(probabilities):
            total = math.fsum(probabilities)
            remedy = "make them sum to 1; thirds and the like can be written as fractions, 1/3"
            self.tokens.fail(f"the probabilities sum to {total:.12g}", remedy, at)

    def _outcome(self) -> int:
        """Take the outcome of a node; return its index, -1 for none."""
        tokens = self.tokens
        start = tokens.at
        if tokens.words[start] == "0" and tokens.words[start + 1][:1] != '"':
            tokens.at += 1
            return -1
        number = tokens.integer("the number of the outcome", 0)
        index = self.outcome_at.get(number)
        if tokens.words[tokens.at][:1] != '"':
            if number and index is None:
                remedy = "give its name and its payoffs where it first occurs"
                tokens.fail(f"outcome {number} has not been described before", remedy, start)
            return -1 if index is None else index
        if not number:
            tokens.fail("outcome 0 stands for no payoff, and has no name", "give the outcome another number")
        begin = tokens.at
        label = tokens.text("the outcome's name")
        tokens.mark("{", "the list of payoffs")
        payoffs = tokens.payoffs(len(self.players))
        if index is None:
            self.outcome_at[number] = index = len(self.outcomes)
            self.outcomes.append(Outcome(number, label, payoffs))
        elif (self.outcomes[index].label, self.outcomes[index].payoffs) != (label, payoffs):
            remedy = "give the outcome another number, or leave name and payoffs out after the first time"
            tokens.fail(f"outcome {number} has had another name or other payoffs", remedy, begin)
        return index
