"""Every language has the same texts with the same places, and templates ask for texts that there are."""

import ast
import re
from pathlib import Path

import pytest

import deterrence.app
from app.play_pages import browser
from deterrence.app.play.debriefing import FIRST
from deterrence.app.texts import catalogue, preferred
from deterrence.play.store import GONE

SOURCE = Path(deterrence.app.__file__).parent
ENGLISH = catalogue()["en"]
OTHERS = [tag for tag in catalogue() if tag != "en"]
ASKED = re.compile(r'\bt\(\s*"([a-z_.]+)"\s*([~,)])')


def test_there_is_another_language():
    assert OTHERS


@pytest.mark.parametrize("tag", OTHERS)
def test_it_has_the_same_texts(tag):
    assert set(catalogue()[tag].texts) == set(ENGLISH.texts)


@pytest.mark.parametrize("tag", OTHERS)
def test_its_texts_have_the_same_places(tag):
    texts = catalogue()[tag]
    assert {k: texts.places(k) for k in ENGLISH.texts} == {k: ENGLISH.places(k) for k in ENGLISH.texts}


@pytest.mark.parametrize("tag", OTHERS)
def test_it_is_another_language(tag):
    texts = catalogue()[tag].texts
    alike = [k for k, text in texts.items() if text == ENGLISH.texts[k] and len(text) > 20]
    assert alike == []


def test_no_french_sign_begins_a_line():
    """Before double signs and within quotation marks French has a space, at which no line may be broken."""
    assert [k for k, text in catalogue()["fr"].texts.items() if re.search(r" [:;?!»]|« ", text)] == []


def test_every_refusal_of_play_is_among_the_texts():
    """As written in the program, in English; those that fill something in are shown as they stand."""
    written = set()
    for path in (p for part in ("play", "app/play") for p in (SOURCE.parent / part).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused"
            if named and isinstance(node.args[0], ast.Constant):
                written.add(node.args[0].value)
    assert written | {FIRST, GONE} == {text for key, text in ENGLISH.texts.items() if key.startswith("refused.")}


def test_a_refusal_is_in_the_language_asked_for(pages):
    french = browser(pages[0]).get("/play/join", params={"code": "NOTHING"}, headers={"accept-language": "fr"})
    assert french.status_code == 409 and "Aucune partie n&#39;a ce code" in french.text
    assert french.text.count("Ce n&#39;est pas possible") == 1
    assert catalogue()["fr"].refusal("anything else") == "anything else"


def test_templates_ask_for_texts_that_there_are():
    missing = set()
    for path in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]:
        for key, after in ASKED.findall(path.read_text(encoding="utf-8")):
            known = any(k.startswith(key) for k in ENGLISH.texts) if after == "~" else key in ENGLISH
            missing |= set() if known else {(path.name, key)}
    assert missing == set()


def test_no_template_has_words_of_its_own():
    """Outside tags and places, templates have nothing but names of formats and punctuation."""
    allowed = {"SVG", "PNG"}
    for path in SOURCE.rglob("templates/**/*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        words = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", " ", text)))
        assert words <= allowed, (path.name, words - allowed)


@pytest.mark.parametrize(("n", "english", "french"), [("+1", "point", "point"), ("+3", "points", "points")])
def test_counts_are_in_the_singular_where_they_are_one(n, english, french):
    for tag, word in (("en", english), ("fr", french)):
        assert catalogue()[tag]("walk.points", n=n) == f"{n} {word}"


def test_no_count_of_one_is_in_the_plural():
    """Of English texts with one count, and what is counted behind it."""
    for key, text in ENGLISH.texts.items():
        if re.search(r"\{(n|days|seconds)\} (more )?\w+s\b", text) and len(ENGLISH.places(key)) == 1:
            assert not re.search(r"\b1 (more )?\w+s\b", ENGLISH(key, **dict.fromkeys(ENGLISH.places(key), "1"))), key


def test_an_unfilled_place_is_an_error():
    with pytest.raises(KeyError):
        ENGLISH("foot.text")


@pytest.mark.parametrize(
    ("asked", "given"),
    [("fr", "fr"), ("en;q=0.5, fr;q=0.9", "fr"), ("fr;q=0, en", "en"), ("", "en"), ("xx;q=a,,;q=", "en")],
)
def test_the_browser_says_which(asked, given):
    assert preferred(asked, ["en", "fr"]) == given


def test_pages_are_in_the_language_asked_for(client):
    page = client.get("/explore", headers={"accept-language": "fr"})
    assert '<html lang="fr">' in page.text and catalogue()["fr"]("explore.endings") in page.text
