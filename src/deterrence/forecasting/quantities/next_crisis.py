"""What a crossing answered, or let pass, does to the next crisis, as play has it."""

from __future__ import annotations

import numpy as np

from ...games.crisis_game import CrisisGame
from ..automata import Stack
from ..keys import LEAST_CONDITION, Key, Values
from ..registry import Definition, Reading, register
from .lines import ENFORCED, FATES, UNENFORCED, first_answer, owners

AT_PRIOR = "at the prior"
AFTER = {tag: FATES[tag] for tag in (ENFORCED, UNENFORCED)}
GIVEN = (AT_PRIOR, *AFTER.values())


def _read(reading: Reading) -> Values:
    from ..next_crisis import crossed_again  # import Numba, which listing the quantities does not take
    from ..push import Pusher

    game, out = reading.game, {}
    pusher = Pusher(reading.assessment)
    days = game.brief.days if game.structure.clocks else None
    fates = Stack(game.structure, {owner: first_answer(owner)(game) for owner in owners(game)})
    ends = pusher.finish(fates, days=days)
    begun = np.zeros(pusher.vertices.count)
    begun[pusher.vertices.origin] = 1.0
    for owner, chance in crossed_again(pusher, game, begun).items():
        out[Key("next_crisis", owner, given=AT_PRIOR)] = chance
        for tag, given in AFTER.items():
            left = np.sum([tagged.of(fates.block(owner).start + tag).reshape(-1) for tagged in ends.values()], axis=0)
            if left.sum() > LEAST_CONDITION:
                out[Key("next_crisis", owner, given=given)] = crossed_again(pusher, game, left)[owner]
    return out


def _absent(game: CrisisGame) -> str:
    if game.unannounced:
        return "conduct is locked and not announced, so that beliefs are not of what is played"
    return "" if game.brief.lines else "the scenario has no red lines"


register(
    Definition(
        name="next_crisis",
        kind="conditional probability",
        unit="probability",
        words="The next crisis: by owner, the probability that a line of its is crossed when the same crisis begins "
        "again with beliefs about everybody as the first one left them; at the prior, and where its first answer to a "
        "crossing carried the line out or did not. Public state, payoffs and forces are as at the start, and nobody "
        "looked ahead to it. What follows is selection as well as effect: `consequence` has the same with the answer "
        "imposed.",
        keys=lambda game: [Key("next_crisis", a, given=g) for a in owners(game) for g in GIVEN],
        read=_read,
        absent=_absent,
    )
)
