"""Correlates of War: militarized interstate disputes (MID) and national material capabilities (NMC).

Sources: G. Palmer, R. W. McManus, V. D'Orazio, M. R. Kenwick, M. Karstens, C. Bloch, N. Dietrich, K. Kahn, K. Ritter
and M. J. Soules (2021), "The MID5 Dataset, 2011-2014", Conflict Management and Peace Science; J. D. Singer (1987),
"Reconstructing the Correlates of War Dataset on Material Capabilities of States", International Interactions 14.
"""

from __future__ import annotations

from .record import Column, Events, Kind, Source, When, column, perhaps

MID = "Palmer and others (2021), The MID5 Dataset, 2011-2014: Conflict Management and Peace Science"
NMC_CITED = "Singer (1987), Reconstructing the Correlates of War Dataset on Material Capabilities of States"
VERSIONS = ((4, 0), (5, 99))
MISSING = ("-9",)
FROM = When(year="styear", month="stmon", day="stday")
FATALITY = "deaths of military forces as a level: 0 none, 1 to 25, to 100, to 250, to 500, to 999, 6 more; no count"
LEVEL = "hostility: 1 none, 2 threat, 3 display, 4 use of force, 5 war"
ACTION = "highest action, 0 to 21"
NOTES = (
    "Missing is -9: of days, months, fatality levels and outcomes. A level of fatality is no number of deaths.",
    "A dispute is dated from its first incident; a day that is not known leaves the month.",
)

whole = Kind.WHOLE
DATES = (
    column(whole, "stday", "day of the start"),
    column(whole, "stmon", "month of the start"),
    column(whole, "styear", "year of the start"),
    column(whole, "endday", "day of the end"),
    column(whole, "endmon", "month of the end"),
    column(whole, "endyear", "year of the end"),
)
DISPUTE = column(whole, "dispnum", "number of the dispute", also=("dispnum3",))
SEVERITY = (
    column(whole, "fatality", FATALITY),
    column(whole, "fatalpre", "deaths of military forces, where the number is known"),
    column(whole, "hostlev", LEVEL),
)
STATE = (column(Kind.TEXT, "stabb", "the state, three letters"), column(whole, "ccode", "the state, COW's number"))
VERSION = perhaps(Kind.NUMBER, "version", "of the data set")


def _mid(key: str, title: str, columns: tuple[Column, ...], sha256: str, events: Events | None) -> Source:
    return Source(
        key=key,
        title=title,
        citation=MID,
        columns=(DISPUTE, *columns, *DATES, *SEVERITY, VERSION),
        when=FROM,
        events=events,
        other=whole,
        missing=MISSING,
        checksums={sha256: "version 5.0"},
        version_column="version",
        versions=VERSIONS,
        notes=NOTES,
    )


MIDA = _mid(
    "mid-disputes",
    "Militarized interstate disputes (MIDA)",
    (
        column(whole, "hiact", ACTION),
        column(whole, "outcome", "1 to 9"),
        column(whole, "settle", "1 to 4"),
        column(whole, "recip", "did more than one side act?"),
        column(whole, "maxdur", "longest duration, days"),
    ),
    "fa00331f8b5e68b57d510303039081a1494b4d45df680ca38dfd8640d32c8474",
    Events(deaths="fatalpre"),
)
MIDB = _mid(
    "mid-participants",
    "Participants in militarized interstate disputes (MIDB)",
    (
        *STATE,
        column(whole, "hiact", ACTION),
        column(whole, "sidea", "on side A, which acted first?"),
        column(whole, "orig", "there from the first day?"),
    ),
    "5189071e3b8aa32e1338f3df43fe574f4a0f2a06b2f481a3213c9e8f01211722",
    Events(deaths="fatalpre", perpetrator="stabb"),
)
MIDI = _mid(
    "mid-incidents",
    "Incidents of militarized interstate disputes (MIDI)",
    (
        column(whole, "incidnum", "number of the incident"),
        column(whole, "action", "0 to 21"),
        column(whole, "duration", "days"),
    ),
    "fc7d5ca720d1fcb94b3b575bbd43f24b4d2552d01e3e950027fee5b0b6bc0381",
    Events(deaths="fatalpre"),
)
MIDIP = _mid(
    "mid-incident-participants",
    "Participants in incidents of militarized interstate disputes (MIDIP)",
    (
        *STATE,
        column(whole, "incidnum", "number of the incident"),
        column(whole, "action", "0 to 21"),
        column(whole, "insidea", "on side A of the incident?"),
    ),
    "9350d1b71c24ab2a996549b9adefa11a844a526c32fd91b532a6ec964ecac0cb",
    Events(deaths="fatalpre", perpetrator="stabb"),
)
NMC = Source(
    key="nmc",
    title="National Material Capabilities",
    citation=NMC_CITED,
    columns=(
        column(whole, "ccode", "the state, COW's number"),
        column(whole, "year", "the year"),
        column(Kind.NUMBER, "milex", "military expenditure, thousands: pounds to 1913, then current US dollars"),
        column(Kind.NUMBER, "milper", "military personnel, thousands"),
        column(Kind.NUMBER, "irst", "iron and steel, thousands of tons"),
        column(Kind.NUMBER, "pec", "energy consumed, thousands of coal-ton equivalents"),
        column(Kind.NUMBER, "tpop", "population, thousands"),
        column(Kind.NUMBER, "upop", "urban population, thousands"),
        column(Kind.NUMBER, "cinc", "share of the system's capabilities, mean of six shares"),
        perhaps(Kind.TEXT, "stateabb", "the state, three letters"),
        perhaps(Kind.TEXT, "statenme", "the state"),
        perhaps(Kind.NUMBER, "version", "of the data set"),
    ),
    when=When(year="year"),
    missing=MISSING,
    checksums={"45610502002144a7c02c0f9b379cdd4c9b099b54f791f88b628160503e168b68": "1816-2022, version not stated"},
    notes=("Missing is -9. Version 6 ends in 2016. A file without the column `version` does not say which it is.",),
)
