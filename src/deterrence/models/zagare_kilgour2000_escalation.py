"""Asymmetric escalation: answer in kind or escalation, with doubt about the will to do either.

Challenger starts (D) or not (C, status quo SQ). Defender concedes (C: DC), answers in kind (D) or
escalates (E). After D Challenger stops (limited conflict DD) or escalates, then Defender gives in
(ED) or not (EE). After E Challenger gives in (DE) or not (all-out conflict EE).

    Challenger:  cEE- < cDE < cEE+ < cDD < cED < cSQ < cDC
    Defender:    dEE- < dED < dEE+ < dDD- < dDC < dDD+ < dDE < dSQ

The strategically Hard (EE+) fight on at their last move, the Soft (EE-) give in; a tactically Hard
Defender (DD+) likes limited conflict better than conceding. Defenders are HH, HS, SH, SS, tactical
letter first; pT = pHH + pHS.

    c_T = (cDC - cSQ) / (cDC - cDD)      Pr(answer in kind) that deters
    e_H = (cED - cDD) / (cED - cEE+)     belief in a strategically Hard Defender that
                                             stops a Hard Challenger; e_S alike, with EE-
    d_C = (dDE - dDC) / (dDE - dEE+)     belief in a Hard Challenger above which no
                                             Defender escalates
    d_E = (dDE - dDD+) / (dDE - dEE-)    belief below which all do
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..trees.builder import Part, TreeBuilder
from ..trees.tree import GameTree
from . import zagare_kilgour2000_rudimentary as rudimentary
from .checks import (
    EXACT,
    Beliefs,
    Strategies,
    assess,
    chance_of_payoffs,
    claim,
    follow_path,
    is_equilibrium,
    is_not_equilibrium,
)
from .model import Evidence, Model, all_of, below, close, sign

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment

CHALLENGER, DEFENDER = "Challenger", "Defender"
CHALLENGER_TYPES = ("h", "s")  # strategically Hard and Soft
DEFENDER_TYPES = ("HH", "HS", "SH", "SS")
STEP = 0.02  # how far from a threshold is tested

# Payoffs by outcome; h and s mark the outcome of the Hard and of the Soft.
C = {"EEs": 0.0, "DE": 0.1, "EEh": 0.2, "DD": 0.4, "ED": 0.5, "SQ": 0.6, "DC": 1.0}
D = {
    "EEs": 0.0,
    "ED": 0.1,
    "EEh": 0.2,
    "DDs": 0.3,
    "DC": 0.4,
    "DDh": 0.55,
    "DE": 0.8,
    "SQ": 1.0,
}

# The thresholds of the table above.
C_T = (C["DC"] - C["SQ"]) / (C["DC"] - C["DD"])
E_H = (C["ED"] - C["DD"]) / (C["ED"] - C["EEh"])
E_S = (C["ED"] - C["DD"]) / (C["ED"] - C["EEs"])
D_C = (D["DE"] - D["DC"]) / (D["DE"] - D["EEh"])
D_E = (D["DE"] - D["DDh"]) / (D["DE"] - D["EEs"])

# Few strategically Hard among those who answer in kind: the region of Escalatory Limited Response.
FEW_HARD = {"pHH": 0.1, "pHS": 0.4}


def build() -> GameTree:
    """The general version.

    The defaults admit the Constrained Limited-Response and the No-Response Equilibrium.
    """
    g = TreeBuilder(
        "Asymmetric escalation game", (CHALLENGER, DEFENDER), "Two stages, and doubt about both."
    )
    p_ch = g.parameter("pCh", 0.75, "Pr(Challenger strategically Hard)", low=0, high=1)
    chances = {
        "HH": g.parameter("pHH", 0.25, low=0, high=1),
        "HS": g.parameter("pHS", 0.25, low=0, high=1),
        "SH": g.parameter("pSH", 0.2, low=0, high=1),
    }
    chances["SS"] = 1 - chances["HH"] - chances["HS"] - chances["SH"]
    c = {
        outcome: g.parameter(f"c{outcome}", pay, f"outcome {outcome}") for outcome, pay in C.items()
    }
    d = {
        outcome: g.parameter(f"d{outcome}", pay, f"outcome {outcome}") for outcome, pay in D.items()
    }

    def meet(own: str, other: str) -> Part:
        """A Challenger of type ``own`` and a Defender of type ``other``."""
        tactical, strategic = other[0], other[1]
        status_quo = g.end(c["SQ"], d["SQ"])
        concession = g.end(c["DC"], d["DC"])
        limited = g.end(c["DD"], d["DDh" if tactical == "H" else "DDs"])
        challenger_wins = g.end(c["ED"], d["ED"])
        defender_wins = g.end(c["DE"], d["DE"])
        all_out = g.end(c[f"EE{own}"], d["EEh" if strategic == "H" else "EEs"])

        last = g.move(DEFENDER, f"counter? {other}", {"D": challenger_wins, "E": all_out})
        in_kind = g.move(CHALLENGER, f"escalate? {own}", {"D": limited, "E": last})
        escalated = g.move(CHALLENGER, f"counter? {own}", {"D": defender_wins, "E": all_out})
        answers = {"C": concession, "D": in_kind, "E": escalated}
        answer = g.move(DEFENDER, f"answer? {other}", answers)
        return g.move(CHALLENGER, f"start? {own}", {"C": status_quo, "D": answer})

    pairs = {
        f"{own} {other}": ((p_ch if own == "h" else 1 - p_ch) * chances[other], meet(own, other))
        for own in CHALLENGER_TYPES
        for other in DEFENDER_TYPES
    }
    return g.tree(g.chance("types of Challenger and Defender", pairs))


@dataclass(frozen=True)
class Play:
    """What both do. At the last move of either the Hard fight on and the Soft give in.

    Attributes:
        start: Pr(start), by Challengers of both types.
        answers: of HH, HS, SH and SS: C, D or E.
        hs_firm: Pr(HS gives its answer); otherwise it concedes.
        escalate: Pr(escalate) after an answer in kind, by the Hard and by the Soft Challenger.
        believed_hard: belief in a Hard Challenger after a start; None where it follows.
        believed_hh: belief in HH, else HS, after an answer in kind; None where it follows.
    """

    start: float
    answers: str
    hs_firm: float = 1.0
    escalate: tuple[float, float] = (0.0, 0.0)
    believed_hard: float | None = None
    believed_hh: float | None = None

    def at(self, **values: float) -> TreeAssessment:
        """As an assessment of the tree at these values of its parameters."""
        strategies: Strategies = {}
        beliefs: Beliefs = {}
        for own, escalates in zip(CHALLENGER_TYPES, self.escalate, strict=True):
            strategies[CHALLENGER, f"start? {own}"] = {"C": 1 - self.start, "D": self.start}
            strategies[CHALLENGER, f"escalate? {own}"] = {"D": 1 - escalates, "E": escalates}
            strategies[CHALLENGER, f"counter? {own}"] = {"E" if own == "h" else "D": 1.0}
            if self.believed_hh is not None:
                beliefs[CHALLENGER, f"escalate? {own}"] = [
                    self.believed_hh,
                    1 - self.believed_hh,
                    0.0,
                    0.0,
                ]
        for other, answer in zip(DEFENDER_TYPES, self.answers, strict=True):
            mixes = other == "HS" and self.hs_firm != 1
            strategies[DEFENDER, f"answer? {other}"] = (
                {answer: self.hs_firm, "C": 1 - self.hs_firm} if mixes else {answer: 1.0}
            )
            strategies[DEFENDER, f"counter? {other}"] = {"E" if other[1] == "H" else "D": 1.0}
            if self.believed_hard is not None:
                beliefs[DEFENDER, f"answer? {other}"] = [self.believed_hard, 1 - self.believed_hard]
        return assess(build(), strategies, values, beliefs)


CONSTRAINED = Play(start=1, answers="DDCC")


def _escalatory() -> Evidence:
    """At any credibilities nobody starts if a start is read as Hard with at most d_E: all Defenders
    would escalate."""

    def deterred(believed_hard: float) -> Play:
        """Nobody starts, as all would escalate."""
        return Play(start=0, answers="EEEE", believed_hard=believed_hard, believed_hh=1.0)

    evidence = []
    for p_ch in (0.05, 0.95):
        for values in ({}, FEW_HARD):
            play = deterred(D_E - STEP).at(pCh=p_ch, **values)
            evidence.append(is_equilibrium(play, f"pCh {p_ch}"))
    doubtful = deterred(D_E + STEP).at()
    return all_of(
        *evidence,
        is_not_equilibrium(doubtful, "belief above d_E: HS would answer in kind"),
    )


def _limited() -> Evidence:
    """With pT above c_T nobody starts if a start is read as Hard (d_C or more): many would answer
    in kind."""

    def deterred(believed_hard: float) -> Play:
        """Nobody starts, as the tactically Hard would answer in kind."""
        return Play(start=0, answers="DDCC", believed_hard=believed_hard)

    above = {"pHH": 0.3, "pHS": C_T - 0.3 + STEP, "pSH": 0.1}
    under = {"pHH": 0.3, "pHS": C_T - 0.3 - STEP, "pSH": 0.1}
    return all_of(
        is_equilibrium(deterred(D_C + STEP).at(**above), "pT above c_T"),
        is_not_equilibrium(deterred(D_C + STEP).at(**under), "pT below c_T"),
        is_not_equilibrium(
            deterred(D_C - STEP).at(**above),
            "start read as Hard with less than d_C: SH would escalate",
        ),
    )


def _constrained() -> Evidence:
    """All start, the tactically Hard answer in kind, the others concede and Challenger then stops,
    if and only if pT is at most c_T, pHH / pT at least e_H and pCh at least d_C."""
    edge = {"pHH": 0.3, "pSH": 0.1}
    few_hard = {"pHH": 0.5 * E_H - STEP, "pHS": 0.5 - 0.5 * E_H + STEP}
    inside = CONSTRAINED.at(pHS=C_T - 0.3 - STEP, pCh=D_C + STEP, **edge)
    too_firm = CONSTRAINED.at(pHS=C_T - 0.3 + STEP, **edge)
    too_soft = CONSTRAINED.at(**few_hard)
    doubtful = CONSTRAINED.at(pCh=D_C - STEP)
    return all_of(
        is_equilibrium(CONSTRAINED.at(), "the defaults"),
        is_equilibrium(inside, "pT just below c_T, pCh just above d_C"),
        is_not_equilibrium(too_firm, "pT above c_T: no start"),
        is_not_equilibrium(too_soft, "pHH / pT below e_H: a Hard Challenger escalates"),
        is_not_equilibrium(doubtful, "pCh below d_C: SH escalates"),
    )


def spiral(p_ch: float, p_hh: float, p_hs: float) -> tuple[float, float]:
    """Mixtures of the Escalatory Limited-Response Equilibrium.

    Returns y = Pr(HS answers in kind) and w = Pr(a Hard Challenger escalates).
    """
    y = p_hh * (1 - E_H) / (E_H * p_hs)
    w = (D["DDh"] - D["DC"]) / (p_ch * (D["DDh"] - D["ED"]))
    return y, w


def _spiral_play(y: float, w: float) -> Play:
    """Play with these probabilities y and w."""
    return Play(start=1, answers="DDCC", hs_firm=y, escalate=(w, 0))


def _spiral() -> Evidence:
    """With pHH / pT below e_H HS answers in kind with Pr y = pHH (1 - e_H) / (e_H pHS) and a Hard
    Challenger escalates with Pr w = (dDD+ - dDC) / (pCh (dDD+ - dED)), each making the other
    indifferent; pHH / e_H must be at most c_T."""
    y, w = spiral(0.75, 0.1, 0.4)
    others = []
    for other_y, other_w in ((y, w + STEP), (y, w - STEP), (y + STEP, w), (y - STEP, w)):
        play = _spiral_play(other_y, other_w).at(**FEW_HARD)
        others.append(is_not_equilibrium(play, f"y {other_y:.3f}, w {other_w:.3f}"))
    too_firm = _spiral_play(0.8, w).at(pHH=0.24, pHS=0.6, pSH=0.1)
    where = "y, w at pCh .75, pHH .1, pHS .4"
    return all_of(
        close(1 / 2, y, EXACT, where),
        close(4 / 9, w, EXACT, where),
        is_equilibrium(_spiral_play(y, w).at(**FEW_HARD), "certified"),
        *others,
        is_not_equilibrium(too_firm, "pHH / e_H above c_T"),
    )


def _concede_all(believed_hh: float) -> Play:
    """All start, all concede, and an answer in kind would be escalated."""
    return Play(start=1, answers="CCCC", escalate=(1, 1), believed_hh=believed_hh)


def _no_response() -> Evidence:
    """With pCh at least d_C all start and all concede, if an answer in kind would be read as HS (HH
    at most e_S)."""
    likely_hs = _concede_all(E_S - STEP)
    likely_hh = _concede_all(E_S + STEP)
    return all_of(
        is_equilibrium(likely_hs.at(pCh=D_C + STEP), "pCh above d_C"),
        is_not_equilibrium(likely_hs.at(pCh=D_C - STEP), "pCh below d_C: SH escalates"),
        is_not_equilibrium(likely_hh.at(), "belief above e_S: a Soft Challenger would stop"),
    )


def _costs() -> Evidence:
    """Against No Response the Constrained one gains Defender pT (dDD+ - dDC). In the Escalatory one
    Pr(EE) does not move with pCh, for the more likely a Hard Challenger is, the less often it
    escalates."""
    gain = CONSTRAINED.at().value(DEFENDER) - _concede_all(0.0).at().value(DEFENDER)

    def all_out(p_ch: float) -> float:
        """Pr(EE) in the Escalatory one."""
        y, w = spiral(p_ch, FEW_HARD["pHH"], FEW_HARD["pHS"])
        play = _spiral_play(y, w).at(pCh=p_ch, **FEW_HARD)
        return chance_of_payoffs(play, (C["EEh"], D["EEh"]))

    base, likely_hard = all_out(0.75), all_out(0.9)
    return all_of(
        close(0.5 * (D["DDh"] - D["DC"]), gain, EXACT, "defaults, pT = .5"),
        close(0.1 * 0.15 / 0.45, base, EXACT, "Pr(EE) = pHH (dDD+ - dDC) / (dDD+ - dED)"),
        sign(0, likely_hard - base, "change with pCh"),
    )


def _branch() -> Evidence:
    """The branch from λ = 0 comes (λ = 6000) to Constrained at the defaults, Escalatory at pHH .1,
    pHS .4, deterrence by an answer in kind at pT .75. At pCh .2 a Soft Challenger bluffs with Pr
    pCh (1 - d_C) / (d_C (1 - pCh))."""
    choices = (
        (CHALLENGER, "start? h", "D"),
        (CHALLENGER, "start? s", "D"),
        (CHALLENGER, "escalate? h", "E"),
        (DEFENDER, "answer? HH", "D"),
        (DEFENDER, "answer? HS", "D"),
        (DEFENDER, "answer? SH", "E"),
    )
    y, w = spiral(0.75, 0.1, 0.4)
    bluff = 0.2 * (1 - D_C) / (D_C * 0.8)
    cases: tuple[tuple[dict[str, float], tuple[float, ...]], ...] = (
        ({}, (1, 1, 0, 1, 1, 0)),
        (FEW_HARD, (1, 1, w, 1, y, 0)),
        ({"pCh": 0.2}, (1, bluff, 0, 1, 1, 5 / 9)),
        ({"pHH": 0.5, "pSH": 0.1}, (0, 0, 0, 1, 1, 0)),
    )
    gaps = []
    for values, expected in cases:
        selected = follow_path(build(), values, precision=6000.0)
        for (player, label, action), chance in zip(choices, expected, strict=True):
            gaps.append(abs(selected.strategy(player, label)[action] - chance))
    detail = f"largest gap of {len(gaps)} probabilities; SH escalates with Pr 5/9 at pCh .2"
    return below(max(gaps), 2e-3, detail)


MODEL = Model(
    key="zagare_kilgour2000_escalation",
    title="Perfect deterrence: the asymmetric escalation game",
    source=replace(
        rudimentary.MODEL.source,
        where="chapter 9 and appendix 8",
        opened=(
            "secondary: the publisher's page of appendix 8 (orders of payoffs, types) and the "
            "abstract of the authors' article in World Politics 47(3), 1995, 373-417 (moves)"
        ),
    ),
    story=(
        "A Challenger may start a crisis; a Defender concedes, answers in kind or escalates; "
        "answered in kind, the Challenger may escalate in turn. Each doubts whether the other "
        "would go to the end, and whether the Defender would fight even a limited conflict. "
        "Limited conflict is stable only if those who answer in kind are likely enough to counter "
        "an escalation, and comes about only because the Challenger hoped for a concession. "
        "Otherwise all-out conflict is possible. Nobody starts if an answer in kind is likely, or "
        "whoever starts is thought weak."
    ),
    build=build,
    propositions=(
        claim("deterrence by escalation", "equilibrium", "our reading", _escalatory),
        claim("deterrence by an answer in kind", "threshold", "our reading", _limited),
        claim("Constrained Limited-Response Equilibrium", "threshold", "our reading", _constrained),
        claim("Escalatory Limited-Response Equilibrium", "equilibrium", "our reading", _spiral),
        claim("No-Response Equilibrium", "threshold", "our reading", _no_response),
        claim("who gains, and how often all-out conflict", "closed form", "our reading", _costs),
        claim("the logit path", "limit", "computed", _branch),
    ),
    branch=(
        "From λ = 0 to Constrained at the defaults, though No Response exists too; to the "
        "Escalatory one at pHH .1, pHS .4; to deterrence by an answer in kind at pT .75; no folds. "
        "At pCh .2, past four folds, to an equilibrium where a Soft Challenger bluffs and SH "
        "escalates at times, not to deterrence by escalation: Hard types gain more from a start, "
        "so mistakes make it a sign of hardness."
    ),
    uncertain=(
        "Names of equilibria are recalled; which the book gives to which region is our reading. "
        "Each was derived again and is tested on both sides of its conditions; the list is not "
        "complete. The numbers are ours."
    ),
)
