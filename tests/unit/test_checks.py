"""A quick check of rows says yes only where records can be made of them."""

import sys
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synctv_async import Bundle, Contributor, DecodeError, IngestVideo, Media, Production
from synctv_async._wire import checks
from synctv_async._wire.records import structure_rows
from synctv_async._wire.schema import schema_of

pytest.importorskip("msgspec")

offsets = st.sampled_from(["", "Z", "z", "+02:00", "-03:30", "-0330", "+00"])
times = st.builds(lambda moment, offset: moment.isoformat() + offset, st.datetimes(datetime(2, 1, 1)), offsets)  # noqa: DTZ001
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just("7"), st.just("1.5"), times
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)


@st.composite
def rows(draw, record):
    names = [field.name for field in schema_of(record)]
    fields = draw(st.dictionaries(st.sampled_from([*names, "novel"]), values, max_size=6))
    return {"id": draw(st.one_of(st.integers(1), st.text(max_size=3))), **fields}


@pytest.mark.parametrize("record", [Media, Bundle, Contributor, IngestVideo, Production])
def test_what_passes_the_quick_check_becomes_a_record(record):
    @settings(max_examples=120)
    @given(rows(record))
    def play(row):
        if checks._quick_check(record)([row]):
            structure_rows([row], record, "rows")
        try:
            structure_rows([row], record, "rows")
        except DecodeError:
            assert not checks.all_fit([row], record)
        else:
            assert checks.all_fit([row], record)

    play()


def test_the_documents_rows_pass_quickly():
    row = {"id": 1, "name": "A", "active": True, "media_type": {"id": 1, "name": "B"}, "images": [{"a": "b"}]}
    assert checks._quick_check(Media)([row, {**row, "created_at": "2014-05-01T21:23:54Z", "extra": 1}])
    assert not checks._quick_check(Media)([row, {**row, "duration": "long"}])


def test_without_msgspec_the_answer_is_the_same(monkeypatch):
    monkeypatch.setitem(sys.modules, "msgspec", None)
    checks._quick_check.cache_clear()
    try:
        assert checks.all_fit([{"id": 1, "duration": "5"}], Media)
        assert not checks.all_fit([{"id": 1}, {"id": 2, "duration": "long"}], Media)
        assert not checks.all_fit(["no row"], Media)
    finally:
        checks._quick_check.cache_clear()
