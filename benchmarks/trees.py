"""Agent quantal response on crisis games of growing size, beside Gambit in the same process.

    make bench NAME=trees
    make bench NAME=trees ARGS="--certify"           certificates alone: a minute
    make bench NAME=trees ARGS="--full"              also the sizes at which Gambit takes most of a minute
    make bench NAME=trees ARGS="--plot FILE.svg"     time and memory against size, ours alone beyond Gambit's reach

Both get the same games in memory and are timed from there to strategies at λ = 5; our time includes setting up.

Then our certificate at λ = 5, all of it (regret by player, of every set on and off the path, residual, Bayes' rule,
bound), beside what Gambit has of it, at uniform strategies: the largest regret of a player as one number; that and
the largest of a set; and the regret of every set. Both have the game in memory with what they keep of its structure,
as in every call but the first; calls follow one another. Gambit keeps what it found with the profile, so each of its
calls is given a new one, made beforehand. *In turn*, ours and Gambit's alternate and Gambit's profile is made just
before its call: what Gambit works on is then in the processor's cache, and what ours works on no longer. First calls,
on games of which nothing has been computed, stand apart, and so does the certificate of a limit, whose beliefs off
the path need not follow from one another.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pygambit
from crisis_trees import crisis

from deterrence.solvers.tree import TreeAssessment, TreeSolution, certify_tree, solve_tree
from deterrence.trees.gambit import write_efg
from deterrence.trees.tree import GameTree

LAM = 5.0
CASES = [("repeat", 3), ("ladder", 16), ("ladder", 32), ("repeat", 4), ("repeat", 5), ("repeat", 6), ("repeat", 7)]
SLOW = {("repeat", 5)}  # for Gambit; it is timed once, and only with --full
FIRST = 5  # first calls
COLOURS = {"repeat": "#004488", "ladder": "#bb5566"}
BEYOND = {("repeat", 6), ("repeat", 7)}  # hours for Gambit


def timed(work: Callable[[], object], repeats: int) -> list[float]:
    """Wall times."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return times


def shown(times: list[float]) -> str:
    """Median and range."""
    return f"{statistics.median(times):9.4f} s ({min(times):.4f} to {max(times):.4f}, n = {len(times)})"


def ours(kind: str, rounds: int, repeats: int) -> list[float]:
    """Times of ours, each on a tree of which nothing has been computed yet."""
    trees = [crisis(kind, rounds) for _ in range(repeats)]
    return timed(lambda: solve_tree(trees.pop(), LAM), repeats)


def brief(times: list[float]) -> str:
    """Median and least, in milliseconds."""
    return f"{1e3 * statistics.median(times):8.3f} ms (least {1e3 * min(times):.3f}, n = {len(times)})"


def compare(kind: str, rounds: int, full: bool) -> None:
    """One size: solving, ours and Gambit's."""
    tree = crisis(kind, rounds)
    repeats = 3 if len(tree.sets) > 1000 else 7
    mine = ours(kind, rounds, repeats)
    print(f"{kind} {rounds}: {len(tree)} nodes, {len(tree.sets)} information sets")
    print(f"  solve    ours   {shown(mine)}")
    beyond, slow = (kind, rounds) in BEYOND, (kind, rounds) in SLOW
    if beyond or (slow and not full):
        return
    solution = solve_tree(tree, LAM)
    game = pygambit.read_efg(io.StringIO(write_efg(tree)))
    found: list[object] = []
    theirs = timed(lambda: found.append(pygambit.qre.logit_solve_lambda(game, lam=LAM)), 1 if slow else 3)
    gap = difference(tree, solution, found[-1])
    ratio = statistics.median(theirs) / statistics.median(mine)
    print(f"           Gambit {shown(theirs)}: {ratio:.1f} times ours; payoffs differ by {gap:.1e}")


def certify(kind: str, rounds: int) -> None:
    """One size: the certificate, and what Gambit has of it."""
    tree = crisis(kind, rounds)
    many = 200 if len(tree) < 5000 else 25
    found = solve_tree(tree, LAM).assessment
    copies = [replace(found, tree=crisis(kind, rounds)) for _ in range(FIRST)]
    first = timed(lambda: certify_tree(copies.pop()), FIRST)
    efg = write_efg(tree)
    game = pygambit.read_efg(io.StringIO(efg))
    unasked = [pygambit.read_efg(io.StringIO(efg)).mixed_behavior_profile(rational=False) for _ in range(FIRST)]
    print(f"{kind} {rounds}: {len(tree)} nodes, {len(tree.sets)} information sets")
    print(f"  certify  ours   {brief(timed(lambda: certify_tree(found), many))}; first {brief(first)}")
    asked = brief(timed(lambda: largest(unasked.pop()), FIRST))
    print(f"           Gambit {brief(regrets(game, largest, many))}, max_regret; first {asked}")
    print(f"           Gambit {brief(regrets(game, whole, many))}, max_regret and agent_max_regret")
    mine, theirs = in_turn(found, game, many)
    print(f"  in turn  ours   {brief(mine)}")
    print(f"           Gambit {brief(theirs)}, max_regret of a profile just made")
    if kind == "repeat" and (kind, rounds) not in BEYOND:  # naming the sets of deep trees takes 17.0.0b2 for ever
        print(f"           Gambit {brief(regrets(game, by_set, 9))}, the regret of every set, asked for in Python")
        limit = solve_tree(tree).assessment
        print(f"  limit    ours   {brief(timed(lambda: certify_tree(limit), many))}")


def difference(tree: GameTree, solution: TreeSolution, found: object) -> float:
    """Largest difference of an expected payoff."""
    theirs = dict(found[0].profile.payoffs)  # type: ignore[index]
    return max(abs(solution.assessment.value(player) - float(theirs[player])) for player in tree.players)


def regrets(game: pygambit.Game, ask: Callable[[object], object], repeats: int) -> list[float]:
    """Times of Gambit's regrets, each of a profile of which nothing has been computed yet."""
    profiles = [game.mixed_behavior_profile(rational=False) for _ in range(repeats)]
    return timed(lambda: ask(profiles.pop()), repeats)


def in_turn(found: TreeAssessment, game: pygambit.Game, repeats: int) -> tuple[list[float], list[float]]:
    """Times of our certificate and of Gambit's largest regret, one after the other."""
    mine, theirs = [], []
    for _ in range(repeats):
        mine += timed(lambda: certify_tree(found), 1)
        theirs += regrets(game, largest, 1)
    return mine, theirs


def largest(profile: object) -> object:
    """The largest regret of a player."""
    return profile.max_regret()  # type: ignore[attr-defined]


def whole(profile: object) -> object:
    """The regrets of players and of agents, the largest of each."""
    return profile.max_regret(), profile.agent_max_regret()  # type: ignore[attr-defined]


def by_set(profile: object) -> object:
    """The regret of every information set."""
    return list(profile.infoset_regrets)  # type: ignore[attr-defined]


MEMORY = """
import re, sys, time
import scipy.sparse.linalg
sys.path.insert(0, "benchmarks")
from crisis_trees import crisis
from deterrence.solvers.tree import solve_tree
tree = crisis(sys.argv[1], int(sys.argv[2]))
solve_tree(crisis("repeat", 1), 5.0)  # what is done once in a process
began = time.perf_counter()
if sys.argv[3] == "solve":
    solve_tree(tree, 5.0)
peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())
print(len(tree), time.perf_counter() - began, int(peak[1]) / 1024 if peak else float("nan"))
"""


def measured(kind: str, rounds: int) -> tuple[int, float, float]:
    """Nodes, seconds, and MiB that solving takes beyond holding the tree, in a process of its own."""
    rows = []
    for what in ("solve", "hold"):
        command = [sys.executable, "-c", MEMORY, kind, str(rounds), what]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        rows.append([float(x) for x in out])
    return int(rows[0][0]), rows[0][1], rows[0][2] - rows[1][2]


def plot(file: str) -> None:
    """Time and memory against size."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    sizes = {"repeat": range(1, 8), "ladder": (4, 8, 16, 32, 64, 128)}
    for (kind, rounds), marker in zip(sizes.items(), ("o", "s"), strict=True):
        points = [measured(kind, t) for t in rounds]
        nodes, seconds, memory = zip(*points, strict=True)
        axes[0].loglog(nodes, seconds, marker=marker, color=COLOURS[kind], label=f"{kind}, deterrence")
        axes[1].loglog(nodes, np.maximum(memory, 0.5), marker=marker, color=COLOURS[kind], label=kind)
        for row in points:
            print(kind, *row)
    for kind, reach, marker in (("repeat", range(1, 5), "o"), ("ladder", (4, 8, 16, 32), "s")):
        points = []
        for t in reach:
            tree = crisis(kind, t)
            game = pygambit.read_efg(io.StringIO(write_efg(tree)))
            times = timed(lambda game=game: pygambit.qre.logit_solve_lambda(game, lam=LAM), 1)
            points.append((len(tree), times[0]))
        axes[0].loglog(
            *zip(*points, strict=True),
            marker=marker,
            ls="--",
            color=COLOURS[kind],
            label=f"{kind}, Gambit {pygambit.__version__}",
        )
    axes[0].set(xlabel="nodes", ylabel="seconds to λ = 5")
    axes[1].set(xlabel="nodes", ylabel="MiB beyond the tree (0.5 and less as 0.5)")
    for ax in axes:
        ax.legend(frameon=False, fontsize=8)
        ax.grid(alpha=0.3)
    figure.savefig(file, metadata={"Date": None})


def busy() -> str:
    """How busy the machine is."""
    return f"{os.getloadavg()[0]:.1f} processes wanting one"


def main() -> None:
    """Print the comparison, or make the plot."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true", help="also repeat 5 with Gambit's solver")
    parser.add_argument("--certify", action="store_true", help="certificates alone")
    parser.add_argument("--plot", metavar="FILE.svg")
    arguments = parser.parse_args()
    if arguments.plot:
        plot(arguments.plot)
        return
    print(f"Gambit: pygambit {pygambit.__version__}; λ = {LAM:g}; {os.cpu_count()} cores, {busy()}")
    if not arguments.certify:
        for kind, rounds in CASES:
            compare(kind, rounds, arguments.full)
    for kind, rounds in CASES:
        certify(kind, rounds)
    print(f"at the end {busy()}")


if __name__ == "__main__":
    main()
