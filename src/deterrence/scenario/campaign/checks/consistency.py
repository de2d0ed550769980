"""Formulas can be read, chances are chances, types are of a kind, and play can always go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from ....files.diagnostics import Fault
from ....files.messages import did_you_mean, listed, shown
from ....files.positions import Path
from ....parameters.ranges import ranges
from ...ladder.checks.play import idle_rule
from ..constraints import Constraint, broken, constraints, outcome_lists
from ..formula import OWN, FormulaError, conditions, names
from ..formulas import PAYMENT, Placed, formulas
from ..play_records import Turn
from ..public_state import CampaignBoard, Place, deciding
from ..reachability import explore
from ..record import Campaign
from ..vocabulary import REMAINDER, REST, Named
from .lotteries import passed_over
from .options import option_values


def readable_formulas(campaign: Campaign) -> Iterator[Fault]:
    """Every formula is one, and names parameters, traits and public variables that exist where it stands."""
    values = {v.id: v.values for v in campaign.public}
    numeric = {name for name, options in values.items() if all(isinstance(v, int) for v in options)}
    traits = {a.id: [set(t.traits) for t in a.types if t.kind == "strategic"] for a in campaign.actors}
    nodes = {x.id for x in (*campaign.turns, *campaign.lotteries, *campaign.clocks)}
    for placed in formulas(campaign):
        try:
            found, asked = names(placed.formula), conditions(placed.formula)
        except FormulaError as error:
            yield Fault(placed.path, error.what, error.remedy)
            continue
        public = placed.node in nodes or placed.path[0] == "window"
        for name in sorted(found):
            yield from _name(campaign, placed, name, numeric if public else set(), traits)
        for variable, wanted in asked:
            if not public:
                yield Fault(placed.path, "a condition can only stand where public variables are", "leave it out")
            elif variable not in values:
                remedy = did_you_mean(variable, values) or f"name one of {listed(values)}"
                yield Fault(placed.path, f"there is no public variable {shown(variable)}", remedy)
            else:
                for value in wanted:
                    if value not in values[variable]:
                        what = f"{shown(variable)} is never {shown(value)}"
                        yield Fault(placed.path, what, f"it is {listed([str(v) for v in values[variable]])}")


def _name(
    campaign: Campaign, placed: Placed, name: str, numeric: set[str], traits: Mapping[str, list[set[str]]]
) -> Iterator[Fault]:
    if name.startswith(f"{OWN}."):
        trait = name.removeprefix(f"{OWN}.")
        if placed.kind != PAYMENT:
            yield Fault(placed.path, f"{shown(name)} differs by private type, and only payments do", "name a parameter")
        elif not all(trait in has for has in traits.get(placed.actor, [])):
            what = f"not every strategic type of {shown(placed.actor)} has a trait {shown(trait)}"
            yield Fault(placed.path, what, "give it to them under 'traits'")
    elif name not in campaign.parameters and name not in numeric:
        remedy = did_you_mean(name, [*campaign.parameters, *numeric]) or "declare it under 'parameters'"
        yield Fault(placed.path, f"there is no parameter {shown(name)}", remedy)


def one_rest(campaign: Campaign) -> Iterator[Fault]:
    """Of the outcomes of a move or a lottery, exactly one has chance 'rest'."""
    for path, outcomes in outcome_lists(campaign):
        rests = sum(o.chance == REST for o in outcomes)
        if not outcomes:
            yield Fault(path, "the move leads nowhere", "add 'to: …' or 'outcomes: […]'")
        elif rests != 1:
            what = f"{rests or 'none'} of the outcomes {'have' if rests else 'has'} the chance 'rest'"
            yield Fault((*path, "outcomes"), what, "leave 'chance' out of exactly one, so that they sum to 1")


def set_with_to(campaign: Campaign) -> Iterator[Fault]:
    """What a move itself sets goes with where it itself leads; its other outcomes set what they say."""
    for i, turn in enumerate(campaign.turns):
        for k, move in enumerate(turn.moves):
            if move.set and move.to is None:
                remedy = "write it in each of the 'outcomes' that it holds for"
                yield Fault(("turns", i, "moves", k, "set"), "'set' goes with 'to', and the move has no 'to'", remedy)


def types(campaign: Campaign) -> Iterator[Fault]:
    """A commitment has a doctrine and no traits, a strategic type the other way round; one prior is the remainder."""
    for i, actor in enumerate(campaign.actors):
        for k, kind in enumerate(actor.types):
            path: Path = ("actors", i, "types", k)
            if (kind.doctrine is not None) != (kind.kind == "commitment"):
                what = (
                    f"the {kind.kind} type {shown(kind.id)} {'has no' if kind.doctrine is None else 'has a'} doctrine"
                )
                yield Fault(path, what, "a commitment carries one out, a strategic type does not")
            if kind.traits and kind.kind == "commitment":
                yield Fault((*path, "traits"), "a commitment has no payoffs, and so no traits", "remove them", at="key")
        if sum(t.prior == REMAINDER for t in actor.types) != 1:
            what = f"of the types of {shown(actor.id)} not exactly one has the prior 'remainder'"
            yield Fault(("actors", i, "types"), what, "give it to one, so that they sum to 1")


def parameters(campaign: Campaign) -> Iterator[Fault]:
    """Ranges and distributions of the campaign's numbers; see :func:`deterrence.parameters.ranges.ranges`."""
    return ranges((("parameters", name), p) for name, p in campaign.parameters.items())


def window(campaign: Campaign) -> Iterator[Fault]:
    """A window counts moves, or it has clocks and counts days; every word that belongs to the other is left out."""
    w = campaign.window
    if (w.moves is None) == (w.days is None):
        length = "no length" if w.moves is None else "two lengths"
        yield Fault(("window",), f"the window has {length}", "give either 'moves' or 'days'")
        return
    if w.moves is not None:
        for k, clock in enumerate(campaign.clocks):
            what = f"the clock {shown(clock.id)} runs by the day, and the window counts moves"
            yield Fault(("clocks", k), what, "give the window 'days' in place of 'moves'")
        for i, actor in enumerate(campaign.actors):
            if actor.interest != 0:
                yield Fault(("actors", i, "interest"), "a window of moves has no days to discount by", "use 'discount'")
        return
    if not campaign.clocks:
        yield Fault(("window", "days"), "no days pass without a clock", "declare 'clocks', or count 'moves'")
    if w.closing or w.closes:
        what = "play on a clock goes on until an ending, so that the window closes nothing"
        key = "closing" if w.closing else "closes"
        yield Fault(("window", key), what, "remove it, or let an event lead to an ending", at="key")
    for i, actor in enumerate(campaign.actors):
        if actor.discount != 1:
            yield Fault(("actors", i, "discount"), "on a clock moves take no time", "use 'interest', per day")
    for k, turn in enumerate(campaign.turns):
        if turn.days != 0:
            what = "on a clock moves take no time"
            yield Fault(("turns", k, "days"), what, "remove it: the rates of the clocks say how long things take")


def endings(campaign: Campaign) -> Iterator[Fault]:
    """An ending that is reported as another is so as one that is reported as itself."""
    as_another = {e.id for e in campaign.endings if e.counts_as is not None}
    for k, ending in enumerate(campaign.endings):
        if ending.counts_as in as_another:
            what = f"{shown(ending.counts_as)} counts as another ending, or as itself"
            yield Fault(("endings", k, "counts_as"), what, "name the ending as which all of them are reported")


def instant(campaign: Campaign) -> Iterator[Fault]:
    """On a clock, play does not come back to a turn in no time at all."""
    if not campaign.clocks:
        return
    leads = {t.id: {o.to for m in t.moves for o in campaign.outcomes_of(m)} for t in campaign.turns}
    leads |= {c.id: {o.to for o in c.outcomes} for c in campaign.lotteries}
    try:
        TopologicalSorter({x: found & leads.keys() for x, found in leads.items()}).prepare()
    except CycleError as error:
        names = error.args[1]
        turn = next((t for t in campaign.turns if t.id in names), None)
        if turn is not None:  # a circle of lotteries alone has a rule of its own
            what = f"play can go round in no time: {' <- '.join(names)}"
            yield Fault(("turns", campaign.turns.index(turn)), what, "let one of them lead to a clock")


def play(campaign: Campaign) -> Iterator[Fault]:
    """From everywhere that play can reach it can go on; every turn, move, ending and rule comes into play somewhere.

    Run only once no other rule is broken.
    """
    board = CampaignBoard(campaign)
    try:
        places = explore(board)
    except ValueError as error:
        yield Fault(("turns",), str(error), "use fewer public variables, or fewer values")
        return
    reached = {p.node for p in places} | {closed.id for p in places if (closed := board.ending(p)) is not None}
    opened: set[tuple[str, str]] = set()
    for place in places:
        if place.node in board.turns:
            moves = board.open_moves(place)
            opened |= {(place.node, m.id) for m in moves}
            if not moves:
                k = [t.id for t in campaign.turns].index(place.node)
                yield Fault(
                    ("turns", k), f"no move is open at {shown(board.label(place))}", "add one, or loosen 'when'"
                )
    for section in ("turns", "lotteries", "clocks", "endings"):
        items: tuple[Named, ...] = getattr(campaign, section)
        for k, item in enumerate(items):
            if item.id not in reached:
                yield Fault(
                    (section, k, "id"), f"{shown(item.id)} is never reached", "lead somewhere to it, or remove it"
                )
            elif isinstance(item, Turn):
                for m, move in enumerate(item.moves):
                    if (item.id, move.id) not in opened:
                        yield Fault(
                            (section, k, "moves", m), f"{shown(move.id)} is never open", "loosen 'when', or remove it"
                        )
    yield from _idle_rules(board, places)
    yield from passed_over(board, places)
    bounds = constraints(campaign, places)
    yield from _possible(campaign, bounds)
    yield from option_values(campaign, bounds)


def _idle_rules(board: CampaignBoard, places: list[Place]) -> Iterator[Fault]:
    """Every rule of a doctrine decides somewhere, for an actor who could carry it out."""
    holders = [(a.id, t.doctrine) for a in board.campaign.actors for t in a.types if t.doctrine is not None]
    holders += [(c.actor, name) for c in board.campaign.comparisons for name in c.doctrines]
    holders += [(lock.actor, lock.doctrine) for lock in board.campaign.locks if lock.doctrine is not None]
    for k, doctrine in enumerate(board.campaign.doctrines):
        actors = {actor for actor, name in holders if name == doctrine.id}
        turns = [place for place in places if place.node in board.turns and board.turns[place.node].actor in actors]
        found = {rule[0] for place in turns if (rule := deciding(board, doctrine, place)) is not None}
        yield from (idle_rule(k, doctrine.id, r) for r in range(len(doctrine.rules)) if r not in found)


def _possible(campaign: Campaign, bounds: list[Constraint]) -> Iterator[Fault]:
    """Numbers are possible at the stated values and with each parameter at either end of its range."""
    stated = {name: p.value for name, p in campaign.parameters.items()}
    seen: set[Path] = set()
    cases = [("", stated, bounds)]
    for name, p in campaign.parameters.items():
        mine = [c for c in bounds if name in c.parameters]
        cases += [(f" at {name} = {end:g}", {**stated, name: end}, mine) for end in p.range or ()]
    for where, values, some in cases:
        for constraint, what in broken(some, values):
            if constraint.path not in seen:
                seen.add(constraint.path)
                yield Fault(constraint.path, what + where, constraint.remedy)


def events(campaign: Campaign) -> Iterator[Fault]:
    """An event is a choice or a public state, not both and not neither, and can happen at one place at least."""
    for i, event in enumerate(campaign.events):
        choice = bool(event.moves or event.tags)
        if choice == bool(event.seen):
            what = "both a choice and" if choice else "neither a choice nor"
            yield Fault(
                ("events", i),
                f"the event {shown(event.id)} is {what} a public state",
                "give it 'moves' or 'tags', or else 'seen'",
            )
        elif choice:
            turns = [t for t in campaign.turns if not event.turns or t.id in event.turns]
            if not any(m.id in event.moves or {*event.tags} & {*m.tags} for t in turns for m in t.moves):
                yield Fault(("events", i), f"no move at its turns makes {shown(event.id)}", "change 'turns' or 'moves'")
