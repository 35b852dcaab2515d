"""Whether and when a failed attempt is made again."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synctv_async._policy.retry import (
    Failure,
    GiveUp,
    RetryBudget,
    RetryPolicy,
    Wait,
    failure_of_status,
    parse_retry_after,
    says_login_expired,
)
from synctv_async.errors import ConfigError

NOW = 1_398_979_434.0
"""2014-05-01T21:23:54Z."""

TABLE = {
    # failure: (of a repeatable call, of a create)
    Failure.NOT_SENT: (True, True),
    Failure.THROTTLED: (True, True),
    Failure.AMBIGUOUS: (True, False),
    Failure.FINAL: (False, False),
}


def decide(policy=None, **changes):
    given_case = {
        "attempt": 1,
        "failure": Failure.AMBIGUOUS,
        "repeatable": True,
        "retry_after": None,
        "time_left": 180.0,
        "dice": 1.0,
    }
    return (policy or RetryPolicy()).decide(**{**given_case, **changes})


@pytest.mark.parametrize("failure", Failure)
@pytest.mark.parametrize("repeatable", [True, False])
def test_a_call_is_repeated_only_where_that_can_do_no_harm(failure, repeatable):
    expected = TABLE[failure][0 if repeatable else 1]
    assert isinstance(decide(failure=failure, repeatable=repeatable), Wait) is expected


def test_every_kind_of_failure_is_in_the_table():
    assert set(TABLE) == set(Failure)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 425])
def test_an_answer_that_does_not_tell_is_ambiguous(status):
    assert failure_of_status(status) is Failure.AMBIGUOUS


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422, 301, 302, 501, 505])
def test_an_answer_that_says_no_is_final(status):
    assert failure_of_status(status) is Failure.FINAL


def test_401_alone_says_that_a_login_has_run_out():
    assert [status for status in range(100, 600) if says_login_expired(status)] == [401]


def test_429_surely_did_nothing():
    assert failure_of_status(429) is Failure.THROTTLED


@pytest.mark.parametrize(("attempt", "waits"), [(1, True), (3, True), (4, False), (5, False)])
def test_the_first_attempt_is_counted(attempt, waits):
    assert isinstance(decide(attempt=attempt), Wait) is waits


def test_one_attempt_is_never_followed_by_another():
    for failure in Failure:
        assert isinstance(decide(RetryPolicy(max_attempts=1), failure=failure), GiveUp)


@pytest.mark.parametrize(
    ("attempt", "longest"), [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0), (5, 8.0), (6, 8.0), (5000, 8.0)]
)
def test_the_wait_grows_exponentially_up_to_its_limit(attempt, longest):
    policy = RetryPolicy(max_attempts=10_000)
    assert decide(policy, attempt=attempt) == Wait(longest)
    assert decide(policy, attempt=attempt, dice=0.0) == Wait(0.0)
    assert decide(policy, attempt=attempt, dice=0.25) == Wait(longest / 4)


@pytest.mark.parametrize("failure", [Failure.AMBIGUOUS, Failure.THROTTLED])
def test_what_the_service_asks_for_goes_before_our_own_wait(failure):
    assert decide(failure=failure, retry_after=7.0) == Wait(7.0)
    assert decide(failure=failure, retry_after=0.0) == Wait(0.0)
    assert decide(failure=failure, retry_after=60.0) == Wait(60.0)


def test_a_wait_longer_than_the_cap_ends_the_call_at_once():
    verdict = decide(failure=Failure.THROTTLED, retry_after=60.5)
    assert verdict == GiveUp("the service asks to wait 60.5 s, longer than 60 s")


def test_a_wait_that_would_outlast_the_call_ends_it_at_once():
    verdict = decide(failure=Failure.THROTTLED, retry_after=30.0, time_left=29.0)
    assert verdict == GiveUp("the wait of 30 s would outlast the call's time")
    assert isinstance(decide(time_left=0.5), GiveUp)
    assert isinstance(decide(time_left=0.0, dice=0.0), GiveUp)
    assert isinstance(decide(time_left=-1.0, dice=0.0), GiveUp)


@given(
    st.fixed_dictionaries(
        {
            "attempt": st.integers(1, 10),
            "failure": st.sampled_from(Failure),
            "repeatable": st.booleans(),
            "retry_after": st.one_of(st.none(), st.floats(0, 200)),
            "time_left": st.floats(-5, 200),
            "dice": st.floats(0, 1),
            "budget_left": st.booleans(),
        }
    )
)
def test_never_earlier_than_told_and_never_past_the_deadline(case):
    verdict = decide(**case)
    if isinstance(verdict, Wait):
        assert verdict.seconds < case["time_left"]
        assert case["retry_after"] is None or verdict.seconds == case["retry_after"] <= 60
        assert case["attempt"] < 4
        assert case["failure"] is not Failure.AMBIGUOUS or (case["repeatable"] and case["budget_left"])
        assert case["failure"] is not Failure.FINAL
    else:
        assert verdict.reason


def test_an_empty_budget_stops_repetitions_after_ambiguous_failures_only():
    assert decide(budget_left=False) == GiveUp("too many calls fail for more attempts to help")
    assert isinstance(decide(failure=Failure.THROTTLED, budget_left=False), Wait)
    assert isinstance(decide(failure=Failure.NOT_SENT, budget_left=False), Wait)


def test_an_outage_uses_the_budget_up_and_success_gives_it_back():
    budget = RetryBudget(capacity=2)
    assert budget.left
    budget.take()
    budget.take()
    assert not budget.left
    budget.give_back(0)
    assert not budget.left
    budget.give_back(1)
    assert budget.left


def test_the_budget_is_never_more_than_its_capacity():
    budget = RetryBudget(capacity=1)
    for _ in range(100):
        budget.give_back(3)
    budget.take()
    assert not budget.left


def test_many_successes_earn_a_further_attempt():
    budget = RetryBudget(capacity=1)
    budget.take()
    for _ in range(11):
        budget.give_back(0)
    assert budget.left


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"max_attempts": 0}, "max_attempts"),
        ({"max_attempts": -1}, "max_attempts"),
        ({"base_delay": -0.1}, "base_delay"),
        ({"max_delay": math.inf}, "max_delay"),
        ({"max_retry_after": math.nan}, "max_retry_after"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_by_name(options, named):
    with pytest.raises(ConfigError, match=f"RetryPolicy: {named} .* got"):
        RetryPolicy(**options)


def test_a_policy_of_zero_waits_is_fine():
    assert decide(RetryPolicy(base_delay=0, max_delay=0)) == Wait(0.0)


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        (None, None, None),
        ("7", None, 7.0),
        (" 7 ", None, 7.0),
        ("0", None, 0.0),
        ("1.5", None, 1.5),
        ("9" * 400, None, math.inf),
        ("-5", None, None),
        ("soon", None, None),
        ("", None, None),
        (".", None, None),
        ("\N{ARABIC-INDIC DIGIT FIVE}", None, None),
        ("Thu, 01 May 2014 21:24:04 GMT", None, 10.0),
        ("Thu, 01 May 2014 23:24:04 +0200", None, 10.0),
        ("Thu, 01 May 2014 21:23:00 GMT", None, 0.0),
        ("Thu, 01 May 2014 21:24:04 GMT", "Thu, 01 May 2014 21:24:00 GMT", 4.0),
        ("Thu, 01 May 2014 21:24:04 GMT", "yesterday", 10.0),
        ("Thu, 99 May 2014 21:24:04 GMT", None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_by_the_answers_own_clock(value, date, seconds):
    assert parse_retry_after(value, date, NOW) == seconds


@pytest.fixture
def zone_of_the_machine(monkeypatch):
    monkeypatch.setenv("TZ", "EST5")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("value", ["Thu May  1 21:24:04 2014", "Thu, 01 May 2014 21:24:04 -0000"])
def test_a_date_without_a_zone_is_in_utc_wherever_this_machine_stands(zone_of_the_machine, value):
    assert parse_retry_after(value, None, NOW) == 10.0
