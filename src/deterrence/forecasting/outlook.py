"""The outlook: every quantity that a scenario can show, each with its grid error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from math import prod
from typing import TYPE_CHECKING, Any

from ..errors import UnsupportedGame
from ..solvers.grid import Assessment
from ..solvers.solution import Solution
from ..solvers.solver import StrategyProfile
from ..solvers.spacing import lattice_ratio, order_of, spacing_error
from .keys import Key, Values
from .registry import absent, definitions, measure

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from ..games.crisis_game import CrisisGame
    from ..solvers.refine import Enough

MOST_NODES = 120_000
"""Belief nodes of all states together beyond which no grid is refined for the sake of an outlook."""


@dataclass(frozen=True)
class Quantity:
    """One number of the outlook.

    Attributes:
        key: what it is.
        value: on the reported grid.
        kind: probability, conditional probability, expected belief, …
        error: grid error (spacing and edge), in its own unit; None where the coarser grid does not have it.
    """

    key: Key
    value: float
    kind: str
    error: float | None

    def as_dict(self) -> dict[str, object]:
        """For ``results.json``."""
        return {**self.key.as_dict(), "value": self.value, "kind": self.kind, "grid_error": self.error, "n": None}


@dataclass(frozen=True, eq=False)
class Outlook:
    """Quantities by key, and how consistently beliefs were pushed.

    Attributes:
        quantities: in a fixed order.
        consistency: max |E[b_t] − b_0| at the end of the window.
        absent: by quantity that the scenario cannot have, why not.
    """

    quantities: Mapping[Key, Quantity]
    consistency: float
    absent: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, key: Key | tuple[Any, ...]) -> Quantity:
        return self.quantities[key if isinstance(key, Key) else Key(*key)]

    def __iter__(self) -> Iterator[Quantity]:
        return iter(self.quantities.values())

    def __len__(self) -> int:
        return len(self.quantities)

    def get(self, name: str, actor: str = "", of: str = "", given: str = "", stage: int = -1) -> Quantity | None:
        """The quantity of that description, or None if this scenario does not show it."""
        return self.quantities.get(Key(name, actor, of, given, stage))

    def named(self, name: str) -> list[Quantity]:
        """All quantities of one name."""
        return [q for key, q in self.quantities.items() if key.name == name]

    @property
    def outcomes(self) -> dict[str, Quantity]:
        """Ways of ending, by name; their probabilities sum to one."""
        return {q.key.of: q for q in self.named("outcome")}

    def to_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "quantities": [q.as_dict() for q in self],
            "absent": dict(self.absent),
            "consistency": self.consistency,
        }

    def to_dataframe(self) -> pd.DataFrame:
        """One row for each quantity: name, actor, of, given, stage, value, grid_error, kind."""
        import pandas as pd

        columns = ("name", "actor", "of", "given", "stage", "value", "grid_error", "kind")
        rows = [q.as_dict() for q in self]
        return pd.DataFrame({c: [row[c] for row in rows] for c in columns})

    def to_xarray(self) -> xr.Dataset:
        """Values and grid errors along one dimension, ``quantity``, labelled by the parts of the key."""
        frame = self.to_dataframe()
        return frame.rename_axis("quantity").to_xarray()

    def __str__(self) -> str:
        return "\n".join(_line(q) for q in self._shown())

    def _shown(self) -> list[Quantity]:
        """Those of the whole window: what is by stage is for a table."""
        return [q for q in self if q.key.stage < 0]

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{'</td><td>'.join(escape(str(x)) for x in (*_words(q), _number(q)))}</td></tr>"
            for q in self._shown()
        )
        heads = "".join(f"<th>{h}</th>" for h in ("quantity", "actor", "of", "given", "value"))
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _words(q: Quantity) -> tuple[str, str, str, str]:
    return q.key.name, q.key.actor, q.key.of, q.key.given


def _number(q: Quantity) -> str:
    return f"{q.value:.4f}" + ("" if q.error is None else f" ± {q.error:.1g}")


def _line(q: Quantity) -> str:
    return f"{' '.join(filter(None, _words(q))):60} {_number(q)}"


class Readings:
    """The numbers of a crisis under several solutions of its game, each worked out once.

    Args:
        game: the crisis.
        days: of a crisis on a clock, how far ahead; as many as the scenario's window if None.
    """

    def __init__(self, game: CrisisGame, days: float | None = None):
        self.game, self.days = game, days
        self._found: dict[int, tuple[StrategyProfile, Values, float]] = {}

    def of(self, found: Assessment) -> tuple[Values, float]:
        """Every number, and how consistently beliefs were pushed (:func:`.registry.measure`)."""
        if id(found) not in self._found:
            self._found[id(found)] = (found, *measure(self.game, found, days=self.days))
        _, values, gap = self._found[id(found)]
        return values, gap

    def spacing(self, fine: Assessment, coarse: Assessment) -> Values:
        """Of every number that both grids have, the error due to the spacing of the finer one."""
        values, other = self.of(fine)[0], self.of(coarse)[0]
        ratio, order = lattice_ratio(fine.lattices, coarse.lattices), order_of(self.game.structure)
        return {k: spacing_error(p, other[k], ratio, order) for k, p in values.items() if k in other}

    def edge(self, narrow: Assessment, wide: Assessment) -> Values:
        """Of every number that both grids have, what it changes by where beliefs are followed half as far again."""
        values, other = self.of(narrow)[0], self.of(wide)[0]
        return {k: abs(p - other[k]) for k, p in values.items() if k in other}

    def enough(self, wanted: float, most: int = MOST_NODES) -> Enough:
        """Whether to stop refining (:func:`deterrence.solve`): the spacing leaves
        of every probability no larger an error than is wanted.

        Args:
            wanted: largest error of a probability.
            most: belief nodes of all states together beyond which no grid is refined, whatever its errors.
        """
        axes = sum(len(types) - 1 for types in self.game.structure.types)

        def will_do(fine: StrategyProfile, coarse: StrategyProfile) -> bool:
            if not (isinstance(fine, Assessment) and isinstance(coarse, Assessment)):
                return True
            nodes = len(self.game.structure.states) * prod(len(lattice) for lattice in fine.lattices)
            if nodes * 2**axes > most:
                return True
            known = definitions()
            errors = self.spacing(fine, coarse).items()
            return all(error <= wanted for key, error in errors if known[key.name].kind == "probability")

        return will_do


def forecast(solution: Solution, days: float | None = None, readings: Readings | None = None) -> Outlook:
    """The outlook of a solved crisis.

    The error of a quantity is that of the spacing, as in the certificate (:mod:`deterrence.solvers.spacing`), plus what
    it changes by, on a pair of smaller grids, where beliefs are followed half as far again. Where a number is not found
    on those grids, the largest such change of its kind is taken.

    Args:
        solution: of a game that was compiled from a crisis.
        days: of a crisis on a clock, how far ahead; as many as the scenario's window if None.
        readings: of the same crisis and as many days, where some have been worked out.

    Raises:
        ArgumentError: days for a crisis that counts moves.
        UnsupportedGame: the game solved was not compiled from a crisis, or the solution has no beliefs to push
            forward.
    """
    game = solution.crisis
    if game is None:
        raise UnsupportedGame("an outlook is of a crisis: solve what load(...).compile() gives, not its bare game")
    if not isinstance(solution.assessment, Assessment):
        raise UnsupportedGame("an outlook is read from a solution on a belief grid: solve with Grid()")
    readings = readings or Readings(game, days)
    values, gap = readings.of(solution.assessment)
    beside = [solution.comparisons.get(name) for name in ("coarse", "narrow", "wide")]
    coarse, narrow, wide = (a if isinstance(a, Assessment) else None for a in beside)
    spacing = {} if coarse is None else readings.spacing(solution.assessment, coarse)
    edge = {} if narrow is None or wide is None else readings.edge(narrow, wide)
    return Outlook(dict(_quantities(values, spacing, edge)), gap, absent(game))


def _quantities(values: Values, spacing: Values, edge: Values) -> Iterable[tuple[Key, Quantity]]:
    known = definitions()
    largest: dict[str, float] = {}
    for key, change in edge.items():
        kind = known[key.name].kind
        largest[kind] = max(largest.get(kind, 0.0), change)
    for key, value in values.items():
        kind = known[key.name].kind
        error = spacing[key] + edge.get(key, largest.get(kind, 0.0)) if key in spacing else None
        yield key, Quantity(key, value, kind, error)
