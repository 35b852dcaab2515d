"""One GET after another through a client of the package, and each answer as it came."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, cast

from synctv_async import (
    ApiError,
    ApiRequest,
    ApiResponse,
    ConnectError,
    DecodeError,
    Endpoint,
    ProtocolError,
    Query,
    SourceSync,
    SyncTV,
    SyncTVError,
    TimeoutError,
    WireFormat,
)

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = ["Answer", "Asker", "Connecting", "Next", "Tally", "object_in", "sentence_of"]

Next: TypeAlias = Callable[[ApiRequest], ApiResponse]
Fields: TypeAlias = dict[str, Any]


class Connecting(TypedDict, total=False):
    """How the service is reached: options of the clients, with their meaning there."""

    timeout: float
    proxy: "str | httpx.URL | httpx.Proxy | None"
    verify: "bool | str | ssl.SSLContext"
    cert: "str | tuple[str, str] | tuple[str, str, str] | None"
    transport: "httpx.BaseTransport | None"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one request. ``at`` is this machine's clock in the middle of the exchange."""

    response: ApiResponse = field(repr=False)
    at: float
    refusal: ApiError | None = None

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, their names in lower case."""
        return {name.lower(): value for name, value in self.response.headers.items()}

    @property
    def document(self) -> Any:
        """The JSON of the body, ``None`` where it is none."""
        try:
            return json.loads(self.response.body)
        except (ValueError, RecursionError):
            return None

    @property
    def content(self) -> Fields:
        """What stands in SyncTV's envelope, or in the body where there is no envelope."""
        whole = object_in(self.document)
        return object_in(whole.get("response", whole))

    @property
    def damaged(self) -> bool:
        """Whether the body is not the JSON that it is said to be."""
        return self.document is None and "json" in self.headers.get("content-type", "")

    @property
    def code(self) -> int | None:
        """SyncTV's own code."""
        code = self.content.get("code")
        if isinstance(code, str) and re.fullmatch(r"-?\d{1,4}", code):
            code = int(code)
        return code if isinstance(code, int) and not isinstance(code, bool) else None

    @property
    def ok(self) -> bool:
        """Whether the call went well by all that the answer says."""
        return self.refusal is None and self.response.ok

    @property
    def failed(self) -> bool:
        """Whether the service failed, asked to wait or sent a damaged answer: that tells nothing of its ways."""
        is_busy = self.status >= 500 or self.status == 429  # noqa: PLR2004 - server errors, too many requests
        return is_busy or self.damaged

    @property
    def summary(self) -> str:
        """The status and the code, which is all of an answer that a report may show."""
        return str(self.status) if self.code in {None, 1} else f"{self.status}, code {self.code}"


def object_in(value: object) -> Fields:
    """Return a JSON object; an empty one for anything else."""
    return cast("Fields", value) if isinstance(value, dict) else {}


class _SpentError(SyncTVError):
    """No more requests may be made."""


class Tally:
    """What all askers of one examination share: how many requests there may be, and what was answered."""

    def __init__(self, most: int, pause: float, on_answer: Callable[[str], object] | None) -> None:
        self.made: int = 0
        self.seen: list[Answer] = []
        self._most = most
        self._pause = pause
        self._on_answer = on_answer

    def take(self) -> None:
        """Count a request that is about to be made; be gentle."""
        if self.made >= self._most:
            raise _SpentError("the number of requests that an examination may make is used up")
        if self.made and self._pause:
            time.sleep(self._pause)
        self.made += 1

    def note(self, request: ApiRequest, answer: Answer) -> None:
        """Keep an answer, and tell of it."""
        self.seen.append(answer)
        if self._on_answer is not None:
            took = f"{answer.response.elapsed * 1000:.0f} ms {len(answer.response.body)} bytes"
            self._on_answer(f"GET {request.target} {answer.status} {took}")


class Asker:
    """Sends requests that the resources of a client have no method for.

    A call of the client's carries each: middleware puts another in its place, below the client's own checks and above
    its signature. Every one of them is a GET, and is made once.
    """

    def __init__(self, client: SyncTV | SourceSync, tally: Tally) -> None:
        self._client = client
        self._root = "/api/v2" if isinstance(client, SyncTV) else ""
        self._tally = tally

    def get(self, path: str, *pairs: tuple[str, object], wire_format: WireFormat | None = None) -> Answer:
        """Send one GET and return its answer, whatever it says; raise where none came."""
        self._tally.take()
        endpoint = Endpoint("doctor", "GET", path, repeatable=True)
        query = Query([(name, str(value)) for name, value in pairs])
        request = ApiRequest(endpoint, self._root + path, query, wire_format=wire_format)
        caught: list[tuple[float, ApiResponse]] = []

        def send(_carrier: ApiRequest, call_next: Next) -> ApiResponse:
            began = time.time()
            response = call_next(request)
            caught.append(((began + time.time()) / 2, response))
            return response

        refusal = self._carry(send)
        ((at, response),) = caught
        answer = Answer(response, at, refusal)
        self._tally.note(request, answer)
        return answer

    def _carry(self, send: Callable[[ApiRequest, Next], ApiResponse]) -> ApiError | None:
        """Make a call whose request and answer are ``send``'s; return the error that the answer is, if it is one."""
        client = self._client.with_options(retry=None, middleware=[send])
        try:
            if isinstance(client, SyncTV):
                client.media.count()
            else:
                client.key()
        except ApiError as error:
            return error
        except DecodeError:  # it answers another question than the client thinks
            return None
        return None


def sentence_of(error: SyncTVError) -> str:
    """Say what went wrong in words that hold no address, no id and nothing of what the service sent."""
    if isinstance(error, ApiError):
        return f"answered {error.status}" + ("" if error.code is None else f" (code {error.code})")
    if isinstance(error, TimeoutError):
        return "no complete answer within the time for one attempt"
    if isinstance(error, ConnectError):
        return "no connection could be made"
    if isinstance(error, ProtocolError):
        return "the exchange broke off before the answer was complete"
    if isinstance(error, DecodeError):
        place = re.sub(r"\[[^\]]*\]", "[]", error.field)
        return f"the answer was not understood at {place}" if re.fullmatch(r"[\w.\[\]]+", place) else "it made no sense"
    return str(error) if isinstance(error, _SpentError) else type(error).__name__
