"""Parameters as Rails reads them."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synctv_async.sandbox.synctv import params


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("a=1&a=2", {"a": "2"}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a[b]=c&a[d]=e", {"a": {"b": "c", "d": "e"}}),
        ("a[b][]=1&a[b][]=2&a[c]=", {"a": {"b": ["1", "2"], "c": ""}}),
        ("a[][b]=1", {"a": [{"b": "1"}]}),
        ("a=1&a[]=2", {"a": ["2"]}),
        ("a[b]=1&a=2", {"a": "2"}),
        ("a%5B%5D=x+y%2B", {"a": ["x y+"]}),
        ("", {}),
    ],
)
def test_nesting(query: str, tree: object) -> None:
    assert params.nest(params.parse_pairs(query)) == tree


@given(st.dictionaries(st.text(min_size=1).filter(lambda key: "[" not in key), st.lists(st.text(), min_size=1)))
def test_lists_keep_their_order(lists: dict[str, list[str]]) -> None:
    pairs = [(f"{key}[]", value) for key, values in lists.items() for value in values]
    assert params.parse_pairs(urlencode(pairs)) == tuple(pairs)
    assert params.nest(tuple(pairs)) == lists


@given(st.datetimes(datetime(1930, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_moments_are_rounded_inwards(moment: datetime) -> None:
    down, up = (params.moment(moment.isoformat(), up=up) for up in (False, True))
    assert datetime.fromisoformat(down) <= moment <= datetime.fromisoformat(up)
    assert (datetime.fromisoformat(up) - datetime.fromisoformat(down)).total_seconds() in {0, 1}
    assert (down == up) is (moment.microsecond == 0)


def test_scalars() -> None:
    assert [params.integer(raw) for raw in ("12", "-3x", "", "x", "9" * 30)] == [12, -3, 0, 0, int("9" * 18)]
    assert [params.flag(raw) for raw in ("true", "TRUE", "1", "false", "0", "yes")] == [
        True,
        True,
        True,
        False,
        False,
        None,
    ]
    assert params.real("1.5") == 1.5
    for raw in ("", "x", "inf"):
        with pytest.raises(params.Unreadable):
            params.real(raw)
    assert params.moment("2014-05-01") == "2014-05-01T00:00:00Z"
