"""The report of a study in one HTML file: how far to trust it, what it says of the readers' questions, and the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .context import Context
from .page import Page, Section, render
from .prose import Code, Inline, Prose, pieces
from .sections.answer import answer
from .sections.changes import changes
from .sections.claims import claims
from .sections.doctrines import doctrines
from .sections.dominance import dominance
from .sections.events import events
from .sections.form import owes
from .sections.game import game
from .sections.ledger import ledger
from .sections.limits import limits
from .sections.lines import red_lines
from .sections.locks import locked_first, locks
from .sections.mechanisms import SYSTEMS, mechanisms
from .sections.methods import basis
from .sections.options import options
from .sections.outlook import unfolds
from .sections.peaks import peaks
from .sections.record import record
from .sections.reputation import reputation
from .sections.restraint_response import responses
from .sections.trust import trust
from .sections.worlds import worlds

if TYPE_CHECKING:
    from ..stress.study import Study

OPEN = (locks, claims, unfolds, worlds, responses, record, ledger, options, owes)
"""What the reader sees, in order. A section is None where the scenario does not have its subject; the last one says
why."""
FOLDED = (
    game,
    events,
    mechanisms,
    changes,
    doctrines,
    reputation,
    red_lines,
    dominance,
    peaks,
    basis,
    limits,
)
"""What a reader may open, in order; printed in full."""


def report_html(study: Study) -> str:
    """The report as one HTML file that asks for nothing from any network."""
    return render(story(study))


def story(study: Study) -> Page:
    """The report before it is set in HTML."""
    context = Context(study)
    found: list[Section | None] = [section(context) for section in OPEN]
    found += [replace(part, folded=True) if (part := section(context)) else None for section in FOLDED]
    return Page(
        title=context.brief.title,
        standfirst=[*locked_first(context), *pieces(trust(context))],
        sections=[section for section in found if section is not None],
        kicker="Crisis report",
        facts=_particulars(context),
        answer=answer(context),
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
