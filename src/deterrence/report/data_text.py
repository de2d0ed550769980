"""What data sets there are, and what a file of one is, as a terminal shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..data.sources.record import Source

if TYPE_CHECKING:
    from ..data.pooling import Pool
    from ..data.sources.loading import Description


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


def pooled(found: Pool, crises: Sequence[int] = ()) -> str:
    """Priors of the next act's direction, and what they become with some crises."""
    from ..data.pooling import shares

    s = found.sequences
    best = max(found.scores, key=lambda name: found.scores[name])
    lines = [
        f"{s.acts:,} acts of {len(s.crises)} crises; {s.left_out} of several directions left out",
        "log score an act, of crises left out in turn: "
        + ", ".join(f"{name} {score:.4f}" for name, score in found.scores.items())
        + f"; best: {best}",
    ]
    tables = [("Prior: share of the next act, with the 95% interval of one crisis's share", found.alpha)]
    if crises:
        named = ", ".join(map(str, crises))
        tables.append((f"With the acts of {named} counted, as of crises with shares in common", found.after(crises)))
    for title, alpha in tables:
        rows = []
        for before, prior in shares(alpha).items():
            next_acts = prior["next"].items()
            parts = (f"{name} {e['share']:.0%} ({e['low']:.0%} to {e['high']:.0%})" for name, e in next_acts)
            place = "at the start" if before == "start" else f"after {before}"
            rows.append(f"{place:21} {', '.join(parts)}; counts for {prior['counts_for']:.1f} acts")
        lines += listed(title, rows)
    return "\n".join(lines)


def listed(title: str, rows: Sequence[str]) -> list[str]:
    """Rows under a title; nothing where there are none."""
    return [f"\n{title}", *(f"  {row}" for row in rows)] if rows else []
