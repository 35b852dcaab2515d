"""Dice that fall the same again: what is drawn for a request hangs on that request alone, not on those before it."""

import hashlib
import random

from synctv_async.sandbox.types import Incoming

__all__ = ["Dice", "identity_of"]


class Dice:
    """The numbers that belong to one meeting of a rule and a request; each purpose has its own."""

    __slots__ = ("_key",)

    def __init__(self, seed: int, rule: int, identity: bytes, occurrence: int) -> None:
        text = f"{seed}/{rule}/{identity.hex()}/{occurrence}"
        self._key = hashlib.blake2b(text.encode(), digest_size=16).digest()

    def _number(self, purpose: str) -> int:
        return int.from_bytes(hashlib.blake2b(purpose.encode(), key=self._key, digest_size=8).digest())

    def unit(self, purpose: str) -> float:
        """Return a number from 0 up to, but not including, 1."""
        return (self._number(purpose) >> 11) / (1 << 53)  # as many bits as a float holds, so that it never rounds to 1

    def stream(self, purpose: str) -> random.Random:
        """Return a source of many numbers."""
        return random.Random(self._number(purpose))  # noqa: S311 - misbehaviour, not secrets


def identity_of(request: Incoming) -> bytes:
    """Tell requests apart by what they ask; a repeated one is the same, and the signature says nothing new."""
    digest = hashlib.blake2b(f"{request.method}\0{request.path}".encode(), digest_size=16)
    for key, value in request.pairs:
        if key != "signature":
            digest.update(f"\0{key}\1{value}".encode("utf-8", "surrogatepass"))
    digest.update(b"\0\0")
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        digest.update(request.body)  # a form is among the pairs
    return digest.digest()
