"""Words and tables for policy options, shared by the report and the terminal; the same sentences for every actor."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from ..game.brief import Brief
from ..stress.options import NOTHING, TOGETHER, VALUE, Choice, OptionTable, Regrets, Row, Wish
from .context import joined, quoted
from .numbers import MINUS
from .sections.losses import SORTS

FREE = (
    "What an option itself costs is not in the game: a change of payoff is the most that the option could be worth to "
    "that side, in units of what is at issue."
)
ENDINGS = {
    "no challenge": ("no_challenge",),
    "agreed": ("off_ramp", "settlement"),
    "fades": ("lapse",),
    "one gives in": ("capitulation",),
    "war or catastrophe": ("war", "catastrophe"),
    "still open": ("unresolved",),
}
Tell = Callable[[float], str]


def option_names(scenario: Brief) -> dict[str, str]:
    """What each choice is called."""
    return {NOTHING: "nothing", **{o.id: o.name for o in scenario.options}, TOGETHER: "all together"}


def probabilities(scenario: Brief, found: OptionTable, tell: Tell) -> tuple[list[str], list[tuple[str, ...]]]:
    """Heads and rows: who challenges first, and how it ends, by taker and option."""
    names, actors = option_names(scenario), {a.id: a.name for a in scenario.actors}
    heads = ["taken by", "option", *(f"{name} challenges first" for name in actors.values()), *ENDINGS]
    rows = []
    for row in found.rows:
        told = [row.outcomes[f"challenge:{a}"] for a in actors]
        told += [math.fsum(row.outcomes[f"ending:{e}"] for e in parts) for parts in ENDINGS.values()]
        rows.append((actors.get(row.case.taker, "nobody"), names[row.case.option], *(tell(p) for p in told)))
    return heads, rows


def losses_and_payoffs(scenario: Brief, found: OptionTable) -> tuple[list[str], list[tuple[str, ...]]]:
    """Heads and rows: losses by bearer and kind, and the change of each side's expected payoff, by taker and option."""
    names, actors = option_names(scenario), {a.id: a.name for a in scenario.actors}
    borne = [name for name in found.rows[0].outcomes if name.startswith("loss:")]
    order = [*actors, *dict.fromkeys(name.split(":")[1] for name in borne if name.split(":")[1] not in actors)]
    borne.sort(key=lambda name: order.index(name.split(":")[1]))
    heads = ["taken by", "option"]
    for name in borne:
        _, bearer, kind = name.split(":")
        heads.append(f"{actors.get(bearer, bearer)}: {SORTS.get(kind, kind).lower()}")
    heads += [f"change of {name}'s payoff" for name in actors.values()]
    rows = []
    for row in found.rows:
        told = [f"{row.outcomes[name]:.2f}" for name in borne]
        told += [change(found, row, VALUE + a) for a in actors]
        rows.append((actors.get(row.case.taker, "nobody"), names[row.case.option], *told))
    return heads, rows


def change(found: OptionTable, row: Row, outcome: str) -> str:
    """A change against nothing, with its error rounded up; a question mark where even its sign is open."""
    if row.case.option == NOTHING:
        return "–"
    difference, error = found.difference(row, outcome)
    sign = f"{difference:+.2f}".replace("-", MINUS)
    if error is None:
        return sign
    up = math.ceil(100 * error - 1e-9) / 100
    return f"{sign} ± {up:.2f}{'' if abs(difference) > error else ' ?'}"


def wish_sentences(scenario: Brief, wishes: Iterable[Wish]) -> list[str]:
    """What each side would want the other to choose, and what the other would choose itself."""
    actors = {a.id: a.name for a in scenario.actors}
    return [
        f"{actors[w.actor]} would want {actors[w.taker]} to choose {_chosen(scenario, w.wants)}. {actors[w.taker]} "
        + (f"itself would choose the same{_doubt(w.chooses)}." if w.same else f"itself would choose "
           f"{_chosen(scenario, w.chooses)}.")
        for w in wishes
    ]  # fmt: skip


def _chosen(scenario: Brief, choice: Choice) -> str:
    return f"{quoted(option_names(scenario)[choice.option])}{_doubt(choice)}"


def _doubt(choice: Choice) -> str:
    return "" if choice.decided else " (the next best lies within the error of the grid)"


def regret_rows(scenario: Brief, found: Regrets) -> tuple[list[str], list[tuple[str, ...]]]:
    """Heads and rows: how often each choice is best, and what it costs not to have made the best one."""
    names, actors = option_names(scenario), {a.id: a.name for a in scenario.actors}
    rows: list[tuple[str, ...]] = []
    for r in found.by_choice:
        error = f" ± {r.standard_error:.3f}" if math.isfinite(r.standard_error) else ""
        told = (f"{r.largest:.3f}", f"{r.mean:.3f}{error}", f"{r.best} of {r.n}")
        rows.append((actors[r.taker], names[r.option], *told))
    return ["taker", "choice", "largest regret", "mean regret", "best in"], rows


def least_regret(scenario: Brief, found: Regrets) -> list[str]:
    """For each taker, the choice that can turn out least badly."""
    names, actors = option_names(scenario), {a.id: a.name for a in scenario.actors}
    said = []
    for taker in dict.fromkeys(r.taker for r in found.by_choice):
        mine = [r for r in found.by_choice if r.taker == taker]
        most, mean = min(mine, key=lambda r: r.largest), min(mine, key=lambda r: r.mean)
        same = (
            ", which also has the least mean regret"
            if most is mean
            else f"; least on average: {quoted(names[mean.option])}"
        )
        said.append(
            f"{actors[taker]}: the largest regret is least for {quoted(names[most.option])} ({most.largest:.3f}){same}."
        )
    return said


def best_sentence(scenario: Brief, found: OptionTable) -> str:
    """The finding: what each taker would choose for itself."""
    actors = {a.id: a.name for a in scenario.actors}
    parts = [
        f"to {actors[t]} {quoted(option_names(scenario)[c.option])}"
        for t in found.takers
        if (c := found.best(t, VALUE + t))
    ]
    return f"Worth most {joined(parts)}"
