"""Policy options for people at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap

from ..games.brief import Brief
from ..models.listing import aligned, filled
from ..stress.option_outcomes import Comparison
from .context import chance
from .option_words import (
    FREE,
    endings,
    first_challenges,
    least_regret,
    losses_and_payoffs,
    option_names,
    probabilities,
    regret_rows,
    wish_sentences,
)

HEAD = 11  # characters in a line of a column's head


def text(brief: Brief, found: Comparison) -> str:
    """Every option by every outcome, who wants what, and regret where worlds were drawn."""
    parts = [filled(f"{o.name}: {o.text}", further="  ") for o in brief.options]
    tables = [
        probabilities(brief, found.table, chance, first_challenges(brief)),
        probabilities(brief, found.table, chance, endings(brief, short=True)),
        losses_and_payoffs(brief, found.table),
    ]
    parts += [_table(heads, rows) for heads, rows in tables if len(heads) > 2]
    parts += [filled(said) for said in wish_sentences(brief, found.table.wishes())]
    parts.append(
        filled(
            f"{FREE} Solved on {found.points} nodes a side; errors are read from {found.coarse}; '?': smaller "
            "than its error."
        )
    )
    names = option_names(brief)
    parts += [
        filled(f"Left out, {names[case.option]} taken by {case.taker}: {said}") for case, said in found.table.trouble
    ]
    parts += [filled(f"Absent, {name}: {why}.") for name, why in found.absent.items()]
    if (regrets := found.regrets) is not None:
        parts.append(
            filled(
                f"Regret for the taker's own payoff over {len(regrets.by_world)} plausible worlds from seed "
                f"{found.seed} ({regrets.left_out} left out): the best choice's payoff less this one's, in the same "
                "world. Mean ± its standard error."
            )
        )
        if regrets.by_choice:
            parts.append(_table(*regret_rows(brief, regrets)))
            parts += [filled(said) for said in least_regret(brief, regrets)]
    return "\n\n".join(parts)


def _table(heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
    """Columns with heads that are broken into short lines."""
    lines = zip_longest(*(wrap(head, HEAD) for head in heads), fillvalue="")
    return "\n".join(aligned([*lines, *rows]))
