"""Locks: whose conduct is fixed, to what, where."""

from __future__ import annotations

from collections.abc import Iterator

from ....files.diagnostics import Fault
from ...lock_rule import TURN, lock_faults
from ..record import Campaign


def locks(campaign: Campaign) -> Iterator[Fault]:
    """Every lock says one thing, of moves, public variables and doctrines that there are."""
    moves = [move for turn in campaign.turns for move in turn.moves]
    yield from lock_faults(
        campaign.locks,
        {TURN: [t.id for t in campaign.turns], **{v.id: v.values for v in campaign.public}},
        {word for m in moves for word in (m.id, m.kind, *m.tags) if word},
        [d.id for d in campaign.doctrines],
        [r.id for r in campaign.ladder],
    )
