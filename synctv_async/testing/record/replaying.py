"""Replaying a recorded session: the same answers and errors, without a network."""

import threading
import time
from collections import deque
from collections.abc import Callable
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Final

import anyio

from synctv_async import ApiRequest, ApiResponse, SyncTVError, TransportError
from synctv_async import errors as known_errors
from synctv_async.errors import DecodeError
from synctv_async.testing.record.entries import Entry, Identity, from_line, is_first_line
from synctv_async.testing.record.redact import Redactor

__all__ = ["Replay", "ReplayError", "replaying"]

_GIVEN_UP: Final = "given up"


class ReplayError(LookupError):
    """A request is not in the recording, or the file is none. It is no error of the service, so nothing repeats it."""


class Replay:
    """Answers attempts from a recording; made by :func:`replaying`."""

    def __init__(self, path: str | PathLike[str], *, pace: float = 0.0) -> None:
        self.path: Path = Path(path)
        self._pace = pace
        self._redactor = Redactor()
        self._lock = threading.Lock()
        self._left: dict[Identity, deque[tuple[int, Entry]]] = {}
        self._count: dict[Identity, int] = {}
        for number, entry in _read(self.path):
            # Who was given up has no answer that could be given again.
            if entry.error != _GIVEN_UP:
                self._left.setdefault(entry.identity, deque()).append((number, entry))
                self._count[entry.identity] = self._count.get(entry.identity, 0) + 1

    @property
    def left(self) -> int:
        """How many recorded attempts were not asked for yet."""
        return sum(map(len, self._left.values()))

    def middleware(self, request: ApiRequest, call_next: Callable[[ApiRequest], object]) -> ApiResponse:  # noqa: ARG002 - nothing is called
        """Answer an attempt of a sync client; for its ``middleware=``, the last of the list."""
        entry = self._take(request)
        if self._pace:
            time.sleep(entry.seconds * self._pace)
        return _played(entry)

    async def async_middleware(self, request: ApiRequest, call_next: Callable[[ApiRequest], object]) -> ApiResponse:  # noqa: ARG002 - nothing is called
        """Answer an attempt of an async client; for its ``middleware=``, the last of the list."""
        entry = self._take(request)
        if self._pace:
            await anyio.sleep(entry.seconds * self._pace)
        return _played(entry)

    def _take(self, request: ApiRequest) -> Entry:
        redactor = self._redactor
        body = redactor.text((request.json or b"").decode(errors="replace"))
        identity = (request.method, request.target, tuple(redactor.params(request)), body)
        with self._lock:
            waiting = self._left.get(identity)
            if waiting:
                return waiting.popleft()[1]
        raise ReplayError(self._missing(identity))

    def _missing(self, identity: Identity) -> str:
        asked = _shown(identity)
        if identity in self._count:
            return f"{self.path} holds {asked} {_times(self._count[identity])}, and it was asked for once more"
        recorded = {_shown(known): place for known in self._left if (place := self._place(known))}
        # All requests of a client are much alike: the best of them is told however far off it is.
        near = get_close_matches(asked, recorded, n=1, cutoff=0.0)
        told = f"; the nearest that is, in line {recorded[near[0]]}: {near[0]}" if near else "; nothing is left of it"
        return f"{asked} is not in {self.path}{told}"

    def _place(self, identity: Identity) -> int | None:
        waiting = self._left[identity]
        return waiting[0][0] if waiting else None

    def __repr__(self) -> str:
        return f"<Replay of {str(self.path)!r}, {self.left} attempts left>"


def replaying(path: str | PathLike[str], *, pace: float = 0.0) -> Replay:
    """Answer from a file that :func:`recording` made; give ``.middleware`` (``.async_middleware``) to a client.

    An attempt gets the answer or the error that the same attempt got: the n-th of the same method, path, parameters
    and body what the n-th got, whatever the order of different ones. ``pace=1.0`` takes the time that it took, ``0``
    none. Credentials may be any. Raises :class:`ReplayError` for what is not recorded, naming the nearest that is.

    Example::

        replay = replaying("bug.ndjson")
        with SyncTV(SANDBOX_URL, access_id=1, access_secret="any", middleware=[replay.middleware]) as tv:
            tv.media.list().collect()
    """
    return Replay(path, pace=pace)


def _read(path: Path) -> list[tuple[int, Entry]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    if not is_first_line(lines[0]):
        message = f"{path} is not a recording of synctv_async.testing.recording()"
        raise ReplayError(message)
    found = list[tuple[int, Entry]]()
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        try:
            found.append((number, from_line(line)))
        except (ValueError, KeyError, TypeError):
            if number == len(lines):  # the process died while it wrote
                break
            message = f"{path}, line {number}, is not an attempt"
            raise ReplayError(message) from None
    return found


def _played(entry: Entry) -> ApiResponse:
    if entry.error is not None:
        raise _error(entry.error, entry)
    return ApiResponse(entry.status or 0, dict(entry.headers), entry.answer, entry.seconds)


def _error(name: str, entry: Entry) -> Exception:
    kind = getattr(known_errors, name, None) if name in known_errors.__all__ else None
    if kind is None:  # of a middleware, or of a transport, of the user's
        return RuntimeError(f"{name}: {entry.message}")
    error: SyncTVError = kind(entry.message)
    if isinstance(error, TransportError) and entry.sent is not None:
        error.sent = entry.sent
    if isinstance(error, DecodeError) and entry.damaged is not None:
        error.damaged = entry.damaged
    return error


def _shown(identity: Identity) -> str:
    method, path, params, body = identity
    query = "&".join(f"{name}={value}" for name, value in params)
    return f"{method} {path}{'?' if query else ''}{query}{' ' if body else ''}{body:.200}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
