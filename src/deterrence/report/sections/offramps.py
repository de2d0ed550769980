"""Off-ramps: at what inducement an offer is taken, by who offers, and what the mediator has to do with it."""

from __future__ import annotations

from ...forecasting.keys import Key
from ...stress.off_ramps import OffRampPrice
from .. import charts
from ..blocks import Block, Bullets, Figure, Paragraph, Subheading
from ..charts import Measure
from ..context import Context, chance, joined, numeral, quoted, sentence
from ..prose import Prose
from .tables import bar, plain_table

REVERSAL = 0.02


def off_ramps(context: Context) -> list[Block]:
    """Price and region by who offers, acceptance along the inducement, and the mediator."""
    if not context.study.prices:
        return _taken(context)
    named = f"The way out that may be offered is {quoted(context.brief.off_ramp)}. " if context.brief.off_ramp else ""
    return [
        Subheading("The way out, and what it takes"),
        Paragraph(
            f"{named}The price of an off-ramp is the least that has to be added for an offer to be at least as likely "
            "as not to be accepted at once."
        ),
        Bullets([_price(context, price) for price in context.study.prices]),
        *_acceptance(context),
        *_mediator(context),
    ]


def offers(context: Context) -> str:
    """What an offer needs, in a sentence; nothing where nobody can offer."""
    prices = context.study.prices
    if not prices:
        return ""
    least = [x for price in prices for x, _ in price.tried[:1]]
    free = sum(p.price is not None and p.price <= x for p, x in zip(prices, least, strict=True))
    never = sum(p.price is None for p in prices)
    if free == len(prices):
        return (
            "With the least inducement tried, an offer of a way out is taken at once more often than not, whoever "
            "offers."
        )
    if never == len(prices):
        return "No inducement tried makes an offer of a way out as likely as not to be taken at once, by either side."
    without = numeral(never) if never else "none"
    return (
        f"Of {numeral(len(prices))} actors that can offer a way out, {numeral(free)} need add nothing for it to be "
        f"taken at once more often than not; for {without} nothing tried suffices."
    )


def _price(context: Context, price: OffRampPrice) -> Prose:
    who = context.actors[price.offerer]
    tried = [(x, p) for x, p in price.tried if p is not None]
    if not tried:
        return f"{sentence(who)} makes no offer at any inducement tried, so its offer has no price."
    (least, at_least), (most, at_most) = tried[0], tried[-1]
    said = (
        f"The chance that an offer by {who} is accepted at once is {context.compared(at_least)} with an inducement of "
        f"{least:g}, and {context.compared(at_most)} with {most:g}. "
    )
    if price.price is None:
        return f"{said}It has no price: no inducement tried makes acceptance as likely as not."
    if price.price <= least:
        said += "Nothing need be added: acceptance is more likely than not with the least inducement tried."
    else:
        said += f"Its price is {price.price:.2g} of the stake."
    if len(price.region) > 1 or price.region[-1][1] < most:
        spans = joined([f"{a:.2g} to {b:.2g}" for a, b in price.region])
        said += f" It is taken more often than not only from {spans}."
    if min(p for _, p in tried) < at_least - REVERSAL:
        said += (
            " More is not always better: a larger inducement also changes when an offer comes, and from which type."
        )
    return said


def _acceptance(context: Context) -> list[Block]:
    rows, cells = [], []
    for price in context.study.prices:
        for x, p in price.tried:
            if p is not None:
                label = "no inducement" if x == 0 else f"{x:.2g} of the stake"
                panel = f"Offers by {context.actors[price.offerer]}"
                rows.append(bar(label, p, context.compared(p), context.around(p), panel=panel))
                cells.append((context.labels[price.offerer], f"{x:.2g}", context.compared(p)))
    if not rows:
        return []
    return [
        Figure(
            "fig-acceptance",
            _taken_title(context),
            charts.small_multiples(
                rows,
                chart=charts.bars,
                measure=Measure("Probability that the offer is accepted at once", lowest=0, highest=1),
            ),
            "Horizontal bars, a panel for each actor that offers, a bar for each inducement tried.",
            "Each bar is the share of an actor's offers that are accepted in the very next move. The game is solved "
            "again for each inducement. An inducement is what the actor that offers gives up to the other, in units of "
            "what is at issue. Thin lines are the error of the grid.",
            plain_table(
                "numbers-acceptance",
                "Acceptance by who offers and what is added",
                ("Offer by", "Inducement", "Accepted at once"),
                cells,
            ),
        )
    ]


def _taken_title(context: Context) -> str:
    """How often an offer is taken at once with the least inducement tried, by who offers."""
    tried = {price.offerer: [p for _, p in price.tried if p is not None] for price in context.study.prices}
    said = [f"{context.compared(least)} from {context.actors[id]}" for id, (least, *_) in tried.items() if tried[id]]
    return f"Offers taken at once with the least added: {joined(said)}"


def _mediator(context: Context) -> list[Block]:
    mediator, agreed = context.brief.mediator, context.agreed
    if not mediator:
        return []
    if agreed is None or "settlement" not in context.endings:
        return [Paragraph(f"{sentence(mediator)} may mediate, but nothing is agreed in its presence.")]
    with_, error = context.study.outlook.outcomes["settlement"], agreed[1]
    share = chance(with_.value / agreed[0], error / agreed[0])
    return [
        Paragraph(
            f"{sentence(mediator)} may arrive after an act, and then stays. Of the agreements, {share} are made in its "
            f"presence; such an agreement ends {context.share(context.shown('outcome', of='settlement'))}. "
            "This says how often the two go together, not that one caused the other. "
            f"{_arrival(context)}".rstrip()
        )
    ]


def _arrival(context: Context) -> str:
    """What the mediator's strongest number does to agreement, with and without its presence."""
    arrival = context.study.crisis.parameters.used_as("arrival")
    directly, present = (
        {e.parameter: e for e in context.study.effects.get(Key("outcome", of=name), ()) if e.parameter in arrival}
        for name in ("off_ramp", "settlement")
    )
    for name, one in directly.items():
        low, high = one.resolved_low, one.resolved_high
        there = present.get(name)
        if there is None or low is None or high is None or there.resolved_low is None or there.resolved_high is None:
            continue
        return (
            f"With the {one.label} at {one.low:g}, a way out is agreed in {context.compared(low + there.resolved_low)} "
            f"({context.compared(there.resolved_low)} in its presence); with it at {one.high:g}, in "
            f"{context.compared(high + there.resolved_high)} ({context.compared(there.resolved_high)})."
        )
    return ""


def _taken(context: Context) -> list[Block]:
    """How often offers are accepted as things stand; nothing where there are none."""
    said: list[Prose] = [
        f"The chance that an offer by {context.actors[q.key.actor]} is accepted when it is next answered: "
        f"{chance(q.value, q.error)}."
        for q in context.study.outlook.named("acceptance")
    ]
    return [Subheading("The way out"), Bullets(said)] if said else []
