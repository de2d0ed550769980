"""Peace when the other's view may differ a little (Chassang & Padró i Miquel 2010): fear as a motive for attack.

Two states are at peace, worth θ to each for as long as it lasts. Whoever attacks alone gets F, the victim S; if both
attack, each gets W, with W > S. Attack pays for two reasons: gain (F − θ, the predatory motive) and fear (W − S, the
preemptive motive). If θ is known to both, peace is an equilibrium exactly if θ ≥ F: fear plays no part. If each knows
θ up to a small error of its own, peace is kept in the most peaceful equilibrium only where

    θ ≥ F + (W − S),   that is, where peace is risk-dominant: the two motives count alike.

Weapons k change all three: F = 1 − f·k, S = −1/2 − s·k, W = −w·k². They lower the gain from attack, so with θ known
they only make peace easier; but at first they hurt a victim more than a fighter, and then they feed fear.

Errors: θ is uniform on [low, high], cut into ``cells`` of width h. One state sees θ rounded to the even edges of the
cells, the other to the odd edges, so that each always thinks it equally likely that the other saw one edge more or
one edge less; as h → 0 the errors vanish.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ..game.building import TreeBuilder
from ..game.tree import GameTree
from .checks import claim, regret
from .model import Evidence, Model, Source, all_of, below, close

STATES = ("State A", "State B")
LOW, HIGH = -1.0, 4.0
CLOSE = 1e-9


def build(cells: int = 16) -> GameTree:
    """The game; one cell is common knowledge of θ, at the middle of [low, high]."""
    g = TreeBuilder("Peace under strategic risk", STATES)
    low = g.parameter("low", LOW, "least value of lasting peace")
    high = g.parameter("high", HIGH, "greatest value of lasting peace")
    k = g.parameter("k", 2.0, "weapons of each side", low=0)
    f = g.parameter("f", 0.2, "how much a weapon takes from an attacker's gain", low=0)
    s = g.parameter("s", 0.8, "how much a weapon hurts the victim of an attack", low=0)
    w = g.parameter("w", 0.1, "how much weapons hurt when both attack (times k²)", low=0)
    alone, victim, war = 1 - f * k, -0.5 - s * k, -1.0 * w * k**2
    lottery = {}
    for j in range(cells):
        theta = low + (high - low) * ((j + 0.5) / cells)
        even = j + j % 2  # the even edge of the cell is what State A sees, the odd one what State B sees
        odd = 2 * j + 1 - even
        after_peace = {"peace": g.end(theta, theta), "attack": g.end(victim, alone)}
        after_attack = {"peace": g.end(alone, victim), "attack": g.end(war, war)}
        peace, attack = (g.move("State B", f"edge {odd}", after) for after in (after_peace, after_attack))
        lottery[f"cell {j}"] = (1 / cells, g.move("State A", f"edge {even}", {"peace": peace, "attack": attack}))
    return g.tree(g.chance("value of peace", lottery))


_built = cache(build)


def motives(k: float, f: float = 0.2, s: float = 0.8, w: float = 0.1) -> tuple[float, float, float]:
    """F, S and W at weapons k."""
    return 1 - f * k, -0.5 - s * k, -w * k**2


def _from_edge(cells: int, edge: int, **values: float) -> Any:
    """Peace by everybody who sees ``edge`` or more, attack by those who see less."""
    from ..solvers.tree import TreeAssessment

    strategies: dict[Any, Any] = {
        (STATES[e % 2], f"edge {e}"): {"peace" if e >= edge else "attack": 1.0} for e in range(cells + 1)
    }
    return TreeAssessment.of(_built(cells), strategies, values=values)


def _cutoffs(cells: int, **values: float) -> list[int]:
    """Every edge from which peace is an equilibrium; ``cells + 1`` stands for peace nowhere."""
    from ..solvers.tree import certify_tree

    edges = range(cells + 2)
    return [e for e in edges if certify_tree(_from_edge(cells, e, **values)).sequential_regret <= CLOSE]


def _known() -> Evidence:
    """If θ is known, peace is an equilibrium exactly if θ ≥ F, whatever fear there is; attack always is one."""
    from ..solvers.tree import certify_tree

    found = []
    for k, gap in ((0.0, 0.3), (2.0, 0.05), (5.0, 1.0)):
        alone = motives(k)[0]
        for theta, gain in ((alone, 0.0), (alone + gap, 0.0), (alone - gap, gap)):
            at = {"k": k, "low": theta - 1, "high": theta + 1}
            peace = certify_tree(_from_edge(1, 0, **at)).regret["State A"]
            found.append(close(gain, peace, CLOSE, f"gain from attack at k={k:g}"))
            found.append(below(certify_tree(_from_edge(1, 2, **at)).sequential_regret, CLOSE))
    return all_of(*found)


def _one_cutoff() -> Evidence:
    """With errors, one cutoff is an equilibrium, next to F + W − S; besides it only attack everywhere."""
    found = []
    for cells, k in ((9, 2.0), (16, 2.0), (16, 0.4), (23, 6.5)):
        alone, victim, war = motives(k)
        claimed = round((alone + war - victim - LOW) * cells / (HIGH - LOW))
        edges = _cutoffs(cells, k=k)
        shown = f"{cells} cells, k={k:g}: cutoffs {edges}"
        found.append(Evidence(edges == [claimed, cells + 1], str([claimed, cells + 1]), str(edges), shown))
    return all_of(*found)


def _risk_dominance() -> Evidence:
    """As errors vanish the cutoff tends to F + (W − S), where peace is risk-dominant, not to F; error at most h/2."""
    alone, victim, war = motives(2.0)
    claimed, found = alone + war - victim, []
    for cells in (5, 10, 20, 40):
        h = (HIGH - LOW) / cells
        cutoff = LOW + h * _cutoffs(cells)[0]
        found.append(
            below(abs(cutoff - claimed), h / 2 + CLOSE, f"{cells} cells: cutoff {cutoff:.4g} for {claimed:.4g}")
        )
    return all_of(*found)


def _weapons() -> Evidence:
    """With θ known weapons always widen peace; with errors they first narrow and then widen it."""
    cells, steps = 24, (0.0, 1.5, 3.0, 5.0, 7.0)
    known = [motives(k)[0] for k in steps]
    cutoffs = [_cutoffs(cells, k=k)[0] for k in steps]
    holds = known == sorted(known, reverse=True) and cutoffs[0] < cutoffs[1] < cutoffs[2] > cutoffs[3] > cutoffs[4]
    exact = [round((1.5 + 0.6 * k - 0.1 * k**2 - LOW) * cells / (HIGH - LOW)) for k in steps]
    return Evidence(holds and cutoffs == exact, str(exact), str(cutoffs), f"cutoff edge of 24 at k = {steps}")


def _intervention() -> Evidence:
    """Help to victims and sparing of attackers makes peace harder if θ is known, and may make it easier with errors."""
    cells, k, helped = 40, 2.0, {"f": 0.1, "s": 0.6}
    (alone, victim, war), (alone_h, victim_h, war_h) = motives(k), motives(k, **helped)
    exact = [round((x - LOW) * cells / (HIGH - LOW)) for x in (alone + war - victim, alone_h + war_h - victim_h)]
    found = [_cutoffs(cells, k=k)[0], _cutoffs(cells, k=k, **helped)[0]]
    same = {"k": k, "low": alone, "high": alone_h}  # θ halfway: peace without help, none with it
    return all_of(
        Evidence(found == exact and found[1] < found[0], str(exact), str(found), "cutoff edge of 40, without and with"),
        below(regret(_from_edge(1, 0, **same)), CLOSE, "θ known, without"),
        close((alone_h - alone) / 2, regret(_from_edge(1, 0, **same, **helped)), CLOSE, "θ known, with: attack gains"),
    )


def _branch() -> Evidence:
    """The logit path ends at the most peaceful equilibrium, not at attack everywhere."""
    from ..solvers.tree import solve_tree

    gaps = []
    for k in (0.4, 2.0):
        solved = solve_tree(_built(16), values={"k": k}).assessment
        cutoff = _cutoffs(16, k=k)[0]
        for e in range(17):
            peace = solved.strategy(STATES[e % 2], f"edge {e}")["peace"]
            gaps.append(abs(peace - float(e >= cutoff)))
    return below(max(gaps), 1e-6, "largest gap in the probability of peace; 16 cells, k = 0.4 and 2")


MODEL = Model(
    key="chassang_padro2010",
    title="Deterrence under strategic risk",
    source=Source(
        authors="Chassang, Sylvain; Padró i Miquel, Gerard",
        year=2010,
        title="Conflict and Deterrence under Strategic Risk",
        venue="Quarterly Journal of Economics 125(4), 1821-1858",
        where="predatory and preemptive motives; weapons under complete information and under strategic risk",
        opened="abstract and opening of the working paper of January 2010; the propositions recalled",
    ),
    story="Two states would both do well at peace. With everything known, only greed can break it: weapons that make "
    "attack less profitable make peace safer. But if each may see the situation a little differently, each must ask "
    "what the other, who may have seen worse, will do; then the harm of being struck first counts as much as the gain "
    "from striking first. Weapons that make a victim helpless can so destroy a peace that weapons were to protect, "
    "until there are enough of them to make any war terrible.",
    build=build,
    propositions=(
        claim("Peace when θ is known", "threshold", "our reading", _known),
        claim("One cutoff", "equilibrium", "our reading", _one_cutoff),
        claim("Risk dominance", "limit", "our reading", _risk_dominance),
        claim("Weapons", "sign", "our reading", _weapons),
        claim("Intervention", "sign", "our reading", _intervention),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="The path from λ = 0 ends at the most peaceful equilibrium (16 cells: peace from edge 9 at k = 0.4, "
    "11 at k = 2; no fold), not at attack everywhere, which is one too. That agrees with risk dominance, "
    "which the logit path follows in symmetric games of two actions.",
    uncertain="The paper has a repeated game that ends with the first attack; here the value of lasting peace stands "
    "for its continuation. Errors by rounding, and how F, S and W fall with weapons, are ours: the paper needs only "
    "that the preemptive motive may rise before it falls. What an intervention changes is ours as well. Equal sides "
    "only; its result on inequality is left out.",
)
