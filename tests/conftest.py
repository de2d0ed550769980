"""How test files are dealt out to the processes of ``make test``, and where the public data sets are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SHARED = ("report.studies",)
"""Modules whose results take long to make: the files that import one of them are run by one process, which makes
them once. While it compiles the solver's kernels, the others run what needs none, and find them compiled."""


@cache
def shared_by(file: Path) -> str:
    """The shared module that a test file imports; "" for none."""
    text = file.read_text(encoding="utf-8")
    return next((module for module in SHARED if f"from {module} import" in text), "")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``--dist loadfile``, a file at a time, or all files that share what takes long."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return shared_by(config.rootpath / file) or file

    return ByFile(config, log)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of public data sets, which are no part of the project."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("DETERRENCE_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"no public data: {folder} is absent (set DETERRENCE_DATA to the folder that holds them)")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all browser tests of a process: Playwright takes no second driver beside the first."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()
