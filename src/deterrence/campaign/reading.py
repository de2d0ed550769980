"""A campaign file, read as a scenario file is: every fault with its line and remedy, nothing ever executed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..files.decoding import decode
from ..files.diagnostics import Faults
from ..files.messages import nearest
from ..files.positions import Positions
from ..files.validation import shaped_as
from ..files.yaml_reader import parse
from ..game.reading import read_bytes
from .checking import check
from .record import SCHEMA, Campaign

SCHEMAS = ("deterrence-scenario-1", "deterrence-history-1", SCHEMA)


@dataclass(frozen=True)
class LoadedCampaign:
    """A campaign and the file it came from.

    Attributes:
        scenario: what the file says.
        file: the file as the user named it.
        sha256: hash of its bytes, in hexadecimal.
        positions: where each key and value stands.
    """

    scenario: Campaign
    file: str
    sha256: str
    positions: Positions


def is_campaign(path: str | Path) -> bool:
    """Does a file call itself a campaign, or nearly so? False where it cannot be read or parsed at all."""
    faults = Faults(str(path))
    try:
        data = parse(decode(read_bytes(path, faults), faults), faults).data
    except InputError:
        return False
    return nearest(str(data.get("schema")), SCHEMAS) == SCHEMA


def load_campaign(path: str | Path) -> LoadedCampaign:
    """A campaign file with its hash and positions.

    Raises:
        InputError: the file cannot be read or is no well-formed campaign; holds every problem found.
    """
    faults = Faults(str(path))
    return _load(read_bytes(path, faults), faults)


def read_campaign(path: str | Path) -> Campaign:
    """The campaign in a file. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return load_campaign(path).scenario


def read_campaign_text(text: str, file: str = "<text>") -> Campaign:
    """The campaign in a text. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return _load(text.encode("utf-8", "surrogatepass"), Faults(file)).scenario


def _load(raw: bytes, faults: Faults) -> LoadedCampaign:
    document = parse(decode(raw, faults), faults, "campaign", SCHEMA)
    campaign = shaped_as(Campaign, document, faults)
    if campaign is not None and not document.broken:
        faults.extend([fault.located(document.positions, faults.file) for fault in check(campaign)])
    faults.raise_if_any()
    assert campaign is not None  # otherwise there was a fault
    return LoadedCampaign(campaign, faults.file, hashlib.sha256(raw).hexdigest(), document.positions)
