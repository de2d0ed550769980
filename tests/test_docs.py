"""What the documentation says exists, exists; what exists and is told, is documented."""

import ast
import json
import re
from dataclasses import fields
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
from deterrence.game.reading import read_text
from deterrence.game.scenario import Scenario

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
SAMPLED = {"duration_quantile"}  # given beside the outlook, from sampled histories

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
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}


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
        for name in re.findall(r"(?<![\w-])(-{1,2}[a-z]+)", names):
            documented.setdefault(name, set()).update(owners.split(", "))
    actual = {}
    for verb, command in deterrence.cli.main.commands.items():
        for name in options(command):
            if name.startswith("-"):
                actual.setdefault(name, set()).add(verb)
    assert documented == actual


def headings(page, level):
    return re.findall(rf"^{'#' * level} `(\w+)`$", (DOCS / page).read_text(encoding="utf-8"), re.M)


def test_every_quantity_is_documented_once_and_no_other():
    from deterrence.forecasting.registry import definitions

    named = headings("quantities.md", 3)
    assert sorted(named) == sorted(set(definitions()) | SAMPLED)


def test_every_kind_of_quantity_is_in_schema_and_page():
    from deterrence.forecasting.registry import definitions

    kinds = set(schema()["$defs"]["quantity"]["properties"]["kind"]["enum"])
    assert kinds == {d.kind for d in definitions().values()} | {"sampled quantile"}
    page = prose(DOCS / "results-schema.md")
    assert all(f"`{kind}`" in page for kind in kinds)


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


def schema():
    return json.loads((DOCS / "results.schema.json").read_text(encoding="utf-8"))


def test_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())


def sample():
    """A small results.json, made by hand but for the certificate."""
    endings = {"war": 0.25, "lapse": 0.75}
    key = {"name": "outcome", "actor": None, "of": "war", "given": None, "stage": None}
    headlines = [{**key, "value": 0.25}]
    effect = {
        "parameter": "posture", "label": "posture", "value": 1.0, "low": 0.5, "high": 2.0, "derivative": 0.1,
        "linear_low": -0.05, "linear_high": 0.1, "linear_change": 0.15, "resolved_low": None, "resolved_high": None,
        "resolved_change": None, "swing": 0.15, "linear": None, "clear": True, "trouble": "",
    }  # fmt: skip
    consequences = {
        "actor": "row", "answer": "restraint", "reached": 0.5, "before": 0.2, "after": 0.1, "other_acts": 0.4,
        "endings": endings, "harder": 0.1,
    }  # fmt: skip
    return {
        "format": "2",
        "scenario": {"name": "ladder", "title": "A ladder", "sha256": "0" * 64},
        "set": {"posture": 2.0},
        "parameters": {"posture": 2.0, "row.firm": 0.5},
        "method": {"resolution": "report", "precision": None, "seed": 0},
        "outcomes": endings,
        "certificate": certificate(),
        "quantities": [
            {**key, "value": 0.25, "kind": "probability", "grid_error": 1e-3, "n": None},
            {"name": "duration_quantile", "actor": None, "of": "days", "given": "50%", "stage": None, "value": 12.0,
             "kind": "sampled quantile", "grid_error": None, "n": 1000},
        ],
        "base": headlines,
        "doctrines": [
            {"actor": "row", "doctrine": "graduated", "baseline": True, "quantities": headlines,
             "consequences": [consequences]}
        ],
        "robustness": [{"label": "as stated", "quantities": headlines}],
        "branches": [],
        "off_ramp_prices": [
            {"offerer": "row", "parameter": "off_ramp.inducement.row", "tried": [[0.0, 0.2], [1.0, 0.8]],
             "region": [[0.5, 1.0]], "price": 0.5}
        ],
        "choices": [
            {"actor": "row", "lever": "doctrine", "choice": "graduated", "own_terms": 0.3, "agreed": 0.5, "war": 0.1,
             "catastrophe": 0.01, "moves": 6.5, "days": 9.0, "efficient": True}
        ],
        "stability_instability": {"low": 0.1, "high": -0.1, "probabilities": [[0.5, 0.3, 0.2]] * 2, "step": 0.1},
        "sensitivity": [{**key, "effects": [effect]}],
        "levers": [{"parameter": "posture", "ends": [{"value": 0.5, "quantities": headlines}]}],
        "options": {
            "cases": [
                {"taker": None, "option": "*nothing", "changes": {},
                 "outcomes": {"ending:war": {"value": 0.2, "difference": 0.0, "error": None}}},
                {"taker": "row", "option": "arms", "changes": {"row.acts.high.harm": 2.0},
                 "outcomes": {"value:row": {"value": -0.2, "difference": 0.1, "error": 0.01}}},
            ],
            "wishes": [
                {"actor": "column", "taker": "row", "same": False,
                 "wants": {"option": "*nothing", "value": 0.0, "lead": 0.1, "error": 0.01, "decided": True},
                 "chooses": {"option": "arms", "value": 0.1, "lead": None, "error": None, "decided": True}}
            ],
            "trouble": [],
        },
        "absent": {"credibility": "nobody has private types"},
        "seconds": {"solve": 1.0},
        "versions": {"python": "3.12"},
    }  # fmt: skip


def test_schema_takes_a_sample():
    jsonschema.Draft202012Validator(schema()).validate(sample())


@pytest.mark.parametrize("key", sorted(schema()["required"]))
def test_schema_refuses_a_missing_key(key):
    results = sample()
    del results[key]
    assert not jsonschema.Draft202012Validator(schema()).is_valid(results)


def test_schema_takes_results_that_are_there():
    file = ROOT / "out" / "results.json"
    if not file.exists():
        pytest.skip("there is no out/results.json; 'make run' writes one")
    jsonschema.Draft202012Validator(schema()).validate(json.loads(file.read_text(encoding="utf-8")))


def written():
    """Keys of the dictionary that is written as results.json, read from its source."""
    source = (ROOT / "src" / "deterrence" / "report" / "results.py").read_text(encoding="utf-8")
    body = next(n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef) and n.name == "as_dict").body
    returned = next(n for n in body if isinstance(n, ast.Return)).value
    return [key.value for key in returned.keys]


def test_schema_and_page_have_the_keys_that_are_written():
    assert schema()["required"] == written()
    page = prose(DOCS / "results-schema.md")
    assert all(f"`{key}`" in page for key in written())


def test_schema_has_the_fields_of_the_records():
    from deterrence.forecasting.intervention import Consequences
    from deterrence.stress.frontier import Choice
    from deterrence.stress.off_ramps import OffRampPrice
    from deterrence.stress.sensitivity import Effect
    from deterrence.stress.stability import StabilityInstability

    defs = schema()["$defs"]
    records = {
        "consequences": Consequences, "offRampPrice": OffRampPrice,
        "stabilityInstability": StabilityInstability, "effect": Effect, "actorChoice": Choice,
    }  # fmt: skip
    for name, record in records.items():
        assert defs[name]["required"] == [field.name for field in fields(record)], name


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

