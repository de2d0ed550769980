"""International Crisis Behavior (ICB), version 15: crises, crisis actors and who faced whom.

496 international crises of 1918-2019 with 1,100 crisis actors. The data are not shipped; the three
files are read from a folder and must be the edition whose checksums stand here.

Source: M. Brecher, J. Wilkenfeld, K. Beardsley, P. James and D. Quinn (2023), International Crisis
Behavior Data Codebook, Version 15; M. Brecher and J. Wilkenfeld (2000), A Study of Crisis.

Known oddities of this edition, kept as they are: Kaluchak (436) is dated from 14 April 2002 though its
156 days fit 14 May; the Uri crisis (482) ends on 20 September 2016; Mumbai 2008 is not in the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deterrence.data import icb_codes as codes
from deterrence.data.files import Row, read_rows
from deterrence.data.icb_codes import Form, Management, Nuclear, Outcome, Tension, Violence
from deterrence.errors import ArgumentError

CHECKSUMS = {
    "icb1v15.csv": "97e27c8d1977ae43964a21d50668659dfd1f61041a937dde1908cfccc50e8904",
    "icb2v15.csv": "f835b7bf8cca84a65f51cd6dc0760ab0bdc0f935f377882ee9248eb81582075c",
    "icbdy_v15.csv": "4a4305d2a522d5a76ec228b515c8b90f6841c1dc555469c6fa6633f4bbf354c5",
}
"""SHA-256 of the files: crises, crisis actors, pairs of states by year."""


@dataclass(frozen=True)
class Crisis:
    """An international crisis (system level); None is missing.

    Attributes:
        number: CRISNO.
        name: CRISNAME.
        year: YRTRIG, the year in which it began.
        days: BREXIT, its duration; mostly counts both the first and the last day.
        violence: VIOL.
        management: CRISMG.
        form: FOROUT, how it ended.
        tension: OUTESR, whether it came back.
    """

    number: int
    name: str
    year: int
    days: int | None
    violence: Violence | None
    management: Management | None
    form: Form | None
    tension: Tension | None


@dataclass(frozen=True)
class CrisisActor:
    """A state's part in a crisis (actor level); one state may have two parts, as against two others.

    Attributes:
        number: CRACNO.
        crisis: CRISNO.
        state: ACTOR, three letters.
        outcome: OUTCOM.
        nuclear: NUCLEAR.
    """

    number: int
    crisis: int
    state: str
    outcome: Outcome | None
    nuclear: Nuclear | None


@dataclass(frozen=True)
class TwoSidedCrisis:
    """A crisis in which two states, both crisis actors, faced each other.

    Attributes:
        crisis: the crisis.
        sides: for each of the two, in the order asked for, its parts in which it faced the other.
    """

    crisis: Crisis
    sides: tuple[tuple[CrisisActor, ...], tuple[CrisisActor, ...]]


@dataclass(frozen=True)
class ICB:
    """The data set: crises and actors by number, and the pairs of actors that faced each other."""

    crises: dict[int, Crisis]
    actors: dict[int, CrisisActor]
    pairs: frozenset[tuple[int, int]]


def load(folder: Path | str, *, exact: bool = True) -> ICB:
    """The data set in a folder that holds the files of :data:`CHECKSUMS`.

    Args:
        folder: where the files are.
        exact: refuse any edition but the one whose checksums are known.

    Raises:
        InputError: a file is absent, another edition, or holds what is no code of ICB.
    """

    def rows(name: str, *columns: str) -> list[Row]:
        return list(read_rows(Path(folder) / name, columns, CHECKSUMS[name] if exact else None))

    crisis_columns = ("crisno", "crisname", "yrtrig", "brexit", "viol", "crismg", "forout", "outesr")
    crises = [_crisis(row) for row in rows("icb1v15.csv", *crisis_columns)]
    actors = [_actor(row) for row in rows("icb2v15.csv", "cracno", "crisno", "actor", "outcom", "nuclear")]
    known = {actor.number: actor for actor in actors}
    pairs = [
        (codes.whole(row, "actnuma"), codes.whole(row, "actnumb"))
        for row in rows("icbdy_v15.csv", "actnuma", "actnumb")
    ]
    return ICB(
        crises={crisis.number: crisis for crisis in crises},
        actors=known,
        pairs=frozenset(pair for pair in pairs if pair[0] in known and pair[1] in known),
    )


def two_sided_crises(
    folder: Path | str, first: str, second: str, *, since: int | None = None, exact: bool = True
) -> tuple[TwoSidedCrisis, ...]:
    """Crises in which two states faced each other and both were crisis actors, in ICB's order.

    Args:
        folder: where the files are.
        first: ICB's three letters for one state, such as ``"IND"``.
        second: the other.
        since: leave out crises that began before this year.
        exact: as in :func:`load`.

    Raises:
        ArgumentError: one of the two is no crisis actor in the data.
        InputError: as in :func:`load`.
    """
    icb = load(folder, exact=exact)
    for state in (first, second):
        if state not in {actor.state for actor in icb.actors.values()}:
            raise ArgumentError(f"{state!r} is no crisis actor in ICB: give its three letters, such as 'IND'")
    facing: dict[int, tuple[set[int], set[int]]] = {}
    for pair in icb.pairs:
        parts = {icb.actors[number].state: icb.actors[number] for number in pair}
        if parts.keys() == {first, second}:
            sides = facing.setdefault(parts[first].crisis, (set(), set()))
            sides[0].add(parts[first].number)
            sides[1].add(parts[second].number)
    found = (
        TwoSidedCrisis(icb.crises[number], (_parts(icb, sides[0]), _parts(icb, sides[1])))
        for number, sides in sorted(facing.items())
    )
    return tuple(each for each in found if since is None or each.crisis.year >= since)


def _parts(icb: ICB, numbers: set[int]) -> tuple[CrisisActor, ...]:
    return tuple(icb.actors[number] for number in sorted(numbers))


def _crisis(row: Row) -> Crisis:
    return Crisis(
        number=codes.whole(row, "crisno"),
        name=row["crisname"],
        year=codes.whole(row, "yrtrig"),
        days=codes.days(row, "brexit"),
        violence=codes.decoded(row, "viol", codes.VIOL),
        management=codes.decoded(row, "crismg", codes.CRISMG),
        form=codes.decoded(row, "forout", codes.FOROUT),
        tension=codes.decoded(row, "outesr", codes.OUTESR),
    )


def _actor(row: Row) -> CrisisActor:
    return CrisisActor(
        number=codes.whole(row, "cracno"),
        crisis=codes.whole(row, "crisno"),
        state=row["actor"],
        outcome=codes.decoded(row, "outcom", codes.OUTCOM),
        nuclear=codes.decoded(row, "nuclear", codes.NUCLEAR),
    )
