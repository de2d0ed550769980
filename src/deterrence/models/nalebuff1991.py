"""Reputation for strength: intervene in an incident that is not worth it, so that a later challenger stays away.

Defender's cost of fighting c is private, uniform on [c0, 1]. In an incident it may intervene (I), which pays x - c, or
not (N), which pays nought. Challenger sees this and may challenge; Defender then fights (-c) or concedes (-R), so that
it fights when c <= R. Challenger gets t from a concession, t - 1 from a fight; t is private, uniform on [0, 1]. With
f = Pr(fight | what was seen) it challenges when t > f, so that f is also the probability of deterrence.

Intervening gains type c the sum x - c + (f_I - f_N) min(c, R), which falls in c. Write F = (R - c0) / (1 - c0):

    cutoff      c <= ĉ intervene, ĉ = (x + c0 + √((x - c0)² + 4 R (R - c0))) / 2; f_I = (R - c0) / (ĉ - c0), f_N = 0
    nobody      f_N = F; needs x <= c0 (1 + F - f_I) for the f_I that an intervention would bring
    everybody   f_I = F; needs x >= 1 - R (F - f_N)
"""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, chance_of, claim, equilibrium
from .model import Evidence, Model, Source, all_of, below, close, sign

DEF, CH = "Defender", "Challenger"
X, R, C0 = 0.275, 0.7, 0.4  # such that ĉ = .8 and R lie between types: the finite game then has the same equilibria
F = (R - C0) / (1 - C0)
EXACT, SIDES = 1e-9, (-0.02, 0.02)


def build(types: int = 6, challengers: int = 4) -> GameTree:
    """Both uniform distributions cut into cells, each type at the middle of its cell."""
    g = TreeBuilder("Reputation for strength", (DEF, CH), "An incident, and then perhaps a challenge.")
    x = g.parameter("x", X, "what intervening in the incident is worth", low=0)
    r = g.parameter("R", R, "what conceding to a challenge costs", low=0, high=1)
    c0 = g.parameter("c0", C0, "least cost of fighting", low=0, high=1)

    def after(k: int, seen: str) -> Part:
        c = c0 + (1 - c0) * ((k + 0.5) / types)

        def met(j: int) -> Part:
            t = (j + 0.5) / challengers
            answer = g.move(DEF, f"fight? {k} {seen}", {"fight": g.end(-c, t - 1), "concede": g.end(-r, t)})
            return g.move(CH, f"challenge? {j} {seen}", {"challenge": answer, "refrain": g.end(0, 0)})

        met_all = {f"t {j}": (1 / challengers, met(j)) for j in range(challengers)}
        return g.chance(f"Challenger {k} {seen}", met_all, pay=(x - c if seen == "I" else 0, 0))

    costs = {f"c {k}": (1 / types, g.move(DEF, f"incident? {k}", {s: after(k, s) for s in "IN"})) for k in range(types)}
    return g.tree(g.chance("cost of fighting", costs))


def cutoff(x: float = X) -> float:
    """ĉ, by the closed form."""
    return (x + C0 + sqrt((x - C0) ** 2 + 4 * R * (R - C0))) / 2


def _play(keen: float, f_i: float, f_n: float, x: float = X, types: int = 6, read_as: int = -1, lone: int = -1) -> Any:
    """Types c <= keen, and ``lone``, intervene; Challenger acts as if Pr(fight) were f. read_as: belief off path."""
    m, strategies = 2 * types // 3, {}
    for k in range(types):
        c = C0 + (1 - C0) * (k + 0.5) / types
        strategies[DEF, f"incident? {k}"] = {"I" if c <= keen or k == lone else "N": 1.0}
        strategies |= {(DEF, f"fight? {k} {s}"): {"fight" if c <= R else "concede": 1.0} for s in "IN"}
    for seen, f in (("I", f_i), ("N", f_n)):
        for j in range(m):
            strategies[CH, f"challenge? {j} {seen}"] = {"challenge" if (j + 0.5) / m > f else "refrain": 1.0}
    one = [float(k == read_as % types) for k in range(types)]
    off = {(CH, f"challenge? {j} {'I' if keen < C0 else 'N'}"): one for j in range(m)}
    return assess(build(types, m), strategies, {"x": x}, None if C0 < keen < 1 or lone >= 0 else off)


F_I = (R - C0) / (cutoff() - C0)


def _cutoff() -> Evidence:
    """Types up to ĉ intervene although ĉ > c0 > x, for the sake of reputation alone."""
    others = (cutoff() - 0.1, cutoff() + 0.1)  # one type fewer, one more, and Challenger knows it
    return all_of(
        sign(1, min(cutoff() - C0, C0 - X), "ĉ > c0 > x"),
        *(equilibrium(True, _play(cutoff(), F_I, 0.0, types=n), f"{n} types") for n in (6, 12, 24)),
        *(equilibrium(False, _play(c, min(1.0, (R - C0) / (c - C0)), 0.0), f"cutoff {c:.1f}") for c in others),
    )


def _misleading() -> Evidence:
    """The act tells something though all know why it is done, f_I > F > f_N; and it misleads: a share
    (ĉ - R) / (ĉ - c0) of those who intervene would not fight when challenged."""
    play = _play(cutoff(), F_I, 0.0)
    acted, stayed = (play.belief_at(CH, f"challenge? 0 {seen}") for seen in "IN")
    soft = sum(acted[-2:]) + acted[3]  # .75, .85 and .95 are above R
    return all_of(
        close((cutoff() - R) / (cutoff() - C0), soft, EXACT, "share"),
        close(0.0, sum(stayed[:3]), EXACT, "f_N"),
        sign(1, min(1 - soft - F, F), "f_I > F > 0"),
    )


def _nobody() -> Evidence:
    """Nobody intervenes if it would be read as weakness (f_I = 0) and x <= c0 (1 + F); if read as strength (f_I = 1),
    only for x <= c0 F. In the finite game the least cost is not c0 but .45."""
    weak, strong = 0.45 * (1 + F), 0.45 * F
    return all_of(
        *(equilibrium(s < 0, _play(0, 0.0, F, weak + s), f"weakness, x {weak + s:.3f}") for s in SIDES),
        *(equilibrium(s < 0, _play(0, 1.0, F, strong + s, read_as=0), f"strength, x {strong + s:.3f}") for s in SIDES),
    )


def _d1() -> Evidence:
    """Where nobody intervenes, the f_I that makes it worth while, F + (c - x) / min(c, R), rises in c: by D1 an
    intervention must come from the strongest type."""
    needed = []
    for k in range(6):  # the gain is linear in f_I
        none, full = (_play(0, f, F, lone=k).value(DEF) - _play(0, f, F).value(DEF) for f in (0.0, 1.0))
        needed.append(none / (none - full))
    claimed = [F + (c - X) / min(c, R) for c in (0.45, 0.55, 0.65, 0.75, 0.85, 0.95)]
    gaps = [abs(a - b) for a, b in zip(needed, claimed, strict=True)]
    return all_of(
        below(max(gaps), EXACT, "f_I needed by each type"),
        sign(1, min(b - a for a, b in pairwise(needed)), "least rise from a type to the next"),
    )


def _everybody() -> Evidence:
    """Everybody intervenes if x >= 1 - R F, staying out being read as weakness; in the finite game .95 stands for 1."""
    edge = 0.95 - R * F
    return all_of(*(equilibrium(s > 0, _play(2, F, 0.0, edge + s), f"x {edge + s:.3f}") for s in SIDES))


def _average() -> Evidence:
    """Reputation changes who is challenged, not how often: Pr(challenge) = 1 - F in the cutoff equilibrium as where
    nobody intervenes; the interventions are so much loss to Defender on average."""
    sought, none = _play(cutoff(), F_I, 0.0), _play(0, 0.0, F)
    return all_of(
        *(close(1 - F, chance_of(play, CH, "challenge"), EXACT, "Pr(challenge)") for play in (sought, none)),
        sign(-1, sought.value(DEF) - none.value(DEF), "Defender's expectation, cutoff less nobody"),
    )


def _limit() -> Evidence:
    """Solved with n = 3, 6, 12 costs, Pr(intervention) is within half a cell, 1 / 2n, of (ĉ - c0) / (1 - c0)."""
    from ..solvers.tree import solve_tree

    found = []
    for n in (3, 6, 12):
        solved = [(x, solve_tree(build(n, 2 * n // 3), 1000.0, {"x": x}).assessment) for x in (0.3, 0.35)]
        gaps = [abs(chance_of(a, DEF, "I") - (cutoff(x) - C0) / (1 - C0)) for x, a in solved]
        found.append(below(max(gaps), 0.5 / n, f"{n} types, x .3 and .35"))
    return all_of(*found)


def _branch() -> Evidence:
    """At λ = 400 the branch from λ = 0 is at nobody for x = .1 and .2, the cutoff for .275, everybody for .7."""
    from ..solvers.tree import solve_tree

    gaps = []
    for x, keen in ((0.1, 0), (0.2, 0), (X, 4), (0.7, 6)):
        solved = solve_tree(build(), 400.0, {"x": x}).assessment
        gaps += [abs(solved.strategy(DEF, f"incident? {k}")["I"] - float(k < keen)) for k in range(6)]
    return below(max(gaps), 1e-3, "largest gap of Pr(intervention) by type")


MODEL = Model(
    key="nalebuff1991",
    title="Reputation for strength in a continuum of types",
    source=Source(
        authors="Nalebuff, Barry",
        year=1991,
        title="Rational Deterrence in an Imperfect World",
        venue="World Politics 43(3), 313-335",
        where="the argument as a whole",
        opened="abstract and first notes; volume and pages recalled",
    ),
    story="A Defender whose cost of fighting only it knows may intervene in an incident that is not worth fighting "
    "over. A Challenger then judges from this whether a real challenge would be resisted. There is no single meaning "
    "of the act: if it would be taken for weakness nobody intervenes, if for strength all but the weakest do, partly "
    "by bluff. Asking what kind of Defender would gain most from the surprise settles the meaning: strength. "
    "Reputation then informs and misleads at once, and on average it deters nobody more.",
    build=build,
    propositions=(
        claim("the cutoff equilibrium", "equilibrium", "our reading", _cutoff),
        claim("reputations mislead", "closed form", "our reading", _misleading),
        claim("nobody intervenes", "threshold", "our reading", _nobody),
        claim("who gains most from a surprise", "sign", "our reading", _d1),
        claim("everybody intervenes", "threshold", "our reading", _everybody),
        claim("reputation on average", "sign", "our reading", _average),
        claim("the continuum", "limit", "our reading", _limit),
        claim("the logit path", "limit", "computed", _branch),
    ),
    branch="The path from λ = 0 takes the side of the refinement: at x = .1 and .2 nobody intervenes, at .275 types up "
    "to the cutoff do, although nobody is an equilibrium there too, and at .7 everybody; the change comes between .2 "
    "and .23 (c0 F is .2, and .225 with six types).",
    uncertain="The paper's idea (reputation for strength among many types, beliefs off the path, refinement, Jervis's "
    "paradox) is in its abstract; its payoffs were not read. The two stages, the uniform distributions, the private t "
    "of Challenger and all thresholds are our construction, solved and tested here; no proposition is claimed to be "
    "printed in the paper.",
)
