"""The requests that reach a sandbox, a line each, while it runs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from synctv_async.cli.messages import printable

if TYPE_CHECKING:
    from synctv_async.sandbox import RecordedRequest

__all__ = ["RequestLines"]

_AT_ONCE = 40
"""More than so many in one look are counted, not shown: nobody reads them, and the terminal would slow the answers."""
_UNTOLD = frozenset(("access_id", "signature", "client_key", "device_uid", "email", "password"))
_STYLES = {2: "green", 4: "yellow", 5: "red"}


class RequestLines:
    """Shows requests once they are answered, each once."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._seen = 0
        self._waiting: list[RecordedRequest] = []

    def show(self, requests: Sequence["RecordedRequest"]) -> None:
        """Show what is new among the requests, which are in the order of their arrival."""
        seen = self._seen
        new = [*takewhile(lambda request: request.number > seen, reversed(requests))][::-1]
        if new:
            self._seen = new[-1].number
        elif requests and requests[-1].number < seen:
            self._seen = 0  # they were forgotten, and are numbered anew
        known = [*self._waiting, *new]
        answered = [request for request in known if request.seconds is not None]
        self._waiting = [request for request in known if request.seconds is None][-_AT_ONCE:]
        for request in answered[:_AT_ONCE]:
            self._console.print(_line(request), soft_wrap=True)
        if len(answered) > _AT_ONCE:
            self._console.print(f"… and {len(answered) - _AT_ONCE:,} more")


def _line(request: "RecordedRequest") -> Text:
    time = datetime.now().astimezone().strftime("%H:%M:%S")
    status = "reset" if request.status is None else str(request.status)
    style = "red" if request.status is None else _STYLES.get(request.status // 100, "")
    took = f"{1000 * (request.seconds or 0):.1f} ms"
    line = Text.assemble(
        (f"{time}  ", "dim"),
        (f"{status:>5}  ", style),
        f"{request.method:<6} {printable(request.path)}",
        (_parameters(request.params), "dim"),
        (f"  {took}", "dim"),
    )
    if request.faults:
        line.append(f"  chaos: {', '.join(request.faults)}", "magenta")
    if request.refusal is not None:
        line.append(f"  {request.refusal.mistake}", "bold yellow")
    return line


def _parameters(pairs: Iterable[tuple[str, str]]) -> str:
    told = "&".join(f"{name}={value}" for name, value in pairs if name not in _UNTOLD)
    return f"?{printable(told)}" if told else ""
