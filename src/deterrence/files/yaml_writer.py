"""Plain data -> the text of a file that reads as the same data."""

from __future__ import annotations

from typing import Any

import yaml

from .yaml_scalars import BadScalar, plain

WIDTH = 120


class _Dumper(yaml.SafeDumper):
    """Writes no anchors, and puts in quotes what the reader would take for something else than text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    try:
        is_text = plain(text) == text
    except BadScalar:
        is_text = False
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_text else "'")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(tuple, lambda dumper, items: dumper.represent_list(items))


def written(data: dict[str, Any]) -> str:
    """The text of a file with some data: short lists and mappings on one line, in the order of the data."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=None, width=WIDTH)
