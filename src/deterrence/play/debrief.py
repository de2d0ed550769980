"""A debrief: a session that is over against the solved crisis, every figure computed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .ahead import Ahead
from .causes import Causes, causes
from .decisions import Decision, decisions
from .forecasts import Scored, scored
from .learning import Gain, Question, gain
from .likelihood import Surprise, surprises, together
from .session import OVER, State
from .setup import Refused

COLUMNS = (
    "turn", "day", "actor", "player", "type", "state", "open", "chosen", "chance", "cost", "usual_cost", "as_costly",
    "belief_before", "belief_after", "way_out",
)  # fmt: skip


MANY = 12
"""Decisions up to which a reader looks at all of them."""
MOVED = 0.05
"""Probability by which a belief moves visibly."""


@dataclass(frozen=True, eq=False)
class Debrief:
    """Of a session.

    Attributes:
        state: at its end.
        decisions: in turn.
        surprises: of every step; None where the facilitator chose.
        path: of all steps together.
        expected: {ending: its chance from the start}.
        causes: by actor of a strategic type.
        forecasts: scored.
        questions, gain: what was asked before and after, and what was learned.
    """

    state: State
    decisions: tuple[Decision, ...]
    surprises: tuple[Surprise | None, ...]
    path: Surprise
    expected: Mapping[str, float]
    causes: tuple[Causes, ...]
    forecasts: tuple[Scored, ...]
    questions: tuple[Question, ...]
    gain: Gain | None

    @property
    def unlikeliest(self) -> int | None:
        """The turn that surprised most beyond what was to be expected; None where nothing was uncertain."""
        beyond = {k: each.bits - each.expected for k, each in enumerate(self.surprises) if each and each.variance > 0}
        return max(beyond, key=lambda k: beyond[k]) if beyond else None

    @property
    def dearest(self) -> Decision | None:
        """The choice of a person that cost most; None where none did."""
        costly = [d for d in self.decisions if d.player == "person" and (d.cost or 0) > 0]
        return max(costly, key=lambda d: d.cost or 0.0, default=None)

    @property
    def notable(self) -> tuple[Decision, ...]:
        """Where there are many decisions, those at which something happened: another move than the likeliest open one,
        the costliest choice, or a belief that moved by :data:`MOVED` or more."""
        if len(self.decisions) <= MANY:
            return self.decisions
        return tuple(
            d
            for d in self.decisions
            if d is self.dearest
            or d.chosen.chance < max(m.chance for m in d.open)
            or any(abs(after - before) >= MOVED for before, after in d.beliefs.values())
        )

    @property
    def chose(self) -> bool:
        """Did a person choose anything?"""
        return any(d.player == "person" for d in self.decisions)

    @property
    def weighed(self) -> bool:
        """Did a person choose whose side weighs costs, so that its choices have one?"""
        return any(d.player == "person" and d.strategic for d in self.decisions)

    @property
    def ways_out(self) -> bool:
        """Did a way out stand open at any decision?"""
        return any(d.ways_out for d in self.decisions)

    def scores(self, actor: str) -> tuple[float, float, int] | None:
        """Mean Brier score of an actor's forecasts, the public's at the same places, and how many; None for none."""
        own = [each for each in self.forecasts if each.by == actor]
        if not own:
            return None
        return sum(e.brier for e in own) / len(own), sum(e.public_brier for e in own) / len(own), len(own)

    def rows(self) -> list[dict[str, Any]]:
        """One for each decision, with :data:`COLUMNS`; costs in the mover's stake, days since the start."""
        return [
            {
                "turn": d.turn,
                "day": d.before.day,
                "actor": d.actor,
                "player": d.player,
                "type": d.type,
                "state": d.before.state,
                "open": " ".join(m.name for m in d.open),
                "chosen": d.chosen.name,
                "chance": d.chosen.chance,
                "cost": d.cost,
                "usual_cost": d.usual_cost,
                "as_costly": d.as_costly,
                "belief_before": _shares({kind: pair[0] for kind, pair in d.beliefs.items()}),
                "belief_after": _shares({kind: pair[1] for kind, pair in d.beliefs.items()}),
                "way_out": " ".join(d.ways_out),
            }
            for d in self.decisions
        ]

    def csv(self) -> str:
        """:meth:`rows` as CSV."""
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows())
        return text.getvalue()


def debrief(ahead: Ahead, state: State, questions: tuple[Question, ...] = ()) -> Debrief:
    """Of a session.

    Args:
        ahead: of the walk of its crisis.
        state: of the session.
        questions: that were asked.

    Raises:
        Refused: the session is not over: a debrief shows what is hidden.
    """
    if state.phase != OVER:
        raise Refused("the debrief is there once the crisis is over")
    walk = ahead.walk
    steps = surprises(walk, state)
    return Debrief(
        state=state,
        decisions=decisions(walk, state),
        surprises=steps,
        path=together(steps),
        expected=ahead.endings(walk.start()),
        causes=causes(walk, state),
        forecasts=scored(walk, state),
        questions=questions,
        gain=gain(questions, [state]) if questions else None,
    )


def _shares(chances: Mapping[str, float]) -> str:
    return " ".join(f"{kind}={p:.6g}" for kind, p in chances.items())
