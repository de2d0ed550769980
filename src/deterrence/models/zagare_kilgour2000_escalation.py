"""Asymmetric escalation: answer a challenge in kind or escalate, with doubt about the will to do either.

Challenger starts (D) or not (C, status quo SQ). Defender concedes (C: DC), answers in kind (D) or escalates (E). After
D Challenger stops (limited conflict DD) or escalates, then Defender gives in (ED) or not (EE). After E Challenger gives
in (DE) or not (all-out conflict EE).

    Challenger:  cEE- < cDE < cEE+ < cDD < cED < cSQ < cDC
    Defender:    dEE- < dED < dEE+ < dDD- < dDC < dDD+ < dDE < dSQ

The strategically Hard (EE+) fight on at their last move, the Soft (EE-) give in; a tactically Hard Defender (DD+) likes
limited conflict better than conceding. Defenders are HH, HS, SH, SS, tactical letter first; pT = pHH + pHS.
    c_T = (cDC - cSQ) / (cDC - cDD)      Pr(answer in kind) that deters
    e_H = (cED - cDD) / (cED - cEE+)     belief in a strategically Hard Defender that stops a Hard Challenger; e_S, EE-
    d_C = (dDE - dDC) / (dDE - dEE+)     belief in a Hard Challenger above which no Defender escalates
    d_E = (dDE - dDD+) / (dDE - dEE-)    belief below which all do
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..game.building import Part, TreeBuilder
from ..game.tree import GameTree
from . import zagare_kilgour2000_rudimentary as rudimentary
from .checks import assess, claim, equilibrium
from .model import Evidence, Model, all_of, below, close, sign

CH, DEF = "Challenger", "Defender"
EXACT, STEP = 1e-9, 0.02  # tolerance of closed forms; how far from a threshold is tested
C = {"EEs": 0.0, "DE": 0.1, "EEh": 0.2, "DD": 0.4, "ED": 0.5, "SQ": 0.6, "DC": 1.0}
D = {"EEs": 0.0, "ED": 0.1, "EEh": 0.2, "DDs": 0.3, "DC": 0.4, "DDh": 0.55, "DE": 0.8, "SQ": 1.0}
C_T = (C["DC"] - C["SQ"]) / (C["DC"] - C["DD"])
E_H, E_S = ((C["ED"] - C["DD"]) / (C["ED"] - C[war]) for war in ("EEh", "EEs"))
D_C, D_E = (D["DE"] - D["DC"]) / (D["DE"] - D["EEh"]), (D["DE"] - D["DDh"]) / (D["DE"] - D["EEs"])
SPIRAL = {"pHH": 0.1, "pHS": 0.4}  # few strategically Hard among those who answer in kind


def build() -> GameTree:
    """The general version; the defaults admit the Constrained Limited-Response and the No-Response Equilibrium."""
    g = TreeBuilder("Asymmetric escalation game", (CH, DEF), "Two stages, and doubt about both.")
    p = g.parameter("pCh", 0.75, "Pr(Challenger strategically Hard)", low=0, high=1)
    types = {t: g.parameter(f"p{t}", v, low=0, high=1) for t, v in (("HH", 0.25), ("HS", 0.25), ("SH", 0.2))}
    types["SS"] = 1 - types["HH"] - types["HS"] - types["SH"]
    c, d = ({o: g.parameter(f"{who}{o}", v, f"outcome {o}") for o, v in w.items()} for who, w in (("c", C), ("d", D)))

    def pair(k: str, t: str) -> Part:
        war = g.end(c[f"EE{k}"], d["EEh" if t[1] == "H" else "EEs"])
        last = g.move(DEF, f"counter? {t}", {"D": g.end(c["ED"], d["ED"]), "E": war})
        in_kind = g.move(CH, f"escalate? {k}", {"D": g.end(c["DD"], d["DDh" if t[0] == "H" else "DDs"]), "E": last})
        escalated = g.move(CH, f"counter? {k}", {"D": g.end(c["DE"], d["DE"]), "E": war})
        answer = g.move(DEF, f"answer? {t}", {"C": g.end(c["DC"], d["DC"]), "D": in_kind, "E": escalated})
        return g.move(CH, f"start? {k}", {"C": g.end(c["SQ"], d["SQ"]), "D": answer})

    pairs = {f"{k} {t}": ((p if k == "h" else 1 - p) * types[t], pair(k, t)) for k in "hs" for t in types}
    return g.tree(g.chance("types of Challenger and Defender", pairs))


def _play(x: float, answer: str, q: float = -1, r: float = -1, y: float = 1, w: Any = (0, 0), **values: float) -> Any:
    """x: Pr(start). Answers of HH, HS, SH, SS; HS gives its own with Pr y, else C. w: Pr(escalate), Hard and Soft.
    Off the path: q, belief in a Hard Challenger after a start; r, belief in HH, else HS, after an answer in kind."""
    strategies, beliefs = {}, {}
    for k, w_k in zip("hs", w, strict=True):
        strategies[CH, f"start? {k}"] = {"C": 1 - x, "D": x}
        strategies[CH, f"escalate? {k}"] = {"D": 1 - w_k, "E": w_k}
        strategies[CH, f"counter? {k}"] = {"E" if k == "h" else "D": 1.0}
        beliefs[CH, f"escalate? {k}"] = [r, 1 - r, 0.0, 0.0]
    for t, a in zip(("HH", "HS", "SH", "SS"), answer, strict=True):
        strategies[DEF, f"answer? {t}"] = {a: 1.0} if t != "HS" or y == 1 else {a: y, "C": 1 - y}
        strategies[DEF, f"counter? {t}"] = {"E" if t[1] == "H" else "D": 1.0}
        beliefs[DEF, f"answer? {t}"] = [q, 1 - q]
    return assess(build(), strategies, values, {at: b for at, b in beliefs.items() if b[0] >= 0})


def _is(held: bool, detail: str, *play: Any, **values: Any) -> Evidence:
    return equilibrium(held, _play(*play, **values), detail)


def _escalatory() -> Evidence:
    """At any credibilities nobody starts if a start is read as Hard with at most d_E: all Defenders would escalate."""
    return all_of(
        *(_is(True, f"pCh {p}", 0, "EEEE", D_E - STEP, 1.0, pCh=p, **v) for p in (0.05, 0.95) for v in ({}, SPIRAL)),
        _is(False, "belief above d_E: HS would answer in kind", 0, "EEEE", D_E + STEP, 1.0),
    )


def _limited() -> Evidence:
    """With pT above c_T nobody starts if a start is read as Hard (d_C or more): many would answer in kind."""
    above, under = ({"pHH": 0.3, "pHS": C_T - 0.3 + step, "pSH": 0.1} for step in (STEP, -STEP))
    return all_of(
        _is(True, "pT above c_T", 0, "DDCC", D_C + STEP, **above),
        _is(False, "pT below c_T", 0, "DDCC", D_C + STEP, **under),
        _is(False, "start read as Hard with less than d_C: SH would escalate", 0, "DDCC", D_C - STEP, **above),
    )


def _constrained() -> Evidence:
    """All start, the tactically Hard answer in kind, the others concede and Challenger then stops, if and only if pT is
    at most c_T, pHH / pT at least e_H and pCh at least d_C."""
    edge, few = {"pHH": 0.3, "pSH": 0.1}, {"pHH": 0.5 * E_H - STEP, "pHS": 0.5 - 0.5 * E_H + STEP}
    return all_of(
        _is(True, "the defaults", 1, "DDCC"),
        _is(True, "pT just below c_T, pCh just above d_C", 1, "DDCC", pHS=C_T - 0.3 - STEP, pCh=D_C + STEP, **edge),
        _is(False, "pT above c_T: no start", 1, "DDCC", pHS=C_T - 0.3 + STEP, **edge),
        _is(False, "pHH / pT below e_H: a Hard Challenger escalates", 1, "DDCC", **few),
        _is(False, "pCh below d_C: SH escalates", 1, "DDCC", pCh=D_C - STEP),
    )


def spiral(p_ch: float, p_hh: float, p_hs: float) -> tuple[float, float]:
    """y, Pr(HS answers in kind), and w, Pr(a Hard Challenger escalates), of the Escalatory Limited-Response one."""
    return p_hh * (1 - E_H) / (E_H * p_hs), (D["DDh"] - D["DC"]) / (p_ch * (D["DDh"] - D["ED"]))


def _spiral() -> Evidence:
    """With pHH / pT below e_H HS answers in kind with Pr y = pHH (1 - e_H) / (e_H pHS) and a Hard Challenger escalates
    with Pr w = (dDD+ - dDC) / (pCh (dDD+ - dED)), each making the other indifferent; pHH / e_H must be at most c_T."""
    y, w = spiral(0.75, 0.1, 0.4)
    wrong = [(y, w + STEP), (y, w - STEP), (y + STEP, w), (y - STEP, w)]
    return all_of(
        *(close(e, f, EXACT, "y, w at pCh .75, pHH .1, pHS .4") for e, f in ((1 / 2, y), (4 / 9, w))),
        _is(True, "certified", 1, "DDCC", y=y, w=(w, 0), **SPIRAL),
        *(_is(False, f"y {b:.3f}, w {a:.3f}", 1, "DDCC", y=b, w=(a, 0), **SPIRAL) for b, a in wrong),
        _is(False, "pHH / e_H above c_T", 1, "DDCC", y=0.8, w=(w, 0), pHH=0.24, pHS=0.6, pSH=0.1),
    )


def _no_response() -> Evidence:
    """With pCh at least d_C all start and all concede, if an answer in kind would be read as HS (HH at most e_S)."""
    return all_of(
        _is(True, "pCh above d_C", 1, "CCCC", r=E_S - STEP, w=(1, 1), pCh=D_C + STEP),
        _is(False, "pCh below d_C: SH escalates", 1, "CCCC", r=E_S - STEP, w=(1, 1), pCh=D_C - STEP),
        _is(False, "belief above e_S: a Soft Challenger would stop", 1, "CCCC", r=E_S + STEP, w=(1, 1)),
    )


def _costs() -> Evidence:
    """Against No Response the Constrained one gains Defender pT (dDD+ - dDC). In the Escalatory one Pr(EE) does not
    move with pCh, for the likelier a Hard Challenger is, the less often it escalates."""
    gain = _play(1, "DDCC").value(DEF) - _play(1, "CCCC", r=0, w=(1, 1)).value(DEF)

    war = []
    for p in (0.75, 0.9):
        y, w = spiral(p, 0.1, 0.4)
        play = _play(1, "DDCC", y=y, w=(w, 0), pCh=p, **SPIRAL)
        war.append(float(play.reach[(play.numbers.payoff == [C["EEh"], D["EEh"]]).all(axis=1)].sum()))
    return all_of(
        close(0.5 * (D["DDh"] - D["DC"]), gain, EXACT, "defaults, pT = .5"),
        close(0.1 * 0.15 / 0.45, war[0], EXACT, "Pr(EE) = pHH (dDD+ - dDC) / (dDD+ - dED)"),
        sign(0, war[1] - war[0], "change with pCh"),
    )


def _branch() -> Evidence:
    """The branch from λ = 0 comes (λ = 6000) to Constrained at the defaults, Escalatory at pHH .1, pHS .4, deterrence
    by an answer in kind at pT .75. At pCh .2 a Soft Challenger bluffs with Pr pCh (1 - d_C) / (d_C (1 - pCh))."""
    from ..solvers.tree import solve_tree

    at = [(CH, "start? h", "D"), (CH, "start? s", "D"), (CH, "escalate? h", "E")]
    at += [(DEF, "answer? HH", "D"), (DEF, "answer? HS", "D"), (DEF, "answer? SH", "E")]
    (y, w), gaps = spiral(0.75, 0.1, 0.4), []
    bluff = 0.2 * (1 - D_C) / (D_C * 0.8)
    cases = [({}, (1, 1, 0, 1, 1, 0)), (SPIRAL, (1, 1, w, 1, y, 0)), ({"pCh": 0.2}, (1, bluff, 0, 1, 1, 5 / 9))]
    for values, expected in [*cases, ({"pHH": 0.5, "pSH": 0.1}, (0, 0, 0, 1, 1, 0))]:
        found = solve_tree(build(), 6000.0, values).assessment
        gaps += [abs(found.strategy(i, h)[a] - e) for (i, h, a), e in zip(at, expected, strict=True)]
    return below(max(gaps), 2e-3, f"largest gap of {len(gaps)} probabilities; SH escalates with Pr 5/9 at pCh .2")


MODEL = Model(
    key="zagare_kilgour2000_escalation",
    title="Perfect deterrence: the asymmetric escalation game",
    source=replace(
        rudimentary.MODEL.source,
        where="chapter 9 and appendix 8",
        opened="secondary: the publisher's page of appendix 8 (orders of payoffs, types) and the abstract of the "
        "authors' article in World Politics 47(3), 1995, 373-417 (moves)",
    ),
    story="A Challenger may start a crisis; a Defender concedes, answers in kind or escalates; answered in kind, the "
    "Challenger may escalate in turn. Each doubts whether the other would go to the end, and whether the Defender "
    "would fight even a limited conflict. Limited conflict is stable only if those who answer in kind are likely "
    "enough to counter an escalation, and comes about only because the Challenger hoped for a concession. Otherwise "
    "all-out conflict is possible. Nobody starts if an answer in kind is likely, or whoever starts is thought weak.",
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
    branch="From λ = 0 to Constrained at the defaults, though No Response exists too; to the Escalatory one at pHH .1, "
    "pHS .4; to deterrence by an answer in kind at pT .75; no folds. At pCh .2, past four folds, to an equilibrium "
    "where a Soft Challenger bluffs and SH escalates at times, not to deterrence by escalation: Hard types gain more "
    "from a start, so mistakes make it a sign of hardness.",
    uncertain="Names of equilibria are recalled; which the book gives to which region is our reading. Each was derived "
    "again and is tested on both sides of its conditions; the list is not complete. The numbers are ours.",
)
