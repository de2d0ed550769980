"""Play in a browser: a game by keyboard, two browsers against each other, accessible, nothing fetched elsewhere."""

from __future__ import annotations

import re

import pytest

PlaywrightTimeout = pytest.importorskip("playwright.sync_api").TimeoutError

pytestmark = pytest.mark.browser

WAIT = 30_000
ANY_NUMBER = re.compile(r"number=\d+")
SCREENS = [
    pytest.param(width, scheme, marks=() if (width, scheme) == (390, "dark") else pytest.mark.slow)
    for width in (390, 1300)
    for scheme in ("light", "dark")
]


@pytest.fixture(scope="module", autouse=True)
def solved(client, app):
    app.state.services.crises.solved(app.state.services.crises.setting("standoff", {}))


def press_to(page, selector):
    """Press Tab from where the focus is until it is on an element, then Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"nothing that is '{selector}' is reached")


def number(page):
    return page.get_attribute("#table", "data-number")


def gone_on(page, before):
    """Wait until the table is another; it may be gone in between, where a page is loaded whole."""
    another = "n => { const table = document.getElementById('table'); return table && table.dataset.number !== n; }"
    page.wait_for_function(another, arg=before, timeout=WAIT)


def press_open(page):
    """Press the first button there is, if any; what another seat did meanwhile may take it away."""
    button = page.locator(".forecast button, .moves button")
    if not button.count():
        return
    before = number(page)
    try:
        button.first.click(timeout=WAIT / 10)
    except PlaywrightTimeout:
        if number(page) == before:
            raise
    gone_on(page, before)


def test_a_whole_game_by_keyboard(open_page, address):
    page = open_page(f"{address}/play")
    with page.expect_navigation():
        press_to(page, "form[action='/play/guided'] button")
    for _ in range(200):
        if page.locator("a.button.main").count():
            break
        before = number(page)
        press_to(page, ".forecast button" if page.locator(".forecast").count() else ".moves button")
        gone_on(page, before)
        page.wait_for_function("() => document.getElementById('table')?.contains(document.activeElement)")
    with page.expect_navigation():
        press_to(page, "a.button.main")
    assert page.locator("h1").inner_text().startswith("Debrief")
    with page.expect_navigation():
        press_to(page, "a[href='/play']")
    assert page.foreign == page.said == []


def test_two_browsers_play_each_other(open_page, address):
    desk = open_page(f"{address}/play")
    with desk.expect_navigation():
        desk.click("form[action='/play/class'] > button")
    code = desk.locator("strong.code").inner_text()
    players = []
    for k in range(2):
        page = open_page(f"{address}/play")
        page.fill("#code", code)
        with page.expect_navigation():
            page.click("form[action='/play/join'] button")
        with page.expect_navigation():
            page.locator("form button").first.click()
        players.append(page)
        desk.wait_for_function("n => document.querySelectorAll(\"form[action$='/release']\").length > n", arg=k)
    desk.click("form[action$='/start'] button")
    for page in players:
        page.wait_for_selector(".moves, .forecast, a.button.main", timeout=WAIT)
    for _ in range(200):
        if all(page.locator("a.button.main").count() for page in players):
            break
        for page in players:
            press_open(page)
        for page in players:  # what the other did comes by the stream
            page.wait_for_function(
                "() => document.querySelector('.moves button, .forecast button, a.button.main') !== null", timeout=WAIT
            )
    endings = {page.locator("#now-title").inner_text() for page in players}
    assert len(endings) == 1 and endings.pop().startswith("It is over")
    desk.wait_for_selector("a.button.main", timeout=WAIT)
    assert [(page.foreign, page.said) for page in (desk, *players)] == 3 * [([], [])]


def test_a_side_that_follows_a_rule_is_set_in_the_lobby_and_played_against(open_page, address):
    page = open_page(f"{address}/play?scenario=standoff")
    page.locator("details summary").first.click()
    page.select_option("#lock-column", "restraint")
    with page.expect_navigation():
        page.locator("form.conduct > button").click()
    if page.locator("form[action='/play/prepare'] button").count():
        page.click("form[action='/play/prepare'] button")
    page.wait_for_selector("form[action='/play/alone'] button", timeout=6 * WAIT)
    with page.expect_navigation():
        page.click("form[action='/play/alone'] button")
    said = page.locator("#table").inner_text()
    assert "Column follows a rule, whatever its type: Restraint. Everybody knows." in said
    assert page.locator(".moves button, .forecast button").count()
    assert page.foreign == page.said == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_accessible_and_as_wide_as_the_screen(open_page, address, tmp_path, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(f"{address}/play", width=width, scheme=scheme)

    def looked_at():
        assert axe.run(page).violations_count == 0, axe.run(page).generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    looked_at()
    with page.expect_navigation():
        page.click("form[action='/play/class'] > button")
    looked_at()
    here, code = page.url, page.locator("strong.code").inner_text()
    page.goto(f"{address}/play/join?code={code}")
    looked_at()
    page.goto(here)
    page.click("form[action$='/start'] button")
    page.wait_for_selector("a.button.main", timeout=WAIT)  # nobody had joined: bots have played it through
    looked_at()
    page.click("a.button.main")
    page.wait_for_selector(".replay")
    looked_at()
    page.goto(f"{address}/play")
    with page.expect_navigation():
        page.click("form[action='/play/guided'] button")
    looked_at()
    page.click("#guesses-fold summary")
    for field in page.locator("#guesses-fold input[type=number]").all():
        field.fill("20")
    looked_at()
    with page.expect_navigation():
        page.click("#guesses-fold button.main")
    while not page.locator("a.button.main").count():
        press_open(page)
    looked_at()
    with page.expect_navigation():
        page.click("a.button.main")
    assert page.locator("form.guesses").count()
    looked_at()
    with page.expect_navigation():
        page.click("button[name=pass]")
    looked_at()
    with page.expect_download() as file:
        page.click("a[href$='debrief.html']")
    page.goto(f"{address}/play/replay")
    looked_at()
    file.value.save_as(tmp_path / "debrief.html")
    page.goto((tmp_path / "debrief.html").as_uri())
    looked_at()
    assert page.said == []


def test_the_lobby_and_a_seat_work_without_scripts(open_page, address):
    page = open_page(f"{address}/play", scripts=False)
    with page.expect_navigation():
        page.click("form[action='/play/guided'] button")
    before = number(page)
    with page.expect_navigation():
        page.locator(".forecast button, .moves button").first.click()
    assert number(page) != before


def test_what_is_being_filled_in_stays_and_errors_stand_beside_the_table(open_page, address):
    """Somebody joins while a doctrine is being chosen; a doctrine that cannot be followed is refused in words."""
    desk = open_page(f"{address}/play")
    with desk.expect_navigation():
        desk.click("form[action='/play/class'] > button")
    code = desk.locator("strong.code").inner_text()
    desk.select_option("#rule-column", "restraint")
    player = open_page(f"{address}/play/join?code={code}")
    with player.expect_navigation():
        player.click("button[value=row]")
    player.click("#guesses-fold summary")
    player.fill("#q-war", "17")
    desk.wait_for_selector("form[action$='/release']", timeout=WAIT)
    assert desk.input_value("#rule-column") == "restraint"
    before = number(player)
    desk.click("#fill-column button")
    gone_on(player, before)
    player.wait_for_function("() => document.getElementById('guesses-fold').open")
    assert player.input_value("#q-war") == "17"
    desk.evaluate("document.querySelector('#rule-row option:last-child').value = 'nothing'")
    desk.select_option("#rule-row", "nothing")
    desk.click("#fill-row button")
    desk.wait_for_selector("#fault [role=alert]", timeout=WAIT)
    assert desk.locator("#table").count() == 1
    desk.click("form[action$='/start'] button")
    desk.wait_for_function("() => !document.querySelector('#fault').textContent.trim()", timeout=WAIT)
    assert player.foreign == player.said == desk.foreign == []


def test_the_answer_to_a_choice_is_what_is_shown(open_page, address):
    """A part that shows the turn before, and arrives while a choice is on its way, would stand in its place."""
    page = open_page(f"{address}/play?scenario=standoff")
    with page.expect_navigation():
        page.click("form[action='/play/alone'] button")
    held = {}

    def hold(name):
        def holds(route):
            held[name] = route, route.fetch(url=ANY_NUMBER.sub("number=0", route.request.url))

        return holds

    page.route(re.compile(r"/part\?"), hold("part"))
    page.route(re.compile(r"/(choose|forecast)$"), hold("post"))
    before = number(page)
    page.evaluate("() => { table.dataset.held = 'yes'; htmx.trigger(table, 'look'); }")
    wait_until(page, lambda: "part" in held)
    page.locator(".forecast button, .moves button").first.click()
    wait_until(page, lambda: "post" in held)
    for name in ("part", "post"):
        route, response = held[name]
        with page.expect_response(lambda answer, url=route.request.url: answer.url == url):
            route.fulfill(response=response)
        page.wait_for_timeout(200)
        if name == "part":
            assert page.get_attribute("#table", "data-held") == "yes"
    gone_on(page, before)
    assert page.foreign == page.said == []


def wait_until(page, true):
    for _ in range(WAIT // 50):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came")
