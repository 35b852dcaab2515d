"""From values to the pairs on the wire."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synctv_async._types import Secret
from synctv_async._wire.params import format_time, is_sensitive, pairs_of
from synctv_async.errors import ArgumentError
from synctv_async.models import AspectRatio, BundleWriteStatus

MOMENT = datetime(2012, 2, 15, 2, 6, 56, 400_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        (None, ()),
        ("text", (("x", "text"),)),
        ("", (("x", ""),)),
        (True, (("x", "true"),)),
        (False, (("x", "false"),)),
        (7, (("x", "7"),)),
        (10**30, (("x", "1" + "0" * 30),)),
        (1.5, (("x", "1.5"),)),
        (1e22, (("x", "10000000000000000000000"),)),
        (1e-7, (("x", "0.0000001"),)),
        (Decimal("1E+3"), (("x", "1000"),)),
        (Decimal("1.10"), (("x", "1.10"),)),
        (MOMENT, (("x", "2012-02-15T02:06:56Z"),)),
        (BundleWriteStatus.DELETED, (("x", "-1"),)),
        (AspectRatio.WIDE, (("x", "16:9"),)),
        ([1, 2], (("x[]", "1"), ("x[]", "2"))),
        (("a",), (("x[]", "a"),)),
        ([True, None, "b"], (("x[]", "true"), ("x[]", "b"))),
        ({"a": 1, "b": None}, (("x[a]", "1"),)),
        ({"a": {"b": [1]}}, (("x[a][b][]", "1"),)),
        ({}, ()),
        ([{"a": 1}, {"a": 2}], (("x[][a]", "1"), ("x[][a]", "2"))),
    ],
)
def test_a_value_becomes_the_pairs_that_rails_reads(value, pairs):
    assert pairs_of({"x": value}) == pairs


def test_pairs_keep_the_callers_order():
    params = {"sort_order": ["order_number", "id"], "active": True, "bundle": {"name": "B", "media_ids": [2, 1]}}
    assert [key for key, _ in pairs_of(params)] == [
        *("sort_order[]", "sort_order[]", "active", "bundle[name]", "bundle[media_ids][]", "bundle[media_ids][]")
    ]
    assert pairs_of({"ids": [2, 1]}) == (("ids[]", "2"), ("ids[]", "1"))


@pytest.mark.parametrize("empty", [[], (), set(), frozenset()])
def test_an_empty_list_is_refused_because_the_service_would_not_see_it(empty):
    with pytest.raises(ArgumentError, match=r"bundle\[media_ids\]: an empty list cannot be sent: .*Leave the argument"):
        pairs_of({"bundle": {"media_ids": empty}})


@pytest.mark.parametrize("value", [b"x", object(), date(2012, 2, 15), float("nan"), float("inf"), Decimal("NaN"), 1j])
def test_what_cannot_be_sent_is_refused_with_what_can(value):
    with pytest.raises(
        TypeError, match=r"x\[a\]: .* cannot be sent; give text, a number, a boolean, an aware datetime"
    ):
        pairs_of({"x": {"a": value}})


def test_a_datetime_without_a_zone_is_refused():
    with pytest.raises(TypeError, match=r"begin_at: 2012-02-15T02:06:56 has no time zone; give an aware datetime"):
        pairs_of({"begin_at": datetime(2012, 2, 15, 2, 6, 56)})  # noqa: DTZ001 - the point of it


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)), st.integers(-840, 840))  # noqa: DTZ001
def test_a_time_is_sent_in_whole_seconds_of_utc_rounded_down_or_up(naive, minutes):
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    down, up = (datetime.fromisoformat(format_time("x", moment, up=up)) for up in (False, True))
    assert down <= moment <= up
    assert up - down == (timedelta(seconds=1) if moment.microsecond else timedelta(0))
    assert down.microsecond == 0
    assert format_time("x", moment).endswith("Z")


def test_the_last_moment_of_all_cannot_be_rounded_up():
    last = datetime.max.replace(tzinfo=UTC)
    assert format_time("x", last, up=True) == "9999-12-31T23:59:59Z"
    assert format_time("x", datetime.min.replace(tzinfo=UTC)) == "0001-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("key", "sensitive"),
    [
        *(("client_key", True), ("device_uid", True), ("email", True), ("password", True)),
        *(("account[password]", True), ("account[password_confirmation]", True), ("a[b][email]", True)),
        *(("name", False), ("email_like", False), ("password[hint]", False), ("account[name]", False)),
    ],
)
def test_what_must_never_stand_in_a_url_is_known_by_its_innermost_name(key, sensitive):
    assert is_sensitive(key) is sensitive


@pytest.mark.parametrize("value", ["a\ud800", Secret("a\udfff")])
def test_half_a_character_cannot_be_sent(value):
    with pytest.raises(ArgumentError, match=r"x\[a\]: the text holds half of a character") as caught:
        pairs_of({"x": {"a": value}})
    assert caught.value.__context__ is None


def test_a_secret_stays_one():
    assert pairs_of({"x": Secret("s3cr3t")}) == (("x", Secret("s3cr3t")),)
    assert "s3cr3t" not in repr(pairs_of({"password": "s3cr3t", "account": {"password": "s3cr3t"}}))
