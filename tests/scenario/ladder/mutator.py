"""Break a valid scenario text in many ways, each knowing the line that is then wrong.

Works on the text alone, line by line, so that it shares nothing with the reader it tests.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

MINIMAL = Path(__file__).parent / "data" / "minimal.yaml"

REQUIRED = frozenset(
    {"name", "domain", "force", "unit", "source", "rung", "owner", "response", "title", "first"}
)
REFERENCES = "first|challenge|below|owner|rung|presses_from|lowest|highest|doctrine|source"
NUMBER = r"-?[0-9][0-9.e+-]*"
WORDS = r"\b(id|name|unit|source): [a-z][^,{}\[\]]*(?=, [a-z_]+: |\}|$)"
BLOCK_ENTRY = re.compile(r"(?P<indent> *)(?P<key>[a-z_-]+): (?P<value>[^|>&*!\s].*)")


@dataclass(frozen=True)
class Mutant:
    """A broken text.

    Attributes:
        name: how it was broken.
        text: the text.
        line: the line at fault, from 1.
    """

    name: str
    text: str
    line: int


class Lines:
    """A text by lines, knowing which of them can be edited alone.

    Attributes:
        lines: all of them.
        own: indices of lines that are inside no text block and no bracket opened above.
    """

    def __init__(self, text: str):
        self.lines = text.splitlines()
        self.own = [
            i for i in self._outside() if self.lines[i].strip() and not self.lines[i].lstrip().startswith("#")
        ]

    def _outside(self) -> Iterator[int]:
        depth, block = 0, -1
        for i, line in enumerate(self.lines):
            indent = len(line) - len(line.lstrip())
            if block >= 0 and (not line.strip() or indent > block):
                continue
            block = indent if re.search(r": [>|][+-]?$", line) else -1
            if depth == 0:
                yield i
            bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", line)
            depth += sum(bare.count(c) for c in "{[") - sum(bare.count(c) for c in "}]")

    def whole(self, i: int) -> bool:
        """Does the entry on line i end there? (The next line is no deeper, and no bracket stays open.)"""
        after = next((j for j in range(i + 1, len(self.lines)) if self.lines[j].strip()), None)
        return after is None or (after in self.own and self._indent(after) <= self._indent(i))

    def _indent(self, i: int) -> int:
        return len(self.lines[i]) - len(self.lines[i].lstrip())

    def mapping_of(self, i: int) -> int:
        """The line on which the block mapping begins that line i is an entry of."""
        column = self._indent(i)
        for j in range(i - 1, -1, -1):
            if j not in self.own:
                continue
            start = re.match(r"(?: *- )*", self.lines[j])
            assert start is not None
            if self._indent(j) < column:
                return j if len(start.group()) == column else self._first_below(j)
        return self._first_below(-1)

    def _first_below(self, j: int) -> int:
        return next(k for k in self.own if k > j)

    def edited(self, name: str, i: int, *new: str, at: int | None = None) -> Mutant:
        """The text with line i replaced by others; at fault is line i, or the one said."""
        text = "\n".join([*self.lines[:i], *new, *self.lines[i + 1 :]]) + "\n"
        return Mutant(f"{name}, line {i + 1}", text, (i if at is None else at) + 1)


def delete_key(text: Lines) -> Iterator[Mutant]:
    for i in text.own:
        entry = BLOCK_ENTRY.fullmatch(text.lines[i])
        if entry and entry["key"] in REQUIRED and text.whole(i):
            yield text.edited("delete a required key", i, at=text.mapping_of(i))


def delete_in_brackets(text: Lines) -> Iterator[Mutant]:
    for i in text.own:
        without = re.sub(r"\{value: ([^,}]*), unit: [^,}]*, ", r"{value: \1, ", text.lines[i], count=1)
        if without != text.lines[i]:
            yield text.edited("delete a unit", i, without)


def duplicate_key(text: Lines) -> Iterator[Mutant]:
    for i in text.own:
        if BLOCK_ENTRY.fullmatch(text.lines[i]) and text.whole(i):
            yield text.edited("repeat a key", i, text.lines[i], text.lines[i], at=i + 1)


def misspell_key(text: Lines) -> Iterator[Mutant]:
    for i in text.own:
        entry = BLOCK_ENTRY.fullmatch(text.lines[i])
        if entry:
            spelt = f"{entry['indent']}{entry['key'][0]}{entry['key']}: {entry['value']}"
            yield text.edited("misspell a key", i, spelt)


def merge_key(text: Lines) -> Iterator[Mutant]:
    for i in text.own:
        entry = BLOCK_ENTRY.fullmatch(text.lines[i])
        if entry and text.whole(i):
            yield text.edited("merge", i, text.lines[i], f"{entry['indent']}<<: {{a: b}}", at=i + 1)


def second_document(text: Lines) -> Iterator[Mutant]:
    end = len(text.lines) - 1
    yield text.edited("second document", end, text.lines[end], "---", "schema: more", at=end + 1)


def directive(text: Lines) -> Iterator[Mutant]:
    yield text.edited("directive", 0, "%TAG ! tag:example.org,2000:", "---", text.lines[0])


def idle_rule(text: Lines) -> Iterator[Mutant]:
    for i in text.own:
        if re.fullmatch(r" *- (do: \[[a-z-]+\]|\{do: \[[a-z-]+\]\})", text.lines[i]):
            yield text.edited("rule that never decides", i, text.lines[i], text.lines[i], at=i + 1)


def unused_parameter(text: Lines) -> Iterator[Mutant]:
    for i in text.own:
        if text.lines[i] == "parameters:":
            spare = "  spare: {value: 1, unit: stake, source: judgement}"
            yield text.edited("unused parameter", i, text.lines[i], spare, at=i + 1)


def indent_deeper(text: Lines) -> Iterator[Mutant]:
    for i in text.own:
        above, here = (BLOCK_ENTRY.fullmatch(text.lines[j]) for j in (i - 1, i))
        if above and here and above["indent"] == here["indent"]:
            yield text.edited("indent deeper", i, " " + text.lines[i])


def unclosed_quote(text: Lines) -> Iterator[Mutant]:
    for i in text.own:
        entry = BLOCK_ENTRY.fullmatch(text.lines[i])
        rest = "\n".join(text.lines[i:])
        for quote in "'\"":
            if entry and quote not in rest and "\\" not in rest:
                yield text.edited(
                    "unclosed quote", i, f"{entry['indent']}{entry['key']}: {quote}{entry['value']}"
                )


def unclosed_bracket(text: Lines) -> Iterator[Mutant]:
    for i in text.own:
        if re.fullmatch(r" *[a-z_-]+: \{[^{}]*\}", text.lines[i]):
            yield text.edited("unclosed bracket", i, text.lines[i][:-1])


def reversed_range(text: Lines) -> Iterator[Mutant]:
    for i in text.own:
        found = re.search(rf"range: \[({NUMBER}), ({NUMBER})\]", text.lines[i])
        if found and float(found[1]) < float(found[2]):
            swapped = f"range: [{found[2]}, {found[1]}]"
            yield text.edited("reversed range", i, text.lines[i].replace(found.group(), swapped))


def rewriting(name: str, pattern: str, *replacements: str) -> Callable[[Lines], Iterator[Mutant]]:
    """A mutation that rewrites the first match of a pattern in a line, and is wrong on that line."""

    def mutate(text: Lines) -> Iterator[Mutant]:
        for i in text.own:
            for replacement in replacements:
                new = re.sub(pattern, replacement, text.lines[i], count=1)
                if new != text.lines[i]:
                    yield text.edited(f"{name} {replacement!r}", i, new)

    return mutate


MUTATIONS: tuple[Callable[[Lines], Iterator[Mutant]], ...] = (
    delete_key,
    delete_in_brackets,
    duplicate_key,
    misspell_key,
    merge_key,
    second_document,
    directive,
    idle_rule,
    unused_parameter,
    indent_deeper,
    unclosed_quote,
    unclosed_bracket,
    reversed_range,
    rewriting("repeat in brackets", r"\{value: ([^,}]*),", r"{value: \1, value: \1,"),
    rewriting("reference", rf"\b({REFERENCES}): [a-z0-9-]+", r"\1: nowhere-at-all"),
    rewriting("type", rf"\bvalue: {NUMBER}", "value: much", "value: true", "value: [1]", "value: '1'"),
    rewriting("type", r"\b(force|moves|step): -?[0-9]+", r"\1: many", r"\1: 2.5", r"\1: 999"),
    rewriting("type", WORDS, r"\1: [a]", r"\1: 7", r"\1: {a: b}"),
    rewriting("bare number", r": \{value: [^{}]*\}", ": 3"),
    rewriting("not finite", rf"\bvalue: {NUMBER}", "value: .nan", "value: 1e999", "value: " + "9" * 50),
    rewriting("no probability", rf"value: {NUMBER}, unit: probability", "value: 1.5, unit: probability"),
    rewriting("sign", rf"\{{value: {NUMBER}, unit: days", r"{value: -1, unit: days"),
    rewriting("tag", r"^( *[a-z_-]+): (?=[^\s>|])", r"\1: !!python/object/apply:os.system ", r"\1: !x "),
    rewriting("anchor", r"^( *[a-z_-]+): (?=[^\s>|])", r"\1: &here "),
    rewriting("alias", r"^( *[a-z_-]+): [^\s{>|].*$", r"\1: *here"),
    rewriting("tab", r"^ +(?=[a-z])", "\t"),
    rewriting("hidden character", r"^( *name): ", "\\1: \x1b", "\\1: \u202e"),
    rewriting("hidden escape", r"^( *name): .*$", r'\1: "\\e"', r'\1: "\\0"', r'\1: "\\u202e"'),
)  # fmt: skip


def mutants(text: str, seed: int = 0, each: int = 8) -> list[Mutant]:
    """Broken variants of a valid text, the same for the same seed, at most ``each`` of a kind."""
    rng = random.Random(seed)
    lines = Lines(text)
    chosen: list[Mutant] = []
    for mutate in MUTATIONS:
        found = list(mutate(lines))
        chosen += rng.sample(found, min(each, len(found)))
    return chosen
