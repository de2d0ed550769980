"""Arms and fear (Kydd 1997): when building rationally frightens, and who can afford not to.

State 1 is greedy with probability g, else a security seeker; it builds, at cost k, or refrains.
State 2 trusts it or confronts it by war. If trusted, State 1 may attack. State 1 wins with
probability w + u if it built (w if not), f more if it attacks and f less if it is confronted.
Losing costs 1, war c1 more; winning is worth z to the greedy and nothing to the seeker; arms at
peace are worth s. War costs State 2 its loss and c2, low (cf) if it is fearful, which it is with
probability h, else high (cc). The greedy attack if they built and are trusted, and only then.

State 2 confronts a builder that is greedy with probability above
m(c2) = (c2 + w + u − f)/(c2 + w + u + f). For g between m(cf) and m(cc) the seeker can build like
the greedy exactly if the other is not too likely to be fearful,

    h ≤ h* = (s − k)/(s + c1 + 1 − w − u + f)

and otherwise refrains to show what it is; then building shows greed. Refraining is an equilibrium
for every h, as long as the greedy would rather build and be confronted: what others make of arms is
partly a convention.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number, Symbol
from .checks import (
    EXACT,
    Strategies,
    assess,
    claim,
    follow_path,
    is_equilibrium,
    policy_gap,
    regret,
)
from .model import Evidence, Model, Source, all_of, below, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

ONE, TWO = "State 1", "State 2"
GREEDY, SEEKER = "greedy", "seeker"  # types of State 1
FEARFUL, CALM = "fearful", "calm"  # types of State 2
STATE_1, STATE_2 = (GREEDY, SEEKER), (FEARFUL, CALM)
BUILT, REFRAINED = "built", "refrained"
PARAMETERS = (
    Symbol("w", 0.2, "State 1's chance of winning", low=0),
    Symbol("u", 0.5, "how much building adds to it", low=0),
    Symbol("f", 0.2, "advantage of striking first", low=0),
    Symbol("z", 1.5, "victory, to a greedy State 1", low=0),
    Symbol("s", 0.6, "arms at peace, to State 1", low=0),
    Symbol("k", 0.1, "cost of building", low=0),
    Symbol("c1", 0.1, "cost of war to State 1", low=0),
    Symbol("cf", 0.05, "cost of war to a fearful State 2", low=0),
    Symbol("cc", 1.0, "cost of war to a calm State 2", low=0),
    Symbol("g", 0.7, "probability that State 1 is greedy", low=0),
    Symbol("h", 0.3, "probability that State 2 is fearful", low=0),
)
BASE = defaults(PARAMETERS)
STEP = 1e-6  # just beside a threshold


def build() -> GameTree:
    """The arms decision and what follows."""
    g = TreeBuilder("Arms and fear", (ONE, TWO))
    v = declare(g, PARAMETERS)

    def war(own: str, other: str, built: bool, edge: Number) -> Part:
        """War, with ``edge`` added to State 1's chance of winning."""
        wins = v["w"] + edge + (v["u"] if built else 0.0)
        gain = wins * v["z"] if own == GREEDY else 0.0
        price = v["k"] if built else 0.0
        cost = v["cf"] if other == FEARFUL else v["cc"]
        return g.end(gain - (1 - wins) - v["c1"] - price, -1.0 * wins - cost)

    def after(own: str, other: str, built: bool) -> Part:
        """State 1 has built or refrained, and State 2 has seen it."""
        seen = BUILT if built else REFRAINED
        peace = g.end(v["s"] - v["k"] if built else 0.0, 0.0)
        attack = war(own, other, built, v["f"])
        confront = war(own, other, built, -v["f"])
        trusted = g.move(ONE, f"{own}, {seen}", {"attack": attack, "peace": peace})
        return g.move(TWO, f"{other}, {seen}", {"confront": confront, "trust": trusted})

    def meet(own: str, other: str) -> Part:
        """The arms decision of one type of State 1, facing one of State 2."""
        choice = {"build": after(own, other, True), "refrain": after(own, other, False)}
        return g.move(ONE, own, choice)

    def second(own: str) -> Part:
        """The lottery over State 2's types."""
        types = {FEARFUL: (v["h"], meet(own, FEARFUL)), CALM: (1 - v["h"], meet(own, CALM))}
        return g.chance("2", types)

    types = {GREEDY: (v["g"], second(GREEDY)), SEEKER: (1 - v["g"], second(SEEKER))}
    return g.tree(g.chance("1", types))


_built = cache(build)


def play(
    seeker_builds: float, calm_confronts: float, fearful_confronts: float = 1.0, **values: float
) -> TreeAssessment:
    """The greedy build, refrainers are trusted, and only the greedy who built attack.

    What the others do is given: the seeker builds, and either type of State 2 confronts a builder,
    with these probabilities.
    """
    strategies: Strategies = {
        (ONE, GREEDY): {"build": 1.0},
        (ONE, SEEKER): {"build": seeker_builds, "refrain": 1 - seeker_builds},
    }
    for own in STATE_1:
        strategies[ONE, f"{own}, {BUILT}"] = {"attack" if own == GREEDY else "peace": 1.0}
        strategies[ONE, f"{own}, {REFRAINED}"] = {"peace": 1.0}
    for other, confronts in ((FEARFUL, fearful_confronts), (CALM, calm_confronts)):
        strategies[TWO, f"{other}, {BUILT}"] = {"confront": confronts, "trust": 1 - confronts}
        strategies[TWO, f"{other}, {REFRAINED}"] = {"trust": 1.0}
    return assess(_built(), strategies, values)


def all_build(**values: float) -> TreeAssessment:
    """Both types of State 1 build, and only the fearful confront."""
    return play(1.0, 0.0, **values)


def greedy_build(**values: float) -> TreeAssessment:
    """The seeker refrains, and every builder is confronted."""
    return play(0.0, 1.0, **values)


def fear(cost: float) -> float:
    """m(c2) at the default numbers."""
    wins = BASE["w"] + BASE["u"]
    return (cost + wins - BASE["f"]) / (cost + wins + BASE["f"])


def most_fear(**values: float) -> float:
    """h*."""
    v = BASE | values
    return (v["s"] - v["k"]) / (v["s"] + v["c1"] + 1 - v["w"] - v["u"] + v["f"])


def _response() -> Evidence:
    """Facing a builder, State 2 confronts exactly if g exceeds m(c2); the fearful do so before the
    calm."""
    low, high = fear(BASE["cf"]), fear(BASE["cc"])
    near = 1e-4
    nobody, fearful, everybody = (0, 0), (0, 1), (1, 1)  # who confronts: calm and fearful
    evidence = []
    for greedy, best in (
        (low - near, nobody),
        (low + near, fearful),
        (high - near, fearful),
        (high + near, everybody),
    ):
        for reply in (nobody, fearful, everybody):
            loss = regret(play(1.0, *reply, g=greedy), TWO)
            detail = f"g={greedy:.4f}, calm and fearful confront: {reply}"
            evidence.append(sign(int(reply != best), loss, detail))
    return all_of(*evidence)


def _seeker_builds() -> Evidence:
    """With g between m(cf) and m(cc) all build in an equilibrium exactly if h ≤ h*; beyond, the
    seeker refrains."""
    edge = most_fear()
    evidence = []
    for fearful in (0.1, edge - STEP, edge + 0.05, 0.9):
        slope = BASE["s"] + BASE["c1"] + 1 - 0.5  # 0.5: chance of winning when confronted
        loss = (1 - BASE["g"]) * max(0.0, (fearful - edge) * slope)
        detail = f"h={fearful:.4f}, h*={edge:.4f}"
        evidence.append(close(loss, regret(all_build(h=fearful)), EXACT, detail))
    return all_of(*evidence, is_equilibrium(all_build(h=edge - STEP)))


def _reassurance() -> Evidence:
    """That only the greedy build is an equilibrium if they bear being confronted, for every h; else
    it is not."""
    evidence = [is_equilibrium(greedy_build(h=h), f"h={h}") for h in (0.1, 0.5, 0.9)]
    edge = 0.5 * BASE["z"] - 0.5 - BASE["c1"]  # the most that building may cost the greedy
    below_edge = greedy_build(k=edge - STEP)
    above_edge = greedy_build(k=edge + 0.05)
    return all_of(
        *evidence,
        is_equilibrium(below_edge, "k just below"),
        close(0.7 * 0.05, regret(above_edge), EXACT, "k above: the greedy gain"),
    )


def _rational_fear() -> Evidence:
    """Building raises the probability that State 1 is greedy and restraint lowers them, also when
    choice is noisy."""
    prior = BASE["g"]
    evidence = []
    for precision, fearful in ((1.0, 0.3), (4.0, 0.3), (10.0, 0.3), (4.0, 0.7), (10.0, 0.7)):
        noisy = follow_path(_built(), {"h": fearful}, precision)
        built = noisy.belief_at(TWO, f"{CALM}, {BUILT}")[0]
        refrained = noisy.belief_at(TWO, f"{CALM}, {REFRAINED}")[0]
        evidence.append(sign(1, built - prior, f"λ={precision}, h={fearful}"))
        evidence.append(sign(-1, refrained - prior))
    apart = greedy_build()
    built = apart.belief_at(TWO, f"{CALM}, {BUILT}")[0]
    refrained = apart.belief_at(TWO, f"{CALM}, {REFRAINED}")[0]
    return all_of(
        *evidence,
        close(1.0, built, EXACT, "types distinguished"),
        close(0.0, refrained, EXACT),
    )


def _weak_and_costly() -> Evidence:
    """Weak states, and states with high costs of arming or of war, refrain at less fear: h* falls;
    each side tested."""
    base = most_fear()
    evidence = []
    for change in ({"w": 0.18}, {"k": 0.14}, {"c1": 0.14}):
        edge = most_fear(**change)
        between = (edge + base) / 2
        evidence += [
            sign(-1, edge - base, f"{change}: h* = {edge:.4f}, was {base:.4f}"),
            is_equilibrium(all_build(h=edge - STEP, **change)),
            sign(1, regret(all_build(h=between, **change)), "between, the seeker refrains"),
            is_equilibrium(all_build(h=between)),
        ]
    return all_of(*evidence)


def _branch() -> Evidence:
    """The logit path ends where the seeker refrains, also where all building is an equilibrium."""
    gaps = [
        policy_gap(follow_path(_built(), {"h": fearful}), greedy_build(h=fearful))
        for fearful in (0.1, 0.3, 0.7)
    ]
    return below(max(gaps), 1e-6, "h = 0.1, 0.3, 0.7; h* = 0.4167")


MODEL = Model(
    key="kydd1997",
    title="Arms and fear: the spiral model",
    source=Source(
        authors="Kydd, Andrew",
        year=1997,
        title="Game Theory and the Spiral Model",
        venue="World Politics 49(3), 371-400",
        where="its main results as the abstract states them",
        opened="abstract; the game rebuilt here",
        doi="10.1353/wp.1997.0012",
    ),
    story=(
        "A state that only wants to be safe would like to be armed; but the greedy arm too, and "
        "then attack. Arms rightly make others more afraid, without any bias of theirs, and some "
        "will strike before it is too late. A safe state that thinks its neighbour fearful does "
        "better to go without and be trusted, the more so the weaker it is and the more arms and "
        "war would cost it."
    ),
    build=build,
    propositions=(
        claim("Fear and confrontation", "threshold", "our reading", _response),
        claim("When seekers build", "threshold", "our reading", _seeker_builds),
        claim("Reassurance by restraint", "threshold", "our reading", _reassurance),
        claim("Rational fear", "sign", "our reading", _rational_fear),
        claim("Weak states and high costs", "sign", "our reading", _weak_and_costly),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 ends where the seeker refrains and every builder is confronted (h = "
        "0.1, 0.3, 0.7; no fold), also below h* = 0.4167, where all building is a sequential "
        "equilibrium too, and better for a seeker. Refinements of beliefs are silent, as builders "
        "are met in both and refrainers are harmless of either type; along the path the seeker "
        "builds less than the greedy, which makes arms a sign of greed."
    ),
    uncertain=(
        "We had the abstract only; the game, with one side that may build and one that may "
        "confront, and every closed form are ours, and each result named in the abstract is then "
        "verified on it. The paper lets each state doubt also what the other believes of it; here "
        "State 2's cost of war plays that part."
    ),
)
