"""Killed without warning, at any moment: what was whole stays, and the same command ends with the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from deterrence.catalogue import folder as shipped_folder
from deterrence.stress.ensemble.running import run
from deterrence.stress.ensemble.store import Store
from stress.ensemble.plans import POINTS, WORLDS, content, parts, plan

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


def test_a_writer_killed_at_any_moment_leaves_whole_parts_or_none(tmp_path):
    import pickle

    saved, told = tmp_path / "saved", plan().as_dict()
    saved.write_bytes(pickle.dumps((told, parts())))
    rng, folder = random.Random(1), tmp_path / "store"
    for _ in range(KILLS):
        command = [sys.executable, "-c", WRITER, str(folder), str(saved)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(rng.uniform(0.0, 0.05))
            writer.kill()
        store = Store(folder, told)
        whole = store.whole(range(plan().parts))
        for part in parts():
            if part.number in whole:
                assert store.path(part.number).read_bytes() == part.data
        assert not list(folder.rglob("*.unfinished"))
    for part in parts():
        store.write(part)
    assert len(Store(folder, told).whole(range(plan().parts))) == plan().parts


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_twenty_times_killed_it_ends_with_the_same_bytes(tmp_path):
    """The program itself with two workers, killed with them at twenty moments."""
    run(plan(), tmp_path / "whole")
    command = [sys.executable, "-m", "deterrence", "stress", str(shipped_folder() / "ladder.yaml")]
    settings = ["--draws", str(WORLDS), "--seed", "1", "--points", str(POINTS), "--workers", "2"]
    rng, before = random.Random(2), 0
    for k in range(20):
        folder = tmp_path / f"killed-{k % 4}"
        with subprocess.Popen(
            [*command, *settings, "-o", str(folder)], stdout=subprocess.DEVNULL, start_new_session=True
        ) as program:
            time.sleep(rng.uniform(1.0, 20.0))
            os.killpg(program.pid, signal.SIGKILL)
        before += len(list((folder / "parts").glob("*.parquet"))) if folder.exists() else 0
    assert before, "no part was ever there when it was killed"
    for k in range(4):
        subprocess.run([*command, *settings, "-o", str(tmp_path / f"killed-{k}")], check=True, capture_output=True)
        assert content(tmp_path / f"killed-{k}") == content(tmp_path / "whole")
