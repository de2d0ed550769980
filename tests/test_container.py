"""The Dockerfile, line by line: what is copied is there, what is installed is locked, who runs it, what is asked of it.

It is not built here: that takes a container registry.
"""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LINES = [line for line in re.sub(r"\\\n\s*", " ", TEXT).splitlines() if line and not line.startswith("#")]
STEPS = [tuple(line.split(maxsplit=1)) for line in LINES]


def of(word):
    """What follows an instruction, each time it is given."""
    return [rest for name, rest in STEPS if name == word]


def sent(path):
    """Is a path sent to the build? The last pattern that fits says so."""
    found = True
    for pattern in (ROOT / ".dockerignore").read_text(encoding="utf-8").split():
        name = pattern.removeprefix("!").removeprefix("**/")
        if fnmatch.fnmatch(path, name) or path.split("/")[0] == name or Path(path).name == name:
            found = pattern.startswith("!")
    return found


def test_what_is_copied_is_there_and_is_sent():
    for rest in of("COPY"):
        for source in shlex.split(rest)[:-1]:
            assert (ROOT / source).exists() and sent(source), source
    assert sent("src/deterrence/app/server.py")
    assert not sent("tests/shipped.py") and not sent(".venv/bin/python") and not sent("src/deterrence/__pycache__")


def test_python_is_the_one_that_is_locked_for():
    version = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    assert of("FROM") == [f"python:{version}-slim"]


def test_packages_are_those_of_the_lock_by_their_hashes_and_no_others():
    installs = [part for rest in of("RUN") for part in rest.split("&&") if "pip install" in part]
    assert len(installs) == 2
    assert "--require-hashes" in installs[0] and "-r requirements.lock" in installs[0]
    assert "--no-deps" in installs[1] and "--no-build-isolation" in installs[1]


def test_the_user_is_not_root_and_owns_the_data():
    (user,) = of("USER")
    made = " ".join(of("RUN"))
    assert user != "root" and re.search(rf"useradd .*\b{user}\b", made) and f"chown {user} /data" in made
    order = [name for name, _ in STEPS]
    assert order.index("USER") > max(k for k, name in enumerate(order) if name == "RUN")
    assert order.index("VOLUME") > max(k for k, name in enumerate(order) if name == "RUN")


def test_the_port_and_the_data_are_those_that_the_command_is_given():
    (entry,) = of("ENTRYPOINT")
    command = json.loads(entry)
    given = dict(zip(command[2::2], command[3::2], strict=True))
    assert command[:2] == ["deterrence", "serve"]
    assert [given["--port"]] == of("EXPOSE") and [given["--data"]] == of("VOLUME")


def test_health_is_asked_at_an_address_that_there_is():
    from fastapi.testclient import TestClient

    from deterrence.app.server import create_app

    (check,) = of("HEALTHCHECK")
    address = re.search(r"http://127\.0\.0\.1:(\d+)(/[^']*)'", check)
    assert [address[1]] == of("EXPOSE")
    client = TestClient(create_app(), base_url=f"http://127.0.0.1:{address[1]}")
    assert client.get(address[2]).status_code == 200
