"""What data sets there are, and what a file of one is, as a terminal shows them."""

from __future__ import annotations

from collections.abc import Sequence

from ..data.sources.loading import Description
from ..data.sources.record import Source


def described(found: Description) -> str:
    """What a file is."""
    known = found.known or "not one whose checksum is known"
    lines = [
        f"{found.file}: {found.title} ({found.source})",
        f"  version      {found.version}",
        f"  checksum     {found.sha256}: {known}",
        f"  rows         {found.rows:,}",
        f"  coverage     {found.coverage}",
        f"  cite         {found.citation}",
    ]
    documented = {name: cell for name, cell in found.columns.items() if cell[1]}
    lines += listed(
        f"Columns, {len(documented)} of {len(found.columns)} documented here",
        [
            f"{name} ({kind}): {meaning}" + (f"; {missing:,} missing" if missing else "")
            for name, (kind, meaning, missing) in documented.items()
        ],
    )
    return "\n".join([*lines, *listed("Bear in mind", found.notes)])


def listing(sources: Sequence[Source]) -> str:
    """Every data set there is a loader for."""
    return "\n".join(f"{s.key:26} {s.title}" for s in sources)


def listed(title: str, rows: Sequence[str]) -> list[str]:
    """Rows under a title; nothing where there are none."""
    return [f"\n{title}", *(f"  {row}" for row in rows)] if rows else []
