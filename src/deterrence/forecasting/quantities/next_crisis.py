"""What a crossing answered, or let pass, does to the next crisis, as play has it.

The next crisis is the same crisis begun again, with beliefs as something in this one has left them. Nothing else is
carried over: public state, forces and payoffs are as at the start, and nobody looked ahead to it in the crisis before.
So what differs between two next crises is what was learnt, and nothing else.
"""

from __future__ import annotations

from ...games.crisis_game import CrisisGame
from ..keys import LEAST_CONDITION, Key, Values
from ..registry import Definition, Reading, register
from .lines import ENFORCED, EVER, FATES, UNENFORCED, crossed_again, first_answer, owners

AT_PRIOR = "at the prior"
AFTER = {tag: FATES[tag] for tag in (ENFORCED, UNENFORCED)}
GIVEN = (AT_PRIOR, *AFTER.values())


def _read(reading: Reading) -> Values:
    out: Values = {}
    for owner in owners(reading.game):
        crossed = reading.expected(("crossed again", owner))[:, EVER]
        out[Key("next_crisis", owner, given=AT_PRIOR)] = float(crossed[reading.found.origin])
        for tag, given in AFTER.items():
            left = reading.passage.left_with(("first answer", owner), tag)
            if left.sum() > LEAST_CONDITION:
                out[Key("next_crisis", owner, given=given)] = float(left @ crossed / left.sum())
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
        automata=lambda game: {("first answer", owner): first_answer(owner) for owner in owners(game)},
        readouts=lambda game: {("crossed again", owner): crossed_again(owner) for owner in owners(game)},
        absent=_absent,
    )
)
