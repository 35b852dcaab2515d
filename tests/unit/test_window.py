"""The rate window, against a service that counts what arrives at its own door."""

import heapq
from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synctv_async._policy.window import RateLimit, RateWindow
from synctv_async.errors import ConfigError


class Door:
    """A sliding window as the service keeps it: it counts the arrivals of the last ``per`` milliseconds."""

    def __init__(self, requests, per):
        self.requests, self.per, self.recent = requests, per, deque()

    def arrive(self, now):
        while self.recent and self.recent[0] <= now - self.per:
            self.recent.popleft()
        self.recent.append(now)
        return len(self.recent) <= self.requests


latencies = st.sampled_from([0, 0, 1, 5, 40, 120])


@settings(max_examples=150)
@given(st.integers(1, 5), st.integers(1, 50), st.integers(1, 25), st.data())
def test_whatever_the_latencies_the_service_never_sees_more_than_the_limit(requests, per, many, data):
    """Times are whole milliseconds, so that nothing is owed to rounding."""
    window, door = RateWindow(RateLimit(requests, per)), Door(requests, per)
    events, serial, now = [(0, n, "try") for n in range(many)], many, 0
    served = 0
    heapq.heapify(events)
    while events:
        now, _, kind = heapq.heappop(events)
        serial += 1
        if kind == "try":
            wait = window.reserve(now)
            if wait is None and data.draw(st.sampled_from([False] * 5 + [True])):
                window.give_back()  # cancelled before it was sent
                wait = 1
            if wait is None:
                there = data.draw(latencies)
                heapq.heappush(events, (now + there, serial, "arrive"))
            else:
                again = now + (3 if wait == float("inf") else wait)
                heapq.heappush(events, (again, serial, "try"))
        elif kind == "arrive":
            assert door.arrive(now), "more than the limit arrived within the period"
            served += 1
            heapq.heappush(events, (now + data.draw(latencies), serial, "answer"))
        else:
            window.settle(now)
    assert served == many


def test_a_slot_is_free_again_a_period_after_its_answer_and_not_a_moment_sooner():
    window = RateWindow(RateLimit(1, 60))
    assert window.reserve(0) is None
    assert window.reserve(10) == float("inf")
    window.settle(30)
    assert window.reserve(30) == 60
    assert window.reserve(89) == 1
    assert window.reserve(90) is None


def test_the_whole_limit_is_granted_at_once_and_no_more():
    window = RateWindow(RateLimit(3, 60))
    assert [window.reserve(0) for _ in range(4)] == [None, None, None, float("inf")]
    window.settle(1)
    window.settle(5)
    assert window.reserve(6) == 55
    assert window.reserve(61) is None
    assert window.reserve(61) == 4


def test_a_slot_that_was_given_back_is_free_at_once():
    window = RateWindow(RateLimit(1, 60))
    window.reserve(0)
    window.give_back()
    assert window.reserve(0) is None


def test_a_hold_stops_all_until_its_end_and_a_shorter_one_does_not_end_it():
    window = RateWindow(RateLimit(10, 60))
    window.hold(20)
    window.hold(5)
    assert window.reserve(0) == 20
    assert window.reserve(19) == 1
    assert window.reserve(20) is None


def test_without_a_limit_only_a_hold_makes_anyone_wait():
    window = RateWindow(None)
    assert all(window.reserve(0) is None for _ in range(5000))
    window.settle(0)
    window.give_back()
    window.hold(3)
    assert window.reserve(1) == 2
    assert window.reserve(3) is None


@pytest.mark.parametrize("options", [(0,), (-1,), (1, 0), (1, -1), (1, float("inf")), (1, float("nan"))])
def test_a_limit_that_lets_nothing_through_or_never_ends_is_refused(options):
    with pytest.raises(ConfigError, match="RateLimit takes at least 1 request per a positive number of seconds"):
        RateLimit(*options)


def test_a_limit_is_per_minute_unless_told_otherwise():
    assert RateLimit(1000).per == 60.0
