"""An ensemble as a page: how far headlines reach, what decides them, the box, choices, claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..claims.across import AcrossWorlds
from ..scenario.crisis import Crisis
from ..stress.ensemble.fans import QUANTILES, Fan
from ..stress.ensemble.form import FormAcross
from ..stress.ensemble.running import Finished
from ..stress.ensemble.summary import Chosen, Summary
from ..stress.ensemble.weighed import Three, Weighed
from . import charts
from .blocks import Block, Figure, Paragraph
from .charts import Measure
from .context import counted, quoted, sentence
from .ensemble_deciding import what_decides, where_it_comes_true
from .ensemble_text import (
    choice_heads,
    choice_rows,
    form_heads,
    form_rows,
    form_sentence,
    knowing_sentence,
)
from .ensemble_weighed import (
    ACCOUNT_HEADS,
    ACCOUNT_NOTE,
    REACH,
    account_rows,
    choice_tables,
    columns,
    number_rows,
    spread_sentence,
    tempered_sentence,
    weighed_claim_rows,
    weighed_sentence,
)
from .ensemble_words import PROBABLE, called, chance_of, claim_sentence, figure, labelled
from .numbers import interval
from .option_words import FREE
from .page import Page, Section, render
from .sections.tables import bar, plain_table

MOST_BARS = 14
DESIGNS = {
    "latin": "as a Latin hypercube",
    "sobol": "along a Sobol' sequence",
    "independent": "independently",
    "saltelli": "in Saltelli's pairs",
}
HOW_CHOSEN = (
    "Each choice is set against doing nothing in the same worlds. Its regret in a world is how much more the best "
    "choice there is worth; it is good enough where it is worth no less than doing nothing, and dominated by one that "
    "is worth no less in any world and more in some."
)
HEADS = ("Number", *(f"{q:.0%}" for q in QUANTILES), "Mean", "Worlds")


def ensemble_html(
    crisis: Crisis,
    done: Finished,
    found: Summary,
    claims: Sequence[AcrossWorlds],
    form: FormAcross | None = None,
    weighed: Weighed | None = None,
    weighed_claims: Mapping[str, Three] | None = None,
) -> str:
    """One page that asks for nothing from any network."""
    design, drawn = done.plan.sample.design, len(done.plan.sample.drawn)
    failed = sum(found.failed.values())
    sections = [
        Section("reach", "How far every number reaches", _reach(crisis, found)),
        Section("record", "Weighed by the record", _weighed(crisis, claims, weighed, weighed_claims or {})),
        Section("decides", "What decides", what_decides(crisis, done, found)),
        Section("box", "Where a concern comes true", where_it_comes_true(crisis, found)),
        Section("choices", "Choices over all worlds", _all_choices(crisis, found)),
        Section("claims", "Claims", _claims(crisis, claims)),
        Section("form", "Written another way", _form(crisis, form)),
    ]
    page = Page(
        title=f"Plausible worlds: {crisis.brief.title}",
        standfirst=_standfirst(crisis, found, drawn),
        sections=[section for section in sections if section.blocks],
        kicker="Over plausible worlds",
        facts=[
            ("Scenario", quoted(crisis.brief.name)),
            ("Worlds", f"{found.n:,} solved, {failed:,} without numbers"),
            ("Drawn", f"{counted(drawn, 'parameter')}, {DESIGNS[design.kind]}, seed {design.seed}"),
            ("Grid", f"{done.plan.points} nodes a side"),
        ],
    )
    return render(page)


def _standfirst(crisis: Crisis, found: Summary, drawn: int) -> str:
    """The widest headline, and what decides it."""
    rows = {y: fan for y, fan in found.fans.items() if y.split(":")[0] in PROBABLE}
    if not rows:
        return f"{counted(found.n, 'plausible world')}, none of which has a number."
    y, fan = max(rows.items(), key=lambda row: row[1].reach)
    shares = found.decided.get(y, {})
    most = [x for x, index in shares.items() if index.stands_out(drawn)][:1]
    by = f" What decides it most is {labelled(crisis.parameters, most[0])}." if most else ""
    low, high = figure(y, fan.quantiles[0]), figure(y, fan.quantiles[-1])
    return (
        f"In {counted(found.n, 'plausible world')}, each with {counted(drawn, 'number')} redrawn, "
        f"{chance_of(crisis, y)} lies between {low} and {high} in nine of ten: no other chance reaches as far.{by}"
    )


def _reach(crisis: Crisis, found: Summary) -> list[Block]:
    numbers = {y: fan for y, fan in found.fans.items() if not y.startswith("claim:") and any(fan.quantiles)}
    shown = [y for y in numbers if y.split(":")[0] in PROBABLE and numbers[y].reach > 0][:MOST_BARS]
    table = plain_table(
        "numbers-reach",
        "Quantiles over the worlds, mean, and the worlds that have the number",
        HEADS,
        [_fan_row(crisis, y, fan) for y, fan in numbers.items()],
    )
    if not shown:
        return [table]
    rows = [
        bar(sentence(called(crisis, y)), f.quantiles[2], figure(y, f.quantiles[2]), (f.quantiles[0], f.quantiles[-1]))
        for y in shown
        for f in [numbers[y]]
    ]
    return [
        Figure(
            "fig-reach",
            sentence(_farthest(crisis, shown, numbers)),
            charts.bars(rows, measure=Measure("Probability", lowest=0)),
            "Horizontal bars, one for each headline, with lines from the 5% to the 95% quantile over the worlds.",
            "A bar ends at the median world; the thin line runs from the world with one in twenty below it to the one "
            "with one in twenty above.",
            table,
        )
    ]


def _weighed(
    crisis: Crisis, claims: Sequence[AcrossWorlds], found: Weighed | None, three: Mapping[str, Three]
) -> list[Block]:
    if found is None:
        return []
    heads = columns(found)
    out: list[Block] = [
        *(Paragraph(said) for said in (weighed_sentence(found), tempered_sentence(found)) if said),
        plain_table(
            "record-crises", "What each coded crisis says of the worlds", ACCOUNT_HEADS, account_rows(found),
            ACCOUNT_NOTE,
        ),
        *(Paragraph(said) for said in (spread_sentence(crisis, found),) if said),
        plain_table(
            "record-numbers", "Every number at the judgements, and over worlds", ("Number", *heads, REACH),
            number_rows(crisis, found),
        ),
    ]
    for id, caption, rows in choice_tables(crisis, found):
        out.append(plain_table(id, caption, ("Option", *heads), rows))
    if three:
        caption = "Whether each claim holds, and in which share of the worlds"
        out.append(plain_table("record-claims", caption, ("Claim", *heads), weighed_claim_rows(claims, three)))
    return out


def _farthest(crisis: Crisis, shown: Sequence[str], fans: Mapping[str, Fan]) -> str:
    """What is known best over the worlds, and what least."""
    most, least = (pick(shown, key=lambda y: fans[y].reach) for pick in (max, min))
    said = f"widest over the worlds is {chance_of(crisis, most)}"
    return said if most == least else f"{said}, narrowest {chance_of(crisis, least)}"


def _fan_row(crisis: Crisis, y: str, fan: Fan) -> tuple[str, ...]:
    return (
        sentence(called(crisis, y)),
        *(figure(y, q) for q in fan.quantiles),
        figure(y, fan.mean),
        f"{fan.n:,}",
    )


def _all_choices(crisis: Crisis, found: Summary) -> list[Block]:
    tables = [block for chosen in found.choices for block in _choices(crisis, chosen)]
    return [Paragraph(f"{HOW_CHOSEN} {FREE}"), *tables] if tables else []


def _choices(crisis: Crisis, chosen: Chosen) -> list[Block]:
    names = {a.id: a.name for a in crisis.brief.actors}
    tables: list[Block] = [
        plain_table(
            f"choices-{chosen.taker.replace('_', '-')}-{whose.replace('_', '-')}",
            f"What {names[chosen.taker]} may take, judged by the payoff of {names[whose]}, over "
            f"{counted(chosen.n, 'world')}",
            [sentence(head) for head in choice_heads()],
            choice_rows(crisis, standing),
        )
        for whose, standing in chosen.by_actor.items()
    ]
    return [*tables, Paragraph(knowing_sentence(crisis, chosen))] if tables else []


def _form(crisis: Crisis, form: FormAcross | None) -> list[Block]:
    if form is None:
        return []
    heads = [sentence(head) for head in form_heads()]
    said = [Paragraph(form_sentence(form))]
    if not form.moved:
        return [*said]
    caption = "How far headlines move when the crisis is written another way"
    return [*said, plain_table("form-moves", caption, heads, form_rows(crisis, form))]


def _claims(crisis: Crisis, claims: Sequence[AcrossWorlds]) -> list[Block]:
    if not claims:
        return []
    rows = [
        (
            c.claim.text,
            "–" if c.share is None else f"{c.share:.0%}",
            interval(*c.interval) if c.interval else "–",
            f"{c.undecided:,}",
            f"{c.n:,}",
            "yes" if c.mark.by_construction else "no",
        )
        for c in claims
    ]
    table = plain_table(
        "claims-shares",
        "In how many worlds each claim holds",
        ("Claim", "Holds", "95% interval", "Undecided", "Worlds", "By construction"),
        rows,
        "Undecided where the margin is within the error of the grid, as far as that can be determined at the values as "
        "they stand. What is settled by how a claim is built supports nothing.",
    )
    return [table, *(Paragraph(claim_sentence(crisis, c)) for c in claims)]
