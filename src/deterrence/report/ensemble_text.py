"""An ensemble for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..claims.across import AcrossWorlds
from ..models.listing import aligned, filled
from ..scenario.crisis import Crisis
from ..stress.across.choices import Standing
from ..stress.across.given_data import NORMAL_95
from ..stress.across.shapley_effects import Shared
from ..stress.ensemble.fans import QUANTILES
from ..stress.ensemble.form import FormAcross, FormReader
from ..stress.ensemble.plan import Plan
from ..stress.ensemble.running import Estimate, Finished
from ..stress.ensemble.summary import Chosen, Summary
from ..stress.ensemble.weighed import Three, Weighed
from .audit_text import SHOWN
from .context import counted, sentence
from .ensemble_weighed import (
    ACCOUNT_HEADS,
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
from .ensemble_words import box_sentence, called, chance_of, claim_sentence, figure, labelled, level, two_digits
from .numbers import MINUS, interval
from .option_words import FREE, option_names

MINUTE, HOUR, DAY = 60, 3600, 86400
DECIDED_BY = 4


def lasting(seconds: float) -> str:
    """A length of time in words, to one or two units."""
    if seconds < MINUTE:
        return f"{max(1, round(seconds))} s"
    if seconds < HOUR:
        return f"{round(seconds / MINUTE)} min"
    if seconds < DAY:
        return f"{seconds / HOUR:.1f} h"
    return f"{seconds / DAY:.1f} days"


def size(count: int) -> str:
    """Bytes in words."""
    units = ("bytes", "kB", "MB", "GB", "TB")
    amount, k = float(count), 0
    while amount >= 1000 and k < len(units) - 1:
        amount, k = amount / 1000, k + 1
    return f"{amount:.0f} {units[k]}" if k == 0 or amount >= 10 else f"{amount:.1f} {units[k]}"


def estimated(plan: Plan, found: Estimate) -> str:
    """What is to come, before it begins."""
    verb = "audit the form of" if isinstance(plan.reader, FormReader) else "solve"
    policies = f" × {len(plan.policies)} policies" if len(plan.policies) > 1 else ""
    kept = f" ({found.kept} rows there already)" if found.kept else ""
    return filled(
        f"To {verb}: {counted(found.worlds, 'world')}{policies}{kept} on {plan.points} nodes a side; about "
        f"{lasting(found.seconds)} with {counted(found.workers, 'worker')} ({found.row_seconds:.2g} s of processor "
        f"time each), {size(found.memory)} of memory and {size(found.disk)} of disk."
    )


def text(
    crisis: Crisis,
    done: Finished,
    found: Summary | None,
    claims: Sequence[AcrossWorlds],
    form: FormAcross | None = None,
    weighed: Weighed | None = None,
    weighed_claims: Mapping[str, Three] | None = None,
) -> str:
    """What is on disk, and what it says."""
    now = f"{done.fresh} solved now ({lasting(done.seconds)} of processor time)" if done.fresh else "none solved now"
    parts = [f"{counted(done.parts, 'part')} in {done.store.folder}: {now}, {done.parts - done.fresh} kept."]
    parts += [f"Found damaged, and solved again: {name}." for name in done.damages]
    if found is None:
        parts.append(f"{counted(done.missing, 'part')} of other chunks to come; then this command says what follows.")
    else:
        parts += _summary(crisis, done.plan, found)
    parts += [claim_sentence(crisis, claim) for claim in claims]
    parts += _weighed(crisis, claims, weighed, weighed_claims or {}) if weighed is not None else ()
    parts += _form(crisis, form) if form is not None else ()
    return "\n\n".join(part if "\n" in part else filled(part) for part in parts)


def _weighed(
    crisis: Crisis, claims: Sequence[AcrossWorlds], found: Weighed, three: Mapping[str, Three]
) -> Iterator[str]:
    yield " ".join(filter(None, (weighed_sentence(found), tempered_sentence(found))))
    yield "\n".join(aligned([ACCOUNT_HEADS, *account_rows(found)]))
    if said := spread_sentence(crisis, found):
        yield said
    heads = columns(found)
    yield "\n".join(aligned([("", *heads, REACH), *number_rows(crisis, found)]))
    for _, caption, rows in choice_tables(crisis, found):
        yield f"{caption}:\n" + "\n".join(aligned([("", *heads), *rows]))
    if three:
        yield "\n".join(aligned([("Claim", *heads), *weighed_claim_rows(claims, three)]))


def _form(crisis: Crisis, found: FormAcross) -> Iterator[str]:
    yield form_sentence(found)
    yield "\n".join(aligned([form_heads(), *form_rows(crisis, found)]))
    for why, count in found.failed.items():
        yield f"Not audited, {counted(count, 'world')}: {why}"
    for words, why in found.left_out.items():
        yield f"Not applied: {words}. Why: {why}."


def form_sentence(found: FormAcross) -> str:
    """Does the answer depend on how the crisis was written, whatever the numbers?"""
    if not found.moved:
        return "The form was audited in no world."
    worlds = counted(found.n, "plausible world")
    failing = [m for m in found.moved if m.passed < m.n and not m.change.excused]
    if not failing:
        return f"Written another way the crisis gives the same answer in each of {worlds}."
    worst = min(failing, key=lambda m: m.passed / m.n)
    return (
        f"In {worlds} the answer depends on how the crisis was written: with {worst.change.words}, no headline moves "
        f"too far in {worst.passed} of {worst.n} ({interval(*worst.interval)}, 95%)."
    )


def form_heads() -> tuple[str, ...]:
    """Of the table of changes of form."""
    return ("change", "passes in", "95%", "moves, typically", "at most", "which", "may")


def form_rows(crisis: Crisis, found: FormAcross) -> list[tuple[str, ...]]:
    """Its rows."""
    return [
        (
            m.change.words,
            f"{m.passed} of {m.n}" + (" (the file says why)" if m.change.excused and m.passed < m.n else ""),
            interval(*m.interval),
            _points(m.typical),
            _points(abs(m.largest)),
            called(crisis, m.headline),
            _points(m.change.mark),
        )
        for m in found.moved
    ]


def _points(move: float) -> str:
    return "nothing" if move < SHOWN else f"{100 * move:.2f} points"


def _summary(crisis: Crisis, plan: Plan, found: Summary) -> Iterator[str]:
    yield (
        f"Over {counted(found.n, 'plausible world')} ({plan.sample.design.kind}, seed {plan.sample.design.seed}; "
        f"{counted(len(plan.sample.drawn), 'parameter')} drawn), {plan.points} nodes a side:"
    )
    for why, count in found.failed.items():
        yield f"Without numbers, {counted(count, 'world')}: {why}"
    heads = ("", *(f"{q:.0%}" for q in QUANTILES), "mean", "n")
    rows = [
        (sentence(called(crisis, y)), *(figure(y, q) for q in fan.quantiles), figure(y, fan.mean), str(fan.n))
        for y, fan in found.fans.items()
        if not y.startswith("claim:") and any(fan.quantiles)
    ]
    yield "\n".join(aligned([heads, *rows]))
    for y, shares in found.decided.items():
        clear = [(x, i) for x, i in shares.items() if i.stands_out(len(plan.sample.drawn))][:DECIDED_BY]
        if clear:
            words = "; ".join(f"{labelled(crisis.parameters, x)} {interval(i.low, i.high)}" for x, i in clear)
            yield f"What decides {chance_of(crisis, y)}, as shares of its variance (95% intervals): {words}."
    for y, shared in found.shared.items():
        yield shared_sentence(crisis, y, shared)
    for y, indices in found.sobol.items():
        words = "; ".join(
            f"{labelled(crisis.parameters, x)} {i.first.value:.2f} and {i.total.value:.2f} "
            f"({i.total.low:.2f} to {i.total.high:.2f})"
            for x, i in list(indices.items())[:DECIDED_BY]
        )
        yield f"Sobol' indices of {chance_of(crisis, y)}, first and total (95% interval): {words}."
    for y, slopes in found.steep.items():
        words = "; ".join(
            f"{labelled(crisis.parameters, x)} {100 * s.swing:+.1f} ± {100 * s.error:.1f} (up in {s.up} of {s.n})"
            for x, s in list(slopes.items())[:DECIDED_BY]
        )
        yield f"Steepest for {chance_of(crisis, y)}, mean slope over the whole range, in points: {words}."
    if found.concern is not None and found.box is not None:
        concern = found.concern
        way = "above" if concern.above else "below"
        what = f"{chance_of(crisis, concern.column)} is {way} {level(concern.column, concern.level)}"
        yield box_sentence(crisis, what, found.box)
    for chosen in found.choices:
        yield from _choices(crisis, chosen)
    if any(chosen.by_actor for chosen in found.choices):
        yield FREE


def shared_sentence(crisis: Crisis, y: str, shared: Shared) -> str:
    """A number's variance, shared out among parameters that go together."""
    words = "; ".join(
        f"{labelled(crisis.parameters, x)} {i.value:.0%} ± {NORMAL_95 * i.error:.0%}" for x, i in shared.effects.items()
    )
    return (
        f"Shared out among parameters that go together, the variance of ‘{called(crisis, y)}’ (Shapley effects, 95%): "
        f"{words}; the rest {shared.rest.value:.0%}."
    )


def _choices(crisis: Crisis, chosen: Chosen) -> Iterator[str]:
    actors = {a.id: a.name for a in crisis.brief.actors}
    for whose, standing in chosen.by_actor.items():
        taker, worlds = sentence(actors[chosen.taker]), counted(chosen.n, "world")
        head = f"{taker}'s choices by the payoff of {actors[whose]}, {worlds}:"
        yield head + "\n" + "\n".join(aligned([choice_heads(), *choice_rows(crisis, standing)]))
    if chosen.by_actor:
        yield knowing_sentence(crisis, chosen)


def knowing_sentence(crisis: Crisis, chosen: Chosen) -> str:
    """What it is worth to a taker to know the world, or one parameter of it, before choosing."""
    taker = next(a.name for a in crisis.brief.actors if a.id == chosen.taker)
    worth = "; ".join(f"{labelled(crisis.parameters, x)} {two_digits(w)}" for x, w in chosen.knowing.items())
    one = f" Of one parameter alone: {worth}." if worth else ""
    return (
        f"To know the world before choosing would be worth {two_digits(chosen.everything)} to {taker}, in units of "
        f"what is at issue.{one}"
    )


def choice_heads() -> tuple[str, ...]:
    """Of the table of a taker's choices."""
    return ("choice", "mean gain", "mean regret", "largest regret", "best in", "good enough in", "dominated by")


def choice_rows(crisis: Crisis, standing: Sequence[Standing]) -> list[tuple[str, ...]]:
    """Its rows."""
    names = option_names(crisis.brief)
    return [
        (
            names[s.option],
            f"{s.mean:+z.3f}".replace("-", MINUS),
            f"{s.mean_regret:.3f} ± {s.error:.3f}",
            f"{s.largest:.3f}",
            f"{s.best} of {s.n}",
            f"{s.enough / s.n:.0%} ({interval(*s.interval)})",
            ", ".join(names[other] for other in s.dominated_by) or "–",
        )
        for s in standing
    ]
