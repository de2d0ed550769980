"""Domestic audiences and escalation: a crisis as a war of attrition in public (Fearon 1994).

Two states want a prize worth v. At each moment a state may attack, quit or stay. Whoever quits at time t pays its
audience a·t, and the other has the prize; if one attacks there is war, worth w < 0, known to that state alone and
uniform on [-W, 0]. In equilibrium there is a horizon t*: those who would rather fight than quit at t*, w > -a·t*, stay
and attack when it has come; all others quit before, at a rate that makes the others indifferent. With Q_i(t) the
probability that i has quit by t:

    Q_A(t) = aB·t/(vB + aB·t),    Q_B(t) = (aA·t + C)/(vA + aA·t),    Q_i(t*) = 1 - a_i·t*/W_i

so t* solves the condition of A; C = vA·Q_B(0) >= 0 is left for B, who quits at once with that probability. Here B
moves at times 0, 2h, ..., A at h, 3h, ..., in which the same formulas hold with t one move later than the last to quit.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from .checks import assess, chance_of, claim, sequential_regret
from .model import Evidence, Model, Source, all_of, below, close, sign

A, B = "State A", "State B"
EXACT = 1e-9
BASE = {"aA": 1.5, "aB": 1.0, "vA": 1.0, "vB": 1.0, "WA": 3.0, "WB": 4.0}  # t* = 1
LAST = 5  # A's last move before the horizon


def build(last: int = LAST, types: int = 4) -> GameTree:
    """Moves 0 .. ``last`` + 2, of which ``last`` (A's, odd) comes at t* = 1; ``types`` worths of war a state."""
    g = TreeBuilder("A crisis before audiences", (A, B))
    meaning = {"a": "audience cost per time, to", "v": "the prize, to", "W": "the worst war, to"}
    value = {name: g.parameter(name, BASE[name], f"{meaning[name[0]]} State {name[1]}", low=0) for name in BASE}
    h = g.parameter("h", 1 / last, "time between two moves", low=0)

    def crisis(i: int, j: int) -> Part:
        part = war = g.end(-value["WA"] * ((i + 0.5) / types), -value["WB"] * ((j + 0.5) / types))
        for move in range(last + 2, -1, -1):
            t, mine = h * move, move % 2
            quits = g.end(-value["aA"] * t, value["vB"]) if mine else g.end(value["vA"], -value["aB"] * t)
            label = f"w {i if mine else j}, move {move}"
            part = g.move(A if mine else B, label, {"quit": quits, "attack": war, "stay": part})
        return part

    pairs = [(i, j) for i in range(types) for j in range(types)]
    return g.tree(g.chance("worth of war", {f"{i}, {j}": (1 / types**2, crisis(i, j)) for i, j in pairs}))


_built = cache(build)


class Theory:
    """The closed form; ``few_a``, ``few_b`` of ``types`` would rather fight than quit at t*, which fixes W and t*."""

    def __init__(self, few_a: int = 2, few_b: int = 1, types: int = 4, last: int = LAST, late: float = 1, **a: float):
        v = BASE | a
        self.types, self.last, self.few = types, last, {A: few_a, B: few_b}
        self.end = v["vB"] * (types - few_a) / few_a / v["aB"]  # Q_A(t*) = 1 - few_a/types
        v |= {"WA": v["aA"] * self.end * types / few_a, "WB": v["aB"] * self.end * types / few_b}
        self.h = late * self.end / last
        self.values = v | {"h": self.h}
        self.c = v["vA"] - few_b / types * (v["vA"] + v["aA"] * last * self.h)

    def quit_by(self, move: int) -> float:
        """Q of the mover, its move included."""
        v, t, who = self.values, self.h * (move + 1), A if move % 2 else B
        if move >= self.last - 1:
            return 1 - self.few[who] / self.types
        return (v["aA"] * t + self.c) / (v["vA"] + v["aA"] * t) if who == B else v["aB"] * t / (v["vB"] + v["aB"] * t)

    def assessment(self, bend: float = 1.0) -> Any:
        """The equilibrium; ``bend`` multiplies the odds of quitting at B's first move."""
        v, strategies = self.values, {}
        for move in range(self.last + 3):
            who, loss, worst = (A, v["aA"], v["WA"]) if move % 2 else (B, v["aB"], v["WB"])
            before = self.quit_by(move - 2) if move > 1 else 0.0
            odds = (self.quit_by(move) - before) / max(1 - self.few[who] / self.types - before, 1e-9)
            odds = min(1.0, max(0.0, odds * (bend if move == 0 else 1)))
            for k in range(self.types):
                quits, then = odds if k >= self.few[who] else 0.0, "stay"
                if move > self.last:  # beyond the horizon: whatever is better
                    quits, then = float(worst * (k + 0.5) / self.types > loss * self.h * move), "attack"
                strategies[who, f"w {k}, move {move}"] = {"quit": quits, then: 1 - quits}
        return assess(_built(self.last, self.types), strategies, v)

    def gone(self, play: Any) -> tuple[float, float]:
        """Probability that A and that B backs down, once B has not done so at once."""
        start = 1 - self.quit_by(0)
        return chance_of(play, A, "quit") / start, (chance_of(play, B, "quit") - self.quit_by(0)) / start


def _holds(theory: Theory, detail: str, held: bool = True) -> Evidence:
    gain = sequential_regret(theory.assessment())
    return below(gain, EXACT, detail) if held else sign(1, gain, detail)


def _equilibrium() -> Evidence:
    """Types with w > −a·t* stay and attack at the horizon, all others quit before, at the rates of the closed form; if
    B quits more or less often at once, somebody gains."""
    cases: tuple[dict[str, Any], ...] = ({}, {"aA": 0.5, "aB": 1.5}, {"vA": 0.7, "vB": 1.2}, {"types": 6, "few_a": 3})
    bent = [sign(1, sequential_regret(Theory().assessment(bend)), f"B's first odds × {bend}") for bend in (0.9, 1.1)]
    return all_of(*(_holds(Theory(**case), str(case)) for case in cases), *bent)


def _horizon() -> Evidence:
    """A crisis has a horizon after which nobody quits: the last chance to quit that is used lies within one move of
    t* = vB(1/r − 1)/aB, r the share of A that would rather fight than quit at t*."""
    ends = (0.99 * LAST / (LAST + 1), 1.01 * LAST / (LAST + 1), 0.99 * LAST / (LAST - 1), 1.01 * LAST / (LAST - 1))
    held = (False, True, True, False)
    found = [_holds(Theory(late=x), f"last move at {x:.3f} t*", h) for x, h in zip(ends, held, strict=True)]
    return all_of(close(1.0, Theory().end, EXACT, "t*"), *found)


def _audiences() -> Evidence:
    """Once both are in the crisis, the state that pays its audience more is the less likely one to quit."""
    found = []
    for a, b in ((2.0, 1.0), (1.5, 1.0), (1.0, 1.5), (1.0, 2.5)):
        theory = Theory(types=4, last=21, aA=a, aB=b)
        by_a, by_b = theory.gone(theory.assessment())
        found += [_holds(theory, f"aA={a}, aB={b}"), sign(1 if a > b else -1, by_b - by_a, "B quits oftener")]
    return all_of(*found)


def _capabilities() -> Evidence:
    """What all know of B's war costs decides how often it quits at once, and nothing after that."""
    weak, strong = Theory(3, 1, 6), Theory(3, 2, 6)
    (a, b), (x, y) = weak.gone(weak.assessment()), strong.gone(strong.assessment())
    return all_of(
        *(_holds(theory, "war dear to B, and cheaper") for theory in (weak, strong)),
        sign(1, weak.quit_by(0) - strong.quit_by(0), "quits at once"),
        close(a, x, EXACT, "A quits later"),
        close(b, y, EXACT, "B quits later"),
    )


def _learning() -> Evidence:
    """Staying is informative: the belief that B would fight is (1 − F)/(1 − Q_B(t)), and one at the horizon."""
    theory = Theory()
    play = theory.assessment()
    believed = [play.belief_at(A, f"w 0, move {move}")[0] for move in range(1, LAST + 1, 2)]  # B's type 0 would fight
    expected = [0.25 / (1 - theory.quit_by(move - 1)) for move in range(1, LAST + 1, 2)]
    return all_of(*(close(x, y, EXACT) for x, y in zip([*expected[:-1], 1.0], believed, strict=True)))


def _limit() -> Evidence:
    """B's odds of quitting at once come to C/vA, with an error that halves with the time between moves."""
    theories = [Theory(last=last) for last in (5, 11, 23)]
    errors = [0.75 * t.assessment().strategy(B, "w 2, move 0")["quit"] - t.c / t.values["vA"] for t in theories]
    halved = [close(0.5, y / x, 0.05, "error against the one before") for x, y in pairwise(errors)]
    return all_of(*halved, *(_holds(t, "each an equilibrium") for t in theories))


def _branch() -> Evidence:
    """The logit path ends at the closed form."""
    from ..solvers.tree import solve_tree

    theory, movers = Theory(), [(A if move % 2 else B, f"w 3, move {move}") for move in range(LAST + 1)]
    solved = solve_tree(_built(LAST, 4), precision=None, values=theory.values).assessment
    gaps = [abs(theory.assessment().strategy(*at)["quit"] - solved.strategy(*at)["quit"]) for at in movers]
    return below(max(gaps), 1e-5, "odds that the type least willing to fight quits, by move")


MODEL = Model(
    key="fearon1994",
    title="Audience costs: a crisis as a public war of attrition",
    source=Source(
        authors="Fearon, James D.",
        year=1994,
        title="Domestic Political Audiences and the Escalation of International Disputes",
        venue="American Political Science Review 88(3), 577-592",
        where="the game; the horizon; rates of quitting; who backs down",
        opened="abstract; the game and its equilibrium are recalled",
        doi="10.2307/2944796",
    ),
    story="Two leaders face each other in public, and the longer it lasts the more it costs either to back down. Those "
    "who would not fight try to outlast the other for a while, and leave at a rate that keeps the other just willing "
    "to stay; those who remain are ever more likely to mean it, until at a horizon only they are left and there is "
    "war. A leader with a harsher audience is locked in sooner, so the other gives way more often.",
    build=build,
    propositions=(
        claim("Equilibrium", "equilibrium", "our reading", _equilibrium),
        claim("Horizon", "threshold", "our reading", _horizon),
        claim("Audience costs", "sign", "proved", _audiences),
        claim("Capabilities", "closed form", "proved", _capabilities),
        claim("Learning", "closed form", "our reading", _learning),
        claim("Continuous time", "limit", "computed", _limit),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch="The path from λ = 0 meets no folds and ends at the paper's equilibrium with 4 to 10 moves before the "
    "horizon (aA = 1.5, aB = 1, v = 1, t* = 1): B quits at once with probability .519 of 6 moves, .375 in continuous "
    "time. Beyond the horizon attack and stay are the same, and are chosen by halves.",
    uncertain="The equilibrium is rebuilt from memory. Time is cut into moves in turn, as two who quit together would "
    "need a rule; war costs are uniform, with bounds such that shares of types are whole; audience costs are linear. "
    "With prizes that differ, what is compared is a/v. 'Proved': the abstract states the result.",
)
