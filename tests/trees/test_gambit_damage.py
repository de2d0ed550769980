"""A thousand damaged files: each is read as a game, or refused at a place inside it, and soon."""

import random
import re
import signal
import time
from collections import Counter

from deterrence.errors import InputError
from deterrence.trees.gambit import read_gambit, write_efg
from deterrence.trees.tree import GameTree
from trees.gambit_games import FILES, random_tree

COUNT = 1000
SECONDS, SECONDS_EACH = 20, 2
WORD = re.compile(rb'"(?:[^"\\]|\\.)*"|[^\s"]+')
STRANGE = [
    b"\x00", b"\xff", b"\xc3", b'"', b"\\", b"{", b"}", b",", b"1/0", b"-1", b"1e999999999", b"9" * 5000, b"nan", b"0",
    b"p", b"t", b"c", b"EFG", b'""', b"/*", b"//", b"\xef\xbb\xbf", b"1e-400", b"2", b"99", b"\r", b"\xed\xa0\x80",
    b"1/3",
]  # fmt: skip


def originals():
    drawn = [write_efg(random_tree(random.Random(seed), ["", "a", 'b "q"', "c\\"])) for seed in range(4)]
    return [text.encode() for text in (*FILES.values(), *drawn)]


def damaged(rng, raw, other):
    """One to three changes to words or bytes."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        words = [m.span() for m in WORD.finditer(raw)] or [(0, len(raw))]
        a, b = rng.choice(words)
        if rng.random() < 0.3:
            a = rng.randrange(len(raw) + 1)
            b = min(len(raw), a + rng.randint(0, 3))
        c, d = rng.choice(words)
        kind = rng.randrange(8)
        if kind == 0:
            raw = raw[:a] + raw[b:]
        elif kind == 1:
            raw = raw[:a] + rng.choice(STRANGE) + raw[b:]
        elif kind == 2:
            raw = raw[:a] + rng.choice(STRANGE) + b" " + raw[a:]
        elif kind == 3:
            raw = raw[:b] + b" " + raw[a:b] + raw[b:]
        elif kind == 4:
            raw = raw[:a]
        elif kind == 5 and b <= c:
            raw = raw[:a] + raw[c:d] + raw[b:c] + raw[a:b] + raw[d:]
        elif kind == 6:
            k = rng.randrange(len(other) + 1)
            raw = raw[:a] + other[k : k + 60] + raw[b:]
        else:
            raw = raw[:a] + bytes(rng.randrange(256) for _ in range(rng.randint(1, 4))) + raw[b:]
        if len(raw) > 20_000:
            break
    return raw


def hung(*_):
    raise AssertionError("reading hangs")


def test_a_thousand_damaged_files(tmp_path):
    rng = random.Random(2025)
    sound = originals()
    file = tmp_path / "game"
    fates = Counter()
    before = signal.signal(signal.SIGALRM, hung)
    begin = time.thread_time()
    try:
        for _ in range(COUNT):
            raw = damaged(rng, rng.choice(sound), rng.choice(sound))
            file.write_bytes(raw)
            signal.setitimer(signal.ITIMER_REAL, SECONDS_EACH)
            fates[fate(file, raw)] += 1
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.thread_time() - begin < SECONDS
    assert fates["read"] > 50 and fates["refused"] > 500


def fate(file, raw):
    try:
        tree = read_gambit(file)
    except InputError as error:
        (problem,) = error.problems
        lines = re.split("\r\n|\r|\n", raw.decode("utf-8", "replace"))
        assert problem.what and problem.remedy and str(file) == problem.file
        assert "\n" not in str(problem) and len(str(problem)) < 1000
        assert 1 <= problem.line <= len(lines), problem
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
        return "refused"
    assert isinstance(tree, GameTree)
    tree.numbers()
    text = write_efg(tree)
    assert write_efg(read_gambit(text)) == text
    return "read"
