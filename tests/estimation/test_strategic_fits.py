"""Estimation of trees: exact derivatives, what is identified, separation, penalties, standard errors, and bad input."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.special import log_ndtr

from deterrence.cli import main
from deterrence.errors import InputError
from deterrence.estimation.algebra import Jets, Plain, Traced
from deterrence.estimation.building import build
from deterrence.estimation.choice import log_choice
from deterrence.estimation.covariance import covariance
from deterrence.estimation.estimating import fit, read_specification
from deterrence.estimation.fitting import Settings
from deterrence.estimation.penalties import Penalised
from deterrence.estimation.presentation import latex, markdown, text
from deterrence.estimation.table import read_table
from made_up_crisis import CRISIS, DRAWS, N, synthetic


def model(files, specification=CRISIS, **more):
    spec, table = files(specification, **more)
    return build(read_specification(spec), read_table(table))


SCALED = CRISIS.replace("link: probit", 'link: logit, scale: {A: "0 + w"}').replace("agent", "private")
CHANCE = CRISIS.replace("tree:\n  player: A", "tree:\n  chance: {stay: 0.3, challenge: 0.7}").replace(
    'payoff: {A: "0 + x"}', "payoff: {}"
)
THREE = CRISIS.replace(
    "        resist:", '        delay: {outcome: cd, name: delay, payoff: {A: "0 + z", B: "0 + x"}}\n        resist:'
)


@pytest.mark.parametrize("specification", [CRISIS, SCALED, CHANCE, THREE, THREE.replace("agent", "private")])
def test_derivatives_are_exact(files, specification):
    m = model(files, specification)
    theta = np.random.default_rng(1).normal(size=m.size) * 0.5
    at, e = m.derivative(theta), 1e-5
    slope = [(m.log_likelihood(theta + e * v) - m.log_likelihood(theta - e * v)) / (2 * e) for v in np.eye(m.size)]
    bend = [
        (m.derivative(theta + e * v).gradient - m.derivative(theta - e * v).gradient) / (2 * e) for v in np.eye(m.size)
    ]
    assert at.gradient == pytest.approx(np.array(slope), abs=1e-5)
    assert at.hessian == pytest.approx(np.array(bend), abs=1e-4)
    assert m.probabilities(theta).sum(1) == pytest.approx(np.ones(N), abs=1e-10)
    assert m.scores(theta).sum(0) == pytest.approx(at.gradient, abs=1e-9)


def test_far_in_the_tail_nothing_is_clipped(files):
    m = model(files)
    theta = np.array([0.0, 0.0, 0.0, 0.0, -40.0, 0.0])  # B never resists: what was seen has log probability -800
    wars = m.counts[2].sum()
    logs = m.log_classes(Plain(), m.values(theta))
    assert logs[2].max() < -390
    assert m.log_likelihood(theta) < wars * -390
    assert np.isfinite(m.derivative(theta).hessian).all()


def test_three_moves_with_normal_shocks_by_simulation():
    """Quadrature against 400,000 draws; and two of three moves that are equal share what one would have."""
    payoffs, variances = [0.3, -0.2, 0.8], [1.0, 1.0, 0.4]
    logs = log_choice(Plain(), "probit", [np.array([p]) for p in payoffs], variances, 1.3)
    p = np.exp(np.concatenate(logs))
    assert p.sum() == pytest.approx(1.0, abs=1e-10)
    draws = DRAWS.normal(size=(400_000, 3)) * 1.3 * np.sqrt(variances) + payoffs
    share = np.bincount(draws.argmax(1), minlength=3) / 400_000
    assert np.abs(p - share).max() < 4 * np.sqrt(0.25 / 400_000)
    twins = np.exp(log_choice(Plain(), "logit", [np.array([0.5])] * 3, [1.0] * 3, 1.0))
    assert twins == pytest.approx(np.full((3, 1), 1 / 3))


@pytest.mark.slow
def test_jets_and_jax_agree(files):
    import jax

    jax.config.update("jax_enable_x64", True)
    m = model(files, SCALED)
    theta = np.random.default_rng(2).normal(size=m.size) * 0.4
    values = m.values(theta)

    def total(vs):
        return m.row_logs(Traced(), vs).sum()

    slopes = jax.grad(total)(values)
    found = m.row_logs(Jets(), m.jets(theta))
    for k, slope in enumerate(slopes):
        assert found.slope[k] == pytest.approx(np.asarray(slope), abs=1e-9)


def test_the_truth_is_near(files):
    found = fit(*files(columns=synthetic(4000, 3)), Settings(starts=4))
    truth = {"A:sq:x": 0.5, "A:cd:Intercept": 0.8, "A:war:Intercept": -0.6, "A:war:z": 0.7}
    truth |= {"B:war:Intercept": 0.2, "B:war:w": -0.9}
    assert found.n == 4000 and len(found.modes) == 1
    for key, value in truth.items():
        e = found.estimates[key]
        assert abs(e.value - value) < 4 * e.error, key


def test_fixed_and_shared_coefficients(files):
    spec, table = files(CRISIS + 'fixed: {"A:sq:x": 0.5}\nshared: [["A:cd:Intercept", "B:war:Intercept"]]\n')
    found = fit(spec, table, Settings(starts=2))
    assert found.model.size == 4
    assert found.estimates["A:sq:x"].value == 0.5 and found.estimates["A:sq:x"].error is None
    assert found.estimates["A:cd:Intercept"] == found.estimates["B:war:Intercept"]
    assert found.estimates["A:cd:Intercept"].error > 0


def test_standard_errors_of_every_kind(files):
    spec, table = files(columns=(*synthetic(), np.arange(N) // 5), header="x,z,w,y,group")
    found = fit(spec, table, Settings(starts=0))
    objective = Penalised(found.model, "none")
    errors = {kind: covariance(objective, found.theta, kind, np.arange(N), 60).errors for kind in ("opg", "sandwich")}
    errors["bootstrap"] = covariance(objective, found.theta, "bootstrap", None, 60).errors
    alone = covariance(objective, found.theta, "cluster", np.arange(N))
    for kind, error in errors.items():
        assert (np.abs(np.log(error / found.covariance.errors)) < 0.5).all(), kind
    assert alone.errors == pytest.approx(errors["sandwich"] * np.sqrt(N / (N - 1)))
    by_group = fit(spec, table, Settings(starts=0, errors="cluster", cluster="group"))
    assert by_group.covariance.note == "60 clusters"


ONE = """
players: [A]
tree:
  player: A
  moves:
    no: {outcome: "no", payoff: {}}
    yes: {outcome: "yes", payoff: {A: FORMULA}}
observed: {indicators: {"yes": y, "no": n}}
errors: {source: agent, link: logit}
"""


def test_firth_of_one_choice_has_a_closed_form(files):
    """Firth's penalty on a logit with a constant adds half a case on either side."""
    y = np.array([1.0] * 9 + [0.0] * 3)
    spec, table = files(ONE.replace("FORMULA", "1"), columns=(y, 1 - y), header="y,n")
    found = fit(spec, table, Settings(starts=1, penalty="firth"))
    assert found.theta[0] / np.sqrt(2) == pytest.approx(np.log(9.5 / 3.5), abs=1e-6)


def test_log_f_of_one_binary_column_adds_half_a_case(files):
    """log-F(1, 1): the mode of the likelihood times e^{b/2}/(1 + e^b), b in units of the column."""
    x = np.array([1.0] * 10 + [0.0] * 10)
    y = np.array([1.0] * 10 + [0.0] * 5 + [1.0] * 5)
    spec, table = files(ONE.replace("FORMULA", '"1 + x"'), columns=(x, y, 1 - y), header="x,y,n")
    with pytest.raises(InputError, match="separation"):
        fit(spec, table, Settings(starts=1))
    found = fit(spec, table, Settings(starts=1, penalty="log-f"))
    unit = np.sqrt(0.5)
    b = found.estimates["A:yes:x"].value * unit
    s = 1 / (1 + np.exp(-found.theta.sum() / np.sqrt(2)))
    assert unit * (0.5 - 1 / (1 + np.exp(-b))) + 10 * (1 - s) / np.sqrt(2) == pytest.approx(0, abs=1e-7)


@pytest.mark.parametrize("penalty", ["log-f", "cauchy", "firth"])
def test_penalties_have_exact_gradients(files, penalty):
    m = model(files)
    objective = Penalised(m, penalty)
    theta, e = np.random.default_rng(3).normal(size=m.size) * 0.5, 1e-5
    slope = [(objective.value(theta + e * v) - objective.value(theta - e * v)) / (2 * e) for v in np.eye(m.size)]
    assert objective.derivative(theta).gradient == pytest.approx(np.array(slope), abs=1e-5)
    assert objective.derivative(theta).value == pytest.approx(objective.value(theta))


def test_separation_is_named(files):
    x, z, w, y = synthetic()
    d = np.where(y == 0, DRAWS.integers(0, 2, N), y == 2)
    spec, table = files(CRISIS.replace('"1 + w"', '"1 + w + d"'), (x, z, w, d, y), "x,z,w,d,y")
    with pytest.raises(InputError) as error:
        fit(spec, table, Settings(starts=2))
    problem = error.value.problems[0]
    assert "perfect separation" in problem.what and "B:war:d towards +∞" in problem.what
    assert "--penalty log-f, cauchy or firth" in problem.remedy and problem.line == 12
    assert np.isfinite(fit(spec, table, Settings(starts=0, penalty="cauchy")).covariance.errors).all()


def test_a_penalty_that_does_not_keep_constants_finite_names_the_others(files):
    """An outcome of one row, so that a constant runs off: log-f leaves it free, and is not offered again."""
    x, z, _, y = synthetic()
    reported = np.where(y == 2, 1.0, 0.0)
    spec, table = files(CRISIS.replace('"1 + w"', '"1 + d"').replace('"1 + z"', '"1"'), (x, z, reported, y), "x,z,d,y")
    with pytest.raises(InputError) as error:
        fit(spec, table, Settings(starts=0, penalty="log-f"))
    remedy = error.value.problems[0].remedy
    assert "--penalty cauchy or firth" in remedy and "log-f leaves constants free" in remedy


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('A: "0 + x"', 'A: "1 + x"'), ("only a combination", "A:sq:Intercept", "A:cd:Intercept", "A:war:Intercept")),
        (("link: probit", "link: probit, scale: {B: 1}"), ("the scale of shocks", "B:war:w", "B:scale:Intercept")),
        (("cd, payoff: {A: 1}", 'cd, payoff: {A: 1, B: "0 + w"}'), ("only a combination", "B:cd:w", "B:war:w")),
    ],
)
def test_what_is_not_identified_is_said_before(files, change, named):
    spec, table = files(CRISIS.replace(*change))
    with pytest.raises(InputError) as error:
        fit(spec, table, Settings(starts=0))
    assert len(error.value.problems) == 1
    assert all(part in error.value.problems[0].what for part in named)


def test_partly_seen_outcomes(files):
    """Where concession and war look alike, the probability of what is seen is their sum."""
    m = model(files, CRISIS.replace("1: cd, 2: war", "1: [cd, war], 2: war"))
    assert m.labels == ("sq", "cd or war", "war")
    theta = np.zeros(m.size)
    logs = m.log_classes(Plain(), m.values(theta))
    assert logs[1] == pytest.approx(np.full(N, np.log(0.5))) and logs[2] == pytest.approx(np.full(N, np.log(0.25)))


BAD_TABLES = {
    "ragged": ("x,z,w,y\n1,2,3,0\n1,2,3\n", 3, "3 cells"),
    "quote": ('x,z,w,y\n1,2,3,"0\n', 2, "no CSV"),
    "twice": ("x,x,w,y\n1,2,3,0\n", 1, "two columns"),
    "empty": ("", 1, "empty"),
    "no rows": ("x,z,w,y\n", 1, "no rows"),
    "word": ("x,z,w,y\n1,2,3,0\n2,b,1,1\n3,1,2,2\n", 3, "should hold numbers"),
    "huge": ("x,z,w,y\n1,2,3,0\n2,-1e300,1,1\n3,1,2,2\n", 3, "too large a number"),
    "unknown value": ("x,z,w,y\n1,2,3,0\n2,1,1,7\n3,1,2,2\n", 3, "gives no meaning"),
}


@pytest.mark.parametrize(("table", "line", "what"), BAD_TABLES.values(), ids=BAD_TABLES)
def test_bad_tables_are_placed(files, table, line, what):
    spec, path = files()
    path.write_text(table, encoding="utf-8")
    with pytest.raises(InputError, match=what) as error:
        fit(spec, path, Settings(starts=0))
    assert error.value.problems[0].line == line and error.value.problems[0].file == str(path)


BAD_SPECIFICATIONS = {
    "missing column": (("1 + z", "1 + zz"), "no column 'zz'", "did you mean 'z'"),
    "code": (("1 + z", "1 + open('x')"), "no known function", "use columns"),
    "attribute": (("1 + z", "I(x.__class__)"), "names an attribute", "use columns"),
    "two sides": (("1 + z", "x ~ z"), "more than one side", "right side"),
    "player": (("player: B", "player: C"), "no player 'C'", "players are"),
    "outcome": (("2: war}", "2: wars}"), "no outcome 'wars'", "did you mean"),
    "unseen": (("1: cd, ", ""), "nothing in the data stands for 'cd'", "name it"),
    "twice": (("outcome: war", "outcome: cd"), "2 ends are called 'cd'", "name"),
    "coefficient": (("errors:", "fixed: {'A:war:q': 1}\nerrors:"), "no coefficient 'A:war:q'", "did you mean"),
    "logarithm": (("1 + z", "log(z)"), "not finite", "positive"),
}


@pytest.mark.parametrize(("change", "what", "remedy"), BAD_SPECIFICATIONS.values(), ids=BAD_SPECIFICATIONS)
def test_bad_specifications_are_placed(files, change, what, remedy):
    spec, table = files(CRISIS.replace(*change))
    with pytest.raises(InputError) as error:
        fit(spec, table, Settings(starts=0))
    problem = next(p for p in error.value.problems if what in p.what)
    assert remedy in problem.remedy and problem.line > 1 and problem.file == str(spec)


def test_constant_columns_and_outcomes_that_never_occur(files):
    x, z, w, y = synthetic()
    with pytest.raises(InputError, match="'z' is 2 in all 300 rows") as error:
        fit(*files(columns=(x, z * 0 + 2, w, y)), Settings(starts=0))
    assert error.value.problems[0].line == 12
    with pytest.raises(InputError, match="'cd' never occurs"):
        fit(*files(columns=(x, z, w, np.where(y == 1, 2, y))), Settings(starts=0))


def test_a_second_move_of_one_player_under_private_information_is_refused(files):
    again = CRISIS.replace("player: B", "player: A").replace("agent", "private")
    with pytest.raises(InputError, match="moves a second time"):
        fit(*files(again), Settings(starts=0))


def test_missing_rows_are_left_out_and_counted(files):
    spec, table = files()
    lines = table.read_text(encoding="utf-8").splitlines()
    lines[5] = "NA" + lines[5][lines[5].index(",") :]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = fit(spec, table, Settings(starts=0))
    assert found.as_dict()["rows"] == {"used": N - 1, "left_out": 1}
    assert "1 incomplete row left out" in text(found)


def test_tables_in_markdown_and_latex(files):
    found = fit(*files(), Settings(starts=0))
    e = found.estimates["B:war:w"]
    assert f"| B:war:w | {e.value:.3f}*** ({e.error:.3f}) |" in markdown([found])
    assert r"\midrule" in latex([found]) and "observations & 300" in latex([found])


def test_the_command(files, tmp_path):
    spec, table = files()
    ran = CliRunner().invoke(main, ["fit", str(spec), str(table), "--starts", "1", "--json"])
    shown = json.loads(ran.output)
    assert ran.exit_code == 0 and shown["n"] == N and shown["modes"][0]["starts"] == 2
    assert set(shown["estimates"]["B:war:w"]) >= {"estimate", "se"}
    assert shown["loglik"] == pytest.approx(shown["modes"][0]["loglik"])
    out = tmp_path / "table.tex"
    assert CliRunner().invoke(main, ["fit", str(spec), str(table), "--starts", "0", "-o", str(out)]).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith(r"\begin{tabular}")
    picture = tmp_path / "effects.svg"
    command = ["fit", str(spec), str(table), "--starts", "0", "--effect", "w", "--at", "z=1", "-o", str(picture)]
    assert CliRunner().invoke(main, command).exit_code == 0
    drawn = ElementTree.parse(picture).getroot()
    assert len(drawn.findall("{http://www.w3.org/2000/svg}circle")) == 12
    table.write_text("x,w,y\n1,2,0\n", encoding="utf-8")
    ran = CliRunner().invoke(main, ["fit", str(spec), str(table)])
    assert ran.exit_code == 2 and ran.output.startswith(f"{spec}:12:44: the data have no column 'z'")
    named = tmp_path / "named.yaml"
    named.write_text("schema: deterrence-estimation-1\n" + CRISIS, encoding="utf-8")
    assert CliRunner().invoke(main, ["check", str(named)]).output.strip().endswith("crisis: well formed")


def test_log_normal_derivatives_far_out():
    x = np.array([-1e7, -50.0, -3.0, 0.0, 4.0, 40.0])
    from deterrence.estimation.jets import variable

    jet = Jets().log_cdf("probit", variable(x, 0, 1))
    assert jet.value == pytest.approx(log_ndtr(x))
    assert jet.slope[0, :2] == pytest.approx([1e7, 50.0199681], rel=1e-6)
    assert jet.bend[0, :2] == pytest.approx([-1.0, -1 + 1 / 2500], rel=1e-5)
    assert jet.bend[0, 3] == pytest.approx(-2 / np.pi)
