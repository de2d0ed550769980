"""Numbers of the outlook that have derivatives: sums of targets, and ratios of sums.

A number that a push-forward gives by mass that is still there, by how often branches are taken, or by what the game is
worth at the start, is a sum of targets (:mod:`.adjoint.target`). What depends on more of the past than whether
something has happened yet (what follows an event, what is believed after it) is none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import UnsupportedGame
from ..forecasting.keys import LEAST_CONDITION, Key
from ..forecasting.quantities.lines import crossed
from ..forecasting.quantities.own_terms import no_worse
from ..forecasting.quantities.rungs import rungs_by_branch
from ..games.crisis_game import CrisisGame
from ..parameters.expression import ZERO, Expression
from ..solvers.grid import Assessment
from .adjoint.target import Target
from .gradient import Gradient, parameter_gradient

Terms = tuple[tuple[float, Target], ...]


@dataclass(frozen=True, eq=False)
class Formula:
    """constant + Σ factor·target, over another such sum if there is one.

    Attributes:
        over: the sum; under: what it is divided by; empty for nothing.
        amounts: by target, its gains as expressions, where parameters move them.
    """

    over: Terms
    under: Terms = ()
    constant: float = 0.0
    amounts: dict[Hashable, Sequence[Expression]] = field(default_factory=dict)


def gradient(
    game: CrisisGame, assessment: Assessment, keys: Iterable[Key], set_apart: Collection[str] = ()
) -> Gradient[Key]:
    """Numbers of the outlook and their derivatives by every parameter, through the equilibrium.

    Args:
        game: the crisis, at the values that it was solved at.
        assessment: its solution on a belief grid.
        keys: the numbers asked for; those that have no formula are left out, and so are conditional probabilities whose
            condition is too rare to be reported.
        set_apart: arrays of the game that were set apart from the parameters; see :func:`.gradient.parameter_gradient`.

    Raises:
        ArgumentError: the assessment was solved at other values.
        UnsupportedGame: the game has neither a horizon nor a clock, or conduct is locked and not announced.
    """
    if game.unannounced:
        raise UnsupportedGame("derivatives are of what everybody knows, and conduct is locked that is not announced")
    formulas = {key: f for key in keys if (f := formula(game, key)) is not None}
    targets = {t.name: t for f in formulas.values() for _, t in (*f.over, *f.under)}
    amounts = {name: some for f in formulas.values() for name, some in f.amounts.items()}
    if not targets:  # none has a formula, or what has one is constant
        return Gradient(
            {key: f.constant for key, f in formulas.items() if not f.under},
            {key: dict.fromkeys(game.values, 0.0) for key, f in formulas.items() if not f.under},
        )
    days = game.brief.days
    found = parameter_gradient(assessment, list(targets.values()), game.symbols, game.values, amounts, set_apart, days)
    names = list(game.values)
    value: dict[Key, float] = {}
    derivative: dict[Key, dict[str, float]] = {}

    def total(terms: Terms) -> tuple[float, np.ndarray]:
        amount, slope = 0.0, np.zeros(len(names))
        for factor, target in terms:
            amount += factor * found.value[target.name]
            slope += factor * np.array(list(found.derivative[target.name].values()))
        return amount, slope

    for key, f in formulas.items():
        amount, slope = total(f.over)
        if f.under:
            whole, by_whole = total(f.under)
            if whole <= LEAST_CONDITION:
                continue
            amount, slope = amount / whole, slope / whole - amount / whole**2 * by_whole
        value[key] = f.constant + amount
        derivative[key] = dict(zip(names, slope.tolist(), strict=True))
    return Gradient(value, derivative)


def pruned_by(game: CrisisGame) -> frozenset[str]:
    """Parameters that have no derivative where they stand: another value gives a prior to a type that the game was
    compiled without, since it had none."""
    stated = [prior for row in game.stated_prior for prior in row]
    return frozenset().union(*(prior.parameters() for prior in stated if game.evaluate(prior) == 0.0))


def formula(game: CrisisGame, key: Key) -> Formula | None:
    """The formula of a number of the outlook; None where it has none."""
    make = _FORMULAS.get(key.name)
    return make(game, key) if make is not None else None


def _plain(target: Target) -> Formula:
    return Formula(((1.0, target),))


def _outcome(game: CrisisGame, key: Key) -> Formula:
    final = np.array([name == key.of for name in game.structure.endings], float)
    return _plain(Target(("outcome", key.of), final=final))


def _own_terms(game: CrisisGame, key: Key) -> Formula:
    """By which ends are better or worse, which a small change of a payoff leaves as it is."""
    return _plain(Target(("own terms", key.actor, key.of), final=no_worse(game, key.actor, key.of)))


def _proposed(game: CrisisGame, key: Key) -> Formula:
    mine = game.terms_of == game.structure.actors.index(key.actor)
    return _plain(Target(("proposed", key.actor), final=mine.astype(float)))


def _worth(game: CrisisGame, key: Key) -> Formula:
    s = game.structure
    mine = [s.actors[i] == key.actor and s.types[i][k].id == key.of for i, k in s.columns]
    return _plain(Target(("worth", key.actor, key.of), worth=np.array(mine, float)))


def _duration(game: CrisisGame, key: Key) -> Formula:
    """Moves, or the days that each takes; chance takes none. A clock's next event takes 1/R(x) days on average."""
    s = game.structure
    moved = np.array([bool(s.movers[x]) for x in s.branch_state])
    name = ("duration", key.of)
    if key.of == "moves":
        return _plain(Target.total(name, moved))
    pace = game.symbols.pace
    waits = {x: pace[x] ** -1 for x in s.clocks} if pace is not None else {}
    pairs = zip(s.branch_state.tolist(), moved, strict=True)
    days = [game.days[x] if made else waits.get(x, ZERO) for x, made in pairs]
    return Formula(((1.0, Target(name)),), amounts={name: days})


def _loss(game: CrisisGame, key: Key) -> Formula:
    name = ("loss", key.actor, key.of)
    return Formula(((1.0, Target(name)),), amounts={name: [row.get((key.actor, key.of), ZERO) for row in game.losses]})


def _general_deterrence(game: CrisisGame, key: Key) -> Formula:
    seen = np.array([b.challenges for b in game.structure.branches])
    return Formula(((-1.0, Target.once("challenge seen", seen)),), constant=1.0)


def _challenge(game: CrisisGame, key: Key) -> Formula:
    s = game.structure
    chosen = np.array([m >= 0 and "challenge" in s.moves[m].tags for m in s.branch_move])
    by = np.array([m >= 0 and s.actors[s.moves[m].actor] == key.actor for m in s.branch_move])
    return _plain(Target.first(("challenge", key.actor), chosen & by, chosen))


def _event(game: CrisisGame, key: Key) -> Formula:
    return _plain(Target.once(("event", key.of), game.happenings[key.of].branch))


def _event_count(game: CrisisGame, key: Key) -> Formula:
    return _plain(Target.total(("event count", key.of), game.happenings[key.of].branch))


def _follows(game: CrisisGame, key: Key) -> Formula | None:
    """Only whether an event is chosen at its first opportunity: the other two depend on what came before."""
    if key.given != "first":
        return None
    event = next(q.event for q in game.brief.sequences if q.id == key.of)
    it = game.happenings[event]
    could = it.opportunity[game.structure.branch_state]
    taken = Target.first(("first chance", event), it.branch & could, could)
    return Formula(((1.0, taken),), ((1.0, Target.once(("opportunity", event), could)),))


def _deterrence_failure(game: CrisisGame, key: Key) -> Formula:
    return _plain(Target.once(("crossed", key.of), crossed(game, key.of)))


def _crossings(game: CrisisGame, key: Key) -> Formula:
    return _plain(Target.total(("crossings", key.of), crossed(game, key.of)))


def _enforcement(game: CrisisGame, key: Key) -> Formula:
    kept = np.zeros(len(game.structure.moves) + 1)  # the last row stands for no move
    faced = np.zeros_like(kept)
    for m, answers in enumerate(game.answers):
        for line, enforced in answers:
            if line == key.of:
                faced[m] += 1.0
                kept[m] += enforced
    move = game.structure.branch_move
    return Formula(
        ((1.0, Target.total(("line kept", key.of), kept[move])),),
        ((1.0, Target.total(("line faced", key.of), faced[move])),),
    )


def _peak_rung(game: CrisisGame, key: Key) -> Formula:
    """Pr(the peak is r) = Pr(r is ever reached) − Pr(what lies above is)."""
    rungs = game.structure.rungs
    at = rungs.index(key.of)
    above = ((-1.0, _reached(game, key.given, at + 1)),) if at + 1 < len(rungs) else ()
    if at <= game.start_rung:
        return Formula(above, constant=1.0)
    return Formula(((1.0, _reached(game, key.given, at)), *above))


def _crossing(game: CrisisGame, key: Key) -> Formula:
    """By its first crossing, perhaps of one cause."""
    sense, _, cause = key.given.partition(", ")
    threshold = next(t for t in game.brief.thresholds if t.id == key.of)
    level = game.structure.rungs.index(threshold.below)
    if game.start_rung >= level:
        return Formula(())
    if not cause:
        return _plain(_reached(game, sense, level))
    above = rungs_by_branch(game, sense) >= level
    caused = np.array([b.cause == cause for b in game.structure.branches])
    return _plain(Target.first(("reached", sense, level, cause), above & caused, above))


def _reached(game: CrisisGame, sense: str, rung: int) -> Target:
    return Target.once(("reached", sense, rung), rungs_by_branch(game, sense) >= rung)


_FORMULAS: dict[str, Callable[[CrisisGame, Key], Formula | None]] = {
    "outcome": _outcome,
    "own_terms": _own_terms,
    "proposed": _proposed,
    "worth": _worth,
    "duration": _duration,
    "loss": _loss,
    "general_deterrence": _general_deterrence,
    "challenge": _challenge,
    "event": _event,
    "event_count": _event_count,
    "follows": _follows,
    "deterrence_failure": _deterrence_failure,
    "crossings": _crossings,
    "enforcement": _enforcement,
    "peak_rung": _peak_rung,
    "crossing": _crossing,
}
