"""An ensemble weighed by the record, in words and tables: for a terminal and for the page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..claims.across import AcrossWorlds
from ..scenario.crisis import Crisis
from ..stats import USABLE_TAIL
from ..stress.across.weighing import LEAST_SHARE
from ..stress.ensemble.weighed import Three, Weighed
from ..stress.history.likelihood import MEAN, TOTAL, Named
from .context import counted, joined, sentence
from .ensemble_words import called, figure, labelled
from .numbers import MINUS
from .option_words import option_names

COLUMNS = ("At the judgements", "Over all worlds", "Over those the record leaves")
TEMPERED = "The same, likelihood tempered"
REACH = "Of these, 5% to 95%"
ACCOUNT_HEADS = (
    "Coded crisis", "Account", "At the judgements", "Mean of the worlds", "In the best", "Worth worlds", "k",
)
LISTED = 3
"""Parameters that are named, at most, as what the likelihood's spread is due to."""
ACCOUNT_NOTE = (
    "Logs of the probability that the coded acts come on their days and no other does; of the mean over worlds, the "
    "log of the mean probability."
)


def weighed_sentence(found: Weighed) -> str:
    """How far the weights can be believed."""
    n, w = len(found.worlds), found.weights
    accounts = sum(account != MEAN for _, account in found.crises)
    crises = sum(account == MEAN and crisis != TOTAL[0] for crisis, account in found.crises)
    said = (
        f"Weighed by the likelihood of {counted(crises, 'coded crisis', 'coded crises')} in "
        f"{counted(accounts, 'account')}, {counted(n, 'world')} are worth {w.effective:.1f} of equal weight; the "
        f"heaviest has {w.share.max():.0%} of the weight"
    )
    if math.isnan(w.k):
        return f"{said}. {'' if w.usable else 'There are too few to say how far weighted means are usable.'}".strip()
    shape = f"; the tail's shape k is {_k(w.k)}"
    if w.usable:
        return f"{said}{shape}, within the {USABLE_TAIL} up to which weighted means are usable."
    return (
        f"{said}{shape}, above {USABLE_TAIL}: what follows for the worlds that the record leaves is about those few "
        "worlds, and is no more than a hint. More worlds, or worlds drawn nearer to the record, are needed."
    )


def columns(found: Weighed) -> tuple[str, ...]:
    """Heads of the columns that every number has."""
    return COLUMNS if found.tempered is None else (*COLUMNS, TEMPERED)


def tempered_sentence(found: Weighed) -> str:
    """What the tempered column is, and is not; "" where there is none."""
    if found.tempered is None:
        return ""
    w = found.tempered.weights
    shape = "" if math.isnan(w.k) else f" (k {_k(w.k)}{'' if w.usable else f', still above {USABLE_TAIL}'})"
    return (
        f"In the column '{TEMPERED.lower()}' the likelihood is raised to the power {found.tempered.power:.2g}, the "
        f"largest at which worlds are worth {LEAST_SHARE:.0%} of those in which the record can be: {w.effective:.1f}"
        f"{shape}. It says which way the record pulls, at a small part of its force. It is not what is plausible after "
        "the record, and the power is found from these worlds, not from how far the record can be trusted."
    )


def spread_sentence(crisis: Crisis, found: Weighed) -> str:
    """What the likelihood's spread over the worlds is due to; "" where there is none."""
    if not found.spread:
        return ""
    crises = joined([f"{_share(share)} to {name}" for name, share in found.spread.items()])
    said = f"The variance of the log likelihood over the worlds is due by {crises} (its covariance with each)."
    if not found.decided:
        return f"{said} No one of the parameters drawn stands out as what it is due to."
    top = list(found.decided.items())[:LISTED]
    by = joined([f"{labelled(crisis.parameters, x)} for {_share(index.value)}" for x, index in top])
    verb, alone = ("account", "themselves") if len(top) > 1 else ("accounts", "itself")
    return f"{said} Of the parameters drawn, by {alone} {verb}: {by}."


def _share(x: float) -> str:
    return f"{x:.0%}".replace("-", MINUS)


def account_rows(found: Weighed) -> list[tuple[str, ...]]:
    """What each crisis and account says of the worlds."""
    return [
        (
            *_named(key),
            _log(by.stated),
            _log(by.mean),
            _log(by.best),
            "–" if math.isnan(by.effective) else f"{by.effective:.1f}",
            _k(by.k),
        )
        for key, by in found.crises.items()
    ]


def _k(k: float) -> str:
    return "–" if math.isnan(k) else "beyond any" if math.isinf(k) else f"{k:.2f}".replace("-", MINUS)


def _named(key: Named) -> tuple[str, str]:
    if key == TOTAL:
        return "all", "means multiplied"
    return key[0], key[1] or "mean of accounts"


def _log(x: float) -> str:
    return f"{x:.2f}".replace("-", MINUS) if math.isfinite(x) else "cannot be"


def number_rows(crisis: Crisis, found: Weighed) -> list[tuple[str, ...]]:
    """Every number in all columns, and how far it reaches over those the record leaves."""
    return [
        (sentence(called(crisis, y)), *_three(y, three), f"{figure(y, three.reach[0])} to {figure(y, three.reach[-1])}")
        for y, three in found.numbers.items()
        if three.plausible or three.standing
    ]


def _three(column: str, three: Three) -> tuple[str, ...]:
    numbers = (three.stated, three.plausible, three.standing, *_fourth(three))
    return tuple("–" if x is None or not math.isfinite(x) else figure(column, x) for x in numbers)


def _fourth(three: Three) -> tuple[float, ...]:
    return () if three.tempered is None else (three.tempered,)


def weighed_claim_rows(claims: Sequence[AcrossWorlds], three: Mapping[str, Three]) -> list[tuple[str, ...]]:
    """Of every claim, whether it holds at the judgements, and its share of the worlds."""
    rows: list[tuple[str, ...]] = []
    for claim in claims:
        if claim.claim.id in three:
            found = three[claim.claim.id]
            stated = "–" if found.stated is None else ("holds" if found.stated else "does not")
            shares = (found.plausible, found.standing, *_fourth(found))
            rows.append((claim.claim.text, stated, *(f"{share:.0%}" for share in shares)))
    return rows


def choice_tables(crisis: Crisis, found: Weighed) -> list[tuple[str, str, list[tuple[str, ...]]]]:
    """By taker and whose payoff: what every option gains on doing nothing, with ids for a table."""
    names, actors = option_names(crisis.brief), {a.id: a.name for a in crisis.brief.actors}
    out = []
    for taker, by in found.choices.items():
        for whose, options in by.items():
            rows: list[tuple[str, ...]] = [
                (names[o], *(_gain(x) for x in (t.stated, t.plausible, t.standing, *_fourth(t))))
                for o, t in options.items()
            ]
            if rows:
                caption = f"What {actors[taker]} gains by each option, by the payoff of {actors[whose]}"
                out.append((f"weighed-{taker}-{whose}".replace("_", "-"), caption, rows))
    return out


def _gain(x: float | None) -> str:
    return "–" if x is None or not math.isfinite(x) else f"{x:+z.3f}".replace("-", MINUS)

