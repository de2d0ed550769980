"""A scenario fitted again with each coded crisis left out in turn.

Every search begins from the values as they stand, and ends where no derivative by any z is larger than :data:`FLAT`:
the prior alone gives z a curvature of one, so that this is about how far from the mode z may be left, in its standard
deviations beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from ...coded_crises.dated import DatedCrisis
from ...parameters.table import NamedParameter
from ..resolve import Change, Resolver
from .posterior import Cost, Posterior, crises_and_parameters

FLAT = 0.02
LEAST, MOST = 3, 25  # derivatives of a search, as a rule


@dataclass(frozen=True)
class LeftOut:
    """What came of leaving each out.

    Attributes:
        parameters: those fitted.
        without: by crisis, the change of values at the mode of the others.
        solved: how often the crisis was solved.
    """

    parameters: tuple[str, ...]
    without: Mapping[str, Change]
    solved: int


def left_out(
    resolver: Resolver,
    vary: Collection[str] = (),
    rounds: int = 40,
    tell: Callable[[str], None] = lambda message: None,
    forecast: Callable[[Cost], None] = lambda cost: None,
) -> LeftOut:
    """Fit parameters to all coded crises that a scenario stands beside but one, for each of them.

    Args:
        resolver, vary, tell, forecast: as for :func:`.fitting.fit_histories`. rounds: of each search at most.

    Raises:
        ArgumentError: as :func:`.fitting.fit_histories`.
    """
    crises, drawn = crises_and_parameters(resolver, (), vary)
    names = tuple(dict.fromkeys(crisis.history for crisis in crises))
    forecast(Posterior(resolver, crises, drawn, tell).cost(LEAST * len(names), MOST * len(names)))
    found, solved = {}, 1
    for name in names:
        search = others(resolver, crises, drawn, name, tell)
        found[name] = search.change(search.mode(search.begin, rounds, FLAT))
        solved += search.solved
    return LeftOut(tuple(drawn), found, solved)


def others(
    resolver: Resolver,
    crises: Sequence[DatedCrisis],
    drawn: Mapping[str, NamedParameter],
    name: str,
    tell: Callable[[str], None],
) -> Posterior:
    """The posterior of all crises but the one of a name."""
    kept = [crisis for crisis in crises if crisis.history != name]
    return Posterior(resolver, kept, drawn, lambda message: tell(f"without {name}: {message}"))
