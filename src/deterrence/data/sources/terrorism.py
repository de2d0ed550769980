"""Terrorism: the Global Terrorism Database, ACLED's exports, and country tables as of the Global Terrorism Index.

Sources: G. LaFree and L. Dugan (2007), "Introducing the Global Terrorism Database", Terrorism and Political Violence
19(2); C. Raleigh, A. Linke, H. Hegre and J. Karlsen (2010), "Introducing ACLED", Journal of Peace Research 47(5);
Institute for Economics & Peace, Global Terrorism Index (yearly). Codes of missing values as their codebooks are
recalled; none was opened here.
"""

from __future__ import annotations

from .record import Events, Kind, Source, When, column, perhaps

whole, text, number = Kind.WHOLE, Kind.TEXT, Kind.NUMBER
LOST_YEAR = tuple(f"1993-{month:02}" for month in range(1, 13))

GTD = Source(
    key="gtd",
    title="Global Terrorism Database",
    citation="LaFree and Dugan (2007), Introducing the Global Terrorism Database",
    columns=(
        column(whole, "eventid", "number of the incident"),
        column(whole, "iyear", "the year"),
        column(whole, "imonth", "the month; 0 is missing", "0"),
        column(whole, "iday", "the day; 0 is missing", "0"),
        column(text, "country_txt", "where it happened"),
        column(text, "attacktype1_txt", "how"),
        column(text, "targtype1_txt", "the kind of target"),
        column(text, "gname", "who did it, or Unknown", "Unknown"),
        column(number, "nkill", "people killed, attackers included"),
        perhaps(number, "nkillter", "attackers killed"),
        perhaps(number, "nwound", "people injured"),
        perhaps(whole, "success", "did it succeed?"),
        perhaps(whole, "doubtterr", "is it doubtful that it was terrorism? -9 is missing"),
        perhaps(number, "latitude", "degrees"),
        perhaps(number, "longitude", "degrees"),
    ),
    when=When(year="iyear", month="imonth", day="iday"),
    events=Events(
        deaths="nkill", perpetrator="gname", target="targtype1_txt", place="country_txt", gaps=LOST_YEAR
    ),
    missing=("-9", "-99"),
    notes=(
        "Incidents of 1993 were lost before they were coded: that year is missing, not zero.",
        "Definitions and collectors changed in 1998, 2008 and 2012; a break in those years may be one of the record.",
        "An incident whose month is 0 belongs to a year and to none of its months.",
    ),
)
ACLED = Source(
    key="acled",
    title="ACLED export",
    citation="Raleigh, Linke, Hegre and Karlsen (2010), Introducing ACLED",
    columns=(
        column(text, "event_id_cnty", "number of the event"),
        column(Kind.DATE, "event_date", "the day"),
        column(text, "event_type", "what happened"),
        column(text, "sub_event_type", "what happened, more closely"),
        column(text, "actor1", "one side; not always who acted"),
        column(text, "country", "where it happened"),
        column(whole, "fatalities", "people reported killed; one number where reports differ"),
        perhaps(text, "actor2", "the other side"),
        perhaps(whole, "year", "the year"),
        perhaps(whole, "time_precision", "1 the day, 2 the week, 3 the month"),
        perhaps(text, "civilian_targeting", "were civilians the target?"),
        perhaps(number, "latitude", "degrees"),
        perhaps(number, "longitude", "degrees"),
    ),
    when=When(date="event_date", precision="time_precision", month_from=3),
    events=Events(deaths="fatalities", perpetrator="actor1", target="actor2", place="country"),
    notes=(
        "Demonstrations and strategic developments are events too: choose kinds before counting incidents.",
        "Countries join in different years; a file begins where its country does, or where it was cut.",
        "The order of actors does not say who attacked whom.",
    ),
)
COUNTRY_TABLE = Source(
    key="country-table",
    title="Country table of incidents and deaths by year, as of the Global Terrorism Index",
    citation="Institute for Economics & Peace, Global Terrorism Index, of the year of the table",
    columns=(
        column(text, "country", "the country"),
        column(whole, "year", "the year"),
        column(whole, "incidents", "incidents", also=("attacks",)),
        column(whole, "deaths", "people killed", also=("fatalities", "killed")),
        perhaps(text, "group", "whose part of a total a row is; empty for the total", also=("perpetrator",)),
        perhaps(number, "share_of_deaths", "published share of the country's deaths, 0 to 1"),
        perhaps(whole, "injuries", "people injured"),
        perhaps(whole, "hostages", "people taken hostage"),
        perhaps(whole, "rank", "the country's rank"),
        perhaps(number, "score", "the country's score"),
        perhaps(text, "iso3c", "the country, three letters"),
    ),
    when=When(year="year"),
    events=Events(
        incidents="incidents", deaths="deaths", place="country", yearly=True, group="group", share="share_of_deaths"
    ),
    notes=(
        "Editions restate earlier years (Pakistan 2023: 490 in the edition of 2024, 517 in that of 2025): take both "
        "years of a change from one edition.",
        "Since 2021 the index rests on other providers than before: do not join the series.",
    ),
)
