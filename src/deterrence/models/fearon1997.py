"""Tying hands against sinking costs: two ways to make a threat believed (Fearon 1997).

The Defender values what is in dispute at v, known to it alone, and sends a signal m >= 0. Tied hands: m is lost only
if it is challenged and gives way. Sunk costs: m is spent whatever happens. The Challenger, who alone knows what a war
is worth to it, challenges or not (0); a Defender that gives way leaves it 1. Status quo: v to the Defender; war:
p*v - c. A Challenger fears war (worth less than nought) with probability g, and r = 1 - g is resolved.

    hands:  v_h = r*c/(g + r*p),   m = g*c/(g + r*p)      (types above v_h signal m and fight, the others do nothing)
    costs:  v_c = c/p,             m = g*c/p              (types above v_c, those who would fight anyway)

Nobody bluffs; v_h < v_c, so tied hands bring war more often and pay every type more. Here v is vmax*(k + 1/2)/n.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, chance_of, claim, regret, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

D, C, EXACT = "Defender", "Challenger", 1e-9
Signal = Literal["hands", "costs"]
LEVELS = ("0", "m/2", "m", "3m/2")
FEARFUL = ("bold", "cautious")
Values = Mapping[str, float]
CASES: tuple[Values, ...] = ({}, {"p": 0.6, "c": 0.5, "r": 0.25}, {"r": 0.6, "s": 0.2, "vmax": 1.3})
FACTORS = {level: k / 2 for k, level in enumerate(LEVELS)}
BASE = {"p": 0.5, "c": 0.4, "r": 0.4, "s": 0.3, "u": 1.0, "e": 0.05, "vmax": 1.2}


def cut(signal: Signal, p: float = 0.5, c: float = 0.4, r: float = 0.4, **_: float) -> tuple[float, float]:
    """The least v that signals, and the signal, by the closed forms."""
    g = 1 - r
    return (r * c / (g + r * p), g * c / (g + r * p)) if signal == "hands" else (c / p, g * c / p)


def build(signal: Signal = "hands", types: int = 6) -> GameTree:
    """The game with one kind of signal and ``types`` values of the Defender; ``m`` is set to its closed form."""
    g = TreeBuilder({"hands": "Signalling by tied hands", "costs": "Signalling by sunk costs"}[signal], (D, C))
    p = g.parameter("p", BASE["p"], "probability that the Defender wins a war", low=0, high=1)
    c = g.parameter("c", BASE["c"], "cost of war to the Defender", low=0)
    r = g.parameter("r", BASE["r"], "probability of a resolved Challenger, who likes war", low=0, high=1)
    s = g.parameter("s", BASE["s"], "probability of a bold Challenger, who fears war a little", low=0, high=1)
    u = g.parameter("u", BASE["u"], "war, to a cautious Challenger: a loss; to a resolved one: a gain", low=0)
    e = g.parameter("e", BASE["e"], "war, to a bold Challenger: a loss", low=0)
    top = g.parameter("vmax", BASE["vmax"], "largest value of what is in dispute to the Defender", low=0)
    m = g.parameter("m", cut(signal)[1], "size of the signal", low=0)

    def crisis(k: int, who: str, war: Any) -> Part:
        v = top * ((k + 0.5) / types)

        def after(level: str) -> Part:
            spent = m * FACTORS[level]
            sunk, tied = (0, spent) if signal == "hands" else (spent, 0)
            ends = {"fight": g.end(p * v - c - sunk, war), "give way": g.end(-tied - sunk, 1)}
            challenge = {"stay out": g.end(v - sunk, 0), "challenge": g.move(D, f"v {k}, challenged at {level}", ends)}
            return g.move(C, f"{who}, {level}", challenge)

        return g.move(D, f"v {k}", {level: after(level) for level in LEVELS})

    kinds = {"resolved": (r, u), "bold": (s, -e), "cautious": (1 - r - s, -u)}
    pairs = [(k, *kind) for k in range(types) for kind in kinds.items()]
    return g.tree(g.chance("types", {f"v {k}, {w}": (q * (1 / types), crisis(k, w, x)) for k, w, (q, x) in pairs}))


_built = cache(build)


def _play(signal: Signal, level: str, least: float, deters: Mapping[str, Any], values: Values, n: int = 6) -> Any:
    """Types from ``least`` on send ``level``, the others nothing; each fights if it then loses less by it. ``deters``:
    signal -> who stays out; off the path they believe in the highest type, others in the lowest."""
    v = BASE | dict(values)
    m = v.setdefault("m", cut(signal, **v)[1])
    strategies: dict[Any, Any] = {}
    for k in range(n):
        worth = v["vmax"] * (k + 0.5) / n
        strategies[D, f"v {k}"] = {level if worth > least else "0": 1.0}
        for name in LEVELS:
            fights = v["p"] * worth - v["c"] > (-m * FACTORS[name] if signal == "hands" else 0)
            strategies[D, f"v {k}, challenged at {name}"] = {"fight" if fights else "give way": 1.0}
    beliefs: dict[Any, Any] = {}
    for who in ("resolved", "bold", "cautious"):
        for name in LEVELS:
            strategies[C, f"{who}, {name}"] = {"stay out" if who in deters.get(name, ()) else "challenge": 1.0}
            if name not in ("0", level):
                beliefs[C, f"{who}, {name}"] = [float(k == (n - 1 if name in deters else 0)) for k in range(n)]
    return assess(_built(signal, n), strategies, dict(values) | {"m": m}, beliefs)


def _equilibrium(signal: Signal, values: Values | None = None, n: int = 6) -> Any:
    """The closed form: signals of m and more are believed, less is not."""
    v = values or {}
    return _play(signal, "m", cut(signal, **(BASE | dict(v)))[0], {"m": FEARFUL, "3m/2": FEARFUL}, v, n)


def _separates(signal: Signal) -> Evidence:
    found = [below(sequential_regret(_equilibrium(signal, v)), EXACT, f"{signal} {v}") for v in CASES]
    least, m = cut(signal)
    worth = least * 0.99  # v 1, the best type of those who do nothing: with a little less than m it would bluff
    for factor in (1.0, 0.95):
        gain = (0.6 * worth - (0.4 if signal == "hands" else 1.0) * factor * m) / 6  # g·v − r·m, or g·v − m; odds 1/6
        found_gain = regret(_equilibrium(signal, {"vmax": worth * 4, "m": factor * m}))
        found.append(close(max(0.0, gain), found_gain, EXACT, f"gain of a bluff at {factor} m"))
        found.append(sign(int(factor < 1), found_gain))
    return all_of(*found)


def _hands() -> Evidence:
    """Tied hands: types above r·c/(g + r·p) signal m = g·c/(g + r·p) and fight; with a smaller m bluffs would pay."""
    return _separates("hands")


def _costs() -> Evidence:
    """Sunk costs: types above c/p, who fight anyway, spend m = g·c/p; with a smaller m bluffs would pay."""
    return _separates("costs")


def _no_bluff() -> Evidence:
    """Nobody who signals gives way when challenged. Bluffing at m/2 is an equilibrium only if a signal of m,
    which those who would fight send most readily (so that D1 asks to believe it), is not believed."""
    plays = [_equilibrium(signal) for signal in ("hands", "costs")]
    sent = [(p, k) for p in plays for k in range(6) if p.strategy(D, f"v {k}")["m"] == 1]
    kept = min(p.strategy(D, f"v {k}, challenged at m")["fight"] for p, k in sent)
    # v 1 .. v 5 send m/2 and v 1 would give way: one bluff in five, so the bold challenge and the cautious do not.
    values = {"p": 0.5, "c": 1.0, "vmax": 4.0, "m": 0.5, "r": 0.1, "s": 0.5}
    deaf = _play("hands", "m/2", 0.375, {"m/2": ("cautious",)}, values)
    heard = _play("hands", "m/2", 0.375, {"m/2": ("cautious",), "m": FEARFUL, "3m/2": FEARFUL}, values)
    return all_of(
        close(1.0, kept, 0.0, "those who signal fight"),
        close(1.0, deaf.strategy(D, "v 1, challenged at m/2")["give way"], 0.0, "a bluff"),
        below(sequential_regret(deaf), EXACT, "bluffing, m not believed"),
        sign(1, sequential_regret(heard), "bluffing, m believed: somebody gains"),
    )


def _compared() -> Evidence:
    """Tying hands brings war more often, and is worth more to the Defender, than sinking costs."""
    found = []
    for values in CASES:
        hands, costs = (_equilibrium(s, values, 12) for s in ("hands", "costs"))
        v = BASE | dict(values)
        for least, play in ((cut("hands", **v)[0], hands), (cut("costs", **v)[0], costs)):
            above = sum(v["vmax"] * (k + 0.5) / 12 > least for k in range(12)) / 12
            found.append(close(v["r"] * above, chance_of(play, D, "fight"), EXACT, f"war {values}"))
        found.append(sign(1, chance_of(hands, D, "fight") - chance_of(costs, D, "fight"), "war"))
        found.append(sign(1, hands.value(D) - costs.value(D), "worth"))
    return all_of(*found)


def _continuum() -> Evidence:
    """As the Defender's types grow finer, the chance of war tends to r·(1 − v_h/vmax), or to r·(1 − v_c/vmax)."""
    found, v = [], BASE | dict(CASES[1])
    for signal in ("hands", "costs"):
        limit = v["r"] * (1 - cut(signal, **v)[0] / v["vmax"])
        for n in (6, 12, 24, 48):
            gap = abs(chance_of(_equilibrium(signal, CASES[1], n), D, "fight") - limit)
            found.append(below(gap, v["r"] / (2 * n) + EXACT, f"{signal}, {n} types: at most r/2n"))
    return all_of(*found)


def _branch() -> Evidence:
    """In the limit the logit path ends at the closed form where hands are tied, and at no signal at all where costs are
    sunk, though the closed form is an equilibrium there too and every type that signals in it would gain."""
    from ..solvers.tree import solve_tree

    ends = {s: solve_tree(_built(s, 6), values={"m": cut(s)[1]}).assessment for s in ("hands", "costs")}
    sends = {s: [ends[s].strategy(D, f"v {k}") for k in range(6)] for s in ends}
    closed = [_equilibrium("hands").strategy(D, f"v {k}")["m"] for k in range(6)]
    gap = max(abs(x["m"] + x["3m/2"] - y) for x, y in zip(sends["hands"], closed, strict=True))
    return all_of(
        below(gap, 1e-4, "hands: who signals m or more"),
        below(max(1 - x["0"] for x in sends["costs"]), 1e-4, "costs: nobody signals"),
        sign(1, _equilibrium("costs").value(D) - ends["costs"].value(D), "costs: the closed form is worth more"),
    )


MODEL = Model(
    key="fearon1997",
    title="Tying hands versus sinking costs",
    source=Source(
        authors="Fearon, James D.",
        year=1997,
        title="Signaling Foreign Policy Interests: Tying Hands versus Sinking Costs",
        venue="Journal of Conflict Resolution 41(1), 68-90",
        where="the two signalling games; the two principal results, as the abstract states them",
        opened="abstract; the games are recalled",
        doi="10.1177/0022002797041001004",
    ),
    story="A leader who wants to be believed can put a name at stake, which costs something only if the threat is "
    "called and not carried out, or can spend something now. Either way nobody bluffs: the signal is so large that it "
    "would not pay those who would give way. A tied hand costs nothing if it works, so more types use it, some of whom "
    "would not have fought before they spoke: it brings war more often and yet serves every leader better.",
    build=build,
    propositions=(
        claim("Tied hands", "equilibrium", "our reading", _hands),
        claim("Sunk costs", "equilibrium", "our reading", _costs),
        claim("No bluffing", "equilibrium", "our reading", _no_bluff),
        claim("More war, and better for the leader", "sign", "proved", _compared),
        claim("Continuum of types", "limit", "our reading", _continuum),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="Tied hands (p = .5, c = .4, r = .4): the path ends at the paper's equilibrium: types above v_h signal m or "
    "more, which costs them the same. Sunk costs: it ends where nobody signals and every Challenger comes; the paper's "
    "equilibrium, which D1 selects, is certified beside it and is worth more to the Defender.",
    uncertain="Payoffs and closed forms are rebuilt from memory and certified here. The paper's signal is any m, its "
    "Challenger's resolve continuous; ours are four signals and three types, of which the bold one makes even a little "
    "bluffing attract challenges. 'Proved': the abstract states the result.",
)
