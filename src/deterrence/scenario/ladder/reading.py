"""The scenario as a kind of file: its rules, and how one is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...files import reader
from ...files.reader import FileKind
from ...files.references import references
from ...parameters import evidence
from .checks import actors, ladder, locks, moves, numbers, options, overhang, play
from .record import SCHEMA, Scenario

SCENARIO = FileKind(
    "scenario",
    SCHEMA,
    Scenario,
    rules=(
        references,
        ladder.ladder_order,
        ladder.nuclear_use,
        ladder.rungs_of_acts,
        ladder.thresholds,
        ladder.spans,
        ladder.hazards,
        actors.acts,
        actors.tables,
        actors.types,
        actors.comparisons,
        moves.steps,
        moves.single_wait,
        moves.off_ramp,
        moves.seen_to_lose,
        numbers.distinct_names,
        numbers.ranges,
        numbers.admissible,
        numbers.together,
        locks.locks,
        options.option_targets,
        options.option_values,
        overhang.readiness,
        overhang.postures,
        evidence.located_sources,
        evidence.disputed_facts,
    ),
    last=(play.reachable,),
)


@dataclass(frozen=True)
class Loaded(reader.Loaded[Scenario]):
    """A scenario and the file it came from."""

    @property
    def scenario(self) -> Scenario:
        """What the file says."""
        return self.record


def load(path: str | Path) -> Loaded:
    """A scenario file with its text, hash and positions.

    Raises:
        InputError: the file cannot be read or is no well-formed scenario; holds every problem found.
    """
    return Loaded(**vars(reader.read(SCENARIO, path)))


def read_scenario(path: str | Path) -> Scenario:
    """The scenario in a file. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return reader.read(SCENARIO, path).record


def read_text(text: str, file: str = "<text>") -> Scenario:
    """The scenario in a text. Raises :class:`~deterrence.errors.InputError` with all that is wrong."""
    return reader.read_text(SCENARIO, text, file).record
