"""What ``deterrence check`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def checked(file: str, about: str | None = None) -> str:
    """What is printed about a well-formed file of whichever kind it calls itself; a scenario, if it does not say.

    Args:
        file: by its path; a scenario or a history that ships, by name.
        about: the scenario that a file of claims is about, by name or path, where it is not the shipped one that the
            file names.

    Raises:
        ArgumentError: it names nothing that is there.
        InputError: the file is not well formed; holds every problem found.
    """
    from ..catalogue import locate
    from ..coded_crises import catalogue as histories
    from ..files.reader import Loaded, read, read_known
    from ..scenario.ladder.reading import SCENARIO

    loaded: Loaded[Any]
    if about is not None:
        from ..claims.reading import claims_about
        from ..scenario.crisis import load

        loaded = read(claims_about(load(about).unlocked()), locate(file))
    else:
        shipped = file in histories.names() and not Path(file).exists()
        loaded = read_known(histories.locate(file) if shipped else locate(file), SCENARIO)
    title = getattr(loaded.record, "title", "")
    return ": ".join(filter(None, (loaded.file, title, "well formed")))
