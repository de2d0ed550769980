"""What solving returns: strategies with the certificate they carry, and how they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from ..games.crisis_game import CrisisGame
from ..games.stochastic import StochasticGame
from ..versions import versions
from .certify.record import Certificate
from .solver import Solver, StrategyProfile

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Seconds:
    """Wall time: compiling kernels, solving, and everything done to certify (other grids, best replies)."""

    compile: float = 0.0
    solve: float = 0.0
    certify: float = 0.0

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return {"compile": self.compile, "solve": self.solve, "certify": self.certify}


@dataclass(frozen=True, eq=False)
class Solution:
    """A solved game.

    Attributes:
        game: the game, with the precision used.
        assessment: strategies and values.
        certificate: how far to trust them.
        method: the settings that solved it, after refinement. The same ones give the same strategies.
        seconds: what it took.
        comparisons: what the error estimate rests on: ``coarse``, the assessment at twice the spacing; ``narrow`` and
            ``wide``, a pair of one spacing and two cuts.
        versions: of Python and the packages that the numbers depend on.
        crisis: what the game was compiled from; None for a game that comes from no scenario.
    """

    game: StochasticGame
    assessment: StrategyProfile
    certificate: Certificate
    method: Solver[Any]
    seconds: Seconds = Seconds()
    comparisons: Mapping[str, StrategyProfile] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=versions)
    crisis: CrisisGame | None = None

    @property
    def seed(self) -> int | None:
        """Seed of what the method drew; None where nothing was drawn."""
        return self.method.seed

    @property
    def strategies(self) -> xr.DataArray:
        """Move probabilities; nan where a move is not open.

        Without private types: dims (state, actor, move), after ``stage`` where there is a horizon. With private
        types: dims (node, type, move, one belief axis per actor), where ``node`` runs over the (stage, state, mover)
        triples solved and the axes over log-likelihood ratios relative to the prior, in units of nat.
        """
        return self.assessment.to_xarray()

    @property
    def made(self) -> dict[str, Any]:
        """How it was made, for records: scenario (name and hash), parameters, method, versions, seed."""
        found: dict[str, Any] = {
            "method": {"solver": type(self.method).__name__, **asdict(self.method)},  # type: ignore[call-overload]
            "versions": dict(self.versions),
            "seed": self.seed,
        }
        if self.crisis is not None:
            found["scenario"] = {"name": self.crisis.brief.name, "sha256": self.crisis.sha256}
            found["parameters"] = dict(self.crisis.values)
        return found

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    def __str__(self) -> str:
        s = self.game.structure
        return (
            f"Solution of {len(s.states)} states, {', '.join(s.actors)}; horizon {s.horizon}; by {self.method}\n"
            f"{self.certificate}"
        )
