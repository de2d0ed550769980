"""What the page carries with it: the chart libraries, and a policy that lets nothing else run.

The policy names the hash of each script and of the one style sheet, and allows no request of any
kind. Vega compiles expressions with ``new Function`` by default, which such a policy forbids; the
page asks for its interpreter instead.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

LIBRARIES = ("vega.min.js", "vega-lite.min.js", "vega-embed.min.js")
"""In the order in which they build on each other."""

SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


@cache
def text(path: str) -> str:
    """The text of a file that ships with this package, named relative to it."""
    return files("deterrence.report").joinpath(path).read_text(encoding="utf-8").strip()


@cache
def libraries() -> tuple[str, ...]:
    """The chart libraries as scripts, without the comment that makes a debugger ask for a source map."""
    return tuple(SOURCE_MAP.sub("", text(f"assets/{name}")).strip() for name in LIBRARIES)


def content_security_policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """A policy under which only these scripts run, only these styles apply, and nothing is fetched."""
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src", *map(_source, scripts)]),
            " ".join(["style-src", *map(_source, styles)]),
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _source(inline: str) -> str:
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    return f"'sha256-{digest}'"
