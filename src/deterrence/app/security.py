"""What stands before the page: who may ask, how much, how often; and what a browser may do with the answer.

Plain ASGI, so that answers which stream (server-sent events) pass through as they come.

A page on 127.0.0.1 is reachable from any site that the browser has open. A foreign site can make the browser send a
request under a name of its own that leads here (DNS rebinding), which shows in ``Host``; or post a form, which shows in
``Origin``. Both are refused.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from .settings import Settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline runs, nothing is evaluated, nothing is fetched from elsewhere."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FOREIGN_HOST, FOREIGN_ORIGIN, TOO_LARGE, TOO_OFTEN = 421, 403, 413, 429
REASONS = {
    FOREIGN_HOST: "This server is asked for under a name that is not its own: start it with --name for the name.",
    FOREIGN_ORIGIN: "This request comes from another site, and is refused.",
    TOO_LARGE: "The request is larger than this server takes.",
    TOO_OFTEN: "Too many requests from this address: wait a second.",
}


class Headers:
    """Every answer carries the policy, and what is not an asset is not kept by caches."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        added = dict(HEADERS)
        if not scope["path"].startswith("/assets/"):
            added["cache-control"] = "no-store"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(k, v) for k, v in message.get("headers", []) if k.decode("latin-1").lower() not in added]
                message["headers"] = [*kept, *((k.encode(), v.encode()) for k, v in added.items())]
            await send(message)

        await self.app(scope, receive, with_headers)


class OwnHost:
    """The host is one of ours; and what changes something comes from a page of the same host, where it says so."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app, self.hosts = app, settings.hosts

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        host, origin = _header(scope, b"host"), _header(scope, b"origin")
        if host is None or host_name(host) not in self.hosts:
            await refuse(send, FOREIGN_HOST)
        elif scope["type"] == "http" and scope["method"] not in SAFE and origin is not None and not _same(origin, host):
            await refuse(send, FOREIGN_ORIGIN)
        else:
            await self.app(scope, receive, send)


class BodyLimit:
    """No body is larger than the limit, whether it says how large it is or not."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app, self.most = app, settings.limits.body

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = _header(scope, b"content-length")
        if said is not None and (not said.isdigit() or int(said) > self.most):
            await refuse(send, TOO_LARGE)
            return
        parts: list[Message] = []
        taken, more = 0, scope["method"] not in SAFE
        while more:
            message = await receive()
            parts.append(message)
            taken += len(message.get("body", b""))
            if taken > self.most:
                await refuse(send, TOO_LARGE)
                return
            more = message["type"] == "http.request" and message.get("more_body", False)

        async def replayed() -> Message:
            return parts.pop(0) if parts else await receive()

        await self.app(scope, replayed, send)


class RateLimit:
    """So many requests a second from an address, and a burst beside: a bucket that fills at the rate."""

    def __init__(self, app: App, settings: Settings, now: Callable[[], float] = time.monotonic) -> None:
        self.app, self.limits, self.now = app, settings.limits, now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] == "http" and not self.admits((scope.get("client") or ("",))[0]):
            await refuse(send, TOO_OFTEN, [(b"retry-after", b"1")])
        else:
            await self.app(scope, receive, send)

    def admits(self, client: str) -> bool:
        """Is there room for another request of a client? Counts it if so."""
        now, most = self.now(), float(self.limits.burst)
        left, then = self._left.pop(client, (most, now))
        left = min(left + (now - then) * self.limits.rate, most)
        self._left[client] = (max(left - 1.0, 0.0) if left >= 1.0 else left, now)
        if len(self._left) > self.limits.clients:
            self._left.popitem(last=False)
        return left >= 1.0


def guarded(app: App, settings: Settings) -> App:
    """The app behind all of it, the policy outermost so that refusals carry it too."""
    return Headers(OwnHost(RateLimit(BodyLimit(app, settings), settings), settings))


def host_name(host: str) -> str:
    """A host without its port, in lower case; "" where it is not one."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # refuses what is no number
    except ValueError:
        return ""
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        return ""
    name = parts.hostname or ""
    return f"[{name}]" if ":" in name else name


def _same(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


def _header(scope: MutableMapping[str, Any], name: bytes) -> str | None:
    """A header that must be there once; None where it is not there, or not once."""
    found = [v.decode("latin-1") for k, v in scope.get("headers", []) if k.lower() == name]
    return found[0] if len(found) == 1 else None if not found else ""


async def refuse(send: Send, status: int, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    """Answer with a status and its reason, and nothing else."""
    body = REASONS[status].encode()
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*plain, *(headers or [])]})
    await send({"type": "http.response.body", "body": body})
