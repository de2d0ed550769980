"""Specifications as a kind of file: what must hold beyond their shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..files import reader
from ..files.diagnostics import Fault
from ..files.messages import did_you_mean, listed, shown
from ..files.positions import Path as Where
from ..files.reader import FileKind, Loaded
from .extensive import ALL, End, Fork, extensive_form, moves_twice, nodes_of
from .formulas import PayoffFormula, WrongFormula
from .record import SCHEMA, Node, Specification

CERTAIN = 1e-9  # how far probabilities of a lottery may be from summing to one


def read_specification(path: str | Path) -> Loaded[Specification]:
    """The specification in a file.

    Raises:
        InputError: the file cannot be read, or is no well-formed specification; holds every problem found.
    """
    return reader.read(SPECIFICATION, path)


def players(spec: Specification) -> Iterator[Fault]:
    """Players have names of their own, and names can stand in those of coefficients."""
    for k, player in enumerate(spec.players):
        if player in spec.players[:k]:
            yield Fault(("players", k), f"two players are called {shown(player)}", "rename one")
        if ":" in player or player == ALL:
            yield Fault(
                ("players", k), f"{shown(player)} cannot be a player's name", f"write one without ':', not '{ALL}'"
            )


def nodes(spec: Specification) -> Iterator[Fault]:
    """Every node is a move, a lottery or an end, and says what belongs to that."""
    if not spec.tree.moves:
        yield Fault(("tree",), "the tree begins with no move", "write 'player' and 'moves'")
    for node, path in nodes_of(spec.tree):
        yield from _end(spec, node, path) if not node.moves else _fork(spec, node, path)
    names = Counter(node.name or node.outcome for node, _ in nodes_of(spec.tree) if not node.moves)
    for node, path in nodes_of(spec.tree):
        name = node.name or node.outcome
        if not node.moves and name is not None and names[name] > 1:
            yield Fault(path, f"{names[name]} ends are called {shown(name)}", "give each a 'name' of its own")


def _fork(spec: Specification, node: Node, path: Where) -> Iterator[Fault]:
    if (node.player is None) == (not node.chance):
        yield Fault(path, "what has moves belongs to a player or to chance", "write either 'player' or 'chance'")
    if node.player is not None and node.player not in spec.players:
        remedy = did_you_mean(node.player, spec.players) or f"the players are {listed(spec.players)}"
        yield Fault((*path, "player"), f"there is no player {shown(node.player)}", remedy)
    if node.chance:
        if node.chance.keys() != node.moves.keys():
            yield Fault((*path, "chance"), "the branches with a probability are not those that follow", "name the same")
        odds = list(node.chance.values())
        if min(odds) <= 0 or abs(sum(odds) - 1) > CERTAIN:
            yield Fault(
                (*path, "chance"), f"the probabilities sum to {sum(odds):g}", "write positive ones that sum to 1"
            )
    if node.outcome is not None or node.payoff or node.name is not None:
        yield Fault(path, "this has moves, and is no end", "put 'outcome', 'name' and 'payoff' at ends")


def _end(spec: Specification, node: Node, path: Where) -> Iterator[Fault]:
    if node.outcome is None:
        yield Fault(path, "this end does not say what is seen", "write 'outcome', or 'moves' if it is none")
    if node.player is not None or node.chance:
        yield Fault(path, "this has a mover and no moves", "write 'moves'")
    for what in ("outcome", "name"):
        if ":" in (getattr(node, what) or ""):
            yield Fault((*path, what), f"{shown(getattr(node, what))} has a colon", "write it without ':'")
    for player in node.payoff:
        if player not in spec.players:
            remedy = did_you_mean(player, spec.players) or f"the players are {listed(spec.players)}"
            yield Fault((*path, "payoff", player), f"there is no player {shown(player)}", remedy, "key")


def observed(spec: Specification) -> Iterator[Fault]:
    """Outcomes are seen in one way, and every one of the tree is."""
    seen = spec.observed
    outcomes = {node.outcome: path for node, path in nodes_of(spec.tree) if not node.moves and node.outcome is not None}
    ways = [way for way in ("column", "indicators", "counts") if getattr(seen, way)]
    if len(ways) != 1 or (seen.column is None) != (not seen.values):
        remedy = "write 'column' and 'values', or 'indicators', or 'counts'"
        yield Fault(("observed",), "this should say in one way how outcomes are seen", remedy)
        return
    named: set[str] = set()
    if seen.values.keys() == outcomes.keys() and not any(meant in outcomes for meant in seen.values.values()):
        what = "the outcomes stand on the left"
        yield Fault(("observed", "values"), what, "write 'value: outcome' lines, the values of the column on the left")
        return
    if seen.column is not None:
        for value, meant in seen.values.items():
            for name in (meant,) if isinstance(meant, str) else meant:
                named.add(name)
                if name not in outcomes:
                    yield _no_outcome(name, outcomes, ("observed", "values", value))
    else:
        for name in getattr(seen, ways[0]):
            named.add(name)
            if name not in outcomes:
                yield _no_outcome(name, outcomes, ("observed", ways[0], name))
    for name, path in outcomes.items():
        if name not in named:
            yield Fault((*path, "outcome"), f"nothing in the data stands for {shown(name)}", "name it under 'observed'")


def _no_outcome(name: str, known: dict[str, Where], path: Where) -> Fault:
    return Fault(path, f"there is no outcome {shown(name)}", did_you_mean(name, known) or f"there are {listed(known)}")


def errors(spec: Specification) -> Iterator[Fault]:
    """The shocks are of a kind that the tree allows."""
    try:
        root = extensive_form(spec.tree)
    except KeyError:  # a branch of a lottery without its probability, reported elsewhere
        return
    if not isinstance(root, Fork):
        return
    kind = spec.errors
    if kind.source == "private":
        twice = moves_twice(root)
        if twice is not None:
            what = f"{shown(twice[0])} moves a second time here, and its first move would reveal its private payoffs"
            yield Fault(twice[1], what, "use 'source: agent', or 'signalling' where the tree is that crisis")
        for fork in root.forks:
            if kind.link == "logit" and fork.player is not None and len(fork.moves) > 2:
                what = "with three moves private payoffs have no logistic form"
                yield Fault(fork.path, what, "use 'link: probit', or 'source: agent'")
    if isinstance(kind.scale, dict):
        movers = {fork.player for fork in root.forks}
        for player in kind.scale:
            if player not in movers:
                where = ("errors", "scale", player)
                yield Fault(where, f"{shown(player)} makes no move", f"name one of {listed([m for m in movers if m])}")
    if kind.source == "signalling":
        yield from _signalling(spec, root)


def _signalling(spec: Specification, root: Fork) -> Iterator[Fault]:
    remedy = (
        "A: [status quo, then B: [concede, then A: [stand firm, back down]]]; each an end but for the last of the moves"
    )
    shape = _crisis(root)
    if shape is None or spec.errors.link != "probit" or spec.errors.scale is not None:
        what = "'source: signalling' is about one crisis, with normal shocks of scale one"
        yield Fault(("errors", "source"), what, remedy)


def _crisis(root: Fork) -> tuple[End, End, End, End] | None:
    """Ends of the crisis of Lewis and Schultz: status quo, concession, standing firm, backing down."""
    forks = root.forks
    if len(forks) != 3 or any(len(fork.moves) != 2 or fork.player is None for fork in forks):
        return None
    last, reply, first = forks
    heads = (first.follows[0], reply.follows[0], *last.follows)
    if not all(isinstance(end, End) for end in heads) or first.player != last.player or first.player == reply.player:
        return None
    return heads  # type: ignore[return-value]


def crisis_ends(root: Fork) -> tuple[End, End, End, End]:
    """Ends of the crisis of Lewis and Schultz, in a tree that :func:`errors` let through."""
    found = _crisis(root)
    assert found is not None
    return found


def formulas(spec: Specification) -> Iterator[Fault]:
    """Every formula can be read, and safely worked out."""
    for path, text in formula_places(spec):
        try:
            _ = PayoffFormula(text).parsed
        except WrongFormula as error:
            yield Fault(path, error.what, error.remedy)


def formula_places(spec: Specification) -> Iterator[tuple[Where, str]]:
    """Every formula with its path."""
    for node, path in nodes_of(spec.tree):
        for player, text in node.payoff.items():
            if isinstance(text, int) and text not in (0, 1):
                text = f"{text} (a number)"
            yield (*path, "payoff", player), str(text)
    scale = spec.errors.scale
    if isinstance(scale, dict):
        yield from ((("errors", "scale", player), str(text)) for player, text in scale.items())
    elif scale is not None:
        yield ("errors", "scale"), str(scale)


SPECIFICATION = FileKind(
    "specification", SCHEMA, Specification, rules=(players, nodes, observed), last=(errors, formulas)
)
