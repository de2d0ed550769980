"""How many threads linear algebra has."""

import multiprocessing
import os

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from deterrence.threads import VARIABLES, one_thread, one_thread_from_now_on


def counts():
    libraries = ThreadpoolController().lib_controllers
    return [x.num_threads for x in libraries if x.user_api == "blas"]


@pytest.fixture(autouse=True)
def two_threads():
    np.ones(2) @ np.ones(2)
    libraries = [x for x in ThreadpoolController().lib_controllers if x.user_api == "blas"]
    before = [x.num_threads for x in libraries]
    for threads in (1, 2):
        for x in libraries:
            x.set_num_threads(threads)
        if not libraries or any(x.num_threads != threads for x in libraries):
            pytest.skip("linear algebra has no threads that could be chosen in this process")
    yield
    for x, threads in zip(libraries, before, strict=True):
        x.set_num_threads(threads)


def test_one_thread_within_and_as_many_as_before_afterwards():
    with one_thread():
        assert set(counts()) == {1}
    assert set(counts()) == {2}


def test_an_error_restores_what_was():
    with pytest.raises(ZeroDivisionError), one_thread():
        raise ZeroDivisionError
    assert set(counts()) == {2}


def test_one_within_another_changes_nothing():
    with one_thread():
        with one_thread():
            assert set(counts()) == {1}
        assert set(counts()) == {1}
    assert set(counts()) == {2}


def test_of_two_that_overlap_the_first_to_begin_restores_what_was():
    first, second = one_thread(), one_thread()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert set(counts()) == {2}
    second.__exit__(None, None, None)
    assert set(counts()) == {2}


def test_a_worker_has_one_thread_for_good():
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, one_thread_from_now_on) as pool:
        found, variables = pool.apply(_in_worker)
    assert found and set(found) == {1}
    assert variables == ["1"] * len(VARIABLES)


def _in_worker():
    import scipy.linalg  # noqa: F401  its library is loaded after the beginning

    with one_thread():
        pass
    return counts(), [os.environ.get(name) for name in VARIABLES]
