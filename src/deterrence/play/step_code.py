"""Steps as a short text that fits into an address: what was seen, step by step, separated by commas.

``hold,row_acts@2.5,strike~2,fire+wait:strike`` is four steps: ``@`` gives the days waited, where they are not as many
as were to be expected; before ``:`` stand the moves of the movers (``+`` between several), where what was seen does
not give them away.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..errors import ArgumentError
from .records import Step

BETWEEN, MOVED, WITH, WAITED = ",", ":", "+", "@"
MOST_STEPS = 500
"""More than any crisis takes; a longer address is refused."""


def written(steps: Sequence[Step], known: Sequence[tuple[str, ...]]) -> str:
    """Steps as a text; ``known`` are the moves that what was seen gives away, by step."""
    return BETWEEN.join(
        ("" if not step.moves or step.moves == told else WITH.join(step.moves) + MOVED)
        + step.seen
        + ("" if step.wait is None else f"{WAITED}{step.wait!r}")
        for step, told in zip(steps, known, strict=True)
    )


def read(code: str) -> list[Step]:
    """Steps from their text. Raises ``ArgumentError`` for a text that is none, or too long."""
    texts = code.split(BETWEEN) if code else []
    if len(texts) > MOST_STEPS:
        raise ArgumentError(f"{len(texts)} steps: a walk takes at most {MOST_STEPS}")
    return [_step(text) for text in texts]


def _step(text: str) -> Step:
    before, moved, rest = text.rpartition(MOVED)
    seen, waited, days = rest.partition(WAITED)
    try:
        wait = float(days) if waited else None
    except ValueError:
        wait = math.nan
    if not seen or (wait is not None and not 0 <= wait < math.inf):
        raise ArgumentError(f"'{text}' is no step: write what was seen, as in 'strike' or 'row_acts@2.5'")
    return Step(seen, tuple(before.split(WITH)) if moved else (), wait)
