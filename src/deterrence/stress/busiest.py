"""Play where play mostly goes: by type, at the public states that are passed most often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import UnsupportedGame
from ..forecasting.on_path_play import play_reached
from .resolve import Resolver

MOST_STATES = 8


@dataclass(frozen=True)
class StatePlay:
    """Play at a public state where somebody moves.

    Attributes:
        state: its label.
        node: the turn that it belongs to; "" where the form of the scenario has none.
        public: values of the public variables there.
        reach: expected number of times that it is passed within the window.
        belief: by actor that moves and type, the public's belief before the move, on average.
        play: by actor, type and move, how often it is made, on average over beliefs where the type is.
    """

    state: str
    node: str
    public: Mapping[str, str | int | bool]
    reach: float
    belief: Mapping[str, Mapping[str, float]]
    play: Mapping[str, Mapping[str, Mapping[str, float]]]


def busiest(resolver: Resolver) -> tuple[StatePlay, ...] | str:
    """Play at the states that carry most reach, the most first; in words why, if it cannot be found."""
    game, assessment = resolver.solved()
    if game.unannounced:
        return "conduct is locked and not announced, so that play is not what it is believed to be"
    try:
        found = play_reached(assessment, game.brief.days)
    except UnsupportedGame as why:
        return str(why)
    index = {label: x for x, label in enumerate(game.structure.states)}
    order = sorted(found["reach"], key=lambda label: (-found["reach"][label], index[label]))[:MOST_STATES]
    return tuple(
        StatePlay(
            label,
            game.nodes[index[label]],
            game.public[index[label]],
            found["reach"][label],
            found["belief"][label],
            found["strategies"][label],
        )
        for label in order
    )
