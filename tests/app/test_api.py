"""No request, however made, is answered by an error of the server's own."""

import copy
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from starlette.testclient import TestClient

from app.play_pages import BASE, browser, fields, joined, moves, opened_class
from deterrence.app.play import tables

SEED = "2"
"""Of a game in which row moves first."""
EXAMPLES, DEEP, COMMANDED = 3, 10, 50
"""Requests of each address: as its description allows; with fields that there are; and commands of a session."""
NUMBERS = ["0.9", "0.05", "", "-1", "1e999", "nan", "x", "0x10", "９"]
"""Values of a slider, few so that few crises are solved."""
ADDRESSES = ["", "scenario=standoff", "scenario=ladder&p.slip=0.1", "p.mediation=x", "lock.row=restraint", "=&=", "%00"]
COMMANDS = {
    "row": ["choose", "forecast", "answer", "pause", "undo"],
    "facilitator": ["start", "pause", "resume", "push", "inject", "fill", "release", "choose"],
}
MOVES = ["hold", "strike"]
WORDS = {"type": "string", "maxLength": 30}


def operations_of(schema):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schemathesis = pytest.importorskip("schemathesis")
        return [found.ok() for found in schemathesis.openapi.from_dict(schema).get_all_operations()]


def tried(client, operation, examples):
    """The paths and statuses that come of requests of an operation."""
    found = []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def check(case):
        body = case.body if isinstance(case.body, dict) else None
        path = case.formatted_path
        answer = client.request(case.method, path, params=case.query, data=body, follow_redirects=False)
        assert answer.status_code < 500, (case.method, path, case.query, body, answer.status_code)
        found.append((case.method, path, answer.status_code))

    check()
    return found


def test_no_request_breaks_the_server(client, app):
    """Every address, with what its description allows."""
    operations = operations_of(app.openapi())
    answered = {operation.path for operation in operations if tried(client, operation, EXAMPLES)}
    assert len(answered) == len({operation.path for operation in operations}) >= 10


def described(app, of, path=(), query=(), form=()):
    """The description of one area with what its addresses read of the request themselves, and ids that there are."""
    schema = copy.deepcopy(app.openapi())
    schema["paths"] = {at: row for at, row in schema["paths"].items() if at.startswith(of)}
    for at, row in schema["paths"].items():
        for method, operation in row.items():
            parameters = [p for p in operation.get("parameters", ()) if p["name"] not in dict(query)]
            if method == "get":
                parameters += [{"name": n, "in": "query", "schema": s} for n, s in query]
            for p in parameters:
                p["schema"] = dict(path).get(p["name"], p["schema"]) if p["in"] == "path" else p["schema"]
            operation["parameters"] = parameters
            if at.endswith("{command}"):
                needed = [name for name in dict(form) if name not in ("key", "pass", "p.x")]
                body = {"type": "object", "properties": dict(form), "required": needed, "additionalProperties": False}
                operation["requestBody"] = {
                    "required": True,
                    "content": {"application/x-www-form-urlencoded": {"schema": body}},
                }
            for media in operation.get("requestBody", {}).get("content", {}).values():
                known = schema["components"]["schemas"].get(media["schema"].get("$ref", "").rsplit("/", 1)[-1], {})
                if "address" in known.get("properties", {}):
                    known["properties"]["address"] = one_of(ADDRESSES)
    return schema


def one_of(values):
    return {"type": "string", "enum": list(values)}


def test_no_state_of_explore_breaks_it(client, app):
    """Explore with the fields that an address may have: values, locks, options and settings beside, sound or not."""
    query = [
        ("scenario", one_of(["standoff", "ladder", "", "nowhere"])),
        ("p.mediation", one_of(NUMBERS)),
        ("lock.row", one_of(["", "restraint", "nothing"])),
        ("quiet.row", one_of(["", "1"])),
        ("take.row", one_of(["", "nothing"])),
        ("against", one_of(ADDRESSES)),
    ]
    path = [("id", WORDS), ("name", one_of(["endings", "flow", "no"]))]
    statuses = {}
    for operation in operations_of(described(app, "/explore", path, query)):
        if not operation.path.startswith(("/explore/slow", "/explore/report")):  # what is begun there goes on
            statuses[operation.path] = {s for *_, s in tried(client, operation, DEEP)}
    for at in ("/explore", "/explore/results", "/explore/further", "/explore/data.csv"):
        assert {200, 422} <= statuses[at], statuses
    assert len(statuses) >= 9


@pytest.mark.parametrize("role", ["row", "facilitator"])
def test_no_command_of_play_breaks_it(app, client, role, monkeypatch):
    """A session from the inside: a browser that holds a seat, or facilitates, posts whatever it likes."""
    monkeypatch.setattr(tables, "new_seed", lambda: SEED)
    facilitator = TestClient(app, base_url=BASE)
    desk, code = opened_class(facilitator, forecasts=True)
    row, here = joined(app, code, "row")
    joined(app, code, "column")
    start = fields(facilitator.get(desk).text)
    assert facilitator.post(f"{desk}/start", data=start, follow_redirects=False).status_code == 303
    text = row.get(here).text
    assert moves(text)
    inside = {"row": row, "facilitator": facilitator}[role]
    session, turn = desk.split("/")[2], fields(text)["turn"]
    path = [("session", one_of([session])), ("role", one_of([role])), ("command", one_of(COMMANDS[role]))]
    form = {
        "key": WORDS,
        "turn": one_of([turn]),  # stale as soon as a command succeeds
        "move": one_of([*MOVES, "", "x"]),
        "p.column.hold": one_of(NUMBERS),
        "p.column.strike": one_of(NUMBERS),
        "p.x": one_of(["1"]),
        "pass": one_of(["1"]),
        "q.war": one_of(["50", "1e999", "x"]),
        "when": one_of(["before", "after"]),
        "actor": one_of(["row", "column", "facilitator", "", "x"]),
        "seen": one_of(["settled", "faded", "row_acts", "", "x"]),
    }
    answered = {}
    for operation in operations_of(described(app, "/play/{session}", path, (), form.items())):
        if not operation.path.endswith("/events"):  # a stream that ends with the session
            examples = COMMANDED if operation.path.endswith("{command}") else DEEP
            answered[operation.path] = {s for *_, s in tried(inside, operation, examples)}
    assert 409 in answered["/play/{session}/{role}/{command}"], answered
    assert 200 in answered["/play/{session}/{role}"] and len(answered) == 6
    again = browser(app)  # and the session is still one that can be played on, or is over
    assert again.get(f"/play/{session}/row").status_code == 409
    assert inside.get(f"/play/{session}/{role}").status_code == 200


@pytest.mark.parametrize("value", ["", "a" * 70, "\x00", "%00", "𝕏" * 100, "1e999", "-1", "'\"<>", "../..", "a=b&c=d"])
def test_no_field_breaks_the_server(client, value):
    for field in ("scenario", "p.mediation", "lock.row", "take.row", "quiet.row", "against", "other"):
        for path in ("/explore", "/explore/results"):
            assert client.get(path, params={field: value}).status_code < 500
