"""The solution of a game tree in words and tables, for a terminal; and as one JSON object."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from ..solvers.certify.tree_record import NASH, NONE, QUANTAL, SEQUENTIAL, TreeCertificate
from ..solvers.tree.assessment import preordered
from .tree_view import NEGLIGIBLE, chance, number

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment, TreeSolution

WIDTH = 100
MOST = 8  # other branches that are described


def solution_dict(solution: TreeSolution, read: float = 0.0) -> dict[str, Any]:
    """For JSON: the solution, the names behind its numbers, and the seconds it took to read the game."""
    tree = solution.assessment.tree
    names: dict[str, dict[str, Any]] = {p: {} for p in tree.names}
    for h, s in enumerate(tree.sets):
        names[tree.names[s.player]][tree.set_keys[h]] = {
            "label": s.label,
            "actions": list(tree.move_names[h]),
            "nodes": len(tree.members[h]),
        }
    found = solution.as_dict()
    found["seconds"] = {"read": read, **found["seconds"]}
    return {"title": tree.title, "players": list(tree.names), "information_sets": names, **found}


def solution_text(solution: TreeSolution) -> str:
    """What everybody does and believes, set by set; what they may expect; and how far to trust it."""
    held = solution.assessment
    lines = [str(held.tree)]
    if held.values:
        lines += _filled("at " + ", ".join(f"{k} = {float(v):g}" for k, v in held.values.items()))
    if held.precision is None:
        lines.append("the limit of precise choice (λ → ∞)")
    else:
        each = [f"{x:g}" for x in held.precision]
        lines.append(f"λ = {each[0] if len(set(each)) == 1 else ', '.join(each)}")
    lines += _played(held)
    return "\n".join([*lines, "", *certificate_lines(solution.certificate), *_branches(solution)])


def _played(held: TreeAssessment) -> list[str]:
    """Player by player what it expects, does and believes."""
    tree, lines = held.tree, []
    for i, player in enumerate(tree.names):
        worth = held.value(i)
        lines += ["", f"{player}: expects {number(worth if abs(worth) > NEGLIGIBLE else 0.0)}"]
        rows = []
        for h, s in enumerate(tree.sets):
            if s.player != i:
                continue
            odds = held.policy[tree.layout.first[h] : tree.layout.first[h + 1]]
            play = ", ".join(f"{a} {chance(p)}" for a, p in zip(tree.move_names[h], odds.tolist(), strict=True))
            held_here = held.belief[preordered(tree, h)].tolist()
            shown = [chance(b) for b in held_here] if len(held_here) > 1 else []
            rows.append((tree.set_names[h], play, shown))
        wide = [min(max((len(r[c]) for r in rows), default=0), 44) for c in (0, 1)]
        for name, play, beliefs in rows:
            believed = f"  believes {', '.join(beliefs)}" if beliefs else ""
            lines.append(f"  {name:{wide[0]}}  {play:{wide[1]}}{believed}".rstrip())
    return lines


def _branches(solution: TreeSolution) -> list[str]:
    """What else stands where the path went straight on."""
    if not solution.branches:
        return []
    where = f" at λ = {', '.join(f'{s:.6g}' for s in solution.crossings)}" if solution.crossings else " on the way"
    lines = ["", *_filled(
        f"The path crossed other branches{where} and went straight on, which nothing in the game decides: a change of "
        "base weights, however small, leads away from it. Found on the other branches:"
    )]  # fmt: skip
    tree = solution.assessment.tree
    first = tree.layout.first
    for k, branch in enumerate(solution.branches[:MOST], 1):
        held, shown = branch.assessment, []
        for i, player in enumerate(tree.names):
            own = [h for h, s in enumerate(tree.sets) if s.player == i]
            sets = [(h, held.policy[first[h] : first[h + 1]].tolist()) for h in own]
            play = "; ".join(
                f"{tree.set_names[h]}: "
                + ", ".join(f"{a} {chance(p)}" for a, p in zip(tree.move_names[h], odds, strict=True))
                for h, odds in sets
            )
            shown.append(f"{player} expects {number(held.value(i))}" + (f" ({play})" if play else ""))
        lines += _filled(f"  {k}. {branch.certificate.concept}: {'; '.join(shown)}", "     ")
    if len(solution.branches) > MOST:
        lines.append(f"  and {len(solution.branches) - MOST} more; --json has all of them")
    return lines


def certificate_lines(c: TreeCertificate) -> list[str]:
    """The certificate in words, one finding a line."""
    allowed = f"{c.tolerance:.0e} of what its choice is about"
    verdict = {
        SEQUENTIAL: f"A sequential equilibrium: nobody gains more than {allowed} by another choice anywhere, "
        "reached or not, given beliefs that follow from it and from nearby play.",
        QUANTAL: "An agent quantal response equilibrium: every choice is the logit response to what is believed there.",
        NASH: f"A Nash equilibrium, and no more was shown: nobody gains more than {allowed} by another choice where "
        "play comes; where it does not, somebody might, or beliefs there were not shown to hold.",
        NONE: "NO EQUILIBRIUM by these figures: somebody gains by other play.",
    }.get(c.concept, f"A {c.concept}: nobody gains more than {allowed} by another choice anywhere, given beliefs "
          "that obey Bayes' rule where play comes.")  # fmt: skip
    if c.concept == NONE and c.residual is not None:
        verdict = "NO EQUILIBRIUM at this precision: choices are not the logit response to what is believed."
    lines = _filled(verdict)
    for player, gain in c.regret.items():
        lines.append(f"  best reply of {player} at the start gains {gain:.2g} (at stake: {c.stake[player]:.3g})")
    if c.logit_bound:
        lines.append(f"  noisy choice may cost up to {c.logit_bound:.3g} of the stake")
    if c.residual is not None:
        lines.append(f"  choices differ from the logit response by at most {c.residual:.1e}")
    about, where = "what the choice is about", ""
    if c.residual is not None:
        about = "the stake"
    if c.worst_set and c.sequential_regret > 0:
        where = f" ({c.worst_gain:.2g} in payoffs), at {c.worst_set}"
    lines += _filled(
        f"  another choice, from some point on, gains at most {c.sequential_regret:.2g} of {about}{where}", "    "
    )
    lines.append(f"  beliefs differ from Bayes' rule by at most {c.consistency:.1e}, where play comes")
    if c.tremble is not None and c.residual is None:
        lines.append(f"  nearby play in which everything may happen differs by at most {c.tremble:.1e}, beliefs too")
    return lines + _filled(f"  found as: {c.message}", "    ")


def _filled(text: str, further: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=further, drop_whitespace=True)
