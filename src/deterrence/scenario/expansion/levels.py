"""A level put between two neighbours of a ladder, in a campaign file as a person wrote it, with templates unwritten.

What goes through the ladder, or through its rungs in order, then goes through the new one by itself. Beside that,

* a list that names both neighbours in words otherwise alike (values of a variable, of a ``for``, of a condition; tags;
  moves) names the new level between them;
* rows of a template, items of a list and entries of a table that say the same of both, numbers apart, are said of the
  new level too, with numbers half-way between; so are terms of a sum in a formula;
* a word that is not the same of both, and is no number, is as at the level below;
* bounds (``from``, ``above``, ``to``, ``below``, and < and > in formulas) hold by order; what names one of the
  neighbours alone does not name the new level.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ...files.yaml_reader import Document
from ..campaign.formula import FormulaError, syntax
from .nodes import Node, document, tree
from .splicing import one_line, parsed
from .variables import PLACEHOLDER


@dataclass(frozen=True)
class Between:
    """A new level.

    Attributes:
        lower, upper: ids of the neighbours, as the file has them.
        new: id of the level between them.
        name: what it is called.
    """

    lower: str
    upper: str
    new: str
    name: str

    @cached_property
    def _word(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![A-Za-z0-9]){re.escape(self.lower)}(?![A-Za-z0-9])")

    def moved(self, text: str, level: str) -> str:
        """A text that names the lower neighbour, naming another level in its place."""
        return self._word.sub(level, text)

    def twin(self, text: str) -> str | None:
        """What a text says of the upper neighbour in place of the lower; None where it does not name the lower."""
        found = self.moved(text, self.upper)
        return None if found == text else found

    def put_in(self, written: Document) -> Document:
        """A file with the level in it."""
        root = tree(written)
        ladder = root.value.get("ladder")
        if ladder is not None and ladder.is_list:
            root = replace(root, value={**root.value, "ladder": replace(ladder, value=(*self._rungs(ladder),))})
        return document(self._written(root))

    def _rungs(self, ladder: Node) -> Iterator[Node]:
        """The rungs with the new one, which is what the lower neighbour is but for its name."""
        for item in ladder.value:
            yield item
            if item.get("id") == self.lower:
                called = {"id": self.new, "name": self.name}
                yield replace(item, value={k: replace(v, value=called.get(k, v.value)) for k, v in item.value.items()})

    def _written(self, node: Node) -> Node:
        if isinstance(node.value, str):
            return replace(node, value=self._formula(node.value))
        if isinstance(node.value, tuple):
            items = [self._written(item) for item in self._list(node.value)]
            return replace(node, value=tuple(items))
        if isinstance(node.value, dict):
            return replace(node, value={k: self._written(v) for k, v in self._table(node.value)})
        return node

    def _list(self, items: tuple[Node, ...]) -> Iterator[Node]:
        for item in items:
            yield item
            if item.is_list or self._names_new(items):
                continue
            for other in items:
                about = item is not other and self._about(item, other)
                made = self._half_way(item, other, strict=True) if about else None
                if made is not None:
                    yield made
                    break

    def _names_new(self, items: tuple[Node, ...]) -> bool:
        """Is the new level in a list already, as in the ladder?"""
        return any(item.get("id") == self.new or item.value == self.new for item in items)

    def _about(self, item: Node, other: Node) -> bool:
        """Does something in one part name the lower neighbour where the other names the upper?"""
        if isinstance(item.value, str):
            return item.value != other.value and self.twin(item.value) == other.value
        if isinstance(item.value, dict) and isinstance(other.value, dict):
            pairs = [(k, self.twin(k) or k) for k in item.value]
            return all(k in other.value for _, k in pairs) and any(
                a != b or self._about(item.value[a], other.value[b]) for a, b in pairs
            )
        if isinstance(item.value, tuple) and isinstance(other.value, tuple):
            return any(self._about(a, b) for a, b in zip(item.value, other.value, strict=False))
        return False

    def _table(self, entries: dict[str, Node]) -> Iterator[tuple[str, Node]]:
        for key, inside in entries.items():
            yield key, inside
            twin = self.twin(key)
            if twin is not None and twin in entries and self.moved(key, self.new) not in entries:
                made = self._half_way(inside, entries[twin], strict=False)
                if made is not None:
                    yield self.moved(key, self.new), made

    def _half_way(self, low: Node, high: Node, *, strict: bool) -> Node | None:
        """What is said of the new level where this is said of its neighbours; None where that is not alike.

        Args:
            low, high: what is said of the lower and of the upper neighbour.
            strict: is it unlike where one has keys that the other has not?
        """
        if isinstance(low.value, dict) and isinstance(high.value, dict):
            pairs = {k: self.twin(k) or k for k in low.value}
            shared = {k: other for k, other in pairs.items() if other in high.value}
            if strict and (len(shared) < len(low.value) or len(shared) < len(high.value)):
                return None
            made: dict[str, Node] = {}
            for k, other in shared.items():
                inside = self._half_way(low.value[k], high.value[other], strict=strict)
                if inside is None:
                    return None
                made[self.moved(k, self.new)] = inside
            return replace(low, value=made)
        if isinstance(low.value, tuple) and isinstance(high.value, tuple):
            if len(low.value) != len(high.value):
                return None
            every = [self._half_way(a, b, strict=strict) for a, b in zip(low.value, high.value, strict=True)]
            return None if None in every else replace(low, value=tuple(every))
        if isinstance(low.value, dict | tuple) or isinstance(high.value, dict | tuple):
            return None
        return self._scalar(low, high, strict)

    def _scalar(self, low: Node, high: Node, strict: bool) -> Node | None:
        a, b = low.value, high.value
        if _number(a) and _number(b):
            return replace(low, value=_mean(a, b))
        if not isinstance(a, str) or not isinstance(b, str):
            return low
        twin = self.twin(a)
        if twin is None and a != b and _arithmetic(a) and _arithmetic(b):
            return replace(low, value=f"0.5*({one_line(a)}) + 0.5*({one_line(b)})")
        if twin is not None and twin != b and strict:
            return None
        return replace(low, value=self.moved(a, self.new))

    def _formula(self, text: str) -> str:
        """A formula in which what is said alike of both neighbours, in a sum or a condition, is said of the new too."""
        line = one_line(text)
        masked = PLACEHOLDER.sub(lambda found: re.sub("[^A-Za-z0-9]", "_", found.group()), line)
        if not self._word.search(masked) or (whole := parsed(masked)) is None:
            return text
        added: dict[int, str] = {}
        for node in ast.walk(whole):
            if isinstance(node, ast.Tuple):
                added |= self._listed(line, node)
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
                added |= self._summed(line, node)
        for at in sorted(added, reverse=True):
            line = line[:at] + added[at] + line[at:]
        return line if added else text

    def _listed(self, line: str, values: ast.Tuple) -> dict[int, str]:
        """By place, what is added to the values of a condition."""
        words = [ast.unparse(value) for value in values.elts]
        ends = [value.end_col_offset or 0 for value in values.elts]
        return {at: f", {self.moved(word, self.new)}" for word, at in zip(words, ends, strict=True)
                if self.twin(word) in words}  # fmt: skip

    def _summed(self, line: str, whole: ast.BinOp) -> dict[int, str]:
        """By place, the terms that are added to a sum."""
        terms = [*_terms(whole, "+")]
        added: dict[int, str] = {}
        for sign, term in terms:
            twins = [other for other_sign, other in terms if other_sign == sign and other is not term]
            high = next((other for other in twins if self._names(term) and self._alike(term, other)), None)
            if high is not None:
                added[_end(line, term)] = f" {sign} ({self._term(line, term, high)})"
        return added

    def _names(self, term: ast.expr) -> bool:
        return any(isinstance(n, ast.Name) and self.twin(n.id) is not None for n in ast.walk(term))

    def _alike(self, low: ast.AST, high: ast.AST) -> bool:
        """Do two parts of formulas say the same of the two neighbours, numbers apart?"""
        match low, high:
            case ast.Constant(value=a), ast.Constant(value=b):
                return _number(a) and _number(b)
            case ast.Name(id=a), ast.Name(id=b):
                return (self.twin(a) or a) == b
            case ast.Attribute(attr=a), ast.Attribute(attr=b) if (self.twin(a) or a) != b:
                return False
        if type(low) is not type(high):
            return False
        inner, outer = [*ast.iter_child_nodes(low)], [*ast.iter_child_nodes(high)]
        return len(inner) == len(outer) and all(map(self._alike, inner, outer))

    def _term(self, line: str, low: ast.expr, high: ast.expr) -> str:
        """A term of the new level: the lower neighbour's, with numbers half-way to the upper's."""
        text = line[low.col_offset : low.end_col_offset]
        numbers = zip(_constants(low), _constants(high), strict=True)
        for a, b in sorted(numbers, key=lambda pair: -pair[0].col_offset):
            start, end = a.col_offset - low.col_offset, (a.end_col_offset or 0) - low.col_offset
            text = f"{text[:start]}{_mean(a.value, b.value)!r}{text[end:]}"  # type: ignore[arg-type]  # numbers
        return self.moved(text, self.new)


def _terms(node: ast.expr, sign: str) -> Iterator[tuple[str, ast.expr]]:
    """The terms of a sum with their signs, from the left; what stands in a term of its own is not looked into."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield from _terms(node.left, sign)
        yield ("+" if isinstance(node.op, ast.Add) else "-"), node.right
    else:
        yield sign, node


def _constants(term: ast.expr) -> list[ast.Constant]:
    return [node for node in ast.walk(term) if isinstance(node, ast.Constant)]


def _end(line: str, term: ast.expr) -> int:
    """Where a term ends, with the parentheses around it."""
    start, end = term.col_offset, term.end_col_offset or 0
    while line[:start].rstrip().endswith("(") and line[end:].lstrip().startswith(")"):
        start = line[:start].rstrip().rindex("(")
        end = line.index(")", end) + 1
    return end


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _mean(a: float, b: float) -> float:
    return a if a == b else 0.5 * (a + b)


def _arithmetic(text: str) -> bool:
    """Is a text a formula in more than one word?"""
    try:
        return isinstance(syntax(PLACEHOLDER.sub("x", one_line(text))), ast.BinOp | ast.UnaryOp)
    except FormulaError:
        return False
