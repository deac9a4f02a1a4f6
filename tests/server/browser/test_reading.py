"""What a reader does with the pages, in a real browser."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.server.browser.conftest import Reader

# One server and one browser serve all of these, so one worker runs them.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ELECTION = "elections/majilis-2023/"
PAGES = ["", "elections/", ELECTION, "laws/", "laws/kz/majilis-2023/", "sources/", "about/"]
DHONDT = "kz/majilis-2023:formula=dhondt"
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"


def seats_of(reader: Reader, party: str) -> str:
    row = reader.page.locator(
        "#seats-panel tbody tr", has=reader.page.get_by_role("rowheader", name=party, exact=True)
    )
    return row.locator("td.strong").inner_text()


def test_a_newcomer_finds_the_election_and_counts_its_votes_under_another_law(desk: Reader) -> None:
    desk.open("/en/")
    desk.page.get_by_role("link", name="Read the election of 2023").click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("62 of 98 seats")
    assert seats_of(desk, "Amanat") == "40"
    steps = desk.page.locator("#seats-panel .step")
    before = steps.all_inner_texts()
    assert any("art. 97-1" in step for step in before)

    desk.page.get_by_label("Count the same votes under").select_option(DHONDT)

    expect(desk.page.locator("#seats-panel")).to_contain_text("what if")
    assert seats_of(desk, "Amanat") == "41"
    assert steps.all_inner_texts() != before
    expect(desk.page.locator("#seats-status")).not_to_be_empty()
    assert desk.page.url.endswith(f"/en/{ELECTION}")
    assert desk.complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_another_machine_and_the_browser_has_no_complaint(desk: Reader, path: str) -> None:
    desk.open(f"/kk/{path}")
    # Scripts may ask for more once the page is loaded.
    desk.page.wait_for_load_state("networkidle")
    assert desk.foreign_requests() == []
    assert desk.complaints == []


def test_switching_the_language_keeps_the_page(desk: Reader) -> None:
    desk.open(f"/en/{ELECTION}seats/?law={DHONDT}")
    desk.page.get_by_role("link", name="Қазақша").click()
    assert desk.page.url == f"{desk.address}/kk/{ELECTION}seats/?law={DHONDT}"
    assert desk.page.locator("html").get_attribute("lang") == "kk"


def test_the_choice_of_dark_is_kept_and_never_flashes_light(desk: Reader) -> None:
    desk.page.emulate_media(color_scheme="light")
    desk.open("/en/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = desk.page.evaluate(paper)
    switch = desk.page.locator("[data-theme-switch]")
    switch.click()
    switch.click()
    assert desk.page.evaluate(paper) != light
    # The stylesheet must be right before anything is painted: look as soon as the document has a body.
    desk.page.goto(f"{desk.address}/en/about/", wait_until="commit")
    desk.page.wait_for_selector("body")
    assert desk.page.locator("html").get_attribute("data-theme") == "dark"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_nothing_is_wider_than_a_phone(phone: Reader, language: str) -> None:
    wider = {}
    for path in PAGES:
        phone.open(f"/{language}/{path}")
        phone.page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        if beyond := phone.width_beyond_the_window():
            wider[path] = beyond
    assert wider == {}


def test_the_law_can_be_switched_with_the_keyboard_alone(desk: Reader) -> None:
    desk.open(f"/en/{ELECTION}")
    for _ in range(60):
        desk.page.keyboard.press("Tab")
        if desk.page.evaluate("document.activeElement.id") == "law":
            break
    assert desk.page.evaluate("document.activeElement.id") == "law"
    outline = desk.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    desk.page.keyboard.press("ArrowDown")
    expect(desk.page.locator("#seats-panel")).to_contain_text("what if")
    assert seats_of(desk, "Amanat") == "41"


def test_everything_can_be_read_and_switched_without_scripts(scriptless: Reader) -> None:
    scriptless.open(f"/ru/{ELECTION}")
    expect(scriptless.page.locator("[data-theme-switch]")).to_be_hidden()
    scriptless.page.locator("#law").select_option(DHONDT)
    scriptless.page.locator(".switch button").click()
    assert scriptless.page.url.startswith(f"{scriptless.address}/ru/{ELECTION}seats/?law=")
    assert seats_of(scriptless, "Аманат") == "41"


def test_a_question_mark_opens_its_method(phone: Reader) -> None:
    phone.open(f"/en/{ELECTION}")
    method = phone.page.locator("#seats-method")
    assert method.get_attribute("open") is None
    phone.page.locator('a[href="#seats-method"]').click()
    expect(method).to_have_attribute("open", "")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_wrong_address_is_answered_in_the_language_of_the_reader(phone: Reader, language: str) -> None:
    response = phone.page.goto(f"{phone.address}/{language}/nothing-here/")
    assert response is not None
    assert response.status == 404
    assert phone.page.locator("html").get_attribute("lang") == language
    assert phone.page.locator(".failure a.button").count() == 2
    assert phone.width_beyond_the_window() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_that_breaks_wcag(browser: Browser, address: str, scheme: str) -> None:
    # The checker is a script of its own, which the policy of the pages rightly refuses.
    context = browser.new_context(bypass_csp=True, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    found = {}
    for path in ("", ELECTION, "laws/kz/majilis-2023/"):
        page.goto(f"{address}/en/{path}")
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
        answer = page.evaluate(
            "axe.run(document, {resultTypes: ['violations'],"
            " runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        found[path] = {
            violation["id"]: [node["html"][:160] for node in violation["nodes"][:3]]
            for violation in answer["violations"]
        }
    context.close()
    assert {path: violations for path, violations in found.items() if violations} == {}, json.dumps(
        found, indent=1
    )
