"""Who may call: accesses by client and device, their secrets, and the check of a call's signature."""

import hashlib
import hmac
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from synctv_async.sandbox.mistakes.explain import (
    EXPIRED_ACCESS,
    JSON_BODY,
    MISSING_ACCESS_ID,
    MISSING_SIGNATURE,
    UNKNOWN_ACCESS,
    Explanation,
    SignedCall,
    explain,
)
from synctv_async.sandbox.mistakes.pairs import last_scalars
from synctv_async.sandbox.settings import Tilde
from synctv_async.sandbox.synctv.params import integer
from synctv_async.sandbox.synctv.wire import Failure
from synctv_async.sandbox.types import Incoming, Pairs
from synctv_async.signing import sign

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

    def renew(self, device_uid: str) -> Access:
        """Return a new access for a device; the one that it had is no longer good."""
        with self._lock:
            held = self._held.get(self._devices.get(device_uid, 0))
            if held is not None:
                held.expired = True
        return self.of_device(device_uid)

    def grant(self, access_id: int) -> Access:
        """Return the access of a chosen number, as the documents' examples print theirs."""
        with self._lock:
            if access_id not in self._held:
                secret = secret_from(self._seed, "access", str(access_id))
                self._held[access_id] = Access(access_id, secret, f"access {access_id}")
            return self._held[access_id]

    def find(self, access_id: int) -> Access | None:
        """Return an access, expired or not."""
        return self._held.get(access_id)

    def secrets_beside(self, access: Access) -> dict[int, str]:
        """Return the secrets of all the other accesses, oldest first."""
        with self._lock:
            return {number: held.secret for number, held in self._held.items() if held is not access}

    def revive(self) -> None:
        """Make every access good again."""
        with self._lock:
            for held in self._held.values():
                held.expired = False


def verify(request: Incoming, accesses: Accesses, tilde: Tilde, credentials: Mapping[str, str]) -> Access | Failure:
    """Return the access that signed a request, or why it is refused.

    Neither the secret nor the right signature is ever told; what is told is which mistake explains the wrong one.
    ``credentials`` are the sandbox's other secrets by their names: one of them may have been taken for this one.
    """
    named = dict(request.pairs)
    access = accesses.find(integer(named.get("access_id", "")))
    given = named.get("signature", "")
    if access is None:
        return _refused(UNKNOWN_ACCESS if named.get("access_id") else MISSING_ACCESS_ID, _UNKNOWN_ACCESS)
    if access.expired:
        return _refused(EXPIRED_ACCESS, _UNKNOWN_ACCESS)
    if not given:
        return _refused(MISSING_SIGNATURE)
    if request.body and request.headers.get("content-type", "").startswith("application/json"):
        return _refused(JSON_BODY)
    ways = tildes_of(tilde)
    if any(_same(given, sign(read, access.secret, way)) for read in _readings(request.pairs) for way in ways):
        return access
    call = SignedCall(request, access.secret, ways, accesses.secrets_beside(access), credentials)
    return _refused(explain(call, given), _BAD_SIGNATURE, "The signature does not match.")


def tildes_of(tilde: Tilde) -> tuple[Literal["%7E", "~"], ...]:
    """Return the right ways to escape ``~``."""
    return ("%7E", "~") if tilde == "any" else (tilde,)


def _refused(why: Explanation, code: int = _BAD_SIGNATURE, *before: str) -> Failure:
    return Failure(code, (*before, why.mistake, why.advice), 401, explanation=why)


def _readings(pairs: Pairs) -> tuple[Pairs, ...]:
    # Rack keeps the last of several scalars of one name; a client may sign what it sent or what Rack makes of it.
    last = last_scalars(pairs)
    return (pairs,) if last == pairs else (pairs, last)


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())
