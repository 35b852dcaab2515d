"""Opening, copying, revealing, and the forms: with a mouse, with keys alone, and without JavaScript."""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from synctv_async.sandbox import Sandbox
from tests.sandbox.caller import Caller
from tests.sandbox.inspecting import send_wrongly

pytestmark = pytest.mark.browser


def test_a_refused_signature_is_explained(
    new_context: Callable[..., BrowserContext], box: Sandbox, call: Caller, shots: Path
) -> None:
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto("./")
    send_wrongly(call, ("type_id[]", "2"), ("type_id", "1"), ("named_like", "café noir"))
    refusal = box.requests[0].refusal
    assert refusal is not None
    row = page.locator("#rows tr").first
    expect(row).to_contain_text(refusal.mistake)
    row.locator("td.word").click()  # anywhere in the row
    expect(page.get_by_role("heading", name="Why it was refused")).to_be_visible()
    theirs, right = (
        page.get_by_role("region", name="Your client signed"),
        page.get_by_role("region", name="The service signs"),
    )
    expect(theirs.locator("mark")).to_have_text("=1")
    expect(right.locator("mark")).to_have_text("%5B%5D=2")
    ours, other = theirs.bounding_box(), right.bounding_box()
    assert ours is not None
    assert other is not None
    assert (ours["y"], ours["x"] < other["x"]) == (other["y"], True)  # side by side
    page.screenshot(path=shots / "refused.png", full_page=True)
    right.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == refusal.expected
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.get_by_role("button", name="Copy as curl")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert shlex.split(copied)[:5] == ["curl", "-sS", "-i", "-X", "GET"]
    assert copied.endswith('signature=\'"$SYNCTV_SIGNATURE"')
    page.set_viewport_size({"width": 360, "height": 740})
    ours, other = theirs.bounding_box(), right.bounding_box()
    assert ours is not None
    assert other is not None
    assert (ours["x"], ours["y"] < other["y"]) == (other["x"], True)  # one above the other


def test_copying_where_the_browser_gives_no_clipboard(new_context: Callable[..., BrowserContext], box: Sandbox) -> None:
    context = new_context()
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    page = context.new_page()
    page.goto("./")
    page.get_by_role("button", name="Copy the base URL").click()
    expect(page.get_by_role("button", name="Copy the base URL")).to_have_text("Copied")
    page.get_by_label("Search").focus()
    page.keyboard.press("Control+v")
    expect(page.get_by_label("Search")).to_have_value(box.url)


def test_secrets_are_revealed_in_their_place(page: Page, box: Sandbox) -> None:
    page.goto("connect")
    assert box.access_secret not in page.content()
    page.get_by_role("link", name="Reveal the secrets").click()
    expect(page.locator("#variables")).to_contain_text(f"export SYNCTV_ACCESS_SECRET={box.access_secret}")
    expect(page).to_have_url(f"{box.url}/_sandbox/connect")
    copied = page.get_by_role("button", name="Copy the variables").get_attribute("data-copy")
    assert copied is not None
    assert copied.splitlines()[-1] == f"export SOURCESYNC_API_KEY={box.api_key}"
    assert copied.splitlines()[0] == f"export SYNCTV_BASE_URL={box.url}"


def test_keys_alone_are_enough(page: Page, call: Caller) -> None:
    for number in range(3):
        call.source("GET", f"/distributions/{number}")
    page.goto("./")
    press = page.keyboard.press
    press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    press("Enter")
    expect(page.locator("main")).to_be_focused()
    press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.type("distributions/j")
    expect(page.get_by_text("No request matches.")).to_be_visible()  # a letter in a field is a letter
    press("Backspace")
    expect(page.locator("#rows tr")).to_have_count(3)
    press("ArrowDown")
    links = page.locator("#rows a.path")
    expect(links.nth(0)).to_be_focused()
    press("j")
    expect(links.nth(1)).to_be_focused()
    press("ArrowDown")
    expect(links.nth(2)).to_be_focused()
    press("j")
    expect(links.nth(2)).to_be_focused()
    press("k")
    outline = links.nth(1).evaluate("(link) => getComputedStyle(link).outlineStyle")
    assert outline == "solid"
    press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("/distributions/1")
    press("j")
    expect(heading).to_contain_text("/distributions/0")
    press("k")
    expect(heading).to_contain_text("/distributions/1")
    press("u")
    expect(links).to_have_count(3)
    page.goto("chaos")
    press("/")
    expect(page.get_by_label("Search")).to_be_focused()


def test_keys_of_one_letter_can_be_switched_off(page: Page, call: Caller) -> None:
    call.source("GET", "/key")
    page.goto("./")
    page.get_by_role("button", name="Keyboard shortcuts: on").click()
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).not_to_be_focused()
    page.reload()
    expect(page.get_by_role("button", name="Keyboard shortcuts: off")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Keyboard shortcuts: off").click()
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).to_be_focused()


def test_chaos_is_put_in_force(page: Page, box: Sandbox, call: Caller) -> None:
    page.goto("chaos")
    page.get_by_label("flaky").check()
    page.get_by_role("checkbox", name="slow Every").check()
    page.get_by_label("Seed").fill("11")
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_role("row", name="flaky 503")).to_contain_text("2 % of them")
    assert len(box.traffic.faults.rules()) == 5
    page.get_by_role("button", name="Clear all rules").click()
    expect(page.get_by_text("None: every request")).to_be_visible()
    assert box.traffic.faults.rules() == ()


def test_data_is_taken_and_restored(page: Page, box: Sandbox) -> None:
    page.goto("data")
    page.get_by_label("Name of the snapshot").fill("before")
    page.get_by_role("button", name="Take").click()
    box.media.insert(name="A")
    page.get_by_role("button", name="Restore before").click()
    expect(page.get_by_role("row", name="media")).to_contain_text("60")
    now = box.clock.now()
    page.get_by_role("button", name="+ 1 hour").click()
    expect(page.get_by_role("heading", name="Clock")).to_be_visible()
    assert box.clock.now() >= now + 3600


def test_behaviour_is_filtered(page: Page) -> None:
    page.goto("behaviour")
    every = page.locator("tbody tr").count()
    page.get_by_role("link", name="Guessed").click()
    expect(page.get_by_role("link", name="Guessed")).to_have_attribute("aria-current", "true")
    assert 0 < page.locator("tbody tr").count() < every


def test_without_javascript(new_context: Callable[..., BrowserContext], box: Sandbox, call: Caller) -> None:
    call.source("GET", "/key")
    send_wrongly(call, ("a[]", "1"), ("a", "2"))
    page = new_context(java_script_enabled=False).new_page()
    page.goto("./")
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
    expect(page.get_by_role("button", name="Copy the base URL")).to_be_hidden()
    page.get_by_label("Refused only").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#rows tr")).to_have_count(1)
    page.locator("#rows a.path").click()
    expect(page.get_by_role("heading", name="Why it was refused")).to_be_visible()
    page.get_by_role("link", name="All requests").click()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("heading", name="Nothing has arrived yet")).to_be_visible()
    page.get_by_role("link", name="Reveal the secrets").click()
    expect(page.locator("#variables")).to_contain_text(box.access_secret)
