"""What can be measured of how pages look: widths, contrast, names, and pictures to look at."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from synctv_async.sandbox import Sandbox
from tests.sandbox.caller import Caller
from tests.sandbox.inspecting import send_wrongly

pytestmark = pytest.mark.browser

PAGES = {
    "list": "./",
    "refused": "requests/3",
    "made": "requests/2",
    "chaos": "chaos",
    "behaviour": "behaviour",
    "data": "data",
    "connect": "connect",
}

# Every piece of text against what is painted behind it, as WCAG 2 computes it.
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const painted = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement, style = getComputedStyle(element);
    const shown = element.checkVisibility() && !element.closest(".spoken, .skip, thead");
    if (!texts.currentNode.data.trim() || !shown) continue;
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.unshift(getComputedStyle(at).backgroundColor);
    const [back, front] = [light(painted(layers)), light(painted([...layers, style.color]))];
    const ratio = (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
    const told = `${element.className || element.tagName}: ${texts.currentNode.data.trim()}`;
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${told}`);
  }
  return [...new Set(found)];
}"""

# Controls are big enough to be hit (WCAG 2.2: 24 pixels), and each has a name.
CONTROLS = """() => [...document.querySelectorAll("button, select, input")].filter((one) => {
  if (!one.checkVisibility()) return false;
  const hit = (one.type === "checkbox" ? one.closest("label") : one).getBoundingClientRect();
  const label = one.labels && one.labels[0] ? one.labels[0].textContent.trim() : "";
  return hit.height < 24 || hit.width < 24 || !(one.ariaLabel || one.textContent.trim() || label);
}).map((one) => one.outerHTML)"""


@pytest.fixture
def filled(box: Sandbox, call: Caller) -> Sandbox:
    call.get("media.json", ("named_like", "x" * 300), ("sort_order[]", "id"))
    fields = (("bundle[name]", "Summer & more"), ("bundle[bundle_type_id]", "1"), ("bundle[media_ids][]", "1"))
    call.call("POST", "bundles.json", *fields, headers={"X-Long": "y" * 400})
    send_wrongly(call, ("type_id[]", "2"), ("type_id", "1"), ("named_like", "café noir " * 20))
    box.fault(name="a bad day", status=503, html=True)
    call.get("media.xml", ("offset", "25"))
    call.source("GET", f"/{'very-long-path/' * 20}")
    box.chaos("storm", seed=7)
    return box


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_fit_and_can_be_read(
    new_context: Callable[..., BrowserContext], filled: Sandbox, shots: Path, scheme: str, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    for name, path in PAGES.items():
        page.goto(path)
        page.screenshot(path=shots / f"{name}-{scheme}-{width}.png", full_page=name in {"refused", "chaos"})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width, name
        assert page.evaluate(CONTRAST) == [], name
        assert page.evaluate(CONTROLS) == [], name
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")


def test_a_narrow_list_is_still_a_table(new_context: Callable[..., BrowserContext], filled: Sandbox) -> None:
    page: Page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto("./")
    table = page.get_by_role("table", name="Requests, newest first")
    assert table.get_by_role("columnheader").all_inner_texts()[0] == "Time"
    assert table.get_by_role("row").count() == 6
    assert table.get_by_role("row").nth(1).get_by_role("cell").count() == 6


def test_dark_is_dark(new_context: Callable[..., BrowserContext]) -> None:
    def ground(scheme: str) -> str:
        page = new_context(color_scheme=scheme).new_page()
        page.goto("chaos")
        found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return found

    assert ground("light") == "rgb(246, 246, 244)"
    assert ground("dark") == "rgb(19, 20, 22)"
