"""The clients of the two services, from the options and the environment."""

import sys
from pathlib import Path
from typing import Literal, TypeAlias, TypedDict

from synctv_async import RateLimit, ResponseInfo, RetryInfo, RetryPolicy, Secret, SourceSync, SyncTV
from synctv_async.cli.messages import UsageError, note
from synctv_async.cli.options import Connection, Tilde, Wire

__all__ = ["Client", "Limits", "Service", "open_client", "secret_in"]

Service: TypeAlias = Literal["synctv", "sourcesync"]
Client: TypeAlias = SyncTV | SourceSync


class Limits(TypedDict, total=False):
    """How much a client may do at a time; what is left out is as the SDK has it."""

    rate_limit: RateLimit
    max_connections: int


def open_client(service: Service, connection: Connection, limits: Limits | None = None) -> Client:
    """Make the client of a service, to be used in a ``with`` statement."""
    _check_options(service, connection)
    return (_synctv if service == "synctv" else _sourcesync)(connection, limits or {})


def _synctv(given: Connection, limits: Limits) -> SyncTV:
    return SyncTV(
        given.base_url,
        access_id=given.access_id,
        access_secret=secret_in(given.access_secret_file),
        timeout=given.timeout,
        total_timeout=given.total_timeout,
        retry=RetryPolicy(max_attempts=given.max_attempts),
        on_response=_say_response if given.debug else None,
        on_retry=_say_retry if given.debug else None,
        **limits,
        wire_format="xml" if given.wire_format is Wire.XML else "json",
        tilde="~" if given.tilde is Tilde.PLAIN else "%7E",
    )


def _sourcesync(given: Connection, limits: Limits) -> SourceSync:
    return SourceSync(
        secret_in(given.api_key_file),
        base_url=given.base_url,
        timeout=given.timeout,
        total_timeout=given.total_timeout,
        retry=RetryPolicy(max_attempts=given.max_attempts),
        on_response=_say_response if given.debug else None,
        on_retry=_say_retry if given.debug else None,
        **limits,
    )


def _check_options(service: Service, given: Connection) -> None:
    """Refuse what the other service alone understands: whoever gives it means something."""
    synctv_only = {
        "--access-id": given.access_id,
        "--access-secret-file": given.access_secret_file,
        "--wire-format": given.wire_format,
        "--tilde": given.tilde,
    }
    others = {"--api-key-file": given.api_key_file} if service == "synctv" else synctv_only
    for option, value in others.items():
        if value is not None:
            owner = "SourceSync" if service == "synctv" else "SyncTV"
            message = f"{option} is an option of {owner}, and this resource is not"
            raise UsageError(message)


def secret_in(path: Path | None) -> Secret | None:
    """Return the secret that a file or stdin holds."""
    if path is None:
        return None
    try:
        text = Secret((sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")).strip())
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        message = f"the secret cannot be read from {path}: {reason}"
        raise UsageError(message) from None
    if not text:
        message = f"the file {path} is empty, and should hold a secret"
        raise UsageError(message)
    return text


def _say_response(info: ResponseInfo) -> None:
    request = info.request
    note(f"{request.method} {request.path} {info.status} {info.elapsed * 1000:.0f} ms {info.size} bytes")


def _say_retry(info: RetryInfo) -> None:
    note(f"again in {info.delay:.1f} s: {info.reason}")
