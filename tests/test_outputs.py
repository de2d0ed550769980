"""Outputs: whole or not at all, tried before the work, and quiet where nobody reads."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deterrence.errors import ArgumentError, OutputError
from deterrence.outputs import require_file, require_folder, write_files, write_text, write_whole
from deterrence.report.drawing import draw
from small_trees import signalling

KEY = "zagare_kilgour2000_rudimentary"
NO_SPACE = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
PROGRAM = [sys.executable, "-m", "deterrence"]
SCENARIOS = pytest.param(["scenarios"], marks=pytest.mark.slow)
"""Reads every file that ships; what it prints is printed as others print."""


def full(path: Path) -> None:
    path.write_text("half of it")
    raise NO_SPACE


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    out = tmp_path / "λ.txt"
    write_text(out, "σ = ½\n")
    assert out.read_text(encoding="utf-8") == "σ = ½\n"
    assert os.listdir(tmp_path) == ["λ.txt"]


def test_the_old_file_stays_where_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("old")
    for path, kept in ((old, "; the file that was there is as before"), (new, "")):
        with pytest.raises(OutputError) as caught:
            write_whole(path, full)
        assert str(caught.value) == f"'{path}' was not written: No space left on device{kept}"
    assert old.read_text() == "old" and os.listdir(tmp_path) == ["old.txt"]


def test_a_disk_that_shows_to_be_full_only_at_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def sync(_: int) -> None:
        raise NO_SPACE

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(OutputError, match="No space left"):
        draw(signalling()).save(tmp_path / "tree.svg")
    assert os.listdir(tmp_path) == []


def test_files_that_belong_together_are_written_all_or_none(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("old")
    with pytest.raises(OutputError, match="second"):
        write_files({first: lambda path: path.write_text("new"), second: full})
    assert first.read_text() == "old" and os.listdir(tmp_path) == ["first"]
    write_files({first: lambda path: path.write_text("new"), second: lambda path: path.write_text("new")})
    assert first.read_text() == second.read_text() == "new"


def test_an_error_of_another_kind_leaves_nothing_either(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        write_whole(tmp_path / "x", lambda path: path.write_text(str(1 / 0)))
    assert os.listdir(tmp_path) == []


def test_links_and_permissions_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink() and real.read_text() == "new" and real.stat().st_mode & 0o777 == 0o600


def test_what_is_no_file_is_written_as_it_is() -> None:
    code = (
        "from pathlib import Path\nfrom deterrence.outputs import *\nout = Path('/dev/stdout')\n"
        "require_file(out)\nwrite_text(out, 'told')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "told" and Path("/dev/stdout").is_symlink()


def test_where_a_file_cannot_be_is_said_beforehand(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    require_file(tmp_path / "file")
    require_file(None)
    require_folder(tmp_path / "new" / "newer")
    assert sorted(os.listdir(tmp_path)) == ["file", "new"] and os.listdir(tmp_path / "new") == ["newer"]
    assert os.listdir(tmp_path / "new" / "newer") == []
    with pytest.raises(ArgumentError, match="is a folder: name a file"):
        require_file(tmp_path)
    with pytest.raises(ArgumentError, match="No such file or directory"):
        require_file(tmp_path / "missing" / "file")
    for refused in (lambda: require_file(tmp_path / "file" / "x"), lambda: require_folder(tmp_path / "file" / "x")):
        with pytest.raises(ArgumentError, match="cannot be written: Not a directory"):
            refused()


def test_a_read_only_folder_is_said_beforehand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def touch(self: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self))

    monkeypatch.setattr(Path, "touch", touch)
    with pytest.raises(ArgumentError, match="cannot be written: Read-only file system: choose another"):
        require_folder(tmp_path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ArgumentError, match="protected from writing"):
        require_file(Path(__file__))


WORK = (
    "deterrence.writing",
    "deterrence.solvers.refine",
    "deterrence.solvers.tree.solving",
    "deterrence.stress.conditions",
    "deterrence.report.drawing",
    "deterrence.report.tree_svg",
)


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "ladder", "-o", "FILE/out"],
        ["solve", "ladder", "-o", "FILE/x.nc"],
        ["solve", KEY, "-o", "FILE/x.json"],
        ["simulate", "ladder", "-o", "FILE/x.nc"],
        ["conditions", "ladder", "-o", "FILE/x.html"],
        ["export", KEY, "-o", "FILE/x.svg"],
        ["models", KEY, "--check", "--svg", "FILE/x.svg"],
    ],
    ids=lambda arguments: f"{arguments[0]} {arguments[-1][5:]}",
)
def test_verbs_refuse_before_any_work(arguments: list[str], tmp_path: Path) -> None:
    """The modules that do the work cannot be imported, so a verb that goes on to it fails in another way."""
    (tmp_path / "file").write_text("")
    arguments = [word.replace("FILE", str(tmp_path / "file")) for word in arguments]
    code = f"import sys\nfor name in {WORK}:\n    sys.modules[name] = None\nfrom deterrence.cli import main\nmain()"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "cannot be written: Not a directory" in done.stderr and done.stderr.count("\n") == 1


LIMITED = (
    "import os, resource, sys\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n"
)
"""Python that becomes a program whose files may not grow beyond a kilobyte, as on a disk that is nearly full."""


@pytest.mark.parametrize(
    "arguments", [["export", KEY, "-o"], ["solve", KEY, "-o"], ["models", KEY, "--svg"]], ids=lambda a: a[0]
)
def test_a_drawing_that_does_not_fit(arguments: list[str], tmp_path: Path) -> None:
    old = tmp_path / "old.svg"
    old.write_text("old")
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *PROGRAM, *arguments, str(old)],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == f"'{old}' was not written: File too large; the file that was there is as before\n"
    assert old.read_text() == "old" and [p for p in os.listdir(tmp_path) if p.endswith(".svg")] == ["old.svg"]


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["solve", "simulate"])
def test_arrays_that_do_not_fit(verb: str, tmp_path: Path) -> None:
    old = tmp_path / "old.nc"
    old.write_text("old")
    code = (
        "import resource, sys\nfrom deterrence.cli import main\nimport deterrence.outputs as outputs\n"
        "netcdf = outputs.netcdf\n"
        "def small(*given):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))\n"
        "    return netcdf(*given)\n"
        "outputs.netcdf = small\nmain()\n"
    )
    arguments = [verb, "ladder", "--resolution", "interactive", "-o", str(old)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"'{old}' was not written: File too large; the file that was there is as before\n"
    assert old.read_text() == "old" and os.listdir(tmp_path) == ["old.nc"]


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [SCENARIOS, ["check", "ladder"], ["--help"], ["schema"], ["models"]], ids=str)
def test_nobody_reads(arguments: list[str], unbuffered: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(
        [*PROGRAM, *arguments], stdout=writer, stderr=subprocess.PIPE, text=True, env=environment, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [SCENARIOS, ["check", "ladder"], ["--help"]], ids=str)
def test_what_is_printed_does_not_fit(arguments: list[str]) -> None:
    with open("/dev/full", "w") as device:
        done = subprocess.run([*PROGRAM, *arguments], stdout=device, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "standard output: No space left on device\n")
