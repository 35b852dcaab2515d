"""Who may call: accesses by client and device, their secrets, and the check of a call's signature."""

import hashlib
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from synctv_async.sandbox.params import integer
from synctv_async.sandbox.settings import Tilde
from synctv_async.sandbox.types import Incoming, Pairs
from synctv_async.sandbox.wire import Failure
from synctv_async.signing import canonical_string, escape_pair, is_signed, sign

__all__ = ["Access", "Accesses", "secret_from", "verify"]

_UNKNOWN_ACCESS, _BAD_SIGNATURE = -8, -7  # guessed: no document names a code for either


def secret_from(seed: int, *parts: str) -> str:
    """Derive one of the sandbox's secrets, so that the same seed gives the same ones."""
    return hashlib.sha256("/".join(("sandbox", str(seed), *parts)).encode()).hexdigest()[:44]


@dataclass(slots=True)
class Access:
    """An access id, its secret, and whether it is still good."""

    access_id: int
    secret: str = field(repr=False)
    device_uid: str
    expired: bool = False
    user: str | None = None


class Accesses:
    """Every access given out, one for each device."""

    def __init__(self, seed: int, first_id: int = 1234) -> None:
        self._seed = seed
        self._first = first_id
        self._lock = threading.Lock()
        self._held: dict[int, Access] = {}
        self._devices: dict[str, int] = {}

    def of_device(self, device_uid: str) -> Access:
        """Return the device's access; a new one where it has none, or where the last has expired."""
        with self._lock:
            held = self._held.get(self._devices.get(device_uid, 0))
            if held is None or held.expired:
                number = self._first + len(self._held)
                held = Access(number, secret_from(self._seed, "access", device_uid, str(number)), device_uid)
                self._held[number] = held
                self._devices[device_uid] = number
            return held

    def find(self, access_id: int) -> Access | None:
        """Return an access, expired or not."""
        return self._held.get(access_id)

    def revive(self) -> None:
        """Make every access good again."""
        with self._lock:
            for held in self._held.values():
                held.expired = False


def verify(request: Incoming, accesses: Accesses, tilde: Tilde) -> Access | Failure:
    """Return the access that signed a request, or why it is refused.

    Neither the secret nor the right signature is ever told; what is told is which mistake explains the wrong one.
    """
    pairs = request.pairs
    named = dict(pairs)
    access = accesses.find(integer(named.get("access_id", "")))
    if access is None or access.expired:
        reason = "unknown" if access is None else "expired"
        return Failure(_UNKNOWN_ACCESS, (f"The access_id is {reason}: call client_authorize for a new access.",), 401)
    given = named.get("signature", "")
    if not given:
        return Failure(_BAD_SIGNATURE, ("The signature parameter is missing.",), 401)
    if request.body and request.headers.get("content-type", "").startswith("application/json"):
        # Rails wraps a JSON body into further parameters and signs those too; the official client blanks the header.
        reason = "A JSON body adds parameters to what is signed: send a form, or no Content-Type."
        return Failure(_BAD_SIGNATURE, (reason,), 401)
    if any(_same(given, sign(candidate, access.secret, way)) for candidate in _readings(pairs) for way in _ways(tilde)):
        return access
    return Failure(_BAD_SIGNATURE, ("The signature does not match.", _explain(pairs, access.secret, given)), 401)


def _ways(tilde: Tilde) -> tuple[Literal["%7E", "~"], ...]:
    return ("%7E", "~") if tilde == "any" else (tilde,)


def _readings(pairs: Pairs) -> list[Pairs]:
    # Rack keeps the last of several scalars of one name; a client may sign what it sent or what Rack makes of it.
    last = tuple(
        pair for place, pair in enumerate(pairs) if pair[0].endswith("[]") or pair[0] not in dict(pairs[place + 1 :])
    )
    return [pairs] if last == pairs else [pairs, last]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())


def _explain(pairs: Pairs, secret: str, given: str) -> str:
    signed = [pair for pair in pairs if is_signed(pair[0])]
    mistakes: tuple[tuple[str, Callable[[], str]], ...] = (
        ("it must be in lower case", lambda: sign(pairs, secret).upper()),
        ("'~' is escaped the other way here", lambda: sign(pairs, secret, "~")),
        ("'~' is escaped the other way here", lambda: sign(pairs, secret, "%7E")),
        ("a space is '+', not '%20'", lambda: _md5(canonical_string(pairs).replace("+", "%20") + secret)),
        (
            "pairs are sorted whole, not by their names",
            lambda: _md5("&".join(escape_pair(*pair) for pair in sorted(signed)) + secret),
        ),
        ("pairs are sorted", lambda: _md5("&".join(escape_pair(*pair) for pair in signed) + secret)),
        (
            "a top-level id is not signed",
            lambda: _md5(
                "&".join(sorted(escape_pair(key, value) for key, value in pairs if key != "signature")) + secret
            ),
        ),
        ("names and values are escaped", lambda: _md5("&".join(sorted(map("=".join, signed))) + secret)),
    )
    for reason, wrong in mistakes:
        if _same(given, wrong()):
            return f"One thing is wrong with it: {reason}."
    names = ", ".join(sorted({key for key, _ in signed}))
    return f"Signed are, escaped and sorted as whole pairs, the access secret appended: {names}."
