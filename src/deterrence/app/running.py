"""Running the server until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from ..errors import ArgumentError
from .server import create_app
from .settings import Settings

KEEP_ALIVE = 20
"""Seconds that a connection may idle."""
WAITING = 64
"""Connections that may wait to be accepted."""


def run(settings: Settings, tell: Callable[[str], object]) -> None:
    """Serve until a signal comes.

    Args:
        settings: of the page; port 0 takes a free one.
        tell: called with the address, once it is listened on.

    Raises:
        ArgumentError: it cannot be listened there.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=WAITING)
    except OSError as error:
        raise ArgumentError(
            f"port {settings.port} of {settings.host} cannot be listened on: {error.strerror}: choose another --port"
        ) from error
    host = f"[{settings.host}]" if family == socket.AF_INET6 else settings.host
    with listener:
        tell(f"http://{host}:{listener.getsockname()[1]}/")
        config = uvicorn.Config(
            create_app(settings),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=1,
        )
        uvicorn.Server(config).run(sockets=[listener])
