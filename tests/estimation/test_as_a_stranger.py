"""Specifications as somebody else would write them, through the command, against likelihoods written out in SciPy.

Nothing of the estimator is used but the command: designs, probabilities, gradients and Hessians are worked out here.
"""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy.optimize import brentq
from scipy.special import expit, log_expit, log_ndtr, ndtr

from deterrence.cli.main import main
from made_up_crisis import synthetic
from strategic_data import data
from written_out import agrees, reported

ROOT_TWO = np.sqrt(2)


def columns_of(path):
    """Columns of a file as arrays."""
    return SimpleNamespace(**{name: column.to_numpy() for name, column in pd.read_csv(path).items()})


def refused(folder, specification, text):
    """What the command says of a table that it cannot use."""
    (folder / "mine.yml").write_text(specification, encoding="utf-8")
    (folder / "mine.csv").write_text(text, encoding="utf-8")
    ran = CliRunner().invoke(main, ["fit", str(folder / "mine.yml"), str(folder / "mine.csv"), "--json"])
    assert ran.exit_code == 2 and not ran.stdout
    return ran.output


WARS = """
errors: {link: LINK, source: SOURCE}
observed:
   indicators:   {fought: war, quiet: sq, gave way: capit}
title:  who starts
tree:
  moves:
    press:
        player: Held
        moves:
            stand:
                outcome: fought
                payoff:
                    Held: "regime2 + balanc"
                    Start: 1+regime1
            bend: {payoff: {Held: 0}, outcome: gave way}
    sit still: {payoff: {Start: s_wt_re1+revis1 +  1}, outcome: quiet}
  player: Start
players:
  - Held
  - Start
"""
WAR_TERMS = [
    *(f"Start:quiet:{x}" for x in ("Intercept", "s_wt_re1", "revis1")),
    *(f"Start:fought:{x}" for x in ("Intercept", "regime1[T.dem]", "regime1[T.mixed]")),
    *(f"Held:fought:{x}" for x in ("Intercept", "regime2[T.dem]", "regime2[T.mixed]", "balanc")),
]


@pytest.mark.data
@pytest.mark.parametrize("source", ["agent", "private"])
@pytest.mark.parametrize("link", ["probit", "logit"])
def test_a_tree_of_two_players_with_indicators(tmp_path, source, link):
    path = data("strategic/war1800.csv")
    rows = pd.read_csv(path)
    used = ["sq", "capit", "war", "s_wt_re1", "revis1", "regime1", "regime2", "balanc"]
    rows = rows[used].dropna()
    one = np.ones(len(rows))

    def levels(column):
        return [(rows[column] == level).to_numpy(float) for level in ("dem", "mixed")]

    quiet = np.stack([one, rows.s_wt_re1, rows.revis1])
    start, held = np.stack([one, *levels("regime1")]), np.stack([one, *levels("regime2"), rows.balanc])
    chance, logs = (ndtr, log_ndtr) if link == "probit" else (expit, log_expit)

    def log_likelihood(theta):
        status_quo, fight, stand = theta[:3] @ quiet, theta[3:6] @ start, theta[6:] @ held
        p = chance(stand / ROOT_TWO)
        scale = np.sqrt(1 + p**2 + (1 - p) ** 2) if source == "private" else ROOT_TWO
        ahead = (p * fight - status_quo) / scale
        return (
            rows.sq * logs(-ahead)
            + rows.capit * (logs(ahead) + logs(-stand / ROOT_TWO))
            + rows.war * (logs(ahead) + logs(stand / ROOT_TWO))
        ).sum()

    found = reported(tmp_path, WARS.replace("SOURCE", source).replace("LINK", link), path, "--starts", "4")
    assert found["n"] == 282 and len(found["modes"]) == 1 and found["modes"][0]["starts"] == 5
    agrees(found, WAR_TERMS, log_likelihood)


FOUR = """
players: [a, b]
observed: {values: {LL: down, LR: up, RL: in, RR: out}, column: y}
tree:
  player: a
  moves:
    right: {moves: {r: {outcome: out, payoff: {b: z1 + f2, a: x5}}, l: {outcome: in, payoff: {a: 0 + x4}}}, player: b}
    left: {player: b, moves: {l: {outcome: down, payoff: {a: x1}}, r: {outcome: up, payoff: {b: "z3:z1", a: 0 + x3}}}}
errors: {source: private, link: probit}
"""


@pytest.mark.data
def test_a_tree_of_four_ends_with_an_interaction(tmp_path):
    path = data("strategic/data_122.csv")
    rows = columns_of(path)
    one = np.ones(len(rows.y))
    levels = sorted(set(rows.f2))[1:]
    out = np.stack([one, rows.z1, *[(rows.f2 == level).astype(float) for level in levels]])
    terms = ["b:out:Intercept", "b:out:z1", *(f"b:out:f2[T.{level}]" for level in levels)]
    many = len(terms)
    terms += ["a:out:Intercept", "a:out:x5", "a:in:x4", "a:down:Intercept", "a:down:x1", "b:up:Intercept", "b:up:z3:z1"]
    terms += ["a:up:x3"]

    def log_likelihood(theta):
        t = theta[many:]
        right = theta[:many] @ out / ROOT_TWO
        left = (t[5] + t[6] * rows.z1 * rows.z3) / ROOT_TWO
        r, u = ndtr(right), ndtr(left)
        worth = r * (t[0] + t[1] * rows.x5) + (1 - r) * t[2] * rows.x4
        worth = worth - (1 - u) * (t[3] + t[4] * rows.x1) - u * t[7] * rows.x3
        ahead = worth / np.sqrt(r**2 + (1 - r) ** 2 + u**2 + (1 - u) ** 2)
        logs = {
            "LL": log_ndtr(-ahead) + log_ndtr(-left),
            "LR": log_ndtr(-ahead) + log_ndtr(left),
            "RL": log_ndtr(ahead) + log_ndtr(-right),
            "RR": log_ndtr(ahead) + log_ndtr(right),
        }
        return sum(log[rows.y == seen].sum() for seen, log in logs.items())

    agrees(reported(tmp_path, FOUR, path, "--starts", "2"), terms, log_likelihood)


THREE = """
players: [c, b, a]
errors: {source: agent, link: logit}
tree: {player: a, moves: {
  on: {player: b, moves: {
    on: {player: c, moves: {on: {outcome: 6, payoff: {a: 1, b: x6, c: x8}}, off: {outcome: 5, payoff: {b: 0 + x5}}}},
    off: {outcome: 3, payoff: {a: 0 + x3}}}},
  off: {outcome: 1, payoff: {a: 0 + I(x2^2) + x1}}}}
observed: {column: y, values: {1: 1, 3: 3, 5: 5, 6: 6}}
"""


@pytest.mark.data
def test_a_tree_of_three_players_whose_outcomes_are_numbers(tmp_path):
    path = data("strategic/data_123.csv")
    rows = columns_of(path)
    terms = ["a:1:I(x2 ** 2)", "a:1:x1", "a:3:x3", "b:5:x5", "a:6:Intercept", "b:6:Intercept", "b:6:x6"]
    terms += ["c:6:Intercept", "c:6:x8"]

    def log_likelihood(t):
        last = (t[7] + t[8] * rows.x8) / ROOT_TWO
        p = expit(last)
        middle = (p * (t[5] + t[6] * rows.x6) + (1 - p) * t[3] * rows.x5) / ROOT_TWO
        q = expit(middle)
        first = (q * p * t[4] + (1 - q) * t[2] * rows.x3 - t[0] * rows.x2**2 - t[1] * rows.x1) / ROOT_TWO
        logs = {
            1: log_expit(-first),
            3: log_expit(first) + log_expit(-middle),
            5: log_expit(first) + log_expit(middle) + log_expit(-last),
            6: log_expit(first) + log_expit(middle) + log_expit(last),
        }
        return sum(log[rows.y == seen].sum() for seen, log in logs.items())

    agrees(reported(tmp_path, THREE, path, "--starts", "2"), terms, log_likelihood)


OFFERS = """
schema: deterrence-ultimatum-1
observed: {accepted: accept, offer: offer}
reservation: {responder: z1 + z2, proposer: x1 + x2 + w1}
scale: {proposer: "1", responder: "1"}
prize: 15
"""


@pytest.mark.data
def test_an_ultimatum_with_other_columns(tmp_path):
    path = data("strategic/data_ult.csv")
    rows = pd.read_csv(path)
    one = np.ones(len(rows))
    r1, r2 = np.stack([one, rows.x1, rows.x2, rows.w1]), np.stack([one, rows.z1, rows.z2])
    terms = [f"proposer:reservation:{x}" for x in ("Intercept", "x1", "x2", "w1")]
    terms += [f"responder:reservation:{x}" for x in ("Intercept", "z1", "z2")]
    terms += ["proposer:scale:Intercept", "responder:scale:Intercept"]
    y, yes = rows.offer.to_numpy(), rows.accept.to_numpy()

    def below(offer, theta):
        s1, s2 = np.exp(theta[7:])
        return -(15 - offer - theta[:4] @ r1 - s2 * (1 + np.exp((offer - theta[4:7] @ r2) / s2))) / s1

    def log_likelihood(theta):
        s1, s2 = np.exp(theta[7:])
        at = below(y, theta)
        slope = (1 + np.exp((y - theta[4:7] @ r2) / s2)) / s1
        inside = log_expit(at) + log_expit(-at) + np.log(slope)
        offers = np.where(y <= 0, log_expit(at), np.where(y >= 15, log_expit(-at), inside))
        ahead = (y - theta[4:7] @ r2) / s2
        return (offers + yes * log_expit(ahead) + (1 - yes) * log_expit(-ahead)).sum()

    agrees(reported(tmp_path, OFFERS, path, "--starts", "2"), terms, log_likelihood)


@pytest.mark.data
def test_experiments_pooled_by_a_file_of_games(tmp_path):
    """Two published games written by hand as Gambit has them; λ of both at logit equilibria found here."""
    games = json.loads(data("qre/reference.json").read_text(encoding="utf-8"))["games"]
    chosen = {name: games[f"selten_chmura_2008_{k}"] for name, k in (("third", 3), ("first", 1))}
    lines = ["game,count,action,player"]
    for name, g in chosen.items():
        cells = [(g["row"][i][j], g["column"][i][j]) for j in (0, 1) for i in (0, 1)]
        text = f'NFG 1 R "{name}" {{ "Y" "X" }}\n\n{{ {{ "up" "down" }}\n{{ "left" "right" }}\n}}\n\n'
        (tmp_path / f"{name}.nfg").write_text(text + " ".join(f"{a} {b}" for a, b in cells) + "\n", encoding="utf-8")
        lines += [f"{name},{g['counts'][m]},{m},{'Y' if m in ('up', 'down') else 'X'}" for m in g["counts"]]
    (tmp_path / "counts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    spec = "games: {third: third.nfg, first: first.nfg}\nschema: deterrence-qre-1\n"
    found = reported(tmp_path, spec, tmp_path / "counts.csv")

    def log_likelihood(precision):
        total = 0.0
        for g in chosen.values():
            row, column = np.array(g["row"], float), np.array(g["column"], float)

            def up(left, row=row):
                return precision * ((row[0] - row[1]) @ [left, 1 - left])

            def left(p, column=column):
                return precision * ([p, 1 - p] @ (column[:, 0] - column[:, 1]))

            p = brentq(lambda p, up=up, left=left: expit(up(expit(left(p)))) - p, 0.0, 1.0, xtol=1e-15)
            up, left = up(expit(left(p))), left(p)
            n = g["counts"]
            total += n["up"] * log_expit(up) + n["down"] * log_expit(-up)
            total += n["left"] * log_expit(left) + n["right"] * log_expit(-left)
        return total

    at = found["precision"]
    assert log_likelihood(at) == pytest.approx(found["loglik"], abs=1e-8)
    assert log_likelihood(at * 0.999) < found["loglik"] > log_likelihood(at * 1.001)


SIMPLE = """
players: [north, south]
tree:
  player: north
  moves:
    wait: {outcome: quiet, payoff: {north: 0 + x}}
    push:
      player: south
      moves: {yield: {outcome: gives in, payoff: {north: 1}}, stand: {outcome: fight, payoff: {north: z, south: w}}}
observed: {column: y, values: {0: quiet, 1: gives in, 2: fight}}
"""


def rows_as(pattern, header="x,z,w,y"):
    """The table of the made-up crisis, each row as a pattern of its cells."""
    cells = zip(*synthetic(), strict=True)
    return "\n".join([header, *(pattern.format(x=x, z=z, w=w, y=y) for x, z, w, y in cells)]) + "\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (rows_as("{x};{z};{w};{y}", "x;z;w;y"), "mine.csv:1:1: the cells of this file are separated by semicolons"),
        (rows_as("{x}\t{z}\t{w}\t{y}", "x\tz\tw\ty"), "separated by tabs"),
        (rows_as('"0,5",{z},{w},{y}'), "mine.csv:2:1: the column 'x' should hold numbers, and here says '0,5'"),
        (rows_as("{x},2,{w},{y}"), "mine.yml:9:103: 'z' is 2 in all 300 rows used"),
        (rows_as("{x},only,{w},{y}"), "mine.yml:9:103: 'z' is the same in all 300 rows used: it has no effect"),
        (rows_as("{x},{z},{y},{y}"), "perfect separation"),
        (rows_as("{x},{z},{w},1"), "the outcome 'quiet' never occurs in the 300 rows used"),
        (rows_as("{x},{z},{w}", "x,z,w"), "there is no column 'y'"),
        (rows_as("{x},{z},{y}", "x,z,y"), "the data have no column 'w'"),
        (rows_as("{x},{z},{w},{y}") + "1,2\n", "mine.csv:302:1: this row has 2 cells, and the header 4"),
        (rows_as("{x},{z},{w},9"), "'y' is '9', which 'observed'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table(tmp_path, text, message):
    assert message in refused(tmp_path, SIMPLE, text)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{0: quiet, 1: gives in, 2: fight}", "{quiet: 0, gives in: 1, fight: 2}", "the outcomes stand on the left"),
        ("{north: 1}", "{north: 1.5}", "'north' is the number 1.5, and must be text"),
        ("0: quiet", "0: {a: b}", "'0' is a mapping, and must be"),
    ],
)
def test_what_is_wrong_with_a_specification(tmp_path, old, new, message):
    assert message in refused(tmp_path, SIMPLE.replace(old, new), rows_as("{x},{z},{w},{y}"))


def test_marks_may_be_words_of_logic(tmp_path):
    """Indicators as R writes them, TRUE and FALSE, are those of 1 and 0."""
    table = rows_as("{x},{z},{w},{y}").splitlines()
    marked = [["x,z,w,q,g,f"], ["x,z,w,q,g,f"]]
    for line in table[1:]:
        *cells, y = line.split(",")
        for lines, words in zip(marked, (("0", "1"), ("FALSE", "TRUE")), strict=True):
            lines.append(",".join([*cells, *(words[int(y) == k] for k in range(3))]))
    seen = "column: y, values: {0: quiet, 1: gives in, 2: fight}"
    spec = SIMPLE.replace(seen, "indicators: {quiet: q, fight: f, gives in: g}")
    found = []
    for lines in marked:
        (tmp_path / "m.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        found.append(reported(tmp_path, spec, tmp_path / "m.csv", "--starts", "0")["estimates"])
    (tmp_path / "m.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    assert found[0] == found[1] == reported(tmp_path, SIMPLE, tmp_path / "m.csv", "--starts", "0")["estimates"]
