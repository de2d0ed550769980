"""The game on a page, for those who build such models: its size, who plays what where, regret, equilibria."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...games.crisis_game import Value
from ...stress.busiest import StatePlay
from ...stress.study import BRANCH_STARTS
from ..blocks import Block, Facts, Paragraph, Table
from ..context import Context, believed, counted, joined, numeral, quoted, sentence
from ..numbers import percent
from ..page import Section
from ..prose import Code, Prose
from .tables import filled_columns, plain_table, words

MIXES = 0.05
"""A type mixes where its likeliest move leaves more than this."""
LEAST = 0.005
FINE = 0.0005
BOUNDLESS = "–"


def game(context: Context) -> Section:
    """The section."""
    blocks = [Facts(_form(context)), *_play(context), *_regret(context), Paragraph(_equilibria(context))]
    return Section("game", "The game on a page, for modellers", blocks, folded=True)


def _form(context: Context) -> list[tuple[str, Prose]]:
    g, study = context.study.game, context.study
    s = g.structure
    types = [
        f"{context.labels[a]}: {joined([quoted(context.type_name(a, t.id)) for t in mine], 'or')}"
        for a, mine in zip(s.actors, s.types, strict=True)
    ]
    several = sum(len(movers) > 1 for movers in s.movers)
    form = "a clock, without end" if s.clocks else f"{s.horizon} moves" if s.horizon is not None else "without end"
    return [
        ("Public states", f"{len(s.states):,}, of which {sum(bool(m) for m in s.movers):,} are decisions"),
        ("Moves, branches", f"{len(s.moves):,} moves, {len(s.branches):,} branches"),
        ("Time", form),
        ("Movers", "one at a time" if not several else f"several at once in {several:,} states"),
        ("Types", "; ".join(types)),
        ("Choice", _choice(context)),
        ("Solution", _method(study.solution.made["method"])),
    ]


def _method(made: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in made.items() if value is not None)


def _choice(context: Context) -> str:
    values = sorted({round(float(p), 3) for p in context.study.solution.game.numbers.precision.ravel()})
    return f"logit, with precision {joined([f'{v:g}' for v in values])} per unit of payoff"


def _play(context: Context) -> list[Block]:
    if not context.study.play:
        return []
    common = _common(context.study.play)
    rows: list[tuple[Prose, ...]] = []
    mixing: list[str] = []
    for here in context.study.play:
        where = _where(context, here, common)
        for actor, by_type in here.play.items():
            for kind, play in by_type.items():
                shown = sorted(((p, move) for move, p in play.items() if p >= LEAST), key=lambda x: -x[0])
                name = context.type_name(actor, kind)
                said = "; ".join(f"{_called(context, here, move)} {percent(min(p, 1.0), FINE)}" for p, move in shown)
                passed = f"{here.reach:.1f}" if here.reach >= 1 else f"{here.reach:.2f}"
                rows.append((where, passed, context.labels[actor], name, _held(here, actor, kind), said))
                if shown and shown[0][0] < 1 - MIXES:
                    mixing.append(f"{context.actors[actor]} ({name})")
    who = list(dict.fromkeys(mixing))
    return [
        Table(
            "busiest",
            "Play by type at the public states that are passed most often",
            words("State", "Passed", "Mover", "Type", "Believed", "Play"),
            rows,
            "Passed: expected number of times within the window. Believed: the public's belief, before the move, that "
            "the actor is of the type. Both, and play, are averages over where beliefs are, on the small grid; moves "
            f"made less often than once in 200 are left out.{_everywhere(context, common)}",
        ),
        Paragraph(
            f"Who mixes: at some of these states {joined(who)} make even the likeliest move in less than "
            f"{1 - MIXES:.0%} of cases. All play mixes a little, for choice is noisy."
            if who
            else "Nobody mixes more than a little: at all of these states the likeliest move is made in at least "
            f"{1 - MIXES:.0%} of cases."
        ),
    ]


def _common(play: Sequence[StatePlay]) -> dict[str, Value]:
    """Public variables that have one value at all of some states."""
    first, *rest = [here.public for here in play]
    return {k: v for k, v in first.items() if rest and all(k in other and other[k] == v for other in rest)}


def _everywhere(context: Context, common: Mapping[str, Value]) -> str:
    """What is publicly known at all the states, as a sentence."""
    return f" At all of them: {'; '.join(_known(context, common))}." if common else ""


def _known(context: Context, public: Mapping[str, Value]) -> list[str]:
    known = {v.id: v for v in context.study.game.variables}
    return [f"{known[k].name}: {known[k].said(v, context.rungs, context.actors)}" for k, v in public.items()]


def _where(context: Context, here: StatePlay, common: Mapping[str, Value]) -> Prose:
    """The state in the scenario's words: whose turn, and what is publicly known here and not at all of the states; its
    label where there are none."""
    turn = [t.name for t in context.brief.turns if t.id and t.id == here.node]
    known = _known(context, {k: v for k, v in here.public.items() if k not in common})
    return sentence("; ".join([*turn, *known])) or Code(here.state)


def _called(context: Context, here: StatePlay, move: str) -> str:
    """A move by its name at the turn where it is made; by its id where turns have no names."""
    return next((t.named.get(move, move) for t in context.brief.turns if t.id and t.id == here.node), move)


def _held(here: StatePlay, actor: str, kind: str) -> str:
    return believed(here.belief[actor][kind])


def _regret(context: Context) -> list[Block]:
    c = context.study.solution.certificate
    rows = [
        (context.labels[f.actor], context.type_name(f.actor, kind), f"{max(r, 0.0):.2g}", _bound(f.logit_bound))
        for f in c.actors
        for kind, r in f.regret_by_type.items()
    ]
    if not rows:
        return []
    labels, cells = filled_columns(("Actor", "Type", "Regret", "Most that noisy choice explains"), rows, BOUNDLESS)
    return [
        plain_table(
            "regret",
            "What each strategic type could gain by the best reply from the start",
            labels,
            cells,
            "As a share of the range of what the actor may get. Positive by construction: choice is noisy, and each of "
            "many noisy choices costs a little.",
            heads=2,
        )
    ]


def _bound(most: float) -> str:
    """What noise can cost; no bound where it is more than all that there is to lose."""
    return f"{most:.2g}" if most < 1 else BOUNDLESS


def _equilibria(context: Context) -> str:
    found = len(context.study.branches)
    starts = numeral(BRANCH_STARTS + 1)
    searched = f"The search began from {starts} starting points: the solution's own and nearly pure play"
    if not found:
        return f"{searched}. All led to the one equilibrium reported."
    return sentence(f"{searched}. It found {counted(found, 'other equilibrium', 'other equilibria')}, set out above.")
