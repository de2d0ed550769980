"""International Crisis Behavior (ICB) and its coded events (ICBe).

Sources: M. Brecher, J. Wilkenfeld, K. Beardsley, P. James and D. Quinn (2023), International Crisis Behavior Data
Codebook, Version 15; R. W. Douglass and others (2022), "Introducing the ICBe Dataset".

The codes of ICB's variables as words are in :mod:`deterrence.data.icb_codes`.
"""

from __future__ import annotations

from ..icb import CHECKSUMS
from .record import Events, Kind, Source, When, column, perhaps

ICB = "Brecher, Wilkenfeld, Beardsley, James and Quinn (2023), International Crisis Behavior Data Codebook, Version 15"
ICBE_CITED = "Douglass and others (2022), Introducing the ICBe Dataset"
VERSIONS = ((12,), (16,))
PART_OF_MONTH = ("66", "77", "88", "99")
"""Days that stand for early, in the middle of and late in a month; what 66, which is there too, means was not found."""
NOTES = (
    "Days 77, 88 and 99 (and 66, five times) mean early, middle and late in a month: the day is missing, the month is "
    "not. In other columns 77, 88 and 99 are what they are.",
    "Durations of 999 days are missing. Mumbai 2008 is no two-sided crisis; Uri 2016 ends before the strikes.",
)
MEDIATION_DAYS = ("damedst", "damedend", "damedfin")

whole, text = Kind.WHOLE, Kind.TEXT


def _checksum(name: str) -> dict[str, str]:
    return {CHECKSUMS[name]: "version 15"}


ICB1 = Source(
    key="icb-crises",
    title="International Crisis Behavior: crises (ICB1)",
    citation=ICB,
    columns=(
        perhaps(text, "icb1", "the data set"),
        column(whole, "crisno", "number of the crisis"),
        column(text, "crisname", "its name"),
        column(whole, "yrtrig", "year of the trigger"),
        column(whole, "motrig", "month of the trigger"),
        column(whole, "datrig", "day of the trigger", *PART_OF_MONTH),
        column(whole, "yrterm", "year of the end"),
        column(whole, "moterm", "month of the end"),
        column(whole, "daterm", "day of the end", *PART_OF_MONTH),
        column(whole, "brexit", "duration, days", "999"),
        column(whole, "viol", "violence: 1 none, 2 minor clashes, 3 serious clashes, 4 full-scale war"),
        column(whole, "crismg", "main technique of management, 1 to 8"),
        column(whole, "forout", "form of the outcome, 1 to 7"),
        column(whole, "outesr", "did it come back within five years? 1 yes, 2 no, 3 too recent"),
        *(perhaps(whole, name, "of the mediation", "-99") for name in ("yrmedst", "momedst", "yrmedend", "momedend")),
        *(perhaps(whole, name, "of the mediation", "-99", *PART_OF_MONTH) for name in MEDIATION_DAYS),
    ),
    when=When(year="yrtrig", month="motrig", day="datrig"),
    events=Events(),
    other=whole,
    checksums=_checksum("icb1v15.csv"),
    file_name=r"icb1v(\d+)",
    versions=VERSIONS,
    notes=NOTES,
)
ICB2 = Source(
    key="icb-actors",
    title="International Crisis Behavior: crisis actors (ICB2)",
    citation=ICB,
    columns=(
        perhaps(text, "icb2", "the data set"),
        column(whole, "cracno", "number of the crisis actor"),
        column(whole, "crisno", "number of the crisis"),
        column(text, "actor", "the state, three letters"),
        column(text, "crisname", "name of the crisis"),
        column(whole, "yrtrig", "year of the trigger"),
        column(whole, "motrig", "month of the trigger"),
        column(whole, "datrig", "day of the trigger", *PART_OF_MONTH),
        column(whole, "triggr", "trigger, 1 to 9; 9 a violent act"),
        column(whole, "majres", "major response, 1 to 9; 8 violent military"),
        column(whole, "outcom", "1 victory, 2 compromise, 3 stalemate, 4 defeat, 5 other", "6", "9"),
        column(whole, "gravty", "gravest threat, 0 to 7"),
        perhaps(whole, "nuclear", "1 none, 2 foreseeable, 3 possessed, 4 second strike"),
        perhaps(whole, "systrgda", "day of the system's trigger", *PART_OF_MONTH),
        perhaps(whole, "dayres", "day of the response", *PART_OF_MONTH),
        perhaps(whole, "daterm", "day of the end", *PART_OF_MONTH),
        perhaps(whole, "sizedu", "size of the decision unit", "-99"),
        perhaps(whole, "strcdu", "structure of the decision unit", "-99"),
        perhaps(whole, "powdis", "power discrepancy", "-9"),
    ),
    when=When(year="yrtrig", month="motrig", day="datrig"),
    events=Events(perpetrator="actor"),
    other=whole,
    checksums=_checksum("icb2v15.csv"),
    file_name=r"icb2v(\d+)",
    versions=VERSIONS,
    notes=(*NOTES, "Two public copies of version 15 differ in one cell: crisis 488, IRN, `majres`."),
)
ICB_DYADS = Source(
    key="icb-dyads",
    title="International Crisis Behavior: pairs of states by year",
    citation=ICB,
    columns=(
        column(whole, "crisno", "number of the crisis"),
        column(whole, "year", "the year"),
        column(text, "crisname", "name of the crisis"),
        column(whole, "statea", "the first state, COW's number"),
        column(text, "namea", "the first state, three letters"),
        column(whole, "actnuma", "its crisis actor; missing where it was none", "9999"),
        column(whole, "stateb", "the second state, COW's number"),
        column(text, "nameb", "the second state, three letters"),
        column(whole, "actnumb", "its crisis actor; missing where it was none", "9999"),
        column(whole, "trgyrdy", "year of the trigger"),
        column(whole, "trgmody", "month of the trigger"),
        column(whole, "trgdady", "day of the trigger", *PART_OF_MONTH),
        column(whole, "trmdady", "day of the end", *PART_OF_MONTH),
    ),
    when=When(year="trgyrdy", month="trgmody", day="trgdady"),
    other=whole,
    checksums=_checksum("icbdy_v15.csv"),
    file_name=r"icbdy_v(\d+)",
    versions=VERSIONS,
    notes=NOTES,
)
ICBE = Source(
    key="icbe",
    title="Coded events of international crises (ICBe)",
    citation=ICBE_CITED,
    columns=(
        column(whole, "crisno", "number of the ICB crisis"),
        column(text, "event_type", "action, speech, thought"),
        column(text, "do_actor_a", "who acts"),
        column(text, "do_actor_b", "on whom"),
        column(text, "do_kind", "what a unilateral act is, by direction"),
        column(text, "do_interact_kind", "what an act between two is, by direction"),
        column(text, "sayintkind", "what is said"),
        column(text, "date_earliest_year", "first year that fits"),
        column(text, "date_earliest_month", "first month that fits"),
        column(text, "date_earliest_day", "first day that fits"),
    ),
    blank=("NA",),
    checksums={"d0789473e26a2dbf858ef512403ce965af023ac52abcf17943fedd1ac831659e": "version 1.1, without its texts"},
    file_name=r"icbe_?v(\d+)[._](\d+)",
    versions=((1, 0), (1, 99)),
    notes=(
        "A cell may hold several values, joined by semicolons, dates too: they stay text, and rows are not dated.",
        "Ends with crisis 476: neither Uri 2016 nor Pulwama 2019 is there.",
    ),
)
