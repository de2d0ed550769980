"""War with crazy types (Acharya & Grillo 2015): the madman strategy, when it pays, and what it costs.

Leader 1 settles, each getting what it could win (p and 1 − p), or demands all. Facing the demand, Leader 2 concedes
(1 and 0) or resists: a limited war that costs c1 and c2. Then Leader 1 backs off (to the settlement) or escalates to
total war, which costs k1 and k2 more. A crazy Leader 1 (prior e1) always demands and escalates, a crazy Leader 2
(prior e2) always resists; the rational never gain from total war. Rational Leader 2 resists while the odds m that its
opponent is crazy are below m* = (1 − p − c2)/k2; rational Leader 1 demands while the odds of resistance are below
r* = (1 − p)/(1 − p + c1). The equilibrium is generically unique, as every demand may come from a crazy leader:

    e2 > r*               the rational settle: madness in the opponent deters them
    e2 < r*, e1 > m*      the rational demand and the rational concede: the madman strategy pays
    e2 < r*, e1 < m*      the rational demand with odds d = e1(1 − m*)/((1 − e1)m*), and meet resistance of odds r*
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, chance_of, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

ONE, TWO = "Leader 1", "Leader 2"
BASE = {"p": 0.5, "c1": 0.1, "c2": 0.1, "k1": 1.0, "k2": 1.0, "e1": 0.1, "e2": 0.1}
CASES = ((0.1, 0.1), (0.35, 0.4), (0.6, 0.1), (0.1, 0.9), (0.6, 0.9))  # e1, e2: every region


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

    def dispute(crazy1: bool, crazy2: bool) -> Part:
        def end(to1: Any, to2: Any) -> Part:
            return g.end(0.0 if crazy1 else to1, 0.0 if crazy2 else to2)

        after = end(p - c1 - k1, 1 - p - c2 - k2)
        if not crazy1:
            after = g.move(ONE, "resisted", {"back off": end(p - c1, 1 - p - c2), "escalate": after})
        if not crazy2:
            after = g.move(TWO, "demand", {"concede": end(1, 0), "resist": after})
        return after if crazy1 else g.move(ONE, "start", {"settle": end(p, 1 - p), "demand": after})

    def second(crazy1: bool) -> Part:
        return g.chance("2", {"rational": (1 - e2, dispute(crazy1, False)), "crazy": (e2, dispute(crazy1, True))})

    return g.tree(g.chance("1", {"rational": (1 - e1, second(False)), "crazy": (e1, second(True))}))


_built = cache(build)


class Theory:
    """The closed form: odds of a demand and of resistance by the rational."""

    def __init__(self, **values: float):
        v = self.values = BASE | values
        self.m, self.r = (1 - v["p"] - v["c2"]) / v["k2"], (1 - v["p"]) / (1 - v["p"] + v["c1"])
        self.demand, self.resist = (0.0, 0.0) if v["e2"] > self.r else (1.0, 0.0)
        if v["e2"] < self.r and v["e1"] < self.m:
            self.demand = v["e1"] * (1 - self.m) / ((1 - v["e1"]) * self.m)
            self.resist = (self.r - v["e2"]) / (1 - v["e2"])

    def play(self, demand: float | None = None, resist: float | None = None, **at: float) -> Any:
        """The equilibrium, or with other odds; evaluated ``at`` other values, strategies unchanged."""
        x = self.demand if demand is None else demand
        y = self.resist if resist is None else resist
        strategies: dict[Any, Any] = {
            (ONE, "start"): {"demand": x, "settle": 1 - x},
            (ONE, "resisted"): {"back off": 1.0},
        }
        strategies[TWO, "demand"] = {"resist": y, "concede": 1 - y}
        return assess(_built(), strategies, self.values | at)


def _equilibria() -> Evidence:
    """The closed form is a sequential equilibrium in every region; with other odds of demands or resistance none is."""
    found = []
    for e1, e2 in CASES:
        theory = Theory(e1=e1, e2=e2)
        found.append(below(sequential_regret(theory.play()), 1e-9, f"e1={e1}, e2={e2}"))
        for x, y in ((0.05, None), (0.99, None), (None, 0.05), (None, 0.99)):
            found.append(sign(1, sequential_regret(theory.play(x, y)), "other odds"))
    return all_of(*found)


def _peace_if_rational() -> Evidence:
    """Leaders known to be rational settle: without crazy types the chance of a demand is nought, and tends to it."""
    found = [
        below(sequential_regret(Theory().play(0.0, 1.0, e1=0.0, e2=0.0)), 1e-9, "settle, else resist: e1 = e2 = 0")
    ]
    for e in (1e-2, 1e-4, 1e-6):
        play = Theory(e1=e, e2=e).play(e1=0.0, e2=0.0)  # what the rational do, between themselves
        found.append(close(e * 0.6 / ((1 - e) * 0.4), chance_of(play, ONE, "demand"), 1e-9, f"e1 = e2 = {e:g}"))
    return all_of(*found, sign(1, regret(Theory().play(1.0, 0.0, e1=0.0, e2=0.0)), "a madman is not believed then"))


def _limited_war() -> Evidence:
    """With doubt on both sides, leaders who are both rational fight a limited war with odds d(r* − e2)/(1 − e2)."""
    found = []
    for e1, e2 in CASES[:2]:
        theory = Theory(e1=e1, e2=e2)
        v = theory.values
        m, r = (1 - v["p"] - v["c2"]) / v["k2"], (1 - v["p"]) / (1 - v["p"] + v["c1"])
        claimed = e1 * (1 - m) / ((1 - e1) * m) * (r - e2) / (1 - e2)
        found.append(close(claimed, chance_of(theory.play(e1=0.0, e2=0.0), TWO, "resist"), 1e-9, f"e1={e1}, e2={e2}"))
        found.append(sign(1, claimed, "positive"))
    return all_of(*found)


def _two_motives() -> Evidence:
    """As Leader 1 is less likely crazy, it demands less (reputation) and the rational other resists more (defence)."""
    rows = []
    for e1 in (0.45, 0.3, 0.2, 0.1):
        theory = Theory(e1=e1)
        rows.append((theory.demand, theory.resist, sequential_regret(theory.play())))
    demand, resist, worst = zip(*rows, strict=True)
    holds = list(demand) == sorted(demand, reverse=True) and demand[0] > demand[-1] and resist[0] < resist[1]
    shown = f"demand {', '.join(f'{x:.3f}' for x in demand)}; resist {', '.join(f'{x:.3f}' for x in resist)}"
    return all_of(
        below(max(worst), 1e-9), Evidence(holds, "demands fall, resistance rises", shown, "e1 = 0.45, 0.3, 0.2, 0.1")
    )


def _madman() -> Evidence:
    """The madman strategy pays exactly if e2 < r* and e1 > m*; then Leader 1 gains (1 − e2)(1 − p) − e2·c1."""
    found = []
    for e1, e2 in ((0.41, 0.1), (0.6, 0.8), (0.39, 0.1), (0.6, 0.85), (0.2, 0.9)):
        gain = (1 - e2) * 0.5 - e2 * 0.1 if e1 > 0.4 and e2 < 0.5 / 0.6 else 0.0
        value = Theory(e1=e1, e2=e2).play().value(ONE) / (1 - e1)
        found.append(close(gain, value - 0.5, 1e-9, f"e1={e1}, e2={e2}"))
    return all_of(*found)


def _strength() -> Evidence:
    """A stronger Leader 1 demands more often and is resisted less: m* falls with p, and r* too."""
    found, last = [], Theory(p=0.4)
    for p in (0.5, 0.6, 0.7):
        theory = Theory(p=p)
        found.append(below(sequential_regret(theory.play()), 1e-9, f"p={p}"))
        found += [sign(1, theory.demand - last.demand), sign(-1, theory.resist - last.resist)]
        last = theory
    return all_of(*found)


def _branch() -> Evidence:
    """The logit path ends at the closed form, the only equilibrium, in every region."""
    from ..solvers.tree import solve_tree

    gaps = []
    for e1, e2 in CASES:
        solved = solve_tree(_built(), values={"e1": e1, "e2": e2}).assessment
        gaps.append(float(abs(solved.policy - Theory(e1=e1, e2=e2).play().policy).max()))
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
    story="Two leaders would settle at once if each knew the other to be rational. But some leaders are aggressive "
    "whatever it costs, so a rational one may act as if it were mad and hope to be conceded to. If madness is likely "
    "enough the trick works; if not, the other resists so often that it hardly pays, and leaders who are both "
    "rational fight limited wars. Where the other may well be mad itself, nobody dares to play the madman.",
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
    branch="The path from λ = 0 ends at the closed form in every region; no folds met. There is nothing to select: "
    "every information set is reached, since crazy leaders reach it, and the equilibrium is unique but for ties.",
    uncertain="We had the abstracts only, so the moves and every closed form are ours; each result named in the "
    "abstract is then verified on them. In the paper both leaders may build a reputation; here only the first moves "
    "twice, so that only its reputation is at stake. That a demand is for all, and a settlement follows strength, "
    "fixes how strength matters.",
)
