"""JAX, set up once for every solver: double precision and a compilation cache that lasts.

Importing this module imports JAX; listings and checks must not.
"""

from __future__ import annotations

import jax

from .caches import cache_folder


def configure() -> None:
    """Turn on 64-bit floats and the persistent compilation cache; a read-only home does no harm."""
    jax.config.update("jax_enable_x64", True)
    folder = cache_folder() / "xla"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)


configure()
