"""Everything that chance decides in a session, from its seed and the place of the draw alone.

A draw is the first 53 bits of HMAC-SHA-256, keyed by the seed, of what is drawn and where: the same on every machine,
in any order, and revealing nothing of the seed or of another draw to anyone without the seed.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from collections.abc import Sequence

from ..errors import ArgumentError

SEED_BYTES = 16


def new_seed() -> str:
    """A seed that nobody can guess, as hexadecimal digits."""
    return secrets.token_hex(SEED_BYTES)


def derived_seed(secret: str, *about: str) -> str:
    """A seed that is the same for the same words, and that only a holder of the secret can work out."""
    return hmac.new(secret.encode(), "/".join(about).encode(), hashlib.sha256).hexdigest()[: 2 * SEED_BYTES]


def uniform(seed: str, *about: str | int) -> float:
    """A number in [0, 1) for what is drawn and where."""
    place = "/".join(map(str, about))
    digest = hmac.new(seed.encode(), place.encode(), hashlib.sha256).digest()
    return float(int.from_bytes(digest[:8], "big") >> 11) * 2.0**-53


def drawn(chances: Sequence[float], u: float) -> int:
    """The index that a uniform number draws from chances, by the inverse of their distribution.

    Every chance is looked at whatever is drawn, so that the time taken reveals nothing.

    Raises:
        ArgumentError: no chance is above zero.
    """
    total = math.fsum(chances)
    if not total > 0:
        raise ArgumentError("nothing can be drawn: no chance is above zero")
    below, found, last = 0.0, 0, 0
    for k, chance in enumerate(chances):
        below += chance / total
        found += below <= u
        last = k if chance > 0 else last
    return min(found, last)


def waited(rate: float, u: float) -> float:
    """Days until the next event of a clock of so many a day: exponential."""
    return -math.log1p(-u) / rate
