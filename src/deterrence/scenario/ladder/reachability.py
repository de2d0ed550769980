"""Where play can go at all, and what a scenario declares in vain; needs no arrays, so that checking is quick."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ...games.size import require_room
from .doctrine import prescribed
from .payoffs import Payoffs
from .public_state import Aftermath, Board, Place, Position
from .record import Scenario
from .transitions import Turns


@dataclass(frozen=True)
class Declared:
    """What the file declares in vain.

    Attributes:
        unused_moves: ids of moves open nowhere that play can reach.
        idle_rules: (doctrine, rule index) of rules that never decide anything.
        open_ended_doctrines: (doctrine, label of a position) where no rule names an open move.
    """

    unused_moves: tuple[str, ...]
    idle_rules: tuple[tuple[str, int], ...]
    open_ended_doctrines: tuple[tuple[str, str], ...]


def explore(board: Board) -> list[Position]:
    """Every position that play can reach, breadth first. Raises ``ValueError`` when there are too many."""
    turns = Turns(board, Payoffs(board))
    found: dict[Place, None] = {board.start: None}
    queue: list[Place] = [board.start]
    for place in queue:
        if isinstance(place, Aftermath):
            following = turns.after_act(place)
        elif isinstance(place, Position):
            following = [t for move in board.open_moves(place) for t in turns.after_move(place, move)]
        else:
            continue
        for turn in following:
            if turn.place not in found:
                require_room(len(found))
                found[turn.place] = None
                queue.append(turn.place)
    return [place for place in found if isinstance(place, Position)]


def audit(scenario: Scenario) -> Declared:
    """What the scenario declares in vain, over every position that play can reach.

    Raises:
        ValueError: too many public states.
    """
    asked: list[set[str]] = [{t.doctrine for t in a.types if t.doctrine} for a in scenario.actors]
    for comparison in scenario.comparisons:
        asked[[a.id for a in scenario.actors].index(comparison.actor)].update(comparison.doctrines)
    board = Board(scenario, asked)
    positions = explore(board)
    open_somewhere = {move.id for at in positions for move in board.open_moves(at)}
    idle, open_ended = _doctrines(board, positions)
    return Declared(tuple(m.id for m in scenario.moves if m.id not in open_somewhere), idle, open_ended)


def _doctrines(
    board: Board, positions: list[Position]
) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, str], ...]]:
    scenario = board.scenario
    doctrines = {d.id: d for d in scenario.doctrines}
    holders = [(i, t.doctrine) for i, a in enumerate(scenario.actors) for t in a.types if t.doctrine]
    for comparison in scenario.comparisons:
        holders += [(board.actors.index(comparison.actor), name) for name in comparison.doctrines]
    used: dict[str, set[int]] = defaultdict(set)
    stuck: dict[str, str] = {}
    for actor, name in dict.fromkeys(holders):
        for at in positions:
            if at.actor == actor:
                found = prescribed(board, doctrines[name], at)
                if found:
                    used[name].add(found[0])
                else:
                    stuck.setdefault(name, board.label(at))
    idle = [(name, r) for name in used for r in range(len(doctrines[name].rules)) if r not in used[name]]
    return tuple(idle), tuple(stuck.items())
