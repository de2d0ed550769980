"""Fits of specifications given as text, and files of a made-up crisis."""

import pytest

from made_up_crisis import CRISIS, synthetic
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


@pytest.fixture
def files(tmp_path):
    """Writes a specification and a table; returns their paths."""

    def write(specification=CRISIS, columns=None, header="x,z,w,y"):
        spec, table = tmp_path / "crisis.yaml", tmp_path / "crises.csv"
        spec.write_text(specification, encoding="utf-8")
        columns = synthetic() if columns is None else columns
        rows = [",".join(f"{v:.10g}" for v in row) for row in zip(*columns, strict=True)]
        table.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return spec, table

    return write
