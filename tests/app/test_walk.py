"""The Walk page: every position has an address, and shows what the walk says."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from deterrence.app.numbers import chance, days, odds, signed, worth
from deterrence.app.texts import catalogue
from deterrence.app.walk.address import Address
from deterrence.app.walk.drawing import EDGE, HIGH, LABELS, PATH_HIGH, WIDE, Line, Row, belief_path, mosaic
from deterrence.errors import ArgumentError
from deterrence.play.position import Walk

NAME = "standoff"


def links(text, label):
    """Addresses of links with a text."""
    found = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', text, re.S)
    return [unescape(href) for href, words in found if label in unescape(re.sub(r"<[^>]+>", "", words))]


def words(text):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


@pytest.fixture(scope="module")
def walk(client):
    crises = client.app.state.services.crises
    solved = crises.solved(crises.setting(NAME, {}))
    return Walk.over(solved.assessment, solved.game)


def test_a_whole_walk_by_its_links(client):
    page = client.get("/walk")
    for label in ("Row may act", "Strike → what Row", "Column may act", "Answer in kind → war"):
        (address, *_) = links(page.text, label)[-1:]
        page = client.get(address)
        assert page.status_code == 200
    assert "It has ended: war" in page.text
    assert page.url.params["steps"].split(",")[0] == "row_acts"
    assert page.text.count('<li class="card') == 4
    again = client.get(str(page.url))
    assert again.text == page.text


def test_going_back_to_a_card_is_the_position_before_it(client):
    late = client.get("/walk?scenario=standoff&steps=row_acts,strike~2,column_acts")
    (back,) = links(late.text, "go back to before step 2")
    early = client.get(back)
    assert early.url.params["steps"] == "row_acts"
    assert early.text == client.get("/walk?scenario=standoff&steps=row_acts").text


def test_it_shows_what_the_walk_says(client, walk):
    text = words(client.get("/walk?scenario=standoff&steps=row_acts,strike~2,column_acts").text)
    at = walk.at("row_acts,strike~2,column_acts")
    moves = walk.moves(at)["column"]
    for number, move in enumerate(moves, start=1):
        told = " ".join(chance(p) for p in (move.chance, *move.chance_by_type.values()))
        assert f"{number} {move.words} {told} {worth(move.value_by_type['cautious'])}" in text
    answer = walk.after(at, {"column": "answer"})
    believed = answer[0].position.belief["column"]
    assert f"Column would be believed: weighs costs {chance(believed['cautious'])}" in text


def test_every_card_tells_all_that_was_open_and_what_came(client, walk):
    page = client.get("/walk?scenario=standoff&steps=row_acts,strike~2").text
    cards = re.findall(r'<li class="card.*?</ul>', page, re.S)
    assert len(cards) == 2
    at = walk.at("row_acts")
    for move in walk.moves(at)["row"]:
        assert f"{move.words} {chance(move.chance)}" in words(cards[1])
    taken = re.findall(r'<li class="taken">.*?</li>', cards[1], re.S)
    assert len(taken) == 1
    assert "What came: strike" in words(taken[0])


def test_what_is_seen_may_not_tell_the_move(client):
    page = client.get("/walk?scenario=corridor&steps=rival_acts,incident&go=true")
    assert "does not show which move it was" in words(page.text)
    assert 'class="taken"' in page.text.split("rival may act")[0]


def test_a_setting_of_explore_is_walked_at_the_same_address(client):
    page = client.get("/walk?scenario=standoff&lock.row=restraint&steps=row_acts")
    assert "let a strike pass" not in words(page.text)
    assert "lock.row=restraint" in links(page.text, "Change the crisis in Explore")[0]
    hidden = client.get("/walk?scenario=standoff&lock.row=restraint&quiet.row=1&steps=row_acts")
    assert "the others do not know" in words(hidden.text)
    assert re.search(r"strike \d+% \d+% .*?0% 0%", words(hidden.text))


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/walk?scenario=nowhere", 422, "there is no scenario"),
        ("/walk?scenario=standoff&steps=column_acts,nothing", 422, "cannot be seen"),
        ("/walk?scenario=standoff&steps=row_acts@-1", 422, "is no step"),
        ("/walk?scenario=standoff&steps=faded,row_acts", 422, "play has ended"),
        ("/walk?scenario=standoff&p.slip=much", 422, "is no number"),
        ("/walk?scenario=standoff&history=cuba-1962", 409, "names no coded crises"),
        ("/walk?scenario=standoff&history=nothing", 422, "there is no coded crisis"),
        ("/walk?scenario=standoff&history=cuba-1962&account=so", 422, "account of a coded crisis"),
        (f"/walk?scenario=standoff&steps={'row_acts,hold,' * 300}hold", 422, "at most 300"),
    ],
)
def test_what_cannot_be_says_why(client, address, status, message):
    answer = client.get(address)
    assert (answer.status_code, message in words(answer.text)) == (status, True), words(answer.text)


def test_nothing_is_run_or_styled_inline(client):
    text = client.get("/walk?scenario=standoff&steps=row_acts,strike~2,column_acts").text
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "<style" not in text


class Ids(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.named = [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.named += [found[a] for a in ("aria-labelledby", "for") if a in found]


def test_names_within_the_page_are_there_once(client):
    ids = Ids()
    ids.feed(client.get("/walk?scenario=standoff&steps=row_acts,strike~2,column_acts").text)
    assert len(ids.ids) == len(set(ids.ids))
    assert set(ids.named) <= set(ids.ids)


@pytest.mark.slow
def test_a_coded_crisis_opens_as_a_ribbon_with_its_accounts(client):
    page = client.get("/walk?scenario=south-asia-2025&history=uri-2016&go=true")
    text = words(page.text)
    assert page.url.params["steps"].endswith("strikes_first~3")
    assert "Contested." in text
    assert "India: " in text
    assert "Pakistan: " in text
    account = client.get("/walk?scenario=south-asia-2025&history=uri-2016&account=undisputed")
    assert "Contested." not in words(account.text)
    other = page.url.params["steps"].replace("strikes_first~3", "hold")
    assert "Contested." not in words(client.get(f"/walk?scenario=south-asia-2025&history=uri-2016&steps={other}").text)


def test_what_takes_a_while_is_told_first(client, monkeypatch):
    from deterrence.app import setting

    monkeypatch.setattr(setting, "SLOW", 0.0)
    page = client.get("/walk?scenario=ladder&steps=hold")
    assert "This takes a moment" in page.text
    assert re.search(r'name="steps" value="hold"', page.text)


def test_an_address_is_read_as_it_is_written():
    pairs = [("scenario", "standoff"), ("p.slip", "0.25"), ("lock.row", "restraint"), ("history", "x")]
    address = Address.read([*pairs, ("account", "undisputed"), ("steps", "a@2.5,b+c:d~2")])
    assert address.fields == [*pairs, ("account", "undisputed"), ("steps", "a@2.5,b+c:d~2")]
    assert "steps=a@2.5,b%2Bc:d~2#now" in address.address
    assert Address.read(address.fields) == address
    with pytest.raises(ArgumentError, match="account of a coded crisis"):
        Address.read([("account", "loudly")])


def test_the_drawing_divides_height_by_belief_and_width_by_chance():
    text = mosaic([Row("A 75%", 0.75, [0.5, 0.5]), Row("B 25%", 0.25, [0.0, 1.0])], "what <b> does")
    box = re.compile(r'y="[\d.]+" width="([\d.]+)" height="([\d.]+)"')
    boxes = [(float(wide), float(high)) for wide, high in box.findall(text)]
    assert [high for _, high in boxes] == [HIGH * 0.75, HIGH * 0.75, HIGH * 0.25, HIGH * 0.25]
    half = (WIDE - LABELS) / 2 - 1
    assert [wide for wide, _ in boxes] == pytest.approx([half, half, 0.0, WIDE - LABELS - 1])
    assert "what &lt;b&gt; does" in text


def heights(text, number):
    """Beliefs that a line of a drawing of belief stands for, by position."""
    way = re.search(rf'class="path path-{number}" d="([^"]+)"', text)[1]
    return [1 - (float(y) - EDGE) / PATH_HIGH for y in re.findall(r"V([\d.]+) H", way)]


def test_the_drawing_of_a_path_has_every_belief_at_its_height(client, walk):
    lines = [Line("A", [1.0, 0.25, 0.0]), Line("<", [0.0, 0.75, 1.0])]
    text = belief_path(lines, [1], "how <b> went")
    assert heights(text, 0) == pytest.approx(lines[0].beliefs, abs=1e-3)
    assert heights(text, 1) == pytest.approx(lines[1].beliefs, abs=1e-3)
    assert text.count('class="act"') == 1 and "how &lt;b&gt; went" in text and "&lt;</text>" in text
    steps = "row_acts,strike~2,column_acts"
    page = client.get(f"/walk?scenario=standoff&steps={steps}").text
    drawn = re.findall(r'<svg class="belief-path".*?</svg>', page, re.S)
    assert len(drawn) == 2
    path = [walk.at(",".join(steps.split(",")[:k])) if k else walk.start() for k in range(4)]
    for actor, picture in zip(("row", "column"), drawn, strict=True):
        for number, kind in enumerate(("cautious", "bound")):
            assert heights(picture, number) == pytest.approx([at.belief[actor][kind] for at in path], abs=1e-3)
        assert picture.count('class="act"') == (actor == "row")
    said = unescape(re.search(r'aria-label="([^"]+)"', drawn[0])[1])
    first, now = (chance(at.belief["row"]["bound"]) for at in (path[0], path[-1]))
    assert f"bound to answer from {first} to {now}, between" in said
    assert "belief-path" not in client.get("/walk").text


def test_thin_rows_have_names_that_do_not_overlap():
    text = mosaic([Row(name, b, [1.0]) for name, b in (("A", 0.998), ("B", 0.001), ("C", 0.001))], "")
    places = [float(y) for y in re.findall(r'class="row-name" x="0" y="([\d.]+)"', text)]
    assert all(b - a >= 13.9 for a, b in pairwise(places))
    tall = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', text)[1])
    assert max(places) <= tall


def test_numbers_are_no_finer_than_worth_showing():
    assert [chance(p) for p in (0.3127, 0.0042, 4e-7, 0.0, 0.99999, 1.0)] == [
        "31%", "0.4%", "<0.1%", "0%", ">99.9%", "100%",
    ]  # fmt: skip
    english, french = catalogue()["en"], catalogue()["fr"]
    assert (odds(0.03, english), odds(0.000123, english)) == ("3%", "1 in 8,100")
    assert (odds(0.000123, french), odds(1e-12, french)) == ("1 sur 8\u202f100", "< 1 sur 1\u202f000\u202f000\u202f000")
    assert (worth(-0.0004), worth(-1.5), signed(-2.4), signed(3.0)) == ("0.000", "−1.500", "−2", "+3")
    assert (days(2.1739), days(36.0), days(3.0)) == ("2.2", "36", "3")
