"""What is compiled is compiled again once a function that it calls is another."""

from __future__ import annotations

import importlib
import sys

CALLED = """
from deterrence.solvers.compiled import inlined

@inlined
def share():
    return {}
"""
CALLING = """
from deterrence.solvers.compiled import in_place
from called_by_it import share

@in_place
def twice(x):
    return 2.0 * x * share()
"""


def test_a_change_of_a_called_function_in_another_file_is_seen(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "calling_it.py").write_text(CALLING)
    found = []
    for share in ("0.5", "0.25", "0.5"):
        (tmp_path / "called_by_it.py").write_text(CALLED.format(share + "  # " + "x" * len(found)))
        importlib.invalidate_caches()
        try:
            found.append(importlib.import_module("calling_it").twice(1.0))
        finally:
            for name in ("calling_it", "called_by_it"):
                sys.modules.pop(name, None)
    assert found == [1.0, 0.5, 1.0]
    assert list((tmp_path / "kept").rglob("*.nbi"))
