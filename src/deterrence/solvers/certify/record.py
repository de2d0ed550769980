"""What a certificate says, and how it says it. Definitions of the figures are in :mod:`..certificate`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...errors import NotConverged


@dataclass(frozen=True)
class GridError:
    """Distance from the limit of ever finer and wider grids, in two parts that add up.

    Attributes:
        values: "actor, type" -> (spacing, edge), of the value at the prior, in units of the actor's stake.
        probabilities: name -> (spacing, edge), of reported probabilities.
        edge_known: False where no wider grid was solved; the edge parts are then zero.
    """

    values: Mapping[str, tuple[float, float]]
    probabilities: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    edge_known: bool = True

    @classmethod
    def exact(cls, values: Iterable[str], probabilities: Iterable[str]) -> GridError:
        """Of a method that solves the game itself: zero, by name."""
        return cls(dict.fromkeys(values, (0.0, 0.0)), dict.fromkeys(probabilities, (0.0, 0.0)))

    @property
    def value(self) -> float:
        """The largest error of a value, in units of stake."""
        return max((sum(parts) for parts in self.values.values()), default=0.0)

    def probability(self, name: str) -> float:
        """The error of a reported probability. Raises ``KeyError`` with the name."""
        return sum(self.probabilities[name])

    def as_dict(self) -> dict[str, Any]:
        """Both parts of everything, for JSON."""

        def parts(table: Mapping[str, tuple[float, float]]) -> dict[str, dict[str, float]]:
            return {name: {"spacing": spacing, "edge": edge} for name, (spacing, edge) in table.items()}

        return {
            "values": parts(self.values),
            "probabilities": parts(self.probabilities),
            "edge_known": self.edge_known,
        }


@dataclass(frozen=True)
class ActorFigures:
    """One actor's part of a certificate.

    Attributes:
        actor: its label.
        stake: in units of its payoffs.
        stake_known: False where its value is the same wherever play goes, and 1 stands for the range.
        regret, regret_anywhere, logit_bound: in units of stake.
        regret_at: where the largest regret of ``regret_anywhere`` is.
        bound_anywhere: the logit bound from the reached places, in units of stake.
        regret_by_type: regret of each of its strategic types, by id, in units of stake.
    """

    actor: str
    stake: float
    stake_known: bool
    regret: float
    regret_anywhere: float
    regret_at: str
    logit_bound: float
    bound_anywhere: float
    regret_by_type: Mapping[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; an infinite bound is null."""
        return {k: None if v == math.inf else v for k, v in vars(self).items() if k != "actor"}


@dataclass(frozen=True)
class Certificate:
    """How good a solution is, by separate arithmetic. Regrets and bounds are the worst actor's.

    Attributes:
        residual: max over nodes of max |σ − logit(Q)|.
        residual_at: the node where it is.
        residual_fine: the same off the grid, a mean weighted by reach.
        grid_error: None where it was not estimated; zero where there is no grid.
        regret: best reply less σ at the prior, in units of stake.
        regret_anywhere: the same from every place reached.
        logit_bound: what the noise in one's own choices can cost at most, in units of stake.
        consistency: gap in the beliefs of the push-forward.
        beyond_cut: largest mass whose belief lay beyond the cut.
        unfinished: mass in play where a game without a horizon was left.
        branch: how the solution was reached.
        actors: the figures by actor.
    """

    residual: float
    residual_at: str
    residual_fine: float
    grid_error: GridError | None
    regret: float
    regret_anywhere: float
    logit_bound: float
    consistency: float
    beyond_cut: float
    unfinished: float
    branch: str
    actors: tuple[ActorFigures, ...]

    @property
    def stake(self) -> dict[str, float]:
        """Stake by actor, in units of its payoffs."""
        return {figures.actor: figures.stake for figures in self.actors}

    @property
    def by_actor(self) -> dict[str, ActorFigures]:
        """The figures by actor."""
        return {figures.actor: figures for figures in self.actors}

    @property
    def within_bound(self) -> bool:
        """regret ≤ logit_bound + grid error, for every actor at the prior."""
        slack = self.grid_error.value if self.grid_error else 0.0
        return all(f.regret <= f.logit_bound + slack for f in self.actors)

    def require(self, tolerance: float) -> Certificate:
        """Itself, if the residual is within tolerance.

        Raises:
            NotConverged: with the node, the size, and what to do.
        """
        if not self.residual <= tolerance:
            raise NotConverged(
                f"{self.residual_at}: residual {self.residual:.2g} above {tolerance:.2g} when recomputed; "
                "lower the precision of the actor who moves there, or solve again with a smaller tolerance"
            )
        return self

    def as_dict(self) -> dict[str, Any]:
        """For JSON. ``grid_error`` is the largest error of a value, in units of stake, null where it was not
        estimated; ``logit_bound`` is null where it is infinite."""
        return {
            "residual": self.residual,
            "residual_fine": self.residual_fine,
            "grid_error": self.grid_error.value if self.grid_error else None,
            "regret": self.regret,
            "logit_bound": self.logit_bound if math.isfinite(self.logit_bound) else None,
            "consistency": self.consistency,
            "branch": self.branch,
            "regret_anywhere": self.regret_anywhere,
            "stake": self.stake,
            "by_actor": {figures.actor: figures.as_dict() for figures in self.actors},
            "residual_at": self.residual_at,
            "grid_error_parts": self.grid_error.as_dict() if self.grid_error else None,
            "beyond_cut": self.beyond_cut,
            "unfinished": self.unfinished,
        }

    def rows(self) -> list[tuple[str, str, str]]:
        """(figure, value, meaning) in words."""
        if self.grid_error is None:
            error = "not estimated"
        else:
            part = "" if self.grid_error.edge_known else " (spacing alone)"
            error = f"{self.grid_error.value:.2g}{part}"
        bound = f"{self.logit_bound:.3g}" if math.isfinite(self.logit_bound) else "infinite"
        stakes = ", ".join(
            f"{f.actor} {f.stake:.3g}" + ("" if f.stake_known else " (nothing at stake)") for f in self.actors
        )
        rows = [
            ("residual", f"{self.residual:.1e}", f"largest gap to the logit rule, at {self.residual_at}"),
            ("residual_fine", f"{self.residual_fine:.1e}", "the same between nodes, mean where play goes"),
            ("grid_error", error, "of the values at the prior, in stakes: spacing and edge"),
            ("regret", f"{self.regret:.3g}", "what the best reply gains at the prior, in stakes"),
            ("regret_anywhere", f"{self.regret_anywhere:.3g}", "the same from every position that play may reach"),
            ("logit_bound", bound, "what noise in one's own choices can cost at most, in stakes"),
            ("consistency", f"{self.consistency:.1e}", "largest gap in the beliefs pushed forward"),
            ("stake", stakes, "range of values reached short of catastrophe, in payoff"),
            ("branch", self.branch, "how the solution was reached"),
        ]
        if self.unfinished > 0:
            rows.append(("unfinished", f"{self.unfinished:.2g}", "mass in play where its course was left"))
        return rows

    def __str__(self) -> str:
        rows = self.rows()
        wide = max(len(name) for name, _, _ in rows)
        return "\n".join(f"{name:<{wide}}  {value}  ({meaning})" for name, value, meaning in rows)

    def __rich__(self) -> Any:
        from rich.table import Table

        table = Table("figure", "value", "what it is")
        for row in self.rows():
            table.add_row(*row)
        return table
