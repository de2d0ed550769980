"""The package, its metadata and its lock agree with each other."""

import os
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


@pytest.mark.parametrize("folder", ["benchmarks", "tools"])
def test_no_script_has_the_name_of_a_package(folder):
    """A script's folder comes first where modules are looked for: others would import the script for the package."""
    scripts = {path.stem for path in (ROOT / folder).glob("*.py")}
    assert scripts and not scripts & {*sys.stdlib_module_names, *metadata.packages_distributions()}


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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (found,) = folder.glob("*.whl")
    return found


def test_wheel_ships_every_file_of_the_package(wheel):
    shipped = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src" / "deterrence"
    present = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert present <= shipped
    assert any(name.endswith("/licenses/LICENSE") for name in shipped)


PAGE = """
import sys
from pathlib import Path
from starlette.testclient import TestClient
import deterrence
from deterrence.app.server import create_app
from deterrence.app.settings import Settings
assert Path(deterrence.__file__).is_relative_to(sys.argv[1]), deterrence.__file__
client = TestClient(create_app(Settings(Path(sys.argv[2]))), base_url="http://127.0.0.1")
page = client.get("/play", headers={"accept-language": "fr"})
assert page.status_code == 200 and '<html lang="fr">' in page.text, page.text
for name in sys.argv[3:]:
    assert client.get(f"/assets/{name}").status_code == 200, name
"""


@pytest.mark.slow
def test_the_page_is_served_from_the_wheel_alone(wheel, tmp_path):
    """Templates, texts of every language and assets are read from what the wheel unpacks to, byte by byte as they are
    in the source."""
    unpacked, source = tmp_path / "unpacked", ROOT / "src"
    with zipfile.ZipFile(wheel) as parts:
        parts.extractall(unpacked)
    app = source / "deterrence" / "app"
    kinds = {"assets": "*", "templates": "*.html", "texts": "*.yaml"}
    for folder, pattern in kinds.items():
        files = [path for path in (app / folder).rglob(pattern) if path.is_file()]
        assert len(files) >= 2
        for path in files:
            assert (unpacked / path.relative_to(source)).read_bytes() == path.read_bytes(), path.name
    names = sorted(path.name for path in (app / "assets").iterdir())
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-c", PAGE, str(unpacked), str(tmp_path / "data"), *names]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
