"""Search: every equilibrium of small games is found, each once, the principal branch first."""

from __future__ import annotations

import pytest

from deterrence.solvers.tree import find_equilibria, solve_tree
from small_trees import signalling, stag_hunt


def test_all_three_of_the_stag_hunt():
    found = find_equilibria(stag_hunt(), starts=20, seed=1)
    shares = [s.assessment.strategy("A", "a")["stag"] for s in found]
    assert sorted(shares) == pytest.approx([0.0, 0.75, 1.0], abs=1e-7)
    assert shares[0] == pytest.approx(solve_tree(stag_hunt()).assessment.strategy("A", "a")["stag"])
    for s in found:
        assert s.certificate.concept == "sequential equilibrium"
        assert "3 found from 20 starts" in s.certificate.message


def test_all_three_at_a_precision_satisfy_the_fixed_point():
    found = find_equilibria(stag_hunt(), 6.0, starts=20)
    assert len(found) == 3
    assert max(s.certificate.residual for s in found) < 1e-10


def test_where_there_is_one_it_says_how_hard_it_looked():
    (only,) = find_equilibria(signalling(), 0.5, starts=6)
    assert "no other found from 6 starts" in only.certificate.message


def test_the_same_seed_finds_the_same():
    one, two = (find_equilibria(stag_hunt(), starts=8, seed=3) for _ in range(2))
    assert [s.message for s in one] == [s.message for s in two]
