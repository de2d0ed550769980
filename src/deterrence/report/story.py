"""The report of a study: what was computed, what would change it, and what it rests on, in one HTML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .context import Context
from .page import Page, render
from .prose import Code, Inline, Prose, pieces
from .sections.changes import changes
from .sections.claims import claims
from .sections.doctrines import doctrines
from .sections.dominance import dominance
from .sections.events import events
from .sections.form import form
from .sections.history import history
from .sections.limits import limits
from .sections.lines import red_lines
from .sections.locks import locked_first, locks
from .sections.mechanisms import SYSTEMS, mechanisms
from .sections.methods import basis
from .sections.options import options
from .sections.outlook import finding, outlook
from .sections.peaks import peaks
from .sections.reputation import reputation

if TYPE_CHECKING:
    from ..stress.study import Study

SECTIONS = (
    locks,
    claims,
    outlook,
    events,
    mechanisms,
    changes,
    doctrines,
    options,
    reputation,
    red_lines,
    dominance,
    peaks,
    history,
    form,
    basis,
    limits,
)
"""In the order of the report. A section is None where the scenario does not have its subject; the last one says why."""


def report_html(study: Study) -> str:
    """The report as one HTML file that asks for nothing from any network."""
    return render(story(study))


def story(study: Study) -> Page:
    """The report before it is set in HTML."""
    context = Context(study)
    sections = (section(context) for section in SECTIONS)
    return Page(
        title=context.brief.title,
        standfirst=[*locked_first(context), *pieces(finding(context))],
        sections=[section for section in sections if section is not None],
        kicker="Crisis report",
        facts=_particulars(context),
    )


def _particulars(context: Context) -> list[tuple[str, Prose]]:
    study, brief = context.study, context.brief
    changed: list[Inline] = [part for n, v in study.changes.items() for part in (Code(f"{n} = {v:g}"), " ")]
    return [
        ("Scenario", Code(brief.name)),
        ("Actors", "; ".join(context.labels.values())),
        ("Followed for", brief.lasting(brief.window)),
        *([("Subjects", "; ".join(SYSTEMS[name] for name in brief.systems))] if brief.systems else []),
        ("Parameters", f"{len(study.game.values)}, {len(study.changes) or 'none'} changed"),
        *([("Changed", changed)] if changed else []),
        *([("Locked", "; ".join(lock.label for lock in study.game.locks))] if study.game.locks else []),
        ("Program", f"deterrence {study.versions.get('deterrence', '')}".strip()),
    ]
