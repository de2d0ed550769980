"""Files that are written whole or not at all, and folders that are tried before the work.

A file is written beside its target and moved into place, so that a full disk, an error or a stop half way leaves the
old file as it was. What is not a file (a terminal, a pipe) is written as it is.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import ArgumentError, OutputError
from .stopping import undone_if_stopped

if TYPE_CHECKING:
    import xarray as xr

Write = Callable[[Path], object]
KEPT = 40  # characters of a name that a temporary one ends in, so that its ending still says what is in it


def write_files(files: Mapping[Path, Write]) -> None:
    """Write several files that belong together: all of them, or none.

    Args:
        files: path -> what writes it, given where to.

    Raises:
        OutputError: with the file that could not be written. Those that were there are as before.
    """
    with ExitStack() as stack:
        ready: list[tuple[Path, Path, Path]] = []
        for path, write in files.items():
            try:
                if path.exists() and not path.is_file():
                    write(path)
                    continue
                target = path.resolve()  # a link goes on pointing where it points
                temporary = target.with_name(f".{secrets.token_hex(4)}-{target.name[-KEPT:]}")
                stack.callback(temporary.unlink, missing_ok=True)
                stack.enter_context(undone_if_stopped(partial(temporary.unlink, missing_ok=True), temporary.touch))
                write(temporary)
                _settle(temporary, target)
            except OSError as error:
                raise _refusal(path, error) from error
            ready.append((path, temporary, target))
        for path, temporary, target in ready:
            try:
                temporary.replace(target)
            except OSError as error:
                raise _refusal(path, error) from error


def write_whole(path: Path, write: Write) -> None:
    """Write one file, whole or not at all. Raises ``OutputError``."""
    write_files({path: write})


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8, whole or not at all. Raises ``OutputError``."""
    write_whole(path, lambda target: target.write_text(text, encoding="utf-8"))


def netcdf(data: xr.Dataset, encoding: Mapping[Any, Any]) -> Write:
    """What writes a data set as NetCDF 4 (h5netcdf), made in memory: HDF5 itself may crash where a disk fills up."""
    packed = data.to_netcdf(engine="h5netcdf", encoding=encoding)
    return lambda path: path.write_bytes(packed)


def require_folder(folder: Path) -> None:
    """Make a folder if it is not there, and try it, before any work.

    Raises:
        ArgumentError: it cannot be made, or no file can be written in it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _try(folder)
    except OSError as error:
        raise ArgumentError(f"the folder '{folder}' cannot be written: {_reason(error)}: choose another") from error


def require_file(path: Path | None) -> None:
    """Make sure, before any work, that a file can be written; None for no file.

    Raises:
        ArgumentError: there is no such folder, no file can be written in it, or the old file is protected.
    """
    if path is None:
        return
    try:
        if path.is_dir():
            raise ArgumentError(f"'{path}' is a folder: name a file")
        if path.exists() and not os.access(path, os.W_OK):
            raise ArgumentError(f"'{path}' is protected from writing: choose another name")
        if not path.exists() or path.is_file():
            _try(path.resolve().parent)
    except OSError as error:
        raise ArgumentError(f"'{path}' cannot be written: {_reason(error)}: choose another place") from error


def _try(folder: Path) -> None:
    trial = folder / f".{secrets.token_hex(4)}"
    with undone_if_stopped(partial(trial.unlink, missing_ok=True), trial.touch):
        trial.unlink()


def _settle(temporary: Path, target: Path) -> None:
    """Have it on the disk (where a full one may show only now), with the old file's permissions."""
    with open(temporary, "rb+") as file:
        os.fsync(file.fileno())
    if target.exists():
        shutil.copymode(target, temporary)


def _refusal(path: Path, error: OSError) -> OutputError:
    kept = "; the file that was there is as before" if path.is_file() else ""
    return OutputError(f"'{path}' was not written: {_reason(error)}{kept}")


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
