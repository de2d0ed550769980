"""Where the public data sets are, for tests that read them."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def icb_folder() -> Path:
    data = Path(os.environ.get("DETERRENCE_DATA", ROOT.parent / "shared" / "data"))
    folder = data / "icb_v15"
    if not folder.is_dir():
        pytest.skip(f"no ICB data: {folder} is absent (set DETERRENCE_DATA to the folder above icb_v15)")
    return folder
