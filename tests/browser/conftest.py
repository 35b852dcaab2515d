"""A browser without a network, and a sandbox that it looks at.

``SYNCTV_TEST_CHROMIUM`` names the browser, else it is looked for; ``SYNCTV_TEST_SCREENSHOTS`` a folder for screenshots.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from synctv_async.sandbox import Sandbox
from tests.sandbox.caller import Caller

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave these tests alone unless they are asked for: they need a browser and what drives it."""
    asked = "browser" in str(config.getoption("markexpr"))
    return None if asked and find_spec("playwright") else True


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    found = os.environ.get("SYNCTV_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        # Without a name it is the browser that "playwright install chromium" brought.
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(media=60, bundles=5, contributors=5, ingest_videos=5) as box:
        yield box


@pytest.fixture
def call(box: Sandbox) -> Iterator[Caller]:
    with Caller(box) as caller:
        yield caller


@pytest.fixture
def new_context(browser: "Browser", box: Sandbox) -> Iterator[Callable[..., "BrowserContext"]]:
    """Make browser contexts; whatever goes wrong in one of their pages, or leaves this machine, fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def failed(request: "Request") -> None:
        if request.failure != "net::ERR_ABORTED":  # as when a page is left while it asks
            wrong.append(f"failed: {request.url} {request.failure}")

    def watch(page: "Page") -> None:
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("console", lambda message: wrong.append(f"console: {message.text}") if message.type != "log" else None)
        page.on("requestfailed", failed)
        page.on("request", lambda request: request.url.startswith(box.url) or wrong.append(f"left: {request.url}"))

    def make(**options: Any) -> "BrowserContext":
        context = browser.new_context(**{"base_url": f"{box.url}/_sandbox/", "reduced_motion": "reduce", **options})
        context.set_default_timeout(10_000)
        context.on("page", watch)
        contexts.append(context)
        return context

    make.wrong = wrong  # type: ignore[attr-defined]
    yield make
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def page(new_context: Callable[..., "BrowserContext"]) -> "Page":
    return new_context().new_page()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("SYNCTV_TEST_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
