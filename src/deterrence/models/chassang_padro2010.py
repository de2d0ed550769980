"""Peace when the other's view may differ a little (Chassang & Padró i Miquel 2010).

Fear is a motive for attack beside gain.

Two states are at peace, worth θ to each for as long as it lasts. Whoever attacks alone gets F, the
victim S; if both attack, each gets W, with W > S. Attack pays for two reasons: gain
(F − θ, the predatory motive) and fear (W − S, the preemptive motive). If θ is known to both, peace
is an equilibrium exactly if θ ≥ F: fear plays no part. If each knows θ up to a small error of its
own, peace is kept in the most peaceful equilibrium only where

    θ ≥ F + (W − S),   that is, where peace is risk-dominant: the two motives count alike.

Weapons k change all three: F = 1 − f·k, S = −1/2 − s·k, W = −w·k². They lower the gain from attack,
so with θ known they only make peace easier; but at first they hurt a victim more than a fighter,
and then they feed fear.

Errors: θ is uniform on [low, high], cut into ``cells`` of width h. One state sees θ rounded to the
even edges of the cells, the other to the odd edges, so that each always thinks it equally likely
that the other saw one edge more or one edge less; as h → 0 the errors vanish.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
from .checks import (
    EXACT,
    Strategies,
    assess,
    claim,
    follow_path,
    is_equilibrium,
    regret,
    sequential_regret,
)
from .model import Evidence, Model, Source, all_of, below, cell_middle, close

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

STATES = ("State A", "State B")  # State A sees even edges of the cells, State B odd ones
LOW, HIGH = -1.0, 4.0
WEAPONS = 2.0
GAIN_TAKEN, VICTIM_HURT, WAR_HURT = 0.2, 0.8, 0.1  # f, s and w


def build(cells: int = 16) -> GameTree:
    """The game; one cell is common knowledge of θ, at the middle of [low, high]."""
    g = TreeBuilder("Peace under strategic risk", STATES)
    low = g.parameter("low", LOW, "least value of lasting peace")
    high = g.parameter("high", HIGH, "greatest value of lasting peace")
    k = g.parameter("k", WEAPONS, "weapons of each side", low=0)
    f = g.parameter("f", GAIN_TAKEN, "how much a weapon takes from an attacker's gain", low=0)
    s = g.parameter("s", VICTIM_HURT, "how much a weapon hurts the victim of an attack", low=0)
    w = g.parameter("w", WAR_HURT, "how much weapons hurt when both attack (times k²)", low=0)
    alone = 1 - f * k
    victim = -0.5 - s * k
    war = -1.0 * w * k**2

    lottery: dict[str, tuple[Number, Part]] = {}
    for cell in range(cells):
        theta = low + (high - low) * cell_middle(cell, cells)
        even = cell + cell % 2
        odd = 2 * cell + 1 - even
        after_peace = {"peace": g.end(theta, theta), "attack": g.end(victim, alone)}
        after_attack = {"peace": g.end(alone, victim), "attack": g.end(war, war)}
        peace = g.move("State B", f"edge {odd}", after_peace)
        attack = g.move("State B", f"edge {odd}", after_attack)
        choice = g.move("State A", f"edge {even}", {"peace": peace, "attack": attack})
        lottery[f"cell {cell}"] = (1 / cells, choice)
    return g.tree(g.chance("value of peace", lottery))


_built = cache(build)


class Motives(NamedTuple):
    """F, S and W: what an attacker alone, its victim and each of two attackers gets."""

    alone: float
    victim: float
    war: float

    @property
    def risk_dominant(self) -> float:
        """F + (W − S), the θ above which peace is risk-dominant."""
        return self.alone + self.war - self.victim


def motives(
    k: float, f: float = GAIN_TAKEN, s: float = VICTIM_HURT, w: float = WAR_HURT
) -> Motives:
    """F, S and W at weapons k."""
    return Motives(1 - f * k, -0.5 - s * k, -w * k**2)


def nearest_edge(theta: float, cells: int) -> int:
    """The edge, counted from ``LOW``, nearest to a value of peace."""
    return round((theta - LOW) * cells / (HIGH - LOW))


def _from_edge(cells: int, edge: int, **values: float) -> TreeAssessment:
    """Peace by everybody who sees ``edge`` or more, attack by those who see less."""
    strategies: Strategies = {}
    for seen in range(cells + 1):
        action = "peace" if seen >= edge else "attack"
        strategies[STATES[seen % 2], f"edge {seen}"] = {action: 1.0}
    return assess(_built(cells), strategies, values)


def _cutoffs(cells: int, **values: float) -> list[int]:
    """Every edge from which peace is an equilibrium; ``cells + 1`` stands for peace nowhere."""
    return [
        edge
        for edge in range(cells + 2)
        if sequential_regret(_from_edge(cells, edge, **values)) <= EXACT
    ]


def _known() -> Evidence:
    """If θ is known, peace is an equilibrium exactly if θ ≥ F, whatever fear there is; attack
    always is one."""
    always_peace, always_attack = 0, 2  # cutoffs where there is one cell
    evidence = []
    for k, gap in ((0.0, 0.3), (2.0, 0.05), (5.0, 1.0)):
        alone = motives(k).alone
        for theta, gain in ((alone, 0.0), (alone + gap, 0.0), (alone - gap, gap)):
            values = {"k": k, "low": theta - 1, "high": theta + 1}
            peace = _from_edge(1, always_peace, **values)
            attack = _from_edge(1, always_attack, **values)
            detail = f"gain from attack at k={k:g}"
            evidence.append(close(gain, regret(peace, "State A"), EXACT, detail))
            evidence.append(is_equilibrium(attack))
    return all_of(*evidence)


def _one_cutoff() -> Evidence:
    """With errors, one cutoff is an equilibrium, next to F + W − S; the only other one is attack
    everywhere."""
    evidence = []
    for cells, k in ((9, 2.0), (16, 2.0), (16, 0.4), (23, 6.5)):
        claimed = [nearest_edge(motives(k).risk_dominant, cells), cells + 1]
        edges = _cutoffs(cells, k=k)
        detail = f"{cells} cells, k={k:g}: cutoffs {edges}"
        evidence.append(Evidence(edges == claimed, str(claimed), str(edges), detail))
    return all_of(*evidence)


def _risk_dominance() -> Evidence:
    """As errors vanish the cutoff tends to F + (W − S), where peace is risk-dominant, not to F;
    error at most h/2."""
    claimed = motives(WEAPONS).risk_dominant
    evidence = []
    for cells in (5, 10, 20, 40):
        width = (HIGH - LOW) / cells
        cutoff = LOW + width * _cutoffs(cells)[0]
        detail = f"{cells} cells: cutoff {cutoff:.4g} for {claimed:.4g}"
        evidence.append(below(abs(cutoff - claimed), width / 2 + EXACT, detail))
    return all_of(*evidence)


def _weapons() -> Evidence:
    """With θ known weapons always widen peace; with errors they first narrow and then widen it."""
    cells = 24
    steps = (0.0, 1.5, 3.0, 5.0, 7.0)
    known = [motives(k).alone for k in steps]
    cutoffs = [_cutoffs(cells, k=k)[0] for k in steps]
    falls = known == sorted(known, reverse=True)
    rises_then_falls = cutoffs[0] < cutoffs[1] < cutoffs[2] > cutoffs[3] > cutoffs[4]
    claimed = [nearest_edge(1.5 + 0.6 * k - 0.1 * k**2, cells) for k in steps]
    return Evidence(
        falls and rises_then_falls and cutoffs == claimed,
        str(claimed),
        str(cutoffs),
        f"cutoff edge of 24 at k = {steps}",
    )


def _intervention() -> Evidence:
    """Help to victims and sparing of attackers makes peace harder if θ is known, and may make it
    easier with errors."""
    cells, k = 40, 2.0
    help_to_victims = {"f": 0.1, "s": 0.6}
    without, helped = motives(k), motives(k, **help_to_victims)
    claimed = [nearest_edge(one.risk_dominant, cells) for one in (without, helped)]
    cutoffs = [_cutoffs(cells, k=k)[0], _cutoffs(cells, k=k, **help_to_victims)[0]]
    easier = cutoffs == claimed and cutoffs[1] < cutoffs[0]

    # θ known and halfway between: peace without help, none with it
    halfway = {"k": k, "low": without.alone, "high": helped.alone}
    peace_without = regret(_from_edge(1, 0, **halfway))
    peace_helped = regret(_from_edge(1, 0, **halfway, **help_to_victims))
    gain = (helped.alone - without.alone) / 2
    return all_of(
        Evidence(easier, str(claimed), str(cutoffs), "cutoff edge of 40, without and with"),
        below(peace_without, EXACT, "θ known, without"),
        close(gain, peace_helped, EXACT, "θ known, with: attack gains"),
    )


def _branch() -> Evidence:
    """The logit path ends at the most peaceful equilibrium, not at attack everywhere."""
    cells = 16
    gaps = []
    for k in (0.4, 2.0):
        selected = follow_path(_built(cells), {"k": k})
        cutoff = _cutoffs(cells, k=k)[0]
        for edge in range(cells + 1):
            peace = selected.strategy(STATES[edge % 2], f"edge {edge}")["peace"]
            gaps.append(abs(peace - float(edge >= cutoff)))
    detail = "largest gap in the probability of peace; 16 cells, k = 0.4 and 2"
    return below(max(gaps), 1e-6, detail)


MODEL = Model(
    key="chassang_padro2010",
    title="Deterrence under strategic risk",
    source=Source(
        authors="Chassang, Sylvain; Padró i Miquel, Gerard",
        year=2010,
        title="Conflict and Deterrence under Strategic Risk",
        venue="Quarterly Journal of Economics 125(4), 1821-1858",
        where=(
            "predatory and preemptive motives; weapons under complete information and under "
            "strategic risk"
        ),
        opened=(
            "abstract and opening of the working paper of January 2010; the propositions recalled"
        ),
    ),
    story=(
        "Two states would both do well at peace. With everything known, only greed can break it: "
        "weapons that make attack less profitable make peace safer. But if each may see the "
        "situation a little differently, each must ask what the other, who may have seen worse, "
        "will do; then the harm of being struck first counts as much as the gain from striking "
        "first. Weapons that make a victim helpless can so destroy a peace that weapons were to "
        "protect, until there are enough of them to make any war terrible."
    ),
    build=build,
    propositions=(
        claim("Peace when θ is known", "threshold", "our reading", _known),
        claim("One cutoff", "equilibrium", "our reading", _one_cutoff),
        claim("Risk dominance", "limit", "our reading", _risk_dominance),
        claim("Weapons", "sign", "our reading", _weapons),
        claim("Intervention", "sign", "our reading", _intervention),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 ends at the most peaceful equilibrium (16 cells: peace from edge 9 at "
        "k = 0.4, 11 at k = 2; no fold), not at attack everywhere, which is another one. That "
        "agrees with risk dominance, which the logit path follows in symmetric games of two "
        "actions."
    ),
    uncertain=(
        "The paper has a repeated game that ends with the first attack; here the value of lasting "
        "peace stands for its continuation. Errors by rounding, and how F, S and W fall with "
        "weapons, are ours: the paper needs only that the preemptive motive may rise before it "
        "falls. What an intervention changes is ours as well. Equal sides only; its result on "
        "inequality is left out."
    ),
)
