"""Red lines: crossed, enforced, and what either does to the next answer and to belief."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from ...games.crisis_game import CrisisGame
from ..automata import DROPPED, NOWHERE, Automaton, Tracked
from ..keys import LEAST_CONDITION, Key, Values
from ..readouts import Meeting, Readout
from ..registry import Automata, Definition, Meetings, Readable, Reading, once, register

NOT_CROSSED, ENFORCED, UNENFORCED = 0, 1, 2
FATES = {NOT_CROSSED: "line not crossed", ENFORCED: "line enforced", UNENFORCED: "line left unenforced"}
"""What became of an actor's first answer to a crossing of one of its lines."""


def crossed(game: CrisisGame, line: str) -> np.ndarray:
    """Branches on which the public sees the line crossed, (B,)."""
    key = "crossed", line
    if key not in game.kept:
        game.kept[key] = np.array([line in b.crosses for b in game.structure.branches])
    found = game.kept[key]
    assert isinstance(found, np.ndarray)
    return found


def crossed_any(game: CrisisGame, owner: str) -> np.ndarray:
    """Branches on which the public sees a line of an actor's crossed, (B,)."""
    found: np.ndarray = np.logical_or.reduce(
        [crossed(game, line.id) for line in game.brief.lines if line.owner == owner]
    )
    return found


def line_crossed(line: str) -> Callable[[CrisisGame], Automaton]:
    """Tag 1 once the line has been crossed."""
    return lambda game: Tracked(once(crossed(game, line)), asked=NOWHERE)


def owners(game: CrisisGame) -> list[str]:
    """Actors that have a red line."""
    return [a for a in game.structure.actors if any(line.owner == a for line in game.brief.lines)]


def first_answer(owner: str) -> Callable[[CrisisGame], Automaton]:
    """Tag: what became of the first answer to a crossing of one of the owner's lines (:data:`FATES`)."""

    def make(game: CrisisGame) -> Automaton:
        s = game.structure
        mine = {line.id for line in game.brief.lines if line.owner == owner}
        table = np.tile(np.array([NOT_CROSSED, ENFORCED, UNENFORCED], np.int32), (len(s.branches), 1))
        for b, m in enumerate(s.branch_move.tolist()):
            answered = [enforced for line, enforced in game.answers[m] if line in mine] if m >= 0 else []
            if answered:
                table[b, NOT_CROSSED] = ENFORCED if any(answered) else UNENFORCED
        return Tracked(table)

    return make


def _no_lines(game: CrisisGame) -> str:
    return "" if game.brief.lines else "the scenario has no red lines"


def _per_line(name: str) -> Callable[[CrisisGame], list[Key]]:
    return lambda game: [Key(name, line.owner, line.id) for line in game.brief.lines]


register(
    Definition(
        name="deterrence_failure",
        kind="probability",
        unit="probability",
        words="The probability that an act is seen within the window that crosses a red line, recognised as a crossing "
        "or not.",
        keys=_per_line("deterrence_failure"),
        read=lambda r: {
            Key("deterrence_failure", line.owner, line.id): float(r.passage.share(("crossed", line.id))[1])
            for line in r.game.brief.lines
        },
        automata=lambda game: {("crossed", line.id): line_crossed(line.id) for line in game.brief.lines},
        absent=_no_lines,
    )
)


def _crossings(reading: Reading) -> Values:
    taken = reading.passage.taken()
    return {
        Key("crossings", line.owner, line.id): float(taken[crossed(reading.game, line.id)].sum())
        for line in reading.game.brief.lines
    }


register(
    Definition(
        name="crossings",
        kind="expected value",
        unit="crossings",
        words="The expected number of acts seen within the window that cross a red line.",
        keys=_per_line("crossings"),
        read=_crossings,
        absent=_no_lines,
    )
)


def _enforcement(reading: Reading) -> Values:
    chosen = reading.passage.chosen()
    kept: dict[str, float] = defaultdict(float)
    faced: dict[str, float] = defaultdict(float)
    for m, answers in enumerate(reading.game.answers):
        for name, enforced in answers:
            faced[name] += float(chosen[m])
            kept[name] += float(chosen[m]) * enforced
    return {
        Key("enforcement", line.owner, line.id): kept[line.id] / faced[line.id]
        for line in reading.game.brief.lines
        if faced[line.id] > LEAST_CONDITION
    }


register(
    Definition(
        name="enforcement",
        kind="conditional probability",
        unit="probability",
        words="The probability that the owner's answer to a recognised crossing of a line carries out what the line "
        "declares, over all its crossings.",
        keys=_per_line("enforcement"),
        read=_enforcement,
        absent=_no_lines,
    )
)


def _answers(game: CrisisGame) -> Automata:
    return {("first answer", owner): first_answer(owner) for owner in owners(game)}


def _enforcement_after(reading: Reading) -> Values:
    out: Values = {}
    for owner in owners(reading.game):
        chosen = reading.passage.chosen(("first answer", owner))
        kept: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(len(FATES)))
        faced: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(len(FATES)))
        for m, answers in enumerate(reading.game.answers):
            for name, enforced in answers:
                faced[name] += chosen[m]
                kept[name] += chosen[m] * enforced
        for line in reading.game.brief.lines:
            for tag, fate in FATES.items():
                if line.owner == owner and faced[line.id][tag] > LEAST_CONDITION:
                    share = kept[line.id][tag] / faced[line.id][tag]
                    out[Key("enforcement_after", owner, line.id, fate)] = float(share)
    return out


register(
    Definition(
        name="enforcement_after",
        kind="conditional probability",
        unit="probability",
        words="The same, given what became of the owner's first answer to a crossing of any of its lines: none yet, "
        "enforced, or left unenforced. Does one answer make the next likelier? What follows is selection as well as "
        "effect.",
        keys=lambda game: [
            Key("enforcement_after", line.owner, line.id, fate) for line in game.brief.lines for fate in FATES.values()
        ],
        read=_enforcement_after,
        automata=_answers,
        absent=_no_lines,
    )
)


EVER = 0
"""The function of :func:`crossed_again` that is the probability of another crossing from wherever play stands."""


def crossed_again(owner: str) -> Callable[[CrisisGame], Readout]:
    """The probability that a line of the owner's is crossed: still; and after its answer at once, by what that is
    (:data:`FATES`, the answer and the crossing together)."""

    def make(game: CrisisGame) -> Readout:
        s, on = game.structure, crossed_any(game, owner)
        answer = first_answer(owner)(game).table[:, NOT_CROSSED]
        table = np.full((len(s.branches), len(FATES)), DROPPED)
        table[~on, EVER] = EVER
        for fate in (ENFORCED, UNENFORCED):
            table[answer == fate, fate] = EVER
        gain = np.zeros(table.shape)
        gain[on, EVER] = 1.0
        return Readout(table, gain, np.zeros((len(s.states), len(FATES))))

    return make


def _crossed_again(game: CrisisGame) -> Readable:
    return {("crossed again", owner): crossed_again(owner) for owner in owners(game)}


def _first_answers(game: CrisisGame) -> Meetings:
    """Where an owner comes to answer for the first time, and what follows from it."""
    s, found = game.structure, dict[object, Meeting]()
    for owner in owners(game):
        answer = first_answer(owner)(game).table[:, NOT_CROSSED]
        states = tuple(sorted(set(s.branch_state[answer != NOT_CROSSED].tolist())))
        found["struck again", owner] = Meeting(("first answer", owner), NOT_CROSSED, states, ("crossed again", owner))
    return found


def _struck_again(reading: Reading) -> Values:
    out: Values = {}
    for owner in owners(reading.game):
        share, met = reading.passage.share(("first answer", owner)), reading.met["struck again", owner]
        for fate in (ENFORCED, UNENFORCED):
            answered = float(share[fate])
            if answered > LEAST_CONDITION:
                out[Key("struck_again", owner, given=FATES[fate])] = float(met[1 + fate]) / answered
    return out


register(
    Definition(
        name="struck_again",
        kind="conditional probability",
        unit="probability",
        words="The probability that another act is seen within the window that crosses one of the owner's lines, given "
        "that its first answer to a recognised crossing enforced the line, or left it unenforced. It is what goes with "
        "the answer, not its effect: who answers is no fair sample. Answers that are imposed stand beside it in "
        "the study.",
        keys=lambda game: [
            Key("struck_again", owner, given=FATES[fate]) for owner in owners(game) for fate in (ENFORCED, UNENFORCED)
        ],
        read=_struck_again,
        automata=_answers,
        readouts=_crossed_again,
        meetings=_first_answers,
        absent=_no_lines,
    )
)


def _stands_at(reading: Reading) -> Values:
    """By move, the lowest rung whose crossing meets the declared response with probability at least ½; one above the
    ladder's acts where none does."""
    game = reading.game
    made = reading.passage.chosen_by_stage()
    top = max((k for k, r in enumerate(game.brief.rungs) if r.act), default=len(game.structure.rungs) - 1)
    out: Values = {}
    for owner in owners(game):
        mine = {line.id for line in game.brief.lines if line.owner == owner}
        rows = [
            (m, game.answer_rung(m, line), enforced)
            for m, answers in enumerate(game.answers)
            for line, enforced in answers
            if line in mine
        ]
        for stage, moves in enumerate(made):
            kept: dict[int, float] = defaultdict(float)
            faced: dict[int, float] = defaultdict(float)
            for m, rung, enforced in rows:
                faced[rung] += float(moves[m])
                kept[rung] += float(moves[m]) * enforced
            if any(faced.values()):
                held = [r for r, p in faced.items() if p > LEAST_CONDITION and kept[r] / p >= 0.5]
                out[Key("line_stands_at", owner, stage=stage)] = float(min(held, default=top + 1))
    return out


register(
    Definition(
        name="line_stands_at",
        kind="rung index",
        unit="rung",
        words="Line drift: by move, the index of the lowest rung whose recognised crossing meets the declared response "
        "with probability at least ½ under public belief; one above the ladder's acts where none does. Where a public "
        "state does not say at which rung the crossing was, the line's own rung is taken.",
        keys=lambda game: [
            Key("line_stands_at", a, stage=t) for a in owners(game) for t in range(game.structure.stages)
        ],
        read=_stands_at,
        absent=_no_lines,
    )
)
