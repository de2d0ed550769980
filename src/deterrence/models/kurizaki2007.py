"""Private and public threats (Kurizaki 2007): secrecy that lets the other side give way.

A Challenger leaves the status quo alone, or threatens in private or in public. The Defender
concedes or resists; resisted, the Challenger attacks or backs down. The prize is worth 1 to each.
In public, backing down costs the Challenger a (m if in private), and conceding costs the Defender α
more. The Challenger is resolved with probability f: war is worth w to it, and −u to others. The
Defender is firm with probability r: war costs it l < 1, so that it resists, and L to others, who
are soft.

In private others than the resolved bluff. In public they do not dare to if r ≥ 1/(1 + min(a, u)):
a threat there is a proof of resolve. A private one is believed less; yet soft Defenders concede to
it if it is believed with probability 1/L, and to a public one only if L ≥ 1 + α:

    f > 1/L                 all threaten in private, and the soft concede
    f < 1/L, α < L − 1      the resolved threaten in public, and the soft concede
    f < 1/L, α > L − 1      the resolved threaten in private, and others with probability
                            f(L − 1)/(1 − f); concessions have probability m/(1 + m)

Where f > 1/L and α > L − 1 a threat in public would mean war with every Defender, one in private
with the firm alone.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree, Symbol
from .checks import (
    EXACT,
    PRECISE,
    Beliefs,
    Strategies,
    assess,
    chance_of,
    claim,
    follow_path,
    policy_gap,
    regret,
)
from .model import Evidence, Model, Source, all_of, below, close, declare, defaults, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

CHALLENGER, DEFENDER = "Challenger", "Defender"
RESOLVED, UNRESOLVED = TYPES = ("resolved", "unresolved")
FIRM, SOFT = DEFENDERS = ("firm", "soft")
STATUS_QUO, PRIVATE, PUBLIC = "status quo", "in private", "in public"
CONCEDE, RESIST = "concede", "resist"
ATTACK, BACK_DOWN = "attack", "back down"
PARAMETERS = (
    Symbol("f", 0.6, "the Challenger is resolved", low=0, high=1),
    Symbol("r", 0.5, "the Defender is firm", low=0, high=1),
    Symbol("w", 0.3, "war, to a resolved Challenger", high=1),
    Symbol("u", 2.0, "war, to an unresolved Challenger: a loss", low=0),
    Symbol("a", 1.5, "backing down in public, to the Challenger: a loss", low=0),
    Symbol("m", 0.2, "backing down in private: a loss", low=0),
    Symbol("alpha", 1.5, "conceding in public, to the Defender: a loss beside the prize", low=0),
    Symbol("L", 2.0, "war, to a soft Defender: a loss", low=1),
    Symbol("l", 0.5, "war, to a firm Defender: a loss", low=0, high=1),
)
DEFAULT = defaults(PARAMETERS)
NEAR = 5e-3  # how far from a threshold is tested


def build() -> GameTree:
    """The crisis."""
    g = TreeBuilder("Private and public threats", (CHALLENGER, DEFENDER))
    v = declare(g, PARAMETERS)
    worth = {RESOLVED: v["w"], UNRESOLVED: -1 * v["u"]}
    harm = {FIRM: v["l"], SOFT: v["L"]}
    shame = {PRIVATE: v["m"], PUBLIC: v["a"]}

    def crisis(own: str, other: str) -> Part:
        """A Challenger and a Defender of these types."""
        choices: dict[str, Part] = {STATUS_QUO: g.end(0, 0)}
        for channel in (PRIVATE, PUBLIC):
            last = {
                ATTACK: g.end(worth[own], -1 * harm[other]),
                BACK_DOWN: g.end(-1 * shame[channel], 0),
            }
            humiliation = v["alpha"] if channel == PUBLIC else 0.0
            answers = {
                CONCEDE: g.end(1, -1 - humiliation),
                RESIST: g.move(CHALLENGER, f"{own}, resisted {channel}", last),
            }
            choices[channel] = g.move(DEFENDER, f"{other}, threatened {channel}", answers)
        return g.move(CHALLENGER, own, choices)

    def meet(own: str) -> Part:
        """The lottery over the Defender's types."""
        return g.chance(
            f"Defender of a Challenger that is {own}",
            {FIRM: (v["r"], crisis(own, FIRM)), SOFT: (1 - v["r"], crisis(own, SOFT))},
        )

    types = {RESOLVED: (v["f"], meet(RESOLVED)), UNRESOLVED: (1 - v["f"], meet(UNRESOLVED))}
    return g.tree(g.chance("Challenger", types))


_built = cache(build)


def _solved(**values: float) -> TreeAssessment:
    """Where the logit path comes to, at a high precision."""
    return follow_path(_built(), values, PRECISE)


class ClosedForm:
    """The equilibrium at DEFAULT or at other ``changes``.

    Attributes:
        values: all parameters.
        public: whether the resolved threaten in public.
        bluff: probability that an unresolved Challenger threatens in private.
        concede: probability that a soft Defender concedes to a threat in private and in public.
        credibility: belief, after the threat that is made, that it is meant.
    """

    def __init__(self, **changes: float):
        v = self.values = DEFAULT | changes
        enough = v["f"] > 1 / v["L"]
        affordable = v["alpha"] < v["L"] - 1
        self.public = affordable and not enough
        self.bluff, self.credibility = 1.0, v["f"]
        concedes = 1.0
        if self.public:
            self.bluff, self.credibility, concedes = 0.0, 1.0, 0.0
        elif not enough:
            self.bluff = v["f"] * (v["L"] - 1) / (1 - v["f"])
            self.credibility = 1 / v["L"]
            concedes = v["m"] / (1 + v["m"]) / (1 - v["r"])
        self.concede = (concedes, float(affordable))

    def play(self, factor: float = 1.0) -> TreeAssessment:
        """The equilibrium, or play in which bluffs are multiplied by ``factor``.

        A threat that is not made would be taken for one by the resolved if in public, and by others
        if in private.
        """
        v = self.values
        ties = v["a"] > v["u"]
        bluffs = self.bluff * factor
        strategies: Strategies = {
            (CHALLENGER, RESOLVED): {PUBLIC if self.public else PRIVATE: 1.0},
            (CHALLENGER, UNRESOLVED): {PRIVATE: bluffs, STATUS_QUO: 1 - bluffs},
        }
        for channel, concedes in zip((PRIVATE, PUBLIC), self.concede, strict=True):
            tied = ties and channel == PUBLIC
            strategies[CHALLENGER, f"{RESOLVED}, resisted {channel}"] = {ATTACK: 1.0}
            strategies[CHALLENGER, f"{UNRESOLVED}, resisted {channel}"] = {
                ATTACK if tied else BACK_DOWN: 1.0
            }
            strategies[DEFENDER, f"{FIRM}, threatened {channel}"] = {RESIST: 1.0}
            strategies[DEFENDER, f"{SOFT}, threatened {channel}"] = {
                CONCEDE: concedes,
                RESIST: 1 - concedes,
            }
        unseen = (PRIVATE, 0.0) if self.public else (PUBLIC, 1.0)
        beliefs: Beliefs = {
            (DEFENDER, f"{other}, threatened {unseen[0]}"): [unseen[1], 1 - unseen[1]]
            for other in DEFENDERS
        }
        return assess(_built(), strategies, v, beliefs)


def _holds(closed: ClosedForm, detail: str) -> Evidence:
    """The closed form is a sequential equilibrium, at every information set, in payoffs."""
    from ..solvers.tree import certify_tree

    certificate = certify_tree(closed.play())
    gain = max(certificate.regret.values())
    off_path = certificate.sequential_regret if closed.bluff in (0.0, 1.0) else 0.0
    return below(max(gain, off_path), EXACT, detail)


def _conceded(play: TreeAssessment, channel: str) -> float:
    """Probability that a soft Defender concedes to a threat."""
    return play.strategy(DEFENDER, f"{SOFT}, threatened {channel}")[CONCEDE]


def _private() -> Evidence:
    """A private threat compels the soft exactly if f > 1/L, though it is believed with probability
    f only; below, others bluff less, f(L − 1)/(1 − f), and a threat is conceded to with probability
    m/(1 + m)."""
    evidence = []
    for changes in ({}, {"L": 1.6, "alpha": 0.9, "m": 0.3}):
        v = DEFAULT | changes
        edge = 1 / v["L"]
        for step in (-NEAR, NEAR):
            values = changes | {"f": edge + step}
            closed = ClosedForm(**values)
            solved = _solved(**values)
            detail = f"f = {edge + step:.4f}"
            bluff = solved.strategy(CHALLENGER, UNRESOLVED)[PRIVATE]
            evidence += [
                _holds(closed, detail),
                close(closed.concede[0], _conceded(solved, PRIVATE), 1e-3, f"conceded, {detail}"),
                close(closed.bluff, bluff, 1e-3, f"bluffs, {detail}"),
            ]
        mixed = ClosedForm(**changes | {"f": 0.8 * edge})
        evidence.append(_holds(mixed, "well below"))
        for factor in (0.9, 1.1):
            gain = regret(mixed.play(factor))
            evidence.append(sign(1, gain, f"bluffs times {factor}"))
    return all_of(*evidence)


def _public() -> Evidence:
    """A public threat compels the soft exactly if α < L − 1, however firmly it is believed. Where
    private threats are not believed enough, the resolved go public below that and not above."""
    evidence = []
    for changes in ({"f": 0.35}, {"f": 0.4, "L": 1.7}):
        edge = (DEFAULT | changes)["L"] - 1
        for step in (-NEAR, NEAR):
            values = changes | {"alpha": edge + step}
            closed = ClosedForm(**values)
            solved = _solved(**values)
            detail = f"α = {edge + step:.4f}"
            goes = solved.strategy(CHALLENGER, RESOLVED)[PUBLIC]
            evidence += [
                _holds(closed, detail),
                close(float(step < 0), goes, 1e-3, f"in public, {detail}"),
                close(float(step < 0), _conceded(solved, PUBLIC), 1e-3, f"conceded, {detail}"),
            ]
    return all_of(*evidence)


def _proof() -> Evidence:
    """A public threat is a proof of resolve exactly if r ≥ 1/(1 + min(a, u)): if there are fewer
    firm Defenders, others gain (1 − r) − r·min(a, u) by it, whether they would back down (a < u) or
    are tied to attack."""
    evidence = []
    for shame in (1.5, 3.0):
        least = min(shame, DEFAULT["u"])
        edge = 1 / (1 + least)
        for step in (-NEAR, NEAR):
            r, f = edge + step, 0.35
            play = ClosedForm(f=f, alpha=0.6, a=shame, r=r).play()
            gain = (1 - f) * max(0.0, (1 - r) - r * least)
            detail = f"a = {shame}, r = {r:.4f}"
            evidence.append(close(gain, regret(play, CHALLENGER), EXACT, detail))
            evidence.append(sign(int(step < 0), gain, "what others would gain"))
    return all_of(*evidence)


def _as_compelling() -> Evidence:
    """A private threat of limited credibility can be as compelling as a public one that is wholly
    credible: if f > 1/L and α < L − 1 the soft concede to either, and either is worth the same to
    the resolved."""
    evidence = []
    for f in (0.55, 0.7):
        values = {"f": f, "alpha": 0.6}
        closed = ClosedForm(**values)
        play = closed.play()
        strategies_public = _instead(play, PUBLIC)
        believed = float(sum(play.belief_at(DEFENDER, f"{SOFT}, threatened {PRIVATE}")[:1]))
        evidence += [
            _holds(closed, f"f = {f}"),
            close(f, believed, EXACT, "belief after a private threat"),
            close(1.0, _conceded(play, PRIVATE), EXACT, "the soft concede"),
            close(1.0, _conceded(play, PUBLIC), EXACT, "to a public one too"),
            close(
                play.value(CHALLENGER),
                strategies_public.value(CHALLENGER),
                EXACT,
                "worth of either to the resolved",
            ),
        ]
    return all_of(*evidence)


def _instead(play: TreeAssessment, channel: str) -> TreeAssessment:
    """The same play, but the resolved threaten in another way, which nobody expects."""
    tree = play.tree
    strategies: Strategies = {}
    for one in tree.sets:
        player = tree.players[one.player]
        strategies[player, one.label] = play.strategy(player, one.label)
    strategies[CHALLENGER, RESOLVED] = {channel: 1.0}
    return assess(tree, strategies, play.values)


def _saves_peace() -> Evidence:
    """If f > 1/L and α > L − 1 war has probability fr with private threats; had the resolved to
    threaten in public it would be f, which would cost them f(1 − r)(1 − w)."""
    evidence = []
    for f in (0.55, 0.7):
        for r in (0.45, 0.6):
            values = {"f": f, "r": r}
            v = DEFAULT | values
            private = ClosedForm(**values).play()
            public = _instead(private, PUBLIC)
            lost = private.value(CHALLENGER) - public.value(CHALLENGER)
            solved = _solved(**values)
            evidence += [
                close(f * r, chance_of(private, CHALLENGER, ATTACK), EXACT, "war, private"),
                close(f * r, chance_of(solved, CHALLENGER, ATTACK), 1e-6, "war, solved"),
                close(f, chance_of(public, CHALLENGER, ATTACK), EXACT, "war, public"),
                close(f * (1 - r) * (1 - v["w"]), lost, EXACT, "what it would cost"),
            ]
    return all_of(*evidence)


def _saves_face() -> Evidence:
    """Secrecy is good for a soft Defender, though it lets others bluff, exactly if α > 1/f − 1:
    in private it gives up the prize for certain, in public to the resolved alone, but at the price
    of 1 + α."""
    f = 0.7
    edge = 1 / f - 1
    evidence = []
    for step in (-NEAR, NEAR):
        values = {"f": f, "alpha": edge + step, "r": 0.45}
        play = ClosedForm(**values).play()
        public = _instead(play, PUBLIC)
        strategies: Strategies = {}
        for one in play.tree.sets:
            player = play.tree.players[one.player]
            strategies[player, one.label] = public.strategy(player, one.label)
        strategies[CHALLENGER, UNRESOLVED] = {STATUS_QUO: 1.0}
        open_threats = assess(play.tree, strategies, values | {"r": 0.0})
        secret = assess(play.tree, strategies | _threats(play), values | {"r": 0.0})
        gain = secret.value(DEFENDER) - open_threats.value(DEFENDER)
        evidence.append(close(f * (1 + edge + step) - 1, gain, EXACT, f"α = {edge + step:.4f}"))
        evidence.append(sign(1 if step > 0 else -1, gain, "gain by secrecy"))
    return all_of(*evidence)


def _threats(play: TreeAssessment) -> Strategies:
    """How both types of the Challenger threaten."""
    return {(CHALLENGER, own): play.strategy(CHALLENGER, own) for own in TYPES}


def _statics() -> Evidence:
    """The more war costs a soft Defender, the less belief a private threat needs, 1/L, and the more
    humiliation a public one overcomes, L − 1; where threats are doubted, a higher cost of being
    caught at a bluff in private makes concessions likelier."""
    doubted = {"f": 0.35}
    low, high = (_solved(**doubted | {"m": m}) for m in (0.1, 0.3))
    costly = {"L": 2.5, "alpha": 1.6}
    humiliating = {"f": 0.3, "alpha": 1.4}
    return all_of(
        sign(1, _conceded(high, PRIVATE) - _conceded(low, PRIVATE), "m"),
        close(1.0, _conceded(_solved(f=0.45, **costly), PRIVATE), 1e-3, "f = 0.45, L = 2.5"),
        sign(-1, _conceded(_solved(f=0.45), PRIVATE) - 0.9, "f = 0.45, L = 2"),
        close(1.0, _conceded(_solved(L=2.5, **humiliating), PUBLIC), 1e-3, "α = 1.4, L = 2.5"),
        close(0.0, _conceded(_solved(**humiliating), PUBLIC), 1e-3, "α = 1.4, L = 2"),
    )


def _branch() -> Evidence:
    """The logit path ends at the closed form in the regions with one way of threatening."""
    evidence = []
    for values in ({}, {"f": 0.35}, {"f": 0.35, "alpha": 0.6}):
        solved = follow_path(_built(), values)
        closed = ClosedForm(**values).play()
        gaps = [
            abs(solved.strategy(CHALLENGER, own)[action] - chance)
            for own in TYPES
            for action, chance in closed.strategy(CHALLENGER, own).items()
        ]
        evidence.append(below(max(gaps), 1e-6, f"threats, {values}"))
    gap = policy_gap(follow_path(_built()), ClosedForm().play())
    return all_of(*evidence, below(gap, 1e-6, "all of the play, at the default numbers"))


MODEL = Model(
    key="kurizaki2007",
    title="Private and public threats",
    source=Source(
        authors="Kurizaki, Shuhei",
        year=2007,
        title="Efficient Secrecy: Public versus Private Threats in Crisis Diplomacy",
        venue="American Political Science Review 101(3), 543-558",
        where="when private threats compel, and what secrecy saves",
        opened="abstract pages (publisher, Waseda), abstract of the draft of January 2005",
        doi="10.1017/S0003055407070396",
    ),
    story=(
        "A public threat ties the hands of who makes it, and is believed. But it also makes giving "
        "way a public humiliation, so the other side may resist though it believes the threat. A "
        "private one is believed less, since it can be taken back, but leaves a way to give in "
        "without loss of face. So it may compel where a public one would bring war."
    ),
    build=build,
    propositions=(
        claim("A private threat compels", "threshold", "our derivation", _private),
        claim("A public threat compels", "threshold", "our derivation", _public),
        claim("A proof of resolve", "threshold", "our derivation", _proof),
        claim("As compelling as a public one", "closed form", "our derivation", _as_compelling),
        claim("Secrecy that saves peace", "closed form", "our derivation", _saves_peace),
        claim("Secrecy that saves face", "threshold", "computed", _saves_face),
        claim("What moves the thresholds", "sign", "our derivation", _statics),
        claim("Branch", "equilibrium", "computed", _branch),
    ),
    branch=(
        "The path from λ = 0 ends at the closed form where one way of threatening is better: in "
        "private by default, in private with fewer bluffs at f = 0.35, in public at f = 0.35 and "
        "α = 0.6. Where both would do (f > 1/L and α < L − 1) the resolved are indifferent."
    ),
    uncertain=(
        "Only abstracts were open. Two types a side, of which a firm Defender resists whatever "
        "comes, fixed audience costs and all formulas are ours; that a bluff in private costs m is "
        "our way of making threats there less than free. In the paper, as in ours, both sides have "
        "an audience. Domestic politics behind the costs are left out."
    ),
)
