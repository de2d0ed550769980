"""How long the light verbs take, start-up included: median and range over ten processes each.

make bench NAME=startup
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

REPEATS = 10
VERBS = (["--help"], ["check", "south-asia-2025"], ["scenarios"])


def seconds(arguments: list[str]) -> float:
    """Wall time of one run."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "deterrence", *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    """Print a line for each verb."""
    for arguments in VERBS:
        times = [seconds(arguments) for _ in range(REPEATS)]
        print(
            f"deterrence {' '.join(arguments):24} median {statistics.median(times):.2f} s, "
            f"{min(times):.2f} to {max(times):.2f}, n = {REPEATS}"
        )


if __name__ == "__main__":
    main()
