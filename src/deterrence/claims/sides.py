"""The sides of claims: what each changes, and the numbers of the solved game that the claim is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import DeterrenceError
from ..forecasting.intervention import CONSEQUENCE, consequences
from ..forecasting.keys import Key, Values
from ..forecasting.push import Pusher
from ..forecasting.registry import definitions, measure
from ..games.crisis_game import CrisisGame
from ..scenario.crisis import Crisis
from ..solvers.grid import Assessment
from ..stress.exchange import by_names
from ..stress.resolve import Change, Resolver
from .record import Side
from .slopes import Slopes, endings, slopes_of


def change_of(side: Side, crisis: Crisis, base: Mapping[str, float]) -> Change:
    """What a side changes; what it sets to what stands there anyway is no change."""
    own = {a.id: {t.doctrine for t in a.types if t.doctrine} for a in crisis.brief.actors}
    return Change(
        values=tuple(sorted((name, value) for name, value in side.set.items() if base[name] != value)),
        doctrines=tuple(sorted((actor, name) for actor, name in side.doctrine.items() if own[actor] != {name})),
    )


def read_off(
    game: CrisisGame, assessment: Assessment, keys: Iterable[Key], beside: Iterable[str] = ()
) -> Values:
    """Some numbers of a solved crisis: of its outlook, and consequences of imposed answers.

    A number whose condition hardly ever holds is left out, and so is one that :func:`lacking` names.
    """
    wanted = set(keys)
    names = {key.name for key in wanted} - {CONSEQUENCE}
    found = measure(game, assessment, names | set(beside))[0] if names else {}
    imposed = sorted({key.actor for key in wanted if key.name == CONSEQUENCE})
    if imposed and not game.unannounced:
        found.update(consequences(game, Pusher(assessment), imposed))
    return {key: found[key] for key in wanted if key in found}


def lacking(crisis: Crisis, key: Key) -> str:
    """Why a number is not worked out of a crisis with conduct locked that is not announced; "" where it is."""
    hidden = any(not lock.announced for lock in crisis.locks)
    by_belief = key.name == CONSEQUENCE or bool(definitions()[key.name].watchers)
    why = "conduct is locked and not announced, and the number rests on what is believed"
    return why if hidden and by_belief else ""


@by_names
def slopes_at(resolver: Resolver, change: Change, keys: tuple[Key, ...]) -> Slopes | str:
    """Derivatives of some numbers under a change, or why there are none."""
    try:
        game, assessment = resolver.solved(change)
    except DeterrenceError as error:
        return str(error)
    return slopes_of(game, assessment, keys)


@by_names
def numbers_at(
    resolver: Resolver, change: Change, keys: tuple[Key, ...], beside: tuple[str, ...], sloped: bool
) -> tuple[Values | str, Slopes | str | None]:
    """The numbers asked for under a change, and, if wanted, their derivatives.

    Args:
        resolver: of the crisis, on one grid.
        change: what is changed.
        keys: the numbers.
        beside: quantities that are asked for under other changes, read by the same push: so one plan of it serves all.
        sloped: are derivatives wanted?

    Returns:
        Numbers, without those that the outlook leaves out there (a condition that hardly ever holds), and derivatives;
        in place of either the reason why there are none. Derivatives that were not wanted are None.
    """
    try:
        game, assessment = resolver.solved(change)
        found = read_off(game, assessment, keys, beside)
    except DeterrenceError as error:
        return str(error), str(error) if sloped else None
    return found, slopes_of(game, assessment, [*keys, *endings(game)]) if sloped else None
