"""Slow work: once for a setting, one at a time, cancelled between steps, bounded in number."""

import threading
import time

import pytest

from deterrence.app.jobs import Jobs
from deterrence.app.setting import Setting
from deterrence.app.settings import Limits, Settings
from deterrence.app.turn import Turn
from deterrence.errors import ArgumentError, DeterrenceError
from deterrence.unwanted import go_on

PATIENCE = 60.0
"""Seconds for what takes none, on a machine that is busy."""


@pytest.fixture
def jobs(tmp_path):
    made = Jobs(Settings(data=tmp_path, limits=Limits(jobs=2, kept_jobs=3)))
    yield made
    made.close()


def over(job):
    until = time.monotonic() + PATIENCE
    while not job.over:
        assert time.monotonic() < until
        time.sleep(0.002)
    return job


def test_the_result_is_kept(jobs):
    job = over(jobs.begin("a", Setting("x"), 1.0, lambda job: 42))
    assert (job.state, job.result) == ("done", 42)
    assert jobs.get(job.id) is job and jobs.found("a", Setting("x")) is job
    assert jobs.begin("a", Setting("x"), 1.0, lambda job: 43) is job


def test_a_failure_is_told_and_may_be_tried_again(jobs):
    def fails(job):
        raise DeterrenceError("because")

    job = over(jobs.begin("a", Setting("x"), 1.0, fails))
    assert (job.state, job.error) == ("failed", "because")
    assert over(jobs.begin("a", Setting("x"), 1.0, lambda job: 1)).result == 1


def test_it_is_cancelled_between_steps_and_what_waits_is_never_begun(jobs):
    began, go = threading.Event(), threading.Event()

    def steps(job):
        began.set()
        go.wait(5)
        job.go_on()
        raise AssertionError("it went on")

    first = jobs.begin("a", Setting("x"), 1.0, steps)
    second = jobs.begin("b", Setting("x"), 1.0, lambda job: 1)
    began.wait(5)
    first.cancel()
    second.cancel()
    assert second.state == "cancelled"
    go.set()
    assert over(first).state == "cancelled"
    assert over(jobs.begin("c", Setting("x"), 1.0, lambda job: 3)).result == 3
    assert second.result is None


def test_work_that_is_cancelled_ends_within_a_step(jobs):
    """A solver asks between two of its rounds."""
    begun = threading.Event()

    def rounds(job):
        begun.set()
        while True:
            go_on()
            time.sleep(0.001)

    job = jobs.begin("a", Setting("x"), 1.0, rounds)
    assert begun.wait(5)
    job.cancel()
    assert over(job).state == "cancelled" and job.error == ""


def test_there_is_a_bound(jobs):
    go = threading.Event()
    for kind in "ab":
        jobs.begin(kind, Setting("x"), 1.0, lambda job: go.wait(5))
    with pytest.raises(ArgumentError, match="cancel"):
        jobs.begin("c", Setting("x"), 1.0, lambda job: 1)
    go.set()


def test_old_ones_are_forgotten(jobs):
    ids = [over(jobs.begin(kind, Setting("x"), 1.0, lambda job: 1)).id for kind in "abcdef"]
    assert jobs.get(ids[0]) is None and jobs.get(ids[-1]) is not None
    assert len(jobs._jobs) <= 4


def test_a_reader_goes_before_slow_work():
    """While somebody waits for a page, no further step of slow work begins."""
    turn, order = Turn(), []
    inside = threading.Event()

    def reader():
        with turn.taken():
            order.append("reader")

    def slow():
        with turn.lent():
            inside.set()
            time.sleep(0.05)
            order.append("step")
        with turn.lent():
            order.append("step")

    worker = threading.Thread(target=slow)
    worker.start()
    inside.wait(5)
    readers = [threading.Thread(target=reader) for _ in range(3)]
    for thread in readers:
        thread.start()
    for thread in (*readers, worker):
        thread.join(5)
    assert order == ["step", "reader", "reader", "reader", "step"]


def test_work_that_follows_a_reader_is_left_for_the_next_setting_unless_somebody_else_waits(tmp_path):
    jobs, go = Jobs(Settings(data=tmp_path, limits=Limits(jobs=9, kept_jobs=9))), threading.Event()

    def waits(job):
        go.wait(5)
        job.go_on()
        return job.setting.scenario

    first = jobs.begin("a", Setting("x"), 1.0, waits, "one")
    second = jobs.begin("a", Setting("y"), 1.0, waits, "one")
    assert not first.wanted and second.wanted
    assert jobs.begin("a", Setting("y"), 1.0, waits, "two") is second
    third = jobs.begin("a", Setting("x"), 1.0, waits, "one")  # the other reader still waits for y
    assert second.wanted and third is not first
    assert jobs.begin("a", Setting("x"), 1.0, waits) is third  # and somebody asked for x once
    jobs.begin("a", Setting("z"), 1.0, waits, "one")
    assert third.wanted
    go.set()
    assert over(second).result == "y" and over(first).state == "cancelled"
    jobs.close()
