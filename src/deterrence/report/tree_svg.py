"""A game tree as a picture: SVG without scripts, on a white card, so that it reads on any background.

Players have colours that colour-blind readers can tell apart, and their names stand beside their nodes. Chance is an
open diamond. Where there is an assessment, a branch is as thick as it is likely.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from ..trees.tree import GameTree
from .tree_places import FONT, GAP, ROW, Places, places, width
from .tree_view import CHANCE, END, NEGLIGIBLE, Spot, View, assessment_of, chance, number, view

if TYPE_CHECKING:
    from ..solvers.tree import TreeAssessment, TreeSolution

ENDS = 100  # that are shown unless more are asked for
LONGEST = 34  # characters of a label before it is cut; the whole is its tooltip
MARGIN, TITLE = 20.0, 16.0
BOLD = 1.12  # how much wider bold letters are

# Three of Paul Tol's contrast sets (see charts/style.py) and three more, all of 3:1 or more on white.
COLOURS = ("#004488", "#BB5566", "#997700", "#6A3D8F", "#222222", "#5A7F2B")
INK, SOFT, FAINT, CARD = "#222222", "#555C66", "#8A919B", "#FFFFFF"
FAMILY = "'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0


def tree_svg(game: GameTree | TreeAssessment | TreeSolution, most: int = ENDS) -> str:
    """The tree as an SVG document.

    Args:
        game: a tree; or an assessment or solution of one, whose probabilities and beliefs are then shown.
        most: ends that there is room for; a larger tree is cut, and the cuts say how much they hide.

    Raises:
        ArgumentError: what is given has no tree, or there is no room at all.
    """
    tree, assessment = assessment_of(game)
    seen = view(tree, assessment, most)
    actions = [_cut(_action(s)) for s in seen.spots]
    movers = [_mover(seen, s) for s in seen.spots]
    placed = places(seen, actions, movers)
    table = _Table(seen, placed)
    notes = _notes(seen)
    title = tree.title or "game tree"
    across = MARGIN + placed.left + max(table.right, placed.right + _cuts(seen, placed)) + MARGIN
    across = max(
        across, 2 * MARGIN + BOLD * width(title, TITLE), 2 * MARGIN + max((width(n) for n in notes), default=0.0)
    )
    top = MARGIN + TITLE + 2.2 * ROW
    down = top + placed.height + 0.9 * ROW + 18 * len(notes) + MARGIN
    dx, dy = MARGIN + placed.left, top
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(across)} {_n(down)}" width="{_n(across)}" '
        f'height="{_n(down)}" role="img" font-family="{FAMILY}" font-size="{_n(FONT)}" fill="{INK}" '
        'style="max-width:100%;height:auto">',
        f"<title>{_e(title)}</title>",
        f"<desc>{_e(_description(seen))}</desc>",
        f'<rect width="100%" height="100%" rx="6" fill="{CARD}"/>',
        f'<text x="{_n(MARGIN)}" y="{_n(MARGIN + TITLE)}" font-size="{_n(TITLE)}" font-weight="600">{_e(title)}</text>',
        f'<g transform="translate({_n(dx)} {_n(dy)})">',
        *table.leaders(),
        *_threads(seen, placed),
        *_edges(seen, placed),
        *_nodes(seen, placed),
        *_labels(seen, placed, actions, movers),
        *table.figures(),
        "</g>",
    ]
    for k, note in enumerate(notes):
        y = down - MARGIN - 18 * (len(notes) - 1 - k)
        parts.append(f'<text x="{_n(MARGIN)}" y="{_n(y)}" fill="{SOFT}">{_e(note)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


class _Table:
    """Payoffs in columns at the right, one a player, and how often each end is reached."""

    def __init__(self, seen: View, placed: Places):
        self.seen, self.placed = seen, placed
        heads: list[tuple[str, int]] = [(_cut(p, 18), i) for i, p in enumerate(seen.tree.names)]
        cells = {k: [number(x).replace("-", "−") for x in seen.spots[k].payoffs or ()] for k in seen.rows}
        if seen.played:
            heads.append(("reached", CHANCE))
            for k in seen.rows:
                cells[k].append(chance(seen.spots[k].reach or 0.0))
        self.left = placed.right + 2 * GAP
        self.at, x = [], self.left
        for i, (head, who) in enumerate(heads):
            widest = max(
                [BOLD * width(f"● {head}") if who >= 0 else width(head)]
                + [width(row[i]) for row in cells.values() if row[i:]]
            )
            x += widest + 1.5 * GAP
            self.at.append(x)
        self.heads, self.cells, self.right = heads, cells, x

    def leaders(self) -> list[str]:
        """Dotted lines from ends to their rows."""
        p = self.placed
        return [
            f'<path d="M{_n(p.x[k] + 6)} {_n(p.y[k])}H{_n(self.left)}" stroke="{FAINT}" stroke-width="0.8" '
            'stroke-dasharray="1 4"/>'
            for k in self.seen.rows
            if self.seen.spots[k].player == END and p.x[k] + 8 < self.left
        ]

    def figures(self) -> list[str]:
        """Heads and numbers."""
        y = -0.85 * ROW
        out = [
            f'<text x="{_n(self.left)}" y="{_n(y - 18)}" fill="{SOFT}">payoffs</text>',
            f'<path d="M{_n(self.left)} {_n(y + 7)}H{_n(self.right)}" stroke="{FAINT}" stroke-width="0.8"/>',
        ]
        for (head, who), x in zip(self.heads, self.at, strict=True):
            dot = f'<tspan fill="{_colour(who)}">●</tspan> ' if who >= 0 else ""
            style = ' font-weight="600"' if who >= 0 else f' fill="{SOFT}"'
            out.append(f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="end"{style}>{dot}{_e(head)}</text>')
        for k, row in self.cells.items():
            if self.seen.spots[k].player != END:
                continue
            for text, x, (_, who) in zip(row, self.at, self.heads, strict=True):
                fill = f' fill="{SOFT}"' if who < 0 else ""
                out.append(f'<text x="{_n(x)}" y="{_n(self.placed.y[k] + 4)}" text-anchor="end"{fill}>{text}</text>')
        return out


def _threads(seen: View, placed: Places) -> list[str]:
    out = []
    for thread in placed.threads:
        xs, ys = placed.x[thread.spots[0]], [placed.y[k] for k in thread.spots]
        o = thread.offset
        if not o:
            path = f"M{_n(xs)} {_n(ys[0])}V{_n(ys[-1])}"
        else:
            s = min(o, 0.4 * ROW)
            path = f"M{_n(xs)} {_n(ys[0])}q{_n(o)} 0 {_n(o)} {_n(s)}V{_n(ys[-1] - s)}q0 {_n(s)} {_n(-o)} {_n(s)}"
            path += "".join(f"M{_n(xs)} {_n(y)}q{_n(o)} 0 {_n(o)} {_n(s)}" for y in ys[1:-1])
        out.append(_dashed(path, seen, thread.which))
    for one, other in placed.jumps:
        (x, y), (u, v) = (placed.x[one], placed.y[one]), (placed.x[other], placed.y[other])
        middle = 0.5 * (x + u)
        path = f"M{_n(x)} {_n(y)}C{_n(middle)} {_n(y)} {_n(middle)} {_n(v)} {_n(u)} {_n(v)}"
        out.append(_dashed(path, seen, seen.spots[one].which))
    return out


def _dashed(path: str, seen: View, which: int) -> str:
    s = seen.tree.sets[which]
    name = f"information set of {seen.tree.names[s.player]}: {seen.tree.set_names[which]}"
    return (
        f'<path d="{path}" fill="none" stroke="{_colour(s.player)}" stroke-width="1.6" stroke-dasharray="5 4">'
        f"<title>{_e(name)}</title></path>"
    )


def _edges(seen: View, placed: Places) -> list[str]:
    out = []
    for k, spot in enumerate(seen.spots):
        if spot.parent < 0:
            continue
        up = spot.parent
        path = f"M{_n(placed.x[up])} {_n(placed.y[up])}L{_n(placed.bend[up])} {_n(placed.y[k])}H{_n(placed.x[k])}"
        mover = seen.spots[up].player
        colour = _colour(mover)
        p = spot.probability
        style = 'stroke-width="1.4"'
        if seen.played and p is not None:
            style = f'stroke-width="{_n(1 + 3 * p)}"' + (' stroke-opacity="0.4"' if p < NEGLIGIBLE else "")
        out.append(f'<path d="{path}" fill="none" stroke="{colour}" {style} stroke-linejoin="round"/>')
    return out


def _nodes(seen: View, placed: Places) -> list[str]:
    out = []
    for x, y, spot in zip(placed.x, placed.y, seen.spots, strict=True):
        if spot.player == END:
            out.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="2.5"/>')
        elif spot.player == CHANCE:
            out.append(
                f'<path d="M{_n(x - 6)} {_n(y)}l6 -6 6 6 -6 6z" fill="{CARD}" stroke="{SOFT}" stroke-width="1.6"/>'
            )
        else:
            colour = _colour(spot.player)
            out.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="5" fill="{colour}" stroke="{CARD}" stroke-width="1"/>')
    return out


def _labels(seen: View, placed: Places, actions: list[str], movers: list[str]) -> list[str]:
    """Actions above the level part of their edge, movers below it, and what a cut hides right of its node."""
    out = []
    halo = f'stroke="{CARD}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    for k, spot in enumerate(seen.spots):
        x, y = placed.x[k], placed.y[k]
        if spot.parent >= 0:
            whole = _tooltip(_action(spot), actions[k])
            at = placed.bend[spot.parent] + 3
            out.append(f'<text x="{_n(at)}" y="{_n(y - 6)}" {halo}>{_e(actions[k])}{whole}</text>')
        if movers[k]:
            name, _, rest = movers[k].partition(": ")
            whole = _tooltip(_mover(seen, spot, 10_000), movers[k])
            lower = y + 16 if spot.parent >= 0 else y + 4
            shown = f'<tspan font-weight="600">{_e(name)}</tspan>: {_e(rest)}' if spot.player >= 0 else _e(movers[k])
            style = "" if spot.player >= 0 else f' fill="{SOFT}"'
            out.append(f'<text x="{_n(x - 9)}" y="{_n(lower)}" text-anchor="end" {halo}{style}>{shown}{whole}</text>')
        if spot.hidden:
            out.append(
                f'<text x="{_n(x + GAP)}" y="{_n(y + 4)}" font-style="italic" fill="{SOFT}" {halo}>'
                f"{_e(_hidden(spot))}</text>"
            )
    return out


def _action(spot: Spot) -> str:
    odds = "" if spot.probability is None else f" · {chance(spot.probability)}"
    return spot.action + odds


def _mover(seen: View, spot: Spot, longest: int = LONGEST) -> str:
    if spot.player == END:
        return ""
    name = "chance" if spot.player == CHANCE else _cut(seen.tree.names[spot.player], longest // 2)
    label = _cut(spot.label, longest - min(len(name), longest // 2))
    belief = "" if spot.belief is None else f" · μ {chance(spot.belief)}"
    return f"{name}: {label}{belief}"


def _hidden(spot: Spot) -> str:
    return f"… {spot.hidden} more node{'s' if spot.hidden > 1 else ''}"


def _cuts(seen: View, placed: Places) -> float:
    """How far what stands at cuts reaches beyond the last column."""
    ends = [placed.x[k] + GAP + width(_hidden(s)) for k, s in enumerate(seen.spots) if s.hidden]
    return max(max(ends, default=0.0) - placed.right, 0.0)


def _notes(seen: View) -> list[str]:
    notes = []
    if any(s.which >= 0 and len(seen.tree.members[s.which]) > 1 for s in seen.spots):
        notes.append("Dashed: nodes that their player cannot tell apart.")
    if seen.played:
        belief = (
            "; μ: belief at a node, given its information set" if any(s.belief is not None for s in seen.spots) else ""
        )
        notes.append(f"After an action: its probability{belief}.")
    if seen.on_the_way:
        notes.append("Payoffs are sums along the path; some are collected on the way.")
    if seen.hidden:
        notes.append(f"{seen.hidden} of {len(seen.tree)} nodes are not shown.")
    return notes


def _description(seen: View) -> str:
    tree = seen.tree
    words = [f"{tree}.", f"Payoffs are given in the order {', '.join(tree.names)}.", *_notes(seen)]
    return " ".join(words)


def _colour(player: int) -> str:
    return SOFT if player < 0 else COLOURS[player % len(COLOURS)]


def _cut(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _tooltip(whole: str, shown: str) -> str:
    return "" if whole == shown else f"<title>{_e(whole)}</title>"


def _e(text: str) -> str:
    return escape(_UNWRITABLE.sub("\ufffd", text), {'"': "&quot;"})


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
