"""Whether a failed attempt is made again, and after how long. Pure: the caller brings the clock and the dice."""

from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import TypeAlias

import attrs

from synctv_async.errors import ConfigError

__all__ = [
    "Failure",
    "GiveUp",
    "RetryBudget",
    "RetryPolicy",
    "Verdict",
    "Wait",
    "failure_of_status",
    "parse_retry_after",
    "says_login_expired",
]


class Failure(Enum):
    """What an attempt's failure says about whether the call was done."""

    NOT_SENT = auto()
    """No connection: it surely was not."""
    THROTTLED = auto()
    """429: it surely was not, and every other call should hold back too."""
    AMBIGUOUS = auto()
    """No answer, or one that does not tell: it may have been."""
    FINAL = auto()
    """The service said no, and will again."""


@attrs.frozen
class Wait:
    """Make another attempt after this many seconds."""

    seconds: float


@attrs.frozen
class GiveUp:
    """Make no other attempt."""

    reason: str


Verdict: TypeAlias = Wait | GiveUp

# 408 and 425 ask for another attempt; 500 to 504 are what an overloaded or restarting service answers.
_AMBIGUOUS = frozenset({408, 425, 500, 502, 503, 504})
_THROTTLED = 429


def failure_of_status(status: int) -> Failure:
    """Tell what an HTTP status that is not a success says."""
    if status == _THROTTLED:
        return Failure.THROTTLED
    return Failure.AMBIGUOUS if status in _AMBIGUOUS else Failure.FINAL


def says_login_expired(status: int) -> bool:
    """Tell whether an answer says that an access is no longer good. 401 is a guess: no document says what it is."""
    return status == 401  # noqa: PLR2004 - Unauthorized


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """How often and how patiently a call is tried again.

    ``max_attempts`` counts the first attempt. The wait before attempt ``n + 1`` is drawn evenly from nothing to
    ``base_delay * 2 ** (n - 1)`` seconds, at most ``max_delay`` (full jitter). A ``Retry-After`` of the service goes
    before; one that is longer than ``max_retry_after`` seconds, or than the time that the call has left, ends the call.

    A call that creates something is tried again only when it surely did not happen.
    """

    max_attempts: int = 4
    base_delay: float = 0.5
    max_delay: float = 8.0
    max_retry_after: float = 60.0

    def __attrs_post_init__(self) -> None:
        if self.max_attempts < 1:
            message = f"RetryPolicy: max_attempts counts the first attempt and is at least 1, got {self.max_attempts}"
            raise ConfigError(message)
        for name in ("base_delay", "max_delay", "max_retry_after"):
            if not 0 <= getattr(self, name) < float("inf"):
                message = f"RetryPolicy: {name} is a number of seconds from 0, got {getattr(self, name)!r}"
                raise ConfigError(message)

    def decide(  # noqa: PLR0911, PLR0913 - a list of cases, and all that they depend on; keywords all
        self,
        *,
        attempt: int,
        failure: Failure,
        repeatable: bool,
        retry_after: float | None,
        time_left: float,
        dice: float,
        budget_left: bool = True,
    ) -> Verdict:
        """Decide what follows the ``attempt``-th attempt, counted from 1.

        ``repeatable`` tells whether the call may be sent twice, ``dice`` is a random number from 0 to 1.
        """
        if failure is Failure.FINAL:
            return GiveUp("the service refused it")
        if failure is Failure.AMBIGUOUS and not repeatable:
            return GiveUp("it may have been done, and doing it twice would do harm")
        if attempt >= self.max_attempts:
            return GiveUp(f"{attempt} attempts were made")
        if failure is Failure.AMBIGUOUS and not budget_left:
            return GiveUp("too many calls fail for more attempts to help")
        if retry_after is not None and retry_after > self.max_retry_after:
            return GiveUp(f"the service asks to wait {retry_after:g} s, longer than {self.max_retry_after:g} s")
        delay = dice * min(self.max_delay, self.base_delay * 2 ** min(attempt - 1, 30))
        delay = delay if retry_after is None else retry_after
        if delay >= time_left:
            return GiveUp(f"the wait of {delay:.3g} s would outlast the call's time")
        return Wait(delay)


class RetryBudget:
    """What all calls of a client may spend on further attempts, so that an outage is not multiplied.

    Each further attempt after an ambiguous failure takes one; a call that ends well gives back what it took, and a
    little more. While the service is down the budget runs dry and calls fail at their first attempt.
    """

    __slots__ = ("_left", "capacity")

    GIFT = 0.1

    def __init__(self, capacity: float = 100.0) -> None:
        self.capacity: float = capacity
        self._left = capacity

    @property
    def left(self) -> bool:
        """Whether one more attempt may be made."""
        return self._left >= 1

    def take(self) -> None:
        """Pay for a further attempt."""
        self._left -= 1

    def give_back(self, taken: int) -> None:
        """Note a call that ended well after this many further attempts."""
        self._left = min(self.capacity, self._left + taken + self.GIFT)


def parse_retry_after(value: str | None, date: str | None, now: float) -> float | None:
    """Read a ``Retry-After`` header: seconds, or a date, into seconds from now.

    ``date`` is the answer's ``Date`` header, by which a date is measured if it is there: the two clocks may differ.
    ``now`` is this machine's time as seconds since 1970.
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text)
    until, since = timestamp_in(text), timestamp_in(date or "")
    if until is None:
        return None
    return max(0.0, until - (now if since is None else since))


def timestamp_in(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
        # The old date forms name no zone; all dates of HTTP are in UTC.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
