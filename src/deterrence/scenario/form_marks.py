"""What a file says of the form audit: which of its marks the crisis does not meet, and why. The same in both forms."""

from __future__ import annotations

from typing import Literal

from ..files.record import Text

FormMarks = dict[Literal["level", "movers", "tempo", "window"], Text]
"""By row of the form audit, why its mark is not met."""
MARKS = (
    "Marks of the form audit that the crisis does not meet, each with why: level (one inserted between two), movers "
    "(other orders of who acts), tempo (twice the opportunities), window (one move longer, or twice as long)."
)
