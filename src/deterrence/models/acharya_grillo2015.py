"""War with crazy types (Acharya & Grillo 2015): when the madman strategy pays, and what it costs.

Leader 1 settles, each getting what it could win (p and 1 − p), or demands all. Facing the demand,
Leader 2 concedes (1 and 0) or resists: a limited war that costs c1 and c2. Then Leader 1 backs off
(to the settlement) or escalates to total war, which costs k1 and k2 more. A crazy Leader 1 (prior
e1) always demands and escalates, a crazy Leader 2 (prior e2) always resists; the rational never
gain from total war. Rational Leader 2 resists while the probability m that its opponent is crazy is
below m* = (1 − p − c2)/k2; rational Leader 1 demands while the probability of resistance is below
r* = (1 − p)/(1 − p + c1). The equilibrium is generically unique, as every demand may come from a
crazy leader:

    e2 > r*               the rational settle: madness in the opponent deters them
    e2 < r*, e1 > m*      the rational demand and the rational concede: the madman strategy pays
    e2 < r*, e1 < m*      the rational demand with probability d = e1(1 − m*)/((1 − e1)m*)
                          and meet resistance with probability r*
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
from .checks import (
    EXACT,
    Strategies,
    assess,
    chance_of,
    claim,
    follow_path,
    is_equilibrium,
    policy_gap,
    regret,
    sequential_regret,
)
from .model import Evidence, Model, Source, all_of, below, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

ONE, TWO = "Leader 1", "Leader 2"
BASE = {"p": 0.5, "c1": 0.1, "c2": 0.1, "k1": 1.0, "k2": 1.0, "e1": 0.1, "e2": 0.1}
LIMITED_WAR_CASES = ((0.1, 0.1), (0.35, 0.4))  # (e1, e2) with doubt on both sides
CASES = (*LIMITED_WAR_CASES, (0.6, 0.1), (0.1, 0.9), (0.6, 0.9))  # every region


def build() -> GameTree:
    """The dispute. A crazy leader has no choice and no payoff."""
    g = TreeBuilder("War with crazy types", (ONE, TWO))
    p = g.parameter("p", BASE["p"], "share of Leader 1 in a settlement", low=0, high=1)
    c1 = g.parameter("c1", BASE["c1"], "limited war, to Leader 1", low=0)
    c2 = g.parameter("c2", BASE["c2"], "limited war, to Leader 2", low=0)
    k1 = g.parameter("k1", BASE["k1"], "total war, to Leader 1", low=0)
    k2 = g.parameter("k2", BASE["k2"], "total war, to Leader 2", low=0)
    e1 = g.parameter("e1", BASE["e1"], "probability that Leader 1 is crazy", low=0, high=1)
    e2 = g.parameter("e2", BASE["e2"], "probability that Leader 2 is crazy", low=0, high=1)

    def dispute(one_is_crazy: bool, two_is_crazy: bool) -> Part:
        """What follows for a pair of types."""

        def end(to_one: Number, to_two: Number) -> Part:
            """Payoffs of the rational; the crazy have none."""
            return g.end(0.0 if one_is_crazy else to_one, 0.0 if two_is_crazy else to_two)

        after = end(p - c1 - k1, 1 - p - c2 - k2)
        if not one_is_crazy:
            limited_war = end(p - c1, 1 - p - c2)
            after = g.move(ONE, "resisted", {"back off": limited_war, "escalate": after})
        if not two_is_crazy:
            after = g.move(TWO, "demand", {"concede": end(1, 0), "resist": after})
        if not one_is_crazy:
            after = g.move(ONE, "start", {"settle": end(p, 1 - p), "demand": after})
        return after

    def second(one_is_crazy: bool) -> Part:
        """The lottery over Leader 2's types."""
        types = {
            "rational": (1 - e2, dispute(one_is_crazy, False)),
            "crazy": (e2, dispute(one_is_crazy, True)),
        }
        return g.chance("2", types)

    types = {"rational": (1 - e1, second(False)), "crazy": (e1, second(True))}
    return g.tree(g.chance("1", types))


_built = cache(build)


class ClosedForm:
    """Odds of a demand and of resistance by the rational, at BASE or at other ``values``.

    Attributes:
        values: all parameters.
        m, r: m* and r*.
        demand: probability that a rational Leader 1 demands.
        resist: probability that a rational Leader 2 resists.
    """

    def __init__(self, **values: float):
        v = self.values = BASE | values
        share = 1 - v["p"]
        self.m = (share - v["c2"]) / v["k2"]
        self.r = share / (share + v["c1"])
        self.demand, self.resist = (0.0, 0.0) if v["e2"] > self.r else (1.0, 0.0)
        if v["e2"] < self.r and v["e1"] < self.m:
            self.demand = v["e1"] * (1 - self.m) / ((1 - v["e1"]) * self.m)
            self.resist = (self.r - v["e2"]) / (1 - v["e2"])

    def play(
        self, demand: float | None = None, resist: float | None = None, **other: float
    ) -> TreeAssessment:
        """The equilibrium, or play with other probabilities.

        It is evaluated at ``other`` values if any are given, with unchanged strategies.
        """
        demands = self.demand if demand is None else demand
        resists = self.resist if resist is None else resist
        strategies: Strategies = {
            (ONE, "start"): {"demand": demands, "settle": 1 - demands},
            (ONE, "resisted"): {"back off": 1.0},
            (TWO, "demand"): {"resist": resists, "concede": 1 - resists},
        }
        return assess(_built(), strategies, self.values | other)


def _equilibria() -> Evidence:
    """The closed form is a sequential equilibrium in every region; with other probabilities of a
    demand or of resistance nothing is."""
    evidence = []
    for e1, e2 in CASES:
        closed = ClosedForm(e1=e1, e2=e2)
        evidence.append(is_equilibrium(closed.play(), f"e1={e1}, e2={e2}"))
        for chance in (0.05, 0.99):
            gain = sequential_regret(closed.play(demand=chance))
            evidence.append(sign(1, gain, "other probabilities"))
        for chance in (0.05, 0.99):
            gain = sequential_regret(closed.play(resist=chance))
            evidence.append(sign(1, gain, "other probabilities"))
    return all_of(*evidence)


def _peace_if_rational() -> Evidence:
    """Leaders known to be rational settle: without crazy types the chance of a demand is zero, and
    it tends to zero as they become rare."""
    all_rational = {"e1": 0.0, "e2": 0.0}
    m = ClosedForm().m
    settled = ClosedForm().play(demand=0.0, resist=1.0, **all_rational)
    madman = ClosedForm().play(demand=1.0, resist=0.0, **all_rational)
    evidence = [is_equilibrium(settled, "settle, else resist: e1 = e2 = 0")]
    for crazy in (1e-2, 1e-4, 1e-6):
        # what the rational do, between themselves
        play = ClosedForm(e1=crazy, e2=crazy).play(**all_rational)
        claimed = crazy * (1 - m) / ((1 - crazy) * m)
        detail = f"e1 = e2 = {crazy:g}"
        evidence.append(close(claimed, chance_of(play, ONE, "demand"), EXACT, detail))
    return all_of(*evidence, sign(1, regret(madman), "a madman is not believed then"))


def _limited_war() -> Evidence:
    """With doubt on both sides, leaders who are both rational fight a limited war with probability
    d(r* − e2)/(1 − e2)."""
    evidence = []
    for e1, e2 in LIMITED_WAR_CASES:
        closed = ClosedForm(e1=e1, e2=e2)
        m, r = closed.m, closed.r
        claimed = e1 * (1 - m) / ((1 - e1) * m) * (r - e2) / (1 - e2)
        war = chance_of(closed.play(e1=0.0, e2=0.0), TWO, "resist")
        evidence.append(close(claimed, war, EXACT, f"e1={e1}, e2={e2}"))
        evidence.append(sign(1, claimed, "positive"))
    return all_of(*evidence)


def _two_motives() -> Evidence:
    """As Leader 1 is less likely crazy, it demands less (reputation) and the rational other resists
    more (defence)."""
    closed = [ClosedForm(e1=e1) for e1 in (0.45, 0.3, 0.2, 0.1)]
    demand = [one.demand for one in closed]
    resist = [one.resist for one in closed]
    worst = max(sequential_regret(one.play()) for one in closed)
    falls = demand == sorted(demand, reverse=True) and demand[0] > demand[-1]
    rises = resist[0] < resist[1]
    shown = "demand {}; resist {}".format(
        *(", ".join(f"{chance:.3f}" for chance in column) for column in (demand, resist))
    )
    claimed = "demands fall, resistance rises"
    return all_of(
        below(worst, EXACT),
        Evidence(falls and rises, claimed, shown, "e1 = 0.45, 0.3, 0.2, 0.1"),
    )


def _madman() -> Evidence:
    """The madman strategy pays exactly if e2 < r* and e1 > m*; then Leader 1 gains
    (1 − e2)(1 − p) − e2·c1."""
    p, c1 = BASE["p"], BASE["c1"]
    m, r = 0.4, 0.5 / 0.6  # m* and r* at these numbers
    evidence = []
    for e1, e2 in ((0.41, 0.1), (0.6, 0.8), (0.39, 0.1), (0.6, 0.85), (0.2, 0.9)):
        pays = e1 > m and e2 < r
        claimed = (1 - e2) * (1 - p) - e2 * c1 if pays else 0.0
        payoff = ClosedForm(e1=e1, e2=e2).play().value(ONE) / (1 - e1)
        evidence.append(close(claimed, payoff - p, EXACT, f"e1={e1}, e2={e2}"))
    return all_of(*evidence)


def _strength() -> Evidence:
    """A stronger Leader 1 demands more often and is resisted less: m* falls with p, and r* too."""
    evidence = []
    weaker = ClosedForm(p=0.4)
    for p in (0.5, 0.6, 0.7):
        closed = ClosedForm(p=p)
        evidence += [
            is_equilibrium(closed.play(), f"p={p}"),
            sign(1, closed.demand - weaker.demand),
            sign(-1, closed.resist - weaker.resist),
        ]
        weaker = closed
    return all_of(*evidence)


def _branch() -> Evidence:
    """The logit path ends at the closed form, the only equilibrium, in every region."""
    gaps = []
    for e1, e2 in CASES:
        selected = follow_path(_built(), {"e1": e1, "e2": e2})
        gaps.append(policy_gap(selected, ClosedForm(e1=e1, e2=e2).play()))
    return below(max(gaps), 1e-6, "five cases, every region")


MODEL = Model(
    key="acharya_grillo2015",
    title="War with crazy types",
    source=Source(
        authors="Acharya, Avidit; Grillo, Edoardo",
        year=2015,
        title="War with Crazy Types",
        venue="Political Science Research and Methods 3(2), 281-307",
        where="its main results as the abstract states them",
        opened="abstract, published and working paper; the game rebuilt here",
    ),
    story=(
        "Two leaders would settle at once if each knew the other to be rational. But some leaders "
        "are aggressive whatever it costs, so a rational one may act as if it were mad and hope to "
        "be conceded to. If madness is likely enough the trick works; if not, the other resists so "
        "often that it hardly pays, and leaders who are both rational fight limited wars. Where "
        "the other may well be mad itself, nobody dares to play the madman."
    ),
    build=build,
    propositions=(
        claim("Equilibria", "equilibrium", "computed", _equilibria),
        claim("Rational leaders keep peace", "limit", "our reading", _peace_if_rational),
        claim("Limited war between the rational", "closed form", "our reading", _limited_war),
        claim("Reputation and defence", "sign", "our reading", _two_motives),
        claim("When the madman strategy pays", "threshold", "our reading", _madman),
        claim("Relative strength", "sign", "our reading", _strength),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 ends at the closed form in every region; no folds met. There is "
        "nothing to select: every information set is reached, since crazy leaders reach it, and "
        "the equilibrium is unique but for ties."
    ),
    uncertain=(
        "We had the abstracts only, so the moves and every closed form are ours; each result named "
        "in the abstract is then verified on them. In the paper both leaders may build a "
        "reputation; here only the first moves twice, so that only its reputation is at stake. "
        "That a demand is for all, and a settlement follows strength, fixes how strength matters."
    ),
)
