"""Every place that play of a campaign can reach; needs no arrays, so that checking is quick."""

from __future__ import annotations

from ...games.size import require_room
from .play_records import Clock, Lottery, Result, Turn
from .public_state import CampaignBoard, Place


def explore(board: CampaignBoard) -> list[Place]:
    """Every place that play can reach, breadth first; needs no arrays. Raises ``ValueError`` when too many."""
    found: dict[Place, None] = {board.start: None}
    queue = [board.start]
    for place in queue:
        node = board.node(place)
        outcomes: list[Result] = []
        if isinstance(node, Turn):
            outcomes = [o for m in board.open_moves(place) for o in board.campaign.outcomes_of(m)]
        elif isinstance(node, Lottery):
            outcomes = list(node.outcomes)
        elif isinstance(node, Clock):
            outcomes = list(node.events)
        for outcome in outcomes:
            there = board.after(place, outcome)
            if there not in found:
                require_room(len(found))
                found[there] = None
                queue.append(there)
    return list(found)
