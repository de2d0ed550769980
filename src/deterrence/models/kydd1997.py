"""Arms and fear (Kydd 1997): when building rationally frightens, and who can afford not to build.

State 1 is greedy with probability g, else a security seeker; it builds, at cost k, or refrains. State 2 trusts it or
confronts it by war. If trusted, State 1 may attack. State 1 wins with probability w + u if it built (w if not), f more
if it attacks and f less if it is confronted. Losing costs 1, war c1 besides; winning is worth z to the greedy and
nothing to the seeker, to whom arms at peace are worth s. War costs State 2 its loss and c2, low (cf) if it is fearful,
which it is with probability h, else high (cc). The greedy attack if they built and are trusted, and only then.

State 2 confronts a builder that is greedy with odds above m(c2) = (c2 + w + u − f)/(c2 + w + u + f). For g between
m(cf) and m(cc) the seeker can build like the greedy exactly if the other is not too likely to be fearful,

    h ≤ h* = (s − k)/(s + c1 + 1 − w − u + f)

and otherwise refrains to show what it is; then building tells greed. Refraining is an equilibrium for every h, as long
as the greedy would rather build and be confronted: what others make of arms is partly a convention.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

ONE, TWO = "State 1", "State 2"
KINDS, MOODS = ("greedy", "seeker"), ("fearful", "calm")
MEANINGS = {
    "w": (0.2, "State 1's odds of winning"),
    "u": (0.5, "how much building adds to them"),
    "f": (0.2, "advantage of striking first"),
    "z": (1.5, "victory, to a greedy State 1"),
    "s": (0.6, "arms at peace, to State 1"),
    "k": (0.1, "cost of building"),
    "c1": (0.1, "cost of war to State 1"),
    "cf": (0.05, "cost of war to a fearful State 2"),
    "cc": (1.0, "cost of war to a calm State 2"),
    "g": (0.7, "probability that State 1 is greedy"),
    "h": (0.3, "probability that State 2 is fearful"),
}
BASE = {name: value for name, (value, _) in MEANINGS.items()}


def build() -> GameTree:
    """The arms decision and what follows."""
    t = TreeBuilder("Arms and fear", (ONE, TWO))
    x: dict[str, Any] = {name: t.parameter(name, value, text, low=0) for name, (value, text) in MEANINGS.items()}

    def war(kind: str, mood: str, built: bool, edge: Any) -> Part:
        wins = x["w"] + edge + (x["u"] if built else 0.0)
        gain = wins * x["z"] if kind == KINDS[0] else 0.0
        cost = x["cf"] if mood == MOODS[0] else x["cc"]
        return t.end(gain - (1 - wins) - x["c1"] - (x["k"] if built else 0.0), -1.0 * wins - cost)

    def after(kind: str, mood: str, built: bool) -> Part:
        seen = "built" if built else "refrained"
        peace = t.end(x["s"] - x["k"] if built else 0.0, 0.0)
        trusted = t.move(ONE, f"{kind}, {seen}", {"attack": war(kind, mood, built, x["f"]), "peace": peace})
        return t.move(TWO, f"{mood}, {seen}", {"confront": war(kind, mood, built, -x["f"]), "trust": trusted})

    def meet(kind: str, mood: str) -> Part:
        return t.move(ONE, kind, {"build": after(kind, mood, True), "refrain": after(kind, mood, False)})

    def second(kind: str) -> Part:
        odds = {MOODS[0]: x["h"], MOODS[1]: 1 - x["h"]}
        return t.chance("2", {mood: (odds[mood], meet(kind, mood)) for mood in MOODS})

    return t.tree(t.chance("1", {KINDS[0]: (x["g"], second(KINDS[0])), KINDS[1]: (1 - x["g"], second(KINDS[1]))}))


_built = cache(build)


def play(seeker_builds: float, calm_confronts: float, fearful_confronts: float = 1.0, **values: float) -> Any:
    """The greedy build; the others as told; refrainers are trusted; only the greedy who built attack."""
    given: dict[Any, Any] = {(ONE, KINDS[0]): {"build": 1.0}}
    given[ONE, KINDS[1]] = {"build": seeker_builds, "refrain": 1 - seeker_builds}
    for kind in KINDS:
        given[ONE, f"{kind}, built"] = {"attack" if kind == KINDS[0] else "peace": 1.0}
        given[ONE, f"{kind}, refrained"] = {"peace": 1.0}
    for mood, odds in zip(MOODS, (fearful_confronts, calm_confronts), strict=True):
        given[TWO, f"{mood}, built"] = {"confront": odds, "trust": 1 - odds}
        given[TWO, f"{mood}, refrained"] = {"trust": 1.0}
    return assess(_built(), given, values)


def fear(cost: float) -> float:
    """m(c2) at the usual numbers."""
    return (cost + BASE["w"] + BASE["u"] - BASE["f"]) / (cost + BASE["w"] + BASE["u"] + BASE["f"])


def most_fear(**values: float) -> float:
    """h*."""
    v = BASE | values
    return (v["s"] - v["k"]) / (v["s"] + v["c1"] + 1 - v["w"] - v["u"] + v["f"])


def _response() -> Evidence:
    """Facing a builder, State 2 confronts exactly if g exceeds m(c2); the fearful do so before the calm."""
    from ..solvers.tree import certify_tree

    found = []
    low, high = fear(BASE["cf"]), fear(BASE["cc"])
    for g, right in ((low - 1e-4, (0, 0)), (low + 1e-4, (0, 1)), (high - 1e-4, (0, 1)), (high + 1e-4, (1, 1))):
        for reply in ((0, 0), (0, 1), (1, 1)):
            loss = certify_tree(play(1.0, *reply, g=g)).regret[TWO]
            found.append(sign(int(reply != right), loss, f"g={g:.4f}, calm and fearful confront: {reply}"))
    return all_of(*found)


def _seeker_builds() -> Evidence:
    """With g between m(cf) and m(cc) all build in an equilibrium exactly if h ≤ h*; beyond, the seeker refrains."""
    top, found = most_fear(), []
    for h in (0.1, top - 1e-6, top + 0.05, 0.9):
        loss = (1 - BASE["g"]) * max(0.0, (h - top) * (BASE["s"] + BASE["c1"] + 1 - 0.5))
        found.append(close(loss, regret(play(1.0, 0.0, h=h)), 1e-9, f"h={h:.4f}, h*={top:.4f}"))
    return all_of(*found, below(sequential_regret(play(1.0, 0.0, h=top - 1e-6)), 1e-9))


def _reassurance() -> Evidence:
    """That only the greedy build is an equilibrium if they bear being confronted, for every h; else it is not."""
    found = [below(sequential_regret(play(0.0, 1.0, h=h)), 1e-9, f"h={h}") for h in (0.1, 0.5, 0.9)]
    edge = 0.5 * BASE["z"] - 0.5 - BASE["c1"]  # the most that building may cost the greedy
    found.append(below(sequential_regret(play(0.0, 1.0, k=edge - 1e-6)), 1e-9, "k just below"))
    return all_of(*found, close(0.7 * 0.05, regret(play(0.0, 1.0, k=edge + 0.05)), 1e-9, "k above: the greedy gain"))


def _rational_fear() -> Evidence:
    """Building raises the odds that State 1 is greedy and restraint lowers them, also when choice is noisy."""
    from ..solvers.tree import solve_tree

    found = []
    for precision, h in ((1.0, 0.3), (4.0, 0.3), (10.0, 0.3), (4.0, 0.7), (10.0, 0.7)):
        noisy = solve_tree(_built(), precision, {"h": h}).assessment
        built, refrained = (sum(noisy.belief_at(TWO, f"calm, {x}")[:1]) for x in ("built", "refrained"))
        found += [sign(1, built - 0.7, f"λ={precision}, h={h}"), sign(-1, refrained - 0.7)]
    apart = play(0.0, 1.0)
    ends = [apart.belief_at(TWO, f"calm, {x}")[0] for x in ("built", "refrained")]
    return all_of(*found, close(1.0, ends[0], 1e-9, "told apart"), close(0.0, ends[1], 1e-9))


def _weak_and_costly() -> Evidence:
    """Weak states, and states with high costs of arming or of war, refrain at less fear: h* falls; each side tested."""
    found, base = [], most_fear()
    for change in ({"w": 0.18}, {"k": 0.14}, {"c1": 0.14}):
        top = most_fear(**change)
        found.append(sign(-1, top - base, f"{change}: h* = {top:.4f}, was {base:.4f}"))
        found.append(below(sequential_regret(play(1.0, 0.0, h=top - 1e-6, **change)), 1e-9))
        found.append(sign(1, regret(play(1.0, 0.0, h=(top + base) / 2, **change)), "between, the seeker refrains"))
        found.append(below(sequential_regret(play(1.0, 0.0, h=(top + base) / 2)), 1e-9))
    return all_of(*found)


def _branch() -> Evidence:
    """The logit path ends where the seeker refrains, also where all building is an equilibrium."""
    from ..solvers.tree import solve_tree

    gaps = []
    for h in (0.1, 0.3, 0.7):
        solved = solve_tree(_built(), values={"h": h}).assessment
        gaps.append(float(abs(solved.policy - play(0.0, 1.0, h=h).policy).max()))
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
    story="A state that only wants to be safe would like to be armed; but the greedy arm too, and then attack. Arms "
    "rightly make others more afraid, without any bias of theirs, and some will strike before it is too late. A safe "
    "state that thinks its neighbour fearful does better to go without and be trusted, the more so the weaker it is "
    "and the more arms and war would cost it.",
    build=build,
    propositions=(
        claim("Fear and confrontation", "threshold", "our reading", _response),
        claim("When seekers build", "threshold", "our reading", _seeker_builds),
        claim("Reassurance by restraint", "threshold", "our reading", _reassurance),
        claim("Rational fear", "sign", "our reading", _rational_fear),
        claim("Weak states and high costs", "sign", "our reading", _weak_and_costly),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="The path from λ = 0 ends where the seeker refrains and every builder is confronted (h = 0.1, 0.3, 0.7; no "
    "fold), also below h* = 0.4167, where all building is a sequential equilibrium too, and better for a seeker. "
    "Refinements of beliefs are silent, as builders are met in both and refrainers are harmless of either kind; along "
    "the path the seeker builds less than the greedy, which makes arms a sign of greed.",
    uncertain="We had the abstract only; the game, with one side that may build and one that may confront, and every "
    "closed form are ours, and each result named in the abstract is then verified on it. The paper lets each state "
    "doubt also what the other believes of it; here State 2's cost of war plays that part.",
)
