"""S2: what an enforced and an unenforced crossing do to belief, by Bayes' rule; lines that move; what is verifiable.

The scenario is the shipped one of two states, each with a line on territory and a line on military facilities. It has
one front, so that by front is by line. Where the sign that the literature predicts reverses, the test says at which
value.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from systems.crossings import Answers

INDIA, PAKISTAN = 0, 1
ACTOR = {"india": INDIA, "pakistan": PAKISTAN}
LINES = ["india-territory", "india-facilities", "pakistan-territory", "pakistan-facilities"]
STAGE = {"india": 4, "pakistan": 5}  # moves counted from zero: India opens, so that its moves are even


def owner(line: str) -> str:
    return line.split("-")[0]


# Bayes' rule, and nothing else


def moves_of(side: str) -> range:
    """The side's own moves from its first possible crossing on."""
    return range(STAGE[side] - 2, 12, 2)


def bayes(prior: float, chance: np.ndarray) -> np.ndarray:
    """Belief in the commitment, from Pr(event | type), strategic first."""
    return prior * chance[1] / (prior * chance[1] + (1 - prior) * chance[0])


@pytest.mark.parametrize("line", LINES)
def test_every_public_outcome_of_an_answer_moves_belief_by_exactly_bayes_rule(line):
    """Likelihoods from the solved strategies and the declared rule, against the belief that pushed mass carries."""
    a, side = Answers.at(), owner(line)
    assert a.crossings(line, STAGE[side])
    for stage in moves_of(side)[:3]:
        for state in a.crossings(line, stage):
            expected = bayes(a.prior(ACTOR[side]), a.shown(stage, state))
            assert a.after(stage, state) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("line", LINES)
def test_belief_after_an_unenforced_crossing_averages_what_the_public_sees(line):
    """Enforcement is judged by what was meant, belief by what is seen: a lesser act may pass for the one declared."""
    a, side = Answers.at(), owner(line)
    prior, stage = a.prior(ACTOR[side]), STAGE[side]
    for state in a.crossings(line, stage):
        meant = a.likelihoods(stage, state)[:, ~a.enforcing(state)]
        public = np.array([1 - prior, prior])
        led = public @ meant @ a.show(state)[~a.enforcing(state)]
        expected = led @ bayes(prior, a.shown(stage, state)) / led.sum()
        _, left = a.answered(stage, state, a.at_prior())
        assert left.sum() == pytest.approx(public @ a.unenforced(stage, state), abs=1e-12)
        assert a.believed(ACTOR[side], left) == pytest.approx(expected, abs=1e-12)


def test_holding_lowers_belief_or_raises_it_as_the_odds_of_holding_say():
    """Down where the strategic type holds more than the commitment errs; up where answering pays it anyway."""
    a = Answers.at()
    seen = {-1: 0, 1: 0}
    for line in LINES:
        side = owner(line)
        for stage in moves_of(side):
            for state in a.crossings(line, stage):
                strategic, commitment = a.held(stage, state)
                moved = np.sign(a.after_holding(stage, state) - a.prior(ACTOR[side]))
                assert moved == np.sign(commitment - strategic)
                seen[int(moved)] += 1
    assert min(seen.values()) >= 5, "the shipped scenario shows both"


THRESHOLDS = [
    pytest.param("pakistan", "pakistan.committed.tremble", (0.001, 0.02), id="tremble-pakistan"),
    pytest.param(
        "pakistan", "pakistan.stakes.retribution", (0, 0.2), id="retribution-pakistan", marks=pytest.mark.slow
    ),
    pytest.param("india", "india.stakes.retribution", (0.1, 0.3), id="retribution-india", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("side", "number", "ends"), THRESHOLDS)
def test_the_sign_reverses_where_strategic_holding_is_as_likely_as_the_tremble(side, number, ends):
    """At the lower line: the value at which both types hold equally often, in the equilibrium there, and its sides."""
    stage, width = STAGE[side], ends[1] - ends[0]

    def answers(value: float) -> tuple[Answers, int]:
        a = Answers.at(((number, value),))
        return a, a.state(side, "strikes")

    def surplus(value: float) -> float:
        a, state = answers(value)
        strategic, commitment = a.held(stage, state)
        return float(np.log(strategic / commitment))

    threshold = brentq(surplus, *ends, xtol=2e-2 * width)
    for value, lowers in ((ends[0], True), (threshold - width / 10, True), (threshold + width / 10, False)):
        a, state = answers(value)
        assert (a.after_holding(stage, state) < a.prior(ACTOR[side])) == lowers
    a, state = answers(threshold)
    assert a.after_holding(stage, state) == pytest.approx(a.prior(ACTOR[side]), abs=0.02)


def test_the_tremble_does_not_reverse_it_for_a_side_that_often_holds():
    """India at the same point holds more than any plausible tremble makes the commitment hold: the sign stays."""
    for tremble in (0.01, 0.05):
        a = Answers.at((("india.committed.tremble", tremble),))
        assert a.after_holding(STAGE["india"], a.state("india", "strikes")) < a.prior(INDIA)


# Lines that move

WEAK = {  # answering at the lower line does not pay a strategic side; leaving the upper one unanswered is dear
    "committed.tremble": 0.1,
    "stakes.unanswered": 0.2,
    "stakes.retribution": 0.1,
}


def drifting(side: str, prior: float) -> Answers:
    changes = {f"{side}.{name}": value for name, value in WEAK.items()} | {f"{side}.committed.prior": prior}
    changes |= {f"lines.{side}-territory.audience_cost": 0.1, f"lines.{side}-facilities.audience_cost": 1.5}
    return Answers.at(tuple(sorted(changes.items())), 13)


@pytest.mark.parametrize(("side", "prior"), [("pakistan", 0.8), ("india", 0.9)])
def test_a_second_unenforced_crossing_moves_the_line_up_and_enforcement_restores_it(side, prior):
    """At one and the same later move, after crossings of the lower line left and kept at the moves before."""
    a = drifting(side, prior)
    first, lower = STAGE[side] - 2, a.state(side, "strikes")
    _, once = a.answered(first, lower, a.at_prior())
    _, twice = a.answered(first + 2, lower, once)
    restored, _ = a.answered(first + 4, lower, twice)
    histories = (a.at_prior(), once, twice, restored)
    stands = [a.stands_at(side, first + 6, mass) for mass in histories]
    strikes = a.board.rungs.index("strikes")
    assert stands[0] == stands[1] == stands[3] == strikes < stands[2]
    none, left, again, kept = (a.believed(ACTOR[side], mass) for mass in histories)
    assert none > left > again < kept


@pytest.mark.parametrize("side", ["india", "pakistan"])
def test_by_line_only_the_line_that_reputation_holds_up_moves(side):
    """As shipped: a strategic side answers at the lower line for its own reasons, and that line stays where it is."""
    a = Answers.at()
    first, later = STAGE[side] - 2, STAGE[side] + 4
    lower, upper = a.state(side, "strikes"), a.state(side, "bases")
    _, left = a.answered(first, lower, a.at_prior())
    assert a.share(later, lower, a.at_prior()) > 0.9 and a.share(later, lower, left) > 0.9
    assert a.share(later, upper, a.at_prior()) > 0.5 > a.share(later, upper, left)


def test_the_line_is_held_up_by_restraint_where_restraint_is_the_commitments_error():
    """The reversal: with a tremble above strategic restraint, a crossing left unenforced strengthens the upper line."""
    changes = (("pakistan.committed.prior", 0.5), ("pakistan.committed.tremble", 0.05))
    a = Answers.at(changes)
    _, left = a.answered(3, a.state("pakistan", "strikes"), a.at_prior())
    upper = a.state("pakistan", "bases")
    assert a.share(9, upper, left) > a.share(9, upper, a.at_prior()) + 0.1


# Excusing

SPEED = [(side, rung, line) for side in ACTOR for rung, line in (("strikes", "territory"), ("bases", "facilities"))]


def other(side: str) -> str:
    return "pakistan" if side == "india" else "india"


def speeds(strategies: Answers, noise: Answers, side: str, rung: str) -> tuple[float, float]:
    """Log odds by which belief rises where the public sees the line enforced, and falls where it does not.

    What is seen is an act, at some rung, that may have misfired or been misread: where accidents are not established,
    a lesser act passes for enforcement. Strategies are of one solution, chances of what is seen of another.
    """
    state = strategies.state(side, rung)
    shown = strategies.likelihoods(STAGE[side], state) @ noise.show(state)
    kept = shown[:, strategies.seen_enforcing(state)].sum(1)
    return float(np.log(kept[1] / kept[0])), float(np.log((1 - kept[0]) / (1 - kept[1])))


def verifiable(side: str, line: str, value: float) -> Answers:
    """The answer lands at the other side's line, whose excusing decides what is established about it."""
    return Answers.at(((f"lines.{other(side)}-{line}.excusing", value),))


@pytest.mark.parametrize(("side", "rung", "line"), SPEED)
def test_at_fixed_strategies_less_excusing_slows_both(side, rung, line):
    """Restoration always; the loss where lesser acts are a larger part of what the strategic side does instead.

    With d the chance that a lesser act passes for enforcement, and B and L the chances, by type, of that act and of
    being seen to leave the line, the loss slows if and only if B/L is larger for the strategic type.
    """
    base = Answers.at()
    up, down = zip(*(speeds(base, verifiable(side, line, v), side, rung) for v in (0.0, 0.4, 0.9)), strict=True)
    assert up[0] < up[1] < up[2]
    state = base.state(side, rung)
    labels = [base.compiled.structure.moves[m].label for m in base.compiled.structure.moves_at[state][ACTOR[side]]]
    left = base.shown(STAGE[side], state)[:, ~base.seen_enforcing(state)].sum(1)
    strategic, commitment = base.likelihoods(STAGE[side], state)[:, labels.index("below")] / left
    assert np.sign(down[2] - down[0]) == np.sign(strategic - commitment)
    if (side, line) != ("india", "facilities"):
        assert down[0] < down[1] < down[2]
    else:
        assert down[0] > down[2], "a strategic India that does not answer there hardly ever acts lower"


@pytest.mark.parametrize(("side", "rung", "line"), SPEED)
def test_in_equilibrium_less_pooling_offsets_it_at_the_upper_line(side, rung, line):
    """An unverified misreading of an answer at the upper line is general war: the strategic side answers less, and
    so parts from the commitment."""
    none, much = verifiable(side, line, 0.0), verifiable(side, line, 0.9)
    slow, fast = speeds(none, none, side, rung), speeds(much, much, side, rung)
    enforced = [1 - a.unenforced(STAGE[side], a.state(side, rung))[0] for a in (none, much)]
    if line == "facilities":
        assert enforced[0] < enforced[1] - 0.1
        assert slow[0] > fast[0] + 0.1 and slow[1] > fast[1] + 0.1
    else:
        assert abs(enforced[0] - enforced[1]) < 0.02
        assert slow[0] < fast[0] and slow[1] < fast[1]
