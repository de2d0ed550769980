"""Deterrence with imperfect attribution (Baliga, Bueno de Mesquita & Wolitzky 2020).

At most one of n attackers has an opportunity, attacker i with probability γᵢ, and uses it or not,
unseen. The defender sees nothing (the null signal) or a signal s, with probability πᵢₛ after i's
attack and π₀ₛ if nobody attacked, and may then retaliate against any of them. An attack is worth xᵢ
to i, retaliation costs it 1; retaliation is worth y to the defender against the guilty and y − 1
against the innocent, and an attack costs the defender K. With F and G the distributions of x and y:

    suspicion   βᵢₛ = γᵢaᵢπᵢₛ / (π₀ₛ + Σⱼ γⱼaⱼ(πⱼₛ − π₀ₛ)),   aᵢ = 1 − Fᵢ(xᵢ*)
    attackers   xᵢ* = Σₛ (πᵢₛ − π₀ₛ)(1 − G(1 − βᵢₛ)): i attacks exactly if its xᵢ is above xᵢ*

Here each has one type and chooses by the logit rule. That is the same model with F and G logistic,
means x and y and scales 1/λ: a logit choice between two actions is a sharp choice by a type drawn
from the logistic distribution, and retaliations against different attackers are chosen apart, for
their payoffs add up.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number
from .checks import Values, claim, follow_path
from .model import Evidence, Model, Source, all_of, below, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

DEFENDER = "Defender"
PRECISION = (6.0, 6.0, 8.0)  # λ of the attackers and the defender: one over the scale of F and of G
SOLVED = 1e-8  # how nearly the solver's play and the fixed point agree

# Default probabilities of signal s after i's attack.
FALSE_ALARM, RIGHT_SIGNAL, WRONG_SIGNALS = (
    0.05,
    0.6,
    0.15,
)  # the last shared out over all wrong ones

DAMPING = 0.3  # how far each step of the fixed-point iteration goes
STEPS = 400


def _default_signal(guilty: int, signal: int, attackers: int) -> float:
    """πᵢₛ unless another value is given; ``guilty`` is 0 where nobody attacked."""
    if guilty == 0:
        return FALSE_ALARM
    return RIGHT_SIGNAL if guilty == signal else WRONG_SIGNALS / max(1, attackers - 1)


def build(attackers: int = 2) -> GameTree:
    """``attackers`` suspects, as many signals, of which signal i points at attacker i."""
    every = range(1, attackers + 1)
    names = [f"Attacker {i}" for i in every]
    g = TreeBuilder("Deterrence with imperfect attribution", (*names, DEFENDER))
    x = [g.parameter(f"x{i}", 0.4, f"an attack, to attacker {i}", low=0) for i in every]
    y = g.parameter(
        "y",
        0.6,
        "retaliation against the guilty, to the defender (the innocent: y - 1)",
        low=0.0,
        high=1.0,
    )
    k = g.parameter("K", 1.0, "an attack, to the defender: a loss", low=0)
    gamma = [
        g.parameter(
            f"gamma{i}", 0.8 / attackers, f"attacker {i} has the opportunity", low=0.0, high=1.0
        )
        for i in every
    ]
    pi = {}
    for guilty in range(attackers + 1):
        cause = f"an attack by {guilty}" if guilty else "no attack"
        for signal in every:
            pi[guilty, signal] = g.parameter(
                f"pi{guilty}{signal}",
                _default_signal(guilty, signal, attackers),
                f"signal {signal} after {cause}",
                low=0.0,
                high=1.0,
            )
    targets = [chosen for size in range(attackers + 1) for chosen in combinations(every, size)]

    def end(guilty: int, hit: tuple[int, ...]) -> Part:
        """Retaliation against everybody in ``hit``."""
        payoffs: list[Number] = []
        for i in every:
            gain = x[i - 1] if i == guilty else 0.0
            payoffs.append(gain - (1.0 if i in hit else 0.0))
        defender: Number = -k if guilty else 0.0
        for i in hit:
            defender = defender + (y if i == guilty else y - 1)
        return g.end(*payoffs, defender)

    def signals(guilty: int) -> Part:
        """What the defender sees, and its answer; ``guilty`` is 0 where nobody attacked."""
        answers = {"+".join(map(str, hit)) or "nobody": end(guilty, hit) for hit in targets}
        silence: Number = 1 - sum(pi[guilty, signal] for signal in every)
        seen: dict[str, tuple[Number, Part]] = {"null": (silence, end(guilty, ()))}
        for signal in every:
            answer = g.move(DEFENDER, f"signal {signal}", answers)
            seen[f"signal {signal}"] = (pi[guilty, signal], answer)
        return g.chance(f"signals, {guilty or 'no attack'}", seen)

    opportunities: dict[str, tuple[Number, Part]] = {"nobody": (1 - sum(gamma), signals(0))}
    for i, name in enumerate(names, 1):
        use = g.move(name, "opportunity", {"attack": signals(i), "hold": signals(0)})
        opportunities[name] = (gamma[i - 1], use)
    return g.tree(g.chance("opportunity", opportunities))


def fixed_point(
    values: Values, start: float = 0.5, attackers: int = 2
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The paper's equations with F and G logistic.

    Args:
        values: all parameters.
        start: attack probability at which the iteration starts.
        attackers: n.

    Returns:
        attack probabilities a, (n,); suspicion β, (n, n), by attacker and signal; and the
        probability of retaliation r, (n, n).
    """
    every = range(1, attackers + 1)
    pi = np.array([[values[f"pi{i}{s}"] for s in every] for i in range(attackers + 1)])
    gamma = np.array([values[f"gamma{i}"] for i in every])
    x = np.array([values[f"x{i}"] for i in every])
    a = np.full(attackers, start)
    for _ in range(STEPS):
        used = gamma * a
        beta = used[:, None] * pi[1:] / (pi[0] + used @ (pi[1:] - pi[0]))
        r = 1 / (1 + np.exp(-PRECISION[2] * (values["y"] - 1 + beta)))
        x_star = ((pi[1:] - pi[0]) * r).sum(axis=1)
        best = 1 / (1 + np.exp(-PRECISION[0] * (x - x_star)))
        a = (1 - DAMPING) * a + DAMPING * best
    return a, beta, r


def _solved(values: Values | None = None) -> TreeAssessment:
    """The equilibrium of the logit rule at ``PRECISION``."""
    return follow_path(build(), values, PRECISION)


def _attacks(values: Values) -> np.ndarray:
    """Attack probabilities of both, given the opportunity."""
    solved = _solved(values)
    return np.array([solved.strategy(f"Attacker {i}", "opportunity")["attack"] for i in (1, 2)])


def _equations() -> Evidence:
    """Equilibrium solves xᵢ* = Σₛ (πᵢₛ − π₀ₛ)(1 − G(1 − βᵢₛ)), with βᵢₛ by Bayes' rule."""
    evidence = []
    for values in (
        {},
        {"x1": 0.7, "gamma2": 0.2, "y": 0.4},
        {"pi21": 0.4, "pi01": 0.1, "x2": 0.2},
    ):
        a, beta, r = fixed_point(build().values(values))
        solved = _solved(values)
        for claimed, computed in zip(a, _attacks(values), strict=True):
            evidence.append(close(float(claimed), float(computed), SOLVED, "attack"))
        for i, signal in ((1, 1), (1, 2), (2, 1), (2, 2)):
            play = solved.strategy(DEFENDER, f"signal {signal}")
            hit = play[str(i)] + play["1+2"]
            guilt = _guilt(solved, signal)[i - 1]
            at = (i - 1, signal - 1)
            evidence.append(close(float(r[at]), hit, SOLVED, "retaliation"))
            evidence.append(close(float(beta[at]), guilt, SOLVED, "suspicion"))
    return all_of(*evidence)


def _guilt(assessment: TreeAssessment, signal: int) -> list[float]:
    """What the defender believes of each attacker's guilt after a signal."""
    tree = assessment.tree
    where = (DEFENDER, f"signal {signal}")
    nodes = tree.members[tree.find(*where)]
    causes = [tree.chances[tree.chance_set[tree.parent[node]]].label for node in nodes]
    believed = list(zip(causes, assessment.belief_at(*where), strict=True))
    return [sum(belief for cause, belief in believed if cause == f"signals, {i}") for i in (1, 2)]


def _unique() -> Evidence:
    """The equilibrium is unique, although each attacker gains courage from the other's."""
    gaps = []
    for changes in (
        {},
        {"x1": 0.7, "gamma2": 0.2, "y": 0.4},
        {"pi21": 0.5, "pi12": 0.35},
    ):
        values = build().values(changes)
        from_few, from_many = (fixed_point(values, start)[0] for start in (0.01, 0.99))
        gaps.append(float(abs(from_few - from_many).max()))
    return below(max(gaps), 1e-9, "from hardly any attacks and from nearly sure ones")


def _complements() -> Evidence:
    """If attacker 2 becomes more aggressive, attacker 1 is less suspected and attacks more."""
    base = _attacks({})
    return all_of(
        sign(1, _attacks({"x2": 0.5})[0] - base[0], "attacks worth more to 2"),
        sign(1, _attacks({"gamma2": 0.45})[0] - base[0], "more opportunities for 2"),
    )


def _better_attribution() -> Evidence:
    """Fewer false alarms, detecting more of everybody's attacks alike, or missing those that would
    be attributed to the wrong one: each deters both attackers."""
    base = _attacks({})
    pi = build().defaults
    own_signals = [f"pi{i}{s}" for i in (1, 2) for s in (1, 2)]
    changes = (
        {"pi01": 0.03, "pi02": 0.03},
        {name: 1.2 * pi[name] for name in own_signals},
        {"pi12": 0.05, "pi21": 0.05},
    )
    return all_of(
        *(sign(-1, float((_attacks(change) - base).max()), ", ".join(change)) for change in changes)
    )


def _backfire() -> Evidence:
    """Detecting more of 2's attacks, by the signal that points at 1, makes attacks more likely."""
    before = {"pi21": 0.0, "pi02": 0.01}
    one, two = _attacks(before | {"pi21": 0.35}) - _attacks(before)
    return all_of(
        sign(1, float(one), "attacker 1"),
        sign(1, float(one + two), "both, as often able"),
    )


def _correlated() -> Evidence:
    """Suspicion is correlated, which independent types never are: the more suspect one is, the less
    the other."""
    _, beta, _ = fixed_point(build().defaults)
    one, two = _guilt(_solved(), 1)
    more_opportunities = _guilt(_solved({"gamma2": 0.45}), 1)[0]
    claimed = float(-beta[0, 0] * beta[1, 0])
    return all_of(
        close(claimed, 0 - one * two, SOLVED, "covariance of guilt; never are both guilty"),
        sign(-1, more_opportunities - one, "more suspicion of 2"),
    )


def _branch() -> Evidence:
    """The logit path comes to the equilibrium without a fold, and no other is met from random
    starts."""
    from ..solvers.tree import find_equilibria

    solutions = find_equilibria(build(), PRECISION, starts=6)
    return all_of(
        close(1, len(solutions), 0, "equilibria"),
        close(0, len(solutions[0].folds), 0, "folds"),
    )


MODEL = Model(
    key="baliga_bueno_wolitzky2020",
    title="Deterrence with imperfect attribution",
    source=Source(
        authors="Baliga, Sandeep; Bueno de Mesquita, Ethan; Wolitzky, Alexander",
        year=2020,
        title="Deterrence with Imperfect Attribution",
        venue="American Political Science Review 114(4), 1155-1178",
        where="the model; uniqueness; which better attribution deters; commitment",
        opened=(
            "abstract pages (publisher, MIT repository); the model and its equations are recalled"
        ),
        doi="10.1017/S0003055420000362",
    ),
    story=(
        "Several could have done it. After a noisy signal the defender wants to punish the guilty "
        "and nobody else, so it punishes whom it suspects enough. If one suspect grows bolder, "
        "suspicion shifts towards it, and the others, safer, grow bolder too. Better attribution "
        "need not help: catching more attacks by a signal that points elsewhere makes that signal "
        "worth less, and the one at whom it pointed attacks more."
    ),
    build=build,
    propositions=(
        claim("Equilibrium equations", "closed form", "our reading", _equations),
        claim("Uniqueness", "equilibrium", "our reading", _unique),
        claim("Attackers are complements", "sign", "our reading", _complements),
        claim("Attribution that deters", "sign", "our reading", _better_attribution),
        claim("Attribution that backfires", "sign", "our reading", _backfire),
        claim("Correlated suspicion", "sign", "computed", _correlated),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "With logit choice at λ = 6 for the attackers and 8 for the defender the path meets no "
        "fold and no other equilibrium was found from six random starts, as the paper's uniqueness "
        "says."
    ),
    uncertain=(
        "The paper's equations are recalled. Its types have distributions on an interval; ours are "
        "logistic, by the logit rule. No retaliation is possible after the null signal (in the "
        "paper, as we recall, it does not occur). At most one attacker has an opportunity, as in "
        "the paper: suspicion is correlated for that reason. Signs are tested at one set of "
        "numbers each, which are ours."
    ),
)
