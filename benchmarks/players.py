"""One hundred players at once on the local page: how long a move takes, and whether anything is lost.

    make bench NAME=players ARGS="--players 100 --seconds 60"

The server is a process of its own, as ``deterrence serve`` starts it, its crisis solved before the clock runs. Every
player plays the shipped standoff alone, thinks five seconds on average before each answer, listens to the stream of its
session as a browser does, and begins again when a game is over. Times are of the answer to a choice or a forecast, as
the player's end measures them on the same machine. What was answered must be in the database afterwards.
Processor time stands beside it: on a busy machine that is the figure to look at.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

THINKS = 5.0
KEY = re.compile(r'name="key" value="([0-9a-f]+)"')
TURN = re.compile(r'name="turn" value="(\d+)"')
HTMX = {"hx-request": "true"}


async def listens(client: httpx.AsyncClient, here: str) -> None:
    """The stream of a session, until it is cancelled."""
    async with client.stream("GET", f"{here}/events", timeout=None) as stream:
        async for _ in stream.aiter_lines():
            pass


async def plays(address: str, until: float, rng: random.Random, times: list[float], answered: list[str]) -> None:
    async with httpx.AsyncClient(base_url=address, follow_redirects=True, timeout=60) as client:
        while time.monotonic() < until:
            page = await client.post("/play/guided")
            page.raise_for_status()
            here, text = page.url.path, page.text
            ear = asyncio.create_task(listens(client, here))
            while time.monotonic() < until and "debrief" not in text:
                await asyncio.sleep(rng.expovariate(1 / THINKS))
                key = KEY.search(text)[1]
                data = {"key": key, "turn": TURN.search(text)[1]}
                moves = re.findall(r'<button name="move" value="([^"]+)"', text)
                asked = re.findall(r'name="(p\.[^"]+)"', text)
                if asked:
                    kind, data = "forecast", data | {name: str(rng.randint(1, 99)) for name in asked}
                else:
                    kind, data = "choose", data | {"move": rng.choice(moves)}
                began = time.perf_counter()
                answer = await client.post(f"{here}/{kind}", data=data, headers=HTMX)
                times.append(time.perf_counter() - began)
                answer.raise_for_status()
                answered.append(key)
                text = answer.text
            ear.cancel()


async def class_of(players: int, seconds: float, address: str) -> tuple[list[float], list[str]]:
    times: list[float] = []
    answered: list[str] = []
    until = time.monotonic() + seconds
    await asyncio.gather(*(plays(address, until, random.Random(k), times, answered) for k in range(players)))
    return times, answered


def processor(pid: int) -> float:
    """Processor time that a process has had, in seconds (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--players", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "deterrence", "serve", "--port", "0", "--first", "standoff", "--data", folder]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            address = server.stdout.readline().split()[0].rstrip("/")
            httpx.post(f"{address}/play/guided", timeout=600, follow_redirects=True).raise_for_status()  # solved
            before = processor(server.pid)
            times, answered = asyncio.run(class_of(asked.players, asked.seconds, address))
            work = processor(server.pid) - before
        finally:
            server.terminate()
            server.wait()
        with sqlite3.connect(Path(folder) / "play.sqlite") as db:
            kept = {key for (key,) in db.execute("SELECT key FROM events WHERE key IS NOT NULL")}
        db.close()
    times.sort()
    n = len(times)
    print(f"{asked.players} players, {n} moves in {asked.seconds:.0f} s ({n / asked.seconds:.1f} a second)")
    if not n:
        sys.exit("no move was answered in that time: give it more seconds, or a machine with less else to do")
    print(f"median {1000 * times[n // 2]:.0f} ms, 95th percentile {1000 * times[int(0.95 * n)]:.0f} ms, "
          f"largest {1000 * times[-1]:.0f} ms")
    print(f"processor time of the server: {1000 * work / n:.0f} ms a move, games opened and pages included")
    print(f"moves that were answered and are not in the database: {len(set(answered) - kept)}")


if __name__ == "__main__":
    main()
