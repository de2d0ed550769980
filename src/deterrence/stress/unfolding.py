"""How a crisis unfolds, act by act, and how likely the acts of past crises are in it: one push on the small grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..coded_crises.acts import CodedAct, coded_acts
from ..coded_crises.catalogue import histories
from ..coded_crises.record import History
from ..errors import ArgumentError, UnsupportedGame
from ..forecasting.acts import NOBODY, Act, ActByAct, Link, first_act, path_chances, path_followed
from ..forecasting.automata import Automaton, Stack
from ..forecasting.both_ways import Asked
from ..forecasting.imposed import Imposed
from ..forecasting.imposed_push import found_under
from ..forecasting.push import Pusher
from ..parameters.evidence import CodedCrises
from .resolve import Resolver

MOST_ACTS = 6
"""Acts that are followed one by one."""
ALL, UNDISPUTED = "as coded", "without disputed acts"
"""Accounts of a past crisis: everything that is coded, and that of which it is not disputed who did it."""


@dataclass(frozen=True)
class Path:
    """The acts of a past crisis, in a scenario's terms.

    Attributes:
        history: its name; title: as the coding has it.
        account: what is counted of it, in words.
        acts: in order.
        chances: Pr(the first k acts of a crisis are the first k of these), by k from 1.
    """

    history: str
    title: str
    account: str
    acts: tuple[CodedAct, ...]
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Unfolding:
    """How a crisis unfolds.

    Attributes:
        links: from each act to the next, or to an ending; of all crises, so that all that ends adds up to one.
        most: acts that are followed one by one; what comes after them is not.
        firsts: by rung at which acts are made and actor, the probability that the first act there or above is its; ""
            for nobody's.
        paths: of past crises that the scenario stands beside, each as coded and, where it differs, without what is
            disputed.
        read: the past crises, by name.
    """

    links: tuple[Link, ...]
    most: int
    firsts: Mapping[str, Mapping[str, float]]
    paths: tuple[Path, ...] = ()
    read: Mapping[str, History] = field(default_factory=dict)


def unfolding(resolver: Resolver) -> Unfolding | str:
    """The unfolding of a crisis that is solved again and again, on its small grid; in words why, if it has none."""
    game, assessment = resolver.solved()
    s = game.structure
    if not any(row.rung >= 0 for row in s.moves) and all(b.seen < 0 for b in s.branches):
        return "no move is an act at a rung of the ladder"
    step = ActByAct(game, MOST_ACTS)
    read = past_crises(game.brief.coded)
    coded = game.brief.coded
    coded_paths = [] if coded is None else [path for h in read.values() for path in accounts(h, coded, s.rungs)]
    automata: dict[object, Automaton] = {"acts": step}
    for k, (_, _, acts) in enumerate(coded_paths):
        automata["path", k] = path_followed(s, [Act(act.actor, act.rung) for act in acts])
    rungs = sorted({act.rung for act in step.kinds}, key=s.rungs.index)
    automata |= {("first", rung): first_act(game, rung) for rung in rungs}
    stack = Stack(s, automata)
    days = game.brief.days if s.clocks else None
    try:
        imposed = Imposed.of(game)
        if imposed is None:
            passage = Pusher(assessment).passage(stack, None, days)
        else:
            passage = found_under(game, assessment, imposed, Asked(stack), days).passage
    except UnsupportedGame as why:
        return str(why)
    paths = [
        Path(history.name, history.title, account, acts, path_chances(passage, ("path", k), len(acts)))
        for k, (history, account, acts) in enumerate(coded_paths)
    ]
    firsts = {
        rung: dict(zip([*s.actors, NOBODY], passage.share(("first", rung))[1:].tolist(), strict=True)) for rung in rungs
    }
    return Unfolding(step.read(passage, "acts"), MOST_ACTS, firsts, tuple(paths), read)


def past_crises(coded: CodedCrises | None) -> dict[str, History]:
    """The coded crises that a scenario names, by name.

    Raises:
        ArgumentError: one of them is not there.
    """
    if coded is None:
        return {}
    known = {history.name: history for history in histories()}
    missing = sorted({*coded.crises, *filter(None, [coded.own])} - set(known))
    if missing:
        raise ArgumentError(
            f"coded_crises: there is no history '{missing[0]}'; `deterrence histories` lists {', '.join(sorted(known))}"
        )
    return {name: known[name] for name in coded.crises}


def accounts(
    history: History, coded: CodedCrises, rungs: tuple[str, ...]
) -> list[tuple[History, str, tuple[CodedAct, ...]]]:
    """A history's acts as coded, and without what is disputed where that differs; nothing where it has none here.

    Args:
        history: the coding. coded: what the scenario says of coded crises.
        rungs: of the scenario's ladder, the lowest first.
    """
    every = coded_acts(history, coded.actors, coded.rungs, rungs)
    sure = coded_acts(history, coded.actors, coded.rungs, rungs, disputed=False)
    found = [(history, ALL, every)] if every else []
    in_order = [(act.actor, act.rung) for act in every]
    return [*found, (history, UNDISPUTED, sure)] if sure and [(a.actor, a.rung) for a in sure] != in_order else found
