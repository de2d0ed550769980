"""What targets owe to play, chance and belief at a block of states, and what that depends on.

Shapes: D states, R rows of outcomes, n nodes and v vertices (:mod:`.axes`), E vertices of one actor, H targets with G
rules for when a sum ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Sums:
    """What targets owe here depends on mass and on targets ahead by these sums alone, of one move or of many ticks.

    Attributes:
        product: (Z, H), by entry of the map of mass (:attr:`.push.Push.public`): mass at the vertex that it leaves,
            times the targets where it leads.
        mass: (D, v, G), mass that still counts, as often as gains count.
    """

    product: np.ndarray
    mass: np.ndarray


@dataclass(eq=False)
class Pulled:
    """Cotangents, (…, H).

    Attributes:
        likelihood: per mover and type (R, n, H).
        play: per mover and type (A_i, n, H), apart from what likelihoods carry; 0.0 where that is nothing.
        belief: per mover (E, K, H), of belief about it at its own vertices.
        branch, gain: (B, H), of probabilities and of gains. scale: (R, H).
    """

    likelihood: list[list[np.ndarray]]
    play: list[list[np.ndarray | float]]
    belief: list[np.ndarray]
    branch: np.ndarray
    gain: np.ndarray
    scale: np.ndarray
