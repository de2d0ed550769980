"""Rewrite what docs/quantities.md takes from the program: every quantity of the outlook, as it is declared.

    python tools/quantities_page.py

A test compares it with the program, so that it cannot fall behind.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from deterrence.catalogue import names
from deterrence.forecasting.keys import Key
from deterrence.forecasting.quantities.beliefs import PUBLIC
from deterrence.forecasting.registry import Definition, definitions
from deterrence.games.crisis_game import CrisisGame
from deterrence.scenario.crisis import load

PAGE = Path(__file__).parents[1] / "docs" / "quantities.md"
BEGIN, END = "<!-- quantities: written by tools/quantities_page.py -->\n", "<!-- end of quantities -->\n"
WIDTH = 120

GROUPS = {
    "endings": "How it ends, how long it takes, and what it costs",
    "own_terms": "Own terms, and who proposed",
    "challenges": "Challenges",
    "within_days": "Deterrence for some days",
    "lines": "Red lines",
    "credibility": "Credibility",
    "beliefs": "Reputation, and what is declared against what is done",
    "rungs": "The ladder",
    "dominance": "Escalation dominance",
    "offers": "The way out",
    "events": "Events",
    "precedents": "The next crisis",
    "next_crisis": "The same crisis begun again",
    "locks": "Conduct that is locked",
}
"""Headings, by the file in which quantities are declared."""

CAVEATS = {
    "locked": "It says how often the lock closed something, not how often the actor would have done otherwise: that is "
    "what comparing with and without shows.",
    "outcome": "Endings that say nothing happened, and the window that closed first, depend on the length of the "
    "window: see `robustness`.",
    "general_deterrence": "Not the same as an ending without a challenge: a crisis settled before any challenge counts "
    "here too. A high value does not show that threats worked; there may have been nothing to deter.",
    "challenge": "Challenges that come about by accident or misreading count in `general_deterrence` and not here, so "
    "that these figures and `general_deterrence` need not sum to one.",
    "immediate_deterrence": "It is conditional on a challenge that was made in spite of what was believed: such "
    "challengers are selected for resolve.",
    "enforcement": "An act that crosses two lines of one owner counts for the highest.",
    "enforcement_after": "Selected twice over: by how the first was answered, and by whether the line is crossed "
    "again.",
    "line_stands_at": "A rise over moves is drift. Only rungs at which crossings are reached at that move can show, "
    "and who is still in the crisis late has been selected.",
    "reputation": "It includes crises that have ended, with their last belief. What is compared differs by more than "
    "the event: a line is crossed where its owner is already thought weak or strong.",
    "declared_operational_gap": "For a committed type it is zero by construction.",
    "peak_rung": "Each of the three sums to one. An act that is seen counts at the rung that it is taken for.",
    "escalation_dominance": "The observed version compares actors that chose to climb. The imposed version removes the "
    "choice of the climb, not that of arriving there.",
    "own_terms": "Where acts pay their authors at once, as on a ladder, little of what a side gains is in how it ends.",
    "deterrence_holds": "A crisis that has ended is one in which nothing more is crossed, so that it rises where "
    "crises end soon.",
    "credibility": "Where an actor can rarely cross a line, the average is over the few positions in which it can.",
    "next_crisis": "Compare the two answers with each other rather than with the prior: that there was a crossing "
    "has taught something of the actor that crossed.",
    "loss": "From acts short of general war and of catastrophe, and from the act of going to war; those endings are "
    "reported by their probability. Losses are never added up across bearers.",
    "follows": "Crises in which the other event has happened differ by more than that event: it comes where play and "
    "beliefs led to it. Compare `next` with `first` as a description, not as the effect of the other event.",
    "precedent": "The difference between the two is what the path taught, and nothing else.",
    "worth": "Payoffs of different actors are not comparable.",
}
"""What to bear in mind, by quantity."""


@cache
def games() -> dict[str, CrisisGame]:
    """The shipped scenarios, compiled."""
    return {name: load(name).compile() for name in names()}


def page(text: str) -> str:
    """The page with its quantities as the program declares them."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{markdown()}\n{END}{after}"


def markdown() -> str:
    """Every quantity, by the file that declares it."""
    groups: dict[str, list[Definition]] = defaultdict(list)
    for d in definitions().values():
        groups[d.read.__module__.rpartition(".")[2]].append(d)
    order = [*GROUPS, *sorted(groups.keys() - GROUPS.keys())]
    return "\n\n".join(
        "\n\n".join([f"## {GROUPS.get(group, group.capitalize())}", *map(described, groups[group])])
        for group in order
        if group in groups
    )


def described(d: Definition) -> str:
    """A quantity: what it is, its kind and unit, the parts of its keys, what it needs, what to bear in mind."""
    facts = [f"*Kind.* {d.kind}. *Unit.* {d.unit}.", *_parts(d), *_needs(d)]
    caveat = [f"*Caveat.* {CAVEATS[d.name]}"] if d.name in CAVEATS else []
    return "\n\n".join([f"### `{d.name}`", *map(_filled, [d.words, " ".join(facts), *caveat])])


def _parts(d: Definition) -> list[str]:
    """Which parts of a key it has, and what they stand for in the shipped scenarios."""
    keys: dict[str, list[Key]] = {name: list(d.keys(game)) for name, game in games().items() if not d.absent(game)}
    if not any(keys.values()):
        return []
    said = []
    for part in ("actor", "of", "given"):
        values = {name: {v for key in some if (v := getattr(key, part))} for name, some in keys.items()}
        if any(values.values()):
            listed = list(dict.fromkeys(_plain(v) for some in keys.values() for k in some if (v := getattr(k, part))))
            said.append(f"`{part}` ({_stands_for(values) or _words(values, listed)})")
    if any(key.stage >= 0 for some in keys.values() for key in some):
        said.append("`stage` (the move, from 0)")
    return [f"*Key.* {', '.join(said)}."] if said else ["*Key.* Its name alone."]


def _stands_for(values: dict[str, set[str]]) -> str:
    """What all values of a part of a key are, in every scenario that has any; "" where they are words of their own."""
    ids = {name: _ids(games()[name]) for name in values}
    every = next(iter(ids.values()))
    return next((what for what in every if all(some <= ids[name][what] for name, some in values.items())), "")


def _words(values: dict[str, set[str]], listed: Iterable[str]) -> str:
    """Words of a part of a key: those before a comma, then those after one."""
    ids = [_ids(games()[name]) for name in values]
    thresholds = set().union(*(some["a threshold"] for some in ids))
    heads, tails = [], []
    for value in listed:
        head, _, tail = value.partition(", ")
        heads.append("a threshold" if head in thresholds else f"`{head}`")
        tails += [f"`{tail}`"] if tail else []
    said = ", ".join(dict.fromkeys(heads))
    with_ = "perhaps with" if len(tails) < len(heads) else "with"
    return f"{said}; {with_} {', '.join(dict.fromkeys(tails))}" if tails else said


@cache
def _ids(game: CrisisGame) -> dict[str, set[str]]:
    """By what they are, the ids that a scenario declares; third parties may bear losses without being declared."""
    b = game.brief
    types = {t.id for actor in b.actors for t in actor.types}
    return {
        "an actor": {x.id for x in b.actors},
        "who bears it": {*b.bearers, "third parties"},
        "a red line": {x.id for x in b.lines},
        "a rung": {x.id for x in b.rungs},
        "a threshold": {x.id for x in b.thresholds},
        "an ending": {x.id for x in b.endings},
        "an event": {x.id for x in b.events},
        "a sequence": {x.id for x in b.sequences},
        "a precedent": {x.id for x in b.precedents},
        "a private type": types | {PUBLIC},
    }


def _plain(value: str) -> str:
    """A word of a key without the id of the scenario's in it."""
    head, colon, _ = value.partition(": ")
    return f"{head}: …" if colon else value


def _needs(d: Definition) -> list[str]:
    """Why it is absent from some of the shipped scenarios."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for name, game in games().items():
        if why := d.absent(game):
            reasons[why].append(f"`{name}`")
    some = "; from ".join(f"{', '.join(there)} ({why})" for why, there in reasons.items())
    return [f"*Absent* from {some}."] if reasons else []


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
