"""What data there is, the snapshots of it, the clock, and the way back to the beginning."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from synctv_async.sandbox.emulator import Emulator
from synctv_async.sandbox.inspector.frame import page, panel
from synctv_async.sandbox.inspector.html import Markup, join, tag
from synctv_async.sandbox.inspector.masking import Masker
from synctv_async.sandbox.inspector.text import clock_time

__all__ = ["data_page"]


def data_page(request: Request, emulator: Emulator, snapshots: Iterable[str], masker: Masker) -> Response:
    """Return the page."""
    time = tag(
        "p", join(clock_time(emulator.clock.now()), " UTC ", tag("span", "is the sandbox's time.", class_="note"))
    )
    forgotten = "Forgets requests, chaos, turned switches, expiries and advanced time."
    right = (
        panel("Clock", time, _clock(), id_="clock"),
        panel("Snapshots", _snapshots([masker.text(name) for name in snapshots]), id_="snapshots"),
        panel("Reset", tag("p", forgotten, class_="note"), _reset(), id_="reset"),
    )
    return page(
        request,
        "Data",
        tag("h1", "Data"),
        tag("div", tag("div", panel("Tables", _counts(emulator), id_="tables")), tag("div", right), class_="halves"),
        section="data",
    )


def _counts(emulator: Emulator) -> Markup:
    rows = [
        tag(
            "tr",
            tag("th", table.schema.name.replace("_", " "), scope="row"),
            tag("td", f"{len(table):,}", class_="number"),
        )
        for table in emulator.world.tables()
    ]
    head = tag("tr", tag("th", "Table", scope="col"), tag("th", "Rows", scope="col", class_="number"))
    caption = tag("caption", "Rows of each table", class_="spoken")
    return tag("table", caption, tag("thead", head), tag("tbody", rows), class_="facts")


def _clock() -> Markup:
    steps = ((60, "+ 1 minute"), (3600, "+ 1 hour"), (86_400, "+ 1 day"))
    buttons = [tag("button", label, type="submit", name="seconds", value=seconds) for seconds, label in steps]
    return tag("form", buttons, method="post", action="actions/clock", class_="submit")


def _snapshots(names: Iterable[str]) -> Markup:
    field = tag(
        "input", name="name", value="", required=True, maxlength=60, autocomplete="off", placeholder="before-the-test"
    )
    take = tag(
        "form",
        tag("label", tag("span", "Name of the snapshot", class_="spoken"), field),
        tag("button", "Take", type="submit"),
        method="post",
        action="actions/snapshot",
        class_="submit",
    )
    back = [
        tag(
            "button",
            f"Restore {name}",
            type="submit",
            name="name",
            value=name,
            title="Put the data back to this snapshot",
        )
        for name in names
    ]
    restore = tag("form", back, method="post", action="actions/restore", class_="submit") if back else None
    return join(take, restore)


def _reset() -> Markup:
    box = tag("input", type="checkbox", name="catalogue", value="1")
    label = tag("label", box, " and every change of the data", class_="check")
    return tag(
        "form", label, tag("button", "Reset", type="submit"), method="post", action="actions/reset", class_="submit"
    )
