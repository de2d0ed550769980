"""Designs: every world alone gives the same bits; each design has the property that it is named for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from deterrence.errors import ArgumentError
from deterrence.parameters.parameter import Distribution
from deterrence.parameters.table import NamedParameter
from deterrence.stress.ensemble.correlation import Copula
from deterrence.stress.ensemble.designs import DESIGNS, LARGEST, Design
from deterrence.stress.ensemble.quantiles import deviation, kind_of, poincare, quantile
from deterrence.stress.ensemble.sample import Sample
from deterrence.stress.sampling import draw
from shipped import crisis


@pytest.mark.parametrize("kind", DESIGNS)
def test_any_world_alone_has_the_same_bits(kind):
    design = Design(kind, 13, 4, seed=3)
    together = design.points(0, design.worlds)
    assert together.shape == (design.worlds, 4) and together.min() >= 0 and together.max() < 1
    for k in range(design.worlds):
        assert np.array_equal(design.points(k, k + 1)[0], together[k])
    assert not np.array_equal(Design(kind, 13, 4, seed=4).points(0, design.worlds), together)
    assert design.points(5, 5).shape == (0, 4)


def test_a_latin_hypercube_meets_every_stratum_once():
    points = Design("latin", 50, 6, seed=1).points(0, 50)
    assert (np.sort(np.floor(points * 50), 0) == np.arange(50)[:, None]).all()
    orders = np.argsort(points, 0)
    assert len({tuple(row) for row in orders.T}) == 6, "the strata of two parameters are not in one order"


def test_a_sobol_sequence_is_more_even_than_chance():
    even, chance = (Design(kind, 256, 3, seed=2).points(0, 256) for kind in ("sobol", "independent"))
    assert stats.qmc.discrepancy(even) < 0.2 * stats.qmc.discrepancy(chance)


def test_rows_of_saltelli_exchange_one_coordinate_at_a_time():
    rows = Design("saltelli", 8, 3, seed=0).points(0, 40).reshape(8, 5, 3)
    for a, b, *mixed in rows:
        assert not (a == b).any()
        for j, point in enumerate(mixed):
            assert point[j] == b[j] and np.array_equal(np.delete(point, j), np.delete(a, j))


def test_designs_that_cannot_be_are_refused():
    with pytest.raises(ArgumentError, match="no design 'random'"):
        Design("random", 5, 2)
    with pytest.raises(ArgumentError, match="0 draws"):
        Design("latin", 0, 2)
    with pytest.raises(ArgumentError, match="choose 'latin'"):
        Design("sobol", 5, 30_000)


def parameter(kind, **shape):
    spread = Distribution(kind=kind, **shape)
    return NamedParameter("p", 2.0, "stake", "judgement", "p", range=(1.0, 4.0), distribution=spread)


TRUNCATED = stats.lognorm(0.5, scale=2.0)
BY_HAND = [
    (parameter("uniform"), stats.uniform(1, 3).ppf),
    (parameter("triangular"), stats.triang(1 / 3, 1, 3).ppf),
    (parameter("beta", a=2.0, b=5.0), stats.beta(2, 5, 1, 3).ppf),
    (
        parameter("lognormal", sigma=0.5),
        lambda u: TRUNCATED.ppf(TRUNCATED.cdf(1) + u * (TRUNCATED.cdf(4) - TRUNCATED.cdf(1))),
    ),
]


@pytest.mark.parametrize(("p", "known"), BY_HAND, ids=[p.distribution.kind for p, _ in BY_HAND])
def test_quantiles_are_those_of_scipy_and_stay_within_the_range(p, known):
    for u in (0.01, 0.3, 0.5, 0.77, 0.999):
        assert quantile(p, u) == pytest.approx(known(u), rel=1e-9)
    assert [quantile(p, 0.0), quantile(p, 1.0)] == pytest.approx([1.0, 4.0])


def test_a_copula_ties_ranks_and_leaves_every_parameter_its_own_distribution():
    names, stated = ("a", "b", "c"), {("c", "a"): 0.7}
    points = Design("independent", 4000, 3, seed=5).points(0, 4000)
    tied = np.array([Copula.of(names, stated).tied(point) for point in points])
    ranks = stats.spearmanr(tied).statistic
    assert ranks[0, 2] == pytest.approx(0.7, abs=0.03)
    assert abs(ranks[0, 1]) < 0.05 and abs(ranks[1, 2]) < 0.05
    assert np.allclose(tied[:, :2], points[:, :2], atol=1e-12)
    for column in tied.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-3


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({("a", "d"): 0.5}, "d is not drawn"),
        ({("a", "b"): 1.0}, "within"),
        ({("a", "a"): 0.5}, "within"),
        ({("a", "b"): 0.5, ("b", "a"): 0.5}, "twice"),
        ({("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}, "cannot all hold"),
    ],
)
def test_correlations_that_cannot_be_are_refused(stated, said):
    with pytest.raises(ArgumentError, match=said):
        Copula.of(("a", "b", "c"), stated)


def of(name, kind="latin", draws=12, **wanted):
    return Sample.of(crisis(name), crisis(name).parameters.defaults, kind, draws, 7, **wanted)


def test_worlds_keep_to_ranges_and_to_what_is_possible():
    sample = of("ladder")
    rows = crisis("ladder").parameters
    for world in sample.worlds(0, 12):
        assert not world.trouble and world.values.keys() == sample.drawn.keys()
        for name, value in world.values.items():
            low, high = rows[name].range
            assert low <= value <= high and rows[name].role in ("uncertain", "estimated")
        rows.override(dict(world.values))  # raises where they do not fit together


def test_what_is_named_is_drawn_and_what_is_held_is_not():
    name, other, *_ = of("ladder").drawn
    assert list(of("ladder", only=(name,)).drawn) == [name]
    assert name not in of("ladder", held=(name,)).drawn and other in of("ladder", held=(name,)).drawn
    with pytest.raises(ArgumentError, match=r"no parameter 'no\.such'"):
        of("ladder", only=("no.such",))
    with pytest.raises(ArgumentError, match="no parameter is drawn"):
        of("ladder", only=(name,), held=(name,))
    with pytest.raises(ArgumentError, match="independent"):
        of("ladder", "saltelli", correlations={(name, other): 0.5})


def test_plausible_worlds_of_options_and_claims_are_independent_draws():
    stated = crisis("ladder").parameters.defaults
    few, many = (draw(crisis("ladder"), stated, n, 2) for n in (2, 5))
    assert few == many[:2]
    assert few == [dict(w.values) for w in Sample.of(crisis("ladder"), stated, "independent", 2, 2).worlds(0, 2)]


def test_a_sobol_sequence_has_as_many_coordinates_as_scipy_says():
    from scipy.stats import qmc

    assert LARGEST == {"sobol": qmc.Sobol.MAXDIM, "saltelli": qmc.Sobol.MAXDIM // 2}


def spread(kind=None, value=2.0, low=1.0, high=7.0):
    given = Distribution(kind=kind) if kind is not None else None
    return NamedParameter("x", value, "stake", "judgement", "x", (low, high), given)


def test_half_of_the_worlds_lie_on_either_side_of_a_value_where_a_file_says_no_more():
    shares = np.linspace(0, 1, 101)
    for p in (spread(), spread("balanced")):
        found = np.array([quantile(p, u) for u in shares])
        assert found[50] == 2.0 and found[[0, 25, 75, 100]].tolist() == [1.0, 1.5, 4.5, 7.0]
        assert np.all(np.diff(found) > 0)
    assert [quantile(spread(value=4.0), u) for u in shares] == pytest.approx([1 + 6 * u for u in shares])


@pytest.mark.parametrize("end", [1.0, 7.0])
def test_a_value_that_is_an_end_of_its_range_is_no_middle(end):
    assert [quantile(spread(value=end), u) for u in (0.0, 0.5, 1.0)] == [1.0, 4.0, 7.0]
    assert kind_of(spread(value=end)) == "uniform"


def test_the_deviation_of_a_balanced_parameter_in_closed_form():
    """Var = (a² + b²)/6 − (b − a)²/16, with a below and b above the value."""
    assert deviation(spread()) == pytest.approx(np.sqrt((1 + 25) / 6 - 1), rel=1e-12)
    drawn = [quantile(spread(), (k + 0.5) / 20_000) for k in range(20_000)]
    assert deviation(spread()) == pytest.approx(np.std(drawn), rel=1e-6)
    assert deviation(spread("uniform")) == pytest.approx(6 / np.sqrt(12))
    assert deviation(spread("triangular")) == pytest.approx(np.sqrt((1 + 4 + 49 - 2 - 7 - 14) / 18), rel=1e-3)


@pytest.mark.parametrize("value", [1.05, 2.0, 4.0, 6.5])
def test_the_poincare_constant_is_met_by_its_own_function_and_by_no_other(value):
    """Against the least eigenvalue of a finite-element form of ∫ρf'² over ∫ρf² on 2,000 cells."""
    from scipy.linalg import eigh_tridiagonal

    p, n = spread(value=value), 2_000
    a, b = value - 1.0, 7.0 - value
    edges = np.concatenate([np.linspace(1.0, value, n // 2 + 1), np.linspace(value, 7.0, n // 2 + 1)[1:]])
    width = np.diff(edges)
    density = np.where(edges[:-1] < value - 1e-12, 0.5 / a, 0.5 / b)
    stiff, mass = density / width, density * width
    lumped = np.zeros(n + 1)
    lumped[:-1] += mass / 2
    lumped[1:] += mass / 2
    diagonal = np.zeros(n + 1)
    diagonal[:-1] += stiff
    diagonal[1:] += stiff
    root = np.sqrt(lumped)
    least = eigh_tridiagonal(diagonal / lumped, -stiff / (root[:-1] * root[1:]), select="i", select_range=(0, 1))[0]
    assert least[0] == pytest.approx(0.0, abs=1e-6)
    assert poincare(p) == pytest.approx(1 / least[1], rel=1e-4)


def test_poincare_constants_that_are_known_and_those_that_are_not():
    assert poincare(spread("uniform")) == pytest.approx(36 / np.pi**2) == poincare(spread(value=4.0))
    assert poincare(spread("triangular")) is None


def test_in_the_middle_of_any_range_the_poincare_constant_is_that_of_a_uniform_one():
    for low, width in np.random.default_rng(0).random((500, 2)):
        value, high = low + width, low + 2 * width
        found = poincare(spread(value=value, low=low, high=high))
        assert found == pytest.approx((high - low) ** 2 / np.pi**2, rel=1e-9)
