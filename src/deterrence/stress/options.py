"""Policy options side by side: what follows from each, for every actor; regret over plausible worlds; who wants what.

Everything here takes *changes by option* and *a function from changes to outcomes by name*, and knows nothing of the
scenario behind them. An outcome called ``value:ACTOR`` is that actor's expected payoff when the crisis opens;
what an option itself costs is not in it, so that a difference of values is the most that the option could be worth.

The regret of a choice in a world is the value of the best choice there less its own (Savage 1951, "The Theory of
Statistical Decision", Journal of the American Statistical Association 46(253); recalled, not opened). The choices of a
taker are to do nothing and each option by itself; in a world all of them meet the same draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..parameters.option import PolicyOption, changes
from .resolve import QUICK_POINTS, small_grid_error

NOTHING, TOGETHER = "*nothing", "*together"  # no option can be called so
VALUE = "value:"
TIED = 1e-9

Changes = Mapping[str, float]
Outcomes = Mapping[str, float]
Evaluate = Callable[[Sequence[Changes]], Sequence[Outcomes | str]]
"""Outcomes by name for each of some changes of parameters; words where a case could not be solved."""


@dataclass(frozen=True)
class Case:
    """What one taker does.

    Attributes:
        taker: who; "" where nobody does anything.
        option: an option's id, ``NOTHING`` or ``TOGETHER``.
        changes: parameters that then have another value.
    """

    taker: str
    option: str
    changes: Changes


def cases(options: Sequence[PolicyOption], values: Mapping[str, float]) -> tuple[Case, ...]:
    """Nothing; then, for each taker, each option it could take by itself and all together (where there are several).

    Args:
        options: in the order of the file.
        values: every parameter's value, those of the options' own numbers included.
    """
    found = [Case("", NOTHING, {})]
    for taker in dict.fromkeys(t for option in options for t in option.takers):
        mine = [option for option in options if taker in option.takers]
        found += [Case(taker, option.id, _changed([option], taker, values)) for option in mine]
        if len(mine) > 1:
            found.append(Case(taker, TOGETHER, _changed(mine, taker, values)))
    return tuple(found)


def _changed(options: Sequence[PolicyOption], taker: str, values: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in changes(options, taker, values).items() if value != values[name]}


@dataclass(frozen=True)
class Row:
    """A case and what follows.

    Attributes:
        case: what is done, by whom.
        outcomes: by name.
        coarse: some of the same on a coarser grid, None where it was not solved there.
    """

    case: Case
    outcomes: Outcomes
    coarse: Outcomes | None = None


@dataclass(frozen=True)
class Choice:
    """The best of a taker's choices for somebody.

    Attributes:
        option: the best for it, ``NOTHING`` included.
        value: its value, less that of nothing.
        lead: its value, less that of the next best.
        error: of the lead, from the coarser grid; None where there is none.
    """

    option: str
    value: float
    lead: float
    error: float | None

    @property
    def decided(self) -> bool:
        """Is the lead larger than its error?"""
        return self.lead > (TIED if self.error is None else max(self.error, TIED))


@dataclass(frozen=True)
class Wish:
    """What an actor would want another to choose, beside what that other would choose itself."""

    actor: str
    taker: str
    wants: Choice
    chooses: Choice

    @property
    def same(self) -> bool:
        """Would the taker choose what the other wants?"""
        return self.wants.option == self.chooses.option


@dataclass(frozen=True)
class OptionTable:
    """Options by outcomes.

    Attributes:
        rows: the first is that nobody does anything.
        trouble: cases that could not be solved, with the reason.
        points: nodes a side of the grid; the coarser one beside it is that of :func:`.resolve.coarser`.
    """

    rows: tuple[Row, ...]
    trouble: tuple[tuple[Case, str], ...] = ()
    points: int = QUICK_POINTS

    @property
    def takers(self) -> tuple[str, ...]:
        """Who can take the options, in order."""
        return tuple(dict.fromkeys(row.case.taker for row in self.rows if row.case.taker))

    def choices(self, taker: str) -> tuple[Row, ...]:
        """The rows a taker chooses among: nothing, and each option by itself."""
        return (self.rows[0], *(r for r in self.rows if r.case.taker == taker and r.case.option != TOGETHER))

    def difference(self, row: Row, outcome: str) -> tuple[float, float | None]:
        """An outcome's change against nobody doing anything, and its error; None where no coarser grid shows it."""
        return self._apart(row, self.rows[0], outcome)

    def best(self, taker: str, outcome: str) -> Choice:
        """The choice of a taker at which an outcome is largest; the earlier one where two are equal."""
        ranked = sorted(self.choices(taker), key=lambda r: -r.outcomes[outcome])
        first, *rest = ranked
        value, _ = self.difference(first, outcome)
        lead, error = self._apart(first, rest[0], outcome) if rest else (math.inf, None)
        return Choice(first.case.option, value, lead, error)

    def wishes(self) -> tuple[Wish, ...]:
        """For every actor and every other taker: what the one would want the other to choose."""
        actors = [name.removeprefix(VALUE) for name in self.rows[0].outcomes if name.startswith(VALUE)]
        return tuple(
            Wish(actor, taker, self.best(taker, VALUE + actor), self.best(taker, VALUE + taker))
            for actor in actors
            for taker in self.takers
            if taker != actor and taker in actors
        )

    def _apart(self, one: Row, other: Row, outcome: str) -> tuple[float, float | None]:
        fine = one.outcomes[outcome] - other.outcomes[outcome]
        if one.coarse is None or other.coarse is None or outcome not in one.coarse.keys() & other.coarse.keys():
            return fine, None
        return fine, small_grid_error(fine, one.coarse[outcome] - other.coarse[outcome], self.points)


def table(
    wanted: Sequence[Case], evaluate: Evaluate, coarse: Evaluate | None = None, points: int = QUICK_POINTS
) -> OptionTable:
    """Options by outcomes; a case that could not be solved is left out and named.

    Args:
        wanted: from :func:`cases`.
        evaluate: outcomes of changes.
        coarse: the same on a coarser grid, for errors.
        points: nodes a side of the grid.
    """
    asked = [case.changes for case in wanted]
    fine = evaluate(asked)
    rough = coarse(asked) if coarse is not None else [None] * len(asked)
    rows, trouble = [], []
    for case, found, other in zip(wanted, fine, rough, strict=True):
        if isinstance(found, str):
            trouble.append((case, found))
        else:
            rows.append(Row(case, found, other if not isinstance(other, str) else None))
    return OptionTable(tuple(rows), tuple(trouble), points)


@dataclass(frozen=True)
class Regret:
    """How much worse a choice may turn out than the best one, for the taker's own value.

    Attributes:
        taker, option: whose choice, which.
        n: worlds.
        largest, mean: of the regret over the worlds.
        standard_error: of the mean.
        best: worlds in which no choice is better.
    """

    taker: str
    option: str
    n: int
    largest: float
    mean: float
    standard_error: float
    best: int


@dataclass(frozen=True)
class Regrets:
    """Regret of every taker's choices.

    Attributes:
        by_choice: in the order of the table.
        by_world: per world used, (taker, option) -> the taker's value.
        left_out: worlds in which some case could not be solved.
    """

    by_choice: tuple[Regret, ...]
    by_world: tuple[Mapping[tuple[str, str], float], ...]
    left_out: int


def regrets(
    options: Sequence[PolicyOption],
    values: Mapping[str, float],
    worlds: Iterable[Changes],
    evaluate: Evaluate,
    progress: Callable[[int], None] = lambda done: None,
) -> Regrets:
    """Regret over plausible worlds, all choices of all takers in the same ones.

    Args:
        options, values: as for :func:`cases`.
        worlds: draws of parameters, by name; those of the options' own numbers among them.
        evaluate: outcomes of changes; ``value:TAKER`` is read.
        progress: called with how many worlds are done.
    """
    kept: list[Mapping[tuple[str, str], float]] = []
    left_out = 0
    for done, world in enumerate(worlds, start=1):
        here = [c for c in cases(options, {**values, **world}) if c.option != TOGETHER]
        found = evaluate([{**world, **case.changes} for case in here])
        progress(done)
        if any(isinstance(f, str) for f in found):
            left_out += 1
            continue
        kept.append(_values(here, found))
    pairs = list(dict.fromkeys(pair for world in kept for pair in world))
    return Regrets(tuple(_regret(pair, kept) for pair in pairs), tuple(kept), left_out)


def _values(here: Sequence[Case], found: Sequence[Outcomes | str]) -> dict[tuple[str, str], float]:
    takers = dict.fromkeys(case.taker for case in here if case.taker)
    out: dict[tuple[str, str], float] = {}
    for taker in takers:
        for case, outcomes in zip(here, found, strict=True):
            # A taker without a strategic type has no payoff to regret.
            if case.taker in ("", taker) and not isinstance(outcomes, str) and VALUE + taker in outcomes:
                out[taker, case.option] = outcomes[VALUE + taker]
    return out


def _regret(pair: tuple[str, str], worlds: Sequence[Mapping[tuple[str, str], float]]) -> Regret:
    taker, option = pair
    lost = [max(v for (who, _), v in world.items() if who == taker) - world[pair] for world in worlds]
    n = len(lost)
    mean = math.fsum(lost) / n
    spread = math.sqrt(math.fsum((x - mean) ** 2 for x in lost) / (n - 1) / n) if n > 1 else math.nan
    return Regret(taker, option, n, max(lost), mean, spread, sum(x <= TIED for x in lost))
