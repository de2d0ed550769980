"""Killed without warning, at any moment: what was whole stays, and the same command ends with the same bytes."""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import signal
import subprocess
import sys
import time

import pytest

from deterrence.catalogue import folder as shipped_folder
from deterrence.stress.ensemble.running import run
from deterrence.stress.ensemble.store import Store
from stress.ensemble.plans import POINTS, content, parts, plan

WRITER = """
import pickle, sys
from pathlib import Path
from deterrence.stress.ensemble.store import Store
plan, parts = pickle.load(open(sys.argv[2], "rb"))
store = Store(Path(sys.argv[1]), plan)
print("ready", flush=True)
while True:
    for part in parts:
        store.write(part)
"""
KILLS = 5
DRAWS = 80


def test_a_writer_killed_at_any_moment_leaves_whole_parts_or_none(tmp_path):
    saved, reported = tmp_path / "saved", plan().as_dict()
    saved.write_bytes(pickle.dumps((reported, parts())))
    rng, folder = random.Random(1), tmp_path / "store"
    for _ in range(KILLS):
        command = [sys.executable, "-c", WRITER, str(folder), str(saved)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(rng.uniform(0.0, 0.05))
            writer.kill()
        store = Store(folder, reported)
        store.clear(range(plan().parts))
        whole = store.whole(range(plan().parts))
        for part in parts():
            if part.number in whole:
                assert store.path(part.number).read_bytes() == part.data
        assert not list(folder.rglob("*.unfinished"))
    for part in parts():
        store.write(part)
    assert len(Store(folder, reported).whole(range(plan().parts))) == plan().parts


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_twenty_times_killed_it_ends_with_the_same_bytes(tmp_path):
    """The program itself, with a worker or two, killed with them at twenty moments: before any part, or after some."""
    run(plan(DRAWS), tmp_path / "whole")
    command = [sys.executable, "-m", "deterrence", "stress", str(shipped_folder() / "ladder.yaml")]
    settings = ["--draws", str(DRAWS), "--seed", "1", "--points", str(POINTS)]
    rng, met = random.Random(2), set()
    for k in range(20):
        folder = tmp_path / f"killed-{k % 4}"
        with subprocess.Popen(
            [*command, *settings, "--workers", str(1 + k % 2), "-o", str(folder)],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        ) as program:
            before, more = there(folder), rng.randrange(3)
            while program.poll() is None and there(folder) < before + more:
                time.sleep(0.01)
            time.sleep(rng.uniform(0.0, 0.5))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
        met.add(there(folder))
    assert len(met) > 3, "it was killed at different times"
    for k in range(4):
        folder = tmp_path / f"killed-{k}"
        subprocess.run([*command, *settings, "-o", str(folder)], check=True, capture_output=True)
        assert content(folder) == content(tmp_path / "whole")


def there(folder):
    """How many parts a folder has."""
    return len(list((folder / "parts").glob("*.parquet")))
