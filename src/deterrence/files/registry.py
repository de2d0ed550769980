"""Every kind of file that the program reads, by what the file calls itself in its key ``schema``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .messages import nearest


class Known(NamedTuple):
    """A kind of file, known before anything that reads it is imported.

    Attributes:
        noun: what a person calls it.
        home: where its :class:`~.reader.FileKind` is, ``module:name``.
        use: where a file of the kind belongs.
    """

    noun: str
    home: str
    use: str


_RUN = "give it to 'deterrence run'"
_OWN = "it is a table of the program's own, and no verb takes it"
KNOWN: Mapping[str, Known] = {
    "deterrence-scenario-1": Known("scenario", "scenario.ladder.reading:SCENARIO", _RUN),
    "deterrence-campaign-1": Known("campaign", "scenario.campaign.reading:CAMPAIGN", _RUN),
    "deterrence-module-1": Known(
        "module", "scenario.expansion.module_files:MODULE", "name it under 'modules' of a campaign, and use it there"
    ),
    "deterrence-history-1": Known("history", "coded_crises.reading:HISTORY", "'deterrence histories' shows it"),
    "deterrence-claims-1": Known(
        "file of claims", "claims.reading:CLAIMS", "give it to 'deterrence claims' with --claims"
    ),
    "deterrence-doctrines-1": Known("file of doctrines", "doctrines.reading:DOCTRINES", _OWN),
    "deterrence-ladder-1": Known("history ladder", "coded_crises.ladder:LADDER", _OWN),
    "deterrence-crosswalk-1": Known("crosswalk", "coded_crises.crosswalk:CROSSWALK", _OWN),
}


def schema_meant(data: Mapping[str, Any]) -> str:
    """The schema that a file names, or nearly so; empty where it names none that is known."""
    return nearest(str(data.get("schema")), KNOWN)
