"""Records as Arrow: real types, no value changed on the way, and what does not fit is never made to."""

import json
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType, SimpleNamespace

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synctv_async._types import UNSET
from synctv_async._wire import columns
from synctv_async._wire.records import structure
from synctv_async.arrow import (
    aread_batches,
    batch,
    read_batches,
    schema,
)
from synctv_async.errors import ArgumentError, ConfigError
from synctv_async.models import (
    Activation,
    ApiKey,
    AspectRatio,
    Bundle,
    BundleDetail,
    BundleStatus,
    BundleType,
    Contributor,
    Distribution,
    IngestState,
    IngestVideo,
    Media,
    MediaDetail,
    MediaType,
    Page,
    Priority,
    Production,
)

from .arrow_rows import FULL, NOON, RECORDS, pa, row_of, same, through_parquet
from .rendering import DETAILS, ROWS, record

each_record = pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)

MAP = "map<string, string>"
TIMES = "timestamp[us, tz=UTC]"
NUMBERS, WORDS = "list<item: int64>", "list<item: string>"
SETTINGS = {"id": "string", "name": "string", "settings": "string"}
TYPES = {
    MediaType: {"id": "int64", "name": "string"},
    Media: {
        "id": "int64",
        "name": "string",
        "description": "string",
        "active": "bool",
        "order_number": "int64",
        "available_platform_ids": NUMBERS,
        "audio_languages": WORDS,
        "subtitle_languages": WORDS,
        "duration": "int64",
        "hd": "bool",
        "container_ids": NUMBERS,
        "media_type": f"struct<id: int64 not null, name: string, extra: {MAP}>",
        "meta_data": MAP,
        "available_at": TIMES,
        "expires_at": TIMES,
        "created_at": TIMES,
        "updated_at": TIMES,
        "images": f"list<item: {MAP}>",
        "external_id": "string",
        "published_at": TIMES,
        "avg_rating": "double",
        "properties": MAP,
    },
    MediaDetail: {
        "media": "struct<id: int64 not null, name: string, description: string, ...>",
        "container_ids": NUMBERS,
        "contributors": "list<item: struct<id: int64 not null, media_id: int64, program_id: int64, person: string, "
        f"role: string, extra: {MAP}>>",
        "bundle_ids": NUMBERS,
    },
    BundleType: {"id": "int64", "name": "string"},
    Bundle: {
        "id": "int64",
        "name": "string",
        "status": "int64",
        "bundle_type": f"struct<id: int64 not null, name: string, extra: {MAP}>",
        "begin_at": TIMES,
        "end_at": TIMES,
        "updated_at": TIMES,
        "created_at": TIMES,
        "ownership_policy_ids": NUMBERS,
        "media_ids": NUMBERS,
    },
    BundleDetail: {
        "bundle": "struct<id: int64 not null, name: string, status: int64, ...>",
        "ownership_policy_ids": NUMBERS,
        "media_ids": NUMBERS,
    },
    Contributor: {
        "id": "int64",
        "media_id": "int64",
        "program_id": "int64",
        "person": "string",
        "role": "string",
    },
    IngestVideo: {
        "id": "int64",
        "app_name": "string",
        "created_at": TIMES,
        "updated_at": TIMES,
        "platform_ids": NUMBERS,
        "priority": "int64",
        "progress": "double",
        "ingestable_type": "string",
        "ingestable_id": "int64",
        "file_path": "string",
        "audio_languages": WORDS,
        "subtitle_languages": WORDS,
        "interlaced": "bool",
        "aspect_ratio": "string",
        "start_point": "decimal128(38, 18)",
        "end_point": "decimal128(38, 18)",
        "file_size": "int64",
        "state": "string",
        "status": "string",
        "stage": "string",
        "message": "string",
        "iteration": "int64",
        "removable_assets": "bool",
    },
    ApiKey: {
        "name": "string",
        "settings": "string",
        "value": "string",
        "organization": "string",
        "legacy_org_id": "int64",
        "vidvita_org_id": "int64",
    },
    Production: SETTINGS,
    Distribution: {**SETTINGS, "data": "string"},
    Activation: {**SETTINGS, "template": "string"},
}

# --- schemas


@each_record
def test_each_field_has_the_type_of_its_values(kind):
    found = schema(kind)
    assert found.names == [*TYPES[kind], "extra"]
    for name, expected in {**TYPES[kind], "extra": MAP}.items():
        beginning, cut, _ = expected.partition("...>")
        assert str(found.field(name).type).startswith(beginning) if cut else str(found.field(name).type) == expected


@each_record
def test_ids_are_never_null_and_all_else_may_be(kind):
    required = [field.name for field in attrs.fields(kind) if field.default is attrs.NOTHING]
    assert [field.name for field in schema(kind) if not field.nullable] == required
    assert required in ([], ["id"], ["media"], ["bundle"])


def test_the_structs_of_details_are_the_schemas_of_their_records():
    assert list(schema(MediaDetail).field("media").type) == list(schema(Media))
    assert list(schema(BundleDetail).field("bundle").type) == list(schema(Bundle))


@pytest.mark.parametrize("kind", [Page, Priority, dict, 3, None, "Media"])
def test_what_is_no_record_class_has_no_schema(kind):
    with pytest.raises(TypeError, match=r"a record class is needed \(Media, Bundle, ...\), got "):
        schema(kind)


# --- values


@pytest.mark.parametrize("whole", FULL, ids=lambda row: type(row).__name__)
def test_values_come_back_from_parquet_with_their_types(whole):
    kind = type(whole)
    key = [field.name for field in attrs.fields(kind) if field.default is attrs.NOTHING]
    bare = kind(**{name: getattr(whole, name) for name in key})
    made = batch([whole, bare, whole], kind)
    made.validate(full=True)
    expected = [row_of(whole), row_of(bare), row_of(whole)]
    assert made.schema == schema(kind)
    assert same(made.to_pylist(), expected)
    read = through_parquet(made)
    assert read.schema == schema(kind)
    assert same(read.to_pylist(), expected)


def test_there_is_an_example_of_every_record_class():
    assert {type(row) for row in FULL} == set(RECORDS) == set(TYPES)


def test_what_was_left_out_and_what_is_null_are_nulls():
    nothing = {field.name: None for field in attrs.fields(Media) if field.name not in ("id", "extra")}
    made = batch([Media(1), Media(2, **nothing)], Media)
    for name in nothing:
        assert made.column(name).null_count == 2, name
    assert made.column("id").to_pylist() == [1, 2]
    assert made.column("extra").to_pylist() == [[], []]


def test_gaps_stand_where_they_are_in_lists_mappings_and_structs():
    rows = [
        Media(1),
        Media(2, audio_languages=("a", "b"), meta_data={"k": "v"}, media_type=MediaType(1), images=({"i": "j"}, {})),
        Media(3, audio_languages=(), meta_data={}, media_type=None, images=()),
        Media(4, audio_languages=None, meta_data=None, images=None),
        Media(5, audio_languages=("c",), meta_data={"x": None}, media_type=MediaType(2, "t")),
        Media(6),
    ]
    made = batch(rows, Media)
    assert made.column("audio_languages").to_pylist() == [None, ["a", "b"], [], None, ["c"], None]
    assert made.column("meta_data").to_pylist() == [None, [("k", "v")], [], None, [("x", None)], None]
    assert made.column("images").to_pylist() == [None, [[("i", "j")], []], [], None, None, None]
    types = made.column("media_type")
    assert types.to_pylist() == [row_of(row.media_type) for row in rows]
    assert types.field("id").null_count == 0  # its schema says so, also where there is no type
    assert same(through_parquet(made).to_pylist(), made.to_pylist())


def test_unknown_values_of_enums_are_kept():
    bundles = batch([Bundle(1, status=BundleStatus(77)), Bundle(2, status=BundleStatus.ENABLED)], Bundle)
    assert bundles.column("status").to_pylist() == [77, 0]
    videos = batch(
        [IngestVideo(1, state=IngestState("novel"), aspect_ratio=AspectRatio("1:1"), priority=Priority(-9))],
        IngestVideo,
    )
    (row,) = videos.to_pylist()
    assert (row["state"], row["aspect_ratio"], row["priority"]) == ("novel", "1:1", -9)


def test_times_of_other_zones_are_the_same_moments():
    elsewhere = NOON.astimezone(timezone(timedelta(hours=-7, minutes=-30)))
    made = batch([Media(1, created_at=elsewhere), Media(2, created_at=NOON)], Media)
    assert made.column("created_at").to_pylist() == [NOON, NOON]


def test_decimals_keep_every_digit():
    values = ["0.000000000000000001", "-0.5", "99999999999999999999", "1E+3", "0E-30", "12.50"]
    made = batch([IngestVideo(1, start_point=Decimal(text)) for text in values], IngestVideo)
    assert made.column("start_point").to_pylist() == [Decimal(text) for text in values]


def test_json_text_is_readable_and_can_name_what_utf_8_cannot_hold():
    rows = [Production("1", settings={"ä": "ü"}), Production("2", settings={"ä": "\ud800"}, extra={"x": "\udfff"})]
    made = batch(rows, Production)
    assert made.column("settings").to_pylist() == ['{"ä":"ü"}', '{"\\u00e4":"\\ud800"}']
    assert [json.loads(text) for text in made.column("settings").to_pylist()] == [row.settings for row in rows]
    assert made.column("extra").to_pylist() == [[], [("x", '"\\udfff"')]]


def test_any_mapping_and_any_list_will_do():
    made = batch([Media(1, meta_data=MappingProxyType({"a": "b"}), container_ids=[1, 2])], Media)
    assert made.column("meta_data").to_pylist() == [[("a", "b")]]
    assert made.column("container_ids").to_pylist() == [[1, 2]]


def test_plain_numbers_and_texts_will_do_for_enums_and_numbers_for_floats():
    assert batch([Bundle(1, status=5)], Bundle).column("status").to_pylist() == [5]
    videos = batch([IngestVideo(1, state="odd", progress=3), IngestVideo(2, state=IngestState.DONE)], IngestVideo)
    assert videos.column("state").to_pylist() == ["odd", "done"]
    assert videos.column("progress").to_pylist() == [3.0, None]


@each_record
def test_no_records_are_an_empty_batch(kind):
    made = batch([], kind)
    assert made.num_rows == 0
    assert made.schema == schema(kind)
    made.validate(full=True)


def test_records_of_a_subclass_are_records():
    class Film(Media):
        pass

    assert batch((Film(1), Media(2)), Media).column("id").to_pylist() == [1, 2]


# --- any records at all


def numbers_of(value):
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers_of(item)]
    if isinstance(value, list):
        return [number for item in value for number in numbers_of(item)]
    return [value] if isinstance(value, int) else []


def fits(row):
    return all(-(2**63) <= number < 2**63 for number in numbers_of(row))


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)
settings_of = st.one_of(st.just(UNSET), st.none(), st.dictionaries(st.text(max_size=3), anything, max_size=3))
named = {
    "id": st.text(),
    "name": st.one_of(st.just(UNSET), st.none(), st.text()),
    "settings": settings_of,
    "extra": st.dictionaries(st.text(max_size=3), anything, max_size=2),
}
DRAWN = {
    **{
        kind: record(fields).map(lambda both, kind=kind: structure(both.json, kind, "x"))
        for kind, (_, _, fields) in ROWS.items()
    },
    **{
        kind: record(fields, required=(key,)).map(lambda both, kind=kind: structure(both.json, kind, "x"))
        for kind, (key, fields) in DETAILS.items()
    },
    Production: st.builds(Production, **named),
    Distribution: st.builds(Distribution, data=st.one_of(st.just(UNSET), anything), **named),
    Activation: st.builds(Activation, template=anything, **named),
}


@pytest.mark.parametrize("kind", DRAWN, ids=lambda kind: kind.__name__)
@settings(max_examples=25)
@given(data=st.data())
def test_any_records_become_the_same_rows_or_are_refused(kind, data):
    records = data.draw(st.lists(DRAWN[kind], max_size=4))
    rejected = []
    made = batch(records, kind, lambda row, reason: rejected.append(row))
    made.validate(full=True)
    rows = [row_of(row) for row in records]
    assert same(made.to_pylist(), [row for row in rows if fits(row)])
    assert [id(row) for row in rejected] == [
        id(row) for row, plain in zip(records, rows, strict=True) if not fits(plain)
    ]
    assert same(through_parquet(made).to_pylist(), made.to_pylist())


# --- what does not fit


MISFITS = [
    (Media(2**63), "id", "9223372036854775808"),
    (Media(-(2**63) - 1), "id", "-9223372036854775809"),
    (Media(None), "id", "it must have a value"),
    (Media(UNSET), "id", "it must have a value"),
    (Media(1, order_number=2**64), "order_number", "18446744073709551616"),
    (Media(1, duration=1.5), "duration", "1.5"),
    (Media(1, duration=True), "duration", "expected a whole number, found bool"),
    (Media(1, active=1), "active", "expected true or false, found int"),
    (Media(1, avg_rating="4"), "avg_rating", "expected a number, found str"),
    (Media(1, avg_rating=10**400), "avg_rating", "too large"),
    (Media(1, name="a\ud800"), "name", "surrogates not allowed"),
    (Media(1, name=b"bytes"), "name", "expected text, found bytes"),
    (Media(1, audio_languages="eng"), "audio_languages", "expected a tuple, found str"),
    (Media(1, audio_languages=("eng", "\udfff")), "audio_languages[1]", "surrogates"),
    (Media(1, container_ids=(1, 2, 2**63)), "container_ids[2]", "9223372036854775808"),
    (Media(1, container_ids=(1.5,)), "container_ids[0]", "1.5"),
    (Media(1, media_type={"id": 1}), "media_type", "expected a MediaType, found dict"),
    (Media(1, media_type=MediaType(2**70)), "media_type.id", str(2**70)),
    (Media(1, media_type=MediaType(None)), "media_type.id", "it must have a value"),
    (Media(1, meta_data=["a"]), "meta_data", "expected a mapping, found list"),
    (Media(1, meta_data={"a": "b", 3: "c"}), "meta_data[3]", "expected text, found int"),
    (Media(1, meta_data={"a": "b", "\ud800": "c"}), "meta_data['\\ud800']", "surrogates"),
    (Media(1, meta_data={"a": "b", "c": "\ud800"}), "meta_data['c']", "surrogates"),
    (Media(1, meta_data={"a": float("nan")}), "meta_data['a']", "JSON"),
    (Media(1, images=({}, {"url": "\ud800"})), "images[1]['url']", "surrogates"),
    (Media(1, images=("x",)), "images[0]", "expected a mapping, found str"),
    (Media(1, created_at=datetime(2024, 1, 1)), "created_at", "expected a time with its offset"),  # noqa: DTZ001
    (Media(1, created_at="2024-01-01T00:00:00Z"), "created_at", "expected a time with its offset"),
    (
        Media(1, created_at=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=3)))),  # in UTC it is the year 0
        "created_at",
        "out of range",
    ),
    (Media(1, extra={"a": object()}), "extra['a']", "JSON"),
    (Media(1, extra=None, name=3), "name", "expected text, found int"),
    (IngestVideo(1, start_point=Decimal("1E+20")), "start_point", "1E+20"),
    (IngestVideo(1, start_point=Decimal("1E-19")), "start_point", "1E-19"),
    (IngestVideo(1, start_point=Decimal("NaN")), "start_point", "NaN"),
    (IngestVideo(1, start_point=Decimal("Infinity")), "start_point", "Infinity"),
    (IngestVideo(1, start_point=0.5), "start_point", "expected a Decimal, found float"),
    (IngestVideo(1, priority=Priority(2**64)), "priority", "UNKNOWN_18446744073709551616"),
    (IngestVideo(1, state=IngestState("\ud800")), "state", "surrogates"),
    (MediaDetail(None), "media", "does not fit struct: it must have a value"),
    (MediaDetail(Media(1, meta_data={"a": "\ud800"})), "media.meta_data['a']", "surrogates"),
    (MediaDetail(Media(1), contributors=(Contributor(1), Contributor(2**64))), "contributors[1].id", str(2**64)),
    (MediaDetail(Media(1), contributors=(Contributor(1), Media(1))), "contributors[1]", "expected a Contributor"),
    (Production("a", settings={"a": float("inf")}), "settings", "JSON"),
    (Production(5), "id", "expected text, found int"),
]
each_misfit = pytest.mark.parametrize(
    ("misfit", "path", "words"), MISFITS, ids=[f"{number}-{path}" for number, (_, path, _) in enumerate(MISFITS)]
)
GOOD = {type(row): row for row in FULL}


@each_misfit
def test_what_does_not_fit_is_an_error_that_names_row_field_and_value(misfit, path, words):
    good = GOOD[type(misfit)]
    with pytest.raises(ArgumentError) as caught:
        batch([good, good, misfit, good], type(misfit))
    text = str(caught.value)
    assert text.startswith(f"row 2 (id {misfit.id!r}): {path}: " if hasattr(misfit, "id") else f"row 2: {path}: ")
    assert words in text
    assert "on_reject=" in text
    assert len(text) < 500
    text.encode()  # it can be printed


@each_misfit
def test_what_does_not_fit_is_handed_over_and_left_out(misfit, path, words):
    good, rejected = GOOD[type(misfit)], []
    made = batch([misfit, good, misfit, good], type(misfit), lambda row, reason: rejected.append((row, reason)))
    assert [row for row, _ in rejected] == [misfit, misfit]
    for _, reason in rejected:
        assert reason.startswith(f"{path}: ")
        assert words in reason
    assert made.equals(batch([good, good], type(misfit)))


def test_rows_are_handed_over_in_order_and_once_whatever_does_not_fit():
    rows = [Media(1, name="\ud800"), Media(2), Media(2**64, name="\ud800"), Media(4, duration=0.5), Media(5)]
    rejected = []
    made = batch(rows, Media, lambda row, reason: rejected.append((rows.index(row), reason.partition(":")[0])))
    assert rejected == [(0, "name"), (2, "id"), (3, "duration")]
    assert made.column("id").to_pylist() == [2, 5]
    with pytest.raises(ArgumentError, match=r"^row 0 \(id 1\): name: "):
        batch(rows, Media)


def test_an_error_of_the_callback_comes_out():
    def refuse(row, reason):
        raise KeyError(reason)

    with pytest.raises(KeyError, match="name: "):
        batch([Media(1, name=5)], Media, refuse)


@pytest.mark.parametrize("row", [{"id": 1}, Bundle(1), None, "x"])
def test_rows_that_are_no_records_of_the_class_are_a_mistake_of_the_caller(row):
    with pytest.raises(TypeError, match=f"records of Media are needed, got {type(row).__name__}"):
        batch([Media(1), row], Media, lambda *_: None)


def test_more_text_than_a_column_can_hold_is_said_to_be_too_much(monkeypatch):
    def array(values, kind):
        made = pa.array(values, kind)
        return pa.chunked_array([made]) if "long" in values and len(values) > 1 else made

    limited = SimpleNamespace(**(vars(pa) | {"array": array}))
    monkeypatch.setattr(columns, "pyarrow", lambda: limited)
    rows = [Contributor(1, person="long"), Contributor(2, person="x")]
    with pytest.raises(ArgumentError, match=r"2 rows are too much for one batch, .*rows_per_batch.*person: .*2 GB"):
        batch(rows, Contributor, lambda *_: None)


# --- without pyarrow


def test_without_pyarrow_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for call in (
        lambda: schema(Media),
        lambda: batch([], Media),
        lambda: read_batches(Media, iter(())),
        lambda: aread_batches(Media, None),
    ):
        with pytest.raises(ConfigError, match=r"pip install 'synctv-async\[parquet\]'"):
            call()


def test_importing_the_module_does_not_import_pyarrow(tmp_path):
    import subprocess

    script = "import sys, synctv_async.arrow; print('pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)  # noqa: S603
    assert done.stdout.strip() == "False"
