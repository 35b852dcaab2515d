"""``assert_no_secrets`` and ``watch_secrets``: code runs against a sandbox whose secrets are canaries."""

import inspect
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import ExitStack
from os import PathLike
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

import anyio

from synctv_async.testing.environment import environment_of, sandbox_type, start
from synctv_async.testing.forms import Finder, excerpt
from synctv_async.testing.leaks.files import FileWatch
from synctv_async.testing.leaks.logs import LogWatch
from synctv_async.testing.leaks.streams import StreamWatch, WarningWatch
from synctv_async.testing.leaks.traces import traces_of

if TYPE_CHECKING:
    from synctv_async.sandbox import Sandbox

__all__ = ["SecretWatch", "assert_no_secrets", "watch_secrets"]

T = TypeVar("T")
Paths = Iterable[str | PathLike[str]]

_SERVER_THREAD = "synctv sandbox"
_TOLD = 20  # finds that are told one by one
_LOOKED_AT = (Exception, SystemExit)  # and not an interruption, or a test that is skipped
_SIGNATURE_FORMS = 128  # bytes: the longest form of a signature, in hex of hex and more


class SecretWatch:
    """Runs what is inside with canary secrets, and fails if one of them is seen; made by :func:`watch_secrets`.

    ``sandbox`` is what the environment variables lead to meanwhile.
    """

    def __init__(self, *, files: Paths = (), sandbox: "Sandbox | None" = None) -> None:
        self._files = [*files]
        self._given = sandbox
        self._box: Sandbox | None = None
        self._stack = ExitStack()

    @property
    def sandbox(self) -> "Sandbox":
        """The sandbox that serves."""
        if self._box is None:
            message = "the watch is not open: use it in a with statement"
            raise RuntimeError(message)
        return self._box

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            box = self._box = self._given if self._given is not None else stack.enter_context(sandbox_type()())
            if start(box):
                stack.callback(box.stop)
            self._before = box.requests
            stack.enter_context(_Environment(environment_of(box)))
            self._file_watch = FileWatch(self._files)
            self._logs = stack.enter_context(LogWatch(_SERVER_THREAD))
            self._warnings = stack.enter_context(WarningWatch())
            self._streams = stack.enter_context(StreamWatch())
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        __tracebackhide__ = True
        finder = self._finder()
        with self._stack:  # what an error shows may depend on the environment
            in_error = self._finds_in_error(finder, error)
        self._streams.print_again(finder)
        self._warnings.warn_again(finder)
        if error is not None and not isinstance(error, _LOOKED_AT):
            return
        finds = in_error + list(self._finds(finder))
        if finds:
            raise AssertionError(_told(finds, error)) from (None if in_error else error)

    def _finder(self) -> Finder:
        box = self.sandbox
        secrets = {
            "access_secret": box.access_secret,
            "client_key": box.client_key,
            "password": box.password,
            "api_key": box.api_key,
        }
        digests, before = dict[str, str](), set(map(id, self._before))
        for request in box.requests:
            if id(request) in before:
                continue
            for value in request.values("signature"):
                digests[f"signature of request {request.number}"] = value
            for value in request.values("access_id"):  # a login gives an access of its own
                access = box.world.accesses.find(int(value)) if value.isdecimal() else None
                if access is not None and access.secret != box.access_secret:
                    secrets[f"access_secret of access {access.access_id}"] = access.secret
        return Finder(secrets, digests)

    def _finds_in_error(self, finder: Finder, error: BaseException | None) -> list[str]:
        if not isinstance(error, _LOOKED_AT) or not _is_foreign(error):
            return []
        # The first frame is that of the with statement: it is the test's, and a test may hold secrets.
        outer = error.__traceback__
        error.__traceback__ = outer and outer.tb_next
        try:
            return [find for where, seen in traces_of(error) for find in _finds_at(finder, where, seen)]
        finally:
            error.__traceback__ = outer

    def _finds(self, finder: Finder) -> Iterator[str]:
        for where, seen in [*self._logs.traces(), *self._streams.traces(), *self._warnings.traces()]:
            yield from _finds_at(finder, where, seen)
        known = set[str]()
        for where, first, seen in self._file_watch.pieces(max(finder.longest, _SIGNATURE_FORMS)):
            for find in _finds_at(finder, where, seen, first):
                if find not in known:
                    known.add(find)
                    yield find


class _Environment:
    """Environment variables that are set meanwhile."""

    def __init__(self, variables: dict[str, str]) -> None:
        self._variables = variables
        self._before = {name: os.environ.get(name) for name in variables}

    def __enter__(self) -> None:
        os.environ.update(self._variables)

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _is_foreign(error: BaseException) -> bool:
    """Tell whether it comes from a function that was called: the test's own assertions may speak of secrets."""
    return error.__traceback__ is not None and error.__traceback__.tb_next is not None


def _finds_at(finder: Finder, where: str, seen: bytes, start: int | None = None) -> Iterator[str]:
    names = set[str]()
    spans = finder.spans(seen)
    for span in spans:
        if span.name not in names:  # one of a kind at each place says enough
            names.add(span.name)
            place = where if start is None else f"{where}, byte {start + span.start}"
            yield f"{span.name} in {place}: {excerpt(seen, span, spans)}"


def _told(finds: list[str], error: BaseException | None) -> str:
    lines = [f"secrets were shown in {len(finds)} place{'s' if len(finds) > 1 else ''}:"]
    lines += [f"  {find}" for find in finds[:_TOLD]]
    if len(finds) > _TOLD:
        lines.append(f"  and {len(finds) - _TOLD} more")
    if error is not None:
        lines.append(f"the code ended with {type(error).__name__}")
    return "\n".join(lines)


def watch_secrets(*, files: Paths = (), sandbox: "Sandbox | None" = None) -> SecretWatch:
    """Watch what is done in a ``with`` statement, in a sync or an async test, as :func:`assert_no_secrets` does.

    Of an error that leaves the block, the frame of the block itself is not looked at: it is the test's.

    Example::

        with watch_secrets(files=[tmp_path]) as watch:
            await my_job(tmp_path)
        assert watch.sandbox.requests
    """
    return SecretWatch(files=files, sandbox=sandbox)


@overload
def assert_no_secrets(
    function: Callable[..., Awaitable[T]],
    *args: object,
    files: Paths = ...,
    sandbox: "Sandbox | None" = ...,
    backend: str = ...,
) -> T: ...


@overload
def assert_no_secrets(
    function: Callable[..., T],
    *args: object,
    files: Paths = ...,
    sandbox: "Sandbox | None" = ...,
    backend: str = ...,
) -> T: ...


def assert_no_secrets(
    function: Callable[..., Any],
    *args: object,
    files: Paths = (),
    sandbox: "Sandbox | None" = None,
    backend: str = "asyncio",
) -> Any:
    """Run ``function(*args)`` with canary secrets and return its result; ``AssertionError`` if it shows one.

    The function, which may be ``async``, finds a sandbox by the environment variables (``SyncTV()`` needs no
    argument). Looked through is all that it logs at any level by any logger, prints (subprocesses too) and warns of,
    the error that it raises (message, notes, causes, the variables in its traceback, its pickle), and what it writes
    to ``files``, which are files or folders. Looked for are access secrets, client key, password, API key and the
    signature of each request, however escaped, in hex and base64. An error that shows none is raised as it is.

    Args:
        function: The code under test.
        args: Its arguments.
        files: Files and folders that it may write to.
        sandbox: Another sandbox than one of its own, for its catalogue or its faults.
        backend: What runs an ``async`` function: ``"asyncio"`` or ``"trio"``.
    """
    __tracebackhide__ = True
    with SecretWatch(files=files, sandbox=sandbox):
        return _run(function, args, backend)


def _run(function: Callable[..., Any], args: tuple[object, ...], backend: str) -> Any:
    __tracebackhide__ = True
    result = function(*args)
    if not inspect.isawaitable(result):
        return result
    try:
        return anyio.run(_awaited, result, backend=backend)
    except RuntimeError as error:
        if not inspect.iscoroutine(result) or inspect.getcoroutinestate(result) != inspect.CORO_CREATED:
            raise
        result.close()
        message = "assert_no_secrets() cannot wait inside an event loop: use 'with watch_secrets():' in an async test"
        raise RuntimeError(message) from error


async def _awaited(result: Awaitable[Any]) -> Any:
    return await result
