"""The report of a study: what was found, what would change it, and what it rests on, in one HTML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .page import Page, render
from .prose import Code, Inline, Prose
from .sections.basis import basis
from .sections.changes import changes
from .sections.credibility import credibility
from .sections.dominance import dominance
from .sections.history import history
from .sections.limits import limits
from .sections.lines import red_lines
from .sections.options import options
from .sections.outlook import finding, outlook
from .sections.paths import peaks
from .sections.told import Told

if TYPE_CHECKING:
    from ..study import Study


def report_html(study: Study) -> str:
    """The report as one HTML file that asks for nothing from any network."""
    return render(story(study))


def story(study: Study) -> Page:
    """The report before it is set in HTML."""
    told = Told(study)
    sections = (
        outlook(told),
        changes(told),
        options(told),
        credibility(told),
        red_lines(told),
        dominance(told),
        peaks(told),
        history(told),
        basis(told),
        limits(told),
    )
    return Page(
        title=study.scenario.title,
        standfirst=finding(told),
        sections=[section for section in sections if section is not None],
        kicker="Crisis report",
        facts=_particulars(told),
    )


def _particulars(told: Told) -> list[tuple[str, Prose]]:
    study = told.study
    changed: list[Inline] = []
    for name, value in study.changes.items():
        changed += [Code(f"{name} = {value:g}"), " "]
    return [
        ("Scenario", Code(study.scenario.name)),
        ("Moves followed", str(study.scenario.window.moves)),
        ("Parameters", f"{len(study.compiled.values)}, {len(study.changes) or 'none'} changed"),
        *([("Changed", changed)] if changed else []),
        ("Program", f"deterrence {study.versions.get('deterrence', '')}".strip()),
    ]
