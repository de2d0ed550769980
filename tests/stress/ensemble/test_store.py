"""An ensemble on disk: killed at any moment, or with any byte wrong, it ends with the same bytes."""

from __future__ import annotations

import random
import shutil

import pandas as pd
import pytest

from deterrence.errors import ArgumentError, DeterrenceError, OutputError
from deterrence.stress.ensemble.running import run
from deterrence.stress.ensemble.store import MANIFEST, Store
from stress.ensemble.plans import POINTS, WORLDS, content, parts, plan


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The ensemble, uninterrupted."""
    folder = tmp_path_factory.mktemp("whole")
    done = run(plan(), folder)
    assert (done.fresh, done.failed, done.missing, done.damages) == (plan().parts, 0, 0, ())
    return folder


def copied(folder, to):
    shutil.copytree(folder, to)
    return to


def test_it_opens_in_pandas_as_it_lies(whole):
    table = pd.read_parquet(whole / "parts")
    assert sorted(table["world"]) == list(range(WORLDS)) and (table["tries"] == 1).all()
    assert list(table.columns) == list(plan().columns)
    ended = table[[name for name in table if name.startswith("ending:")]].sum(axis=1)
    assert ended.to_numpy() == pytest.approx(1.0, abs=1e-9)


def test_a_world_is_the_same_in_whatever_company(whole):
    """Another process, another order, another size of the ensemble's parts: the same numbers."""
    table = pd.read_parquet(whole / "parts").set_index("world")
    alone = parts()[1]
    assert alone.data == content(whole)["part-000001.parquet"]
    from deterrence.stress.ensemble.working import Workplace

    place = Workplace(plan())
    (world,) = plan().sample.worlds(7, 8)
    row = place._row(world, plan().policies[0])
    assert all(row[name] == table.loc[7, name] for name in plan().reader.columns)


def test_resuming_solves_what_is_not_there_and_nothing_else(whole, tmp_path):
    folder = copied(whole, tmp_path / "some")
    (folder / "parts" / "part-000001.parquet").unlink()
    done = run(plan(), folder)
    assert done.fresh == 1 and done.damages == ("parts/part-000001.parquet (gone)",)
    assert content(folder) == content(whole)
    assert run(plan(), folder).fresh == 0


def test_what_is_half_written_is_neither_read_nor_left(whole, tmp_path):
    folder = copied(whole, tmp_path / "half")
    last = folder / "parts" / "part-000002.parquet"
    last.rename(last.with_name(f"{last.name}.00112233.unfinished"))
    assert not list(folder.rglob("*unfinished*.parquet")), "nobody who opens the folder reads it"
    done = run(plan(), folder)
    assert done.fresh == 1 and content(folder) == content(whole)


def damage(path, rng):
    """One byte of a file, another one."""
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= rng.randrange(1, 256)
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(k, marks=pytest.mark.slow) for k in range(2, 20))])
def test_a_wrong_byte_is_found_named_and_mended(whole, tmp_path, seed):
    folder, rng = copied(whole, tmp_path / "damaged"), random.Random(seed)
    files = [*sorted((folder / "parts").iterdir()), folder / MANIFEST]
    hit = files[seed % 2 * (len(files) - 1)] if seed < 2 else rng.choice(files)
    damage(hit, rng)
    done = run(plan(), folder)
    assert any(hit.name in name for name in done.damages), done.damages
    assert content(folder) == content(whole)
    assert not [name for name in run(plan(), folder).damages if not name.startswith(MANIFEST)]


def test_another_ensemble_is_refused_and_what_differs_is_named(whole):
    for wanted, said in (
        ({"draws": 19}, "design.draws (18, now 19)"),
        ({"kind": "sobol"}, "design.kind (latin, now sobol)"),
        ({"more": ("own_terms",)}, "reads.more"),
    ):
        with pytest.raises(ArgumentError) as error:
            run(plan(**wanted), whole)
        assert said in str(error.value)


def test_a_share_solves_its_parts_and_leaves_the_others(whole, tmp_path):
    folder = copied(whole, tmp_path / "shared")
    for k in (0, 2, 8):
        (folder / "parts" / f"part-{k:06}.parquet").unlink()
    last = run(plan(), folder, share=(3, 3))
    assert (last.parts, last.fresh, last.missing) == (6, 2, 1)
    assert content(whole).keys() - content(folder).keys() == {"part-000000.parquet"}
    assert content(folder).items() <= content(whole).items()
    with pytest.raises(ArgumentError, match="3/2"):
        plan().share(3, 2)


def test_the_last_share_to_end_knows_that_all_are_there(whole, tmp_path):
    """Each of two shares is at work when the other begins; what they write is seen by both."""
    folder = tmp_path / "two"
    shutil.copytree(whole, folder)
    for k in (0, 1):
        (folder / "parts" / f"part-{k:06}.parquet").unlink()
    ended = []

    def meanwhile(standing):
        if not ended:
            ended.append(run(plan(), folder, share=(2, 2)))

    last = run(plan(), folder, share=(1, 2), tell=meanwhile)
    assert ended[0].missing == 1 and last.missing == 0
    assert content(folder) == content(whole)


def test_a_share_leaves_alone_what_another_is_writing(whole, tmp_path):
    folder = tmp_path / "writing"
    shutil.copytree(whole, folder)
    others = folder / "parts" / "part-000001.parquet.00112233.unfinished"
    others.write_bytes(b"half")
    run(plan(), folder, share=(1, 2))
    assert others.exists()
    run(plan(), folder, share=(2, 2))
    assert not others.exists()


def test_two_runs_of_one_share_do_not_meet(whole):
    from deterrence.stress.ensemble.running import _alone

    with _alone(whole, (1, 1)), pytest.raises(DeterrenceError, match="another run is at work"):
        run(plan(), whole)


def test_a_full_disk_says_so_and_keeps_what_was_there(whole, tmp_path, monkeypatch):
    import os

    folder = copied(whole, tmp_path / "full")
    store = Store(folder, plan().as_dict())

    def full(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        store.write(parts()[0])
    monkeypatch.undo()
    assert content(folder) == content(whole)


def test_parts_grow_with_the_ensemble_and_shares_cover_it():
    small, middle, large = plan(), plan(1000), plan(100_000)
    assert (small.parts, small.worlds_per_part, middle.worlds_per_part) == (18, 1, 16)
    assert large.parts <= 4096 and large.range_of(large.parts - 1)[1] == 100_000
    assert sorted(part for k in (1, 2, 3) for part in small.share(k, 3)) == list(range(18))
    assert small.points == POINTS
