"""What the end is worth against the status quo before the crisis, and apart from it, who brought the end about."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...games.crisis_game import CrisisGame
from ...games.structure import Standing
from ..keys import Key, Values
from ..registry import Definition, Reading, register

BETTER, WORSE = "better", "worse"
SIDES = (BETTER, WORSE)
EQUAL = 1e-9
"""A worth nearer to the status quo than this is neither better nor worse."""


def ended_where(game: CrisisGame) -> np.ndarray:
    """(X,), states at which the window can close with something that counts as an end: endings, and where moves are
    counted every other state as well, for what stays open has a worth of its own there."""
    s = game.structure
    terminal = np.array([standing == Standing.TERMINAL for standing in s.standing])
    return terminal if s.clocks else np.ones(len(s.states), bool)


def worth_of_ends(game: CrisisGame) -> Iterator[tuple[str, float, np.ndarray]]:
    """By strategic type: whose, its share of the actor's strategic types by the prior, and what an end at each state is
    worth to it, (X,), against the status quo before the crisis, from which payoffs are counted."""
    s, worth = game.structure, np.asarray(game.game.numbers.ending)
    prior = np.asarray(game.game.numbers.prior)
    for i, actor in enumerate(s.actors):
        columns = [(c, float(prior[i, k])) for c, (owner, k) in enumerate(s.columns) if owner == i]
        whole = sum(share for _, share in columns)
        for c, share in columns:
            yield actor, share / whole if whole > 0 else 1 / len(columns), worth[:, c]


def no_worse(game: CrisisGame, actor: str, side: str) -> np.ndarray:
    """(X,), the share of an actor's strategic types to which an end at a state is better, or worse."""
    sign = 1.0 if side == BETTER else -1.0
    total = np.zeros(len(game.structure.states))
    for who, share, worth in worth_of_ends(game):
        if who == actor:
            total += share * (sign * worth > EQUAL)
    return total * ended_where(game)


def _weighing(game: CrisisGame) -> list[str]:
    """Actors with a type that weighs costs, to which an end is worth something."""
    return list(dict.fromkeys(actor for actor, _, _ in worth_of_ends(game)))


def _own_terms(reading: Reading) -> Values:
    game, ended = reading.game, reading.passage.ended
    return {
        Key("own_terms", actor, side): float(ended @ no_worse(game, actor, side))
        for actor in _weighing(game)
        for side in SIDES
    }


register(
    Definition(
        name="own_terms",
        kind="probability",
        unit="probability",
        words="Own terms: by actor, the probability that it ends *better* for the actor than the status quo before the "
        "crisis, or *worse*: what the end itself is worth to a type of it that weighs costs, above or below zero, from "
        "which payoffs are counted. Both sides may gain. What was suffered on the way is in `worth` and `loss`; so is "
        "what an event or a move pays as it leads to the end, of which the end itself knows nothing.",
        keys=lambda game: [Key("own_terms", a, side) for a in _weighing(game) for side in SIDES],
        read=_own_terms,
        absent=lambda game: "" if _weighing(game) else "no actor has a type that weighs costs",
    )
)


def _worth(reading: Reading) -> Values:
    game = reading.game
    out: Values = {}
    ended = reading.passage.ended * ended_where(game)
    for actor, share, worth in worth_of_ends(game):
        key = Key("end_worth", actor)
        out[key] = out.get(key, 0.0) + share * float(ended @ worth)
    return out


register(
    Definition(
        name="end_worth",
        kind="payoff",
        unit="stake",
        words="The expected worth of the end to an actor, against the status quo before the crisis, which counts zero; "
        "what is still open on the last day of a window counts zero as well.",
        keys=lambda game: [Key("end_worth", a) for a in _weighing(game)],
        read=_worth,
        absent=lambda game: "" if _weighing(game) else "no actor has a type that weighs costs",
    )
)


def _proposed(reading: Reading) -> Values:
    ended, of = reading.passage.ended, reading.game.terms_of
    return {
        Key("proposed", actor): float(ended[of == i].sum())
        for i, actor in enumerate(reading.game.structure.actors)
        if (reading.game.as_stated.terms_of == i).any()
    }


register(
    Definition(
        name="proposed",
        kind="probability",
        unit="probability",
        words="Who proposed: by actor, the probability that it ends by this side's offer or demand: the other side "
        "accepts a way out that this actor offered, or gives in, or the ending is declared to be of its proposing "
        "(`terms_of`). Says nothing of who gained by it.",
        keys=lambda game: [
            Key("proposed", a) for i, a in enumerate(game.structure.actors) if (game.as_stated.terms_of == i).any()
        ],
        read=_proposed,
        absent=lambda game: "" if (game.as_stated.terms_of >= 0).any() else "no ending is anybody's proposal",
    )
)
