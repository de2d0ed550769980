"""What a YAML parser complains of, in words for the person who wrote the file."""

from __future__ import annotations

import yaml

from .positions import START, Spot

# (part of the parser's message, what, remedy); the first that fits is used.
_WORDS = (
    ("mapping values are not allowed", "a ':' stands where no key can be",
     "check the indentation, or put text that contains ': ' in quotes"),
    ("sequence entries are not allowed", "a '-' stands where no list item can be",
     "put the item on a line of its own, or the text in quotes"),
    ("mapping keys are not allowed", "a '?' stands where no key can be", "put the text in quotes"),
    ("could not find expected ':'", "this line is neither 'key: value' nor '- item'",
     "add the ':' after the key, or check the indentation of the text"),
    ("while scanning a quoted scalar", "the quote that opens here is never closed", "close the quote"),
    ("expected ',' or ']'", "the list that opens with '[' does not go on as a list",
     "add the missing ',' or ']'"),
    ("expected ',' or '}'", "the mapping that opens with '{' does not go on as a mapping",
     "add the missing ',' or '}', and put text that contains ',', ': ' or '{' in quotes"),
    ("while parsing a block collection", "this line stands where a list item should",
     "begin it with '- ', or give it the indentation of what it belongs to"),
    ("tab character", "a tab indents this line", "indent with spaces"),
    ("while parsing a block mapping", "this does not fit what stands above it",
     "give the line the indentation of the keys it belongs with, and close every quote before the line ends"),
    ("tag", "a tag is not allowed", "remove the word that begins with '!'"),
    ("escape", "this '\\' escape is not one that YAML knows",
     "use single quotes, or double the '\\'"),
    ("hexdecimal", "this '\\' escape is incomplete", "use single quotes, or double the '\\'"),
    ("block scalar", "the text block that begins here is not laid out right",
     "put nothing after '>' or '|' but '-' or '+', and indent every line of the text alike"),
    ("<document start>", "there is text after the end of the document", "close or remove what is left over"),
    ("alias", "an alias is not allowed", "write the value out, or put text that begins with '*' in quotes"),
    ("anchor", "an anchor is not allowed", "remove it, or put text that begins with '&' in quotes"),
    ("node content", "a value is missing or misplaced", "write the value, or remove the stray mark"),
)  # fmt: skip
_ANYTHING = ("the file is not well-formed YAML here", "check indentation, quotes and brackets on this line")
# Where these are wrong, the parser notices only later: the fault is where it began.
_NOTICED_LATE = ("quoted scalar", "simple key", "block scalar")


def explained(error: Exception, text: str) -> tuple[Spot, str, str]:
    """Where the text went wrong, what is wrong, and the remedy."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return START, *_ANYTHING
    spot = _spot(error)
    message = f"{error.context or ''} {error.problem or ''}"
    if "cannot start any token" in message:
        return spot, *_stray(text, spot)
    for part, what, remedy in _WORDS:
        if part in message:
            return spot, what, remedy
    return spot, *_ANYTHING


def _spot(error: yaml.MarkedYAMLError) -> Spot:
    mark, began, context = error.problem_mark, error.context_mark, error.context or ""
    at_once = any(part in (error.problem or "") for part in ("escape", "tab character"))
    late = any(part in context for part in _NOTICED_LATE) and not at_once
    unclosed = "flow" in context and began is not None and mark.line != began.line
    if began is not None and (late or unclosed):
        mark = began
    return Spot(mark.line + 1, mark.column + 1)


def _stray(text: str, spot: Spot) -> tuple[str, str]:
    line = text.splitlines()[spot.line - 1]
    character = line[spot.column - 1 : spot.column]
    if character == "\t":
        return "a tab indents this line", "indent with spaces"
    return f"a value cannot begin with {character!r}", "put the text in quotes"
