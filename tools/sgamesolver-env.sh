#!/usr/bin/env bash
# Build the environment in which tests/solvers/test_sgamesolver.py runs sgamesolver, an independent solver.
#
#   tools/sgamesolver-env.sh        makes .tools/sgamesolver (about a minute; git-ignored)
#
# sgamesolver needs numpy < 2 and builds from source, so it cannot share .venv. Needs a C compiler, the
# network, and the uv that tools/bootstrap.sh uses.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ENVIRONMENT=.tools/sgamesolver
BUILD=("numpy==1.26.4" "cython==3.3.1" "setuptools==80.10.2" "wheel==0.48.0")
SOLVER=("sgamesolver==1.0.2" "numpy==1.26.4")

UV=uv
"$UV" --version >/dev/null 2>&1 || UV=.tools/uv/bin/uv
"$UV" --version >/dev/null 2>&1 || { echo "no uv: run tools/bootstrap.sh first" >&2; exit 1; }

rm -rf "$ENVIRONMENT"
"$UV" venv -q --no-project --python 3.12 "$ENVIRONMENT"
"$UV" pip install -q --python "$ENVIRONMENT/bin/python" "${BUILD[@]}"
# Its build imports numpy and Cython without declaring them: hence no build isolation.
"$UV" pip install -q --python "$ENVIRONMENT/bin/python" --no-build-isolation "${SOLVER[@]}"
"$ENVIRONMENT/bin/python" -c "import sgamesolver"
