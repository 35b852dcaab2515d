"""Recording a session to a file that can be sent to somebody else."""

import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path

from synctv_async import ApiRequest, ApiResponse, __version__
from synctv_async.testing.record.entries import Entry, first_line, is_first_line
from synctv_async.testing.record.redact import Redactor, secrets_of_environment

__all__ = ["Recording", "recording"]


class Recording:
    """Writes down each attempt that a client makes, without secrets; made by :func:`recording`."""

    def __init__(self, path: str | PathLike[str], *, secrets: Iterable[str] = (), note: str = "") -> None:
        self.path: Path = Path(path)
        self._redactor = Redactor([*secrets, *secrets_of_environment()])
        self._lock = threading.Lock()
        self._count = 0
        _refuse_other_files(self.path)
        begun_at = datetime.now(UTC).isoformat(timespec="seconds")
        self.path.write_text(first_line(__version__, begun_at, self._redactor.text(note)) + "\n", encoding="utf-8")

    @property
    def count(self) -> int:
        """How many attempts are written down."""
        return self._count

    def middleware(self, request: ApiRequest, call_next: Callable[[ApiRequest], ApiResponse]) -> ApiResponse:
        """Write down an attempt of a sync client; for its ``middleware=``."""
        started = time.monotonic()
        try:
            response = call_next(request)
        except BaseException as error:
            self._failed(request, error, time.monotonic() - started)
            raise
        self._answered(request, response)
        return response

    async def async_middleware(
        self, request: ApiRequest, call_next: Callable[[ApiRequest], Awaitable[ApiResponse]]
    ) -> ApiResponse:
        """Write down an attempt of an async client; for its ``middleware=``."""
        started = time.monotonic()
        try:
            response = await call_next(request)
        except BaseException as error:
            self._failed(request, error, time.monotonic() - started)
            raise
        self._answered(request, response)
        return response

    def _answered(self, request: ApiRequest, response: ApiResponse) -> None:
        redactor = self._redactor
        self._write(
            Entry(
                method=request.method,
                path=request.target,
                params=tuple(redactor.params(request)),
                body=redactor.text((request.json or b"").decode(errors="replace")),
                status=response.status,
                headers=redactor.headers(response.headers, response),
                answer=redactor.body(request, response),
                seconds=response.elapsed,
            )
        )

    def _failed(self, request: ApiRequest, error: BaseException, seconds: float) -> None:
        redactor = self._redactor
        # Whoever is cancelled, or woken because its page is not wanted any more, got no answer and no failure either.
        given_up = not isinstance(error, Exception)
        self._write(
            Entry(
                method=request.method,
                path=request.target,
                params=tuple(redactor.params(request)),
                body=redactor.text((request.json or b"").decode(errors="replace")),
                error="given up" if given_up else type(error).__name__,
                message="" if given_up else redactor.text(str(error)),
                sent=getattr(error, "sent", None),
                damaged=getattr(error, "damaged", None),
                seconds=seconds,
            )
        )

    def _write(self, entry: Entry) -> None:
        # Opened for each line: the file is whole whatever becomes of the process, and nobody has to close it.
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            self._count += 1
            file.write(entry.line(self._count) + "\n")

    def __repr__(self) -> str:
        return f"<Recording of {self._count} attempts in {str(self.path)!r}>"


def recording(path: str | PathLike[str], *, secrets: Iterable[str] = (), note: str = "") -> Recording:
    """Begin to record to a file of NDJSON; give ``.middleware`` (``.async_middleware``) to a client.

    The file holds each attempt with its parameters and its answer or error. Signature, access id and API key never get
    there, for they are added below; a login's fields and answers, email addresses, what is secret by its name, and
    ``secrets`` and those of the environment variables are struck out. A recording that is there already is replaced;
    any other file is a ``FileExistsError``.

    Example::

        bug = recording("bug.ndjson", note="stops after 75 rows")
        with SyncTV(middleware=[bug.middleware]) as tv:
            tv.media.list().collect()
    """
    return Recording(path, secrets=secrets, note=note)


def _refuse_other_files(path: Path) -> None:
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        if not is_first_line(file.readline(100_000)):
            message = f"{path} is there and is not a recording: choose another name"
            raise FileExistsError(message)
