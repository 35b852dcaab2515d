"""The loop around a call's attempts: it asks the policy, sleeps and repeats. Pure functions make all decisions."""

import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import attrs

from synctv_async._concurrency import AsyncWindow, acall, asleep, monotonic
from synctv_async._policy.retry import (
    Failure,
    RetryBudget,
    RetryPolicy,
    Verdict,
    Wait,
    failure_of_status,
    says_login_expired,
)
from synctv_async._types import Outcome
from synctv_async._wire.events import RequestInfo, ResponseInfo, RetryInfo
from synctv_async._wire.messages import ApiRequest, ApiResponse
from synctv_async.errors import (
    ApiError,
    DecodeError,
    SyncTVError,
    TimeoutError,
    TransportError,
)

__all__ = ["AsyncCallNext", "AsyncHooks", "AsyncMiddleware", "AsyncObserver", "AsyncRetry", "chain"]

T = TypeVar("T")

AsyncCallNext = Callable[[ApiRequest], Awaitable[ApiResponse]]
AsyncMiddleware = Callable[[ApiRequest, AsyncCallNext], Awaitable[ApiResponse]]

_log = logging.getLogger("synctv_async")
_ONE_ATTEMPT = RetryPolicy(max_attempts=1)


def chain(middleware: Sequence[AsyncMiddleware], last: AsyncCallNext) -> AsyncCallNext:
    """Put the user's middleware around ``last``, the first of the list outermost."""
    for function in reversed(middleware):
        last = _link(function, last)
    return last


def _link(function: AsyncMiddleware, call_next: AsyncCallNext) -> AsyncCallNext:
    async def linked(request: ApiRequest) -> ApiResponse:
        return await function(request, call_next)

    return linked


@attrs.frozen
class AsyncHooks:
    """The user's functions that are told what happens."""

    on_request: Callable[[RequestInfo], object] | None = None
    on_response: Callable[[ResponseInfo], object] | None = None
    on_retry: Callable[[RetryInfo], object] | None = None


class AsyncObserver:
    """Tells the log and the user's hooks about the attempts of one call, in words without secrets."""

    __slots__ = ("_attempt", "_hooks", "_info", "_request")

    def __init__(self, hooks: AsyncHooks, request: ApiRequest) -> None:
        self._hooks = hooks
        self._request = request
        self._attempt = 1
        self._info: RequestInfo | None = None

    def _describe(self) -> RequestInfo:
        if self._info is None or self._info.attempt != self._attempt:
            self._info = RequestInfo.of(self._request, self._attempt)
        return self._info

    async def request(self, attempt: int) -> None:
        """Tell that an attempt is about to be made."""
        self._attempt = attempt
        if self._hooks.on_request is not None:
            await acall(self._hooks.on_request, self._describe())

    async def response(self, response: ApiResponse) -> None:
        """Tell that an attempt was answered."""
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("%s %s", str(self), f"answered {response.status} in {response.elapsed:.3f} s")
        if self._hooks.on_response is not None:
            await acall(self._hooks.on_response, ResponseInfo.of(self._describe(), response))

    def failed(self, error: SyncTVError) -> None:
        """Tell that an attempt was not answered."""
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("%s %s", str(self), f"failed: {error}")

    async def retry(self, delay: float, error: SyncTVError) -> None:
        """Tell that another attempt follows."""
        if _log.isEnabledFor(logging.INFO):
            _log.info("%s again in %.2f s: %s", str(self), delay, error)
        if self._hooks.on_retry is not None:
            await acall(self._hooks.on_retry, RetryInfo(self._describe(), delay, str(error)))

    def __str__(self) -> str:
        info = self._describe()
        params = "&".join(f"{key}={value}" for key, value in info.params)
        return f"{info.method} {info.path}{'?' if params else ''}{params} (attempt {info.attempt})"


@attrs.frozen
class AsyncRetry(Generic[T]):
    """Makes attempts at one call until one succeeds or the policy gives up; then raises the last failure, once.

    ``attempt`` makes one and returns what the caller asked for; ``renew`` gets a new access where the client logged in
    by itself, and tells whether it did.
    """

    policy: RetryPolicy | None
    budget: RetryBudget
    window: AsyncWindow
    observer: AsyncObserver
    request: ApiRequest
    until: float

    async def run(
        self,
        attempt: Callable[[], Awaitable[T]],
        renew: Callable[[], Awaitable[bool]],
        failed: TransportError | ApiError | DecodeError | None = None,
    ) -> T:
        """Run the call. ``failed`` is how its first attempt ended, where that was made already."""
        made, taken, doubtful, renewed = 0, 0, False, False
        while True:
            made += 1
            if failed is None:
                await self.observer.request(made)
                try:
                    result = await attempt()
                except (TransportError, ApiError, DecodeError) as caught:
                    failed = caught
                else:
                    self.budget.give_back(taken)
                    return result
            error, failed = failed, None
            if isinstance(error, TransportError):
                self.observer.failed(error)
            failure = _failure_of(error)
            expired = isinstance(error, ApiError) and says_login_expired(error.status)
            if expired and not renewed and await self._renewed(renew, doubtful=doubtful):
                renewed, made = True, made - 1
                continue
            verdict = self._judge(error, failure, made)
            if not isinstance(verdict, Wait):
                _finish(error, self.request, made, doubtful=doubtful)
                raise error
            if failure is Failure.AMBIGUOUS:
                doubtful, taken = True, taken + 1
                self.budget.take()
            await self.observer.retry(verdict.seconds, error)
            await asleep(verdict.seconds)

    async def _renewed(self, renew: Callable[[], Awaitable[bool]], *, doubtful: bool) -> bool:
        try:
            return await renew()
        except SyncTVError as error:  # its outcome is that of the login, and this call was refused before
            refused: Outcome = "unknown" if doubtful else "refused"
            error.outcome = None if self.request.method == "GET" else refused
            raise

    def _judge(self, error: SyncTVError, failure: Failure, made: int) -> Verdict:
        retry_after = error.retry_after if isinstance(error, ApiError) else None
        verdict = (self.policy or _ONE_ATTEMPT).decide(
            attempt=made,
            failure=failure,
            repeatable=self.request.endpoint.repeatable,
            retry_after=retry_after,
            time_left=self.until - monotonic(),
            dice=random.random(),  # noqa: S311 - jitter
            budget_left=self.budget.left,
        )
        if failure is Failure.THROTTLED:  # whoever meets it, all hold back
            self.window.hold(verdict.seconds if isinstance(verdict, Wait) else retry_after or 0.0)
        return verdict


def _failure_of(error: SyncTVError) -> Failure:
    if isinstance(error, TransportError):
        if error.sent:
            return Failure.AMBIGUOUS
        return Failure.FINAL if isinstance(error, TimeoutError) else Failure.NOT_SENT
    if isinstance(error, DecodeError):
        return Failure.AMBIGUOUS if error.damaged else Failure.FINAL
    return failure_of_status(error.status) if isinstance(error, ApiError) else Failure.FINAL


def _finish(error: SyncTVError, request: ApiRequest, attempts: int, *, doubtful: bool) -> None:
    """Note on the error what is known of the call as a whole."""
    if isinstance(error, ApiError | TransportError):
        error.attempts = attempts
    if isinstance(error, ApiError):
        error.after_doubt = doubtful
    if attempts > 1:
        error.args = (f"{str(error).rstrip('.')} (after {attempts} attempts)",)
    if request.method == "GET":
        return
    if isinstance(error, TransportError) and not error.sent:
        error.outcome = "not_sent"
    elif isinstance(error, ApiError) and failure_of_status(error.status) is not Failure.AMBIGUOUS:
        error.outcome = "refused"
    else:
        error.outcome = "unknown"
    if doubtful:  # an attempt before this one may have done it
        error.outcome = "unknown"
