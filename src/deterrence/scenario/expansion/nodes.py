"""A file's data as a tree in which every part knows where it was written, whatever becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...files.positions import Path, Positions, Spot
from ...files.yaml_reader import Document
from ...files.yaml_scalars import Scalar

Value = Any  # a scalar, a tuple of nodes, or nodes by key


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file.

    Attributes:
        value: a scalar, a tuple of nodes, or a dictionary of nodes.
        spot: where the value begins.
        key: where the key stands, of a value of a mapping.
        note: for which values of its variables a template wrote it; empty if none did.
        broken: it could not be read, and stands as null.
    """

    value: Value
    spot: Spot
    key: Spot | None = None
    note: str = ""
    broken: bool = False

    @property
    def where(self) -> Spot:
        """Where the key stands, or else the value."""
        return self.key or self.spot

    @property
    def is_mapping(self) -> bool:
        """Is it a mapping?"""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Is it a list?"""
        return isinstance(self.value, tuple)

    def get(self, key: str) -> Scalar:
        """The scalar under a key of a mapping; None where there is none."""
        inside = self.value.get(key) if isinstance(self.value, dict) else None
        return None if inside is None or inside.is_mapping or inside.is_list else inside.value


def tree(document: Document, file: str = "") -> Node:
    """A document as a tree; of another file than the one that is read, with that file's name."""
    positions = document.positions

    def of_file(spot: Spot) -> Spot:
        return spot._replace(file=file)

    def node(data: Any, path: Path) -> Node:
        value: Value = data
        if isinstance(data, dict):
            value = {key: node(item, (*path, key)) for key, item in data.items()}
        elif isinstance(data, tuple):
            value = tuple(node(item, (*path, k)) for k, item in enumerate(data))
        key = positions.keys.get(path)
        return Node(value, of_file(positions.value(path)), key and of_file(key), broken=path in document.broken)

    return node(document.data, ())


def document(root: Node) -> Document:
    """A tree as a document."""
    positions = Positions()
    broken: set[Path] = set()

    def data(node: Node, path: Path, note: str) -> Any:
        positions.values[path] = node.spot
        if node.key is not None:
            positions.keys[path] = node.key
        if node.note != note:
            positions.notes[path] = node.note
        if node.broken:
            broken.add(path)
        if isinstance(node.value, dict):
            return {key: data(inside, (*path, key), node.note) for key, inside in node.value.items()}
        if isinstance(node.value, tuple):
            return tuple(data(inside, (*path, k), node.note) for k, inside in enumerate(node.value))
        return node.value

    return Document(data(root, (), ""), positions, frozenset(broken))


def plain(node: Node) -> Any:
    """A node's data alone."""
    if isinstance(node.value, dict):
        return {key: plain(inside) for key, inside in node.value.items()}
    return tuple(plain(inside) for inside in node.value) if isinstance(node.value, tuple) else node.value
