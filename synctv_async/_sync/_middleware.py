# Generated from synctv_async/_async/_middleware.py: edit that and run tools/sync_codegen.py.
"""The loop around a call's attempts: it asks the policy, sleeps and repeats. Pure functions make all decisions."""

import logging
import random
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import attrs

from synctv_async._concurrency import Window, call, monotonic, sleep
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

__all__ = ["CallNext", "Hooks", "Middleware", "Observer", "Retry", "chain"]

T = TypeVar("T")

CallNext = Callable[[ApiRequest], ApiResponse]
Middleware = Callable[[ApiRequest, CallNext], ApiResponse]

_log = logging.getLogger("synctv_async")
_ONE_ATTEMPT = RetryPolicy(max_attempts=1)


def chain(middleware: Sequence[Middleware], last: CallNext) -> CallNext:
    """Put the user's middleware around ``last``, the first of the list outermost."""
    for function in reversed(middleware):
        last = _link(function, last)
    return last


def _link(function: Middleware, call_next: CallNext) -> CallNext:
    def linked(request: ApiRequest) -> ApiResponse:
        return function(request, call_next)

    return linked


@attrs.frozen
class Hooks:
    """The user's functions that are told what happens."""

    on_request: Callable[[RequestInfo], object] | None = None
    on_response: Callable[[ResponseInfo], object] | None = None
    on_retry: Callable[[RetryInfo], object] | None = None


class Observer:
    """Tells the log and the user's hooks about the attempts of one call, in words without secrets."""

    __slots__ = ("_attempt", "_hooks", "_info", "_request")

    def __init__(self, hooks: Hooks, request: ApiRequest) -> None:
        self._hooks = hooks
        self._request = request
        self._attempt = 1
        self._info: RequestInfo | None = None

    def _describe(self) -> RequestInfo:
        if self._info is None or self._info.attempt != self._attempt:
            self._info = RequestInfo.of(self._request, self._attempt)
        return self._info

    def request(self, attempt: int) -> None:
        """Tell that an attempt is about to be made."""
        self._attempt = attempt
        if self._hooks.on_request is not None:
            call(self._hooks.on_request, self._describe())

    def response(self, response: ApiResponse) -> None:
        """Tell that an attempt was answered."""
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("%s %s", str(self), f"answered {response.status} in {response.elapsed:.3f} s")
        if self._hooks.on_response is not None:
            call(self._hooks.on_response, ResponseInfo.of(self._describe(), response))

    def failed(self, error: SyncTVError) -> None:
        """Tell that an attempt was not answered."""
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("%s %s", str(self), f"failed: {error}")

    def retry(self, delay: float, error: SyncTVError) -> None:
        """Tell that another attempt follows."""
        if _log.isEnabledFor(logging.INFO):
            _log.info("%s again in %.2f s: %s", str(self), delay, error)
        if self._hooks.on_retry is not None:
            call(self._hooks.on_retry, RetryInfo(self._describe(), delay, str(error)))

    def __str__(self) -> str:
        info = self._describe()
        params = "&".join(f"{key}={value}" for key, value in info.params)
        return f"{info.method} {info.path}{'?' if params else ''}{params} (attempt {info.attempt})"


@attrs.frozen
class Retry(Generic[T]):
    """Makes attempts at one call until one succeeds or the policy gives up; then raises the last failure, once.

    ``attempt`` makes one and returns what the caller asked for; ``renew`` gets a new access where the client logged in
    by itself, and tells whether it did.
    """

    policy: RetryPolicy | None
    budget: RetryBudget
    window: Window
    observer: Observer
    request: ApiRequest
    until: float

    def run(
        self,
        attempt: Callable[[], T],
        renew: Callable[[], bool],
        failed: TransportError | ApiError | DecodeError | None = None,
    ) -> T:
        """Run the call. ``failed`` is how its first attempt ended, where that was made already."""
        made, taken, doubtful, renewed = 0, 0, False, False
        while True:
            made += 1
            if failed is None:
                self.observer.request(made)
                try:
                    result = attempt()
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
            if expired and not renewed and self._renewed(renew, doubtful=doubtful):
                renewed, made = True, made - 1
                continue
            verdict = self._judge(error, failure, made)
            if not isinstance(verdict, Wait):
                _finish(error, self.request, made, doubtful=doubtful)
                raise error
            if failure is Failure.AMBIGUOUS:
                doubtful, taken = True, taken + 1
                self.budget.take()
            self.observer.retry(verdict.seconds, error)
            sleep(verdict.seconds)

    def _renewed(self, renew: Callable[[], bool], *, doubtful: bool) -> bool:
        try:
            return renew()
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
