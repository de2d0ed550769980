"""``python -m deterrence``: the command line."""

from .cli import main

main()
