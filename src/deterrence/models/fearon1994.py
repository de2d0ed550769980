"""Domestic audiences and escalation: a crisis as a war of attrition in public (Fearon 1994).

Two states want a prize worth v. At each moment a state may attack, quit or stay. One that quits at
time t pays its audience a·t, and the other has the prize; if one attacks there is war, worth w < 0,
known to that state alone and uniform on [-W, 0]. In equilibrium there is a horizon t*: those who
would rather fight than quit at t*, w > -a·t*, stay and attack when it is reached; all others quit
before, at a rate that makes the others indifferent. With Q_i(t) the probability that i has quit by
t:

    Q_A(t) = aB·t/(vB + aB·t),    Q_B(t) = (aA·t + C)/(vA + aA·t),    Q_i(t*) = 1 - a_i·t*/W_i

so t* solves the condition of A; C = vA·Q_B(0) >= 0 is left for B, who quits at once with that
probability. Here B moves at times 0, 2h, ..., A at h, 3h, ..., in which the same formulas hold with
t one move later than the last to quit.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Symbol
from .checks import (
    EXACT,
    Strategies,
    as_probability,
    assess,
    chance_of,
    claim,
    follow_path,
    is_equilibrium,
    sequential_regret,
)
from .model import (
    Evidence,
    Model,
    Source,
    all_of,
    below,
    cell_middle,
    close,
    declare,
    defaults,
    sign,
)

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

A, B = "State A", "State B"
PARAMETERS = (  # such that t* = 1
    Symbol("aA", 1.5, "audience cost per time, to State A", low=0),
    Symbol("aB", 1.0, "audience cost per time, to State B", low=0),
    Symbol("vA", 1.0, "the prize, to State A", low=0),
    Symbol("vB", 1.0, "the prize, to State B", low=0),
    Symbol("WA", 3.0, "the worst war, to State A", low=0),
    Symbol("WB", 4.0, "the worst war, to State B", low=0),
)
BASE = defaults(PARAMETERS)
LAST = 5  # A's last move before the horizon
TYPES = 4


def build(last: int = LAST, types: int = TYPES) -> GameTree:
    """Moves 0 .. ``last`` + 2, of which ``last`` (A's, odd) comes at t* = 1.

    ``types`` is the number of worths of war of either state.
    """
    g = TreeBuilder("A crisis before audiences", (A, B))
    v = declare(g, PARAMETERS)
    h = g.parameter("h", 1 / last, "time between two moves", low=0)

    def crisis(type_a: int, type_b: int) -> Part:
        """All moves of a type of State A and one of State B, built from the last one backwards."""
        war = g.end(-v["WA"] * cell_middle(type_a, types), -v["WB"] * cell_middle(type_b, types))
        part = war  # after the last move
        for move in range(last + 2, -1, -1):
            time = h * move
            if move % 2:
                quits = g.end(-v["aA"] * time, v["vB"])
                mover, label = A, f"w {type_a}, move {move}"
            else:
                quits = g.end(v["vA"], -v["aB"] * time)
                mover, label = B, f"w {type_b}, move {move}"
            part = g.move(mover, label, {"quit": quits, "attack": war, "stay": part})
        return part

    pairs = {
        f"{type_a}, {type_b}": (1 / types**2, crisis(type_a, type_b))
        for type_a in range(types)
        for type_b in range(types)
    }
    return g.tree(g.chance("worth of war", pairs))


_built = cache(build)


class ClosedForm:
    """The equilibrium when a whole number of types of either state would rather fight than quit.

    That share of types fixes W and t*. Types are counted from the one that loses least by war.

    Args:
        few_a, few_b: how many of A's and of B's types would rather fight than quit at t*.
        types: how many types either state has.
        last: A's last move before the horizon.
        late: the time of that move, over t*.
        changes: audience costs and prizes, over BASE.

    Attributes:
        end: t*.
        h: time between two moves.
        c: C, from Q_B at the last move before the horizon.
        values: all parameters of the tree.
    """

    def __init__(
        self,
        few_a: int = 2,
        few_b: int = 1,
        types: int = TYPES,
        last: int = LAST,
        late: float = 1,
        **changes: float,
    ):
        v = BASE | changes
        self.types, self.last = types, last
        self.few = {A: few_a, B: few_b}
        self.end = v["vB"] * (types - few_a) / few_a / v["aB"]  # Q_A(t*) = 1 - few_a/types
        v["WA"] = v["aA"] * self.end * types / few_a
        v["WB"] = v["aB"] * self.end * types / few_b
        self.h = late * self.end / last
        self.values = v | {"h": self.h}
        self.c = v["vA"] - few_b / types * (v["vA"] + v["aA"] * last * self.h)

    def quit_by(self, move: int) -> float:
        """Q of the mover, its move included."""
        v = self.values
        time = self.h * (move + 1)
        mover = A if move % 2 else B
        if move >= self.last - 1:
            return 1 - self.few[mover] / self.types
        if mover == B:
            return (v["aA"] * time + self.c) / (v["vA"] + v["aA"] * time)
        return v["aB"] * time / (v["vB"] + v["aB"] * time)

    def assessment(self, bend: float = 1.0) -> TreeAssessment:
        """The equilibrium; ``bend`` multiplies the chance of quitting at B's first move."""
        v = self.values
        strategies: Strategies = {}
        for move in range(self.last + 3):
            mover, loss, worst = (A, v["aA"], v["WA"]) if move % 2 else (B, v["aB"], v["WB"])
            before = self.quit_by(move - 2) if move > 1 else 0.0
            # the chance that a type quits now which would quit and has not yet
            left = max(1 - self.few[mover] / self.types - before, EXACT)  # not zero
            chance = (self.quit_by(move) - before) / left
            chance = as_probability(chance * (bend if move == 0 else 1))
            for index in range(self.types):
                quits = chance if index >= self.few[mover] else 0.0
                otherwise = "stay"
                if move > self.last:  # beyond the horizon: whatever is better
                    war = worst * (index + 0.5) / self.types
                    quits = float(war > loss * self.h * move)
                    otherwise = "attack"
                strategies[mover, f"w {index}, move {move}"] = {
                    "quit": quits,
                    otherwise: 1 - quits,
                }
        return assess(_built(self.last, self.types), strategies, v)

    def gone(self, play: TreeAssessment) -> tuple[float, float]:
        """Probability that A and that B backs down, once B has not done so at once."""
        at_once = self.quit_by(0)
        by_a = chance_of(play, A, "quit") / (1 - at_once)
        by_b = (chance_of(play, B, "quit") - at_once) / (1 - at_once)
        return by_a, by_b


def _equilibrium() -> Evidence:
    """Types with w > −a·t* stay and attack at the horizon, all others quit before, at the rates of
    the closed form; if B quits more or less often at once, somebody gains."""
    cases: tuple[dict[str, Any], ...] = (
        {},
        {"aA": 0.5, "aB": 1.5},
        {"vA": 0.7, "vB": 1.2},
        {"types": 6, "few_a": 3},
    )
    evidence = [is_equilibrium(ClosedForm(**case).assessment(), str(case)) for case in cases]
    for bend in (0.9, 1.1):
        gain = sequential_regret(ClosedForm().assessment(bend))
        evidence.append(sign(1, gain, f"B's first chance × {bend}"))
    return all_of(*evidence)


def _horizon() -> Evidence:
    """A crisis has a horizon after which nobody quits: the last chance to quit that is used lies
    within one move of t* = vB(1/r − 1)/aB, r the share of A that would rather fight than quit at
    t*."""
    evidence = [close(1.0, ClosedForm().end, EXACT, "t*")]
    for late, expected in (
        (0.99 * LAST / (LAST + 1), False),
        (1.01 * LAST / (LAST + 1), True),
        (0.99 * LAST / (LAST - 1), True),
        (1.01 * LAST / (LAST - 1), False),
    ):
        play = ClosedForm(late=late).assessment()
        detail = f"last move at {late:.3f} t*"
        if expected:
            evidence.append(is_equilibrium(play, detail))
        else:
            evidence.append(sign(1, sequential_regret(play), detail))
    return all_of(*evidence)


def _audiences() -> Evidence:
    """Once both are in the crisis, the state that pays its audience more is the less likely one to
    quit."""
    evidence = []
    for cost_a, cost_b in ((2.0, 1.0), (1.5, 1.0), (1.0, 1.5), (1.0, 2.5)):
        closed = ClosedForm(types=4, last=21, aA=cost_a, aB=cost_b)
        play = closed.assessment()
        by_a, by_b = closed.gone(play)
        direction = 1 if cost_a > cost_b else -1
        evidence += [
            is_equilibrium(play, f"aA={cost_a}, aB={cost_b}"),
            sign(direction, by_b - by_a, "B quits more often"),
        ]
    return all_of(*evidence)


def _capabilities() -> Evidence:
    """What all know of B's war costs decides how often it quits at once, and nothing after that."""
    weak, strong = ClosedForm(few_a=3, few_b=1, types=6), ClosedForm(few_a=3, few_b=2, types=6)
    weak_play, strong_play = weak.assessment(), strong.assessment()
    weak_gone, strong_gone = weak.gone(weak_play), strong.gone(strong_play)
    return all_of(
        is_equilibrium(weak_play, "war costly to B, and less so"),
        is_equilibrium(strong_play, "war costly to B, and less so"),
        sign(1, weak.quit_by(0) - strong.quit_by(0), "quits at once"),
        close(weak_gone[0], strong_gone[0], EXACT, "A quits later"),
        close(weak_gone[1], strong_gone[1], EXACT, "B quits later"),
    )


def _learning() -> Evidence:
    """Staying is informative: the belief that B would fight is (1 − F)/(1 − Q_B(t)), and one at the
    horizon."""
    closed = ClosedForm()
    play = closed.assessment()
    would_fight = 1 / 4  # the share of B's types: its type 0
    evidence = []
    for move in range(1, LAST + 1, 2):
        claimed = 1.0 if move == LAST else would_fight / (1 - closed.quit_by(move - 1))
        believed = play.belief_at(A, f"w 0, move {move}")[0]
        evidence.append(close(claimed, believed, EXACT))
    return all_of(*evidence)


def _limit() -> Evidence:
    """B's chance of quitting at once comes to C/vA, with an error that halves with the time between
    moves."""
    refined = [ClosedForm(last=last) for last in (5, 11, 23)]
    errors = []
    for closed in refined:
        quits = closed.assessment().strategy(B, "w 2, move 0")["quit"]
        # three quarters of B's types are among those who quit
        errors.append(0.75 * quits - closed.c / closed.values["vA"])
    halved = [
        close(0.5, finer / coarser, 0.05, "error against the one before")
        for coarser, finer in pairwise(errors)
    ]
    held = [is_equilibrium(closed.assessment(), "each an equilibrium") for closed in refined]
    return all_of(*halved, *held)


def _branch() -> Evidence:
    """The logit path ends at the closed form."""
    closed = ClosedForm()
    claimed = closed.assessment()
    selected = follow_path(_built(LAST, TYPES), closed.values)
    gaps = []
    for move in range(LAST + 1):
        where = (A if move % 2 else B, f"w 3, move {move}")
        gaps.append(abs(claimed.strategy(*where)["quit"] - selected.strategy(*where)["quit"]))
    detail = "chance that the type least willing to fight quits, by move"
    return below(max(gaps), 1e-5, detail)


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
    story=(
        "Two leaders face each other in public, and the longer it lasts the more it costs either "
        "to back down. Those who would not fight try to outlast the other for a while, and leave "
        "at a rate that keeps the other just willing to stay; those who remain are ever more "
        "likely to mean it, until at a horizon only they are left and there is war. A leader with "
        "a harsher audience is locked in sooner, so the other gives way more often."
    ),
    build=build,
    propositions=(
        claim("Equilibrium", "equilibrium", "our reading", _equilibrium),
        claim("Horizon", "threshold", "our reading", _horizon),
        claim("Audience costs", "sign", "our reading", _audiences),
        claim("Capabilities", "closed form", "our reading", _capabilities),
        claim("Learning", "closed form", "our reading", _learning),
        claim("Continuous time", "limit", "computed", _limit),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 meets no folds and ends at the paper's equilibrium with 4 to 10 moves "
        "before the horizon (aA = 1.5, aB = 1, v = 1, t* = 1): B quits at once with probability "
        ".519 of 6 moves, .375 in continuous time. Beyond the horizon attack and stay are the "
        "same, and each is chosen half the time."
    ),
    uncertain=(
        "The equilibrium is rebuilt from memory. Time is cut into moves in turn, as two who quit "
        "together would need a rule; war costs are uniform, with bounds such that shares of types "
        "are whole; audience costs are linear. With prizes that differ, what is compared is a/v. "
        "'Proved': the abstract states the result."
    ),
)
