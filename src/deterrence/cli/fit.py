"""The verb that estimates."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ..errors import ArgumentError
from ..outputs import require_file, write_text, write_whole
from .shared import JSON, SEED, given_options, points_option, priors_option, progress, reports_errors, vary_option

WRITTEN = (".md", ".tex", ".json", ".txt", ".nc", ".svg")
PENALTIES = ("none", "log-f", "cauchy", "firth")
ERRORS = ("hessian", "opg", "sandwich", "cluster", "bootstrap")
OF_HISTORIES = {"vary", "points"}
WITH_HISTORIES = OF_HISTORIES | {"specification", "histories", "bayes", "seed", "output", "as_json"}
NO_PRIORS = (
    "--priors: a fit takes no file of priors. With --histories the priors of parameters are the ranges that the "
    "scenario's file gives them; for a fit to DATA see --penalty and --bayes. Priors pooled over many crises say which "
    "act comes next where nobody is strategic: 'deterrence histories --backcast SCENARIO --priors FILE' uses them"
)
METHODS = ("full", "pseudo", "nested", "constrained")


@click.command()
@click.argument("specification", metavar="SPEC")
@click.argument("data", metavar="[DATA]", required=False)
@click.option(
    "--histories",
    metavar="all|NAME,NAME",
    help="Fit a scenario, in place of SPEC, to coded crises that it stands beside; no DATA.",
)
@vary_option("With --histories: fit this parameter; repeatable.")
@points_option("With --histories: nodes a side of the grid.")
@priors_option("Refused, with the reason: fits have other priors.", hidden=True)
@click.option("--starts", type=click.IntRange(min=0), help="Random starts; 24, or 2 where a climb takes long.")
@click.option(
    "--from", "begin", metavar="FILE", multiple=True, help="Climb from these estimates too: JSON of a fit, or CSV."
)
@click.option("--method", type=click.Choice(METHODS), default="full", show_default=True, help="Where beliefs matter.")
@click.option("--penalty", type=click.Choice(PENALTIES), default="none", show_default=True, help="On coefficients.")
@click.option(
    "--se", "errors", type=click.Choice(ERRORS), default="hessian", show_default=True, help="Standard errors."
)
@click.option("--cluster", metavar="COLUMN", help="The column that says the cluster of each row.")
@click.option("--samples", type=click.IntRange(min=10), default=200, show_default=True, help="Of a bootstrap.")
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True, help="Of intervals.")
@click.option("--effect", "effects", multiple=True, metavar="COLUMN", help="Its effect on outcomes; repeatable.")
@click.option("--at", multiple=True, metavar="COLUMN=VALUE", help="Probabilities with columns so; repeatable.")
@click.option("--against", metavar="SPEC", help="Another specification, compared on the same data.")
@click.option("--folds", type=click.IntRange(min=2), help="Score out of sample, in so many folds.")
@click.option("--recover", type=click.IntRange(min=2), help="Simulate and fit again, so many times.")
@click.option("--bayes", is_flag=True, help="Draw from the posterior too.")
@SEED
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write .md, .tex, .json, .txt; with --effect .svg, with --bayes .nc.",
)
@JSON
@reports_errors
def fit(
    specification: str,
    data: str | None,
    histories: str | None,
    vary: tuple[str, ...],
    points: int | None,
    priors: Path | None,
    starts: int | None,
    begin: tuple[str, ...],
    method: str,
    penalty: str,
    errors: str,
    cluster: str | None,
    samples: int,
    level: float,
    effects: tuple[str, ...],
    at: tuple[str, ...],
    against: str | None,
    folds: int | None,
    recover: int | None,
    bayes: bool,
    seed: int,
    output: Path | None,
    as_json: bool,
) -> None:
    """Estimate a strategic model from data.

    SPEC says who moves when, what each end is worth, and how outcomes are seen; DATA is a CSV file with a row for each
    case. With a game of Gambit's (.efg, .nfg) and counts of choices, the precision of quantal response is estimated;
    with rows of played sessions, that of players and the shares of types. With --histories SPEC is a scenario on a
    clock, whose uncertain parameters are fitted to coded crises.
    """
    if priors is not None:
        raise ArgumentError(NO_PRIORS)
    if histories is not None:
        if data is not None:
            raise ArgumentError("--histories takes a scenario and no DATA: leave one out")
        for name, written in given_options().items():
            if name not in WITH_HISTORIES:
                raise ArgumentError(f"{written} is about fits to DATA: leave it out with --histories")
        to_histories(specification, histories, vary, points, output, as_json, seed if bayes else None)
        return
    if data is None or OF_HISTORIES & given_options().keys():
        raise ArgumentError("give a file of DATA; or a scenario with --histories, which --vary and --points are about")
    if output is not None and output.suffix.lower() not in WRITTEN:
        raise ArgumentError(f"--output: give it a name that ends in {', '.join(WRITTEN[:-1])} or {WRITTEN[-1]}")
    if cluster is not None and errors not in ("cluster", "bootstrap"):
        raise ArgumentError("--cluster is about standard errors by cluster: add --se cluster or --se bootstrap")
    if output is not None and output.suffix.lower() == ".nc" and not bayes:
        raise ArgumentError("--output: .nc holds draws from the posterior: add --bayes")
    if output is not None and output.suffix.lower() == ".svg" and not (effects or at):
        raise ArgumentError("--output: .svg draws effects: add --effect COLUMN or --at COLUMN=VALUE")
    require_file(output)
    from ..estimation.estimating import estimate, is_experiment
    from ..estimation.fitting import Fit, Settings
    from ..estimation.further import Further, answers, values
    from ..estimation.presentation import latex, markdown, text
    from ..estimation.recovery_of_choice import recover_choice

    settings = Settings(starts, seed, penalty, errors, cluster, samples, level, method, begin)  # type: ignore[arg-type]
    asked = Further(effects, values(at), against, folds or 0, recover or 0, bayes)
    tables = {".md": markdown, ".tex": latex}
    of_coefficients = replace(asked, replications=0) != Further()
    if output is not None and output.suffix.lower() in tables:
        of_coefficients = True
    if of_coefficients and is_experiment(specification):
        raise ArgumentError(
            "an experiment or play has no coefficients: leave out what is asked about them; --recover may be asked"
        )
    with progress() as tell:
        tell("fitting")
        found = estimate(specification, data, settings)
        shown, as_text, posterior, picture = found.as_dict(), "", None, ""
        if isinstance(found, Fit):
            more = answers(found, data, asked, tell)
            posterior, picture = more.posterior, more.picture
            shown |= more.shown
            as_text = "\n\n".join(filter(None, [text(found), more.text]))
        else:
            as_text = found.text()
            if recover:
                recovery = recover_choice(found, recover, seed=seed, level=level, progress=tell)
                shown["recovery"] = recovery.as_dict()
                as_text += f"\n\n{recovery.text()}"
    as_json_text = json.dumps(shown, allow_nan=False)
    if output is not None:
        kind = output.suffix.lower()
        if posterior is not None and kind == ".nc":
            write_whole(output, lambda path: posterior.to_netcdf(path, engine="h5netcdf"))
        elif kind == ".svg":
            write_text(output, picture)
        elif isinstance(found, Fit) and kind in tables:
            write_text(output, tables[kind]([found]))
        else:
            write_text(output, f"{as_json_text if kind == '.json' else as_text}\n")
    click.echo(as_json_text if as_json else as_text)


def to_histories(
    scenario: str,
    names: str,
    vary: tuple[str, ...],
    points: int | None,
    output: Path | None,
    as_json: bool,
    seed: int | None,
) -> None:
    """Fit a scenario's parameters to coded crises, and say what came of it; with a seed, draw from the posterior."""
    only = () if names == "all" else tuple(name.strip() for name in names.split(","))
    if not all(only):
        raise ArgumentError("--histories: write all, or names of coded crises with commas between them")
    if not all(name.strip() for name in vary):
        raise ArgumentError("--vary: name a parameter, such as haste; without --vary all that are uncertain are fitted")
    if output is not None and output.suffix.lower() not in (".json", ".txt", ".nc"):
        raise ArgumentError("--output: a fit to histories is written as .json or .txt, draws of --bayes as .nc")
    if output is not None and output.suffix.lower() == ".nc" and seed is None:
        raise ArgumentError("--output: .nc holds draws from the posterior: add --bayes")
    require_file(output)
    from dataclasses import asdict

    from ..estimation.chains import Chains, with_nulls
    from ..report.history_text import cost_text, drawn_text, fitted_text
    from ..scenario.crisis import load
    from ..solvers.grid import Grid
    from ..stress.history.draws import derivatives, draw_histories, summary
    from ..stress.history.fitting import fit_histories
    from ..stress.resolve import Resolver, points_for

    crisis = load(scenario)
    values = crisis.parameters.defaults
    grid = Grid(points=points or points_for(crisis.game_at(values)), tolerance=1e-9)
    resolver = Resolver(crisis, values, grid)
    posterior: Any = None
    with progress() as tell:
        tell("solving as stated")
        found = fit_histories(
            resolver,
            only,
            vary,
            tell=tell,
            forecast=lambda cost: click.echo(cost_text(cost), err=True),
            more=(0, 0) if seed is None else derivatives(),
        )
        if seed is not None:
            posterior, draws = draw_histories(resolver, found, only, seed, tell)
    as_dict = asdict(found)
    logs = {"loglik": {name: as_dict.pop(name) for name in ("stated", "mode")}}  # apart from those of parameters
    head = {"scenario": crisis.brief.name, "points": grid.points, "level": 0.95}
    as_text = fitted_text(crisis, found, grid.points)
    if posterior is not None:
        parameters = summary(posterior)
        chains = Chains.of(draws.diverging, parameters)
        as_dict["posterior"] = {
            "parameters": with_nulls(parameters),
            "draws": draws.diverging.size,
            "diverging": chains.diverged,
            "impossible": draws.impossible,
            "derivatives": draws.solved,
            "chains": chains.as_dict(),
        }
        as_text += "\n\n" + drawn_text(crisis, parameters, draws)
    shown = json.dumps({**head, **logs, **as_dict}, allow_nan=False)
    if output is not None and output.suffix.lower() == ".nc":
        write_whole(output, lambda path: posterior.to_netcdf(path, engine="h5netcdf"))
    elif output is not None:
        write_text(output, f"{shown if output.suffix.lower() == '.json' else as_text}\n")
    click.echo(shown if as_json else as_text)
