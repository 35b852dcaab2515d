"""The list while requests come in: without a reload, through resets, floods and lost connections."""

import re
import socket
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from synctv_async.sandbox import Sandbox
from tests.sandbox.caller import Caller
from tests.sandbox.inspecting import send_wrongly

pytestmark = pytest.mark.browser


def test_requests_arrive_without_a_reload(page: Page, call: Caller) -> None:
    page.goto("./")
    expect(page.get_by_role("heading", name="Nothing has arrived yet")).to_be_visible()
    page.evaluate("window.kept = true")
    call.get("media.json", ("offset", "25"))
    rows = page.locator("#rows tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("offset=25")
    expect(rows.first).to_contain_text("25 medias")
    expect(page.get_by_role("heading", name="Nothing has arrived yet")).to_have_count(0)
    call.source("GET", "/key")
    send_wrongly(call, ("a[]", "1"), ("a", "2"))
    expect(rows).to_have_count(3)
    expect(rows.first.locator(".mistake")).to_contain_text("sorted by their names")
    expect(page.locator("#count")).to_have_text("3 requests")
    expect(page.get_by_role("status")).to_contain_text("new request")
    assert page.evaluate("window.kept") is True


def test_a_row_changes_when_its_answer_comes(page: Page, box: Sandbox, call: Caller) -> None:
    box.fault(path="/key", delay=2)
    call.source("GET", "/productions")
    page.goto("./")
    with pytest.raises(Exception, match="timed out"):
        call.http.get("/key", timeout=0.05)
    row = page.locator("#r2")
    expect(row).to_contain_text("not answered yet")
    row.get_by_role("link").focus()
    expect(row).not_to_contain_text("not answered yet")
    expect(row).to_contain_text("401")
    expect(row.get_by_role("link")).to_be_focused()


def test_pausing_and_clearing(page: Page, box: Sandbox, call: Caller) -> None:
    call.source("GET", "/key")
    page.goto("./")
    expect(page.locator("#live")).to_have_text("Live")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#live")).to_have_text("Paused")
    call.source("GET", "/nope")
    page.wait_for_timeout(1500)  # longer than between two questions
    expect(page.locator("#rows tr")).to_have_count(1)
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("#rows tr")).to_have_count(2)
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing has arrived yet")).to_be_visible()
    assert len(box.requests) == 0


def test_a_reset_is_noticed(page: Page, box: Sandbox, call: Caller) -> None:
    for _ in range(3):
        call.source("GET", "/key")
    page.goto("./")
    expect(page.locator("#rows tr")).to_have_count(3)
    box.reset()
    for _ in range(3):
        call.source("GET", "/nope")
    expect(page.locator("#rows tr", has_text="/nope")).to_have_count(3)
    expect(page.locator("#rows tr")).to_have_count(3)


def test_a_flood_neither_loses_nor_grows(page: Page, call: Caller) -> None:
    call.source("GET", "/key")
    page.goto("./")
    expect(page.locator("#rows tr")).to_have_count(1)
    for number in range(450):
        call.source("GET", f"/distributions/{number}")
    expect(page.locator("#count")).to_have_text("451 requests")
    expect(page.locator("#rows tr").first).to_contain_text("/distributions/449")
    assert page.locator("#rows tr").count() <= 200
    shown = int(page.locator("#rows tr").last.get_attribute("data-number") or 0)
    numbers = page.evaluate("[...document.querySelectorAll('#rows tr')].map((row) => +row.dataset.number)")
    assert numbers == list(range(451, shown - 1, -1))
    page.get_by_role("link", name="Older").click()
    expect(page.locator("#rows tr").first).to_have_attribute("data-number", str(shown - 1))
    expect(page.locator("#live")).to_have_text("Older requests")


def test_searching_and_filtering_go_on_while_requests_come(page: Page, call: Caller) -> None:
    call.get("media.json", ("named_like", "lighthouse"))
    call.get("bundles.json")
    page.goto("./")
    page.evaluate("window.kept = true")
    page.get_by_label("Search").fill("LIGHT house")
    rows = page.locator("#rows tr")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=LIGHT\+house$"))
    call.get("media.json", ("named_like", "houses of light"))
    call.get("bundles.json")
    expect(rows).to_have_count(2)
    expect(page.locator("#count")).to_have_text("4 requests")
    page.get_by_label("Search").fill("no such thing")
    expect(page.get_by_text("No request matches.")).to_be_visible()
    page.get_by_role("link", name="Clear filters").click()
    expect(rows).to_have_count(4)
    send_wrongly(call, ("a[]", "1"), ("a", "2"))
    page.get_by_label("Refused only").check()
    expect(rows).to_have_count(1)
    page.get_by_label("Refused only").uncheck()
    page.get_by_label("Path").fill("/api/v2/bun*")
    expect(rows).to_have_count(2)
    rows.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("/api/v2/bundles.json")
    page.go_back()
    expect(page.get_by_label("Path")).to_have_value("/api/v2/bun*")
    expect(rows).to_have_count(2)


def test_the_sandbox_stops_at_once_and_is_found_again(new_context: Callable[..., BrowserContext]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    wrong: list[str] = new_context.wrong  # type: ignore[attr-defined]
    with Sandbox(media=5, port=port) as box, Caller(box) as call:
        call.source("GET", "/key")
        page = new_context().new_page()
        page.goto(f"{box.url}/_sandbox/")
        expect(page.locator("#rows tr")).to_have_count(1)
        begin = time.perf_counter()
        box.stop()
        assert time.perf_counter() - begin < 1.5
        expect(page.locator("#live")).to_have_text("No connection, trying again")
        box.start()
        call.source("GET", "/nope")
        expect(page.locator("#live")).to_have_text("Live")
        expect(page.locator("#rows tr")).to_have_count(2)
        page.close()
    wrong.clear()  # another address than the fixture's, and the connections that failed
