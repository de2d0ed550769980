"""What ``deterrence check`` prints."""

from __future__ import annotations

from pathlib import Path


def checked(file: str) -> str:
    """What is printed about a well-formed file of whichever kind it calls itself; a scenario, if it does not say.

    Raises:
        ArgumentError: it names nothing that is there.
        InputError: the file is not well formed; holds every problem found.
    """
    from ..catalogue import locate
    from ..coded_crises import catalogue as histories
    from ..files.reader import read_known
    from ..scenario.ladder.reading import SCENARIO

    shipped = file in histories.names() and not Path(file).exists()
    loaded = read_known(histories.locate(file) if shipped else locate(file), SCENARIO)
    title = getattr(loaded.record, "title", "")
    return ": ".join(filter(None, (loaded.file, title, "well formed")))
