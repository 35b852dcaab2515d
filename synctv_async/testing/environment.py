"""How code finds a sandbox: by the same variables by which it finds the services."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from synctv_async.sandbox import Sandbox

__all__ = ["SANDBOX_URL", "environment_of", "sandbox_type", "start"]

SANDBOX_URL: Final = "https://sandbox.example"
"""A base URL for clients with a transport to the sandbox: no request goes there."""

_ELSEWHERE = "127.0.0.1,localhost,::1"


def environment_of(box: "Sandbox") -> dict[str, str]:
    """Return the environment variables that lead to a running sandbox: this package, subprocesses, other languages.

    Both ways to be known are among them, an access and a login; this package takes the access. ``NO_PROXY`` keeps
    the calls on this machine.
    """
    return {
        "SYNCTV_BASE_URL": box.url,
        "SYNCTV_ACCESS_ID": str(box.access_id),
        "SYNCTV_ACCESS_SECRET": box.access_secret,
        "SYNCTV_CLIENT_KEY": box.client_key,
        "SYNCTV_DEVICE_UID": "sandbox-device",
        "SYNCTV_EMAIL": box.email,
        "SYNCTV_PASSWORD": box.password,
        "SOURCESYNC_BASE_URL": box.url,
        "SOURCESYNC_API_KEY": box.api_key,
        "NO_PROXY": _ELSEWHERE,
        "no_proxy": _ELSEWHERE,
    }


def start(box: "Sandbox") -> bool:
    """Let a sandbox serve on its port, and tell whether it did not before."""
    try:
        return not box.url
    except RuntimeError:  # not running
        box.start()
        return True


def sandbox_type() -> "type[Sandbox]":
    """Import the sandbox, which needs an extra; ``ModuleNotFoundError`` says which."""
    from synctv_async.sandbox import Sandbox

    return Sandbox
