"""The files of a ledger: a page, all numbers, the counts, and forecasts in the form of the VIEWS challenge."""

from __future__ import annotations

import json
from pathlib import Path

from ..errors import ArgumentError
from ..ledger.study import LedgerStudy
from ..outputs import Write
from . import ledger_words as words
from .ledger_json import as_dict
from .page import Page, render
from .sections.ledger import section

NAME = "deterrence"


def files(found: LedgerStudy, folder: Path, views: int | None = None, seed: int = 0) -> dict[Path, Write]:
    """What writes each file.

    Args:
        found: a ledger.
        folder: that there is.
        views: VIEWS's country_id, to write forecasts of every calendar year scored as well.
        seed: of their draws.

    Raises:
        ArgumentError: forecasts asked for and none that can be made.
        NotConverged: a fit stopped short.
    """
    text = json.dumps(as_dict(found), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    html = ledger_html(found)
    counts = found.ledger.counts
    return {
        folder / "ledger.html": lambda path: path.write_text(html, encoding="utf-8"),
        folder / "ledger.json": lambda path: path.write_text(text, encoding="utf-8"),
        folder / "counts.csv": lambda path: counts.to_csv(path, index_label=found.ledger.unit),
        **(_windows(found, folder, views, seed) if views is not None else {}),
    }


def ledger_html(found: LedgerStudy) -> str:
    """One page that asks for nothing from any network."""
    source = found.ledger.description
    page = Page(
        title=found.ledger.title,
        standfirst="; ".join(words.change(c) for c in found.changes) or f"Counts of {source.coverage}.",
        sections=[section(found)],
        kicker="Threat ledger",
        facts=[
            ("Source", source.citation),
            ("Version", source.version),
            ("Covers", str(source.coverage)),
            ("Rows", f"{source.rows:,}"),
        ],
    )
    return render(page)


def _windows(found: LedgerStudy, folder: Path, views: int, seed: int) -> dict[Path, Write]:
    from ..ledger.views import windows, writers

    paths: dict[Path, Write] = {}
    for rolling in found.rolling:
        years = sorted({int(period[:4]) for period in rolling.periods})
        whole = [year for year in years if sum(period.startswith(str(year)) for period in rolling.periods) == 12]
        made = windows(found.ledger, rolling.what, whole, views, seed)
        paths |= writers(made, folder / f"views-{rolling.what}", NAME)
    if not paths:
        raise ArgumentError("--views: no whole calendar year was scored: begin earlier with --score-from")
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
    return paths
