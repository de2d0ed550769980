"""Uppsala Conflict Data Program: events (GED), candidate events, battle-related deaths.

Sources: R. Sundberg and E. Melander (2013), "Introducing the UCDP Georeferenced Event Dataset", Journal of Peace
Research 50(4); S. Davies, T. Pettersson and M. Öberg (2022), "Organized violence 1989-2021 and drone warfare", Journal
of Peace Research 59(4); H. Hegre, M. Croicu, K. Eck and S. Högbladh (2020), "Introducing the UCDP Candidate Events
Dataset", Research & Politics.
"""

from __future__ import annotations

from .record import Events, Kind, Source, When, column, perhaps

GED_CITED = "Sundberg and Melander (2013), Introducing the UCDP Georeferenced Event Dataset; Davies and others (2022)"
CANDIDATE_CITED = "Hegre, Croicu, Eck and Högbladh (2020), Introducing the UCDP Candidate Events Dataset"
BATTLE_CITED = "Davies, Pettersson and Öberg (2022), Organized violence 1989-2021 and drone warfare"

whole, text, number = Kind.WHOLE, Kind.TEXT, Kind.NUMBER
COLUMNS = (
    column(whole, "id", "number of the event"),
    column(whole, "year", "the year"),
    column(whole, "type_of_violence", "1 state-based, 2 non-state, 3 one-sided"),
    column(text, "side_a", "one side; in one-sided violence who did it"),
    column(text, "side_b", "the other side"),
    column(text, "country", "where it happened"),
    column(Kind.DATE, "date_start", "the first day it may have been"),
    column(Kind.DATE, "date_end", "the last day it may have been"),
    column(whole, "best", "people killed, best estimate", also=("best_est",)),
    column(whole, "high", "people killed, high estimate", also=("high_est",)),
    column(whole, "low", "people killed, low estimate", also=("low_est",)),
    perhaps(whole, "date_prec", "1 the day, 2 to 6 days, 3 a week, 4 a month, 5 more than a month"),
    perhaps(whole, "where_prec", "1 the place to 7 international"),
    perhaps(whole, "event_clarity", "1 an event, 2 a summary of several"),
    perhaps(whole, "deaths_a", "killed of side A"),
    perhaps(whole, "deaths_b", "killed of side B"),
    perhaps(whole, "deaths_civilians", "civilians killed"),
    perhaps(whole, "deaths_unknown", "killed, not known of which side"),
    perhaps(text, "dyad_name", "the two sides"),
    perhaps(text, "conflict_name", "the conflict"),
    perhaps(whole, "country_id", "the country, Gleditsch and Ward's number"),
    perhaps(text, "gwnoa", "side A where it is a state, Gleditsch and Ward's number"),
    perhaps(text, "gwnob", "side B where it is a state, Gleditsch and Ward's number"),
    perhaps(number, "latitude", "degrees"),
    perhaps(number, "longitude", "degrees"),
)
WHEN = When(date="date_start", precision="date_prec", month_from=4)
EVENTS = Events(
    deaths="best",
    low="low",
    high="high",
    perpetrator="CASE WHEN type_of_violence = 3 THEN side_a ELSE side_a || ' - ' || side_b END",
    target="CASE type_of_violence WHEN 3 THEN 'civilians' WHEN 1 THEN 'fighting with a government' "
    "ELSE 'fighting between groups' END",
    place="country",
)
NOTES = (
    "An event is listed by where it happened: a file of one country has none of the fighting across its borders.",
    "Who attacked is coded of one-sided violence only; of fighting both sides are named.",
    "An event is counted in the month in which it may first have been.",
)

GED = Source(
    key="ucdp-ged",
    title="UCDP events (GED)",
    citation=GED_CITED,
    columns=COLUMNS,
    when=WHEN,
    events=EVENTS,
    checksums={
        "6ef828898fbb443e234bc723a35984a4e5446f987c0c6fa7ee66ee0207493d38": "Pakistan 1989-2021, HDX export with tags"
    },
    file_name=r"ged(?:event)?_?v?(\d\d)_?(\d)(?!\d)",
    versions=((5, 0), (26, 99)),
    notes=(*NOTES, "An export of the Humanitarian Data Exchange has a row of tags as line 2; it is left out."),
)
CANDIDATE = Source(
    key="ucdp-candidate",
    title="UCDP candidate events",
    citation=CANDIDATE_CITED,
    columns=COLUMNS,
    when=WHEN,
    events=EVENTS,
    file_name=r"ged(?:event)?_v?(\d\d)_(?:0|01)_(\d+)",
    named=True,
    versions=((18, 0), (26, 99)),
    notes=(*NOTES, "Candidate events are not vetted: some leave, some change, when the year's data set comes."),
)
BATTLE_DEATHS = Source(
    key="ucdp-battle-deaths",
    title="UCDP battle-related deaths by dyad or conflict and year",
    citation=BATTLE_CITED,
    columns=(
        column(whole, "conflict_id", "number of the conflict"),
        perhaps(whole, "dyad_id", "number of the dyad"),
        column(text, "location_inc", "the state or states whose conflict it is"),
        column(text, "side_a", "side A"),
        column(text, "side_b", "side B"),
        column(whole, "year", "the year"),
        column(whole, "bd_best", "battle-related deaths, best estimate"),
        column(whole, "bd_low", "low estimate"),
        column(whole, "bd_high", "high estimate"),
        perhaps(whole, "type_of_conflict", "1 extrasystemic, 2 interstate, 3 intrastate, 4 internationalised"),
        perhaps(text, "battle_location", "where it was fought"),
    ),
    when=When(year="year"),
    events=Events(
        incidents="",
        deaths="bd_best",
        low="bd_low",
        high="bd_high",
        perpetrator="side_a || ' - ' || side_b",
        place="location_inc",
        yearly=True,
    ),
    missing=("-9",),
    checksums={"b53c3d355f8b7244e542967c70bad4c98ab39f3d2870460bbfbdf02a1ce4c41c": "version 23.1, by dyad"},
    version_column="version",
    file_name=r"battledeaths_v(\d\d)_(\d)",
    versions=((17, 0), (26, 99)),
    notes=("Only years with at least 25 deaths in battle are listed: one that is not there is missing, not zero.",),
)
