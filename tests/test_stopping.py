"""Signals: what is half done is undone, workers end with their parent, and the exit code says which signal it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SOON = 2.0  # seconds in which the program has to end
LONG = "import hashlib; hashlib.pbkdf2_hmac('sha256', b'', b'', 10**9)"  # a step of minutes that no signal cuts short


def ended(pid: int) -> bool:
    """Is there no such process, or only its entry that nobody has read yet?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def within(seconds: float, what) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.02)
    return False


HEARING = (
    "import os, signal, sys\n"
    "for name in ('SIGINT', 'SIGTERM', 'SIGHUP'):\n"
    "    signal.signal(getattr(signal, name), signal.SIG_DFL)\n"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])\n"
)
"""Python that becomes a program with signals as usual, even where these tests run in the background."""


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen]:
    """A program of its own session."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", HEARING, *command], stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as run:
        try:
            yield run
        finally:
            run.kill()


@contextmanager
def started(folder: Path, code: str) -> Iterator[tuple[subprocess.Popen, int]]:
    """The same from its code, as soon as it has printed the id of a process."""
    script = folder / "program.py"
    script.write_text(code)
    with running(str(script)) as run:
        yield run, int(run.stdout.readline())


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_stopped_in_the_middle_of_a_long_step(name: str, code: int, tmp_path: Path) -> None:
    half, old = tmp_path / "half", tmp_path / "old.txt"
    old.write_text("old")
    with started(
        tmp_path,
        "import threading\nfrom pathlib import Path\n"
        "from deterrence.outputs import write_whole\nfrom deterrence.stopping import *\n"
        "def write(path):\n    path.write_text('half of it')\n    print(0, flush=True)\n    " + LONG + "\n"
        "stop_on_signals()\n"
        f"half = Path({str(half)!r})\n"
        "with undone_if_stopped(half.unlink, half.touch):\n"
        f"    write_whole(Path({str(old)!r}), write)\n",
    ) as (run, _):
        assert half.exists() and len(os.listdir(tmp_path)) == 4
        began = time.monotonic()
        run.send_signal(getattr(signal, name))
        assert run.wait(30) == code and time.monotonic() - began < SOON
        assert run.stderr.read() == "interrupted\n"
        assert old.read_text() == "old" and sorted(os.listdir(tmp_path)) == ["old.txt", "program.py"]


def test_an_undoing_that_hangs_does_not_keep_the_program(tmp_path: Path) -> None:
    with started(
        tmp_path,
        "import time\nfrom deterrence.stopping import *\nstop_on_signals()\n"
        "with undone_if_stopped(lambda: time.sleep(60)):\n    print(0, flush=True)\n    time.sleep(60)\n",
    ) as (run, _):
        began = time.monotonic()
        run.send_signal(signal.SIGINT)
        assert run.wait(30) == 130 and time.monotonic() - began < SOON


def test_what_is_done_is_not_undone(tmp_path: Path) -> None:
    done = tmp_path / "done"
    with started(
        tmp_path,
        "import time\nfrom pathlib import Path\nfrom deterrence.outputs import write_text\n"
        "from deterrence.stopping import *\nstop_on_signals()\n"
        f"write_text(Path({str(done)!r}), 'whole')\nprint(0, flush=True)\ntime.sleep(60)\n",
    ) as (run, _):
        run.send_signal(signal.SIGTERM)
        assert run.wait(30) == 143 and done.read_text() == "whole"


def test_a_signal_that_is_ignored_stays_so(tmp_path: Path) -> None:
    with started(
        tmp_path,
        "import signal, time\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from deterrence.stopping import *\nstop_on_signals()\nprint(0, flush=True)\ntime.sleep(0.5)\n",
    ) as (run, _):
        run.send_signal(signal.SIGHUP)
        assert run.wait(30) == 0


PARENT = """
import multiprocessing, sys, time
from deterrence.stress.worker_process import deaf_to_interrupts, end_with_parent

def work(pipe, platform):
    sys.platform = platform
    end_with_parent()
    pipe.send(0)
    while True:
        time.sleep(0.01)

if __name__ == "__main__":
    BEFORE
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=work, args=(theirs, PLATFORM))
    with deaf_to_interrupts():
        child.start()
    ours.recv()
    print(child.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("platform", ["linux", "another"])
def test_workers_end_with_a_parent_that_is_killed(platform: str, tmp_path: Path) -> None:
    with started(tmp_path, PARENT.replace("PLATFORM", repr(platform)).replace("BEFORE", "pass")) as (run, worker):
        os.kill(worker, signal.SIGINT)  # as Ctrl-C in a terminal would
        assert not within(0.3, lambda: ended(worker)), "a worker leaves its end to its parent"
        run.kill()
        assert within(SOON, lambda: ended(worker))
        run.communicate()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("everybody", [False, True])
def test_workers_end_with_a_parent_that_is_interrupted(everybody: bool, tmp_path: Path) -> None:
    stops = "from deterrence.stopping import stop_on_signals; stop_on_signals()"
    with started(tmp_path, PARENT.replace("PLATFORM", "'another'").replace("BEFORE", stops)) as (run, worker):
        (os.killpg if everybody else os.kill)(run.pid, signal.SIGINT)
        assert run.wait(30) == 130
        assert within(SOON, lambda: ended(worker))
        assert run.communicate()[1] == "interrupted\n"


def in_session(leader: int) -> list[int]:
    """Processes of a session that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader and fields[0] != "Z":
                found.append(int(entry.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize(("name", "everybody", "code"), [("INT", True, 130), ("TERM", False, 143), ("KILL", False, -9)])
def test_a_run_with_workers_is_stopped(name: str, everybody: bool, code: int, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with running("-m", "deterrence", "run", "ladder", "-o", str(out)) as run:
        assert within(120, lambda: len(in_session(run.pid)) >= 4), "the program, two workers, Python's own tracker"
        time.sleep(3.0)
        began = time.monotonic()
        (os.killpg if everybody else os.kill)(run.pid, getattr(signal, f"SIG{name}"))
        assert run.wait(30) == code and time.monotonic() - began < SOON
        assert within(SOON, lambda: not in_session(run.pid)), "nothing is left behind"
        assert os.listdir(out) == []
        said = run.stderr.read()
        assert "Traceback" not in said and (name == "KILL" or said == "interrupted\n")


TEAM = """
import multiprocessing, time
from deterrence.stress.worker_pool import Team

def nap(resolver):
    time.sleep(60)

if __name__ == "__main__":
    try:
        with Team(None, {}, 1) as team:
            begun = team.submit(nap)
            while not begun.running():
                time.sleep(0.02)
            (worker,) = multiprocessing.active_children()
            raise ValueError("found in the main process")
    except ValueError:
        print(worker.pid, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_workers_end_with_an_error_in_the_work(tmp_path: Path) -> None:
    with started(tmp_path, TEAM) as (run, worker):
        assert run.wait(SOON) == 0, "Python's end waits for nobody's nap"
        assert ended(worker)
        assert run.stderr.read() == ""
