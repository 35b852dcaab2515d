"""What a recording leaves out of what it writes down. Pure.

The middleware stands above the signature: access id, signature and API key never come by. What is struck out here is
the rest: the fields and the answers of a login, what is secret by its name, email addresses, and known secrets that a
service sends back.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from synctv_async import ApiRequest, ApiResponse, Secret
from synctv_async.testing.forms import Finder

__all__ = ["Redactor", "secrets_of_environment"]

MASK: Final = "***"
_HEADERS: Final = frozenset(
    {
        *("content-type", "content-length", "date", "retry-after", "server", "via"),
        *("x-request-id", "x-runtime", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"),
    }
)
_VARIABLES: Final = ("SYNCTV_ACCESS_SECRET", "SYNCTV_CLIENT_KEY", "SYNCTV_PASSWORD", "SOURCESYNC_API_KEY")
_WORDS: Final = "password|passwd|secret|token|signature|api[_-]?key|client[_-]?key|device_uid|authorization"
_NAME: Final = rf"[\w.-]*(?:{_WORDS})[\w.-]*"
_SECRET_NAME: Final = re.compile(_NAME, re.IGNORECASE)
_PATTERNS: Final = (
    # "name": "value" in JSON, also in a JSON text within JSON; <name>value</name> in XML
    (re.compile(rf'("{_NAME}"\s*:\s*")(?:[^"\\]|\\.)*', re.IGNORECASE), rf"\g<1>{MASK}"),
    (re.compile(rf'(\\"{_NAME}\\"\s*:\s*\\")[^"\\]*', re.IGNORECASE), rf"\g<1>{MASK}"),
    (re.compile(rf"(<({_NAME})(?:\s[^<>]*)?>)[^<]*(?=</\2>)", re.IGNORECASE), rf"\g<1>{MASK}"),
    # the same in URLs and forms, where it is name=value
    (re.compile(rf"((?<![\w.-]){_NAME}(?:=|%3D))[^&\s\"'<>\\]+", re.IGNORECASE), rf"\g<1>{MASK}"),
    (re.compile(r"((?:Bearer|Basic) )[\w+/=.~-]{8,}"), rf"\g<1>{MASK}"),
    (re.compile(r"app\.v1\.[\w./+=-]+"), MASK),
    (re.compile(r"(?<![\w.+-])[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"), "masked@example.invalid"),
)
_XML_PART: Final = re.compile(r"<(/?[\w-]*)([^<>]*)>([^<>]*)")
_XML_ATTRIBUTES: Final = re.compile(r"""(?:\s+(?:type|nil)=["']\w*["'])*\s*/?|\?xml[^<>]{0,60}\?""")


def secrets_of_environment() -> list[str]:
    """Return the secrets that the environment holds for the clients."""
    return [value for name in _VARIABLES if (value := os.environ.get(name))]


class Redactor:
    """Strikes out what must not be in a file that is sent to somebody else."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._finder = Finder({str(place): secret for place, secret in enumerate(secrets)})

    def text(self, text: str) -> str:
        """Return a text without known secrets, without what is secret by its name, without email addresses."""
        text = self._finder.mask(text.encode(errors="surrogatepass"), MASK).decode(errors="surrogatepass")
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    def params(self, request: ApiRequest) -> list[tuple[str, str]]:
        """Return the parameters in wire order, the offset last."""
        pairs = [(name, self._value(name, value)) for name, value in request.query.pairs]
        return pairs if request.offset is None else [*pairs, ("offset", str(request.offset))]

    def _value(self, name: str, value: str | Secret) -> str:
        innermost = name.replace("]", "").rpartition("[")[2] if not name.endswith("[]") else name[:-2]
        if isinstance(value, Secret) or _SECRET_NAME.fullmatch(innermost):
            return MASK
        return self.text(value)

    def headers(self, headers: Mapping[str, str], response: ApiResponse) -> dict[str, str]:
        """Return those headers of an answer that say something about it and nothing about the caller."""
        return {
            name.lower(): self.text(response.scrub(value))
            for name, value in headers.items()
            if name.lower() in _HEADERS
        }

    def body(self, request: ApiRequest, response: ApiResponse) -> bytes:
        """Return the body of an answer; of a login's answer only the shape."""
        text = response.scrub(response.body.decode(errors="surrogateescape"))
        text = _shape(text) if request.endpoint.private else self.text(text)
        return text.encode(errors="surrogateescape")


def _shape(text: str) -> str:
    """Return an answer with made-up values of the same kinds, so that a replayed login goes on as the recorded one."""
    try:
        answer = json.loads(text)
    except ValueError:
        is_xml = text.lstrip().startswith(("<?xml", "<response"))
        return _XML_PART.sub(_shaped_part, text) if is_xml else MASK
    return json.dumps(_shaped("", answer), separators=(",", ":"))


def _shaped_part(found: re.Match[str]) -> str:
    attributes = found[2] if _XML_ATTRIBUTES.fullmatch(found[2]) else ""
    return f"<{found[1]}{attributes}>{_made_up(found[1], found[3])}"


def _shaped(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shaped(key, item) for key, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_shaped(name, item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, bool) or value is None or (name == "code" and isinstance(value, int)):
        return value
    return _made_up(name, value) if isinstance(value, str) else 1


def _made_up(name: str, value: str) -> str:
    if not value.strip() or (name == "code" and len(value) <= 4):  # noqa: PLR2004 - the service's codes
        return value
    return "1" if value.strip().isdecimal() else MASK
