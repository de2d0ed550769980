"""The program: ``deterrence``, or ``python -m deterrence``."""

from __future__ import annotations

import os
import sys

from .stopping import stop_on_signals


def program() -> None:
    """Run the command line, ready to be stopped from its first import on."""
    stop_on_signals()
    from .cli import main
    from .cli.shared import PIPE_CLOSED, TRACEBACK, flush, reported, unexpected

    printed = sys.stdout
    try:
        try:
            main()
        finally:
            flush()
    except OSError as error:  # at help and the like, which no verb prints
        sys.exit(reported(error))
    except SystemExit:
        if sys.stdout is not printed:  # so click marks a pipe that nobody reads
            sys.exit(PIPE_CLOSED)
        raise
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        sys.exit(unexpected(error))


if __name__ == "__main__":
    program()
