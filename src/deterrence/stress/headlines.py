"""Headline probabilities as functions of where play ends or first goes.

A headline is Pr(play stops at, or first enters, certain places): a *worth* w(x) and a set of places that settle
it. Its probability given state x and beliefs obeys the linear recursion

    W_t(x) = w(x) where x settles it (or the horizon is reached),   W_t(x) = E[W_{t+1}(x')] elsewhere,

with expectations over moves, chance and the Bayes-plausible split of posteriors: the adjoint of the push-forward.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..game.board import Aftermath, Position
from ..game.compiling import CompiledScenario
from ..game.structure import Standing

CHALLENGE, UNCHALLENGED = "challenge", "unchallenged"


@dataclass(frozen=True, eq=False)
class Headline:
    """A probability to differentiate.

    Attributes:
        name: what it is called.
        worth: (X,), what stopping at each state counts.
        settles: (X,), states that decide it on arrival; every state after one of these settles it too.
    """

    name: str
    worth: np.ndarray
    settles: np.ndarray


def headlines(compiled: CompiledScenario) -> tuple[Headline, ...]:
    """A scenario's headlines, in a fixed order.

    * each ending that the scenario has (``no_challenge``, ``lapse``, ``war``, …): Pr(play has stopped there by the
      end of the window); a crisis still open then is ``unresolved``, or ``no_challenge`` before any challenge;
    * ``challenge:R`` for each rung R at or above the challenge rung: Pr(the first act at or above the challenge
      rung is seen at R), chosen or by accident, within the window. ``challenge`` is their sum,
      and ``unchallenged`` the rest (general deterrence).
    """
    s, places = compiled.structure, compiled.enumerated.places
    terminal = s.standing == Standing.TERMINAL
    names = dict.fromkeys(name for name in s.endings if name)
    found = [Headline(name, np.array([e == name for e in s.endings], float), terminal) for name in names]
    challenged = np.array([isinstance(p, Position | Aftermath) and p.challenged for p in places])
    starts = ~challenged[s.outcome_state] & challenged[s.outcome_next]
    first = set(s.outcome_next[starts].tolist())
    seen = np.array([p.rung if isinstance(p, Aftermath) and x in first else -1 for x, p in enumerate(places)])
    return (
        *found,
        *(
            Headline(f"{CHALLENGE}:{s.rungs[r]}", (seen == r).astype(float), terminal | challenged)
            for r in sorted(set(seen.tolist()) - {-1})
        ),
    )
