"""The campaign as a kind of file: its rules, and how one is read."""

from __future__ import annotations

from pathlib import Path

from ...files import reader
from ...files.reader import FileKind
from ...parameters import evidence
from ..expansion.expand import expand
from ..expansion.language import DEFINITIONS, SECTIONS
from .checks import consistency as sense
from .checks import locks, lotteries, options, references
from .record import SCHEMA, Campaign

CAMPAIGN = FileKind(
    "campaign",
    SCHEMA,
    Campaign,
    rules=(
        references.references,
        references.reserved,
        references.variables,
        sense.readable_formulas,
        sense.one_rest,
        sense.set_with_to,
        sense.types,
        sense.parameters,
        sense.window,
        sense.endings,
        lotteries.circles,
        sense.instant,
        lotteries.renewals,
        lotteries.between,
        sense.events,
        locks.locks,
        options.options,
        evidence.located_sources,
        evidence.disputed_facts,
    ),
    last=(sense.play,),
    expand=expand,
    short=(*SECTIONS, DEFINITIONS),
)


def read_campaign(path: str | Path) -> Campaign:
    """The campaign in a file. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return reader.read(CAMPAIGN, path).record


def read_campaign_text(text: str, file: str = "<text>") -> Campaign:
    """The campaign in a text. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return reader.read_text(CAMPAIGN, text, file).record
