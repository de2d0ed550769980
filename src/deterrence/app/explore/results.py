"""What a setting leads to, as rows to be shown: each number with what it is set beside, and what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...forecasting.keys import Key
from ...forecasting.registry import definitions
from ...report.blocks import Figure
from ...report.context import CHALLENGE, NEGLIGIBLE, Context, chance, sentence
from ...report.numbers import TENTH, interval, points
from ...report.rounding import up_to_unit
from ...report.sections.flow_figure import flow_figure
from ...stress.ensemble.beside import Worlds
from ...stress.ensemble.reader import headline_column
from ..solved import Solved
from .drawings import Bar
from .glance import FURTHER, QUICK, Glance, context, glance

NO_CHANGE = 5e-4
"""A difference that the small grid does not distinguish from none."""


@dataclass(frozen=True)
class Row:
    """A number.

    Attributes:
        name: what of. owner: whose; "" for nobody's.
        now, beside: it and what it is set beside, in words; "" for none.
        difference: between the two, in points; "" where there is nothing beside it.
        reach: over worlds, in words; "" where none were solved.
        error: of the grid, in points; "" where it is not known.
        value, other: the numbers themselves.
    """

    name: str
    now: str
    value: float
    owner: str = ""
    beside: str = ""
    other: float | None = None
    difference: str = ""
    reach: str = ""
    ends: tuple[float, float] | None = None
    error: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of one quantity.

    Attributes:
        quantity: its name in the registry. words, unit, kind: from there.
        rows: what there is of it.
        owned: does any row say whose it is? compared: is anything beside it? reached: were worlds solved?
    """

    quantity: str
    words: str
    unit: str
    kind: str
    rows: tuple[Row, ...]

    @property
    def owned(self) -> bool:
        """Does any row say whose it is?"""
        return any(r.owner for r in self.rows)

    @property
    def compared(self) -> bool:
        """Is anything set beside it?"""
        return any(r.beside for r in self.rows)

    @property
    def reached(self) -> bool:
        """Were worlds solved?"""
        return any(r.reach for r in self.rows)

    @property
    def bars(self) -> list[Bar]:
        """The rows as bars of a drawing."""
        return [Bar(r.name, r.value, r.now, r.other, r.ends) for r in self.rows]


def table(quantity: str, rows: Iterable[Row]) -> Table:
    """A table of one quantity, with what the registry says of it."""
    found = definitions()[quantity]
    return Table(quantity, found.words, found.unit, found.kind, tuple(rows))


class Reading:
    """What is read off a setting, beside another.

    Args:
        now: the setting.
        beside: the other; None for nothing.
        worlds: solved for the setting; None where they were not.
        errors: is the error of the grid to stand beside each number? It takes another solve, on a coarser grid.
    """

    def __init__(
        self, now: Solved, beside: Solved | None = None, worlds: Worlds | None = None, *, errors: bool = False
    ):
        self.solved, self.other, self.worlds = now, beside, worlds
        self.errors: Mapping[Key, float] = now.errors((*QUICK, *FURTHER)) if errors else {}

    @property
    def most_off(self) -> str:
        """The largest error of the grid of all ways of ending, in points; "" where none is known."""
        known = [error for key, error in self.errors.items() if key.name == "outcome"]
        return _error(max(known)) if known else ""

    def endings(self) -> Table:
        """Ways of ending, the likeliest first."""
        now, other, words = self._glances(QUICK)
        brief = self.solved.crisis.brief
        keys = [Key("outcome", of=e.id) for e in brief.endings]
        kept = [k for k in keys if max(now.base.get(k, 0.0), other.base.get(k, 0.0) if other else 0.0) > NEGLIGIBLE]
        names = {e.id: sentence(e.name) for e in brief.endings}
        kept.sort(key=lambda k: -now.base.get(k, 0.0))
        return table("outcome", (self._row(k, names[k.of], now, other, words) for k in kept))

    def events(self) -> Table | None:
        """A challenge by anybody, and what the scenario calls headlines; None where there is neither."""
        now, other, words = self._glances(QUICK)
        keys = [Key("event", of=e.id) for e in self.solved.crisis.brief.events if e.headline]
        rows = [self._row(k, sentence(words.events[k.of]), now, other, words) for k in keys if k in now.base]
        return table("event", rows) if rows else None

    def deterrence(self) -> Table | None:
        """That no challenge is seen; None where there are no challenges."""
        now, other, words = self._glances(QUICK)
        key = Key("general_deterrence")
        if key not in now.base:
            return None
        return table(key.name, [self._row(key, sentence(words.unchallenged), now, other, words)])

    def lines(self) -> list[Table]:
        """By red line: credibility, crossings, enforcement."""
        now, other, words = self._glances(FURTHER)
        found = []
        for name in FURTHER:
            rows = []
            for line in self.solved.crisis.brief.lines:
                for key in (k for k in now.base if k.name == name and k.of == line.id):
                    label = sentence(line.name) + (f", {key.given}" if key.given else "")
                    rows.append(self._row(key, label, now, other, words, words.labels[line.owner]))
            if rows:
                found.append(table(name, rows))
        return found

    def flow(self) -> Figure | str:
        """The flow of the crisis; in words why there is none."""
        found = self.solved.flow()
        return found if isinstance(found, str) else flow_figure(context(glance(self.solved, QUICK, found)), found)

    def _glances(self, names: tuple[str, ...]) -> tuple[Glance, Glance | None, Context]:
        now = glance(self.solved, names)
        return now, glance(self.other, names) if self.other else None, context(now)

    def _row(self, key: Key, name: str, now: Glance, other: Glance | None, words: Context, owner: str = "") -> Row:
        value, before = now.base[key], other.base.get(key) if other else None
        ends = self._reach(key)
        return Row(
            name,
            chance(value),
            value,
            owner,
            "" if before is None else chance(before),
            before,
            "" if before is None else "0" if abs(value - before) < NO_CHANGE else _figure(value - before),
            interval(*ends) if ends else "",
            ends,
            _error(self.errors[key]) if key in self.errors else "",
        )

    def _reach(self, key: Key) -> tuple[float, float] | None:
        """Where nine in ten worlds put it; what general deterrence leaves is what worlds are read for."""
        if self.worlds is None:
            return None
        turned = key.name == "general_deterrence"
        fan = self.worlds.fans.get(headline_column(CHALLENGE if turned else key))
        if fan is None:
            return None
        low, high = fan.quantiles[0], fan.quantiles[-1]
        return (1.0 - high, 1.0 - low) if turned else (low, high)


def _figure(difference: float) -> str:
    """A difference in points, as :func:`points` rounds it, without the unit: the heading of its column has it."""
    return points(difference).removesuffix("s").removesuffix(" point")


def _error(error: float) -> str:
    """In points of a hundred, rounded up to tenths."""
    return f"{100 * up_to_unit(error, TENTH):.1f}"
