"""The acts of a coded crisis on a scenario's ladder, in order, as the scenario's own acts are counted.

An act counts where another actor made the one before it, or where it goes higher than its author's last: a run of one
actor's acts at one rung is one act. What the scenario has no rung for, and what others do, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .record import CodedMove, History

DISPUTED = ("denied", "contested", "unattributed")


@dataclass(frozen=True)
class CodedAct:
    """An act of a past crisis, in a scenario's terms.

    Attributes:
        actor, rung: of the scenario.
        move: the coded move.
    """

    actor: str
    rung: str
    move: CodedMove

    @property
    def disputed(self) -> bool:
        """Is it disputed who did it, or whether it was done?"""
        return self.move.attribution in DISPUTED


def coded_acts(
    history: History,
    actors: Mapping[str, str],
    rungs: Mapping[str, str],
    order: Sequence[str],
    *,
    disputed: bool = True,
) -> tuple[CodedAct, ...]:
    """The acts of a history that a scenario has room for.

    Args:
        history: a coded crisis.
        actors: by actor of the scenario, its id in the history.
        rungs: by rung of the ladder of all histories, the scenario's.
        order: rungs of the scenario, lowest first.
        disputed: count acts of which it is disputed who did them.
    """
    called = {theirs: ours for ours, theirs in actors.items()}
    found = (
        CodedAct(called[move.actor], rungs[move.rung], move)
        for move in history.moves
        if move.actor in called and move.rung in rungs
    )
    return tuple(_counted((act for act in found if disputed or not act.disputed), order))


def _counted(acts: Iterable[CodedAct], order: Sequence[str]) -> Iterable[CodedAct]:
    last: CodedAct | None = None
    for act in acts:
        if last is None or act.actor != last.actor or order.index(act.rung) > order.index(last.rung):
            last = act
            yield act
