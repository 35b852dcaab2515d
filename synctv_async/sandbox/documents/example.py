"""What an example is, and how a sandbox is made ready for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import quote, urlsplit

from synctv_async.sandbox.settings import Options
from synctv_async.sandbox.synctv.params import parse_pairs
from synctv_async.sandbox.types import Given, Json
from synctv_async.signing import sign

if TYPE_CHECKING:
    from synctv_async.sandbox.emulator import Emulator

__all__ = ["Call", "Changes", "Example", "Rows", "stage"]

Changes: TypeAlias = tuple[tuple[str, str], ...]
"""What is printed and what stands there instead; each is done once, at the first place."""
Rows: TypeAlias = tuple[tuple[str, Mapping[str, Given]], ...]
"""The name of a resource and the fields of a record, in the order in which they come to be."""

_NOBODY = 1234  # the access of most examples, for those that print none


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One request that a document prints, with what belongs to it."""

    key: str
    """Its name here, such as ``bundle_create``."""
    document: str
    """The document's title."""
    action: str
    """The action as the document heads it, such as ``[GET] /api/v2/media.[xml|json]``."""
    method: str
    url: str
    """As printed, placeholders and signature too."""
    body: str = ""
    """As printed."""
    status: int = 200
    """As documented."""
    printed: str = ""
    """The file that holds the answer; empty where the document prints none."""
    only_shape: bool = False
    """The document shows the answer's outline alone: status, and where the data or the message stands."""
    rows: Rows = ()
    """What must be there."""
    at: str = "2014-05-01T21:23:54Z"
    """What the clock must show."""
    switches: Options = field(default_factory=Options)
    """How the sandbox must behave, where not as by default."""
    api_key: Literal["", "good", "read only", "printed"] = ""
    """SourceSync: the key that is sent, and that makes the documented difference."""
    url_changes: Changes = ()
    """What is sent instead of what is printed."""
    answer_changes: Changes = ()
    """What is answered instead of what is printed."""
    note: str = ""
    """Why anything is changed."""

    @property
    def answer(self) -> str:
        """The answer as the document prints it, to the letter."""
        if not self.printed:
            return ""
        return files("synctv_async.sandbox.documents").joinpath("answers", self.printed).read_text(encoding="utf-8")

    @property
    def expected(self) -> str:
        """The answer with its changes."""
        return _changed(self.answer, self.answer_changes)

    def differs(self, status: int, body: bytes) -> str | None:
        """Compare an answer with the documented one; ``None`` is no difference, else what differs is told."""
        if status != self.status:
            return f"the status is {status}, documented is {self.status}: {body[:200]!r}"
        if self.only_shape:
            return _other_shape(json.loads(body), good=status < 400)  # noqa: PLR2004 - where errors begin
        if self.printed.endswith(".json"):
            found, wanted = json.loads(body), json.loads(self.expected)
            return None if found == wanted else f"{found!r} is not {wanted!r}"
        text = body.decode()
        return None if text == self.expected else f"{text!r} is not {self.expected!r}"


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it must be sent, the signature made."""

    method: str
    target: str
    """Path and query, escaped: append it to the sandbox's URL."""
    headers: Mapping[str, str]
    body: bytes


def stage(emulator: "Emulator", example: Example) -> Call:
    """Make a sandbox ready: it is emptied, filled with what the example needs, and told the time.

    Returns the request to send. Everything that was in the sandbox before is gone.
    """
    emulator.reset()
    world = emulator.world
    with world.store.transaction():
        for table in world.tables():
            table.clear()
        world.sourcesync.clear()
        emulator.clock.freeze(datetime.fromisoformat(example.at).timestamp())
        emulator.behave(**example.switches)
        tables = {table.schema.name: table for table in world.tables()}
        for name, row in example.rows:
            if name in tables:
                tables[name].insert(**row)
            else:
                world.sourcesync.create(name, json.loads(json.dumps(row)), int(str(row.get("production_id", 0))))
    url = urlsplit(_changed(example.url, example.url_changes))
    if example.api_key:
        return _keyed(emulator, example, url.path)
    return Call(example.method, f"{url.path}?{_signed(emulator, url.query)}", {}, b"")


def _signed(emulator: "Emulator", query: str) -> str:
    pairs = [pair for pair in parse_pairs(query) if pair[0] != "signature"]
    named = dict(pairs)
    if "access_id" not in named:
        pairs.append(("access_id", str(_NOBODY)))
    access = emulator.world.accesses.grant(int(named.get("access_id", _NOBODY)))
    pairs.append(("signature", sign(pairs, access.secret)))
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def _keyed(emulator: "Emulator", example: Example, path: str) -> Call:
    keys = {"good": emulator.api_key, "read only": emulator.read_only_key, "printed": "app.v1.your-api-key-here"}
    headers = {"X-API-Key": keys[example.api_key]}
    if example.body:
        headers["Content-Type"] = "application/json"
    if example.status == 429:  # noqa: PLR2004 - the documented status: the rate is used up
        emulator.world.sourcesync.keys[emulator.api_key].window.admit(1, emulator.settings.rate_period)
    return Call(example.method, path, headers, example.body.encode())


def _changed(text: str, changes: Changes) -> str:
    for printed, instead in changes:
        if printed not in text:
            message = f"{printed!r} is not in {text!r}"
            raise ValueError(message)
        text = text.replace(printed, instead, 1)
    return text


def _other_shape(body: Json, *, good: bool) -> str | None:
    match body:
        case {"status": "success", "data": list(), **rest} if good and not rest:
            return None
        case {"status": "error", "error": {"message": str(), **more}, **rest} if not good and not rest and not more:
            return None
        case _:
            return f"{body!r} has another shape than documented"
