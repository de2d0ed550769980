"""The package, its metadata and its lock agree with each other."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

import deterrence

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
DEV = PROJECT["optional-dependencies"]["dev"]


def normalised(requirement: str) -> str:
    """Return the distribution name of a requirement, normalised as in PEP 503."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def locked() -> dict[str, str]:
    """Return the block of the lock (version and hashes) of each distribution."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    return {normalised(block): block for block in blocks}


def test_version_is_the_same_everywhere():
    assert deterrence.__version__ == PROJECT["version"]
    assert metadata.version("deterrence") == PROJECT["version"]
    assert f"\nversion: {PROJECT['version']}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_python_version_satisfies_the_requirement():
    wanted = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    assert PROJECT["requires-python"] == f">={wanted}"
    assert sys.version_info >= tuple(int(part) for part in wanted.split("."))


def test_changelog_has_unreleased_section():
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("requirement", PROJECT["dependencies"] + DEV)
def test_requirement_is_locked_and_installed(requirement):
    name = normalised(requirement)
    block = locked().get(name)
    assert block, f"{name} is not in requirements.lock: run `make lock`"
    version = re.search(r"==(\S+)", block)
    assert version, block
    assert metadata.version(name) == version.group(1), "run `make install`"


def test_lock_pins_and_hashes_everything():
    for name, block in locked().items():
        assert re.match(r"[a-z0-9.-]+==\S+", block), name
        assert "--hash=sha256:" in block, name


def test_lock_names_no_host_and_no_path():
    address = r"://|\w\.(org|com|net|io)\b"
    option = r"--(extra-)?index|--find-links|--trusted-host"
    path = r"(^|[\s=])[/~]\w"
    for line in LOCK.splitlines():
        assert not re.search(f"{address}|{option}|{path}", line), line


def test_wheel_ships_every_file_of_the_package(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src" / "deterrence"
    present = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert present <= shipped
    assert any(name.endswith("/licenses/LICENSE") for name in shipped)
