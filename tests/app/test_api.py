"""No request, however made, is answered by an error of the server's own."""

import warnings

import pytest
from hypothesis import HealthCheck, given, settings

EXAMPLES = 3


@pytest.fixture(scope="module")
def operations(app):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schemathesis = pytest.importorskip("schemathesis")
        return [found.ok() for found in schemathesis.openapi.from_dict(app.openapi()).get_all_operations()]


def test_no_request_breaks_the_server(client, operations):
    """Every address, with what its description allows."""
    answered = set()

    def tried(operation):
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def check(case):
            body = case.body if isinstance(case.body, dict) else None
            path = case.formatted_path
            found = client.request(case.method, path, params=case.query, data=body, follow_redirects=False)
            assert found.status_code < 500, (case.method, path, found.status_code)
            answered.add(operation.path)

        check()

    for operation in operations:
        tried(operation)
    assert len(answered) == len({operation.path for operation in operations}) >= 10


@pytest.mark.parametrize("value", ["", "\x00", "%00", "𝕏" * 100, "1e999", "-1", "'\"<>", "../..", "a=b&c=d"])
def test_no_field_breaks_the_server(client, value):
    for field in ("scenario", "p.mediation", "lock.row", "take.row", "quiet.row", "against", "other"):
        for path in ("/explore", "/explore/results"):
            assert client.get(path, params={field: value}).status_code < 500
