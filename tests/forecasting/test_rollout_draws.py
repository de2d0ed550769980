"""Draws of a rollout: known answers, and drawing from a distribution function."""

import numpy as np
import pytest

from deterrence.forecasting.rollout_draws import inverse_cdf, move_draws, opening_draws, seed_words, uniform

# Known answers for Threefry-2x32 with 20 rounds, from the Random123 distribution: key, counter, result.
KNOWN = [
    ((0x00000000, 0x00000000), (0x00000000, 0x00000000), (0x6B200159, 0x99BA4EFE)),
    ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
    ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
]


@pytest.mark.parametrize(("key", "counter", "result"), KNOWN)
def test_known_answers(key, counter, result):
    seed = (key[0] << 32) + key[1]
    drawn = uniform(seed_words(seed), np.uint32(counter[0]), np.array([counter[1]], np.uint32))
    assert float(drawn[0]) == (((result[0] << 32) + result[1]) >> 11) * 2.0**-53


def test_no_draw_is_used_twice():
    seed, plays = seed_words(9), np.arange(1000, dtype=np.uint32)
    rows = [opening_draws(seed, 2, plays), *(move_draws(seed, 2, 2, t, plays) for t in range(3))]
    drawn = np.concatenate([np.asarray(row).ravel() for row in rows])
    assert len(np.unique(drawn)) == len(drawn) == 15_000
    assert drawn.min() >= 0.0 and drawn.max() < 1.0


LARGEST = 1 - 2.0**-53


@pytest.mark.parametrize("u", [0.0, 0.3, LARGEST])
@pytest.mark.parametrize("total", [1.0, 1 + 2.0**-52, 1 - 2.0**-53, 0.7, 1e-300])
def test_never_draws_what_has_probability_zero(u, total):
    cdf = np.array([0.0, 0.0, 0.4 * total, 0.4 * total, total, total])[:, None]
    drawn = int(inverse_cdf(cdf, np.array([u]))[0])
    assert drawn == (2 if u < 0.4 else 4)
