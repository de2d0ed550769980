"""Public data of dynamic games as tables that specifications name; coefficients and values that were published."""

import csv

import numpy as np

from strategic_data import data

SIDES = ("min_polity", "log_capability_ratio", "sqrt_dependence")
OWN = ("log1p_gdp_per_capita", "log1p_military_per_capita")


def rows(name):
    with open(data(f"dynamic/{name}"), encoding="utf-8") as file:
        return list(csv.DictReader(file))


def audience_costs(folder):
    """The table of the specification 'audience-costs': every month with its dyad and its two countries."""
    dyads = {dyad["dyad"]: dyad for dyad in rows("ajps_dyads.csv")}
    countries = {country["country"]: country for country in rows("ajps_countries.csv")}
    path = folder / "audience_costs.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        header = [f"{name}_{pair}" for pair in ("12", "21") for name in SIDES]
        header += [f"{name}_{side}" for side in "12" for name in ("country", *OWN)]
        table.writerow(["dyad", "month", "state", "action_1", "action_2", *header])
        for month in rows("ajps_months.csv"):
            dyad = dyads[month["dyad"]]
            cells = [dyad[f"{name}_{pair}"] for pair in ("12", "21") for name in SIDES]
            for side in "12":
                country = countries[dyad[f"country{side}"]]
                cells += [country["abbreviation"], *(country[name] for name in OWN)]
            table.writerow([*(month[c] for c in ("dyad", "month", "state", "action1", "action2")), *cells])
    return path


def published_audience_costs(model):
    """Estimates (P,) in the order of the model, and values (G, N, S, A) of the authors' equilibrium."""
    places = {"beta2": "dispute", "beta3": "war", "kappa2": "disputing", "kappa3": "fighting"}
    gamma = dict(zip("123", ("both in peace", "both in dispute", "both in war"), strict=True))
    found = {}
    for row in rows("ajps_published_estimates.csv"):
        part, term = row["term"].split(":")
        if part == "gamma":
            name = f"all:{gamma[term]}:Intercept"
        elif part == "alpha":
            name = f"all:audience cost:country[{term}]"
        else:
            name = f"all:{places[part]}:{'Intercept' if term == 'const' else term}"
        found[name] = float(row["estimate"])
    values = np.zeros(model.beliefs.shape)
    place = {name: k for k, name in enumerate(model.games)}
    for row in rows("ajps_published_values.csv"):
        at = (place[row["dyad"]], *(int(row[name]) - 1 for name in ("player", "state", "action")))
        values[at] = float(row["v"])
    return np.array([found[name] for name in model.names]), values


def published_tug_of_war(model):
    """Estimates (P,), and values (1, N, S, A)."""
    found = {"h:support:state": -0.00707123, "f:support:state": 0.000494786}
    found |= {"h:attack:Intercept": -0.945379, "f:attack:Intercept": -2.455433}
    values = np.zeros(model.beliefs.shape)
    for k, row in enumerate(rows("tugofwar_published_values.csv")):
        values[0, 0, k] = float(row["v_h_no"]), float(row["v_h_attack"])
        values[0, 1, k] = float(row["v_f_no"]), float(row["v_f_attack"])
    return np.array([found[name] for name in model.names]), values
