"""Priors pooled over crises: counts of what follows what, the Dirichlet that made them, and what they are worth."""

import json

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy.stats import dirichlet_multinomial

from deterrence.cli.main import main
from deterrence.data.pooling import (
    AFTER,
    DIRECTIONS,
    Sequences,
    dirichlet,
    dirichlets,
    marginal,
    pool,
    sequences,
    shares,
    slope,
)
from deterrence.errors import ArgumentError

HEAD = "crisno,event_type,do_actor_a,do_actor_b,do_kind,do_interact_kind,sayintkind,date_earliest_year,"
HEAD += "date_earliest_month,date_earliest_day"
ROWS = [
    (1, "action", "escalatory", "NA"),
    (1, "speech", "NA", "NA"),
    (1, "action", "NA", "cooperative"),
    (1, "action", "NA", "cooperative;deescalatory"),
    (1, "action", "NA", "deescalatory"),
    (2, "action", "NA", "escalatory;escalatory"),
    (2, "action", "NA", "escalatory"),
    (2, "thought", "escalatory", "NA"),
]


def icbe(path, rows=ROWS):
    lines = [f"{number},{kind},A,B,{own},{between},NA,1950,1,1" for number, kind, own, between in rows]
    path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return path


def made_up(alpha, crises=400, acts=8, seed=0):
    """Crises whose next acts have shares drawn from one Dirichlet, whatever came before."""
    draws = np.random.default_rng(seed)
    counts = np.zeros((crises, len(AFTER), len(DIRECTIONS)))
    for k, p in enumerate(draws.dirichlet(alpha, crises)):
        counts[k, 1] = draws.multinomial(acts, p)
    return Sequences(tuple(range(crises)), counts, int(counts.sum()), 0)


def test_acts_are_counted_by_what_came_before():
    frame = pd.DataFrame(ROWS, columns=["crisno", "event_type", "do_kind", "do_interact_kind"])
    found = sequences(frame.replace("NA", None))
    assert found.crises == (1, 2) and found.acts == 5 and found.left_out == 1
    one, two = found.counts
    at = {(AFTER[a], DIRECTIONS[b]): int(one[a, b]) for a, b in np.argwhere(one)}
    assert at == {("start", "escalatory"): 1, ("escalatory", "cooperative"): 1, ("cooperative", "deescalatory"): 1}
    assert two[0, 0] == two[1, 0] == 1 and two.sum() == 2
    with pytest.raises(ArgumentError, match="no column 'do_kind'"):
        sequences(frame.drop(columns="do_kind"))


def test_the_likelihood_is_the_dirichlet_multinomial():
    alpha, counts = np.array([0.7, 2.0, 1.2, 0.4]), np.array([[3, 1, 0, 2], [0, 0, 1, 0], [5, 5, 1, 0]])
    expected = 0.0
    for row in counts:  # SciPy's is of unordered counts
        orders = np.exp(np.sum(np.log(np.arange(1, row.sum() + 1)))) / np.prod([np.prod(range(1, n + 1)) for n in row])
        expected += dirichlet_multinomial(alpha, row.sum()).logpmf(row) - np.log(orders)
    assert marginal(alpha, counts) == pytest.approx(expected, abs=1e-10)
    step = 1e-6 * np.eye(4)
    difference = [(marginal(alpha + h, counts) - marginal(alpha - h, counts)) / 2e-6 for h in step]
    assert slope(alpha, counts) == pytest.approx(difference, rel=1e-6)


def test_the_prior_that_made_crises_is_found_and_foretells_others_best():
    """Crises that differ much, and crises that do not differ: then one row of shares for all does as well."""
    alpha = np.array([2.0, 1.0, 1.0, 0.5])
    differing = pool(made_up(alpha))
    assert differing.alpha[1] == pytest.approx(alpha, rel=0.25)
    assert differing.scores["pooled"] > differing.scores["one for all"] + 0.02
    assert differing.scores["pooled"] > differing.scores["own"] + 0.02
    alike = made_up(np.array([4e3, 2e3, 2e3, 1e3]))
    assert dirichlet(alike.counts[:, 1]).sum() > 200
    assert pool(alike).scores["pooled"] == pytest.approx(pool(alike).scores["one for all"], abs=2e-3)


def test_of_first_acts_alone_the_spread_is_not_made_up():
    """One act a crisis says nothing of how much crises differ: the prior counts for as little as the weakest other."""
    found = made_up(np.array([2.0, 1.0, 1.0, 0.5]))
    found.counts[:, 0, 0], found.counts[:, 2] = 1.0, 3 * found.counts[:, 1]
    alpha = dirichlets(found.counts)
    assert alpha[0].sum() == pytest.approx(min(alpha[1].sum(), alpha[2].sum())) and alpha[0].argmax() == 0
    assert dirichlets(found.counts[:1, :, :] > 0)[0].sum() > 0


def test_crises_of_ones_own_move_the_prior():
    found = pool(made_up(np.array([2.0, 1.0, 1.0, 0.5])))
    assert found.after((3, 5)) == pytest.approx(found.alpha + found.sequences.counts[[3, 5]].sum(0))
    told = shares(found.alpha)["escalatory"]
    assert sum(each["share"] for each in told["next"].values()) == pytest.approx(1.0)
    assert all(each["low"] < each["share"] < each["high"] for each in told["next"].values())
    with pytest.raises(ArgumentError, match="no acts of crisis 1000 are coded"):
        found.after((1000,))


def test_priors_at_the_command_line(tmp_path):
    path = icbe(tmp_path / "icbe_v1.1.csv")
    ran = CliRunner().invoke(main, ["data", "priors", str(path), "--crises", "2", "--json"])
    said = json.loads(ran.stdout)
    assert said["crises"] == 2 and said["with"] == [2] and set(said["prior"]) == set(AFTER)
    more = said["posterior"]["escalatory"]["next"]["escalatory"]["alpha"]
    assert more == pytest.approx(said["prior"]["escalatory"]["next"]["escalatory"]["alpha"] + 1)
    ran = CliRunner().invoke(main, ["data", "priors", str(path)])
    assert "5 acts of 2 crises" in " ".join(ran.stdout.split()) and "after escalatory" in ran.stdout
    ran = CliRunner().invoke(main, ["data", "priors", str(path), "--crises", "2,x"])
    assert ran.exit_code == 2 and "--crises" in ran.output
    (tmp_path / "g.csv").write_text("crisno,a\n1,2\n", encoding="utf-8")
    assert CliRunner().invoke(main, ["data", "priors", str(tmp_path / "g.csv")]).exit_code == 2


@pytest.mark.data
def test_icbe_is_pooled(data_folder):
    from deterrence.data.sources.loading import load_table

    found = pool(sequences(load_table(data_folder / "icbe_v1_1" / "icbe_events_no_text.csv").frame))
    assert len(found.sequences.crises) > 400 and found.sequences.acts > 5000
    assert found.scores["pooled"] > max(found.scores["one for all"], found.scores["own"])
    share = shares(found.alpha)
    escalated = {before: share[before]["next"]["escalatory"]["share"] for before in AFTER}
    assert escalated["escalatory"] > escalated["cooperative"] > 0
