"""The bytes of lines are the same with and without orjson."""

import json
import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from synctv_async import Bundle
from synctv_async.export import ndjson, to_ndjson

orjson = pytest.importorskip("orjson")

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.floats(min_value=1e-7, max_value=1e-3),
    st.text(st.characters()),
    st.sampled_from(["1e-05", 'quoted "2.5e-7"', "back\\slash 1e-9", "\x00\x1f\x7f\u2028\u2029", "\ud800", "e-"]),
)
ROWS = st.dictionaries(
    st.text(st.characters()),
    st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8),
)


def without_orjson(rows: list[Any]) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "orjson", None)
        ndjson._line_maker.cache_clear()
        slow = to_ndjson(rows)
    ndjson._line_maker.cache_clear()
    return slow


def alike(data: bytes) -> bytes:
    """Forgive orjson before 3.11.7 that it writes ``1e16`` for ``1e+16``."""
    return data if orjson.dumps(1e16) == b"1e+16" else data.replace(b"e+", b"e")


@given(ROWS)
@example({"big": 2**64, "small": -(2**63), "bigger": 10**40})
@example({"numbers": [1e-5, 1.5e-5, 9.99e-6, 1e-6, 1e-7, 5e-324, -1e-5, -2.5e-8, 0.0001, 1e15, 1e16, 1e22, 1.8e308]})
@example({"not numbers": [float("nan"), float("inf"), -float("inf")]})
@example({"half": "\udfff", "text": "1e-05", "number": 1e-05})
def test_the_same_bytes_come_out_either_way(row: dict[str, Any]) -> None:
    slow = without_orjson([row])
    assert alike(to_ndjson([row])) == alike(slow)
    assert slow.count(b"\n") == 1
    read = json.loads(slow)
    assert set(read) == set(row)


def test_deep_nesting_comes_out_either_way() -> None:
    row: Any = {"id": 1}
    for _ in range(300):
        row = {"in": [row]}
    assert to_ndjson([row]) == without_orjson([row])


def test_records_come_out_either_way() -> None:
    rows = [Bundle(id=1, name="Ä", extra={"ratio": 1e-06, "nan": float("nan")})]
    assert to_ndjson(rows) == without_orjson(rows) == b'{"id":1,"name":"\xc3\x84","ratio":1e-6,"nan":null}\n'


def test_keys_that_are_no_text_are_written_as_text() -> None:
    assert to_ndjson([{1: 2}]) == without_orjson([{1: 2}]) == b'{"1":2}\n'


@pytest.mark.parametrize("lines", [[b'{"id":7,"n":"\\ud800"}\n', b'{"n":1,"id":"8"}\n']])
def test_ids_are_read_back(lines: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    ndjson._parser.cache_clear()
    assert list(ndjson.ids_in(lines)) == [7, 8]
    monkeypatch.setitem(sys.modules, "orjson", None)
    ndjson._parser.cache_clear()
    assert list(ndjson.ids_in(lines)) == [7, 8]
    ndjson._parser.cache_clear()
