"""How to point a client here, what to send first, and how a request is signed."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from synctv_async.sandbox.emulator import Emulator
from synctv_async.sandbox.inspector.frame import HEADERS, base_url, copy_button, page, panel
from synctv_async.sandbox.inspector.html import Markup, tag
from synctv_async.sandbox.inspector.masking import MASK
from synctv_async.sandbox.inspector.text import with_code
from synctv_async.signing import canonical_string, sign

__all__ = ["connect_page", "credentials", "first_steps"]

_TUTORIAL: Final = "http://developer.synctv.com/tutorials/tutorials_list/signature-generation/"
_EXAMPLE: Final = (("type_id[]", "2"), ("type_id[]", "1"), ("named_like", "café noir*"), ("access_id", "1234"))
_EXAMPLE_SECRET: Final = "an-example-secret"  # noqa: S105 - printed on the page, and good for nothing


def _secrets(emulator: Emulator) -> Mapping[str, str]:
    return {
        "SYNCTV_ACCESS_SECRET": emulator.access_secret,
        "SYNCTV_CLIENT_KEY": emulator.client_key,
        "SYNCTV_PASSWORD": emulator.password,
        "SOURCESYNC_API_KEY": emulator.api_key,
    }


def _environment(emulator: Emulator, address: str) -> Mapping[str, str]:
    return {
        "SYNCTV_BASE_URL": address,
        "SYNCTV_ACCESS_ID": str(emulator.access_id),
        "SYNCTV_ACCESS_SECRET": MASK,
        "SYNCTV_CLIENT_KEY": MASK,
        "SYNCTV_DEVICE_UID": "my-device",
        "SYNCTV_EMAIL": emulator.email,
        "SYNCTV_PASSWORD": MASK,
        "SOURCESYNC_BASE_URL": address,
        "SOURCESYNC_API_KEY": MASK,
    }


def first_steps(emulator: Emulator, address: str) -> Markup:
    """Return what the list shows before the first request."""
    return tag(
        "section",
        tag("h2", "Nothing has arrived yet", id="welcome"),
        tag("p", "Point a client at ", tag("code", address), ". Each request appears here as it comes."),
        _variables(_environment(emulator, address), revealed=False),
        _first_requests(address),
        tag("p", tag("a", "How a request is signed", href="connect#signing")),
        class_="welcome",
        aria_labelledby="welcome",
    )


async def credentials(emulator: Emulator) -> Response:
    """Answer the sandbox's own secrets, for whoever asks for just them."""
    return JSONResponse(dict(_secrets(emulator)), headers=dict(HEADERS))


def connect_page(request: Request, emulator: Emulator, *, revealed: bool) -> Response:
    """Return the page; ``revealed`` shows the secrets, which no other page does."""
    address = base_url(request)
    shown = dict(_environment(emulator, address))
    if revealed:
        shown |= _secrets(emulator)
    return page(
        request,
        "Connect a client",
        tag("h1", "Connect a client"),
        tag(
            "p",
            "Both services answer under one address. The credentials are the sandbox's own and open nothing else.",
            class_="lead",
        ),
        _variables(shown, revealed=revealed),
        _first_requests(address),
        _signing(),
        section="connect",
    )


def _variables(shown: Mapping[str, str], *, revealed: bool) -> Markup:
    lines = [
        tag(
            "span",
            f"export {name}=",
            tag("span", value, data_secret=name if value == MASK else None, class_="value"),
            "\n",
        )
        for name, value in shown.items()
    ]
    if revealed:
        aside = tag("a", "Hide the secrets", href="connect")
    else:
        aside = tag("a", "Reveal the secrets", href="credentials", id="reveal")
    text = "\n".join(f"export {name}={value}" for name, value in shown.items())
    tools = tag("span", aside, copy_button(text, "the variables"), class_="tools")
    return panel(
        "Environment", tag("pre", tag("code", lines), class_="body", id="variables"), id_="environment", aside=tools
    )


def _first_requests(address: str) -> Markup:
    source = f'curl -H "X-API-Key: $SOURCESYNC_API_KEY" {address}/key'
    signed = (
        "signature=$(printf '%s' \"access_id=$SYNCTV_ACCESS_ID$SYNCTV_ACCESS_SECRET\" | openssl md5 -r | cut -c1-32)\n"
        f'curl "{address}/api/v2/media.json?access_id=$SYNCTV_ACCESS_ID&signature=$signature"'
    )
    parts = (("SourceSync", "one key in a header", source), ("SyncTV", "every request is signed", signed))
    return panel("First requests", [_command(*part) for part in parts], id_="first-requests")


def _command(service: str, note: str, command: str) -> Markup:
    heading = tag("h3", service, " ", tag("span", note, class_="note"))
    head = tag("div", heading, copy_button(command, f"the {service} command"), class_="panel-head")
    return tag("div", head, tag("pre", tag("code", command), class_="body"), class_="command")


def _signing() -> Markup:
    canonical = canonical_string(_EXAMPLE)
    steps = (
        (
            "Take every parameter of the query and of a form, `access_id` among them, but neither `signature` nor a "
            "top-level `id`."
        ),
        (
            "Escape each name and each value by itself: letters, digits and `_ . -` stay, a blank becomes `+`, all "
            "else the bytes of its UTF-8 as `%XX` in upper case, `[ ] *` too."
        ),
        (
            "Join each name and its value with `=`, sort the pairs as whole texts (`a%5B%5D=1` comes before `a=1`), "
            "join them with `&`."
        ),
        "Append the access secret with nothing between, and take the MD5 in lower-case hexadecimal digits.",
    )
    rows = (
        ("Parameters", "\n".join(f"{name} = {value}" for name, value in _EXAMPLE)),
        ("Access secret", _EXAMPLE_SECRET),
        ("Signed", canonical + _EXAMPLE_SECRET),
        ("Digest", sign(_EXAMPLE, _EXAMPLE_SECRET)),
    )
    listed = [tag("div", tag("dt", name), tag("dd", tag("code", text))) for name, text in rows]
    tutorial = tag("a", "SyncTV's own tutorial", href=_TUTORIAL, rel="noreferrer noopener")
    return panel(
        "How a request is signed",
        tag("ol", [tag("li", with_code(step)) for step in steps], class_="steps-of-signing"),
        tag("h3", "An example"),
        tag("dl", listed, class_="example"),
        tag("p", tutorial, ". A refused signature is explained in the list: open the request.", class_="note"),
        id_="signing",
    )
