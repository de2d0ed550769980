"""What a world of an ensemble costs; the same worlds in EMA Workbench; memory as worlds become more.

>>> make bench NAME=ensembles ARGS="south-asia-2025 --points 5 7 13 --worlds 3"      # doctest: +SKIP
>>> make bench NAME=ensembles ARGS="ladder --beside --workers 2 --worlds 64"         # doctest: +SKIP
>>> make bench NAME=ensembles ARGS="ladder --memory 64 256 1024 --points 5"          # doctest: +SKIP
>>> make bench NAME=ensembles ARGS="south-asia-2025 --scaling --worlds 32 --points 7"  # doctest: +SKIP

Without more it times solving a world and reading its outlook, on several grids; with ``--options`` an option in a world
beside it, and with ``--payoffs`` one of which payoffs alone are read. With ``--beside`` the same worlds are solved by
this package, which keeps them on disk, and by EMA Workbench's evaluators, which hold them in memory, one after the
other, by the same function; results are compared bit for bit. (Kwakkel 2017, "The Exploratory Modeling Workbench",
Environmental Modelling & Software 96, 239–250; recalled.) Reported are seconds of the clock, and of processors in the
function itself; what lies between is the machinery (and, with workers, their start). With ``--memory`` ensembles of
several sizes are run, each in a process of its own, and the most memory that each process had is reported. With
``--scaling`` the same worlds are solved by one process and by two, then by one local Dask worker and by two, in turn,
as often as ``--repeats`` says. Reported are medians of the seconds of the clock from the first part handed out
to the last one written, when all workers have started and solved the crisis as it stands. It needs two idle cores.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from deterrence.scenario.crisis import load
from deterrence.stress.ensemble.plan import Plan, planned
from deterrence.stress.ensemble.running import run
from deterrence.stress.ensemble.tables import Rows
from deterrence.stress.ensemble.working import Workplace
from deterrence.stress.resolve import Change


def plan_of(given: argparse.Namespace, points: int, worlds: int) -> Plan:
    """The ensemble that is timed."""
    crisis = load(given.scenario)
    wanted = {"quick": given.quick, "options": given.options or given.payoffs, "payoffs": given.payoffs}
    return planned(crisis, crisis.parameters.defaults, draws=worlds, points=points, **wanted)


def costs(given: argparse.Namespace) -> None:
    """Seconds of processor time per row; the first world, with which all is laid out, is not counted."""
    print(f"{given.scenario}, {given.worlds} worlds, seconds of processor time each")
    print("points  row     solving  reading  together")
    for points in given.points:
        plan = plan_of(given, points, given.worlds + 1)
        place = Workplace(plan)
        taken: dict[str, list[tuple[float, float]]] = {"world": [], "option": []}
        for number, world in enumerate(plan.sample.worlds(0, plan.worlds)):
            for policy in plan.policies:
                began = time.process_time()
                there = place._standing(world, policy)
                change = place._change(world, policy, there)
                resolver = there.fitted(change)
                resolver.solved(change)
                solved = time.process_time()
                plan.reader_under(policy).read(resolver, change)
                if number:
                    row = "world" if policy == plan.policies[0] else "option"
                    taken[row].append((solved - began, time.process_time() - solved))
        for row, each in taken.items():
            if each:
                solving, reading = np.mean(each, axis=0)
                print(f"{points:6}  {row:6}  {solving:7.2f}  {reading:7.2f}  {solving + reading:8.2f}", flush=True)


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds of the clock, of this process's processor, and what came back."""
    began, used = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - began, time.process_time() - used, found


_place: list[Workplace] = []
_names: dict[str, str] = {}


def solved(**values: float) -> dict[str, float]:
    """A world as a function, which is what the workbench takes; its arguments are named as it admits."""
    place, began = _place[0], time.process_time()
    change = Change.of({_names[name]: x for name, x in values.items()})
    found = place.plan.reader.read(place.resolver(), change)
    out = {f"y{k}": found.get(name, np.nan) for k, name in enumerate(place.plan.reader.columns)}
    return {**out, "seconds": time.process_time() - began}


def beside(given: argparse.Namespace) -> None:
    """The same worlds in both."""
    from ema_workbench import Model, MultiprocessingEvaluator, RealParameter, Sample, ScalarOutcome, SequentialEvaluator

    multiprocessing.set_start_method("fork", force=True)  # its processes find the solution as stated, as ours make it
    print(f"{given.scenario}, {given.worlds} worlds, workers: {given.workers}")
    print("nodes                      clock  this process  in the function")
    for points in given.points:
        plan = plan_of(given, points, given.worlds)
        _place[:] = [Workplace(plan)]
        _place[0].try_out()  # what either needs once: compiled code, and the solution as stated
        with tempfile.TemporaryDirectory() as folder:
            wall, cpu, done = timed(lambda plan=plan, folder=folder: run(plan, Path(folder), workers=given.workers))
            ours = Rows.of(plan, done.store).columns(plan.reader.columns)
        print(f"{points:5} deterrence, on disk {wall:7.1f} {cpu:13.1f} {done.seconds:16.1f}", flush=True)
        _names.update({f"x{k}": name for k, name in enumerate(plan.sample.drawn)})
        model = Model("crisis", function=solved)
        model.uncertainties = [
            RealParameter(short, *plan.sample.drawn[name].range) for short, name in _names.items()
        ]
        model.outcomes = [*(ScalarOutcome(f"y{k}") for k in range(len(plan.reader.columns))), ScalarOutcome("seconds")]
        worlds = plan.sample.worlds(0, plan.worlds)
        samples = [Sample(**{s: world.values[name] for s, name in _names.items()}) for world in worlds]

        def theirs(model: Model = model, samples: list[Sample] = samples) -> dict[str, np.ndarray]:
            many = given.workers > 1
            evaluator = MultiprocessingEvaluator(model, given.workers) if many else SequentialEvaluator(model)
            with evaluator:
                return evaluator.perform_experiments(scenarios=samples)

        wall, cpu, (experiments, outcomes) = timed(theirs)
        within = float(np.sum(outcomes["seconds"]))
        order = np.argsort([which(samples, row) for row in experiments[list(_names)].to_numpy()])
        apart = [
            np.array_equal(ours[name], np.asarray(outcomes[f"y{k}"])[order], equal_nan=True)
            for k, name in enumerate(plan.reader.columns)
        ]
        same = "the same bits" if all(apart) else "other numbers"
        print(f"      EMA Workbench       {wall:7.1f} {cpu:13.1f} {within:16.1f}  {same}", flush=True)


def which(samples: list, row: np.ndarray) -> int:
    """Which of the samples a row of the workbench's table is."""
    return next(k for k, sample in enumerate(samples) if all(sample[s] == x for s, x in zip(_names, row, strict=True)))


def run_whole(plan: Plan, answer: multiprocessing.SimpleQueue) -> None:
    """An ensemble in this process, and the most memory that it took."""
    with tempfile.TemporaryDirectory() as folder:
        run(plan, Path(folder))
    answer.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def memory(given: argparse.Namespace) -> None:
    """The most memory by number of worlds."""
    print(f"{given.scenario}, {given.points[0]} nodes a side: worlds, and MiB of one process at most")
    context = multiprocessing.get_context("spawn")
    for worlds in given.memory:
        answer = context.SimpleQueue()
        process = context.Process(target=run_whole, args=(plan_of(given, given.points[0], worlds), answer))
        process.start()
        print(f"{worlds:7} {answer.get():7.0f}", flush=True)
        process.join()


def scaling(given: argparse.Namespace) -> None:
    """Seconds of the clock by one worker and by two of each sort."""
    from distributed import LocalCluster

    points = given.points[0]
    plan = plan_of(given, points, given.worlds)
    print(f"{given.scenario}, {points} nodes a side, {plan.worlds} worlds, {given.repeats} repeats: clock seconds")
    ways = [(sort, workers) for sort in ("processes", "Dask workers") for workers in (1, 2)]
    seconds: dict[tuple[str, int], list[float]] = {way: [] for way in ways}
    for _ in range(given.repeats):
        for sort, workers in ways:
            if sort == "processes":
                seconds[sort, workers].append(working(plan, workers=workers))
                continue
            with LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
            ) as cluster:
                seconds[sort, workers].append(working(plan, scheduler=cluster.scheduler_address))
    for sort in ("processes", "Dask workers"):
        one, two = (statistics.median(seconds[sort, workers]) for workers in (1, 2))
        print(f"{sort:13} one {one:7.1f}, two {two:7.1f}: {one / two:.2f} times as fast", flush=True)


def working(plan: Plan, **by: Any) -> float:
    """Seconds of the clock from the first part handed out to the last one written."""
    told: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        run(plan, Path(folder), **by, tell=lambda standing: told.append(time.perf_counter()))
    return told[-1] - told[0]


def main() -> None:
    """Times what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="?", default="ladder")
    parser.add_argument("--points", type=int, nargs="+", default=[5, 7, 13])
    parser.add_argument("--worlds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="leave out whether events happen")
    parser.add_argument("--options", action="store_true", help="every policy option in every world")
    parser.add_argument("--payoffs", action="store_true", help="the same, of which payoffs alone are read")
    parser.add_argument("--scaling", action="store_true", help="one worker against two, here and under Dask")
    parser.add_argument("--repeats", type=int, default=3, help="of --scaling")
    parser.add_argument("--beside", action="store_true", help="the same worlds in EMA Workbench")
    parser.add_argument("--memory", type=int, nargs="+", help="numbers of worlds")
    given = parser.parse_args()
    if given.scaling:
        scaling(given)
    else:
        memory(given) if given.memory else beside(given) if given.beside else costs(given)


if __name__ == "__main__":
    main()
