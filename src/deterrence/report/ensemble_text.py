"""An ensemble for people at a terminal."""

from __future__ import annotations

from ..games.brief import Brief
from ..models.listing import filled
from ..stress.ensemble.plan import Plan
from ..stress.ensemble.running import Estimate, Finished
from ..stress.ensemble.summary import Summary
from .context import counted

MINUTE, HOUR, DAY = 60, 3600, 86400


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
    policies = f" × {len(plan.policies)} policies" if len(plan.policies) > 1 else ""
    kept = f" ({found.kept} there already)" if found.kept else ""
    many = counted(found.workers, "worker")
    return filled(
        f"To solve: {counted(found.worlds, 'world')}{policies}{kept} on {plan.points} nodes a side, about "
        f"{lasting(found.seconds)} with {many} ({found.row_seconds:.2g} s of processor time each), "
        f"{size(found.memory)} of memory and {size(found.disk)} of disk."
    )


def text(brief: Brief, done: Finished, found: Summary | None) -> str:
    """What is on disk, and what it says."""
    where = done.store.folder
    parts = [
        filled(
            f"{counted(done.parts, 'part')} in {where}: {done.fresh} solved now ({lasting(done.seconds)} of processor "
            f"time), {done.parts - done.fresh} kept."
        )
    ]
    parts += [filled(f"Found damaged, and solved again: {name}.") for name in done.damages]
    if found is None:
        parts.append(filled(f"{counted(done.missing, 'part')} of other chunks are not there yet; say so again then."))
    return "\n\n".join(parts)
