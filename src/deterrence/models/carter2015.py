"""The compellence dilemma (Carter 2015): pressure on a host that leaves it too weak to comply.

A Target is attacked by a Group that lives on a Host's soil. In every period the Target punishes or
refrains; the Host cracks down on the Group or not; a crackdown ends the Group with probability q,
the Host's capacity; a Group that is left attacks or lies low. Punishment costs the Target k. A Host
that does not crack down loses h if it is punished and an inducement b if it is not; a crackdown
costs it c; a Group that is left costs it θ times the Group's power. An attack is worth the Group's
power less e to the Group, and costs the Target that power. After m punishments that did not rid it
of the Group, the Host's capacity is q(1 − d)^m and the Group's power g(1 + s)^m.

In the last period, with a crackdown only under punishment,

    the Host cracks down    if c ≤ h + qθg when punished, if c ≤ b + qθg when not
    the Group attacks       if its power is at least e
    the Target punishes     if k ≤ qg, for it loses W(q, g) = min(g, k + (1 − q)g)

so punishment compels, and pays. With a period to come it compels still, yet the Target refrains if

    δ > δ* = (qg − k)/((1 − q)W(q(1 − d), g(1 + s)) − W(q, g)),

and there is no such δ without damage (d = s = 0).
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number, Symbol
from .checks import EXACT, assess, claim, equilibrium_if, follow_path, is_equilibrium, policy_gap
from .model import Evidence, Model, Source, all_of, below, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment
    from .checks import Strategies

TARGET, HOST, GROUP = "Target", "Host", "Group"
FIRST = "period 1"
PUNISH, REFRAIN = "punish", "refrain"
CRACK_DOWN, STAND_BY = "crack down", "stand by"
ATTACK, LIE_LOW = "attack", "lie low"
PARAMETERS = (
    Symbol("q", 0.3, "capacity: a crackdown ends the Group", low=0, high=1),
    Symbol("g", 1.0, "the Group's power: what an attack costs the Target", low=0),
    Symbol("k", 0.2, "cost of punishment to the Target", low=0),
    Symbol("h", 0.6, "a Host that is punished and stands by loses this", low=0),
    Symbol("b", 0.1, "a Host that is not punished and stands by forgoes this", low=0),
    Symbol("c", 0.5, "cost of a crackdown to the Host", low=0),
    Symbol("theta", 0.2, "a Group of power one that is left, to the Host: a loss", low=0),
    Symbol("e", 0.3, "cost of an attack to the Group", low=0),
    Symbol("d", 0.6, "share of capacity that punishment destroys", low=0, high=1),
    Symbol("s", 0.8, "growth of the Group's power by punishment", low=0),
    Symbol("delta", 0.9, "discount factor", low=0, high=1),
)
DEFAULT = defaults(PARAMETERS)
NEAR = 1e-3  # how far from a threshold is tested


def build(periods: int = 2) -> GameTree:
    """``periods`` periods; everybody sees what has been done."""
    g = TreeBuilder("The compellence dilemma", (TARGET, HOST, GROUP))
    v = declare(g, PARAMETERS)

    def period(number: int, past: str, failures: int, so_far: tuple[Number, ...]) -> Part:
        """What follows a past, after so many punishments that failed."""
        if number > periods:
            return g.end(*so_far)
        where = f"period {number}{past}"
        discount = v["delta"] ** (number - 1)
        capacity = v["q"] * (1 - v["d"]) ** failures
        power = v["g"] * (1 + v["s"]) ** failures

        def paid(*amounts: Number) -> tuple[Number, ...]:
            """What everybody has had by now, with these amounts of this period."""
            return tuple(
                had + discount * more for had, more in zip(so_far, amounts, strict=True)
            )

        def left(punished: bool, label: str, target: Number, host: Number) -> Part:
            """The Group is left; the Target and the Host have had so much in this period."""
            after = failures + punished
            then = {
                ATTACK: paid(target - power, host - v["theta"] * power, power - v["e"]),
                LIE_LOW: paid(target, host - v["theta"] * power, 0.0),
            }
            answers = {
                action: period(number + 1, f"{past}, {label}, {action}", after, sums)
                for action, sums in then.items()
            }
            return g.move(GROUP, f"{where}, {label}", answers)

        choices: dict[str, Part] = {}
        for choice, target, refusal in ((PUNISH, -1 * v["k"], v["h"]), (REFRAIN, 0.0, v["b"])):
            punished = choice == PUNISH
            crackdown = {
                "succeeds": (capacity, g.end(*paid(target, -1 * v["c"], 0.0))),
                "fails": (
                    1 - capacity,
                    left(punished, f"{choice}, {CRACK_DOWN}", target, -1 * v["c"]),
                ),
            }
            answers = {
                CRACK_DOWN: g.chance(f"{where}, {choice}, crackdown", crackdown),
                STAND_BY: left(punished, f"{choice}, {STAND_BY}", target, -1 * refusal),
            }
            choices[choice] = g.move(HOST, f"{where}, {choice}", answers)
        return g.move(TARGET, where, choices)

    return g.tree(period(1, "", 0, (0.0, 0.0, 0.0)))


_built = cache(build)


def _solved(periods: int = 2, **values: float) -> TreeAssessment:
    """Where the logit path comes to."""
    return follow_path(_built(periods), values)


def last_loss(capacity: float, power: float, punishment: float) -> float:
    """W: what the last period costs the Target, if only a punished Host cracks down."""
    return min(power, punishment + (1 - capacity) * power)


def patience(**changes: float) -> float:
    """δ*: the discount factor above which the Target refrains. Infinite if it never does.

    At DEFAULT and these changes; the Host cracks down exactly when punished, the Group attacks.
    """
    v = DEFAULT | changes
    now = last_loss(v["q"], v["g"], v["k"])
    worse = last_loss(v["q"] * (1 - v["d"]), v["g"] * (1 + v["s"]), v["k"])
    harm = (1 - v["q"]) * worse - now
    return (v["q"] * v["g"] - v["k"]) / harm if harm > 0 else float("inf")


def by_recursion(
    values: dict[str, float], periods: int, failures: int = 0
) -> tuple[float, float, float, str]:
    """What the three expect, and the Target's choice, by recursion on the number of failures.

    It knows nothing of the tree: the past counts only by the number of punishments that failed.
    """
    v = values
    if periods == 0:
        return 0.0, 0.0, 0.0, ""
    capacity = v["q"] * (1 - v["d"]) ** failures
    power = v["g"] * (1 + v["s"]) ** failures
    attack = float(power > v["e"])
    best: tuple[float, float, float, str] | None = None
    for choice, refusal in ((PUNISH, v["h"]), (REFRAIN, v["b"])):
        price = v["k"] if choice == PUNISH else 0.0
        after = by_recursion(v, periods - 1, failures + (choice == PUNISH))
        stays = (  # what the three get from now on where the Group is left
            -attack * power + v["delta"] * after[0],
            -v["theta"] * power + v["delta"] * after[1],
            attack * (power - v["e"]) + v["delta"] * after[2],
        )
        cracks_down = (1 - capacity) * stays[1] - v["c"] >= stays[1] - refusal
        remains = 1 - capacity if cracks_down else 1.0
        host = remains * stays[1] - (v["c"] if cracks_down else refusal)
        result = (remains * stays[0] - price, host, remains * stays[2], choice)
        if best is None or result[0] > best[0]:
            best = result
    assert best is not None
    return best


def _compels() -> Evidence:
    """In one period the Host cracks down exactly if c ≤ h + qθg when it is punished, and if
    c ≤ b + qθg when it is not: between the two, only punishment makes it."""
    evidence = []
    for changes in ({}, {"q": 0.6, "theta": 0.3, "h": 0.8}):
        v = DEFAULT | changes
        instability = v["q"] * v["theta"] * v["g"]
        for choice, refusal in ((PUNISH, v["h"]), (REFRAIN, v["b"])):
            for step in (-NEAR, NEAR):
                cost = refusal + instability + step
                play = _solved(1, **changes | {"c": cost})
                cracks_down = play.strategy(HOST, f"{FIRST}, {choice}")[CRACK_DOWN]
                detail = f"{choice}, c = {cost:.3f}"
                evidence.append(close(float(step < 0), cracks_down, EXACT, detail))
    return all_of(*evidence)


def _pays() -> Evidence:
    """In the last period the Target punishes exactly if k ≤ qg, and loses min(g, k + (1 − q)g)."""
    evidence = []
    for q, power in ((0.3, 1.0), (0.5, 0.8)):
        for step in (-NEAR, NEAR):
            cost = q * power + step
            play = _solved(1, q=q, g=power, k=cost)
            punishes = play.strategy(TARGET, FIRST)[PUNISH]
            loss = last_loss(q, power, cost)
            evidence.append(close(float(step < 0), punishes, EXACT, f"k = {cost:.3f}"))
            evidence.append(close(-loss, play.value(TARGET), EXACT, "the Target's loss"))
    return all_of(*evidence)


def _forward(first: str, **values: float) -> TreeAssessment:
    """Two periods: the Target does ``first`` and then the best; the Host cracks down when punished.

    The Group attacks. The rest is what the recursion says of the last period.
    """
    v = DEFAULT | values
    strategies: Strategies = {(TARGET, FIRST): {first: 1.0}}
    tree = _built(2)
    for information_set in tree.sets:
        label = information_set.label
        player = tree.players[information_set.player]
        if player == HOST:
            answer = CRACK_DOWN if label.endswith(PUNISH) else STAND_BY
            strategies[HOST, label] = {answer: 1.0}
        elif player == GROUP:
            strategies[GROUP, label] = {ATTACK: 1.0}
        elif label != FIRST:
            failures = int(f"2, {PUNISH}" in label)
            choice = by_recursion(v, 1, failures)[3]
            strategies[TARGET, label] = {choice: 1.0}
    return assess(tree, strategies, values)


def _dilemma() -> Evidence:
    """With a period to come the Target refrains exactly if δ > δ*, although punishment would compel
    the Host, and would pay if there were no future."""
    evidence = []
    for changes in ({}, {"d": 0.9, "k": 0.25}, {"q": 0.4, "s": 1.5, "k": 0.3}):
        v = DEFAULT | changes
        edge = patience(**changes)
        evidence.append(sign(1, v["q"] * v["g"] - v["k"], "punishment pays in one period"))
        for step in (-NEAR, NEAR):
            values = changes | {"delta": edge + step}
            refrains = step > 0
            detail = f"δ = {edge:.4f} {step:+g}"
            solved = _solved(2, **values)
            evidence += [
                close(float(refrains), solved.strategy(TARGET, FIRST)[REFRAIN], EXACT, detail),
                close(
                    1.0,
                    solved.strategy(HOST, f"{FIRST}, {PUNISH}")[CRACK_DOWN],
                    EXACT,
                    "the Host would crack down",
                ),
                is_equilibrium(_forward(REFRAIN if refrains else PUNISH, **values), detail),
            ]
        far = changes | {"delta": min(1.0, edge + 0.2)}
        evidence.append(equilibrium_if(False, _forward(PUNISH, **far), "punishing beyond δ*"))
    return all_of(*evidence)


def _drivers() -> Evidence:
    """The dilemma needs damage: without it (d = s = 0) the Target punishes at every δ; the more
    capacity punishment destroys, or the more it makes the Group grow, the sooner it refrains."""
    base = patience()
    unharmed = _solved(d=0.0, s=0.0, delta=1.0).strategy(TARGET, FIRST)[PUNISH]
    return all_of(
        close(1.0, unharmed, EXACT, "no damage, δ = 1"),
        sign(-1, patience(d=0.65) - base, "δ* when more capacity is destroyed"),
        sign(-1, patience(s=0.9) - base, "δ* when the Group grows more"),
        sign(1, patience(q=0.35) - base, "δ* when capacity is greater"),
    )


def _severity() -> Evidence:
    """The graver the threat, the more punishment promises in its period, qg − k, and the more its
    failure costs, (1 − q)δ(W' − W): both grow with g, so that a graver threat does not end the
    dilemma."""
    rows = []
    evidence = []
    for power in (1.0, 1.5, 2.0):
        v = DEFAULT | {"g": power}
        worse = last_loss(v["q"] * (1 - v["d"]), power * (1 + v["s"]), v["k"])
        now = last_loss(v["q"], power, v["k"])
        failure = (1 - v["q"]) * v["delta"] * (worse - now)
        rows.append((v["q"] * power - v["k"], failure))
        play = _forward(PUNISH, g=power)
        restrained = _forward(REFRAIN, g=power)
        success = v["q"] * (power + v["delta"] * now) - v["k"]
        gain = play.value(TARGET) - restrained.value(TARGET)
        evidence.append(close(success - failure, gain, EXACT, f"punishing now, g = {power}"))
        evidence.append(sign(-1, gain, "and yet it refrains"))
    for (promise, cost), (later_promise, later_cost) in pairwise(rows):
        evidence.append(sign(1, later_promise - promise, "what punishment promises"))
        evidence.append(sign(1, later_cost - cost, "what its failure costs"))
    return all_of(*evidence)


def _quiet_group() -> Evidence:
    """A Group too weak to attack, g < e, lies low as long as the Host is not punished; it attacks
    after a punishment that failed exactly if g(1 + s) ≥ e."""
    evidence = []
    edge = DEFAULT["g"] * (1 + DEFAULT["s"])
    for step in (-NEAR, NEAR):
        play = _solved(e=edge + step)
        provoked = f"period 2, {PUNISH}, {STAND_BY}, {LIE_LOW}, {REFRAIN}, {STAND_BY}"
        unprovoked = f"{FIRST}, {REFRAIN}, {STAND_BY}"
        evidence += [
            close(float(step < 0), play.strategy(GROUP, provoked)[ATTACK], EXACT, "punished"),
            close(0.0, play.strategy(GROUP, unprovoked)[ATTACK], EXACT, "not punished"),
            close(1.0, play.strategy(TARGET, FIRST)[REFRAIN], EXACT, "the Target refrains"),
        ]
    return all_of(*evidence)


def _recursion() -> Evidence:
    """The tree, solved, gives what a recursion on the number of failed punishments gives, for one,
    two and three periods."""
    evidence = []
    for periods, changes in ((1, {}), (2, {"delta": 0.2}), (3, {}), (3, {"d": 0.2, "s": 0.1})):
        solved = _solved(periods, **changes)
        *values, choice = by_recursion(DEFAULT | changes, periods)
        for player, value in zip((TARGET, HOST, GROUP), values, strict=True):
            detail = f"{player}, {periods} periods"
            evidence.append(close(float(value), solved.value(player), EXACT, detail))
        evidence.append(close(1.0, solved.strategy(TARGET, FIRST)[choice], EXACT, choice))
    return all_of(*evidence)


def _branch() -> Evidence:
    """The logit path ends at the subgame perfect equilibrium of the strategies above."""
    return below(policy_gap(_solved(), _forward(REFRAIN)), 1e-6, "largest gap, δ = 0.9")


MODEL = Model(
    key="carter2015",
    title="The compellence dilemma: pressure on a host that weakens it",
    source=Source(
        authors="Carter, David B.",
        year=2015,
        title="The Compellence Dilemma: International Disputes with Violent Groups",
        venue="International Studies Quarterly 59(3)",
        where="the dilemma, and that it makes states refrain, as the abstract states them",
        opened="abstract (Gale's record of the article); not the model, nor its appendix",
    ),
    story=(
        "A state is attacked from another's soil and can make the host crack down by harsh "
        "punishment. But the crackdown may fail, and then the host is weaker and the group "
        "stronger than before. The graver the threat, the more punishment promises, and the more "
        "its failure costs. So a state that thinks ahead refrains, even where punishment would "
        "compel the host, and would pay if this were the last time."
    ),
    build=build,
    propositions=(
        claim("Punishment compels", "threshold", "our derivation", _compels),
        claim("Punishment pays once", "closed form", "our derivation", _pays),
        claim("The dilemma", "threshold", "our derivation", _dilemma),
        claim("What drives it", "sign", "our derivation", _drivers),
        claim("Severity", "sign", "our derivation", _severity),
        claim("A group that was quiet", "threshold", "our derivation", _quiet_group),
        claim("Recursion", "equilibrium", "computed", _recursion),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "Information is perfect, and at the default numbers nobody is ever indifferent, so the "
        "equilibrium is unique and the logit path ends there: the Target refrains in the first "
        "period, in which the Host stands by and the Group attacks, and punishes in the last."
    ),
    uncertain=(
        "Only the abstract was open. The paper's game is dynamic, with a host, a target and a "
        "group; two periods, two levels of punishment, complete information and every formula are "
        "ours. Damage is done by a punishment after which the Group is left, whether or not the "
        "Host complied, and only from the next period on. That the Target punishes in the last "
        "period comes from there being one. All numbers are ours."
    ),
)
