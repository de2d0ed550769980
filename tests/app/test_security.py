"""Foreign hosts and origins are refused, sizes and rates bounded, and every answer carries the policy."""

import re

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from deterrence.app.security import POLICY, RateLimit, guarded, host_name
from deterrence.app.settings import Limits, Settings


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())}")


def guarding(**settings) -> TestClient:
    inner = Starlette(routes=[Route("/", echo, methods=["GET", "POST"])])
    return TestClient(guarded(inner, Settings(**settings)), base_url="http://127.0.0.1:8000")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:99", "LOCALHOST", "[::1]:8000"])
def test_local_names_are_answered(host):
    assert guarding().get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.1:x", "a@127.0.0.1", "127.0.0.1/x", "127.0.0.1, evil"],
)
def test_other_names_are_refused(host):
    refused = guarding().get("/", headers={"host": host})
    assert refused.status_code == 421
    assert refused.headers["content-security-policy"] == POLICY


def test_two_hosts_are_none():
    found = guarding().get("/", headers=[("host", "127.0.0.1"), ("host", "evil.example")])
    assert found.status_code == 421


def test_a_name_that_was_given_is_answered():
    assert guarding(names=("crisis.example",)).get("/", headers={"host": "crisis.example"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "file://127.0.0.1:8000"])
def test_a_change_asked_for_by_another_site_is_refused(origin):
    client = guarding()
    assert client.post("/", headers={"origin": origin}).status_code == 403
    assert client.get("/", headers={"origin": origin}).status_code == 200


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "https://127.0.0.1:8000"])
def test_a_change_asked_for_by_the_page_itself_is_made(origin):
    assert guarding().post("/", headers={"origin": origin}).status_code == 200


def test_bodies_are_bounded_whether_they_say_their_size_or_not():
    client = guarding(limits=Limits(body=100))
    assert client.post("/", content=b"x" * 100).text == "100"
    assert client.post("/", content=b"x" * 101).status_code == 413
    assert client.post("/", content=iter([b"x" * 60, b"x" * 60])).status_code == 413
    assert client.post("/", content=iter([b"x" * 40, b"x" * 40])).text == "80"
    assert client.post("/", headers={"content-length": "-1"}).status_code == 413


def test_rates_are_bounded_by_address_and_recover():
    clock = [0.0]
    limit = RateLimit(None, Settings(limits=Limits(rate=2.0, burst=3, clients=2)), lambda: clock[0])
    assert [limit.admits("a") for _ in range(5)] == [True, True, True, False, False]
    assert limit.admits("b")
    clock[0] = 0.5
    assert [limit.admits("a") for _ in range(2)] == [True, False]
    for name in "cdef":
        limit.admits(name)
    assert len(limit._left) == 2


def test_too_many_requests_are_told_to_wait():
    client = guarding(limits=Limits(rate=0.001, burst=1))
    assert client.get("/").status_code == 200
    refused = client.get("/")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")


def test_the_policy_runs_nothing_inline_and_fetches_nothing_from_elsewhere(client):
    headers = client.get("/explore").headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    assert re.search(r"default-src 'none'", policy) and re.search(r"frame-ancestors 'none'", policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("host", "name"), [("LocalHost:80", "localhost"), ("[::1]:80", "[::1]"), ("a:b", ""), ("a/b", ""), ("", "")]
)
def test_names_of_hosts(host, name):
    assert host_name(host) == name
