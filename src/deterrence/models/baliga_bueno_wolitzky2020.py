"""Deterrence when an attack cannot be laid at a door (Baliga, Bueno de Mesquita & Wolitzky 2020).

At most one of n attackers has an opportunity, attacker i with probability γᵢ, and uses it or not, unseen. The defender
sees nothing (the null signal) or a signal s, with probability πᵢₛ after i's attack and π₀ₛ if nobody attacked, and may
then retaliate against any of them. An attack is worth xᵢ to i, retaliation costs it 1; retaliation is worth y to the
defender against the guilty and y − 1 against the innocent. With F and G the distributions of x and y:

    suspicion   βᵢₛ = γᵢaᵢπᵢₛ / (π₀ₛ + Σⱼ γⱼaⱼ(πⱼₛ − π₀ₛ)),   aᵢ = 1 − Fᵢ(xᵢ*)
    attackers   xᵢ* = Σₛ (πᵢₛ − π₀ₛ)(1 − G(1 − βᵢₛ)): i attacks exactly if its xᵢ is above xᵢ*

Here each has one type and chooses by the logit rule. That is the same model with F and G logistic, means x and y and
scales 1/λ: a logit choice between two actions is a sharp choice by a type drawn from the logistic distribution, and
retaliations against different attackers are chosen apart, for their payoffs add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import claim
from .model import Evidence, Model, Source, all_of, below, close, sign

DEFENDER = "Defender"
LAMBDA = (6.0, 6.0, 8.0)  # of the attackers and the defender: one over the scale of F and of G


def build(attackers: int = 2) -> GameTree:
    """``attackers`` suspects, as many signals, of which signal i points at attacker i."""
    every = range(1, attackers + 1)
    names = [f"Attacker {i}" for i in every]
    g = TreeBuilder("Deterrence with imperfect attribution", (*names, DEFENDER))
    one = {"low": 0.0, "high": 1.0}
    x = [g.parameter(f"x{i}", 0.4, f"an attack, to attacker {i}", low=0) for i in every]
    y = g.parameter("y", 0.6, "retaliation against the guilty, to the defender (the innocent: y - 1)", **one)
    k = g.parameter("K", 1.0, "an attack, to the defender: a loss", low=0)
    odds = [g.parameter(f"gamma{i}", 0.8 / attackers, f"attacker {i} has the opportunity", **one) for i in every]
    pi = {}
    for i in range(attackers + 1):
        for s in every:
            value = 0.05 if i == 0 else 0.6 if i == s else 0.15 / max(1, attackers - 1)
            cause = f"an attack by {i}" if i else "no attack"
            pi[i, s] = g.parameter(f"pi{i}{s}", value, f"signal {s} after {cause}", **one)
    subsets = [c for size in range(attackers + 1) for c in combinations(every, size)]

    def seen(guilty: int) -> Part:
        def end(hit: tuple[int, ...]) -> Part:
            own = [(x[i - 1] if i == guilty else 0.0) - (1.0 if i in hit else 0.0) for i in every]
            return g.end(*own, sum((y if i == guilty else y - 1 for i in hit), -k if guilty else 0.0))

        answers = {"+".join(map(str, hit)) or "nobody": end(hit) for hit in subsets}
        after: dict[str, Any] = {"null": (1 - sum(pi[guilty, s] for s in every), end(()))}
        after |= {f"signal {s}": (pi[guilty, s], g.move(DEFENDER, f"signal {s}", answers)) for s in every}
        return g.chance(f"signals, {guilty or 'no attack'}", after)

    use = {n: g.move(n, "opportunity", {"attack": seen(i), "hold": seen(0)}) for i, n in enumerate(names, 1)}
    branches: dict[str, Any] = {n: (odds[i], part) for i, (n, part) in enumerate(use.items())}
    return g.tree(g.chance("opportunity", {"nobody": (1 - sum(odds), seen(0))} | branches))


def fixed_point(values: Mapping[str, float], start: float = 0.5, n: int = 2) -> tuple[np.ndarray, ...]:
    """The paper's equations with F and G logistic: attack probabilities a, suspicion β (i, s), retaliation r (i, s)."""
    every = range(1, n + 1)
    pi = np.array([[values[f"pi{i}{s}"] for s in every] for i in range(n + 1)])
    gamma, x = (np.array([values[f"{name}{i}"] for i in every]) for name in ("gamma", "x"))
    a = np.full(n, start)
    for _ in range(400):
        used = gamma * a
        beta = used[:, None] * pi[1:] / (pi[0] + used @ (pi[1:] - pi[0]))
        r = 1 / (1 + np.exp(-LAMBDA[2] * (values["y"] - 1 + beta)))
        x_star = ((pi[1:] - pi[0]) * r).sum(axis=1)
        new = 1 / (1 + np.exp(-LAMBDA[0] * (x - x_star)))
        a = 0.7 * a + 0.3 * new
    return a, beta, r


def _solve(values: Mapping[str, float] | None = None) -> Any:
    from ..solvers.tree import solve_tree

    return solve_tree(build(), precision=LAMBDA, values=values)


def _attacks(values: Mapping[str, float]) -> np.ndarray:
    """Attack probabilities of both, given the opportunity."""
    solved = _solve(values).assessment
    return np.array([solved.strategy(f"Attacker {i}", "opportunity")["attack"] for i in (1, 2)])


def _equations() -> Evidence:
    """Equilibrium solves xᵢ* = Σₛ (πᵢₛ − π₀ₛ)(1 − G(1 − βᵢₛ)), with βᵢₛ by Bayes' rule."""
    found = []
    for values in ({}, {"x1": 0.7, "gamma2": 0.2, "y": 0.4}, {"pi21": 0.4, "pi01": 0.1, "x2": 0.2}):
        a, beta, r = fixed_point(build().values(values))
        solved = _solve(values).assessment
        found += [close(float(p), float(q), 1e-8, "attack") for p, q in zip(a, _attacks(values), strict=True)]
        for i, s in ((1, 1), (1, 2), (2, 1), (2, 2)):
            play = solved.strategy(DEFENDER, f"signal {s}")
            found.append(close(float(r[i - 1, s - 1]), play[str(i)] + play["1+2"], 1e-8, "retaliation"))
            found.append(close(float(beta[i - 1, s - 1]), _guilt(solved, s)[i - 1], 1e-8, "suspicion"))
    return all_of(*found)


def _guilt(assessment: Any, signal: int) -> list[float]:
    """What the defender believes of each attacker's guilt after a signal."""
    tree, where = assessment.tree, (DEFENDER, f"signal {signal}")
    nodes = tree.members[tree.find(*where)]
    by = [tree.chances[tree.chance_set[tree.parent[n]]].label for n in nodes]
    held = list(zip(by, assessment.belief_at(*where), strict=True))
    return [sum(b for name, b in held if name == f"signals, {i}") for i in (1, 2)]


def _unique() -> Evidence:
    """The equilibrium is unique, although each attacker gains courage from the other's."""
    cases = [build().values(v) for v in ({}, {"x1": 0.7, "gamma2": 0.2, "y": 0.4}, {"pi21": 0.5, "pi12": 0.35})]
    gaps = [float(abs(fixed_point(v, 0.01)[0] - fixed_point(v, 0.99)[0]).max()) for v in cases]
    return below(max(gaps), 1e-9, "from hardly any attacks and from nearly sure ones")


def _complements() -> Evidence:
    """If attacker 2 becomes more aggressive, attacker 1 is less suspect and attacks more."""
    base = _attacks({})
    return all_of(
        sign(1, _attacks({"x2": 0.5})[0] - base[0], "attacks worth more to 2"),
        sign(1, _attacks({"gamma2": 0.45})[0] - base[0], "more opportunities for 2"),
    )


def _better_attribution() -> Evidence:
    """Fewer false alarms, detecting more of everybody's attacks alike, or missing those that would be laid at the wrong
    door: each deters both attackers."""
    base, pi = _attacks({}), build().defaults
    alike = {f"pi{i}{s}": 1.2 * pi[f"pi{i}{s}"] for i in (1, 2) for s in (1, 2)}
    changes = ({"pi01": 0.03, "pi02": 0.03}, alike, {"pi12": 0.05, "pi21": 0.05})
    return all_of(*(sign(-1, float((_attacks(v) - base).max()), ", ".join(v)) for v in changes))


def _backfire() -> Evidence:
    """Detecting more of 2's attacks, by the signal that points at 1, makes attacks more likely."""
    before = {"pi21": 0.0, "pi02": 0.01}
    one, two = _attacks(before | {"pi21": 0.35}) - _attacks(before)
    return all_of(sign(1, float(one), "attacker 1"), sign(1, float(one + two), "both, as often able"))


def _correlated() -> Evidence:
    """Suspicion is correlated, which independent types never are: the more suspect one is, the less the other."""
    _, beta, _ = fixed_point(build().defaults)
    one, two = _guilt(_solve().assessment, 1)
    return all_of(
        close(float(-beta[0, 0] * beta[1, 0]), 0 - one * two, 1e-8, "covariance of guilt; never are both guilty"),
        sign(-1, _guilt(_solve({"gamma2": 0.45}).assessment, 1)[0] - one, "more suspicion of 2"),
    )


def _branch() -> Evidence:
    """The logit path comes to the equilibrium without a fold, and no other is met from random starts."""
    from ..solvers.tree import find_equilibria

    found = find_equilibria(build(), LAMBDA, starts=6)
    return all_of(close(1, len(found), 0, "equilibria"), close(0, len(found[0].folds), 0, "folds"))


MODEL = Model(
    key="baliga_bueno_wolitzky2020",
    title="Deterrence with imperfect attribution",
    source=Source(
        authors="Baliga, Sandeep; Bueno de Mesquita, Ethan; Wolitzky, Alexander",
        year=2020,
        title="Deterrence with Imperfect Attribution",
        venue="American Political Science Review 114(4), 1155-1178",
        where="the model; uniqueness; which better attribution deters; commitment",
        opened="abstract pages (publisher, MIT repository); the model and its equations are recalled",
        doi="10.1017/S0003055420000362",
    ),
    story="Several could have done it. After a noisy signal the defender wants to punish the guilty and nobody else, "
    "so it punishes whom it suspects enough. If one suspect grows bolder, suspicion shifts towards it, and the others, "
    "safer, grow bolder too. Better attribution need not help: catching more attacks by a signal that points elsewhere "
    "makes that signal worth less, and the one at whom it pointed attacks more.",
    build=build,
    propositions=(
        claim("Equilibrium equations", "closed form", "our reading", _equations),
        claim("Uniqueness", "equilibrium", "proved", _unique),
        claim("Attackers are complements", "sign", "proved", _complements),
        claim("Attribution that deters", "sign", "proved", _better_attribution),
        claim("Attribution that backfires", "sign", "proved", _backfire),
        claim("Correlated suspicion", "sign", "computed", _correlated),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="With logit choice at λ = 6 for the attackers and 8 for the defender the path meets no fold and no other "
    "equilibrium was found from six random starts, as the paper's uniqueness says.",
    uncertain="The paper's equations are recalled. Its types have distributions on an interval; ours are logistic, by "
    "the logit rule. No retaliation is possible after the null signal (in the paper, as we recall, it does not occur). "
    "At most one attacker has an opportunity, as in the paper: suspicion is correlated for that reason. Signs are "
    "tested at one set of numbers each, which are ours.",
)
