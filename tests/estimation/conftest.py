"""Fits of specifications given as text."""

import pytest

from strategic_data import data


@pytest.fixture
def fitted(tmp_path):
    """Fits a specification, given as text, to one of the files."""
    from deterrence.estimation.estimating import fit
    from deterrence.estimation.fitting import Settings

    def run(text, name, **settings):
        path = tmp_path / "specification.yaml"
        path.write_text(text, encoding="utf-8")
        return fit(path, data(f"strategic/{name}"), Settings(**settings))

    return run
