"""Mobilization sinks costs and ties hands at once (Slantchev 2005).

State 1, who alone knows what the prize is worth to it (v1), mobilizes m1 or leaves things as they are (0, v2). State 2
gives in (v1 - m1, 0) or mobilizes m2; then State 1 attacks or gives up (-m1, v2 - m2). In war State 1 wins with
probability p = L*m1/(L*m1 + m2), and war costs c1 and c2 besides. So m1 is spent in any case, and makes war better:

    attack                    if p*v1 >= c1, so m2 = L*m1(v1 - c1)/c1 deters v1
    State 2's best war        m2 = sqrt(L*m1*v2) - L*m1, worth (sqrt(v2) - sqrt(L*m1))^2 - c2
    State 2 gives in to v1    if L*m1 >= (sqrt(v2) - sqrt(c2))^2 and deterring v1 costs more than v2

Three types, low, middle and high. In the tree State 1 has two levels, ma < mb; State 2 gives in, makes its best war,
deters one of the types, or mobilizes a share of the best war's effort.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, chance_of, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

ONE, TWO, EXACT = "State 1", "State 2", 1e-9
TYPES, LEVELS = ("low", "middle", "high"), ("ma", "mb")
BASE = {"low": 0.2, "middle": 1.0, "high": 1.5, "pm": 0.4, "ph": 0.3}
BASE |= {"v2": 1.0, "c1": 0.1, "c2": 0.1, "L": 1.0, "ma": 0.16, "mb": 0.9}
BLUFF = {"low": 0.8, "middle": 1.6, "high": 1.6, "pm": 0.9, "ph": 0.0, "c1": 0.5, "ma": 0.5, "mb": 1.0}
MEANING = {"pm": "Pr(middle)", "ph": "Pr(high)", "v2": "prize, to State 2", "L": "advantage of the attack"}
MEANING |= {"c1": "war, to State 1", "c2": "war, to State 2", "ma": "low mobilization", "mb": "high mobilization"}
SEPARATE, ANSWERS = {"low": "nothing", "middle": "ma", "high": "mb"}, {"ma": "war", "mb": "give in"}


def build(steps: int = 2) -> GameTree:
    """State 2 may also mobilize k/``steps`` of its best war's effort, k = 1 .. 2 ``steps``, k not ``steps``."""
    g = TreeBuilder("Military coercion", (ONE, TWO))
    v = {name: g.parameter(name, x, MEANING.get(name, f"prize, to type {name}"), low=0) for name, x in BASE.items()}

    def after(who: str, level: str) -> Part:
        m1 = v["L"] * v[level]
        best = (m1 * v["v2"]) ** 0.5 - m1
        efforts = {"war": best} | {f"deter {t}": m1 * (v[t] - v["c1"]) / v["c1"] for t in TYPES}
        efforts |= {f"{k}/{steps}": best * (k / steps) for k in range(1, 2 * steps + 1) if k != steps}
        replies = {"give in": g.end(v[who] - v[level], 0)}
        for name, m2 in efforts.items():
            p = m1 / (m1 + m2)
            ends = {"attack": g.end(p * v[who] - v["c1"] - v[level], (1 - p) * v["v2"] - v["c2"] - m2)}
            ends["give up"] = g.end(-v[level], v["v2"] - m2)
            replies[name] = g.move(ONE, f"{who}, {level}, {name}", ends)
        return g.move(TWO, level, replies)

    odds = {"low": 1 - v["pm"] - v["ph"], "middle": v["pm"], "high": v["ph"]}
    nothing = {"nothing": g.end(0, v["v2"])}
    start = {t: g.move(ONE, t, nothing | {level: after(t, level) for level in LEVELS}) for t in TYPES}
    return g.tree(g.chance("types", {t: (odds[t], part) for t, part in start.items()}))


_built = cache(build)


def play(choice: dict[str, Any], replies: dict[str, Any], values: dict[str, float], steps: int = 2) -> Any:
    """First moves and replies as given; State 1 attacks if it gains. Where no type goes, the high one is believed."""
    tree, strategies = _built(steps), dict[Any, Any]()
    payoff = tree.numbers(values).payoff[:, 0]
    for h, s in enumerate(tree.sets):
        chosen = (choice | replies).get(s.label)
        if chosen is None:
            attack, give_up = (payoff[child] for child in tree.children[tree.members[h][0]])
            chosen = "attack" if attack > give_up + EXACT else "give up"
        strategies[tree.players[s.player], s.label] = chosen if isinstance(chosen, dict) else {chosen: 1.0}
    unsent = {level for level in LEVELS if not any(level in choice[t] for t in TYPES)}
    return assess(tree, strategies, values, {(TWO, level): [0.0, 0.0, 1.0] for level in unsent})


def _gain(level: str, reply: str, who: str, values: dict[str, float]) -> float:
    """What State 2 could gain over a reply when it knows the type, on a fine grid of efforts."""
    from ..solvers.tree import certify_tree

    known = {"pm": float(who == "middle"), "ph": float(who == "high")}
    at = play(SEPARATE | {who: level}, ANSWERS | {level: reply}, values | known, steps=24)
    return float(certify_tree(at).regret[TWO])


def _best_reply() -> Evidence:
    """State 2's best war is worth (√v2 − √(L·m1))² − c2; it gives in from L·m1 = (√v2 − √c2)² on, and deters v1 instead
    where L·m1(v1 − c1)/c1 is less than v2 less that worth."""
    known, found = {"pm": 1.0, "ph": 0.0}, []
    for m1 in (0.1, 0.2, 0.3):
        value = play(SEPARATE, ANSWERS, {"ma": m1} | known).value(TWO)
        found.append(close((1 - sqrt(m1)) ** 2 - 0.1, value, EXACT, f"worth at m1 = {m1}"))
        found.append(below(_gain("ma", "war", "middle", {"ma": m1}), EXACT, "no other effort is better"))
    edge = (1 - sqrt(0.1)) ** 2
    dear = 0.1 * (1 + (1 - (1 - 0.4) ** 2 + 0.1) / 0.16)  # v1 that it is as good to deter as to fight, at m1 = .16
    sides = [("mb", "high", "give in", "war", [{"mb": edge + x} for x in (0.005, -0.005)])]
    sides.append(("ma", "middle", "deter middle", "war", [{"middle": dear + x} for x in (-0.01, 0.01)]))
    for level, who, one, other, (here, there) in sides:
        for better, worse, values in ((one, other, here), (other, one, there)):
            found.append(below(_gain(level, better, who, values), EXACT, better))
            found.append(sign(1, _gain(level, worse, who, values), f"{better} is better than {worse}"))
    return all_of(*found)


def _not_monotone() -> Evidence:
    """War need not be likelier the better it is for State 1: the middle type fights, the low does nothing, and the high
    mobilizes so much that State 2 gives in. It must be between (1 − p)v + c1 + ma at v middle and v high."""
    base = play(SEPARATE, ANSWERS, {})
    alone = [play(SEPARATE, ANSWERS, {"pm": x, "ph": y}) for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))]
    found = [close(x, chance_of(one, ONE, "attack"), 0, "war by type") for x, one in zip((0, 1, 0), alone, strict=True)]
    found.append(below(sequential_regret(base), EXACT, "equilibrium"))
    values, p = {"v2": 1.3, "high": 1.3}, sqrt(0.16 / 1.3)
    for at, off in ((1.0, -0.01), (1.3, 0.01)):
        bound = (1 - p) * at + 0.1 + 0.16
        inside, outside = (sequential_regret(play(SEPARATE, ANSWERS, values | {"mb": bound + x})) for x in (-off, off))
        found += [below(inside, EXACT, f"mb within the bound {bound:.3f}"), sign(1, outside, "beyond it")]
    return all_of(*found)


def _peace() -> Evidence:
    """Peace may take more arms than war: more than both sides' in war, and more than would make State 2 give in if it
    knew the type, for less would be copied by the middle one."""
    enough = (1 - sqrt(0.1)) ** 2  # and in war m2 = √.16 − .16, so that both sides' arms are √.16
    gain = regret(play(SEPARATE, ANSWERS, {"mb": enough + 0.01}))
    return all_of(
        below(sequential_regret(play(SEPARATE, ANSWERS, {})), EXACT, "equilibrium"),
        sign(1, BASE["mb"] - max(sqrt(0.16), enough), "arms in peace less arms in war, and less what would do"),
        close(0.4 * (1 - enough - 0.01 - (0.4 - 0.1 - 0.16)), gain, EXACT, "the middle type's gain by copying less"),
    )


def bluffing() -> tuple[float, float, float]:
    """Belief in the middle type, Pr(State 2 gives in) and Pr(the low type bluffs) at ``BLUFF``."""
    v = BASE | BLUFF
    deterred = v["ma"] * (v["low"] - v["c1"]) / v["c1"]
    q = (v["v2"] - deterred) / (v["c1"] / v["low"] * v["v2"] + v["c2"])
    return q, v["ma"] / v["low"], v["pm"] * (1 - q) / (q * (1 - v["pm"]))


def _bluff() -> Evidence:
    """Bluffing is possible: low types mobilize and give up if resisted. State 2 gives in with probability ma/v1 and
    believes q = (v2 − m2)/(p·v2 + c2), where m2 deters the low type and p = c1/v1."""
    q, gives_in, bluffs = bluffing()

    def at(more_bluffs: float = 0.0, gives_in_more: float = 0.0) -> Any:
        b, s = bluffs + more_bluffs, gives_in + gives_in_more
        choice = {"low": {"ma": b, "nothing": 1 - b}, "middle": "ma", "high": "ma"}
        return play(choice, {"ma": {"give in": s, "deter low": 1 - s}, "mb": "give in"}, BLUFF)

    off = [regret(at(*x)) for x in ((0.02, 0), (-0.02, 0), (0, 0.02), (0, -0.02))]
    return all_of(
        below(sequential_regret(at()), EXACT, f"bluffs {bluffs:.3f}, gives in {gives_in:.3f}"),
        close(q, sum(at().belief_at(TWO, "ma")[1:]), EXACT, "belief"),
        close(1.0, at().strategy(ONE, "low, ma, deter low")["give up"], 0, "low types do not fight"),
        sign(1, min(off), "2 points off, somebody gains"),
    )


def _branch() -> Evidence:
    """The logit path ends at separation at the first numbers, and at bluffing at the second."""
    from ..solvers.tree import solve_tree

    separate, bluff = (solve_tree(_built(2), values=v).assessment for v in ({}, BLUFF))
    return all_of(
        *(close(1.0, separate.strategy(ONE, t)[SEPARATE.get(t, "")], 1e-4, t) for t in TYPES),
        close(bluffing()[1], bluff.strategy(TWO, "ma")["give in"], 1e-4, "gives in"),
        sign(1, bluff.strategy(ONE, "low")["ma"] - bluffing()[2], "bluffs more than the closed form"),
    )


MODEL = Model(
    key="slantchev2005",
    title="Military coercion: mobilization that sinks costs and ties hands",
    source=Source(
        authors="Slantchev, Branislav L.",
        year=2005,
        title="Military Coercion in Interstate Crises",
        venue="American Political Science Review 99(4), 533-547",
        where="the dual role of mobilization; bluffing; war and its worth; arms in peace and in war",
        opened="abstract (author's page, publisher); the game is rebuilt",
        doi="10.1017/S0003055405051865",
    ),
    story="A state that mobilizes pays at once and makes war better for itself. The other may give in, arm to win, or "
    "arm just enough that the first would rather go home. So a show of force can be a bluff that is called; a state "
    "that gains more by war may be less likely to fight, as it arms beyond contest; and peace can cost more than war.",
    build=build,
    propositions=(
        claim("State 2's reply", "closed form", "our reading", _best_reply),
        claim("War is not monotone", "threshold", "proved", _not_monotone),
        claim("Arms in peace and in war", "equilibrium", "proved", _peace),
        claim("Bluffing", "equilibrium", "proved", _bluff),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="At the default numbers the path ends at separation. At those of the bluff it ends at bluffing, but State 2 "
    "mobilizes a little more than just deters the low type, which would be indifferent then and by mistake attack half "
    "of the time; so the low type bluffs with probability .358, not .321.",
    uncertain="We had the abstract. Moves, types, the two levels of m1 and the numbers are our reconstruction (in the "
    "paper m1 is any amount); 'proved': the abstract states that such equilibria exist.",
)
