"""What is written reads the same: random trees, and what Gambit itself makes of them."""

import io
import random
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deterrence.errors import ArgumentError, InputError
from deterrence.trees.gambit import normal_form as gambit_normal
from deterrence.trees.gambit import read_efg, read_gambit, read_nfg, write_efg, write_nfg
from deterrence.trees.gambit.tokens import HIDDEN
from trees.gambit_games import FILES, any_number, random_tree, same

ODD = ["", '"', "\\", '\\"', "\\\\", 'say "no"\\', "two\nlines\r\n", "\t\v\f", "// /* }", "été 核 🚀", " ", "\u2028"]
words = st.text(max_size=8).filter(lambda t: not HIDDEN.search(t)) | st.sampled_from(ODD)
texts = st.lists(words, min_size=1, max_size=9)
modest = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@modest
@given(st.integers(0, 2**32), texts)
def test_trees_with_exact_numbers_come_back(seed, labels):
    tree = random_tree(random.Random(seed), labels)
    text = write_efg(tree)
    assert same(read_efg(text), tree)
    assert write_efg(read_efg(text)) == text


@modest
@given(st.integers(0, 2**32), texts)
def test_floats_come_back_as_the_decimals_that_give_them(seed, labels):
    tree = random_tree(random.Random(seed), labels, any_number)
    text = write_efg(tree)
    again = read_efg(text)
    assert write_efg(again) == text
    assert np.array_equal(again.numbers().payoff, tree.numbers().payoff)
    assert np.array_equal(again.numbers().chance, tree.numbers().chance)


@settings(modest, max_examples=40)
@given(st.integers(0, 2**32), texts)
def test_normal_forms_come_back(seed, labels):
    tree = random_tree(random.Random(seed), labels, max_depth=4)
    try:
        text = write_nfg(tree)
    except ArgumentError as error:
        assert "entries" in str(error) or "more than" in str(error)
        return
    form = read_nfg(text)
    assert write_nfg(form) == text
    assert same(read_nfg(write_nfg(form)), form)
    text = write_efg(form)
    assert write_efg(read_efg(text)) == text


# against Gambit


@lru_cache
def gambit():
    return pytest.importorskip("pygambit")


def theirs(text):
    read = gambit().read_nfg if text.startswith("NFG") else gambit().read_efg
    return read(io.BytesIO(text.encode()))


def tables(game):
    """Payoffs of every player in reduced pure strategies, as Gambit computes them."""
    return [np.vectorize(Fraction, otypes=[object])(t) for t in game.to_arrays(gambit().Rational)]


def tame(rng):
    return Fraction(rng.randint(-99, 99), rng.choice((1, 1, 2, 3, 10, 125, 10**6)))


@pytest.mark.parametrize("seed", range(40))
def test_gambit_reads_what_is_written(seed, monkeypatch):
    rng = random.Random(seed)
    # labels as Gambit wants them since version 17: different, not empty, no blanks but single ones inside
    names = iter([f"{word}{k}" for k in range(4000) for word in ("é", 'a "q" ', "b\\c", "n")])
    tree = random_tree(rng, [""], tame, max_depth=5)
    tree = renamed(tree, names)
    text = write_efg(tree)
    game = theirs(text)
    assert game.title == tree.title
    assert [str(p) if isinstance(p, str) else p.label for p in game.players] == list(tree.players)
    assert same(renumbered(read_efg(game.to_efg())), renumbered(tree))
    monkeypatch.setattr(gambit_normal, "MAX_CELLS", 1500)
    try:
        form = write_nfg(tree)
    except ArgumentError:
        return
    for a, b in zip(tables(game), tables(theirs(form)), strict=True):
        assert a.shape == b.shape and (a == b).all()


def renamed(tree, names):
    def group(items):
        return tuple(replace(x, label=next(names), actions=tuple(next(names) for _ in x.actions)) for x in items)

    return replace(
        tree,
        title='A "title" with b\\c',
        comment="",
        players=tuple(next(names) for _ in tree.players),
        sets=group(tree.sets),
        chances=group(tree.chances),
        outcomes=tuple(replace(o, label=next(names)) for o in tree.outcomes),
        labels=tuple(next(names) for _ in range(len(tree))),
    )


def renumbered(tree):
    """Numbered from 1 in the order of the file, as Gambit does, and with labels that it does not keep left out."""
    count = [0] * len(tree.players)

    def number(s):
        count[s.player] += 1
        return replace(s, number=count[s.player])

    return replace(
        tree,
        sets=tuple(number(s) for s in tree.sets),
        chances=tuple(replace(c, number=k + 1) for k, c in enumerate(tree.chances)),
        outcomes=tuple(replace(o, number=k + 1) for k, o in enumerate(tree.outcomes)),
    )


def catalogue():
    try:
        import pygambit
    except ImportError:
        return []
    folder = Path(pygambit.__file__).parent
    return [pytest.param(f, id=f.stem) for kind in ("efg", "nfg") for f in sorted(folder.rglob(f"*.{kind}"))]


@pytest.mark.parametrize("file", catalogue())
def test_gambits_own_games(file):
    game = (gambit().read_nfg if file.suffix == ".nfg" else gambit().read_efg)(str(file))
    try:
        tree = read_gambit(file)
    except InputError as error:
        assert "imperfect recall" in str(error) and not game.is_perfect_recall
        return
    write = write_nfg if file.suffix == ".nfg" else write_efg
    assert same(read_gambit(write(tree)), tree)
    for a, b, c in zip(tables(game), tables(theirs(write_nfg(tree))), tables(theirs(write_efg(tree))), strict=True):
        assert (a == b).all() and (a == c).all()


@pytest.mark.parametrize("name", ["table", "outcomes"])
def test_gambit_reads_tables(name):
    tree = read_nfg(FILES[name])
    for a, b in zip(tables(theirs(FILES[name])), tables(theirs(write_nfg(tree))), strict=True):
        assert (a == b).all()
