"""Modules in files of their own, beside the file that uses them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import Field

from ...files.messages import shown
from ...files.reader import FileKind, Loaded, read
from .builder import Builder
from .language import FROM, Module
from .nodes import Node, tree
from .variables import TemplateError

SCHEMA = "deterrence-module-1"


class ModuleFile(Module):
    """A module as a file."""

    format: Literal["deterrence-module-1"] = Field(alias="schema")


MODULE = FileKind("module", SCHEMA, ModuleFile)


def with_files(builder: Builder, modules: Node, folder: Path) -> tuple[Node, tuple[str, ...]]:
    """The section ``modules`` with modules from other files put in, and the hashes of those files.

    Args:
        builder: takes what is wrong.
        modules: the section, of the right shape.
        folder: where the file is that has it.

    Raises:
        InputError: a file cannot be read or is no module; with its own lines.
    """
    files: dict[str, Loaded[ModuleFile]] = {}
    found: dict[str, Node] = {}
    for name, module in modules.value.items():
        found[name] = module
        source = module.value.get(FROM)
        if source is None:
            continue
        path = PurePosixPath(source.value)
        if path.is_absolute() or ".." in path.parts:
            error = TemplateError("a module is in a file beside this one, or in a folder there", "give that path")
            builder.fault(source.spot, error)
            continue
        if not (folder / path).is_file():
            builder.fault(source.spot, TemplateError(f"there is no file {shown(source.value)} here", "check the path"))
            continue
        if len(module.value) > 1:
            error = TemplateError("a module is written here or comes 'from' a file, not both", "leave one of them out")
            builder.fault(source.where, error)
            continue
        if source.value not in files:
            files[source.value] = read(MODULE, folder / path)
        loaded = files[source.value]
        sections = tree(loaded.document, loaded.file).value
        found[name] = Node({k: v for k, v in sections.items() if k != "schema"}, module.spot, module.key)
    return Node(found, modules.spot, modules.key), tuple(loaded.sha256 for loaded in files.values())
