"""``synctv sandbox``: the emulator of both services alone, until it is told to end."""

import shlex
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import typer

from synctv_async.cli.messages import UsageError

if TYPE_CHECKING:
    from synctv_async.sandbox import Sandbox

__all__ = ["run_sandbox", "sandbox_type"]

_NEEDED = ("starlette", "uvicorn")
_LOOK = 0.5  # seconds: where a signal does not end a wait, the wait must end by itself


def sandbox_type() -> "type[Sandbox]":
    """Return the sandbox's class, or raise a :class:`UsageError` where its server is not installed."""
    try:
        from synctv_async.sandbox import Sandbox
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        message = "the sandbox needs a server that is not installed: pip install 'synctv-async[demo]'"
        raise UsageError(message) from error
    return Sandbox


def run_sandbox(host: str, port: int, media: int) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    kind = sandbox_type()
    with _told_to_end() as end:
        box = kind(media=media, host=host, port=port)
        try:
            box.start()
        except OSError as error:
            message = f"port {port} of {host} cannot be used: {error.strerror or error}. Choose another with --port"
            raise UsageError(message) from error
        else:
            typer.echo(_start_page(box, media), err=True)
            while not end.wait(_LOOK):
                pass
            typer.echo("the sandbox has ended", err=True)
        finally:
            box.close()


@contextmanager
def _told_to_end() -> Generator[threading.Event]:
    """Yield what Ctrl-C and SIGTERM set, instead of stopping the process in the middle of something."""
    end = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        end.set()

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start_page(box: "Sandbox", media: int) -> str:
    access = {
        "SYNCTV_BASE_URL": box.url,
        "SYNCTV_ACCESS_ID": str(box.access_id),
        "SYNCTV_ACCESS_SECRET": box.access_secret,
        "SOURCESYNC_BASE_URL": box.url,
        "SOURCESYNC_API_KEY": box.api_key,
    }
    login = {
        "SYNCTV_CLIENT_KEY": box.client_key,
        "SYNCTV_DEVICE_UID": "my-device",
        "SYNCTV_EMAIL": box.email,
        "SYNCTV_PASSWORD": box.password,
    }
    return "\n".join(
        [
            f"The sandbox serves {media} invented media:",
            f"  SyncTV V2    {box.url}/api/v2",
            f"  SourceSync   {box.url}",
            "",
            "For the clients and this command line, in another shell:",
            *_exports(access),
            "",
            "To log in instead, leave the access out and set (the last two bind a user):",
            *_exports(login),
            "",
            "Try it:",
            "  synctv list media --max-items 5",
            "  synctv get key",
            "",
            "Ctrl-C ends it; what was changed is lost then.",
        ]
    )


def _exports(variables: dict[str, str]) -> list[str]:
    return [f"  export {name}={shlex.quote(value)}" for name, value in variables.items()]
