"""S4: an adversary's belief rebuilt act by act, and the next attack then. As far as the present game shows it.

The game is the ladder. Column's commitment answers in kind; Row is known to be strategic, so that what changes along a
streak of answered acts is the belief about Column alone. Attacks are compared at one and the same position and move, so
that neither the rung nor the time left is part of the comparison.

What cannot be shown here: one window is one crisis, so that a streak is of acts within it. Attacks far apart in time,
with a reputation carried from crisis to crisis, need episodes.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from deterrence.doctrines.instantiate import candidates
from deterrence.doctrines.reading import library
from deterrence.forecasting.automata import Stack, Tracked
from deterrence.forecasting.push import Pusher
from deterrence.games.crisis_game import CrisisGame
from deterrence.parameters.parameter import Parameter
from deterrence.scenario.crisis import Crisis
from deterrence.scenario.ladder.public_state import FACING_AN_ACT
from deterrence.solvers.grid import Assessment, Grid, solve_grid
from deterrence.stress.doctrines import given
from shipped import scenario

BROKEN, LONGEST = 7, 6
ATTACKED = "attacked/challenged"
ROW, COLUMN = 0, 1


def ladder(moves: int = 24, retribution: float | None = None) -> Crisis:
    """The ladder, for so many moves, with a worth to Row of answering an act at its rung or above."""
    base = scenario("ladder")
    number = Parameter(value=retribution or 0.0, unit="stake", source="judgement", role="fixed")
    row, column = base.actors
    stakes = row.stakes.model_copy(update={"retribution": number if retribution else None})
    window = base.window.model_copy(update={"moves": moves})
    return Crisis(
        base.model_copy(update={"window": window, "actors": (row.model_copy(update={"stakes": stakes}), column)})
    )


@cache
def solved(
    prior: float, moves: int = 24, retribution: float | None = None, doctrine: str = "in-kind"
) -> tuple[CrisisGame, Assessment]:
    case = ladder(moves, retribution)
    entry = next(d for d in library().doctrines if d.id == doctrine)
    candidate = next(candidates(entry, case.compile(), "column"))
    values = dict(case.parameters.defaults) | {"column.committed.prior": prior, "row.committed.prior": 0.0}
    game = given(case, values, "column", candidate)
    return game, solve_grid(game.game, Grid(points=25, tolerance=1e-8))


def acting(game: CrisisGame, assessment: Assessment, actor: int, stage: int, state: str) -> np.ndarray:
    """Pr(an act on the ladder) by the strategic type, at every belief node about Column."""
    s = game.structure
    x = s.states.index(state)
    acts = ["respond" in s.moves[m].tags for m in s.moves_at[x][actor]]
    return np.exp(assessment.strategy(stage, x))[0, : len(acts)][acts].sum(0).ravel()


def streak(game: CrisisGame) -> Tracked:
    """Row's acts answered by an act of Column's, one after another; broken for good by one left unanswered."""
    s = game.structure
    longer = np.append(np.minimum(np.arange(BROKEN) + 1, LONGEST), BROKEN)
    table = np.tile(np.arange(BROKEN + 1), (len(s.branches), 1))
    for b, m in enumerate(s.branch_move):
        if m >= 0 and s.moves[m].actor == COLUMN and game.public[s.moves[m].state]["last"] in FACING_AN_ACT:
            table[b] = longer if "respond" in s.moves[m].tags else BROKEN
    return Tracked(table)


def along(game: CrisisGame, assessment: Assessment, stage: int, state: str) -> dict[int, tuple[float, float]]:
    """By length of the streak: (Pr(Row attacks), E[belief that Column is committed]) at a position and move."""
    pusher = Pusher(assessment)
    s = game.structure
    stack = Stack(s, {"streak": streak(game)})
    first = stack.block("streak").start
    belief = pusher.axes[COLUMN].belief
    committed = belief[:, 1] if belief.shape[1] > 1 else np.zeros(len(belief))
    found = {}

    def visit(flow):
        if flow.stage == stage and s.states[flow.state] == state:
            acts = ["respond" in s.moves[m].tags for m in flow.moves]
            for tag in range(BROKEN):
                mass = flow.of(first + tag)
                if mass.sum() > 1e-7:
                    made = flow.move_mass(mass)
                    seen = float(mass @ committed[flow.live] / mass.sum())
                    found[tag] = (float(made[acts].sum() / made.sum()), seen)

    pusher.finish(stack, visit)
    return dict(sorted(found.items()))


@pytest.mark.parametrize("prior", [0.2, 0.5])
def test_attack_falls_along_a_streak_where_reputation_is_unsettled(prior):
    found = along(*solved(prior), 8, f"row/low/{ATTACKED}")
    attack, belief = zip(*found.values(), strict=True)
    assert len(found) >= 4
    assert all(b >= a - 1e-3 for a, b in pairwise(belief)) and belief[-1] > belief[0] + 0.5
    assert all(b <= a + 1e-3 for a, b in pairwise(attack)) and attack[-1] < attack[0] - 0.1


def test_it_does_not_where_the_type_is_known():
    attack = [p for p, _ in along(*solved(0.0), 8, f"row/low/{ATTACKED}").values()]
    assert len(attack) >= 4 and np.ptp(attack) < 1e-12


@pytest.mark.parametrize(("retribution", "deters"), [(1.0, True), (2.0, False)])
def test_it_does_not_where_the_gain_exceeds_the_punishment(retribution, deters):
    """Being answered is occasion for retribution: where that is worth more than the answer costs, the sign reverses."""
    game, assessment = solved(0.2, 24, retribution)
    attack, belief = zip(*along(game, assessment, 8, f"row/low/{ATTACKED}").values(), strict=True)
    assert belief[-1] > belief[0] + 0.3
    assert attack[-1] < attack[0] - 0.05 if deters else attack[-1] > attack[0]


@pytest.mark.parametrize(("moves", "last"), [(23, ROW), (24, COLUMN)])
def test_it_unravels_at_a_known_last_round(moves, last):
    """Whoever moves last does so whatever is believed: nothing is left to deter, and no reputation to build."""
    game, assessment = solved(0.2, moves)
    state = f"{('row', 'column')[last]}/low/{ATTACKED}"
    at_end = acting(game, assessment, last, moves - 1, state)
    before = acting(game, assessment, last, moves - 3, state)
    assert np.ptp(at_end) < 1e-6 < 0.05 < np.ptp(before)


def test_what_reputation_adds_to_answering_falls_towards_the_end():
    """The strategic Column answers more where its type is unsettled; the less is left, the less so."""
    game, assessment = solved(0.2, 24)
    spans = [np.ptp(acting(game, assessment, COLUMN, t, f"column/low/{ATTACKED}")) for t in range(11, 24, 2)]
    assert all(later < earlier + 1e-4 for earlier, later in pairwise(spans)), spans
    assert spans[-1] < 1e-6 < 0.1 < spans[0]


def test_a_later_challenge_is_answered_harder_under_the_cumulative_doctrine():
    game, _ = solved(0.2, 24, None, "cumulative")
    s = game.structure
    rule = game.game.numbers.rule

    def called_for(state: str) -> str:
        x = s.states.index(state)
        moves = s.moves_at[x][COLUMN]
        return s.moves[max(moves, key=lambda m: rule[m, 1])].label

    assert called_for("column/low/attacked/row-made-1/challenged") == "match"
    assert called_for("column/low/attacked/row-made-2/challenged") == "climb"
