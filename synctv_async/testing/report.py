"""What a failed test is told of its sandbox: the chaos that it ran under, and the requests that arrived."""

import shlex
from typing import TYPE_CHECKING

from synctv_async.testing.forms import Finder

if TYPE_CHECKING:
    from synctv_async.sandbox import Emulator, RecordedRequest

__all__ = ["chaos_section", "requests_section"]

_TOLD = 20
_SECRET = frozenset({"signature", "client_key", "device_uid", "email", "password", "access_secret"})


def chaos_section(box: "Emulator", what: list[tuple[str, int, bool]], node_id: str) -> str:
    """Say which chaos was in force, what came of it, and how to play it again.

    ``what`` holds for each marker what it put in force, its seed, and whether that was the seed of the run.
    """
    lines = [f"{names}, seed {seed}{' (of this run)' if of_run else ''}" for names, seed, of_run in what]
    lines += [
        f"  {rule.name}: met {rule.hits} time{'' if rule.hits == 1 else 's'}" for rule in box.traffic.faults.rules()
    ]
    of_run = next((seed for _, seed, of_run in what if of_run), None)
    again = "" if of_run is None else f" --chaos-seed {of_run}"
    lines.append(f"play it again: pytest {shlex.quote(node_id)}{again}")
    return "\n".join(lines)


def requests_section(box: "Emulator") -> str:
    """List the last requests, without secrets."""
    requests = box.requests
    lines = [f"({len(requests) - _TOLD} before these)"] if len(requests) > _TOLD else []
    lines += [_line(request) for request in requests[-_TOLD:]]
    secrets = {"***": box.access_secret, "****": box.client_key, "*****": box.password, "******": box.api_key}
    return Finder(secrets).mask("\n".join(lines).encode(errors="replace"), "***").decode()


def _line(request: "RecordedRequest") -> str:
    query = "&".join(f"{name}={'***' if _is_secret(name) else value}" for name, value in request.params)
    answered = "no answer" if request.status is None else str(request.status)
    line = f"#{request.number} {request.method} {request.path}{'?' if query else ''}{query:.300} -> {answered}"
    if request.faults:
        line += f" [{', '.join(request.faults)}]"
    if request.refusal is not None:
        line += f"\n    {request.refusal.mistake} {request.refusal.advice}"
    return line


def _is_secret(name: str) -> bool:
    return name.replace("]", "").rpartition("[")[2] in _SECRET
