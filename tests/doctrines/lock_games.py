"""Small crises for tests of locks, to be worked out by hand."""

from __future__ import annotations

from deterrence.scenario.campaign.reading import read_campaign_text
from deterrence.scenario.crisis import Crisis

PRECISION = 1.5
GAIN, COST, LOSS, ANSWER = 1.0, 0.25, 0.75, 0.5

ANSWERS = f"""
schema: deterrence-scenario-2
name: answers
title: An act and its answer
summary: One side may act; the other may answer, talk, or do nothing.
window: {{moves: 2, first: opening}}
actors:
  - {{id: first, name: First, precision: sharp, types: [{{id: s, name: strategic, kind: strategic, prior: remainder}}]}}
  - id: second
    name: Second
    precision: sharp
    types:
      - {{id: s, name: strategic, kind: strategic, prior: remainder}}
      - {{id: firm, name: firm, kind: commitment, prior: firm, doctrine: firmness, tremble: "0.1"}}
ladder:
  - {{id: calm, name: calm, domain: diplomatic, force: 1}}
  - {{id: raid, name: raid, domain: grey-zone, force: 3}}
turns:
  - id: opening
    name: First opens
    actor: first
    moves:
      - {{id: stay, name: stay, to: peace, tags: [hold]}}
      - id: raid
        name: raid
        rung: raid
        tags: [challenge, match]
        pays: {{first: "gain", second: "-loss"}}
        to: reply
  - id: reply
    name: Second replies
    actor: second
    moves:
      - {{id: pass, name: do nothing, to: passed, tags: [hold]}}
      - {{id: talk, name: talk, to: talks, pays: {{second: "0.1"}}}}
      - id: raid
        name: raid
        rung: raid
        tags: [match]
        pays: {{first: "-loss", second: "answer - cost"}}
        to: war
      - id: shell
        name: shell
        kind: raid
        rung: raid
        pays: {{first: "-0.5*loss", second: "0.5*answer - cost"}}
        to: war
endings:
  - {{id: peace, name: peace}}
  - {{id: passed, name: let pass}}
  - {{id: talks, name: talks, agreed: true}}
  - {{id: war, name: war}}
doctrines:
  - {{id: firmness, name: firm, text: Answer., rules: [{{turn: reply, do: [raid]}}]}}
events: [{{id: act, name: an act, moves: [raid], headline: true}}]
mechanisms: [{{system: S1, text: "It may answer.", levers: [cost], shows: [act]}}]
parameters:
  sharp: {{value: {PRECISION}, unit: per stake, range: [0, 30], label: precision}}
  firm: {{value: 0.25, unit: probability, range: [0, 1], label: prior}}
  gain: {{value: {GAIN}, unit: stake, range: [0, 2], label: gain}}
  cost: {{value: {COST}, unit: stake, range: [0, 2], label: cost}}
  loss: {{value: {LOSS}, unit: stake, range: [0, 2], label: loss, condition: capability}}
  answer: {{value: {ANSWER}, unit: stake, range: [-2, 2], label: answering, owner: second, condition: credibility}}
"""


def read(text: str = ANSWERS) -> Crisis:
    """A crisis from its text."""
    return Crisis(read_campaign_text(text))


def with_locks(locks: str, text: str = ANSWERS) -> Crisis:
    """The same with a section ``locks``."""
    return read(f"{text}locks:\n{locks}")
