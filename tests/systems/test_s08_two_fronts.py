"""S8: enforcement on one front read on the other, where the defender is of one type, and not where it is of two.

What is compared is the eastern adversary's next choice after the defender has answered a challenge in the west by
force, and after it has left one unanswered: at the same turn, so that nothing else differs but what is believed (and,
where a response ties forces down, that).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from deterrence.forecasting.automata import Stack, Tracked
from deterrence.forecasting.decision_flow import Flow
from deterrence.forecasting.keys import Key
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.registry import measure
from deterrence.games.crisis_game import CrisisGame
from deterrence.scenario.campaign.record import Campaign
from deterrence.scenario.crisis import Crisis
from deterrence.solvers.grid import Assessment, Grid, solve_grid
from shipped import crisis

OTHER = {"west": "east", "east": "west"}
ANSWERS = {"respond": 1, "leave": 2}
Changes = tuple[tuple[str, float], ...]


def shipped() -> Crisis:
    return crisis("two-fronts-window")


def separate(case: Crisis) -> Crisis:
    """The same crisis with a defender for each front, each of a type of its own, and nothing paid across fronts."""
    file = case.record.model_dump(mode="json", by_alias=True)
    (defender,) = [a for a in file["actors"] if a["id"] == "defender"]
    guards = [{**defender, "id": f"guard_{f}", "name": f"the defender in the {f}"} for f in OTHER]
    file["actors"] = [a for a in file["actors"] if a["id"] != "defender"] + guards
    for turn in file["turns"]:
        guard = f"guard_{turn['front']}"
        turn["actor"] = guard if turn["actor"] == "defender" else turn["actor"]
        for part in [p for m in turn["moves"] for p in (m, *m["outcomes"])]:
            if "defender" in part["pays"]:
                part["pays"][guard] = part["pays"].pop("defender")
    del file["window"]["closing"]["defender"]
    file["window"]["closing"] |= {f"guard_{f}": f"-open * ({f} not in (settled, fought))" for f in OTHER}
    for line in file["lines"]:
        line["owner"] = f"guard_{line['front']}"
    file["comparisons"] = []
    return Crisis(Campaign.model_validate(file))


def solved(case: Crisis, changes: dict[str, float], points: int = 25) -> tuple[CrisisGame, Assessment]:
    game = case.compile(changes)
    return game, solve_grid(game.game, Grid(points=points))


@cache
def common(changes: Changes = (), doctrine: str = "answer_everywhere") -> tuple[CrisisGame, Assessment]:
    return solved(shipped().with_doctrine("defender", doctrine), dict(changes))


@cache
def apart(changes: Changes = ()) -> tuple[CrisisGame, Assessment]:
    return solved(separate(shipped()), dict(changes), 13)


def answered(game: CrisisGame) -> Tracked:
    """What the last move was: 1 or 2 for an answer to a challenge, 0 for anything else."""
    s = game.structure
    table = np.tile(np.arange(3), (len(s.branches), 1))
    for b, m in enumerate(s.branch_move):
        if m >= 0:
            table[b] = ANSWERS.get(s.moves[m].label, 0)
    return Tracked(table)


def challenge_after(case: tuple[CrisisGame, Assessment], stage: int = 1) -> dict[str, float]:
    """Pr(a challenge on the other front | what the answer on this one was), the answer being given at a move."""
    game, assessment = case
    stack = Stack(game.structure, {"answered": answered(game)})
    first = stack.block("answered").start
    made, total = np.zeros(3), np.zeros(3)

    def visit(flow: Flow) -> None:
        if flow.stage == stage + 1:
            yes = np.array([game.structure.moves[m].label == "challenge" for m in flow.moves])
            for tag in ANSWERS.values():
                moves = flow.move_mass(flow.of(first + tag))
                made[tag] += moves[yes].sum()
                total[tag] += moves.sum()

    Pusher(assessment).finish(stack, visit)
    return {name: made[tag] / total[tag] for name, tag in ANSWERS.items()}


def effect(case: tuple[CrisisGame, Assessment], stage: int = 1) -> float:
    after = challenge_after(case, stage)
    return after["respond"] - after["leave"]


def happens(case: tuple[CrisisGame, Assessment], event: str) -> float:
    return measure(*case, {"event"})[0][Key("event", of=event)]


@pytest.mark.parametrize("stage", [1, 3])
def test_with_a_common_type_a_response_on_one_front_lowers_challenges_on_the_other(stage):
    assert effect(common(), stage) < -0.05


def test_with_independent_types_it_changes_nothing():
    """Exactly: beliefs are separate factors, payoffs separable, and a front that is over stays over."""
    game, assessment = apart((("stretch", 0.0),))
    assert abs(effect((game, assessment))) < 1e-9
    states = game.structure.states
    sizes = [len(lattice) for lattice in assessment.lattices]
    play = [
        np.exp(assessment.strategy(2, states.index(f"east/west={west}/east=calm")))[0, :2].reshape(2, *sizes)
        for west in ("calm", "engaged", "settled", "fought")
    ]
    guard_west = game.structure.actors.index("guard_west")
    for sigma in play:
        assert np.ptp(sigma, axis=1 + guard_west).max() < 1e-9
        assert np.abs(sigma - play[0]).max() < 1e-9
    assert np.ptp(play[0]) > 0.3, "it does depend on what is believed of the defender in the east"


def test_separable_payoffs_are_needed_for_that():
    assert effect(apart((("stretch", 0.6),))) > 1e-3


def test_it_vanishes_where_the_type_is_known():
    assert abs(effect(common((("defender.firm", 0.0), ("stretch", 0.0))))) < 1e-9


def test_it_reverses_where_the_type_is_known_and_a_response_ties_forces_down():
    """Then there is nothing to learn, and an answer in the east is dearer while forces are in the west."""
    assert effect(common((("defender.firm", 0.0), ("stretch", 0.6)))) > 1e-3


@pytest.mark.parametrize(("rally", "sign"), [(0.0, -1), (1.0, 1)])
def test_it_reverses_where_being_hit_is_worth_more_than_being_left(rally, sign):
    """Front-2 gain above the punishment: whoever wants to be answered challenges the more, the surer the answer."""
    changes = (("east.rally", rally), ("east.punishment", 0.2), ("east.prize", 0.2), ("east.hazard", 0.0))
    assert sign * effect(common(changes)) > 0.05


@pytest.mark.parametrize("doctrine", ["west_first", "east_first"])
def test_it_reverses_where_the_doctrine_is_to_fight_on_one_front_only(doctrine):
    """A response in the west is then the mark of a type that leaves the east: of the committed one, or of the other."""
    assert effect(common((("stretch", 0.0),), doctrine)) > 0.02


@pytest.mark.parametrize("front", list(OTHER))
def test_one_reputation_deters_more_than_two(front):
    """What is answered on either front is heard by both, so that answering pays more, and is expected more."""
    changes = (("stretch", 0.0),)
    one, two = (happens(case, f"challenge_{front}") for case in (common(changes), apart(changes)))
    assert one < two - 0.05


def test_fronts_exchanged_exchange_results():
    swapped = {
        name: shipped().parameters[f"{OTHER[front]}.{rest}"].value
        for name in shipped().parameters
        if "." in name
        for front, rest in [name.split(".", 1)]
        if front in OTHER
    }
    window = shipped().record.window.model_copy(update={"first": "east"})
    mirrored = solved(shipped().changed(window=window), swapped)
    for name in ("challenge", "respond", "war"):
        for front, other in OTHER.items():
            assert happens(mirrored, f"{name}_{front}") == pytest.approx(happens(common(), f"{name}_{other}"), abs=1e-8)
