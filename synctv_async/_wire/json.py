"""JSON text to Python values and back: orjson where it is installed, the standard library for what it refuses."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from synctv_async._wire.convert import shorten
from synctv_async.errors import DecodeError

__all__ = ["dumps", "loads"]

_DIGITS = bytes(ord("0") if chr(byte).isdecimal() else ord(" ") for byte in range(256))
_LONG = b"0" * 19  # the digits of the smallest integer that does not fit


def loads(body: bytes) -> Any:
    """Parse an answer's body. The charset is UTF-8, as JSON's is, and is not guessed."""
    try:
        return _parser()(body)
    except (ValueError, RecursionError) as error:
        message = f"the answer is not JSON ({error}): {shorten(body.decode(errors='replace'))}"
        raise DecodeError(message, damaged=True) from None


def dumps(value: Any) -> bytes:
    """Render a request's body, compact, as UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


@cache
def _parser() -> Callable[[bytes], Any]:
    try:
        from orjson import JSONDecodeError
        from orjson import loads as parse
    except ImportError:
        return json.loads

    def parse_alike(body: bytes) -> Any:
        if _LONG in body.translate(_DIGITS):  # orjson makes a float of an integer over 64 bits
            return json.loads(body)
        try:
            return parse(body)
        except JSONDecodeError:  # it refuses what the standard library reads: lone surrogates, deep nesting
            return json.loads(body)

    return parse_alike
