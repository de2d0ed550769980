"""How chains of a sampler went, and whether draws from a posterior can be relied on.

A draw diverges where the sampler could not follow the posterior: where it is steep or has an edge, as it has where a
model does not fit its data, coefficients are hardly identified, or a game has no equilibrium on one side. What lies
there is left out, and means and intervals are wrong without a sign of it in themselves. R̂ compares the spread between
chains with that within (Gelman and Rubin 1992, Statistical Science 7(4); recalled, not opened). The limits below are
judgements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..files.messages import amount

Array = np.ndarray
MOST_DIVERGED, LARGEST_RHAT, LEAST_EFFECTIVE = 0.01, 1.05, 100.0
"""Share of draws, R̂ and effective draws beyond which draws are not relied on."""


@dataclass(frozen=True)
class Chains:
    """Chains of draws.

    Attributes:
        chains, draws: how many chains, and draws of each.
        diverged: draws that diverged, of all.
        rhat: the largest of a parameter, and whose it is.
        effective: the least effective number of draws of a parameter, and whose it is.
    """

    chains: int
    draws: int
    diverged: int
    rhat: tuple[float, str]
    effective: tuple[float, str]

    @classmethod
    def of(cls, diverging: Array, parameters: Mapping[str, Mapping[str, float]]) -> Chains:
        """From which draws diverged, (chains, draws), and R̂ and effective draws (``rhat``, ``ess``) by parameter."""
        rhat = max(_figures(parameters, "rhat", np.inf))
        least = min(_figures(parameters, "ess", 0.0))
        chains, draws = diverging.shape
        return cls(chains, draws, int(diverging.sum()), rhat, least)

    @property
    def share(self) -> float:
        """Of draws that diverged."""
        return self.diverged / (self.chains * self.draws)

    @property
    def reliable(self) -> bool:
        """Are all limits met?"""
        return self.share <= MOST_DIVERGED and self.rhat[0] <= LARGEST_RHAT and self.effective[0] >= LEAST_EFFECTIVE

    def as_dict(self) -> dict[str, Any]:
        """For JSON; what is no number is null."""
        return {
            "chains": self.chains,
            "draws": self.draws,
            "diverging": self.diverged,
            "diverging_share": self.share,
            "largest_rhat": _number(self.rhat[0]),
            "least_effective": _number(self.effective[0]),
            "reliable": self.reliable,
        }

    def text(self) -> str:
        """How they went, in a sentence."""
        return (
            f"{amount(self.chains, 'chain')} of {amount(self.draws, 'draw')}: {self.share:.1%} of all draws diverged "
            f"({self.diverged}); R̂ is {self.rhat[0]:.3f} at most ({self.rhat[1]}); effective draws are "
            f"{self.effective[0]:.0f} at least ({self.effective[1]})"
        )

    def warning(self, remedy: str) -> str:
        """Why draws are not to be relied on, and what to do; empty where they are."""
        if self.reliable:
            return ""
        why = []
        if self.share > MOST_DIVERGED:
            why.append(f"{self.share:.1%} of them diverged (more than {MOST_DIVERGED:.0%})")
        if self.rhat[0] > LARGEST_RHAT:
            why.append(f"R̂ of {self.rhat[1]} is {self.rhat[0]:.2f} (above {LARGEST_RHAT:g}: chains disagree)")
        if self.effective[0] < LEAST_EFFECTIVE:
            why.append(
                f"draws of {self.effective[1]} are worth {self.effective[0]:.0f} independent ones (fewer than "
                f"{LEAST_EFFECTIVE:.0f})"
            )
        return f"draws from the posterior are not to be relied on: {'; '.join(why)}. {remedy}"


def _figures(parameters: Mapping[str, Mapping[str, float]], figure: str, unknown: float) -> list[tuple[float, str]]:
    """A figure of every parameter and whose it is; where it is no number, as of chains that never moved, the worst."""
    return [(each[figure] if np.isfinite(each[figure]) else unknown, name) for name, each in parameters.items()]


def with_nulls(parameters: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float | None]]:
    """Figures by parameter for JSON; what is no number is null."""
    return {name: {key: _number(x) for key, x in each.items()} for name, each in parameters.items()}


def _number(x: float) -> float | None:
    return x if np.isfinite(x) else None
