"""An answer that does not fit is a DecodeError: it names the field and shows, shortened, what was found."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synctv_async._wire import convert, records
from synctv_async._wire.records import structure, structure_rows
from synctv_async.errors import DecodeError
from synctv_async.models import (
    ApiKey,
    Bundle,
    BundleDetail,
    Contributor,
    Distribution,
    IngestVideo,
    Media,
    MediaDetail,
    Production,
)


def refusal(row, kind=Media, path="response.media"):
    with pytest.raises(DecodeError) as caught:
        structure(row, kind, path)
    error = caught.value
    assert not isinstance(error, BaseExceptionGroup)
    assert error.__cause__ is None
    assert str(error).startswith(f"{error.field} of the answer was not understood: ")
    return error


def deep(levels):
    tree = "leaf"
    for _ in range(levels):
        tree = {"a": tree}
    return tree


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"duration": "long"}, "duration", "expected a whole number, found 'long' (str)"),
        ({"duration": 1.5}, "duration", "expected a whole number, found 1.5 (float)"),
        ({"duration": True}, "duration", "expected a whole number, found True (bool)"),
        ({"duration": []}, "duration", "expected a whole number, found [] (list)"),
        ({"avg_rating": "good"}, "avg_rating", "expected a number, found 'good' (str)"),
        ({"avg_rating": {}}, "avg_rating", "expected a number, found {} (dict)"),
        ({"avg_rating": 10**400}, "avg_rating", "expected a number, found 1000"),
        ({"active": "maybe"}, "active", "expected true or false, found 'maybe' (str)"),
        ({"active": 2}, "active", "expected true or false, found 2 (int)"),
        ({"name": ["x"]}, "name", "expected text, found ['x'] (list)"),
        ({"created_at": "soon"}, "created_at", "expected a time in ISO 8601, found 'soon' (str)"),
        ({"created_at": 7}, "created_at", "expected a time in ISO 8601 with its offset from UTC, found 7 (int)"),
        ({"created_at": "2014-05-01T21:23:54"}, "created_at", "with its offset from UTC, found '2014-05-01T21:23:54'"),
        ({"created_at": "0001-01-01T00:00:00+05:00"}, "created_at", "expected a time in ISO 8601 with its offset"),
        ({"audio_languages": ["eng", None]}, "audio_languages", "expected text, found None (NoneType)"),
        ({"container_ids": [1, "x"]}, "container_ids", "expected a whole number, found 'x' (str)"),
        ({"container_ids": 5}, "container_ids", "expected a list, found 5 (int)"),
        ({"images": ["x"]}, "images", "expected a mapping, found 'x' (str)"),
        ({"meta_data": "x"}, "meta_data", "expected a mapping, found 'x' (str)"),
        ({"meta_data": [1]}, "meta_data", "expected a mapping, found [1] (list)"),
        ({"meta_data": {"a": object}}, "meta_data", "expected text, found <class 'object'> (type)"),
        ({"meta_data": deep(900)}, "meta_data", "maximum recursion depth exceeded"),
        ({"media_type": "film"}, "media_type", "expected a record, found 'film' (str)"),
        ({"media_type": {"name": "film"}}, "media_type.id", "its 'id' is missing"),
        ({"media_type": {"id": "film"}}, "media_type.id", "expected a whole number, found 'film' (str)"),
        ({"id": None}, "id", "expected a whole number, found None (NoneType)"),
        ({"duration": "z" * 5000}, "duration", "expected a whole number, found 'zzzz"),
    ],
)
def test_a_field_that_does_not_fit_is_named_with_what_was_found(fields, field, reason):
    error = refusal({"id": 1, **fields})
    assert error.field == f"response.media.{field}"
    assert reason in str(error)
    assert len(str(error)) < 250


@pytest.mark.parametrize("row", [None, 7, "x", [], [1], True])
def test_what_is_no_record_at_all_is_said_to_be_none(row):
    error = refusal(row)
    assert error.field == "response.media"
    assert "expected a record, found " in str(error)


def test_a_record_without_its_id_is_of_no_use():
    for kind in (Media, Bundle, Contributor, IngestVideo, Production, Distribution):
        assert "its 'id' is missing" in str(refusal({"name": "x"}, kind))


def test_rows_are_counted_in_the_path():
    rows = [{"id": 1}, {"id": 2}, {"id": 3, "hd": "?"}, {"id": "?"}]
    with pytest.raises(DecodeError) as caught:
        structure_rows(rows, Media, "response.medias")
    assert caught.value.field == "response.medias[2].hd"
    assert not caught.value.damaged


def test_a_field_of_a_record_in_a_record_is_named_to_the_end():
    row = {"media": {"id": 1}, "contributors": [{"id": 1}, {"id": 2, "media_id": "?"}]}
    assert refusal(row, MediaDetail, "response").field == "response.contributors[1].media_id"
    assert refusal({"bundle": {"id": 1, "status": "?"}}, BundleDetail, "response").field == "response.bundle.status"
    assert refusal({"media": {"id": 1}, "contributors": "?"}, MediaDetail, "response").field == "response.contributors"


def test_the_first_of_several_faults_is_told():
    assert refusal({"id": 1, "duration": "?", "avg_rating": "?"}).field == "response.media.duration"


def test_fields_that_fit_are_not_blamed_for_another_one():
    row = {"id": "1", "images": None, "media_type": None, "extra": 5, "name": 7, "contributors": None, "hd": "?"}
    assert refusal(row).field == "response.media.hd"
    detail = {"media": {"id": 1}, "contributors": None, "bundle_ids": ["?"]}
    assert refusal(detail, MediaDetail, "response").field == "response.bundle_ids"


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=5,
)
KINDS = [Media, MediaDetail, Bundle, BundleDetail, Contributor, IngestVideo, Production, Distribution, ApiKey]


def outcome(row, kind):
    try:
        return structure(row, kind, "response.row"), None
    except DecodeError as error:
        return None, error


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_whatever_comes_is_a_record_or_a_decode_error(kind, data):
    names = [field.name for field in kind.__attrs_attrs__]
    row = data.draw(st.dictionaries(st.sampled_from(names), anything, max_size=6))
    found, error = outcome({"id": 1, **row}, kind)
    if error is None:
        assert isinstance(found, kind)
    else:
        assert error.field.startswith("response.row")
        assert "\n" not in str(error)
        assert "each field by itself" not in str(error)


@pytest.mark.parametrize(
    ("function", "value", "result"),
    [
        (convert.to_int, " 12 ", 12),
        (convert.to_int, "-12", -12),
        (convert.to_int, 12.0, 12),
        (convert.to_float, "1.5", 1.5),
        (convert.to_float, 2, 2.0),
        (convert.to_decimal, 0.1, Decimal("0.1")),
        (convert.to_decimal, " 120.34 ", Decimal("120.34")),
        (convert.to_decimal, Decimal(7), Decimal(7)),
        (convert.to_bool, "true", True),
        (convert.to_bool, True, True),
        (convert.to_bool, 0, False),
        (convert.to_bool, " false ", False),
        (convert.to_bool, "1", True),
        (convert.to_text, 7, "7"),
        (convert.to_text, False, "false"),
        (convert.to_text, True, "true"),
        (convert.to_text, 1.5, "1.5"),
        (convert.to_datetime, "2014-05-01T23:23:54+02:00", datetime(2014, 5, 1, 21, 23, 54, tzinfo=UTC)),
        (convert.to_datetime, " 2014-05-01T21:23:54.25Z ", datetime(2014, 5, 1, 21, 23, 54, 250_000, tzinfo=UTC)),
        (convert.to_tree, " \n", {}),
        (convert.to_tree, [], {}),
        (convert.to_tree, {"a": [1, {"b": None}]}, {"a": ["1", {"b": None}]}),
    ],
)
def test_a_value_is_accepted_in_each_form_that_the_wire_has_for_it(function, value, result):
    found = function(value)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize("value", ["1e3", "+5", "5_0", "", "٣", "0x10", "1.0"])
def test_a_text_is_a_whole_number_only_if_it_is_plainly_one(value):
    with pytest.raises(ValueError, match="expected a whole number"):
        convert.to_int(value)


@pytest.mark.parametrize("value", [True, [], "ten", None])
def test_what_is_no_decimal_is_refused(value):
    with pytest.raises(ValueError, match="expected a decimal number"):
        convert.to_decimal(value)


def test_times_are_aware_and_in_utc_whatever_their_offset():
    media = structure(
        {"id": 1, "created_at": "2014-05-02T01:23:54+04:00", "updated_at": " 2014-05-01T21:23:54Z"}, Media, "x"
    )
    assert media.created_at == media.updated_at
    assert media.created_at.tzinfo is UTC
    assert media.created_at.utcoffset() == timedelta(0)


def test_lists_of_nothing_are_empty():
    for nothing in ([], None, "", " \n"):
        assert convert.to_list(nothing, convert.to_int) == ()


def test_a_long_value_is_shown_shortened_with_its_type():
    assert convert.shorten("x" * 500) == f"'{'x' * 59}… (str)"
    assert convert.shorten(None) == "None (NoneType)"


def test_the_records_of_sourcesync_keep_any_json():
    settings = {"a": [1, None, {"b": True}]}
    production = structure({"id": 7, "name": "A", "settings": settings, "slug": "a"}, Production, "data")
    assert production == Production(id="7", name="A", settings=settings, extra={"slug": "a"})
    key = structure({"name": "K", "value": [1], "settings": None, "legacy_org_id": "1"}, ApiKey, "data")
    assert key == ApiKey(name="K", value=[1], settings=None, legacy_org_id=1)


class Judge:
    """Stands in for the converter that explains; the two may come to differ one day."""

    def __init__(self, verdict):
        self.verdict = verdict

    def structure(self, *_):
        if self.verdict is not None:
            raise self.verdict


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (None, "it does not fit, though each field by itself does"),
        (TypeError("inner words"), "expected a record"),
        (KeyError("novel"), "its 'novel' is missing"),
    ],
)
def test_a_row_whose_fault_cannot_be_found_is_refused_all_the_same(monkeypatch, verdict, reason):
    monkeypatch.setattr(records, "_explaining", lambda: Judge(verdict))
    error = refusal({"id": "?"})
    assert (error.field, str(error)) == ("response.media", f"response.media of the answer was not understood: {reason}")


def test_rows_that_fit_one_by_one_only_are_not_passed_over(monkeypatch):
    calls = iter([ValueError("the first time")])

    def moody(row, kind):
        for error in calls:
            raise error
        return row

    monkeypatch.setattr(records, "_hook", lambda _: moody)
    with pytest.raises(ValueError, match="the first time"):
        structure_rows([{"id": 1}], Media, "response.medias")
