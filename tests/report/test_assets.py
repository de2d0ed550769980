"""The chart libraries are the files that were published, each with its licence."""

from __future__ import annotations

import hashlib
from importlib.resources import files

ASSETS = files("deterrence.report") / "assets"


def recorded() -> dict[str, str]:
    lines = (ASSETS / "CHECKSUMS.txt").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines if not line.startswith("#"))}


def test_every_asset_has_its_recorded_checksum() -> None:
    present = {asset.name for asset in ASSETS.iterdir()} - {"CHECKSUMS.txt"}
    assert present == set(recorded())
    for name, digest in recorded().items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == digest, name


def test_every_library_has_a_licence() -> None:
    libraries = [name.removesuffix(".min.js") for name in recorded() if name.endswith(".min.js")]
    assert libraries
    assert {f"LICENSE-{library}.txt" for library in libraries} <= set(recorded())
