"""What a lock does in a game, for results."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Locked:
    """What a lock does in a game.

    Attributes:
        actor: whose conduct is locked; its id.
        conduct: to what, as it was asked for: a doctrine's id, or the rule in a few words.
        announced: does everybody know?
        bound: labels of the states where it closes a move.
        left: by label, the other states where the actor has a choice, and why it is left as it is there.
    """

    actor: str
    conduct: str
    announced: bool
    bound: tuple[str, ...]
    left: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        """As it is written on the command line."""
        return f"{self.actor}: {self.conduct}" + ("" if self.announced else ", unannounced")

    @property
    def extent(self) -> str:
        """Who knows, and how far it reaches."""
        known = "everybody knows" if self.announced else "nobody else knows"
        choices = len(self.bound) + len(self.left)
        return f"{known}; closes moves in {len(self.bound)} of the {choices} public states where it has a choice"

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "actor": self.actor,
            "conduct": self.conduct,
            "announced": self.announced,
            "bound": list(self.bound),
            "left": [{"state": state, "why": why} for state, why in self.left],
        }
