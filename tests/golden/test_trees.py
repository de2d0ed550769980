"""The gallery's trees solve to what they were frozen at (see tools/golden_trees.py)."""

import importlib.util
from pathlib import Path

import pytest

from deterrence.models.gallery import gallery

SPEC = importlib.util.spec_from_file_location(
    "golden_trees", Path(__file__).parents[2] / "tools" / "golden_trees.py"
)
golden = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(golden)
FROZEN = golden.frozen()
ROUNDING = 1e-10  # of a probability at a precision, which is polished to rounding: paths of other steps end this near
LIMIT = 1e-8  # of one in the limit


def test_the_whole_gallery_is_frozen():
    assert list(FROZEN) == list(gallery())
    assert all(list(by_precision) == list(golden.PRECISIONS) for by_precision in FROZEN.values())


@pytest.mark.parametrize("precision", golden.PRECISIONS)
@pytest.mark.parametrize("key", FROZEN)
def test_strategies_are_as_frozen(key, precision):
    found = golden.strategies(key, golden.PRECISIONS[precision])
    bound = LIMIT if precision == "limit" else ROUNDING
    far = [(path, gap) for path, gap in golden.changes(FROZEN[key][precision], found) if gap > bound]
    assert not far, f"to see all changes: python tools/golden_trees.py; {far[:5]}"
