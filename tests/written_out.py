"""The command's answers, and whether they are those of a likelihood that is written out elsewhere."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from deterrence.cli.main import main

STEP = 1e-4


def reported(folder, specification, table, *options):
    """What the command says, as JSON."""
    path = folder / "mine.yml"
    path.write_text(specification, encoding="utf-8")
    ran = CliRunner().invoke(main, ["fit", str(path), str(table), "--json", *options])
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def agrees(found, terms, log_likelihood):
    """The likelihood at the estimates, that they are its maximum, and standard errors from its curvature."""
    assert found["estimates"].keys() == set(terms)
    theta = np.array([found["estimates"][term]["estimate"] for term in terms])
    assert log_likelihood(theta) == pytest.approx(found["loglik"], abs=1e-8)
    units = np.array([found["estimates"][term]["se"] for term in terms])
    moves = STEP * np.diag(units)
    slope = [(log_likelihood(theta + m) - log_likelihood(theta - m)) / (2 * STEP) for m in moves]
    assert np.abs(slope).max() < 1e-5
    curved = 20 * moves
    hessian = [
        [
            log_likelihood(theta + a + b) - log_likelihood(theta + a - b) - log_likelihood(theta - a + b)
            + log_likelihood(theta - a - b)
            for b in curved
        ]
        for a in curved
    ]  # fmt: skip
    errors = np.sqrt(np.diag(np.linalg.inv(-np.array(hessian) / (4 * (20 * STEP) ** 2)))) * units
    assert units == pytest.approx(errors, rel=2e-4)
