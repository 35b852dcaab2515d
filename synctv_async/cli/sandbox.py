"""``synctv sandbox``: the emulator of both services alone, until it is told to end."""

import shlex
import signal
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.markup import escape

from synctv_async.cli.emulation import Emulation, make_sandbox
from synctv_async.cli.messages import UsageError
from synctv_async.cli.requests import RequestLines

if TYPE_CHECKING:
    from synctv_async.sandbox import Sandbox

__all__ = ["run_sandbox"]

_LOOK = 0.1  # seconds between two looks at the requests


@dataclass(slots=True)
class _End:
    """Whether the process was told to end. A plain flag: a handler that took a lock could meet it held."""

    told: bool = False


def run_sandbox(given: Emulation, *, print_env: bool, quiet: bool) -> None:
    """Serve until Ctrl-C or SIGTERM; with ``print_env`` only print the variables, and do not serve."""
    if print_env and not given.port:
        message = "--print-env needs a port that is known beforehand: give --port, and the same to the one that serves"
        raise UsageError(message)
    with _told_to_end() as end:
        box = make_sandbox(given)
        try:
            if print_env:
                _print_env(box, given)
            else:
                _serve(box, given, end, quiet=quiet)
        finally:
            box.close()


def _serve(box: "Sandbox", given: Emulation, end: _End, *, quiet: bool) -> None:
    try:
        box.start()
    except OSError as error:
        message = (
            f"port {given.port} of {given.host} cannot be used: {error.strerror or error}. Choose another with --port"
        )
        raise UsageError(message) from error
    console = Console(stderr=True, highlight=False)
    console.print(_start_page(box, given), soft_wrap=True)
    lines = RequestLines(console)
    while not end.told:
        time.sleep(_LOOK)
        if not quiet:
            lines.show(box.requests)
    box.stop()
    if not quiet:
        lines.show(box.requests)
    console.print("the sandbox has ended")


@contextmanager
def _told_to_end() -> Generator[_End]:
    """Yield what Ctrl-C and SIGTERM set, instead of stopping the process in the middle of something."""
    end = _End()

    def tell(_number: int, _frame: FrameType | None) -> None:
        end.told = True

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _start_page(box: "Sandbox", given: Emulation) -> str:
    chaos = [f"  Chaos        {', '.join(given.chaos)}, seed {given.chaos_seed}"] if given.chaos else []
    url = escape(box.url)
    lost = "what was changed stays in the file" if given.database else "what was changed is lost then (see --database)"
    return "\n".join(
        [
            f"[bold]The sandbox[/] serves {len(box.media):,} media and both services:",
            "",
            f"  SyncTV V2    [cyan]{url}/api/v2[/]",
            f"  SourceSync   [cyan]{url}[/]",
            f"  Inspector    [cyan]{url}/_sandbox/[/]  shows each request, and why one was refused",
            *chaos,
            "",
            "[bold]For the clients and this command line[/], paste into another shell:",
            "",
            *map(escape, _exports(_access(box, box.url))),
            "",
            "To log in instead, leave the access out; the last two bind a user:",
            "",
            *map(escape, _exports(_login(box))),
            "",
            "[bold]Try it there:[/]  synctv list media --max-items 5",
            f"[bold]Ctrl-C[/] ends it; {lost}.",
            "",
        ]
    )


def _print_env(box: "Sandbox", given: Emulation) -> None:
    host = f"[{given.host}]" if ":" in given.host else given.host
    typer.echo("\n".join(_exports(_access(box, f"http://{host}:{given.port}"))))


def _access(box: "Sandbox", url: str) -> dict[str, str]:
    return {
        "SYNCTV_BASE_URL": url,
        "SYNCTV_ACCESS_ID": str(box.access_id),
        "SYNCTV_ACCESS_SECRET": box.access_secret,
        "SOURCESYNC_BASE_URL": url,
        "SOURCESYNC_API_KEY": box.api_key,
    }


def _login(box: "Sandbox") -> dict[str, str]:
    return {
        "SYNCTV_CLIENT_KEY": box.client_key,
        "SYNCTV_DEVICE_UID": "my-device",
        "SYNCTV_EMAIL": box.email,
        "SYNCTV_PASSWORD": box.password,
    }


def _exports(variables: dict[str, str]) -> list[str]:
    return [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
