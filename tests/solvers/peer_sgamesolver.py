"""Run by another Python, in the environment of tools/sgamesolver-env.sh: solves games with sgamesolver.

Reads from standard input a JSON list of {payoffs, transitions, discount, precision}, and writes a JSON
list of {strategy, value}: per state and actor, a list of probabilities, and the value.

Its logit homotopy (sgamesolver 1.0.2, homotopy/_qre.py) reads log σ_a - log σ_b = λ (Q_a - Q_b), with
values V = E[u + δ V'] and payoffs as given, which is the convention here: nothing is rescaled. Its
tolerances, 1e-7 by default, are tightened.
"""

import json
import sys

import numpy as np
import sgamesolver

TOLERANCE = 1e-11
SMALLEST_STEP = 1e-12


def solve(problem):
    game = sgamesolver.SGame(
        [np.array(u) for u in problem["payoffs"]],
        [np.array(k) for k in problem["transitions"]],
        np.array(problem["discount"]),
    )
    homotopy = sgamesolver.homotopy.QRE(game)
    homotopy.solver_setup(target_lambda=problem["precision"])
    homotopy.solver.verbose = 0
    homotopy.solver.set_parameters(convergence_tol=TOLERANCE, corrector_tol=TOLERANCE, ds_min=SMALLEST_STEP)
    homotopy.solve()
    found = homotopy.equilibrium
    if found is None:
        return None
    strategy = [
        [found.strategies[s, i, :size].tolist() for i, size in enumerate(sizes)]
        for s, sizes in enumerate(game.nums_actions)
    ]
    return {"strategy": strategy, "value": found.values.tolist()}


if __name__ == "__main__":
    json.dump([solve(problem) for problem in json.load(sys.stdin)], sys.stdout)
