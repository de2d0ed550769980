"""However a scenario is broken, the reader says on which line, and does nothing else."""

import tracemalloc

import pytest

from deterrence.errors import InputError
from deterrence.scenario.ladder.reading import read_text
from scenario.ladder.mutator import MINIMAL, MUTATIONS, Lines, mutants

TEXT = MINIMAL.read_text(encoding="utf-8")
MUTANTS = mutants(TEXT)
MEBIBYTE = 2**20


def test_there_are_many_mutants_of_every_kind():
    assert len(MUTANTS) >= 100
    assert len({m.text for m in MUTANTS}) == len(MUTANTS)
    assert all(list(mutate(Lines(TEXT))) for mutate in MUTATIONS)


def test_mutants_are_the_same_for_the_same_seed():
    assert mutants(TEXT, seed=3) == mutants(TEXT, seed=3) != mutants(TEXT, seed=4)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.name)
def test_mutant_is_refused_at_its_line(mutant):
    with pytest.raises(InputError) as caught:
        read_text(mutant.text)
    problems = caught.value.problems
    assert mutant.line in {p.line for p in problems}, "\n".join(map(str, problems))
    assert all(p.what and p.remedy and "\n" not in str(p) and p.column >= 1 for p in problems)


def test_mutants_run_nothing_and_stay_small(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    poison = "!!python/object/apply:os.system ['touch executed']"
    tracemalloc.start()
    try:
        for mutant in mutants(TEXT.replace("title: Two sides", f"title: {poison} # Two sides"), each=3):
            with pytest.raises(InputError):
                read_text(mutant.text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert not list(tmp_path.iterdir())
    assert peak < 16 * MEBIBYTE
