"""Policy options for people at a terminal."""

from __future__ import annotations

from ..game.brief import Brief
from ..models.listing import aligned, filled
from ..stress.option_outcomes import Comparison
from .context import chance
from .option_words import (
    FREE,
    least_regret,
    losses_and_payoffs,
    option_names,
    probabilities,
    regret_rows,
    wish_sentences,
)


def text(scenario: Brief, found: Comparison) -> str:
    """Every option by every outcome, who wants what, and regret where worlds were drawn."""
    parts = [filled(f"{o.name}: {o.text}", further="  ") for o in scenario.options]
    for heads, rows in (probabilities(scenario, found.table, chance), losses_and_payoffs(scenario, found.table)):
        parts.append("\n".join(aligned([tuple(heads), *rows])))
    parts += [filled(said) for said in wish_sentences(scenario, found.table.wishes())]
    parts.append(
        filled(
            f"{FREE} Solved on {found.points} nodes a side; errors are the change from {found.coarse}; '?': smaller "
            "than its error."
        )
    )
    names = option_names(scenario)
    parts += [
        filled(f"Left out, {names[case.option]} taken by {case.taker}: {said}") for case, said in found.table.trouble
    ]
    if (regrets := found.regrets) is not None:
        heads, rows = regret_rows(scenario, regrets) if regrets.by_choice else ([], [])
        parts.append(
            filled(
                f"Regret for the taker's own payoff over {len(regrets.by_world)} plausible worlds from seed "
                f"{found.seed} ({regrets.left_out} left out): the best choice's payoff less this one's, in the same "
                "world. Mean ± its standard error."
            )
        )
        if rows:
            parts.append("\n".join(aligned([tuple(heads), *rows])))
            parts += [filled(said) for said in least_regret(scenario, regrets)]
    return "\n\n".join(parts)
