"""Words and tables for policy options, shared by the report and the terminal; the same sentences for every actor."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from ..games.brief import Brief, EndingBrief
from ..stress.options import NOTHING, TOGETHER, VALUE, Choice, OptionTable, Regrets, Row, Wish
from .context import joined, quoted, sentence
from .numbers import MINUS
from .sections.losses import SORTS

DOUBT = " ?"
AGREED, WORST = "agreed", "war or catastrophe"

FREE = (
    "What an option itself costs is not in the game: a change of payoff is the most that the option could be worth to "
    "that side, in units of what is at issue."
)
InWords = Callable[[float], str]
Columns = Mapping[str, Sequence[str]]
"""By head, the names of the outcomes whose probabilities are added up in a column."""


def option_names(brief: Brief) -> dict[str, str]:
    """What each choice is called."""
    return {NOTHING: "nothing", **{o.id: o.name for o in brief.options}, TOGETHER: "all together"}


def first_challenges(brief: Brief) -> Columns:
    """Whose challenge comes first, and events that are headlines."""
    return {
        **{f"{a.name} challenges first": [f"challenge:{a.id}"] for a in brief.actors},
        **{e.name: [f"event:{e.id}"] for e in brief.events},
    }


def endings(brief: Brief, *, short: bool = False) -> Columns:
    """How it ends: agreements together, war and catastrophe together, every other ending by its name, or by its id."""
    names: dict[str, list[str]] = {}
    for e in brief.endings:
        head = AGREED if e.agreed else WORST if e.id in ("war", "catastrophe") else _head(e, short)
        names.setdefault(head, []).append(f"ending:{e.id}")
    return names


def _head(ending: EndingBrief, short: bool) -> str:
    return ending.id.replace("_", " ") if short else ending.name


def probabilities(
    brief: Brief, found: OptionTable, in_words: InWords, columns: Columns | None = None
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Heads and rows by taker and option; who challenges first, events and how it ends, if no columns are given.

    What the scenario does not have, or has no chance whatever is taken, has no column.
    """
    names, actors = option_names(brief), {a.id: a.name for a in brief.actors}
    chosen = {**first_challenges(brief), **endings(brief)} if columns is None else columns
    numbers = {
        head: [math.fsum(row.outcomes.get(name, 0.0) for name in parts) for row in found.rows]
        for head, parts in chosen.items()
    }
    shown = {head: column for head, column in numbers.items() if any(column)}
    rows = []
    for k, row in enumerate(found.rows):
        cells = (in_words(column[k]) for column in shown.values())
        rows.append((actors.get(row.case.taker, "nobody"), names[row.case.option], *cells))
    return ["taken by", "option", *shown], rows


def losses_and_payoffs(brief: Brief, found: OptionTable) -> tuple[list[str], list[tuple[str, ...]]]:
    """Heads and rows: losses by bearer and sort, and the change of each side's expected payoff, by taker and option."""
    names, actors, bearers = option_names(brief), {a.id: a.name for a in brief.actors}, brief.bearers
    borne = [name for name in found.rows[0].outcomes if name.startswith("loss:")]
    order = list(dict.fromkeys([*bearers, *(name.split(":")[1] for name in borne)]))
    borne.sort(key=lambda name: order.index(name.split(":")[1]))
    heads = ["taken by", "option"]
    for name in borne:
        _, bearer, sort = name.split(":")
        heads.append(f"{bearers.get(bearer, bearer)}: {SORTS.get(sort, sort).lower()}")
    paid = [a for a in actors if VALUE + a in found.rows[0].outcomes]
    heads += [f"change of {actors[a]}'s payoff" for a in paid]
    rows = []
    for row in found.rows:
        cells = [f"{row.outcomes[name]:.2f}" for name in borne]
        cells += [change(found, row, VALUE + a) for a in paid]
        rows.append((actors.get(row.case.taker, "nobody"), names[row.case.option], *cells))
    return heads, rows


def change(found: OptionTable, row: Row, outcome: str) -> str:
    """A change against nothing, with its error rounded up; a question mark where even its sign is open."""
    if row.case.option == NOTHING:
        return "–"
    difference, error = found.difference(row, outcome)
    sign = signed(difference)
    if error is None:
        return sign
    up = math.ceil(100 * error - 1e-9) / 100
    return f"{sign} ± {up:.2f}{'' if abs(difference) > error else DOUBT}"


def signed(difference: float) -> str:
    """A change of payoff, with no sign where it prints as none: ``+0.08``, ``−0.03``, ``0.00``."""
    shown = f"{difference:+z.2f}".replace("-", MINUS)
    return shown.lstrip("+") if float(shown.replace(MINUS, "-")) == 0 else shown


def doubts(rows: Iterable[Sequence[object]]) -> str:
    """What a question mark in a table says; nothing where there is none."""
    marked = any(str(cell).endswith(DOUBT) for row in rows for cell in row)
    return "A question mark: smaller than its error." if marked else ""


def wish_sentences(brief: Brief, wishes: Iterable[Wish]) -> list[str]:
    """What each taker would choose itself, and what others would want it to choose; what is so of several, said
    once."""
    actors, wishes = {a.id: a.name for a in brief.actors}, list(wishes)
    chosen: dict[str, list[str]] = {}
    for w in wishes:
        chosen.setdefault(_chosen(brief, w.chooses), []).append(actors[w.taker])
    said = [f"Left to choose, {joined(_once(who))} would take {option}." for option, who in chosen.items()]
    wanted: dict[tuple[str, str], list[str]] = {}
    content: dict[str, list[str]] = {}
    for w in wishes:
        if w.same:
            content.setdefault(w.taker, []).append(actors[w.actor])
        else:
            wanted.setdefault((w.actor, _chosen(brief, w.wants)), []).append(actors[w.taker])
    together: dict[tuple[str, str], list[str]] = {}
    for (actor, option), takers in wanted.items():
        together.setdefault((joined(takers), option), []).append(actors[actor])
    said += [
        f"{sentence(joined(who))} would want {takers} to take {option}." for (takers, option), who in together.items()
    ]
    pair = [actors[taker] for taker in content]
    if len(pair) == 2 and list(content.values()) == [[pair[1]], [pair[0]]]:
        each = f"{sentence(joined(pair))} would each want the other to take what the other would choose anyway."
        return [*said, each]
    return said + [
        f"What {actors[taker]} would choose is also what {joined(who)} would want it to take."
        for taker, who in content.items()
    ]


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _chosen(brief: Brief, choice: Choice) -> str:
    return f"{quoted(option_names(brief)[choice.option])}{_doubt(choice)}"


def _doubt(choice: Choice) -> str:
    return "" if choice.decided else " (the next best lies within the error of the grid)"


def regret_rows(brief: Brief, found: Regrets) -> tuple[list[str], list[tuple[str, ...]]]:
    """Heads and rows: how often each choice is best, and what it costs not to have made the best one."""
    names, actors = option_names(brief), {a.id: a.name for a in brief.actors}
    rows: list[tuple[str, ...]] = []
    for r in found.by_choice:
        error = f" ± {r.standard_error:.3f}" if math.isfinite(r.standard_error) else ""
        cells = (f"{r.largest:.3f}", f"{r.mean:.3f}{error}", f"{r.best} of {r.n}")
        rows.append((actors[r.taker], names[r.option], *cells))
    return ["taker", "choice", "largest regret", "mean regret", "best in"], rows


def least_regret(brief: Brief, found: Regrets) -> list[str]:
    """For each taker, the choice that can turn out least badly."""
    names, actors = option_names(brief), {a.id: a.name for a in brief.actors}
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
            f"{sentence(actors[taker])}: the largest regret is least for {quoted(names[most.option])} "
            f"({most.largest:.3f}){same}."
        )
    return said


def best_sentence(brief: Brief, found: OptionTable) -> str:
    """The finding: what each taker would choose for itself."""
    actors, names = {a.id: a.name for a in brief.actors}, option_names(brief)
    best: dict[str, list[str]] = {}
    for t in found.takers:
        if VALUE + t in found.rows[0].outcomes and (c := found.best(t, VALUE + t)):
            best.setdefault(names[c.option], []).append(actors[t])
    said = [f"{quoted(option)} for {joined(takers)}" for option, takers in best.items()]
    return f"The option that serves its own taker best: {'; '.join(said)}"
