"""The moves: one of each act that must be single, the off-ramp that offers need, and what giving in costs."""

from __future__ import annotations

from collections.abc import Iterator

from ....files.diagnostics import Fault
from ....files.messages import shown
from ..record import Scenario


def steps(scenario: Scenario) -> Iterator[Fault]:
    """Responses differ by their step, and nothing else has one."""
    first: dict[int, str] = {}
    for i, move in enumerate(scenario.moves):
        if move.act != "respond":
            if move.step:
                what = f"the step of {shown(move.id)} means nothing, for its act is {move.act!r}"
                yield Fault(("moves", i, "step"), what, "remove 'step', or change the act to 'respond'")
            continue
        if move.step in first:
            what = f"{shown(move.id)} responds at step {move.step}, as {shown(first[move.step])} does"
            yield Fault(("moves", i), what, "change the step, or remove one of them")
        first.setdefault(move.step, move.id)


def single_wait(scenario: Scenario) -> Iterator[Fault]:
    """There is exactly one way to wait."""
    waits = [i for i, move in enumerate(scenario.moves) if move.act == "wait"]
    if not waits:
        yield Fault(("moves",), "no move waits", "add a move with 'act: wait'", at="key")
    for i in waits[1:]:
        yield Fault(("moves", i), "a second move waits", "keep one move with 'act: wait'")


def off_ramp(scenario: Scenario) -> Iterator[Fault]:
    """Offering and accepting need each other and an off-ramp; an off-ramp needs both."""
    acts = {move.act for move in scenario.moves}
    for i, move in enumerate(scenario.moves):
        if move.act not in ("offer", "accept"):
            continue
        if scenario.off_ramp is None:
            what = f"{shown(move.id)} needs an off-ramp, and there is none"
            yield Fault(("moves", i), what, "add the section 'off_ramp', or remove the move")
        other = "accept" if move.act == "offer" else "offer"
        if other not in acts:
            what = f"{shown(move.id)} needs a move with 'act: {other}', and there is none"
            yield Fault(("moves", i), what, "add one, or remove this move")
    if scenario.off_ramp is not None and not acts & {"offer", "accept"}:
        what = "no move offers or accepts the off-ramp"
        yield Fault(("off_ramp",), what, "add moves with 'act: offer' and 'act: accept'", at="key")


def seen_to_lose(scenario: Scenario) -> Iterator[Fault]:
    """Being seen to lose costs something only where a move gives in."""
    if any(move.act == "concede" for move in scenario.moves):
        return
    for i, actor in enumerate(scenario.actors):
        if actor.stakes.seen_to_lose is not None:
            what = f"{shown(actor.id)} cannot be seen to lose, for no move concedes"
            yield Fault(
                ("actors", i, "stakes", "seen_to_lose"),
                what,
                "add a move with 'act: concede', or remove 'seen_to_lose'",
                at="key",
            )
