"""Verbs about game trees: published models, and files of Gambit's."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..errors import ArgumentError
from ..outputs import require_file, write_text
from .shared import FAILED, JSON, SETTINGS, progress, reports_errors, set_values

SOLUTIONS = (".json", ".svg", ".txt")
EXPORTS = (".efg", ".nfg", ".svg", ".txt")


@click.command()
@click.argument("key", metavar="[MODEL]", required=False)
@click.option("--check", is_flag=True, help="Compute what the paper claims; exit 1 if a claim fails.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Write a drawing of the model's tree.")
@JSON
@reports_errors
def models(key: str | None, check: bool, svg: Path | None, as_json: bool) -> None:
    """Published games of deterrence: all of them, or one in full with its tree.

    With --check, the propositions of one, or of all, are computed.
    """
    require_file(svg)
    from ..models import listing
    from ..models.gallery import find_model

    chosen = listing.models() if key is None else [find_model(key)]
    if svg is not None:
        if key is None or svg.suffix.lower() != ".svg":
            raise ArgumentError("--svg draws one model into a file that ends in .svg")
        from ..report.tree_svg import tree_svg

        write_text(svg, tree_svg(chosen[0].build()))
    found: dict[str, Any] = {}
    with progress() as tell:
        for model in chosen if check else []:
            tell(f"checking {model.key}")
            found[model.key] = listing.checked(model)
    if as_json:
        shown = [listing.as_dict(m) for m in chosen]
        for entry in shown if check else []:
            for claim, (_, evidence) in zip(entry["propositions"], found[entry["key"]], strict=True):
                claim["evidence"] = asdict(evidence)
        click.echo(json.dumps({"models": shown} if key is None else shown[0], allow_nan=False))
    elif check:
        click.echo("\n\n".join(listing.checked_text(m, found[m.key]) for m in chosen))
    elif key is None:
        click.echo(listing.listing())
    else:
        from ..report.tree_text import tree_text

        click.echo(listing.entry(chosen[0]) + "\n\n" + tree_text(chosen[0].build()))
    if not all(evidence.holds for checked in found.values() for _, evidence in checked):
        sys.exit(FAILED)


@click.command()
@click.argument("what", metavar="MODEL|FILE.efg|FILE.nfg")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="What to write.")
@click.option("--ends", type=click.IntRange(min=1), help="Ends that a drawing has room for; larger trees are cut.")
@SETTINGS
@reports_errors
def export(what: str, output: Path, ends: int | None, settings: tuple[str, ...]) -> None:
    """Write a game tree as another file: Gambit's .efg or .nfg, a drawing .svg, or text .txt."""
    from ..catalogue import game_tree, is_scenario

    kind = output.suffix.lower()
    if kind not in EXPORTS:
        raise ArgumentError(f"--output: give it a name that ends in {_any_of(EXPORTS)}, not '{output}'")
    if ends is not None and kind not in SOLUTIONS:
        raise ArgumentError(f"--ends is about drawings, .svg and .txt; '{output}' always holds the whole game")
    if is_scenario(what):
        raise ArgumentError(f"'{what}' is a scenario; models and files that end in .efg or .nfg can be exported")
    require_file(output)
    tree = game_tree(what, set_values(settings))
    write_text(output, _written(tree, kind, ends))
    click.echo(str(output))


def solve_game_tree(
    what: str, settings: tuple[str, ...], precision: float | None, output: Path | None, as_json: bool
) -> None:
    """What ``deterrence solve`` does with a model or a file of Gambit's; errors as in the functions called."""
    from ..catalogue import game_tree

    if output is not None and output.suffix.lower() not in SOLUTIONS:
        raise ArgumentError(f"--output: the solution of a game tree is a file that ends in {_any_of(SOLUTIONS)}")
    require_file(output)
    changes = set_values(settings)
    from ..solvers.tree.solving import solve_tree

    with progress() as tell:
        tell("solving")
        began = time.perf_counter()
        tree = game_tree(what, changes)
        read = time.perf_counter() - began
        solution = solve_tree(tree, precision)
    from ..report.tree_words import solution_dict, solution_text

    if output is not None:
        kind = output.suffix.lower()
        text = _json(solution_dict(solution, read)) + "\n" if kind == ".json" else _written(solution, kind)
        write_text(output, text)
    click.echo(_json(solution_dict(solution, read)) if as_json else solution_text(solution))


def _written(game: Any, kind: str, ends: int | None = None) -> str:
    """A tree, or for drawings a solution of one, as the text of a file of a kind."""
    if kind in (".efg", ".nfg"):
        from ..trees.gambit import write_efg, write_nfg

        return write_efg(game) if kind == ".efg" else write_nfg(game)
    from ..report.drawing import draw

    drawing = draw(game, ends)
    return drawing.svg if kind == ".svg" else drawing.text + "\n"


def _json(shown: dict[str, Any]) -> str:
    return json.dumps(shown, allow_nan=False)


def _any_of(endings: tuple[str, ...]) -> str:
    return f"{', '.join(endings[:-1])} or {endings[-1]}"
