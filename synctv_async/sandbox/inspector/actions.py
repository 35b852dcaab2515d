"""What the buttons of the pages do: small forms, answered by sending the browser back to the page it came from."""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from synctv_async.sandbox.data.snapshots import Snapshot
from synctv_async.sandbox.emulator import Emulator
from synctv_async.sandbox.inspector.frame import HEADERS, page
from synctv_async.sandbox.inspector.html import tag
from synctv_async.sandbox.synctv.params import parse_pairs

__all__ = ["act"]

_LARGEST: Final = 10_000
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class _Form:
    """What was sent, and what it is about."""

    emulator: Emulator
    snapshots: MutableMapping[str, Snapshot]
    fields: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """Return a field's value, or nothing."""
        return self.fields[name][-1].strip() if name in self.fields else ""

    def number(self, name: str) -> int:
        """Return a field's value as a number."""
        given = self.one(name)
        if not given.removeprefix("-").isdecimal() or not given.isascii():
            message = f"{name} is a whole number, got {given!r}"
            raise ValueError(message)
        return int(given)


_Action: TypeAlias = Callable[[_Form], str]
"""Does something and returns the page to be seen next."""


def _forget(form: _Form) -> str:
    form.emulator.traffic.forget()
    return "./"


def _chaos(form: _Form) -> str:
    form.emulator.chaos(*form.fields.get("scenario", ()), seed=form.number("seed"))
    return "chaos"


def _calm(form: _Form) -> str:
    form.emulator.clear_faults()
    return "chaos"


def _reset(form: _Form) -> str:
    form.emulator.reset(catalogue=bool(form.one("catalogue")))
    return "data"


def _clock(form: _Form) -> str:
    form.emulator.clock.advance(form.number("seconds"))
    return "data"


def _snapshot(form: _Form) -> str:
    name = form.one("name")
    if not name or "/" in name or len(name) > _LONGEST_NAME:
        message = f"a snapshot's name has 1 to {_LONGEST_NAME} characters and no slash, got {name!r}"
        raise ValueError(message)
    form.snapshots[name] = form.emulator.snapshot()
    return "data"


def _restore(form: _Form) -> str:
    name = form.one("name")
    if name not in form.snapshots:
        message = f"there is no snapshot {name!r}"
        raise ValueError(message)
    form.emulator.restore(form.snapshots[name])
    return "data"


_ACTIONS: Final[Mapping[str, _Action]] = {
    "forget": _forget,
    "chaos": _chaos,
    "calm": _calm,
    "reset": _reset,
    "clock": _clock,
    "snapshot": _snapshot,
    "restore": _restore,
}


async def act(request: Request, emulator: Emulator, snapshots: MutableMapping[str, Snapshot]) -> Response:
    """Do what a form asks for and lead back; 403 where the form was not one of these pages'."""
    if not _of_ours(request):
        return _refusal(request, 403, "Only the inspector's own pages may send its forms. Programs use the JSON API.")
    action = _ACTIONS.get(str(request.path_params["name"]))
    if action is None:
        return _refusal(request, 404, "There is no such action.")
    body = await request.body()
    if len(body) > _LARGEST:
        return _refusal(request, 413, "That is more than any of these forms holds.")
    fields: dict[str, list[str]] = {}
    for name, value in parse_pairs(body.decode(errors="replace")):
        fields.setdefault(name, []).append(value)
    try:
        target = action(_Form(emulator, snapshots, fields))
    except (ValueError, OverflowError) as error:
        return _refusal(request, 400, str(error))
    return RedirectResponse(f"../{target}", 303, dict(HEADERS))


def _of_ours(request: Request) -> bool:
    """Tell whether a form was sent from here: browsers say so, and no page of another origin can pretend to."""
    origin = request.headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == request.headers.get("host")
    return request.headers.get("sec-fetch-site") == "same-origin"


def _refusal(request: Request, status: int, message: str) -> Response:
    back = tag("p", tag("a", "All requests", href="../"))
    return page(
        request, "Not done", tag("h1", "Not done"), tag("p", message), back, section="", base="../", status=status
    )
