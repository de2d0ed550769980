"""S11: beliefs carried from crisis to crisis, and what one crisis makes of the next.

In the sample south-asia-recurrent-window a crisis after a path is compared with the same crisis at the prior: same
public state, same move, same time left (:mod:`deterrence.forecasting.quantities.precedents`). Pakistan stands firm
where it answers India's strikes with strikes, and yields where it does not; India is the side attacked first. Unless
a test says otherwise no type is redrawn between crises.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from deterrence.forecasting.automata import Stack, Tracked
from deterrence.forecasting.both_ways import Asked, pushed
from deterrence.forecasting.decision_flow import Flow
from deterrence.forecasting.push import Pusher
from deterrence.forecasting.quantities.precedents import HAPPENED, NextCrisis, Precedent, read_precedent
from deterrence.forecasting.readouts import Readouts
from deterrence.games.brief import EventBrief
from deterrence.games.crisis_game import CrisisGame
from deterrence.scenario.crisis import Crisis
from deterrence.solvers.grid import Grid, solve_grid
from shipped import crisis

FIRM = ("match_strike", "below_to_strike", "match_bases", "above_to_bases")
YIELDS = ("hold", "below_to_measures", "offer_after_strikes")


def event(actor: str, moves: tuple[str, ...], **when: int) -> EventBrief:
    turns = (f"{actor}_answers", f"{actor}_attacked")
    return EventBrief("x", "x", turns=turns, moves=moves, when={name: (value,) for name, value in when.items()})


STANDS_FIRM, GIVES_WAY = event("pakistan", FIRM), event("pakistan", YIELDS)
LETS_PASS, STRIKES = event("india", ("restrain",)), event("india", ("strike",))
SOME = 0.4
CHALLENGE = EventBrief("c", "c", tags=("challenge",))


def shipped() -> Crisis:
    return crisis("south-asia-recurrent-window")


def mirrored() -> Crisis:
    """Pakistan attacked first."""
    return shipped().changed(window=shipped().record.window.model_copy(update={"first": "pakistan_attacked"}))


def without_renewal() -> Crisis:
    return shipped().changed(lotteries=tuple(x.model_copy(update={"renews": {}}) for x in shipped().record.lotteries))


@cache
def solved(share: float = 0.0, form: str = "as it is", points: int = 9, **changes: float) -> tuple[CrisisGame, Pusher]:
    case = {"as it is": shipped, "mirrored": mirrored, "no renewal": without_renewal}[form]()
    names = {name.replace("_dot_", "."): value for name, value in changes.items()}
    game = case.compile({"india.change": share, "pakistan.change": share, **names})
    return game, Pusher(solve_grid(game.game, Grid(points=points)))


@cache
def turnover_in_pakistan() -> tuple[CrisisGame, Pusher]:
    """Some of Pakistan's type goes with its leaders, none of India's."""
    return solved(pakistan_dot_change=SOME)


@cache
def known_to_weigh_costs() -> tuple[CrisisGame, Pusher]:
    """India cannot be committed, and everybody knows it."""
    return solved(india_dot_committed_dot_prior=0.0)


@dataclass(frozen=True)
class Found(Precedent):
    """The precedent effect, and E[b_i] as the next crisis begins, by actor and type."""

    belief: tuple[np.ndarray, ...]


def found(
    case: tuple[CrisisGame, Pusher], after: EventBrief, challenger: str = "india", about: tuple[str, ...] | None = None
) -> Found:
    game, pusher = case
    effect = NextCrisis(game, after, CHALLENGE, challenger, about)
    stack = Stack(game.structure, {"next": effect.waiting})
    meetings = {at_prior: effect.meeting("next", "through", at_prior=at_prior) for at_prior in (False, True)}
    asked = Asked.of(stack, Readouts(game.structure, {"through": effect.through}), meetings)
    waiting = stack.block("next").start + HAPPENED
    total = np.zeros(pusher.sizes)

    def visit(flow: Flow) -> None:
        if effect.counted[flow.state]:
            total[...] += flow.on_grid(flow.of(waiting))

    pusher.finish(stack, visit)
    met = pushed(pusher, asked).met
    read = read_precedent(met[False], met[True])
    assert read is not None and read.reached > 1e-3
    assert total.sum() == pytest.approx(read.reached, abs=1e-12)
    axes = range(len(pusher.axes))
    along = [total.sum(tuple(j for j in axes if j != i)) / total.sum() for i in axes]
    return Found(**vars(read), belief=tuple(m @ axis.belief for m, axis in zip(along, pusher.axes, strict=True)))


def rung(name: str) -> int:
    return solved()[0].structure.rungs.index(name)


def test_a_crisis_is_the_whole_of_what_follows_its_beginning():
    """Peaks are a distribution; a challenge is a strike at least; beliefs at the prior are the prior."""
    effect = found(solved(), STANDS_FIRM)
    for peak, challenge in ((effect.peak, effect.challenge), (effect.peak_at_prior, effect.challenge_at_prior)):
        assert peak.sum() == pytest.approx(1.0, abs=1e-12)
        assert peak[rung("strike") :].sum() >= challenge - 1e-12
        assert peak[rung("attack")] == 0.0  # the armed group's attack is neither side's act


def test_what_happened_in_a_crisis_is_what_is_believed_in_the_next():
    prior = 0.3
    assert found(solved(), STANDS_FIRM).belief[1][1] > prior + 0.2
    assert found(solved(), GIVES_WAY).belief[1][1] < prior - 0.2
    assert found(solved(), LETS_PASS).belief[0][1] < prior - 0.2
    assert found(solved(), STRIKES).belief[0][1] > prior + 0.1


def test_the_next_challenge_by_what_happened():
    """Firmness of the other side deters, its giving way invites; what a side itself did predicts what it will do."""
    deterred = found(solved(), STANDS_FIRM, about=("pakistan",))
    assert deterred.challenge < deterred.challenge_at_prior - 0.01
    invited = found(solved(), GIVES_WAY, about=("pakistan",))
    assert invited.challenge > invited.challenge_at_prior + 0.03
    passed = found(solved(), LETS_PASS)
    assert passed.challenge < passed.challenge_at_prior - 0.1
    emboldened = found(solved(), LETS_PASS, "pakistan")
    assert emboldened.challenge > emboldened.challenge_at_prior + 0.05


@pytest.mark.slow
@pytest.mark.parametrize(("grievance", "falls"), [(0.2, False), (1.2, True)])
def test_firmness_met_by_those_who_need_not_have_struck_precedes_more_strikes(grievance, falls):
    """Over both reputations. Where letting an attack pass costs India little, its having struck says that it is
    committed, and that outweighs what it learned of Pakistan; where it costs much, striking says little."""
    effect = found(solved(india_dot_grievance=grievance), STANDS_FIRM)
    assert (effect.challenge < effect.challenge_at_prior - 0.03) is falls
    assert (effect.challenge > effect.challenge_at_prior + 0.03) is not falls


def test_the_next_crisis_is_more_dangerous_where_both_may_be_committed():
    """After firmness strikes come no more often, but they climb higher."""
    effect = found(solved(), STANDS_FIRM)
    assert effect.challenge < effect.challenge_at_prior + 0.01
    for name in ("bases", "war"):
        after, at_prior = effect.at_least(rung(name))
        assert after > 1.3 * at_prior
    yielded = found(solved(), GIVES_WAY)
    assert yielded.challenge > yielded.challenge_at_prior + 0.05
    after, at_prior = yielded.at_least(rung("war"))
    assert after < at_prior  # likelier, and less dangerous


def test_it_is_safer_where_the_challenger_is_known_to_weigh_costs():
    """The reversal: a challenger who can only be deterred is, and yielding to it is what makes the next one worse."""
    firm, yielded = found(known_to_weigh_costs(), STANDS_FIRM), found(known_to_weigh_costs(), GIVES_WAY)
    assert firm.challenge < firm.challenge_at_prior - 0.01
    assert yielded.challenge > yielded.challenge_at_prior + 0.05
    for name in ("bases", "war"):
        after, at_prior = firm.at_least(rung(name))
        assert after < at_prior
        after, at_prior = yielded.at_least(rung(name))
        assert after > at_prior


def test_a_change_of_all_leaders_makes_the_next_crisis_the_crisis_at_the_prior():
    for after in (STANDS_FIRM, GIVES_WAY, LETS_PASS):
        effect = found(solved(share=1.0), after)
        assert effect.challenge == pytest.approx(effect.challenge_at_prior, abs=1e-13)
        np.testing.assert_allclose(effect.peak, effect.peak_at_prior, atol=1e-13)
        for i in (0, 1):
            assert effect.belief[i] == pytest.approx([0.7, 0.3], abs=1e-13)


def test_a_share_of_zero_is_no_renewal():
    same, none = found(solved(share=0.0), STANDS_FIRM), found(solved(form="no renewal"), STANDS_FIRM)
    assert same.challenge == none.challenge and same.reached == none.reached
    np.testing.assert_array_equal(same.peak, none.peak)


@pytest.mark.parametrize(
    "after", [pytest.param(STANDS_FIRM, marks=pytest.mark.slow), GIVES_WAY], ids=["firm", "yields"]
)
def test_the_reset_is_monotone_in_the_share(after):
    """Of what is believed and of what is done: the more of a type goes with its leader, the less its precedent says."""
    cases = [solved(), turnover_in_pakistan(), solved(share=1.0)]
    effects = [found(case, after, about=("pakistan",)) for case in cases]
    taught = [abs(e.belief[1][1] - 0.3) for e in effects]
    shown = [abs(e.challenge - e.challenge_at_prior) for e in effects]
    assert all(later < earlier for earlier, later in pairwise(taught)), taught
    assert all(later < earlier for earlier, later in pairwise(shown)), shown


@pytest.mark.slow
def test_a_change_of_the_challengers_leaders_can_make_firmness_deter_more():
    """An India that has struck is then less surely committed, and who is not committed can be deterred."""
    none = found(solved(), STANDS_FIRM, about=("pakistan",))
    some = found(solved(india_dot_change=0.3), STANDS_FIRM, about=("pakistan",))
    assert some.challenge_at_prior - some.challenge > none.challenge_at_prior - none.challenge + 0.01 > 0.02


@pytest.mark.parametrize("moves", [FIRM, YIELDS], ids=["firm", "yields"])
def test_belief_goes_back_by_exactly_the_share(moves):
    """E[b'] = (1 − s) E[b] + s π over each path, with the same play: the renewal is all that differs."""
    game, pusher = turnover_in_pakistan()
    first = event("pakistan", moves, crisis=1)
    lasting = replace(pusher.game, numbers=replace(pusher.game.numbers, renewal=None))
    kept = (game, Pusher(replace(pusher.assessment, game=lasting)))
    before, after = found(kept, first, ""), found((game, pusher), first, "")
    assert before.reached == pytest.approx(after.reached, abs=1e-14)
    for i, share in enumerate((0.0, SOME)):
        moved = (1 - share) * before.belief[i] + share * np.array([0.7, 0.3])
        np.testing.assert_allclose(after.belief[i], moved, atol=1e-12)


@pytest.mark.slow
def test_exchanging_the_two_states_exchanges_the_results():
    other = solved(form="mirrored", attack_dot_india=0.25, attack_dot_pakistan=0.5)
    for mine, theirs in ((STANDS_FIRM, event("india", FIRM)), (GIVES_WAY, event("india", YIELDS))):
        one, two = found(solved(), mine, "india"), found(other, theirs, "pakistan")
        assert one.reached == pytest.approx(two.reached, abs=1e-9)
        assert one.challenge == pytest.approx(two.challenge, abs=1e-9)
        np.testing.assert_allclose(one.peak, two.peak, atol=1e-9)
        np.testing.assert_allclose(one.belief[0], two.belief[1], atol=1e-9)


BROKEN = 3


def streak(game: CrisisGame) -> Tracked:
    """Crises in a row in which Pakistan answered India's strikes with strikes; BROKEN for good once it has not.

    Tags: 0 and 1, so many so far; 2, two; 3, broken; 4 and 5, as 0 and 1 but the crisis under way is counted already.
    """
    s = game.structure
    table = np.tile(np.arange(6), (len(s.branches), 1))
    for b, m in enumerate(s.branch_move):
        if m < 0:
            table[b] = [0, 1, 2, 3, 1, 2]  # chance moves between two crises only
        elif game.nodes[s.moves[m].state] == "pakistan_answers":
            if s.moves[m].label in FIRM:
                table[b] = [4, 5, 2, 3, 4, 5]
            elif s.moves[m].label in YIELDS:
                table[b] = BROKEN
    return Tracked(table)


def test_challenges_fall_along_a_streak_of_crises():
    """S4 across crises, at one and the same third crisis and move, with India known to weigh costs."""
    game, pusher = known_to_weigh_costs()
    s = game.structure
    stack = Stack(s, {"streak": streak(game)})
    first = stack.block("streak").start
    seen: dict[int, dict[int, tuple[float, float]]] = {}

    def visit(flow: Flow) -> None:
        if game.nodes[flow.state] == "india_attacked" and game.public[flow.state]["crisis"] == 3:
            strike = [s.moves[m].label == "strike" for m in flow.moves]
            for tag in range(BROKEN + 1):
                share = flow.move_mass(flow.of(first + tag))
                if share.sum() > 1e-6:
                    seen.setdefault(flow.stage, {})[tag] = (
                        float(share[strike].sum() / share.sum()),
                        float(share.sum()),
                    )

    pusher.finish(stack, visit)
    whole = {t: by for t, by in seen.items() if set(by) == set(range(BROKEN + 1))}
    assert whole
    stage = max(whole, key=lambda t: min(mass for _, mass in whole[t].values()))
    none, one, two, broken = (whole[stage][tag][0] for tag in range(BROKEN + 1))
    assert two < one < none < broken, whole[stage]
