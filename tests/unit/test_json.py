"""JSON in and out: the same values with and without orjson, and a damaged answer is a DecodeError."""

import json as standard
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synctv_async._wire import json
from synctv_async._wire.records import structure
from synctv_async.errors import DecodeError
from synctv_async.models import Media

from .rendering import ROWS, record

PARSERS = ["fast", "standard"]


@pytest.fixture(params=PARSERS)
def parser(request, monkeypatch):
    """Run with orjson, and as where it is not installed."""
    if request.param == "fast":
        pytest.importorskip("orjson")
    else:
        monkeypatch.setitem(sys.modules, "orjson", None)
    json._parser.cache_clear()
    yield request.param
    json._parser.cache_clear()


def both(body):
    """Parse with orjson and with the standard library alone."""
    pytest.importorskip("orjson")
    json._parser.cache_clear()
    try:
        fast = json.loads(body)
        assert json._parser() is not standard.loads
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, "orjson", None)
            json._parser.cache_clear()
            slow = json.loads(body)
            assert json._parser() is standard.loads
    finally:
        json._parser.cache_clear()
    return fast, slow


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from([2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**40]),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
        st.sampled_from(["\ud800", "a\udfffb", "0" * 30, "\N{ARABIC-INDIC DIGIT FIVE}" * 20]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=100)
@given(values)
def test_orjson_and_the_standard_library_read_the_same(value):
    fast, slow = both(standard.dumps(value).encode())
    assert repr(fast) == repr(slow) == repr(value)


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
@settings(max_examples=25)
@given(data=st.data())
def test_both_make_the_same_records(kind, data):
    drawn = data.draw(record(ROWS[kind][2]))
    fast, slow = both(standard.dumps(drawn.json).encode())
    assert repr(structure(fast, kind, "x")) == repr(structure(slow, kind, "x"))


def test_huge_numbers_stay_whole(parser):
    for number in (2**64, 2**64 - 1, -(2**63) - 1, 10**30):
        assert json.loads(f'{{"id": {number}}}'.encode()) == {"id": number}
        assert structure(json.loads(f'{{"id": {number}}}'.encode()), Media, "x").id == number


def test_lone_surrogates_are_kept(parser):
    assert json.loads(rb'"\ud800"') == "\ud800"


def test_numbers_that_json_does_not_know_are_read_as_the_standard_library_does(parser):
    assert json.loads(b"[NaN, Infinity]")[1] == float("inf")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"<html>", b'{"a": 1,}', b'"\xff"', b"[" * 100_000, b"1" * 5000, b'{"a" 1}', b"nul"]
)
def test_what_is_no_json_is_an_error_that_shows_a_little_of_it(parser, body):
    with pytest.raises(DecodeError, match="the answer is not JSON") as caught:
        json.loads(body)
    assert caught.value.damaged
    assert len(str(caught.value)) < 300
    assert caught.value.__suppress_context__


def test_requests_are_rendered_compactly_and_as_utf_8():
    assert json.dumps([{"name": "é", "settings": {"a": [1, True, None]}}]) == (
        '[{"name":"é","settings":{"a":[1,true,null]}}]'.encode()
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}, b"x"])
def test_what_json_does_not_know_is_not_rendered(value):
    with pytest.raises((TypeError, ValueError)):
        json.dumps([value])


@given(values.filter(lambda value: "\\ud" not in standard.dumps(value)))
def test_what_is_rendered_can_be_read(value):
    assert json.loads(json.dumps(value)) == value
