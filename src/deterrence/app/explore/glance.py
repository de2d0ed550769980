"""A solved setting as the report's words and drawings see a study: what a glance at it needs, and no more.

Numbers are on the small grid on which all comparisons of the program are made; what of a study takes long is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from ...forecasting.keys import Key, Values
from ...forecasting.outlook import Outlook, Quantity
from ...forecasting.registry import absent, definitions
from ...games.crisis_game import CrisisGame
from ...report.context import Context
from ...scenario.crisis import Crisis
from ..solved import Solved

if TYPE_CHECKING:
    from ...stress.ensemble.beside import Worlds
    from ...stress.study import Study
    from ...stress.unfolding import Unfolding

QUICK = ("outcome", "general_deterrence", "event")
"""What is shown first: one short push."""
FURTHER = ("credibility", "deterrence_failure", "enforcement")


@dataclass
class Glance:
    """What of :class:`deterrence.stress.study.Study` the page has; see there."""

    crisis: Crisis
    game: CrisisGame
    outlook: Outlook
    base: Values
    unfolding: Unfolding | None = None
    worlds: Worlds | None = None
    precision: float | None = None
    doctrines: tuple[()] = ()
    levers: tuple[()] = ()
    spread: Mapping[Key, float] = field(default_factory=dict)
    widest: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    kept: dict[str, object] = field(default_factory=dict)

    def anchored(self, values: Values, key: Key) -> float:
        """A number of a comparison: there is one grid, so as it is."""
        return values.get(key, float("nan"))


def glance(solved: Solved, names: tuple[str, ...] = QUICK, unfolding: Unfolding | None = None) -> Glance:
    """A glance at a setting.

    Args:
        solved: the setting.
        names: of the quantities that it is to have.
        unfolding: act by act, where that is shown.
    """
    values, known = solved.measured(names), definitions()
    quantities = {key: Quantity(key, value, known[key.name].kind, None) for key, value in values.items()}
    return Glance(solved.crisis, solved.game, Outlook(quantities, 0.0, absent(solved.game)), values, unfolding)


def context(of: Glance) -> Context:
    """The report's words for it."""
    return Context(cast("Study", of))
