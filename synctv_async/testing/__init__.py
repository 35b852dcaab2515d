"""For tests of code that uses this package, or of any code that calls the services.

The pytest plugin brings fixtures and markers (:mod:`synctv_async.testing.plugin`); what is here works without pytest:
transports that reach the sandbox without a port, :func:`assert_no_secrets`, and :func:`recording` with
:func:`replaying`, which turn a session into a file that reproduces it.

>>> from synctv_async import SyncTV
>>> from synctv_async.sandbox import Emulator
>>> from synctv_async.testing import SANDBOX_URL, SandboxTransport
>>> box = Emulator()
>>> transport = SandboxTransport(box)
>>> with SyncTV(SANDBOX_URL, access_id=box.access_id, access_secret=box.access_secret, transport=transport) as tv:
...     tv.media.count()
500
>>> box.close()
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from synctv_async.testing.environment import SANDBOX_URL, environment_of
    from synctv_async.testing.leaks.watch import SecretWatch, assert_no_secrets, watch_secrets
    from synctv_async.testing.record.recording import Recording, recording
    from synctv_async.testing.record.replaying import Replay, ReplayError, replaying
    from synctv_async.testing.transport import AsyncSandboxTransport, SandboxTransport

__all__ = [
    "SANDBOX_URL",
    "AsyncSandboxTransport",
    "Recording",
    "Replay",
    "ReplayError",
    "SandboxTransport",
    "SecretWatch",
    "assert_no_secrets",
    "environment_of",
    "recording",
    "replaying",
    "watch_secrets",
]

_HOMES = {
    "SANDBOX_URL": "environment",
    "AsyncSandboxTransport": "transport",
    "Recording": "record.recording",
    "Replay": "record.replaying",
    "ReplayError": "record.replaying",
    "SandboxTransport": "transport",
    "SecretWatch": "leaks.watch",
    "assert_no_secrets": "leaks.watch",
    "environment_of": "environment",
    "recording": "record.recording",
    "replaying": "record.replaying",
    "watch_secrets": "leaks.watch",
}


def __getattr__(name: str) -> object:
    """Import a name when it is first asked for: pytest loads the plugin in every project, used there or not."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
