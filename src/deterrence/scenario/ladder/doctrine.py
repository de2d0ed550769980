"""Declarative rules of conduct, and the move they call for at a position."""

from __future__ import annotations

from .public_state import CROSSED, FACING_AN_ACT, OFFERED, WARNED, Board, Position
from .record import Doctrine, Move, When


def applies(board: Board, when: When, at: Position) -> bool:
    """Do all conditions that a rule states hold at the position?"""
    facts = {
        "attacked": at.last in FACING_AN_ACT,
        "offered": at.last == OFFERED,
        "warned": at.last == WARNED,
        "mediator": at.mediated,
        "challenged": at.challenged,
    }
    if when.line is not None and (when.line == "crossed") != (at.last == CROSSED):
        return False
    if when.challenges is not None and at.made[1 - at.actor] < when.challenges:
        return False
    if not board.rung(when.lowest, 0) <= at.rung <= board.rung(when.highest, len(board.rungs)):
        return False
    return all(getattr(when, name) in (None, truth) for name, truth in facts.items())


def prescribed(board: Board, doctrine: Doctrine, at: Position) -> tuple[int, Move] | None:
    """The first rule that applies and names an open move: (rule index, that move); None if none does."""
    open_moves = {m.id: m for m in board.open_moves(at)}
    for index, rule in enumerate(doctrine.rules):
        if applies(board, rule.when, at):
            for name in rule.do:
                if name in open_moves:
                    return index, open_moves[name]
    return None
