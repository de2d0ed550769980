"""The report of a campaign's study, in one HTML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..page import Page, render
from ..prose import Code, Inline, Prose
from .basis import basis, limits
from .lines import lines, losses
from .mechanisms import doctrines, mechanisms
from .outlook import finding, outlook
from .told import Telling

if TYPE_CHECKING:
    from ...campaign_study import CampaignStudy


def campaign_html(study: CampaignStudy) -> str:
    """The report as one HTML file that asks for nothing from any network."""
    return render(campaign_story(study))


def campaign_story(study: CampaignStudy) -> Page:
    """The report before it is set in HTML."""
    told = Telling(study)
    sections = (
        outlook(told),
        mechanisms(told),
        lines(told),
        doctrines(told),
        losses(told),
        basis(told),
        limits(told),
    )
    changed: list[Inline] = [part for n, v in study.changes.items() for part in (Code(f"{n} = {v:g}"), " ")]
    facts: list[tuple[str, Prose]] = [
        ("Scenario", Code(study.scenario.name)),
        ("Actors", ", ".join(a.name for a in study.scenario.actors)),
        ("Systems", ", ".join(study.scenario.systems)),
        ("Parameters", f"{len(study.compiled.values)}, {len(study.changes) or 'none'} changed"),
        *([("Changed", changed)] if changed else []),
        ("Program", f"deterrence {study.versions.get('deterrence', '')}".strip()),
    ]
    return Page(
        title=study.scenario.title,
        standfirst=finding(told),
        sections=[section for section in sections if section is not None],
        kicker="Campaign report",
        facts=facts,
    )
