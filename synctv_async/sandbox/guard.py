"""Who may come in by the sandbox's own door: no web page of a stranger, in whatever browser it runs."""

import ipaddress
from collections.abc import Mapping

from synctv_async.sandbox.forms import shown

__all__ = ["refusal"]

_READING = {"GET", "HEAD", "OPTIONS"}


def refusal(
    method: str, headers: Mapping[str, str], served_at: str | None, *, has_body: bool
) -> tuple[int, str] | None:
    """Return the status and the reason for which a request is refused, or ``None``.

    ``served_at`` is the server's address. A page of a stranger can make a browser send requests here in two ways. By a
    name of its own that it lets point to this machine: then ``Host`` is that name. Or across origins, which a browser
    lets pass unasked where the request looks like a form: then ``Origin`` is a stranger's, or the type is a form's.
    """
    host = headers.get("host", "")
    if served_at is not None and _is_loopback(served_at) and not _is_loopback(_name(host)):
        return 403, f"Host is {shown(host)}: a sandbox on this machine alone answers to localhost and 127.0.0.1 only"
    if method in _READING:
        return None
    origin = headers.get("origin")
    if origin is not None:
        if origin.partition("://")[2] == host:
            return None  # a page of our own, and its forms are forms
        return 403, f"Origin is {shown(origin)}: a web page from elsewhere may not change the sandbox"
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and (has_body or kind):
        return 415, f"Content-Type is {shown(kind) if kind else 'missing'}: send application/json, or no body"
    return None


def _name(host: str) -> str:
    """Return a host without its port."""
    return host[: host.find("]") + 1].strip("[]") if host.startswith("[") else host.partition(":")[0]


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
