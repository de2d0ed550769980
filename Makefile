# `make run` and `make test` set up all they need on first use (see tools/bootstrap.sh).

SCENARIO ?= standoff
OUT ?= out
WORKERS ?= 2
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help run test test-all check bench docs install browser lock clean distclean
.DEFAULT_GOAL := help

help:  ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: $(READY)  ## solve and forecast a shipped crisis and write its report (SCENARIO=..., OUT=...)
	$(BIN)/deterrence run $(SCENARIO) -o $(OUT)
	@echo "The report is in $(OUT)/report.html"

test: $(READY) browser  ## run the tests, without the slow ones (WORKERS=... processes)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not slow" $(ARGS)

test-all: $(READY) browser  ## run every test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

check: $(READY)  ## lint (ruff) and check types (mypy)
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(READY)  ## list the benchmarks, or run one (NAME=...)
ifdef NAME
	$(BIN)/python benchmarks/$(NAME).py $(ARGS)
else
	@set -- benchmarks/[a-z]*.py; \
	if [ -e "$$1" ]; then \
	    for file; do name=$${file#benchmarks/}; echo "make bench NAME=$${name%.py}"; done; \
	else echo "There are no benchmarks yet."; fi
endif

docs: $(READY)  ## write what docs/ takes from the program: tables of models, a picture; and the index of scenarios
	$(BIN)/python tools/scenario_index.py
	$(BIN)/python tools/models_page.py
	$(BIN)/python tools/doctrines_page.py
	$(BIN)/python tools/histories_page.py
	$(BIN)/python tools/quantities_page.py

install: $(READY)  ## make .venv with the locked packages and this package

lock:  ## write requirements.lock from pyproject.toml (newest versions: ARGS=--upgrade)
	tools/bootstrap.sh lock $(ARGS)

browser:
	@tools/bootstrap.sh browser

$(READY): pyproject.toml requirements.lock tools/bootstrap.sh
	tools/bootstrap.sh

clean:  ## remove caches and built files
	rm -rf build dist .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache .coverage htmlcov
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

distclean: clean  ## remove the environment and the local uv too
	rm -rf .venv .tools
