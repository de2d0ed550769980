"""The same parts on a Dask cluster; a worker killed in the middle changes nothing."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from deterrence.errors import ArgumentError
from deterrence.stress.ensemble.running import run
from stress.ensemble.plans import content, plan


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("killed", [False, True])
def test_two_local_workers_end_with_the_same_bytes(tmp_path, killed):
    distributed = pytest.importorskip("distributed")
    run(plan(), tmp_path / "here")
    left = [1 if killed else 0]
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        processes = [worker.pid for worker in cluster.workers.values()]

        def kill_one(standing):
            if left[0] and standing.done:
                left[0] = 0
                os.kill(processes[0], signal.SIGKILL)

        done = run(plan(), tmp_path / "there", scheduler=cluster.scheduler_address, tell=kill_one)
    assert not left[0] and done.fresh == plan().parts and done.failed == 0
    assert content(tmp_path / "there") == content(tmp_path / "here")


def test_without_dask_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ArgumentError, match=r"deterrence\[cluster\]"):
        run(plan(), tmp_path, scheduler="tcp://127.0.0.1:1")
