"""Mobilization sinks costs and ties hands at once (Slantchev 2005).

State 1, who alone knows what the prize is worth to it (v1), mobilizes m1 or leaves things as they
are (0, v2). State 2 gives in (v1 - m1, 0) or mobilizes m2; then State 1 attacks or gives up
(-m1, v2 - m2). In war State 1 wins with probability p = L*m1/(L*m1 + m2), and war costs c1 and c2
in addition. So m1 is spent in any case, and makes war better:

    attack                    if p*v1 >= c1, so m2 = L*m1(v1 - c1)/c1 deters v1
    State 2's best war        m2 = sqrt(L*m1*v2) - L*m1, worth (sqrt(v2) - sqrt(L*m1))^2 - c2
    State 2 gives in to v1    if L*m1 >= (sqrt(v2) - sqrt(c2))^2 and deterring v1 costs more than v2

Three types, low, middle and high. In the tree State 1 has two levels, ma < mb; State 2 gives in,
makes its best war, deters one of the types, or mobilizes a share of the best war's effort.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import sqrt
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Symbol
from .checks import (
    EXACT,
    Beliefs,
    Strategies,
    Values,
    assess,
    chance_of,
    claim,
    follow_path,
    is_equilibrium,
    regret,
    sequential_regret,
)
from .model import Evidence, Model, Source, all_of, below, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

ONE, TWO = "State 1", "State 2"
TYPES, LEVELS = ("low", "middle", "high"), ("ma", "mb")
PARAMETERS = (
    Symbol("low", 0.2, "prize, to type low", low=0),
    Symbol("middle", 1.0, "prize, to type middle", low=0),
    Symbol("high", 1.5, "prize, to type high", low=0),
    Symbol("pm", 0.4, "Pr(middle)", low=0),
    Symbol("ph", 0.3, "Pr(high)", low=0),
    Symbol("v2", 1.0, "prize, to State 2", low=0),
    Symbol("c1", 0.1, "war, to State 1", low=0),
    Symbol("c2", 0.1, "war, to State 2", low=0),
    Symbol("L", 1.0, "advantage of the attack", low=0),
    Symbol("ma", 0.16, "low mobilization", low=0),
    Symbol("mb", 0.9, "high mobilization", low=0),
)
BASE = defaults(PARAMETERS)
BLUFF = {  # numbers at which the low type bluffs
    "low": 0.8,
    "middle": 1.6,
    "high": 1.6,
    "pm": 0.9,
    "ph": 0.0,
    "c1": 0.5,
    "ma": 0.5,
    "mb": 1.0,
}
STEPS, FINE_STEPS = 2, 24  # of State 2's efforts

Choice = Mapping[str, str | dict[str, float]]
"""Label -> an action, or a probability of each."""

SEPARATE: dict[str, str | dict[str, float]] = {"low": "nothing", "middle": "ma", "high": "mb"}
ANSWERS: dict[str, str | dict[str, float]] = {"ma": "war", "mb": "give in"}


def build(steps: int = STEPS) -> GameTree:
    """State 2 may also mobilize a share of its best war's effort.

    The share is k/``steps``, k = 1 .. 2 ``steps``, k not ``steps``.
    """
    g = TreeBuilder("Military coercion", (ONE, TWO))
    v = declare(g, PARAMETERS)

    def after(own: str, level: str) -> Part:
        """State 1 of a type has mobilized at a level."""
        effort = v["L"] * v[level]
        best = (effort * v["v2"]) ** 0.5 - effort
        efforts = {"war": best}
        for deterred in TYPES:
            efforts[f"deter {deterred}"] = effort * (v[deterred] - v["c1"]) / v["c1"]
        for k in range(1, 2 * steps + 1):
            if k != steps:
                efforts[f"{k}/{steps}"] = best * (k / steps)

        replies = {"give in": g.end(v[own] - v[level], 0)}
        for name, m2 in efforts.items():
            p = effort / (effort + m2)
            attack = g.end(p * v[own] - v["c1"] - v[level], (1 - p) * v["v2"] - v["c2"] - m2)
            give_up = g.end(-v[level], v["v2"] - m2)
            last = {"attack": attack, "give up": give_up}
            replies[name] = g.move(ONE, f"{own}, {level}, {name}", last)
        return g.move(TWO, level, replies)

    nothing = g.end(0, v["v2"])

    def start(own: str) -> Part:
        """The first move of a type of State 1."""
        choice = {"nothing": nothing}
        choice |= {level: after(own, level) for level in LEVELS}
        return g.move(ONE, own, choice)

    chances = {"low": 1 - v["pm"] - v["ph"], "middle": v["pm"], "high": v["ph"]}
    return g.tree(g.chance("types", {own: (chances[own], start(own)) for own in TYPES}))


_built = cache(build)


def play(choice: Choice, replies: Choice, values: Values, steps: int = STEPS) -> TreeAssessment:
    """First moves and replies as given; State 1 attacks if it gains.

    Where no type mobilizes at a level, the high one is believed to have done so.
    """
    tree = _built(steps)
    payoff = tree.numbers(values).payoff[:, 0]
    given = dict(choice) | dict(replies)
    strategies: Strategies = {}
    for index, information_set in enumerate(tree.sets):
        chosen = given.get(information_set.label)
        if chosen is None:
            attack, give_up = (payoff[child] for child in tree.children[tree.members[index][0]])
            chosen = "attack" if attack > give_up + EXACT else "give up"
        mixture = {chosen: 1.0} if isinstance(chosen, str) else chosen
        strategies[tree.players[information_set.player], information_set.label] = mixture
    unsent = [level for level in LEVELS if not any(level in choice[own] for own in TYPES)]
    beliefs: Beliefs = {(TWO, level): [0.0, 0.0, 1.0] for level in unsent}
    return assess(tree, strategies, values, beliefs)


def _separates(**values: float) -> TreeAssessment:
    """Separation, at BASE and these values."""
    return play(SEPARATE, ANSWERS, values)


def _gain(level: str, reply: str, own: str, values: Values) -> float:
    """What State 2 could gain over a reply when it knows the type, on a fine grid of efforts."""
    known = {"pm": float(own == "middle"), "ph": float(own == "high")}
    given = play(
        SEPARATE | {own: level}, ANSWERS | {level: reply}, dict(values) | known, FINE_STEPS
    )
    return float(regret(given, TWO))


def _best_reply() -> Evidence:
    """State 2's best war is worth (√v2 − √(L·m1))² − c2; it gives in from L·m1 = (√v2 − √c2)² on,
    and deters v1 instead where L·m1(v1 − c1)/c1 is less than v2 less that worth."""
    evidence = []
    for m1 in (0.1, 0.2, 0.3):
        worth = _separates(ma=m1, pm=1.0, ph=0.0).value(TWO)
        other = _gain("ma", "war", "middle", {"ma": m1})
        evidence.append(close((1 - sqrt(m1)) ** 2 - 0.1, worth, EXACT, f"worth at m1 = {m1}"))
        evidence.append(below(other, EXACT, "no other effort is better"))

    # where giving in and fighting, and where deterring and fighting, are equally good
    gives_in_from = (1 - sqrt(0.1)) ** 2
    deters_up_to = 0.1 * (1 + (1 - (1 - 0.4) ** 2 + 0.1) / 0.16)  # v1, at m1 = .16
    for level, own, reply, where, otherwise in (
        ("mb", "high", "give in", {"mb": gives_in_from + 0.005}, {"mb": gives_in_from - 0.005}),
        (
            "ma",
            "middle",
            "deter middle",
            {"middle": deters_up_to - 0.01},
            {"middle": deters_up_to + 0.01},
        ),
    ):
        for better, worse, values in ((reply, "war", where), ("war", reply, otherwise)):
            best, second = (_gain(level, name, own, values) for name in (better, worse))
            evidence.append(below(best, EXACT, better))
            evidence.append(sign(1, second, f"{better} is better than {worse}"))
    return all_of(*evidence)


def _not_monotone() -> Evidence:
    """War need not be more likely the better it is for State 1: the middle type fights, the low
    does nothing, and the high mobilizes so much that State 2 gives in. It must be between
    (1 − p)v + c1 + ma at v middle and v high."""
    evidence = []
    for claimed, (pm, ph) in ((0, (0.0, 0.0)), (1, (1.0, 0.0)), (0, (0.0, 1.0))):
        war = chance_of(_separates(pm=pm, ph=ph), ONE, "attack")
        evidence.append(close(claimed, war, 0, "war by type"))
    evidence.append(is_equilibrium(_separates(), "equilibrium"))

    values = {"v2": 1.3, "high": 1.3}
    p = sqrt(0.16 / 1.3)
    for v1, outwards in ((1.0, -0.01), (1.3, 0.01)):
        bound = (1 - p) * v1 + 0.1 + 0.16
        inside = _separates(**values, mb=bound - outwards)
        outside = _separates(**values, mb=bound + outwards)
        evidence.append(is_equilibrium(inside, f"mb within the bound {bound:.3f}"))
        evidence.append(sign(1, sequential_regret(outside), "beyond it"))
    return all_of(*evidence)


def _peace() -> Evidence:
    """Peace may take more arms than war: more than both sides' in war, and more than would make
    State 2 give in if it knew the type, for less would be copied by the middle one."""
    enough = (1 - sqrt(0.1)) ** 2  # to make State 2 give in, if it knew the type
    in_war = sqrt(0.16)  # both sides' arms: m2 = √.16 − .16
    copied = enough + 0.01
    gain = regret(_separates(mb=copied))
    claimed = 0.4 * (1 - copied - (0.4 - 0.1 - 0.16))
    more_arms = BASE["mb"] - max(in_war, enough)
    return all_of(
        is_equilibrium(_separates(), "equilibrium"),
        sign(1, more_arms, "arms in peace less arms in war, and less what would do"),
        close(claimed, gain, EXACT, "the middle type's gain by copying less"),
    )


def bluffing() -> tuple[float, float, float]:
    """The closed form at ``BLUFF``.

    Returns the belief in the middle type, Pr(State 2 gives in) and Pr(the low type bluffs).
    """
    v = BASE | BLUFF
    deterred = v["ma"] * (v["low"] - v["c1"]) / v["c1"]
    q = (v["v2"] - deterred) / (v["c1"] / v["low"] * v["v2"] + v["c2"])
    return q, v["ma"] / v["low"], v["pm"] * (1 - q) / (q * (1 - v["pm"]))


def _bluff() -> Evidence:
    """Bluffing is possible: low types mobilize and give up if resisted. State 2 gives in with
    probability ma/v1 and believes q = (v2 − m2)/(p·v2 + c2), where m2 deters the low type and
    p = c1/v1."""
    q, gives_in, bluffs = bluffing()

    def play_with(more_bluffs: float = 0.0, gives_in_more: float = 0.0) -> TreeAssessment:
        """The closed form, or play with two probabilities changed."""
        bluff = bluffs + more_bluffs
        give_in = gives_in + gives_in_more
        choice: Choice = {
            "low": {"ma": bluff, "nothing": 1 - bluff},
            "middle": "ma",
            "high": "ma",
        }
        replies: Choice = {
            "ma": {"give in": give_in, "deter low": 1 - give_in},
            "mb": "give in",
        }
        return play(choice, replies, BLUFF)

    closed = play_with()
    off = min(regret(play_with(*more)) for more in ((0.02, 0), (-0.02, 0), (0, 0.02), (0, -0.02)))
    belief = sum(closed.belief_at(TWO, "ma")[1:])
    give_up = closed.strategy(ONE, "low, ma, deter low")["give up"]
    return all_of(
        is_equilibrium(closed, f"bluffs {bluffs:.3f}, gives in {gives_in:.3f}"),
        close(q, belief, EXACT, "belief"),
        close(1.0, give_up, 0, "low types do not fight"),
        sign(1, off, "2 points off, somebody gains"),
    )


def _branch() -> Evidence:
    """The logit path ends at separation at the first numbers, and at bluffing at the second."""
    separate = follow_path(_built(STEPS))
    bluff = follow_path(_built(STEPS), BLUFF)
    _, gives_in, bluffs = bluffing()
    evidence = []
    for own, level in SEPARATE.items():
        chance = separate.strategy(ONE, own)[str(level)]
        evidence.append(close(1.0, chance, 1e-4, own))
    more = bluff.strategy(ONE, "low")["ma"] - bluffs
    return all_of(
        *evidence,
        close(gives_in, bluff.strategy(TWO, "ma")["give in"], 1e-4, "gives in"),
        sign(1, more, "bluffs more than the closed form"),
    )


MODEL = Model(
    key="slantchev2005",
    title="Military coercion: mobilization that sinks costs and ties hands",
    source=Source(
        authors="Slantchev, Branislav L.",
        year=2005,
        title="Military Coercion in Interstate Crises",
        venue="American Political Science Review 99(4), 533-547",
        where=(
            "the dual role of mobilization; bluffing; war and its worth; arms in peace and in war"
        ),
        opened="abstract (author's page, publisher); the game is rebuilt",
        doi="10.1017/S0003055405051865",
    ),
    story=(
        "A state that mobilizes pays at once and makes war better for itself. The other may give "
        "in, arm to win, or arm just enough that the first would rather go home. So a show of "
        "force can be a bluff that is called; a state that gains more by war may be less likely to "
        "fight, as it arms beyond contest; and peace can cost more than war."
    ),
    build=build,
    propositions=(
        claim("State 2's reply", "closed form", "our reading", _best_reply),
        claim("War is not monotone", "threshold", "our reading", _not_monotone),
        claim("Arms in peace and in war", "equilibrium", "our reading", _peace),
        claim("Bluffing", "equilibrium", "our reading", _bluff),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "At the default numbers the path ends at separation. At those of the bluff it ends at "
        "bluffing, but State 2 mobilizes a little more than just deters the low type, which would "
        "be indifferent then and by mistake attack half of the time; so the low type bluffs with "
        "probability .358, not .321."
    ),
    uncertain=(
        "We had the abstract. Moves, types, the two levels of m1 and the numbers are our "
        "reconstruction (in the paper m1 is any amount). That such equilibria exist is what the "
        "abstract states."
    ),
)
