"""The two forms of a file, two sides on one ladder and turns written out: how each is described and becomes a game.

They are distinguished by the table at the end, and by nothing that comes after. Arrays are imported only to compile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..files.reader import Loaded
from ..games.brief import Brief
from ..parameters.table import ParameterTable
from .campaign import describing as turns
from .campaign import rewriting as turns_rewriting
from .campaign.record import Campaign
from .ladder import describing as ladder
from .ladder import rewriting as ladder_rewriting
from .ladder.record import Scenario

if TYPE_CHECKING:
    from ..games.crisis_game import Enumerated

Pruned = Collection[tuple[str, str]]
Memory = Mapping[str, int]
Rewritten = tuple[Any, dict[str, float]]  # a record, and the values of its parameters


def _enumerate_ladder(scenario: Scenario, pruned: Pruned, memory: Memory) -> Enumerated:
    from .ladder.enumerating import enumerate_ladder

    return enumerate_ladder(scenario, pruned, memory)


def _enumerate_turns(campaign: Campaign, pruned: Pruned, memory: Memory) -> Enumerated:
    """Turns remember what their public variables hold, whatever is asked for."""
    from .campaign.enumerating import enumerate_turns

    return enumerate_turns(campaign, pruned)


def _doctrine_of_ladder(scenario: Scenario, doctrine: str, memory: Memory) -> Callable[[Any], str | None]:
    from .ladder.doctrine import prescribed
    from .ladder.public_state import Board

    board, rules = Board(scenario, memory=memory), next(d for d in scenario.doctrines if d.id == doctrine)

    return lambda place: found[1].id if (found := prescribed(board, rules, place)) else None


def _doctrine_of_turns(campaign: Campaign, doctrine: str, memory: Memory) -> Callable[[Any], str | None]:
    from .campaign.public_state import CampaignBoard, prescribed

    board, rules = CampaignBoard(campaign), next(d for d in campaign.doctrines if d.id == doctrine)

    return lambda place: found.id if (found := prescribed(board, rules, place)) else None


def _level_of_ladder(
    scenario: Scenario, text: str, file: str, lower: str, upper: str, values: Mapping[str, float]
) -> Rewritten:
    return ladder_rewriting.with_level(scenario, lower, upper, values)


def _counted_on_ladder(scenario: Scenario, memory: Memory) -> tuple[int, ...]:
    from .ladder.public_state import Board

    return Board(scenario, memory=memory).counted


def _plain_ladder(found: Loaded[Any]) -> dict[str, Any]:
    from .ladder.as_turns import as_turns

    return as_turns(found.record)


@dataclass(frozen=True)
class FrontEnd:
    """How a form of file becomes a game.

    ``doctrine`` says which move one of its doctrines prescribes at a place, and ``counted`` what public states count
    for the sake of those that are carried out; ``neighbours`` are levels next to each other at which somebody acts, and
    ``level`` puts one between, with the text of the file and its name beside the record; ``first_movers`` are records
    where others move first. ``plain`` is the file turn by turn, with nothing short left in it.
    """

    describe: Callable[[Any], Brief]
    parameters: Callable[[Any], ParameterTable]
    enumerate: Callable[[Any, Pruned, Memory], Enumerated]
    doctrine: Callable[[Any, str, Memory], Callable[[Any], str | None]]
    counted: Callable[[Any, Memory], tuple[int, ...]]
    neighbours: Callable[[Any], Iterable[tuple[str, str]]]
    level: Callable[[Any, str, str, str, str, Mapping[str, float]], Rewritten]
    first_movers: Callable[[Any], Iterable[tuple[str, Any]]]
    plain: Callable[[Loaded[Any]], dict[str, Any]]


FRONT_ENDS: dict[type, FrontEnd] = {
    Scenario: FrontEnd(
        ladder.describe,
        ladder.parameters_of,
        _enumerate_ladder,
        _doctrine_of_ladder,
        _counted_on_ladder,
        ladder_rewriting.neighbours,
        _level_of_ladder,
        ladder_rewriting.first_movers,
        _plain_ladder,
    ),
    Campaign: FrontEnd(
        turns.describe,
        turns.parameters_of,
        _enumerate_turns,
        _doctrine_of_turns,
        lambda campaign, memory: (),
        turns_rewriting.neighbours,
        turns_rewriting.with_level,
        turns_rewriting.first_movers,
        lambda found: found.document.data,
    ),
}
