"""What the documentation says exists, exists; what exists and is reported, is documented."""

import ast
import re
from pathlib import Path

import click
import jsonschema
import pytest
import yaml

import deterrence
import deterrence.cli
from deterrence.files.decoding import decode
from deterrence.files.diagnostics import Faults
from deterrence.files.json_schema import json_schema
from deterrence.files.yaml_reader import parse
from deterrence.scenario.ladder.reading import read_text
from deterrence.scenario.ladder.record import Scenario
from shipped import crisis

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")


def prose(page):
    """A page without its fenced blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def snippets(language):
    found = []
    for page in PAGES:
        blocks = [body for kind, body in FENCE.findall(page.read_text(encoding="utf-8")) if kind == language]
        found += [pytest.param(body, id=f"{page.stem}-{k}") for k, body in enumerate(blocks)]
    return found


def anchors(page):
    """Anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_resolve(page):
    for picture, target in LINK.findall(prose(page)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if picture and not file.parent.exists():
            continue  # pictures are made from a report, apart from the text
        assert file.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(file), f"{page.name} links to {target}"


def test_every_page_is_in_the_index():
    linked = {target.partition("#")[0] for _, target in LINK.findall(prose(DOCS / "index.md"))}
    assert {page.name for page in DOCS.glob("*.md")} - {"index.md"} <= linked


def mentions():
    """(page, words) of every command written out in code: 'deterrence run X --set a=1' -> its words."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines = [line for kind, body in FENCE.findall(text) if kind == "" for line in body.splitlines()]
        spans = re.findall(r"`([^`\n]+)`", prose(page))
        for code in (*lines, *spans):
            words = code.split("#")[0].split(">")[0].split()
            if words[:1] == ["deterrence"] and len(words) > 1:
                found.append((page.name, words[1:]))
    return found


def options(command):
    """Of a command, those that are offered; of a group, those of its commands too."""
    offered = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    own = {name for parameter in offered for name in (*parameter.opts, *parameter.secondary_opts)}
    return own.union(*map(options, getattr(command, "commands", {}).values()))


def test_commands_and_options_exist():
    commands = deterrence.cli.main.commands
    found = mentions()
    assert {words[0] for _, words in found} == set(commands), "every command is shown, and no other"
    for page, words in found:
        command = commands[words[0]]
        known = options(command) | set(command.get_help_option_names(click.Context(command))) | {"--help"}
        for word in words[1:]:
            if word.startswith("-"):
                assert word.split("=")[0] in known, f"{page}: deterrence {' '.join(words)}"


def test_every_option_is_documented_for_its_commands():
    table = prose(DOCS / "index.md")
    rows = re.findall(r"^\| (`-.+?`) \| ([a-z, ]+) \|", table, re.M)
    documented = {}
    for names, owners in rows:
        for name in re.findall(r"(?<![\w-])(-{1,2}[a-z]+(?:-[a-z]+)*)", names):
            documented.setdefault(name, set()).update(owners.split(", "))
    actual = {}
    for verb, command in deterrence.cli.main.commands.items():
        for name in options(command):
            if name.startswith("-"):
                actual.setdefault(name, set()).add(verb)
    assert documented == actual


def headings(page, level):
    return re.findall(rf"^{'#' * level} `(\w+)`$", (DOCS / page).read_text(encoding="utf-8"), re.M)


def quantities_page():
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("quantities_page", ROOT / "tools" / "quantities_page.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_quantity_is_documented_once_and_no_other():
    from deterrence.forecasting.registry import definitions

    named = headings("quantities.md", 3)
    assert sorted(named) == sorted(definitions())


def test_the_page_of_quantities_is_what_the_program_declares(monkeypatch):
    written = quantities_page()
    monkeypatch.setattr(written, "load", crisis)  # as other tests have read and compiled them
    text = written.PAGE.read_text(encoding="utf-8")
    assert written.page(text) == text, "run 'make docs'"


def test_what_the_page_of_quantities_adds_is_about_quantities_and_files_that_exist():
    from deterrence.forecasting.registry import definitions

    written = quantities_page()
    assert set(written.CAVEATS) <= set(definitions())
    assert set(written.GROUPS) == {d.read.__module__.rpartition(".")[2] for d in definitions().values()}


def certificate():
    from importlib import import_module

    home = deterrence._HOMES["Solution"].rpartition(".")[0]
    record = import_module(f"{home}.certify.record")
    figures = record.ActorFigures("row", 2.0, True, 0.01, 0.02, "move 3", 0.5, float("inf"))
    error = record.GridError({"row, strategic": (1e-4, 1e-6)}, {"war": (1e-4, 1e-6)})
    return record.Certificate(
        1e-11, "move 0", 1e-5, error, 0.01, 0.02, 0.5, 1e-16, 0.0, 0.0, "no folds met", (figures,)
    ).as_dict()


def test_every_certificate_key_is_documented():
    page = prose(DOCS / "certificate.md")
    shown = certificate()
    for name in (*shown, *shown["by_actor"]["row"], *shown["grid_error_parts"]):
        assert f"`{name}`" in page, name
    rows = set(re.findall(r"^\| `(\w+)` \|", page, re.M))
    assert rows == {*shown}, "the table of figures has a row for each key, and no other"


@pytest.mark.parametrize("text", snippets("yaml"))
def test_yaml_is_of_the_format(text):
    """Snippets parse as scenario files do, and their sections have the format's keys."""
    assert yaml.safe_load(text)
    faults = Faults("snippet.yaml")
    data = parse(decode(text.encode(), faults), faults).data
    faults.raise_if_any()
    whole = json_schema(Scenario)
    part = {**whole, "required": []}
    errors = [e for e in jsonschema.Draft202012Validator(part).iter_errors(_json(data)) if not _shortened(e)]
    assert not errors, errors[0].message


def test_yaml_snippets_together_are_a_scenario():
    """The sections shown for one scenario, with a second actor like the first, pass every check."""
    whole = {}
    for parameter in snippets("yaml"):
        whole.update(yaml.safe_load(parameter.values[0]))
    row = {**whole["actors"][0], "discount": "patience"}
    column = yaml.safe_load(yaml.safe_dump(row).replace("Row", "Column").replace("row", "column"))
    whole["actors"] = [row, column]
    del whole["sources"]["remembered"]  # shown, and used by no number
    assert read_text(yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)).name == "river-crossing"


def _json(value):
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    return [_json(item) for item in value] if isinstance(value, tuple) else value


def _shortened(error):
    """Lists in a snippet may be shorter than the format asks."""
    return error.validator == "minItems"


@pytest.mark.parametrize("code", snippets("python"))
def test_python_parses_and_imports_what_exists(code):
    from importlib import import_module

    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("deterrence"):
            module = import_module(node.module)
            for name in node.names:
                assert hasattr(module, name.name), f"{node.module}.{name.name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_modules_named_exist(page):
    from importlib.util import find_spec

    for name in re.findall(r"`(deterrence(?:\.[a-z_]+)+)`", prose(page)):
        if name != "deterrence.solvers":  # the function
            assert find_spec(name), f"{page.name} names {name}"


def test_readme_example_does_what_it_says():
    """The worked example for arrays, run as it stands."""
    blocks = FENCE.findall(PAGES[0].read_text(encoding="utf-8"))
    code = next(body for kind, body in blocks if kind == "python" and "from_arrays" in body)
    promised = float(re.search(r"# ([\d.]+)$", code, re.M).group(1))
    space = {"print": lambda *_: None}
    exec(compile(code, "README.md", "exec"), space)
    assert round(float(space["challenge"]), 2) == promised


def test_the_table_of_systems_has_a_row_and_a_test_for_each():
    rows = re.findall(r"^\| (S\d+) .*$", (DOCS / "systems.md").read_text(encoding="utf-8"), re.M)
    assert rows == [f"S{k}" for k in range(1, 17)]
    named = re.findall(r"`(test_s\d\d_\w+)`", (DOCS / "systems.md").read_text(encoding="utf-8"))
    there = {path.stem for path in (ROOT / "tests" / "systems").glob("test_s*.py")}
    assert set(named) == there


def test_every_page_on_a_system_is_in_the_table():
    linked = {target for _, target in LINK.findall(prose(DOCS / "systems.md"))}
    assert {f"systems/{page.name}" for page in (DOCS / "systems").glob("*.md")} <= linked



def scenario_index():
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("scenario_index", ROOT / "tools" / "scenario_index.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_index_of_scenarios_is_what_the_files_say(monkeypatch):
    from deterrence.catalogue import INDEX, folder

    index = scenario_index()
    monkeypatch.setattr(index, "load", crisis)
    assert (folder() / INDEX).read_text(encoding="utf-8") == index.written(), "run 'make docs'"


def tables(page):
    """Of a page, (commands of a block, numbers by name of the next block), where a table of numbers follows."""
    blocks = [body for kind, body in FENCE.findall((DOCS / page).read_text(encoding="utf-8")) if kind == ""]
    found, last = [], []
    for body in blocks:
        rows = re.findall(r"^(\w+) +([\d.e-]+)$", body, re.M)
        if len(rows) == len(body.splitlines()) > 1:
            found.append((last, [(name, number) for name, number in rows]))
        else:
            last = [line.split() for line in body.splitlines() if line.startswith("deterrence")]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("block", tables("tutorial.md"), ids=lambda block: " ".join(block[0][-1][1:]))
def test_the_tutorial_prints_what_its_commands_print(block):
    """Names in the same order, numbers but for the last digit, which may differ on another machine."""
    from click.testing import CliRunner

    commands, shown = block
    printed = CliRunner().invoke(deterrence.cli.main, commands[-1][1:]).output
    rows = re.findall(r"^(\w+) +([\d.]+)$", printed, re.M)
    assert [name for name, _ in rows] == [name for name, _ in shown]
    for (name, said), (_, now) in zip(shown, rows, strict=True):
        assert float(now) == pytest.approx(float(said), abs=1.01e-4), name
