"""Every kind of file that the program reads, by what the file calls itself in its key ``schema``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .messages import nearest


class Known(NamedTuple):
    """A kind of file, known before anything that reads it is imported.

    Attributes:
        schema: what it calls itself. Kinds that call themselves alike are distinguished by their sections.
        noun: what a person calls it.
        home: where its :class:`~.reader.FileKind` is, ``module:name``.
        use: where a file of the kind belongs.
    """

    schema: str
    noun: str
    home: str
    use: str


_SCENARIO = "deterrence-scenario-2"
_RUN = "give it to 'deterrence run'"
_FIT = "give it to 'deterrence fit', with data"
_OWN = "it is a table of the program's own, and no verb takes it"
_MODULE = "name it under 'modules' of a campaign, and use it there"
KNOWN = (
    Known(_SCENARIO, "scenario", "scenario.ladder.reading:SCENARIO", _RUN),
    Known(_SCENARIO, "campaign", "scenario.campaign.reading:CAMPAIGN", _RUN),
    Known("deterrence-module-1", "module", "scenario.expansion.module_files:MODULE", _MODULE),
    Known("deterrence-history-1", "history", "coded_crises.reading:HISTORY", "'deterrence histories' shows it"),
    Known(
        "deterrence-claims-1",
        "file of claims",
        "claims.reading:CLAIMS",
        "give it to 'deterrence claims' with --claims",
    ),
    Known("deterrence-estimation-1", "specification", "estimation.reading:SPECIFICATION", _FIT),
    Known("deterrence-ultimatum-1", "ultimatum game", "estimation.ultimatum:ULTIMATUM", _FIT),
    Known("deterrence-dynamic-1", "dynamic game", "estimation.dynamic.reading:DYNAMIC", _FIT),
    Known("deterrence-qre-1", "experiment", "estimation.experiments:EXPERIMENT", _FIT),
    Known("deterrence-play-1", "play", "estimation.plays:PLAYS", _FIT),
    Known("deterrence-doctrines-1", "file of doctrines", "doctrines.reading:DOCTRINES", _OWN),
    Known("deterrence-ladder-1", "history ladder", "coded_crises.ladder:LADDER", _OWN),
    Known("deterrence-crosswalk-1", "crosswalk", "coded_crises.crosswalk:CROSSWALK", _OWN),
)
# What files of earlier versions call themselves -> what such a file has to be called, all else being as it was.
FORMER: Mapping[str, str] = {"deterrence-scenario-1": _SCENARIO, "deterrence-campaign-1": _SCENARIO}


def meant(data: Mapping[str, Any]) -> list[Known]:
    """The kinds that the schema of a file names, or nearly so; none where it names none that is known."""
    schema = nearest(str(data.get("schema")), dict.fromkeys(kind.schema for kind in KNOWN))
    return [kind for kind in KNOWN if kind.schema == schema]
