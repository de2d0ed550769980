"""Lotteries that follow one another: play runs them together as one, so that nothing may happen between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ....files.diagnostics import Fault
from ....files.messages import shown
from ..play_records import Lottery, Result
from ..public_state import CampaignBoard, Place
from ..record import Campaign

REMEDY = "let a turn or a clock come between"
_OF_A_BRANCH = ("cause", "rung", "seen", "signal", "challenges")
_PLAIN = {name: Result.model_fields[name].default for name in _OF_A_BRANCH}


def circles(campaign: Campaign) -> Iterator[Fault]:
    """Lotteries do not lead back to themselves without a turn between."""
    leads = {c.id: {o.to for o in c.outcomes} for c in campaign.lotteries}
    for i, lottery in enumerate(campaign.lotteries):
        reached: set[str] = set()
        fresh = leads[lottery.id] & set(leads)
        while fresh - reached:
            reached |= fresh
            fresh = set().union(*(leads[name] for name in fresh)) & set(leads)
        if lottery.id in reached:
            what = f"the lottery {shown(lottery.id)} leads back to itself"
            yield Fault(("lotteries", i), what, "let a turn come between")


def renewals(campaign: Campaign) -> Iterator[Fault]:
    """A lottery that renews types follows a turn, not another lottery."""
    renewing = {c.id for c in campaign.lotteries if c.renews}
    for i, lottery in enumerate(campaign.lotteries):
        for n, outcome in enumerate(lottery.outcomes):
            if outcome.to in renewing:
                what = f"the lottery {shown(outcome.to)} renews types, and follows another lottery"
                yield Fault(("lotteries", i, "outcomes", n, "to"), what, "let a turn come between, or renew there")


def between(campaign: Campaign) -> Iterator[Fault]:
    """What is done and seen on the way from one lottery to another is said by the outcomes of the second."""
    ids = {c.id for c in campaign.lotteries}
    for i, lottery in enumerate(campaign.lotteries):
        for n, outcome in enumerate(lottery.outcomes):
            for key in _OF_A_BRANCH if outcome.to in ids else ():
                if getattr(outcome, key) != _PLAIN[key]:
                    what = f"the lottery {shown(outcome.to)} follows at once, and what its outcomes say is what counts"
                    remedy = f"give '{key}' to the outcomes of {shown(outcome.to)}, or {REMEDY}"
                    yield Fault(("lotteries", i, "outcomes", n, key), what, remedy, at="key")


def passed_over(board: CampaignBoard, places: list[Place]) -> Iterator[Fault]:
    """No event is a public state that is come to and left again while lotteries are run together.

    Args:
        board: of a campaign whose lotteries lead nowhere in a circle.
        places: every place that play can reach.
    """
    ids = {c.id for c in board.campaign.lotteries}
    leading = {c.id for c in board.campaign.lotteries if ids & {o.to for o in c.outcomes}}
    runs = [run for place in places if place.node in leading for run in _runs(board, place)]
    seen = [[board.public(place) for place in run] for run in runs]
    for k, event in enumerate(board.campaign.events):
        for run, public in zip(runs, seen, strict=True) if event.seen else ():
            held = [board.holds(event.seen, at) for at in public]
            happens = any(later and not earlier for earlier, later in pairwise(held))
            if happens and (held[0] or not held[-1]):
                way = " to ".join(shown(place.node) for place in run)
                what = f"{shown(event.id)} can happen and be over on the way from {way}, which takes no time"
                yield Fault(("events", k, "seen"), what, f"{REMEDY}, or ask for something that lasts")
                break


def _runs(board: CampaignBoard, place: Place) -> Iterator[tuple[Place, ...]]:
    """Every way on from a lottery, through others, to the first place that is none."""
    node = board.node(place)
    if not isinstance(node, Lottery):
        yield (place,)
        return
    for outcome in node.outcomes:
        for rest in _runs(board, board.after(place, outcome)):
            yield (place, *rest)
