"""Where compiled code is kept."""

from pathlib import Path

import pytest

from deterrence.solvers.caches import cache_folder


@pytest.mark.parametrize(
    ("base", "folder"),
    [("/var/cache/me", "/var/cache/me/deterrence"), ("", "~/.cache/deterrence"), ("some/where", "~/.cache/deterrence")],
)
def test_the_cache_is_where_the_user_says_unless_that_depends_on_the_folder(base, folder, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", base)
    assert cache_folder() == Path(folder).expanduser()


def test_the_cache_is_at_home_by_default(monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_folder() == Path.home() / ".cache" / "deterrence"
