"""A solve that a reader began on request is stopped on request, in its middle; the page says where it stands."""

import threading

from deterrence.app import setting
from deterrence.app.explore import routes
from deterrence.solvers.backward_induction import Sweeper

ADDRESS = "scenario=standoff&p.mediation=0.0371"


def test_a_solve_is_begun_and_stopped_on_request(client, app, monkeypatch):
    crises, solved, rounds, go = app.state.services.crises, Sweeper.solve, [], threading.Event()
    wanted = crises.setting("standoff", {"mediation": 0.0371})

    def slowly(self, *arguments, **named):
        rounds.append(1)
        assert go.wait(60)
        return solved(self, *arguments, **named)

    monkeypatch.setattr(setting, "SLOW", 0.0)
    monkeypatch.setattr(routes, "PATIENCE", 0.05)
    with monkeypatch.context() as patched:
        patched.setattr(Sweeper, "solve", slowly)
        page = client.get(f"/explore?{ADDRESS}").text
        assert "This crisis takes a while to solve" in page and 'action="/explore/solve"' in page
        assert not crises.asked(wanted)
        page = client.post("/explore/solve", data={"address": ADDRESS}).text
        assert "This crisis is being solved" in page and 'action="/explore/leave"' in page
        promise = crises.later(wanted)
        page = client.post("/explore/leave", data={"address": ADDRESS}).text
        assert "This crisis takes a while to solve" in page and not crises.asked(wanted)
        go.set()
        assert promise.exception(60) is not None and len(rounds) <= 1
    monkeypatch.setattr(routes, "PATIENCE", 60.0)
    page = client.post("/explore/solve", data={"address": ADDRESS}).text
    assert "endings-title" in page and crises.known(wanted)
    page = client.post("/explore/leave", data={"address": ADDRESS}).text
    assert "endings-title" in page and crises.known(wanted)  # what is done is kept
