"""New leaders (Wolford 2007): a reputation that goes with who has it.

A Rival makes an offer to a Leader, stingy or generous, worth s or γ > s to the Leader of a good of
size 1. The Leader accepts or fights. Then it is replaced with probability τ, and the Rival makes an
offer to whoever leads. With probability ρ a leader is resolute, which it alone knows: it would
rather fight than accept s, s < w < γ; others would not, worth of war u < s. War is worth z to the
Rival. What comes second counts δ; k = δ(1 − τ). Let

    ρ* = (γ − s)/(1 − s − z)            below which belief the Rival is stingy, at last
    τ* = 1 − (s − u)/(δ(γ − s))         the turnover that makes a reputation not worth a war

    τ > τ*    others accept: who fights is resolute. A new leader is tested by a stingy offer if
              ρ < ρ*(1 + k)/(1 + kρ*), and fights with probability ρ
    τ < τ*    others fight too, with probability ρ(1 − ρ*)/((1 − ρ)ρ*) if ρ < ρ*, which makes the
              belief ρ*; then the Rival is generous with probability (s − u)/(k(γ − s)). A new
              leader is tested only if ρ < ρ*², and fights with probability ρ/ρ*

Leaders that expect to last fight for a name at first, and are tested less for it. Whatever is
learnt of a leader is lost when it goes: its successor is tested again.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Number, Symbol
from .checks import EXACT, PRECISE, Beliefs, Strategies, assess, claim, follow_path, regret
from .model import Evidence, Model, Source, all_of, below, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

RIVAL, LEADER, SUCCESSOR = "Rival", "Leader", "Successor"
RESOLUTE, OTHER = TYPES = ("resolute", "irresolute")
STINGY, GENEROUS = OFFERS = ("stingy", "generous")
ACCEPT, FIGHT = "accept", "fight"
FIRST = "first offer"
PARAMETERS = (
    Symbol("rho", 0.2, "a leader is resolute", low=0, high=1),
    Symbol("tau", 0.2, "turnover: the Leader is replaced", low=0, high=1),
    Symbol("s", 0.3, "the stingy offer, to the leader", low=0, high=1),
    Symbol("gamma", 0.6, "the generous offer, to the leader", low=0, high=1),
    Symbol("w", 0.5, "war, to a resolute leader"),
    Symbol("u", 0.1, "war, to an irresolute leader"),
    Symbol("z", 0.1, "war, to the Rival"),
    Symbol("delta", 1.0, "weight of the second period", low=0),
)
DEFAULT = defaults(PARAMETERS)
NEAR = 5e-3  # how far from a threshold is tested


def build() -> GameTree:
    """Two periods."""
    g = TreeBuilder("New leaders", (RIVAL, LEADER, SUCCESSOR))
    v = declare(g, PARAMETERS)
    war = {RESOLUTE: v["w"], OTHER: v["u"]}
    share = {STINGY: v["s"], GENEROUS: v["gamma"]}
    chances = {RESOLUTE: v["rho"], OTHER: 1 - v["rho"]}

    def outcome(own: str, offer: str, answer: str) -> tuple[Number, Number]:
        """What a period is worth to the Rival and to a leader of a type."""
        if answer == FIGHT:
            return v["z"], war[own]
        return 1 - share[offer], share[offer]

    def second(first: tuple[Number, Number], own: str, past: str) -> Part:
        """The second period with the same leader, of a type."""
        offers = {}
        for offer in OFFERS:
            answers = {}
            for answer in (ACCEPT, FIGHT):
                to_rival, to_leader = outcome(own, offer, answer)
                answers[answer] = g.end(
                    first[0] + v["delta"] * to_rival, first[1] + v["delta"] * to_leader, 0
                )
            offers[offer] = g.move(LEADER, f"{own}, {past}, then {offer}", answers)
        return g.move(RIVAL, f"same leader, {past}", offers)

    def replaced(first: tuple[Number, Number], past: str) -> Part:
        """The second period with a successor, whose type is new."""
        types = {}
        for own in TYPES:
            offers = {}
            for offer in OFFERS:
                answers = {}
                for answer in (ACCEPT, FIGHT):
                    to_rival, to_leader = outcome(own, offer, answer)
                    answers[answer] = g.end(
                        first[0] + v["delta"] * to_rival, first[1], v["delta"] * to_leader
                    )
                offers[offer] = g.move(SUCCESSOR, f"{own}, {past}, then {offer}", answers)
            types[own] = (chances[own], g.move(RIVAL, f"successor, {past}", offers))
        return g.chance(f"successor, {past}", types)

    def start(own: str) -> Part:
        """The first offer, to a Leader of a type."""
        offers = {}
        for offer in OFFERS:
            answers = {}
            for answer in (ACCEPT, FIGHT):
                first = outcome(own, offer, answer)
                past = f"{offer}, {answer}"
                turnover = {
                    "replaced": (v["tau"], replaced(first, past)),
                    "stays": (1 - v["tau"], second(first, own, past)),
                }
                answers[answer] = g.chance(f"turnover, {own}, {past}", turnover)
            offers[offer] = g.move(LEADER, f"{own}, {offer}", answers)
        return g.move(RIVAL, FIRST, offers)

    types = {own: (chances[own], start(own)) for own in TYPES}
    return g.tree(g.chance("Leader", types))


_built = cache(build)


class ClosedForm:
    """The equilibrium at DEFAULT or at other ``changes``.

    Attributes:
        values: all parameters.
        belief: ρ*.
        turnover: τ*.
        lasting: whether a reputation is worth a war, τ < τ*.
        bluff: probability that an irresolute Leader fights a stingy first offer.
        relents: probability that the Rival is generous to a Leader that has fought one.
        tested_until: the ρ up to which the first offer is stingy.
        tested: whether it is.
    """

    def __init__(self, **changes: float):
        v = self.values = DEFAULT | changes
        gap = v["gamma"] - v["s"]
        rho = v["rho"]
        self.belief = gap / (1 - v["s"] - v["z"])
        self.turnover = 1 - (v["s"] - v["u"]) / (v["delta"] * gap)
        self.lasting = v["tau"] < self.turnover
        ahead = v["delta"] * (1 - v["tau"])
        if not self.lasting:
            self.bluff, self.relents = 0.0, 1.0
            self.tested_until = self.belief * (1 + ahead) / (1 + ahead * self.belief)
        elif rho < self.belief:
            self.bluff = rho * (1 - self.belief) / ((1 - rho) * self.belief)
            self.relents = (v["s"] - v["u"]) / (ahead * gap)
            self.tested_until = self.belief**2
        else:
            self.bluff, self.relents = 1.0, 1.0
            self.tested_until = self.belief**2
        self.tested = rho < self.tested_until

    def play(self, first: str | None = None, factor: float = 1.0) -> TreeAssessment:
        """The equilibrium, or play with another first offer, or with other bluffs."""
        v = self.values
        offer = first or (STINGY if self.tested else GENEROUS)
        at_last = STINGY if v["rho"] < self.belief else GENEROUS
        bluff = self.bluff * factor
        strategies: Strategies = {(RIVAL, FIRST): {offer: 1.0}}
        for own in TYPES:
            fights = 1.0 if own == RESOLUTE else bluff
            strategies[LEADER, f"{own}, {STINGY}"] = {FIGHT: fights, ACCEPT: 1 - fights}
            strategies[LEADER, f"{own}, {GENEROUS}"] = {ACCEPT: 1.0}
        for made in OFFERS:
            for answer in (ACCEPT, FIGHT):
                past = f"{made}, {answer}"
                strategies[RIVAL, f"successor, {past}"] = {at_last: 1.0}
                strategies[RIVAL, f"same leader, {past}"] = {at_last: 1.0}
                for own in TYPES:
                    for then in OFFERS:
                        fights = own == RESOLUTE and then == STINGY
                        choice = {FIGHT if fights else ACCEPT: 1.0}
                        strategies[LEADER, f"{own}, {past}, then {then}"] = choice
                        strategies[SUCCESSOR, f"{own}, {past}, then {then}"] = choice
        strategies[RIVAL, f"same leader, {STINGY}, {ACCEPT}"] = {STINGY: 1.0}
        strategies[RIVAL, f"same leader, {STINGY}, {FIGHT}"] = {
            GENEROUS: self.relents,
            STINGY: 1 - self.relents,
        }
        gave_in = (RIVAL, f"same leader, {STINGY}, {ACCEPT}")
        beliefs: Beliefs = {gave_in: [0.0, 1.0]}
        return assess(_built(), strategies, v, beliefs)

    @property
    def war(self) -> float:
        """Probability that a first offer that is stingy is fought."""
        return self.values["rho"] + (1 - self.values["rho"]) * self.bluff


def _holds(closed: ClosedForm, detail: str) -> Evidence:
    """Nobody gains by a best reply, neither where the first offer is the other one.

    So that what would follow the offer that is not made is checked too, of the Leader and of the
    Successor; gains are in payoffs.
    """
    unmade = closed.play(GENEROUS if closed.tested else STINGY)
    gains = [regret(closed.play()), regret(unmade, LEADER), regret(unmade, SUCCESSOR)]
    return below(max(gains), EXACT, detail)


def _fights(play: TreeAssessment, own: str) -> float:
    """Probability that a Leader of a type fights a stingy first offer."""
    return play.strategy(LEADER, f"{own}, {STINGY}")[FIGHT]


def _reputation() -> Evidence:
    """Others than the resolute fight for a reputation exactly if τ < τ*: with so much that the
    belief after a war is ρ*; just above, none of them does."""
    evidence = []
    for changes in ({}, {"delta": 0.9, "rho": 0.15}):
        edge = ClosedForm(**changes).turnover
        for step in (-NEAR, NEAR):
            values = changes | {"tau": edge + step}
            closed = ClosedForm(**values)
            play = closed.play()
            solved = follow_path(_built(), values, PRECISE)
            belief = float(play.belief_at(RIVAL, f"same leader, {STINGY}, {FIGHT}")[0])
            claimed = closed.belief if step < 0 else 1.0
            detail = f"τ = {edge + step:.4f}"
            evidence += [
                _holds(closed, detail),
                close(claimed, belief, EXACT, f"belief after a war, {detail}"),
                close(closed.bluff, _fights(solved, OTHER), 1e-2, f"others fight, {detail}"),
            ]
    closed = ClosedForm()
    for factor in (0.9, 1.1):
        evidence.append(sign(1, regret(closed.play(None, factor)), f"bluffs times {factor}"))
    return all_of(*evidence)


def _tested() -> Evidence:
    """A new leader that is expected to last is tested exactly if ρ < ρ*²; one that is not, exactly
    if ρ < ρ*(1 + k)/(1 + kρ*), which is more."""
    evidence = []
    for tau in (0.1, 0.2, 0.5, 0.8):
        edge = ClosedForm(tau=tau).tested_until
        for step in (-NEAR, NEAR):
            closed = ClosedForm(tau=tau, rho=edge + step)
            detail = f"τ = {tau}, ρ = {edge + step:.4f}"
            stingy, generous = (closed.play(offer).value(RIVAL) for offer in OFFERS)
            v, rho = closed.values, closed.values["rho"]
            gap, cost = v["gamma"] - v["s"], 1 - v["s"] - v["z"]
            if closed.lasting:
                gain = gap - cost * rho / closed.belief
            else:
                gain = gap - cost * rho + v["delta"] * (1 - tau) * (1 - rho) * gap
            evidence += [
                _holds(closed, detail),
                close(gain, stingy - generous, EXACT, f"gain by the test, {detail}"),
                sign(-1 if step > 0 else 1, gain, "its sign"),
            ]
    lasting, short = ClosedForm(tau=0.2), ClosedForm(tau=0.5)
    return all_of(
        *evidence,
        close(lasting.belief**2, lasting.tested_until, EXACT, "ρ*²"),
        sign(1, short.tested_until - lasting.belief, "above ρ* with high turnover"),
    )


def _last_offer() -> Evidence:
    """The last offer is stingy exactly if the leader is thought resolute with a probability below
    ρ* = (γ − s)/(1 − s − z)."""
    edge = ClosedForm().belief
    evidence = []
    for step in (-NEAR, NEAR):
        values = {"rho": edge + step, "tau": 1.0}  # the second period is with a successor
        closed = ClosedForm(**values)
        solved = follow_path(_built(), values, PRECISE)
        stingy = solved.strategy(RIVAL, f"successor, {GENEROUS}, {ACCEPT}")[STINGY]
        evidence.append(close(float(step < 0), stingy, 1e-6, f"ρ = {edge + step:.4f}"))
        evidence.append(_holds(closed, f"ρ = {edge + step:.4f}"))
    return all_of(*evidence)


def _wars(play: TreeAssessment, player: str, second: bool) -> float:
    """Probability of a war of a player, in the first or in the second period."""
    tree, mover = play.tree, play.tree.find_player(player)
    total = 0.0
    for node, index in enumerate(tree.information_set):
        if index < 0 or tree.sets[index].player != mover:
            continue
        if ("then" in tree.sets[index].label) == second:
            fight = tree.sets[index].actions.index(FIGHT)
            total += float(play.reach[tree.children[node][fight]])
    return total


def _trap() -> Evidence:
    """Wars are with the new. A new leader that is tested fights with probability ρ/ρ* if it expects
    to last and ρ if not; the same one, later, with ρ(1 − y) or never, y being the chance that the
    Rival relents; a successor again with ρ."""
    evidence = []
    for tau in (0.1, 0.2, 0.5, 0.8):
        closed = ClosedForm(tau=tau)
        play = closed.play()
        rho = closed.values["rho"]
        first = rho / closed.belief if closed.lasting else rho
        later = rho * (1 - closed.relents) if closed.lasting else 0.0
        found = (
            _wars(play, LEADER, second=False),
            _wars(play, LEADER, second=True) / (1 - tau),
            _wars(play, SUCCESSOR, second=True) / tau,
        )
        for claimed, computed in zip((first, later, rho), found, strict=True):
            evidence.append(close(claimed, computed, EXACT, f"τ = {tau}"))
        evidence.append(sign(1, found[0] - found[1], "new leaders fight more"))
        evidence.append(sign(1, found[2] - found[1], "successors fight more"))
    return all_of(*evidence)


def _statics() -> Evidence:
    """Leaders that expect to last fight more at first; the nearer the turnover, the likelier the
    Rival relents after a war. A reputation is worth a war at more turnover the more the second
    period counts, and the cheaper war is to others."""
    base = ClosedForm()
    lasting, short = (ClosedForm(tau=base.turnover + step).war for step in (-NEAR, NEAR))
    return all_of(
        sign(1, lasting - short, "war with a new leader, below and above τ*"),
        sign(1, ClosedForm(tau=0.25).relents - base.relents, "the Rival relents"),
        sign(1, ClosedForm(delta=1.2).turnover - base.turnover, "τ* if the future counts more"),
        sign(1, ClosedForm(u=0.15).turnover - base.turnover, "τ* if war is cheaper to others"),
        sign(1, ClosedForm(z=0.2).belief - base.belief, "ρ* if war is cheaper to the Rival"),
    )


def _branch() -> Evidence:
    """The path from λ = 0 ends at the closed form: by default with bluffs, and at τ = 0.6
    without."""
    evidence = []
    for values in ({}, {"tau": 0.6}):
        solved = follow_path(_built(), values, PRECISE)
        closed = ClosedForm(**values)
        fought = solved.strategy(RIVAL, f"same leader, {STINGY}, {FIGHT}")[GENEROUS]
        evidence += [
            close(1.0, solved.strategy(RIVAL, FIRST)[STINGY], 1e-3, f"tested, {values}"),
            close(1.0, _fights(solved, RESOLUTE), 1e-3, "the resolute fight"),
            close(closed.bluff, _fights(solved, OTHER), 1e-3, "others"),
            close(closed.relents, fought, 1e-3, "the Rival relents"),
        ]
    return all_of(*evidence)


MODEL = Model(
    key="wolford2007",
    title="New leaders: a reputation that goes with who has it",
    source=Source(
        authors="Wolford, Scott",
        year=2007,
        title="The Turnover Trap: New Leaders, Reputation, and International Conflict",
        venue="American Journal of Political Science 51(4), 772-788",
        where="reputation for resolve that belongs to leaders; what turnover does to conflict",
        opened=(
            "recalled, not opened, volume and pages too; secondary: the abstract of the author's "
            "thesis (Emory, National leaders and international politics)"
        ),
    ),
    story=(
        "Leaders differ in resolve, and nobody else knows by how much. A rival tests a new one by "
        "a stingy offer; a leader that expects to last may fight only to be thought resolute. A "
        "leader that may soon be gone has no use for a name. When it goes the name goes too, and "
        "the successor is tested again: conflict comes early in a leader's time."
    ),
    build=build,
    propositions=(
        claim("A name worth a war", "threshold", "our derivation", _reputation),
        claim("Who is tested", "threshold", "our derivation", _tested),
        claim("The last offer", "threshold", "our derivation", _last_offer),
        claim("The trap", "closed form", "our derivation", _trap),
        claim("What turnover does", "sign", "our derivation", _statics),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 ends at the closed form: at τ = 0.2 the first offer is stingy, and "
        "others than the resolute fight a quarter of the time; at τ = 0.6 they accept."
    ),
    uncertain=(
        "The paper was not available: that reputations belong to leaders, that the new have "
        "reasons to show resolve, and that prospects of turnover bear on both is recalled, and in "
        "the abstract of the thesis. Two periods, two offers, turnover that does not depend on "
        "what a leader does (in the paper conflict bears on survival), a successor drawn again and "
        "all formulas are ours."
    ),
)
