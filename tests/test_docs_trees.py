"""The pages on game trees and on the gallery say what the program does."""

import doctest
import importlib.util
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from deterrence.cli import main
from deterrence.models.gallery import gallery
from deterrence.solvers.tree import solve_tree
from deterrence.trees.builder import TreeBuilder

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def written_page():
    spec = importlib.util.spec_from_file_location("models_page", ROOT / "tools" / "models_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def keys_of(page, heading):
    """Keys in the first column of the table under a heading."""
    section = re.split(r"^## ", (DOCS / page).read_text(encoding="utf-8"), flags=re.M)
    (found,) = [part for part in section if part.startswith(heading)]
    rows = re.findall(r"^\| (`.+?`) \|", found, re.M)
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def test_examples_give_what_the_page_shows():
    page = (DOCS / "game-trees.md").read_text(encoding="utf-8")
    code = "".join(re.findall(r"^```pycon\n(.*?)^```", page, re.M | re.S))
    test = doctest.DocTestParser().get_doctest(code, {}, "game-trees.md", None, None)
    assert len(test.examples) > 20
    told = []
    assert doctest.DocTestRunner().run(test, out=told.append).failed == 0, "".join(told)


def test_tables_of_models_are_what_the_program_says():
    tool = written_page()
    text = tool.PAGE.read_text(encoding="utf-8")
    assert text == tool.page(text), "run 'make docs'"
    assert all(f"| `{key}` |" in text for key in gallery())


def test_picture_is_what_the_command_writes(tmp_path):
    tool = written_page()
    out = tmp_path / "game.svg"
    assert CliRunner().invoke(main, ["solve", tool.SHOWN, "-o", str(out)]).exit_code == 0
    assert out.read_text(encoding="utf-8") == tool.picture()
    assert tool.PICTURE.read_text(encoding="utf-8") == tool.picture(), "run 'make docs'"
    assert f"deterrence solve {tool.SHOWN} -o" in (DOCS / "game-trees.md").read_text(encoding="utf-8")


def test_every_model_is_drawn():
    tool = written_page()
    assert tool.DRAWN.read_text(encoding="utf-8") == tool.drawn_page(), "run 'make docs'"
    assert {path.stem for path in tool.PICTURES.glob("*.svg")} == set(gallery())
    for key, model in gallery().items():
        assert (tool.PICTURES / f"{key}.svg").read_text(encoding="utf-8") == tool.drawn(model), "run 'make docs'"


def small():
    g = TreeBuilder("one", ("A",))
    return g.tree(g.move("A", "act?", {"wait": g.end(0), "act": g.end(1)}))


def test_every_figure_of_a_trees_certificate_is_documented():
    documented = keys_of("game-trees.md", "Read the certificate")
    assert sorted(documented) == sorted(solve_tree(small()).certificate.as_dict())


def test_every_key_of_json_is_documented(tmp_path):
    from deterrence.trees.gambit import write_efg

    path = tmp_path / "one.efg"
    path.write_text(write_efg(small()))
    shown = json.loads(CliRunner().invoke(main, ["solve", str(path), "--json"]).stdout)
    documented = keys_of("game-trees.md", "What `--json` prints")
    assert sorted(documented) == sorted(shown)


@pytest.mark.parametrize("words", ["opened", "our derivation", "our reading", "proved", "computed"])
def test_standings_are_explained(words):
    assert words in (DOCS / "models.md").read_text(encoding="utf-8")
