"""The rules of misbehaviour in force, and the scenarios that can be put in force."""

from collections.abc import Iterator
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from synctv_async.sandbox.chaos.fault_json import fault_as_json
from synctv_async.sandbox.chaos.faults import Fault
from synctv_async.sandbox.chaos.scenarios import CHAOS
from synctv_async.sandbox.emulator import Emulator
from synctv_async.sandbox.inspector.frame import page, panel
from synctv_async.sandbox.inspector.html import Markup, Node, tag
from synctv_async.sandbox.inspector.masking import Masker
from synctv_async.sandbox.inspector.text import size
from synctv_async.sandbox.types import Json, dumps

__all__ = ["chaos_page"]

_SHOWN_APART: Final = frozenset(
    {"name", "method", "path", "skip", "times", "left", "probability", "burst"}
    | {"hits", "inserted", "deleted", "changed"}
)
_USUAL: Final[tuple[Json, ...]] = (None, False, 0, "", {}, [])


def chaos_page(request: Request, emulator: Emulator, masker: Masker) -> Response:
    """Return the page."""
    rules = emulator.traffic.faults.rules()
    calm = tag("form", tag("button", "Clear all rules", type="submit"), method="post", action="actions/calm")
    return page(
        request,
        "Chaos",
        tag("h1", "Chaos"),
        tag(
            "p",
            "Failures to rehearse. Which request meets which is drawn from the seed: the same seed, the same failures.",
            class_="lead",
        ),
        panel("Rules in force", _rules(rules, masker), id_="rules", aside=calm if rules else None),
        panel("Scenarios", _scenarios(), id_="scenarios"),
        section="chaos",
    )


def _rules(rules: tuple[Fault, ...], masker: Masker) -> Markup:
    if not rules:
        return tag("p", "None: every request is answered as it should be.", class_="note")
    head = tag(
        "tr",
        [tag("th", name, scope="col") for name in ("Rule", "Requests", "How many", "What happens", "Hits")],
        class_="last-number",
    )
    rows = [
        tag(
            "tr",
            tag("th", masker.text(rule.name), scope="row"),
            tag("td", _meant(rule, masker), data_label="Requests"),
            tag("td", _share(rule), data_label="How many"),
            tag("td", tag("code", masker.text("  ".join(_effects(rule)))), data_label="What happens"),
            tag("td", f"{rule.hits:,}", class_="number", data_label="Hits"),
        )
        for rule in rules
    ]
    caption = tag("caption", "Rules in force, in the order in which they are tried", class_="spoken")
    return tag("table", caption, tag("thead", head), tag("tbody", rows), class_="wide stack")


def _meant(rule: Fault, masker: Masker) -> Node:
    condition = " and a condition" if rule.when else None
    if (rule.method, rule.path) == ("*", "*"):
        return ["any", condition]
    return [tag("code", masker.text(f"{rule.method if rule.method != '*' else 'any'} {rule.path}")), condition]


def _share(rule: Fault) -> str:
    share = f"{rule.probability * 100:.3g} % of them" if rule.probability < 1 else "all" if rule.times is None else ""
    times = (
        "" if rule.times is None else f"{rule.times:,} at most" if rule.probability < 1 else f"the first {rule.times:,}"
    )
    skip = f"after {rule.skip:,}" if rule.skip else ""
    burst = f"and {rule.burst:,} more each time" if rule.burst else ""
    spent = "spent" if rule.left == 0 else ""
    return ", ".join(part for part in (share, times, skip, burst, spent) if part)


def _effects(rule: Fault) -> Iterator[str]:
    usual = fault_as_json(Fault(delay=1.0))
    for name, value in fault_as_json(rule).items():
        if name == "body":
            if rule.body is not None:
                yield f"body={size(len(rule.body))}"
        elif name not in _SHOWN_APART and value not in _USUAL and (name == "delay" or value != usual[name]):
            yield f"{name}={value if isinstance(value, int | float | str) else dumps(value)}"


def _scenarios() -> Markup:
    seed = tag(
        "label",
        "Seed ",
        tag("input", name="seed", value="7", inputmode="numeric", size=6, required=True, autocomplete="off"),
    )
    submit = tag("button", "Put in force", type="submit", class_="primary")
    choices = [_choice(name, scenario.description) for name, scenario in CHAOS.items()]
    return tag(
        "form",
        tag("fieldset", tag("legend", "Choose one or more", class_="spoken"), choices, class_="choices"),
        tag("div", seed, " ", submit, class_="submit"),
        method="post",
        action="actions/chaos",
    )


def _choice(name: str, description: str) -> Node:
    box = tag("input", type="checkbox", name="scenario", value=name)
    return tag("label", box, tag("span", tag("b", name), " ", tag("span", description, class_="note")), class_="choice")
