"""Where the crises of ICB are, for tests that read them."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def icb_folder(data_folder: Path) -> Path:
    folder = data_folder / "icb_v15"
    if not folder.is_dir():
        pytest.skip(f"no ICB data: {folder} is absent (set DETERRENCE_DATA to the folder above icb_v15)")
    return folder
