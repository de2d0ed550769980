"""What the verbs about coded crises refuse, before anything is solved."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from deterrence.cli.main import main


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["fit", "south-asia-2025", "--histories", "all", "--starts", "3"], "--starts is about fits to DATA"),
        (["fit", "south-asia-2025", "--histories", "all", "--level", "0.9"], "--level is about fits to DATA"),
        (["fit", "south-asia-2025", "--histories", "all", "--vary", "tempp"], "tempp"),
        (["fit", "south-asia-2025", "--histories", "all", "--vary", ""], "--vary: name a parameter"),
        (["fit", "south-asia-2025", "--histories", "uri-2016,"], "names of coded crises with commas between them"),
        (["fit", "western-front", "--histories", "may-2025"], "stands beside no dated crises"),
        (["fit", "south-asia-2025", "--histories", "suez-1956"], "does not stand beside 'suez-1956'"),
        (["fit", "standoff", "--histories", "all"], "stands beside no dated crises"),
        (["fit", "south-asia-2025", "--histories", "all", "-o", "a.csv"], "written as .json or .txt"),
        (["fit", "south-asia-2025", "--histories", "all", "-o", "a.nc"], ".nc holds draws from the posterior"),
        (["fit", "south-asia-2025", "--histories", "all", "--priors", "p.json"], "the ranges that the scenario's file"),
        (["fit", "standoff", "--histories", "all", "--priors", "p.json"], "'deterrence histories --backcast SCENARIO"),
        (["fit", "war1800", "no-such.csv", "--priors", "p.json"], "for a fit to DATA see --penalty and --bayes"),
        (["fit", "war1800", "no-such.csv", "--vary", "x"], "which --vary and --points are about"),
        (["histories", "kargil-1999", "--points", "5"], "are about --backcast SCENARIO"),
        (["histories", "--refit"], "are about --backcast SCENARIO"),
        (["histories", "--backcast", "south-asia-2025", "--vary", "tempo"], "add --refit"),
        (["histories", "--backcast", "south-asia-2025", "-o", "a.csv"], "written as .svg, .json or .txt"),
        (["histories", "--backcast", "south-asia-2025", "--refit", "--vary", "tempp"], "tempp"),
    ],
)
def test_what_does_not_go_together_is_refused_at_once(asked, said, monkeypatch):
    from deterrence.stress.resolve import Resolver

    monkeypatch.setattr(Resolver, "_solve", lambda *_: pytest.fail("it was solved before it was refused"))
    answer = CliRunner().invoke(main, asked)
    assert answer.exit_code == 2 and said in answer.output, answer.output
