"""The lines of a recording: one for each attempt that was made, after one that says where it comes from. Pure."""

import base64
import importlib.metadata
import json
import platform
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Final, TypeAlias, cast

__all__ = ["FORMAT", "Entry", "Identity", "first_line", "from_line", "is_first_line"]

FORMAT: Final = "synctv-async recording 1"

Identity: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...], str]
"""What makes two requests the same: method, path, parameters in order, body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One attempt: what was asked, and what came of it.

    ``status`` with ``headers`` and ``answer``, or ``error`` (the name of an error's type) with ``message``. ``sent``
    and ``damaged`` are those of the error; ``seconds`` is how long it took.
    """

    method: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    body: str = ""
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    answer: bytes = b""
    error: str | None = None
    message: str = ""
    sent: bool | None = None
    damaged: bool | None = None
    seconds: float = 0.0

    @property
    def identity(self) -> Identity:
        """What a request has to be the same in to be this one."""
        return self.method, self.path, self.params, self.body

    def line(self, number: int) -> str:
        """Return the entry as a line of JSON."""
        fields: dict[str, Any] = {"n": number, "method": self.method, "path": self.path}
        if self.params:
            fields["params"] = self.params
        if self.body:
            fields["body"] = self.body
        if self.error is not None:
            told = {"error": self.error, "message": self.message, "sent": self.sent, "damaged": self.damaged}
            fields |= {name: value for name, value in told.items() if value is not None}
        else:
            fields |= {"status": self.status, "headers": self.headers, **_printed(self.answer)}
        fields["seconds"] = round(self.seconds, 4)
        return json.dumps(fields, ensure_ascii=False)


def _printed(body: bytes) -> dict[str, Any]:
    """Return a body in the way that is read most easily and still gives back each byte."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}
    try:
        found = json.loads(text)
        if _compact(found) == text:
            return {"json": found}
    except (ValueError, RecursionError):
        pass
    return {"text": text}


def _compact(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def from_line(line: str) -> Entry:
    """Return the entry that a line of JSON holds; ``ValueError`` or ``KeyError`` if it holds none."""
    fields: dict[str, Any] = json.loads(line)
    if "json" in fields:
        answer = _compact(fields["json"]).encode()
    elif "base64" in fields:
        answer = base64.b64decode(fields["base64"])
    else:
        answer = str(fields.get("text", "")).encode()
    return Entry(
        method=fields["method"],
        path=fields["path"],
        params=tuple((name, value) for name, value in fields.get("params", ())),
        body=fields.get("body", ""),
        status=fields.get("status"),
        headers=fields.get("headers", {}),
        answer=answer,
        error=fields.get("error"),
        message=fields.get("message", ""),
        sent=fields.get("sent"),
        damaged=fields.get("damaged"),
        seconds=fields.get("seconds", 0.0),
    )


def first_line(sdk: str, begun_at: str, note: str) -> str:
    """Return the line that says what made the recording, and where."""
    versions = {name: importlib.metadata.version(name) for name in ("httpx", "attrs", "cattrs", "anyio")}
    speed = [name for name in ("orjson", "msgspec") if find_spec(name)]
    fields = {
        "format": FORMAT,
        "sdk": sdk,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "versions": versions,
        "speed": speed,
        "begun_at": begun_at,
    }
    return json.dumps(fields | ({"note": note} if note else {}), ensure_ascii=False)


def is_first_line(line: str) -> bool:
    """Tell whether a file that begins with this line is a recording."""
    try:
        found: Any = json.loads(line)
    except ValueError:
        return False
    return isinstance(found, dict) and cast("dict[str, Any]", found).get("format") == FORMAT
