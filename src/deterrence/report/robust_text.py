"""A robust choice for people at a terminal, and for other programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..models.listing import aligned, filled
from ..scenario.crisis import Crisis
from ..stress.across.choices import Standing
from ..stress.across.robust import REGRET, Doses
from ..stress.ensemble.plan import Plan
from ..stress.ensemble.robust import Robust
from .context import counted, joined, sentence
from .ensemble_json import plain
from .numbers import interval
from .option_words import FREE, option_names

WHOLE = 0.995
HEADS = ("choice", "mean", "mean regret", "largest", "best in", "good enough in")


def text(crisis: Crisis, plan: Plan, found: Robust) -> str:
    """What was found, in the worlds of the search and in fresh ones, by the payoff of every actor."""
    names = {a.id: a.name for a in crisis.brief.actors}
    parts = [_said(crisis, plan, found, names[found.taker]), _moved(found)]
    worlds = counted(found.fresh, "world")
    for whose, standing in found.checked.items():
        head = f"By the payoff of {names[whose]}, in {worlds} in which nothing was chosen:"
        parts.append(head + "\n" + "\n".join(aligned([HEADS, *(_row(crisis, found, *row) for row in standing)])))
    parts.append(f"{FREE} A dose is a part of the way from each number to what the option would make of it.")
    return "\n\n".join(part if "\n" in part else filled(part) for part in parts)


def _said(crisis: Crisis, plan: Plan, found: Robust, taker: str) -> str:
    s, design = found.search, plan.sample.design
    worlds = counted(s.tried.shape[1], "plausible world")
    best = doses(crisis, found, s.best)
    head = (
        f"{sentence(taker)}, {counted(len(s.choices), 'choice')} tried in {worlds} ({design.kind}, seed {design.seed}; "
        f"{plan.points} nodes a side)"
    )
    regret = s.regret(s.best)
    if found.aim == REGRET:
        nothing = s.regret(s.choices[0])
        return (
            f"{head}. Least is regretted at worst with: {best}. Its largest regret is {regret.max():.3f}, and "
            f"{regret.mean():.3f} on average; with nothing {nothing.max():.3f} and {nothing.mean():.3f}."
        )
    enough = int((s.worth(s.best) >= s.level).sum())
    before = int((s.worth(s.choices[0]) >= s.level).sum())
    return (
        f"{head}. It is worth at least {s.level:.3f} most often with: {best}. It is in {enough} of {worlds}; with "
        f"nothing in {before}."
    )


def _moved(found: Robust) -> str:
    """How far the last round still moved it."""
    rounds = found.search.rounds
    if len(rounds) < 2:
        return "The search came no further than its first round."
    (_, before), (_, last) = rounds[-2:]
    what = "largest regret" if found.aim == REGRET else "share of worlds without enough"
    return (
        f"In the last of {len(rounds)} rounds the {what} went from {before:.3f} to {last:.3f}; doses were tried to the "
        f"nearest {found.search.step:g}. A reply that was not tried could make it larger."
    )


def doses(crisis: Crisis, found: Robust, choice: Doses) -> str:
    """A choice in words."""
    names = option_names(crisis.brief)
    taken = [
        names[option] if dose > WHOLE else f"{dose:.1%} of {names[option]}".replace(".0%", "%")
        for option, dose in zip(found.options, choice, strict=True)
        if dose > 0.0
    ]
    return joined(taken) or "nothing"


def _row(crisis: Crisis, found: Robust, choice: Doses, s: Standing) -> tuple[str, ...]:
    mark = " (found)" if choice == found.search.best else ""
    return (
        doses(crisis, found, choice) + mark,
        f"{s.mean:+.3f}",
        f"{s.mean_regret:.3f} ± {s.error:.3f}",
        f"{s.largest:.3f}",
        f"{s.best} of {s.n}",
        f"{s.enough / s.n:.0%} ({interval(*s.interval)})",
    )


def as_dict(plan: Plan, found: Robust) -> dict[str, Any]:
    """For JSON."""
    s = found.search

    def named(choice: Doses) -> dict[str, float]:
        return dict(zip(found.options, choice, strict=True))

    return plain(
        {
            "plan": plan.as_dict(),
            "taker": found.taker,
            "aim": found.aim,
            "level": s.level,
            "worlds": s.tried.shape[1],
            "best": named(s.best),
            "step": s.step,
            "tried": [
                {
                    "doses": named(choice),
                    "largest_regret": float(s.regret(choice).max()),
                    "mean_regret": float(s.regret(choice).mean()),
                    "enough": int((s.worth(choice) >= s.level).sum()),
                }
                for choice in (s.choices if s.tried.shape[1] else ())
            ],
            "rounds": [{"best": named(choice), "standing": x} for choice, x in s.rounds],
            "fresh_worlds": found.fresh,
            "checked": {
                who: [{"doses": named(choice), **asdict(standing)} for choice, standing in rows]
                for who, rows in found.checked.items()
            },
        }
    )
