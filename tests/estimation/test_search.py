"""What a search says of its starts: those given by a file, and what is higher than the mode that it took."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from deterrence.cli.main import main
from deterrence.errors import NotConverged
from deterrence.estimation.estimable import Derivative
from deterrence.estimation.estimating import fit
from deterrence.estimation.fitting import Settings
from deterrence.estimation.modes import Search
from deterrence.estimation.presentation import text
from deterrence.estimation.taken import highest, no_maximum


def test_a_climb_from_estimates_in_a_file(files, tmp_path):
    """JSON of an earlier fit, or a table of a publication: the climb from there is one start more."""
    paths = files()
    first = fit(*paths, Settings(starts=0))
    (tmp_path / "first.json").write_text(json.dumps(first.as_dict()), encoding="utf-8")
    rows = [f"{name},{value + 0.3}" for name, value in first.model.estimates(first.theta).items()]
    (tmp_path / "other.csv").write_text("\n".join(["term,estimate", *rows]) + "\n", encoding="utf-8")
    asked = ["--from", str(tmp_path / "first.json"), "--from", str(tmp_path / "other.csv"), "--starts", "0", "--json"]
    ran = CliRunner().invoke(main, ["fit", *map(str, paths), *asked])
    said = json.loads(ran.stdout)
    counted = {"guessed": 1, "given": 2, "random": 0, "failed": 0}
    assert said["starts"] == {**counted, "stopped": [], "higher_seen": None}
    assert [mode["starts"] for mode in said["modes"]] == [3]
    assert said["loglik"] == pytest.approx(first.log_likelihood, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "{}", "there is no 'estimates'"),
        ("a.json", "{", "this is no JSON"),
        ("a.json", '{"estimates": {"A:sq:x": {"estimate": null}}}', "the estimate of 'A:sq:x' is no number"),
        ("a.json", '{"estimates": {"A:sq:xx": 1}}', "there is no coefficient 'A:sq:xx': did you mean 'A:sq:x'?"),
        ("a.csv", "term,estimate\nA:sq:x,1\n", "there is no estimate of 'A:cd:Intercept'"),
        ("a.csv", "name,estimate\nA:sq:x,1\n", "there is no column 'term', which --from names"),
    ],
)
def test_what_is_wrong_with_a_file_of_estimates(files, tmp_path, name, content, message):
    (tmp_path / name).write_text(content, encoding="utf-8")
    ran = CliRunner().invoke(main, ["fit", *map(str, files()), "--from", str(tmp_path / name), "--json"])
    assert ran.exit_code == 2 and message in ran.output


def cliff(theta):
    """A hill of height 0 at 0; from 5 on a higher slope that ends nowhere a climb can stand, at 6."""
    x = float(theta[0])
    if x < 3:
        return Derivative(-0.5 * x**2, np.array([-x]), -np.eye(1))
    value = np.log(x) if x < 6 else -np.inf
    return Derivative(value, np.array([1 / x]), np.array([[-1 / x**2]]))


def searched():
    return Search(cliff, lambda theta: cliff(theta).value, np.ones(1), ("x",), 1)


def test_what_is_higher_than_all_modes_is_remembered():
    search = searched()
    modes = search.modes([np.array([0.5]), np.array([5.0])])
    assert [mode.value for mode in modes] == pytest.approx([0.0], abs=1e-12) and search.failed == 1
    assert search.highest is not None and np.log(5) <= search.highest.at.value <= np.log(6)
    low = searched()
    low.modes([np.array([0.5])])
    assert low.highest is None


def test_ends_of_climbs_that_are_no_maximum_are_in_the_table(files):
    """Below the mode too, with why each is none, the highest first; one that begins nowhere last."""
    search = searched()
    search.modes([np.array([7.0]), np.array([0.5]), np.array([5.0])])
    ends = [mode.value for mode in search.stopped]
    assert np.log(5) <= ends[0] <= np.log(6) and ends[1] == -np.inf and search.failed == 2
    found = fit(*files(), Settings(starts=0))
    low, far = replace(found.modes[0], starts=1), replace(found.modes[0], starts=1)
    best = found.modes[0].best
    low = replace(low, best=replace(best, at=replace(best.at, value=best.at.value - 5)))
    far = replace(far, best=replace(best, at=replace(best.at, value=-np.inf)))
    object.__setattr__(found, "stopped", (low, far))
    said = text(found)
    assert f"  {best.at.value - 5:.6f}  no maximum: after" in said and "climbs that ended at no maximum: 2" in said
    assert "  nowhere: the likelihood is zero where it begins" in said
    reported = found.as_dict()["starts"]
    assert reported["failed"] == 2 and [each["objective"] for each in reported["stopped"]] == [best.at.value - 5, None]


def test_a_fit_says_what_was_seen_above_its_mode(files):
    found = fit(*files(), Settings(starts=0))
    search = searched()
    search.modes([np.array([5.0])])
    best = found.modes[0].best
    end = replace(best, at=replace(best.at, value=search.highest.at.value))
    with pytest.raises(NotConverged, match=r"ended at a maximum.*highest that one reached is 1\.7.*, not a maximum: "):
        highest(None, found.model, [], end, found.theta)
    assert found.beyond is None and not found.warnings
    far = replace(best, theta=found.theta + 1e5 * np.eye(found.model.size)[0])
    assert no_maximum(found.model, far) == f"'{found.model.names[0]}' went beyond 10000 units of payoff"
    object.__setattr__(found, "beyond", found.modes[0].best)
    assert "the likelihood still changes" in found.as_dict()["starts"]["higher_seen"]["not_a_maximum"]
    assert found.as_dict()["starts"]["higher_seen"]["estimates"].keys() == found.estimates.keys()
    assert any("there may be a better one" in warning for warning in found.warnings)
    assert "there may be a better one" in text(found)
