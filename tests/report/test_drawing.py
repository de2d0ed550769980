"""Drawings of game trees: what is shown, what is cut, that nothing overlaps, and that labels cannot break out."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence
from deterrence.errors import ArgumentError
from deterrence.models.gallery import find_model, gallery
from deterrence.report.drawing import draw
from deterrence.report.tree_places import places
from deterrence.report.tree_svg import tree_svg
from deterrence.report.tree_text import tree_text
from deterrence.report.tree_view import chance, number, view
from deterrence.solvers.tree import TreeAssessment, solve_tree
from deterrence.trees.builder import TreeBuilder
from random_trees import sketches

SVG = "{http://www.w3.org/2000/svg}"


def entry(w=0.5):
    g = TreeBuilder("Entry deterrence", players=("Entrant", "Incumbent"))
    fight = g.move("Incumbent", "fight?", {"fight": g.end(-1, -1), "give way": g.end(1, w)})
    return g.tree(g.move("Entrant", "enter?", {"stay out": g.end(0, 2), "enter": fight}))


def texts(svg):
    return ["".join(t.itertext()) for t in ET.fromstring(svg).iter(f"{SVG}text")]


def test_text_of_a_small_game_with_its_solution():
    assert tree_text(solve_tree(entry())) == (
        "Entry deterrence\npayoffs: Entrant, Incumbent\n\n"
        "Entrant: enter?\n"
        "├─ stay out · 0 → (0, 2)\n"
        "└─ enter · 1 → Incumbent: fight?\n"
        "   ├─ fight · 0 → (-1, -1)\n"
        "   └─ give way · 1 → (1, 0.5)"
    )


def test_text_tells_information_sets_chance_and_beliefs():
    tree = find_model("zagare_kilgour2000_rudimentary").build()
    assert "Hard · 0.45 → A: challenge?  [one of 2 nodes]" in tree_text(tree)
    assert "Hard · 0.45 → A: challenge?  [one of 2 nodes, belief 0.45]" in tree_text(solve_tree(tree))


@pytest.mark.parametrize("most", [1, 2, 7, 50, 10_000])
@pytest.mark.parametrize("key", ["fearon1995", "kreps_wilson1982"])
def test_what_is_cut_is_counted(key, most):
    tree = find_model(key).build()
    seen = view(tree, None, most)
    assert len(seen.rows) <= most
    assert sum(s.hidden for s in seen.spots) == seen.hidden == len(tree) - len(seen.spots)
    assert (seen.hidden == 0) == (most >= int((~tree.has_children).sum()))
    for drawn in (tree_text(tree, most), " ".join(texts(tree_svg(tree, most)))):
        counted = sum(int(k) for k in re.findall(r"… (\d+) more node", drawn))
        assert counted == seen.hidden
        assert (f"{seen.hidden} of {len(tree)} nodes are not shown" in drawn) == bool(seen.hidden)


def test_payoffs_are_summed_along_the_path_and_that_is_reported():
    g = TreeBuilder("tolls", ("A",))
    tree = g.tree(g.move("A", "first", {"go": g.move("A", "second", {"on": g.end(1)}, pay=(2,))}))
    assert "→ (3)" in tree_text(tree) and "collected on the way" in tree_text(tree)
    assert "3" in texts(tree_svg(tree)) and any("collected on the way" in t for t in texts(tree_svg(tree)))


def test_numbers_follow_the_assessment():
    model = find_model("zagare_kilgour2000_rudimentary")
    tree = model.build()
    name = tree.symbols[0].name
    other = tree.symbols[0].low + 0.25 * (tree.symbols[0].value - tree.symbols[0].low)
    assert tree_text(solve_tree(tree, values={name: other})) != tree_text(solve_tree(tree))


@pytest.mark.parametrize("key", gallery())
def test_every_model_is_drawn(key):
    tree = gallery()[key].build()
    svg = tree_svg(tree)
    written = texts(svg)
    assert tree.title in written and all(any(p[:8] in t for t in written) for p in tree.players)
    root = ET.fromstring(svg)
    assert root[0].tag == f"{SVG}title" and root[1].tag == f"{SVG}desc" and root.get("role") == "img"
    assert "<script" not in svg and "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_labels_cannot_break_out():
    g = TreeBuilder('<script>alert("x")</script> & more', ("A<b>", "B\x00]]>"))
    inner = g.move("B\x00]]>", "'\"><svg onload=x>", {"</text><script>": g.end(1, 0)})
    tree = g.tree(g.move("A<b>", "&amp;", {"\u202e<!--": inner}))
    svg = tree_svg(tree)
    tags = {e.tag.removeprefix(SVG) for e in ET.fromstring(svg).iter()}
    assert tags <= {"svg", "title", "desc", "rect", "text", "tspan", "g", "path", "circle"}
    assert any("<script>" in t for t in texts(svg))


def test_a_long_label_is_cut_and_whole_in_its_tooltip():
    label = "an action with a name that goes on for much longer than anybody would read"
    g = TreeBuilder("long", ("A",))
    svg = tree_svg(g.tree(g.move("A", "x", {label: g.end(1), "short": g.end(2)})))
    (shown,) = [t for t in ET.fromstring(svg).iter(f"{SVG}text") if (t.text or "").startswith("an action")]
    assert shown.text.endswith("…") and len(shown.text) < 40
    assert shown.find(f"{SVG}title").text == label


@settings(deadline=None, max_examples=60)
@given(sketches(nodes=60), st.integers(1, 40))
def test_nodes_of_a_column_have_rows_of_their_own(sketch, most):
    """The ground of "labels cannot meet": a row apart within a column, and children right of their parents."""
    seen = view(sketch.tree(), None, most)
    blank = [""] * len(seen.spots)
    p = places(seen, blank, blank)
    columns = {}
    for k, spot in enumerate(seen.spots):
        columns.setdefault(p.x[k], []).append(p.y[k])
        if spot.parent >= 0:
            assert p.x[k] > p.bend[spot.parent] > p.x[spot.parent]
    for rows in columns.values():
        rows.sort()
        assert all(b - a > 35.9 for a, b in pairwise(rows))
    sets = {}
    for k, spot in enumerate(seen.spots):
        if spot.which >= 0:
            sets.setdefault(spot.which, set()).add(k)
    joined = {}
    for thread in p.threads:
        joined.setdefault(thread.which, []).extend(thread.spots)
    for one, other in p.jumps:
        joined.setdefault(seen.spots[one].which, []).extend((one, other))
    assert {h for h, members in sets.items() if len(members) > 1} == joined.keys()
    assert all(set(found) == sets[h] for h, found in joined.items())


BOXES = """() => [...document.querySelectorAll('svg text')].map((t) => {
  const r = t.getBoundingClientRect();
  return [t.childNodes.length ? t.textContent : '', r.left, r.top, r.right, r.bottom];
})"""


@pytest.mark.browser
@pytest.mark.parametrize("key", list(gallery())[::4])
def test_no_two_labels_overlap(browser, key):
    """As a browser sets them, with and without a solution, inside the card."""
    tree = gallery()[key].build()
    page = browser.new_page()
    trembling = {
        (s.player, s.number): dict.fromkeys(s.actions, 1 / len(s.actions)) for s in tree.sets
    }  # full of long numbers
    for game in (tree, TreeAssessment.of(tree, {(tree.players[i], n): p for (i, n), p in trembling.items()})):
        page.set_content(f'<body style="margin:0">{tree_svg(game, 40)}</body>')
        card = page.evaluate("() => {const r = document.querySelector('svg').getBoundingClientRect();"
                             "return [r.right, r.bottom]}")  # fmt: skip
        boxes = page.evaluate(BOXES)
        for text, left, top, right, bottom in boxes:
            assert left >= 0 and top >= 0 and right <= card[0] and bottom <= card[1], text
        for (one, *a), (two, *b) in combinations(boxes, 2):
            across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            assert not (across > 0.5 and down > 3), (one, two, a, b)  # boxes are taller than letters
    page.close()


def test_probabilities_are_zero_or_one_only_where_they_are():
    assert [chance(p) for p in (0, 1e-12, 1e-6, 0.25, 1 / 3, 0.9999, 1 - 1e-12, 1)] == [
        "0", "0", "<.001", "0.25", "0.333", ">.999", "1", "1",
    ]  # fmt: skip
    assert [number(x) for x in (-0.0, 2.0, -1 / 3, 1e-20, 123456.0)] == ["0", "2", "-0.3333", "1e-20", "1.235e+05"]


def test_a_drawing_in_a_notebook_in_a_terminal_and_in_a_file(tmp_path):
    drawing = deterrence.draw(solve_tree(entry()))
    assert drawing._repr_svg_() == drawing.svg and str(drawing) == drawing.text
    assert drawing.save(tmp_path / "game.svg").read_text(encoding="utf-8") == drawing.svg
    assert drawing.save(str(tmp_path / "game.txt")).read_text(encoding="utf-8") == drawing.text + "\n"
    with pytest.raises(ArgumentError, match=r"\.svg or \.txt"):
        drawing.save(tmp_path / "game.png")


def test_a_model_in_a_notebook_is_its_tree():
    model = find_model("zagare_kilgour2000_rudimentary")
    assert model._repr_svg_() == draw(model).svg == tree_svg(model.build())


@pytest.mark.parametrize(
    ("home", "drawn"), [("deterrence.models.gallery", False), ("deterrence", True)]
)
def test_models_do_not_import_what_draws_them(home, drawn):
    code = (
        f"import sys; from {home} import find_model; picture = find_model('three_conditions')._repr_svg_();"
        "print(picture is not None, 'deterrence.report.drawing' in sys.modules, 'jax' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(drawn), str(drawn), "False"]


def test_what_cannot_be_drawn():
    with pytest.raises(ArgumentError, match="not a str"):
        draw("a tree")
    with pytest.raises(ArgumentError, match="room"):
        draw(entry(), most=0)
