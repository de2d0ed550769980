"""Payoffs of very different sizes: every choice is made, and judged, in its own units."""

from fractions import Fraction

import numpy as np
import pytest

from deterrence.errors import NotConverged
from deterrence.solvers.tree import TreeAssessment, certify_tree, limit, solve_tree
from deterrence.trees.builder import TreeBuilder
from random_trees import gap, paid, seeded_sketch, strategies
from tree_games import simultaneous

SEQUENTIAL, NASH, NONE = "sequential equilibrium", "Nash equilibrium", "no equilibrium"
SIZES = [1e3, 1e6, 1e9, 1e12, 1e15]


def certain(solution, player, label):
    """The one action that is taken."""
    (action,) = [a for a, p in solution.assessment.strategy(player, label).items() if p == 1.0]
    assert solution.certificate.concept == SEQUENTIAL
    return action


def options(worth):
    g = TreeBuilder("one choice", ("State",))
    return g.tree(g.move("State", "choose", {name: g.end(x) for name, x in worth.items()}))


def crisis(size):
    """A waits or challenges; B concedes or, at a tenth's cost, fights, which is a catastrophe for A."""
    g = TreeBuilder("crisis", ("A", "B"))
    answer = g.move("B", "answer?", {"concede": g.end(1, -1), "fight": g.end(-size, -1.1)})
    return g.tree(g.move("A", "challenge?", {"wait": g.end(0, 0), "challenge": answer}))


@pytest.mark.parametrize("size", SIZES)
def test_a_catastrophe_among_the_options_hides_no_difference(size):
    assert certain(solve_tree(options({"concede": 1, "bargain": 1.1, "war": -size})), "State", "choose") == "bargain"
    assert certain(solve_tree(options({"war": -size, "bargain": 1.1, "concede": 1})), "State", "choose") == "bargain"
    four = options({"a": 1, "b": 1.001, "prize": size, "c": size - 0.5})
    assert certain(solve_tree(four), "State", "choose") == "prize"


@pytest.mark.parametrize("size", SIZES)
def test_a_catastrophe_that_nobody_would_bring_about(size):
    solution = solve_tree(crisis(size))
    assert certain(solution, "B", "answer?") == "concede" and certain(solution, "A", "challenge?") == "challenge"
    assert solution.certificate.stake == pytest.approx({"A": 1.0, "B": 0.1})


@pytest.mark.parametrize("size", SIZES)
def test_wrong_choices_are_called_so_however_small_beside_the_largest_payoff(size):
    def concept(tree, played):
        c = certify_tree(TreeAssessment.of(tree, played))
        return c.concept, c.sequential_regret

    tree = options({"concede": 1, "bargain": 1.1, "war": -size})
    choice = ("State", "choose")
    assert concept(tree, {choice: {"bargain": 1}}) == (SEQUENTIAL, 0.0)
    for wrong in ({"concede": 1}, {"concede": 0.5, "bargain": 0.5}):
        assert concept(tree, {choice: wrong}) == (NONE, pytest.approx(wrong.get("concede", 0)))
    a, b = ("A", "challenge?"), ("B", "answer?")
    assert concept(crisis(size), {a: {"challenge": 1}, b: {"concede": 1}})[0] == SEQUENTIAL
    assert concept(crisis(size), {a: {"wait": 1}, b: {"fight": 1}})[0] == NASH
    assert concept(crisis(size), {a: {"wait": 1}, b: {"concede": 1}})[0] == NONE
    assert concept(crisis(size), {a: {"wait": 1}, b: {"concede": 0.5, "fight": 0.5}})[0] == NASH


@pytest.mark.parametrize("size", [1e3, 1e6, 1e9, 1e12])
@pytest.mark.parametrize("mean", [0.1, -0.1])
def test_a_lottery_of_large_payoffs_with_a_small_mean(size, mean):
    """Chance is certain of its odds: what is a tenth better in the mean is better."""
    g = TreeBuilder("gamble", ("A",))
    gamble = g.chance("coin", {"up": (0.5, g.end(size + mean)), "down": (0.5, g.end(-size + mean))})
    tree = g.tree(g.move("A", "a", {"gamble": gamble, "no": g.end(0)}))
    right, wrong = ("gamble", "no") if mean > 0 else ("no", "gamble")
    assert certain(solve_tree(tree), "A", "a") == right
    assert certify_tree(TreeAssessment.of(tree, {("A", "a"): {right: 1}})).concept == SEQUENTIAL
    assert certify_tree(TreeAssessment.of(tree, {("A", "a"): {wrong: 1}})).concept == NONE


@pytest.mark.parametrize("size", [1.0, 1e3, 1e6, 1e9])
@pytest.mark.parametrize("outside", [0.1, -0.1])
def test_an_option_of_a_tenth_beside_a_game_for_large_stakes(size, outside):
    """Whoever goes in plays matching pennies for ``size``, worth zero: the choice is about a tenth."""
    g = TreeBuilder("in or out", ("A", "B"))

    def guess(a):
        return g.move("B", "b", {b: g.end(*((size, -size) if a == b else (-size, size))) for b in "ht"})

    inside = g.move("A", "a", {a: guess(a) for a in "ht"})
    solution = solve_tree(g.tree(g.move("A", "in?", {"in": inside, "out": g.end(outside, 0)})))
    assert certain(solution, "A", "in?") == ("out" if outside > 0 else "in")
    assert solution.assessment.strategy("A", "a")["h"] == pytest.approx(0.5, abs=1e-9)


@pytest.mark.parametrize("size", [1e2, 1e4, 1e6, 1e9, 1e12])
def test_probabilities_that_are_small_because_a_payoff_is_large(size):
    """Mixed: Column does b with probability 1/(1 + size), which keeps Row between a gain of 1 and a loss of size."""
    table = {("in", "a"): (1, 0), ("in", "b"): (-size, 1), ("out", "a"): (0, 1), ("out", "b"): (0, 0)}
    solution = solve_tree(simultaneous(table))
    assert solution.certificate.concept == SEQUENTIAL
    played = strategies(solution)
    assert played["Row", "r"]["in"] == pytest.approx(0.5, rel=1e-6)
    assert played["Column", "c"]["b"] == pytest.approx(1 / (1 + size), rel=1e-6)
    assert solution.certificate.stake["Row"] == pytest.approx(2.0, rel=0.02)  # the loss counts as rarely as it comes


def exact(tree):
    """By exact arithmetic from the ends up, payoffs as the floats they are: action -> probability, by set."""
    numbers = tree.numbers()
    chance, first = [], 0
    for c in tree.chances:
        chance.append([Fraction(float(p)) for p in numbers.chance[first : first + len(c.actions)]])
        first += len(c.actions)
    value = [[Fraction(float(x)) for x in row] for row in numbers.payoff]
    played = {}
    for node in range(len(tree) - 1, -1, -1):
        children = tree.children[node]
        h, c = tree.information_set[node], tree.chance_set[node]
        if h >= 0:
            s = tree.sets[h]
            worth = [value[k][s.player] for k in children]
            best = [k for k, w in enumerate(worth) if w == max(worth)]
            share = np.exp(tree.log_weights[tree.layout.first[h] : tree.layout.first[h + 1]])
            odds = [Fraction(float(share[k])) if k in best else Fraction(0) for k in range(len(worth))]
            played[h] = [o / sum(odds) for o in odds]
        odds = played[h] if h >= 0 else chance[c] if c >= 0 else []
        for i in range(len(tree.players)):
            value[node][i] += sum(p * value[k][i] for p, k in zip(odds, children, strict=True))
    return played


@pytest.mark.parametrize("seed", range(40))
def test_perfect_information_at_all_sizes_against_exact_arithmetic(seed):
    """Payoffs from a thousandth to 10^12, mixed: every choice is that of exact backward induction."""
    rng = np.random.default_rng(seed)
    g = TreeBuilder("sizes", ("A", "B", "C"))
    names = iter(range(10**6))

    def end():
        return g.end(*(float(rng.integers(-9, 10)) * 10.0 ** int(rng.integers(-3, 13)) for _ in range(3)))

    def grow(depth):
        if depth == 0 or rng.random() < 0.15:
            return end()
        kind, n = int(rng.integers(0, 4)), int(rng.integers(2, 4))
        parts = {f"{k}": grow(depth - 1) for k in range(n)}
        if kind == 3:
            odds = [0.5, 0.25, 0.25] if n == 3 else [0.75, 0.25]
            return g.chance(f"c{next(names)}", {k: (p, part) for (k, part), p in zip(parts.items(), odds, strict=True)})
        return g.move("ABC"[kind], f"{next(names)}", parts)

    tree = g.tree(grow(6))
    solution = solve_tree(tree)
    assert solution.certificate.concept == SEQUENTIAL
    for h, odds in exact(tree).items():
        low, high = tree.layout.first[h : h + 2]
        np.testing.assert_allclose(solution.assessment.policy[low:high], [float(p) for p in odds], atol=1e-12)


@pytest.mark.parametrize("seed", [2, 5, 6, 8, 10, 16, 17, 19])
@pytest.mark.parametrize("mode", ["players", "ends"])
def test_hidden_moves_at_all_sizes(seed, mode):
    """Beliefs depend on play, payoffs differ by fifteen orders: the solution is sequential in every set's own units."""
    sketch = seeded_sketch(seed, nodes=30, weighted=False)
    rng = np.random.default_rng(seed)
    units = 10.0 ** rng.integers(-3, 13, size=4)

    def resized(pay):
        by = units[: len(pay)] if mode == "players" else 10.0 ** rng.integers(-3, 13, size=len(pay))
        return tuple((np.array(pay) * by).tolist())

    solution = solve_tree(paid(sketch, resized).tree())
    c = solution.certificate
    assert c.concept == SEQUENTIAL and c.sequential_regret <= 1e-8
    q, runs = solution.assessment.play.action_value, solution.assessment.tree.layout.set_actions
    policy, top = solution.assessment.policy, runs.max(q)[runs.owner]
    rough = 1e-6 * np.maximum(np.abs(top), np.abs(q))  # by another measure: relative to what the action itself is worth
    assert (policy[(top - q) > rough] <= 1e-6).all()


def test_units_of_players_do_not_matter_where_precisions_follow():
    """Payoffs of one player times c and its precision over c: the same path, the same limit, the same certificate."""
    sketch = seeded_sketch(3, players=2, nodes=40)
    one = solve_tree(sketch.tree())
    for c in (1e-6, 1e6):
        scaled = paid(sketch, lambda pay, c=c: (c * pay[0], pay[1])).tree()
        lam = np.array(sketch.precision) / (c, 1.0)
        other = solve_tree(scaled.with_precision(lam.tolist()))
        assert gap(strategies(one), strategies(other)) <= 1e-7
        assert other.certificate.concept == one.certificate.concept == SEQUENTIAL


def test_a_limit_that_cannot_be_told_is_an_error(monkeypatch, tmp_path):
    """Whatever was read before: no figures, exit 1, and what to do."""
    from click.testing import CliRunner

    from deterrence.cli import main
    from deterrence.trees.gambit import write_nfg

    heads = {("h", "h"): (3, 0), ("h", "t"): (0, 1e-9), ("t", "h"): (0, 1), ("t", "t"): (1, 0)}
    tree = simultaneous(heads)
    assert solve_tree(tree).certificate.concept == SEQUENTIAL
    monkeypatch.setattr(limit, "MOST", 1e4)  # a path that is not followed far enough for Column's second thought
    with pytest.raises(NotConverged, match=r"cannot be found: read at λ = .* of 'c'|Column.*Ask for a precision up to"):
        solve_tree(tree)
    path = tmp_path / "far.nfg"
    path.write_text(write_nfg(tree))
    done = CliRunner().invoke(main, ["solve", str(path), "--json"])
    assert done.exit_code == 1 and done.stdout == "" and "the limit λ → ∞ cannot be found" in done.stderr
    assert "EQUILIBRIUM" not in done.stderr


@pytest.mark.parametrize("size", [1e-12, 1.0, 1e6, 1e12])
@pytest.mark.parametrize("precision", [1.0, 1e6])
def test_two_by_two_games_at_high_precision_and_in_any_unit(size, precision):
    """λ times payoffs up to 10^18: matching pennies with a prize, whose mixed equilibrium the response comes to."""
    heads = {("h", "h"): (3, -1), ("h", "t"): (-1, 2), ("t", "h"): (-7, 1), ("t", "t"): (1, -1)}
    solution = solve_tree(simultaneous({k: (size * a, size * b) for k, (a, b) in heads.items()}), precision)
    assert solution.certificate.concept == "agent quantal response equilibrium"
    if size * precision >= 1e6:
        played = strategies(solution)
        assert played["Row", "r"]["h"] == pytest.approx(0.4, abs=1e-5)
        assert played["Column", "c"]["h"] == pytest.approx(1 / 6, abs=1e-5)


def test_a_quantal_response_in_large_units_is_told_from_what_is_none():
    """Rounding excuses no more than rounding."""
    match, differ = (1e12, -1e12), (-1e12, 1e12)
    tree = simultaneous({("h", "h"): match, ("h", "t"): differ, ("t", "h"): differ, ("t", "t"): match})
    half, off = {"h": 0.5, "t": 0.5}, {"h": 0.500001, "t": 0.499999}
    response = "agent quantal response equilibrium"
    for row, column, concept in ((half, half, response), (off, half, NONE), (off, off, NONE)):
        held = TreeAssessment.of(tree, {("Row", "r"): row, ("Column", "c"): column}, precision=1.0)
        assert certify_tree(held).concept == concept
