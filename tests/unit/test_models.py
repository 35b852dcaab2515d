"""Records are frozen values; enums are open."""

import copy
import pickle
from enum import IntEnum, StrEnum

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synctv_async import models
from synctv_async._types import UNSET
from synctv_async.models import (
    AspectRatio,
    BatchResult,
    BundleStatus,
    BundleWriteStatus,
    IngestState,
    IngestStatus,
    Media,
    Page,
    Priority,
)

from .expected import BUNDLE_1, CONTRIBUTOR_1, INGEST_VIDEO_1, MEDIA_1, RECORDS

RECORD_KINDS = [
    getattr(models, name)
    for name in models.__all__
    if attrs.has(getattr(models, name)) and name not in ("Page", "BatchRow", "BatchResult", "Receipt", "Rejected")
]
EXAMPLES = [MEDIA_1, BUNDLE_1, CONTRIBUTOR_1, INGEST_VIDEO_1, RECORDS["media_get"], RECORDS["bundle_get"]]
EXAMPLES += [models.Production(id="1", name="A", settings={"a": [1]}), models.ApiKey(name="K", value={"b": 1})]
EXAMPLES += [models.Distribution(id="2", data=[1]), models.Activation(id="3", template=[{}])]
INT_ENUMS = [BundleStatus, BundleWriteStatus, Priority]
STR_ENUMS = [IngestState, IngestStatus, AspectRatio]


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.__name__)
def test_a_record_is_frozen_and_has_slots(kind):
    assert kind.__attrs_attrs__
    assert not hasattr(kind, "__dict__") or "__slots__" in vars(kind)
    required = {field.name: 1 for field in attrs.fields(kind) if field.default is attrs.NOTHING}
    record = kind(**required)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        record.extra = {}
    with pytest.raises(AttributeError):
        object.__setattr__(record, "novel", 1)


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.__name__)
def test_what_an_answer_leaves_out_is_unset_and_false(kind):
    required = {field.name: 1 for field in attrs.fields(kind) if field.default is attrs.NOTHING}
    record = kind(**required)
    rest = [field.name for field in attrs.fields(kind) if field.name not in {*required, "extra"}]
    assert all(getattr(record, name) is UNSET for name in rest)
    assert record.extra == {}


@pytest.mark.parametrize("record", EXAMPLES, ids=lambda record: type(record).__name__)
def test_a_record_is_equal_to_its_copies_and_hashes_like_them(record):
    for again in (
        copy.copy(record),
        copy.deepcopy(record),
        pickle.loads(pickle.dumps(record)),  # noqa: S301 - our own
        attrs.evolve(record),
    ):
        assert again == record
        assert hash(again) == hash(record)
        assert repr(again) == repr(record)


@pytest.mark.parametrize("record", EXAMPLES, ids=lambda record: type(record).__name__)
def test_a_record_differs_in_its_extra_too(record):
    assert attrs.evolve(record, extra={"novel": 1}) != record


def test_a_record_of_some_fields_pickles_with_its_gaps():
    again = pickle.loads(pickle.dumps(Media(id=1)))  # noqa: S301 - our own
    assert again == Media(id=1)
    assert again.name is UNSET


@pytest.mark.parametrize("enum", INT_ENUMS)
@given(value=st.integers(-(10**9), 10**9))
def test_a_number_enum_takes_any_number_and_stays_it(enum, value):
    member = enum(value)
    assert isinstance(member, enum)
    assert member == value
    assert hash(member) == hash(value)
    assert {value: "x"}[member] == "x"
    assert member.value == value
    assert pickle.loads(pickle.dumps(member)) == member  # noqa: S301 - our own
    assert copy.deepcopy(member) == member
    assert repr(member).startswith(f"<{enum.__name__}.")


@pytest.mark.parametrize("enum", STR_ENUMS)
@given(value=st.text(max_size=20))
def test_a_text_enum_takes_any_text_and_stays_it(enum, value):
    member = enum(value)
    assert isinstance(member, enum)
    assert member == value
    assert str(member) == value
    assert f"{member}" == value
    assert {value: "x"}[member] == "x"
    assert pickle.loads(pickle.dumps(member)) == member  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("enum", "value"), [(BundleStatus, "1x"), (BundleStatus, None), (IngestState, 7), (Priority, [])]
)
def test_an_enum_is_not_open_to_other_types(enum, value):
    with pytest.raises(ValueError, match="is not a valid"):
        enum(value)


def test_unknown_values_say_that_they_are():
    assert BundleStatus(99).name == "UNKNOWN_99"
    assert IngestState("melting").name == "UNKNOWN"
    assert all(issubclass(enum, IntEnum) for enum in INT_ENUMS)
    assert all(issubclass(enum, StrEnum) for enum in STR_ENUMS)


def test_a_bundles_status_means_one_thing_read_and_another_written():
    assert {member.name: member.value for member in BundleStatus} == {
        "ENABLED": 0,
        "ACTIVE": 1,
        "DELETED": -1,
        "INACTIVE": -2,
        "DISABLED": -3,
    }
    assert {member.name: member.value for member in BundleWriteStatus} == {"DELETED": -1, "INACTIVE": 0, "ACTIVE": 1}


def test_the_documented_values_of_an_ingest_are_there():
    documented = {"starting", "started", "stopping", "stopped", "resetting", "reset", "done", "removing", "removed"}
    assert {state.value for state in IngestState} == documented
    assert [member.value for member in IngestStatus] == ["ok", "error"]
    assert [member.value for member in AspectRatio] == ["4:3", "16:9"]
    assert (Priority.HIGHEST, Priority.NORMAL, Priority.LOWEST) == (1, 3, 5)


def test_a_page_and_a_batch_are_frozen_too():
    for value in (Page((1,), "token"), BatchResult([])):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            value.items = ()
