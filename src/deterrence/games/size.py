"""How large a game with explicit public states may be."""

from __future__ import annotations

MAX_PLACES = 20_000


def require_room(places: int) -> None:
    """Raise ``ValueError`` when a scenario has more public states than can be handled."""
    if places >= MAX_PLACES:
        raise ValueError(f"the scenario has more than {MAX_PLACES} public states")
