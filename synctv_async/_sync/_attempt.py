# Generated from synctv_async/_async/_attempt.py: edit that and run tools/sync_codegen.py.
"""One attempt at a call, on its way down through the transports."""

from synctv_async._concurrency import Deadline
from synctv_async._policy.redact import Scrubber
from synctv_async._types import Secret
from synctv_async._wire.messages import ApiRequest
from synctv_async.config import AccessCredentials
from synctv_async.signing import Tilde

__all__ = ["IN_EXTENSIONS", "Attempt"]

IN_EXTENSIONS = "synctv_async"
"""The name under which a request of the HTTP library carries its attempt."""


class Attempt:
    """One attempt at a call on its way down: who is calling, until when, and what became of it."""

    __slots__ = ("access", "api_key", "deadline", "request", "sent", "signature", "tilde", "timeout")

    def __init__(  # noqa: PLR0913 - what an attempt consists of
        self,
        request: ApiRequest,
        deadline: Deadline,
        timeout: float,
        *,
        access: AccessCredentials | None = None,
        api_key: Secret | None = None,
        tilde: Tilde = "%7E",
    ) -> None:
        self.request: ApiRequest = request
        self.deadline: Deadline = deadline
        self.timeout: float = timeout
        self.access: AccessCredentials | None = access
        self.api_key: Secret | None = api_key
        self.tilde: Tilde = tilde
        self.sent: bool = False
        self.signature: Secret | None = None

    def scrub(self, text: str) -> str:
        """Strike everything secret about this attempt out of a text; made anew each time, for that is seldom."""
        secrets = [self.api_key, self.access and self.access.access_secret, self.signature]
        secrets += [value for _, value in self.request.query.pairs if isinstance(value, Secret)]
        return Scrubber(secret for secret in secrets if secret)(text)

    def extensions(self) -> dict[str, object]:
        """Return what the transports below need to know, in the form that httpx carries it."""
        return {IN_EXTENSIONS: self}
