"""Stopping in order when a signal comes: Ctrl-C, ``kill``, a terminal that closes.

Python runs a signal handler between two of its own steps, and compiling a kernel is one step of many seconds. So the
signal wakes a thread, which undoes what is half done, ends the worker processes, says "interrupted" and ends the
program, whatever the main thread is at. Only the program itself does this (:func:`stop_on_signals`); a library call
in somebody's notebook is interrupted as any other.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
ENOUGH = 1.0  # seconds given to undoing and to ending workers

_lock = threading.Lock()  # held from the first undoing to the end, so that nothing new is begun
_undo: dict[object, Callable[[], object]] = {}


@contextlib.contextmanager
def undone_if_stopped(undo: Callable[[], object], begin: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Within this, a signal that stops the program first has something undone.

    Args:
        undo: what undoes it; called from another thread.
        begin: what begins it, called at once. None of it is done once undoing has begun.
    """
    key = object()
    with _lock:
        begin()
        _undo[key] = undo
    try:
        yield
    finally:
        with _lock:
            _undo.pop(key, None)


def stop_on_signals() -> None:
    """From now on end at a signal, with exit code 128 + its number. For the main thread of the program itself.

    A signal that the program was started to ignore (as under ``nohup``) stays ignored.
    """
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: None)  # the thread does it all
    signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_wait, args=(ours, theirs), name="stopping", daemon=True).start()


def _wait(ours: socket.socket, theirs: socket.socket) -> None:  # both, so that neither is closed as garbage
    number = ours.recv(1)[0]
    orderly = threading.Thread(target=_undo_everything, daemon=True)
    orderly.start()
    orderly.join(ENOUGH)
    with contextlib.suppress(OSError):
        os.write(2, b"interrupted\n")
    os._exit(128 + number)


def _undo_everything() -> None:
    _lock.acquire()  # for good
    for undo in reversed(list(_undo.values())):
        with contextlib.suppress(Exception):
            undo()
    if "multiprocessing" in sys.modules:
        import multiprocessing
        from multiprocessing import util

        for process in multiprocessing.active_children():
            process.kill()
        util._run_finalizers(0)  # type: ignore[attr-defined]  # named semaphores; joins nothing
