"""Tying hands against sinking costs: two ways to make a threat believed (Fearon 1997).

The Defender values what is in dispute at v, known to it alone, and sends a signal m >= 0. Tied
hands: m is lost only if it is challenged and gives way. Sunk costs: m is spent whatever happens.
The Challenger, who alone knows what a war is worth to it, challenges or not (0); a Defender that
gives way leaves it 1. Status quo: v to the Defender; war: p*v - c. A Challenger fears war (worth
less than zero to it) with probability g, and r = 1 - g is resolved.

    hands:  v_h = r*c/(g + r*p),   m = g*c/(g + r*p)    types above v_h signal m and fight
    costs:  v_c = c/p,             m = g*c/p            types above v_c, who would fight anyway

Types below do nothing, so nobody bluffs; v_h < v_c, so tied hands bring war more often and pay
every type more. Here v is vmax*(k + 1/2)/n.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
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
from .model import Evidence, Model, Source, all_of, below, cell_middle, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

DEFENDER, CHALLENGER = "Defender", "Challenger"
Signal = Literal["hands", "costs"]
SIGNALS: tuple[Signal, Signal] = ("hands", "costs")
TITLES = {"hands": "Signalling by tied hands", "costs": "Signalling by sunk costs"}
LEVELS = {"0": 0.0, "m/2": 0.5, "m": 1.0, "3m/2": 1.5}  # sizes of a signal, in m
CHALLENGERS = ("resolved", "bold", "cautious")
FEARFUL = ("bold", "cautious")
TYPES = 6
BASE = {"p": 0.5, "c": 0.4, "r": 0.4, "s": 0.3, "u": 1.0, "e": 0.05, "vmax": 1.2}
CASES: tuple[Values, ...] = (
    {},
    {"p": 0.6, "c": 0.5, "r": 0.25},
    {"r": 0.6, "s": 0.2, "vmax": 1.3},
)


@dataclass(frozen=True)
class Cut:
    """The closed form: the least v that signals, and the signal it sends."""

    least: float
    size: float


def cut(signal: Signal, values: Values = BASE) -> Cut:
    """v_h and m, or v_c and m, of the docstring above."""
    p, c, r = values["p"], values["c"], values["r"]
    g = 1 - r
    if signal == "hands":
        return Cut(r * c / (g + r * p), g * c / (g + r * p))
    return Cut(c / p, g * c / p)


def build(signal: Signal = "hands", types: int = TYPES) -> GameTree:
    """The game with one of the signals and ``types`` values of the Defender.

    ``m`` is set to its closed form.
    """
    g = TreeBuilder(TITLES[signal], (DEFENDER, CHALLENGER))
    p = g.parameter("p", BASE["p"], "probability that the Defender wins a war", low=0, high=1)
    c = g.parameter("c", BASE["c"], "cost of war to the Defender", low=0)
    r = g.parameter(
        "r", BASE["r"], "probability of a resolved Challenger, who likes war", low=0, high=1
    )
    s = g.parameter(
        "s", BASE["s"], "probability of a bold Challenger, who fears war a little", low=0, high=1
    )
    u = g.parameter(
        "u", BASE["u"], "war, to a cautious Challenger: a loss; to a resolved one: a gain", low=0
    )
    e = g.parameter("e", BASE["e"], "war, to a bold Challenger: a loss", low=0)
    top = g.parameter(
        "vmax", BASE["vmax"], "largest value of what is in dispute to the Defender", low=0
    )
    m = g.parameter("m", cut(signal).size, "size of the signal", low=0)
    chances: dict[str, Number] = {"resolved": r, "bold": s, "cautious": 1 - r - s}
    wars: dict[str, Number] = {"resolved": u, "bold": -e, "cautious": -u}

    def crisis(index: int, challenger: str) -> Part:
        """A Defender of value number ``index`` and a type of Challenger."""
        v = top * cell_middle(index, types)

        def after(level: str) -> Part:
            """The Challenger has seen a signal."""
            sent = m * LEVELS[level]
            sunk, tied = (0, sent) if signal == "hands" else (sent, 0)
            ends = {
                "fight": g.end(p * v - c - sunk, wars[challenger]),
                "give way": g.end(-tied - sunk, 1),
            }
            challenged = g.move(DEFENDER, f"v {index}, challenged at {level}", ends)
            choice = {"stay out": g.end(v - sunk, 0), "challenge": challenged}
            return g.move(CHALLENGER, f"{challenger}, {level}", choice)

        return g.move(DEFENDER, f"v {index}", {level: after(level) for level in LEVELS})

    pairs = {
        f"v {index}, {challenger}": (
            chances[challenger] * (1 / types),
            crisis(index, challenger),
        )
        for index in range(types)
        for challenger in CHALLENGERS
    }
    return g.tree(g.chance("types", pairs))


_built = cache(build)


@dataclass(frozen=True)
class Play:
    """What both do; each Defender fights if it then loses less by it.

    Off the path a signal that deters is believed to come from the highest type, others from the
    lowest.

    Attributes:
        signal: what a signal costs.
        level: the signal that is sent; other types send none.
        least: the value above which a Defender sends it.
        deters: level -> Challengers who stay out.
        values: over BASE; m is the closed form if it is not among them.
        types: how many values the Defender has.
    """

    signal: Signal
    level: str
    least: float
    deters: Mapping[str, Sequence[str]]
    values: Values = field(default_factory=dict)
    types: int = TYPES

    @property
    def size(self) -> float:
        """The parameter m."""
        if "m" in self.values:
            return self.values["m"]
        return cut(self.signal, BASE | dict(self.values)).size

    def assessment(self) -> TreeAssessment:
        """As strategies and beliefs of the tree."""
        strategies = self._defender()
        beliefs: Beliefs = {}
        for challenger in CHALLENGERS:
            for level in LEVELS:
                where = (CHALLENGER, f"{challenger}, {level}")
                deterred = challenger in self.deters.get(level, ())
                strategies[where] = {"stay out" if deterred else "challenge": 1.0}
                if level not in ("0", self.level):
                    read_as = self.types - 1 if level in self.deters else 0
                    beliefs[where] = [float(index == read_as) for index in range(self.types)]
        tree = _built(self.signal, self.types)
        return assess(tree, strategies, dict(self.values) | {"m": self.size}, beliefs)

    def _defender(self) -> Strategies:
        """Signals, and answers to a challenge, of every value."""
        v = BASE | dict(self.values)
        strategies: Strategies = {}
        for index in range(self.types):
            own = v["vmax"] * (index + 0.5) / self.types
            sends = self.level if own > self.least else "0"
            strategies[DEFENDER, f"v {index}"] = {sends: 1.0}
            for level, factor in LEVELS.items():
                gives_way = -self.size * factor if self.signal == "hands" else 0
                action = "fight" if v["p"] * own - v["c"] > gives_way else "give way"
                strategies[DEFENDER, f"v {index}, challenged at {level}"] = {action: 1.0}
        return strategies


def _equilibrium(
    signal: Signal, values: Values | None = None, types: int = TYPES
) -> TreeAssessment:
    """The closed form: signals of m and more are believed, less is not."""
    changes = values or {}
    least = cut(signal, BASE | dict(changes)).least
    believed = {"m": FEARFUL, "3m/2": FEARFUL}
    return Play(signal, "m", least, believed, changes, types).assessment()


def _separates(signal: Signal) -> Evidence:
    """The closed form is an equilibrium, and with a smaller m it is not, for bluffs would pay."""
    evidence = [
        is_equilibrium(_equilibrium(signal, values), f"{signal} {values}") for values in CASES
    ]
    closed = cut(signal)
    # v 1, the best type of those who do nothing: with a little less than m it would bluff
    worth = closed.least * 0.99
    g, r = 0.6, 0.4
    price = r if signal == "hands" else 1.0  # a tied hand costs if challenged only
    for factor in (1.0, 0.95):
        claimed = (g * worth - price * factor * closed.size) / TYPES
        play = _equilibrium(signal, {"vmax": worth * 4, "m": factor * closed.size})
        gain = regret(play)
        evidence.append(close(max(0.0, claimed), gain, EXACT, f"gain of a bluff at {factor} m"))
        evidence.append(sign(int(factor < 1), gain))
    return all_of(*evidence)


def _hands() -> Evidence:
    """Tied hands: types above r·c/(g + r·p) signal m = g·c/(g + r·p) and fight; with a smaller m
    bluffs would pay."""
    return _separates("hands")


def _costs() -> Evidence:
    """Sunk costs: types above c/p, who fight anyway, spend m = g·c/p; with a smaller m bluffs would
    pay."""
    return _separates("costs")


def _no_bluff() -> Evidence:
    """Nobody who signals gives way when challenged. Bluffing at m/2 is an equilibrium only if a
    signal of m, which those who would fight send most readily (so that D1 asks to believe it), is
    not believed."""
    fights = []
    for signal in SIGNALS:
        play = _equilibrium(signal)
        for index in range(TYPES):
            if play.strategy(DEFENDER, f"v {index}")["m"] == 1:
                fights.append(play.strategy(DEFENDER, f"v {index}, challenged at m")["fight"])

    # v 1 .. v 5 send m/2 and v 1 would give way: one bluff in five, so that the bold challenge
    # and the cautious do not.
    values = {"p": 0.5, "c": 1.0, "vmax": 4.0, "m": 0.5, "r": 0.1, "s": 0.5}
    deters_some: dict[str, Sequence[str]] = {"m/2": ("cautious",)}
    believed = deters_some | {"m": FEARFUL, "3m/2": FEARFUL}
    deaf = Play("hands", "m/2", 0.375, deters_some, values).assessment()
    heard = Play("hands", "m/2", 0.375, believed, values).assessment()
    bluff = deaf.strategy(DEFENDER, "v 1, challenged at m/2")["give way"]
    gain = sequential_regret(heard)
    return all_of(
        close(1.0, min(fights), 0.0, "those who signal fight"),
        close(1.0, bluff, 0.0, "a bluff"),
        is_equilibrium(deaf, "bluffing, m not believed"),
        sign(1, gain, "bluffing, m believed: somebody gains"),
    )


def _compared() -> Evidence:
    """Tying hands brings war more often, and is worth more to the Defender, than sinking costs."""
    types = 12
    evidence = []
    for changes in CASES:
        values = BASE | dict(changes)
        war, payoff = {}, {}
        for signal in SIGNALS:
            play = _equilibrium(signal, changes, types)
            least = cut(signal, values).least
            above = sum(values["vmax"] * (index + 0.5) / types > least for index in range(types))
            claimed = values["r"] * (above / types)
            war[signal] = chance_of(play, DEFENDER, "fight")
            payoff[signal] = play.value(DEFENDER)
            evidence.append(close(claimed, war[signal], EXACT, f"war {changes}"))
        evidence.append(sign(1, war["hands"] - war["costs"], "war"))
        evidence.append(sign(1, payoff["hands"] - payoff["costs"], "worth"))
    return all_of(*evidence)


def _continuum() -> Evidence:
    """As the Defender's types grow finer, the chance of war tends to r·(1 − v_h/vmax), or to
    r·(1 − v_c/vmax)."""
    case = CASES[1]
    values = BASE | dict(case)
    evidence = []
    for signal in SIGNALS:
        limit = values["r"] * (1 - cut(signal, values).least / values["vmax"])
        for types in (6, 12, 24, 48):
            gap = abs(chance_of(_equilibrium(signal, case, types), DEFENDER, "fight") - limit)
            detail = f"{signal}, {types} types: at most r/2n"
            evidence.append(below(gap, values["r"] / (2 * types) + EXACT, detail))
    return all_of(*evidence)


def _branch() -> Evidence:
    """In the limit the logit path ends at the closed form where hands are tied, and at no signal at
    all where costs are sunk, though the closed form is an equilibrium there too and every type that
    signals in it would gain."""
    hands, costs = (
        follow_path(_built(signal, TYPES), {"m": cut(signal).size}) for signal in SIGNALS
    )
    gaps, signals = [], []
    for index in range(TYPES):
        where = (DEFENDER, f"v {index}")
        claimed = _equilibrium("hands").strategy(*where)["m"]
        sent = hands.strategy(*where)
        gaps.append(abs(sent["m"] + sent["3m/2"] - claimed))
        signals.append(1 - costs.strategy(*where)["0"])
    gain = _equilibrium("costs").value(DEFENDER) - costs.value(DEFENDER)
    return all_of(
        below(max(gaps), 1e-4, "hands: who signals m or more"),
        below(max(signals), 1e-4, "costs: nobody signals"),
        sign(1, gain, "costs: the closed form is worth more"),
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
    story=(
        "A leader who wants to be believed can put a name at stake, which costs something only if "
        "the threat is called and not carried out, or can spend something now. Either way nobody "
        "bluffs: the signal is so large that it would not pay those who would give way. A tied "
        "hand costs nothing if it works, so more types use it, some of whom would not have fought "
        "before they spoke: it brings war more often and yet serves every leader better."
    ),
    build=build,
    propositions=(
        claim("Tied hands", "equilibrium", "our reading", _hands),
        claim("Sunk costs", "equilibrium", "our reading", _costs),
        claim("No bluffing", "equilibrium", "our reading", _no_bluff),
        claim("More war, and better for the leader", "sign", "our reading", _compared),
        claim("Continuum of types", "limit", "our reading", _continuum),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "Tied hands (p = .5, c = .4, r = .4): the path ends at the paper's equilibrium: types "
        "above v_h signal m or more, which costs them the same. Sunk costs: it ends where nobody "
        "signals and every Challenger comes; the paper's equilibrium, which D1 selects, is "
        "certified beside it and is worth more to the Defender."
    ),
    uncertain=(
        "Payoffs and closed forms are rebuilt from memory and certified here. The paper's signal "
        "is any m, its Challenger's resolve continuous; ours are four signals and three types, of "
        "which the bold one makes even a little bluffing attract challenges. 'Proved': the "
        "abstract states the result."
    ),
)
