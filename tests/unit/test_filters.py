"""The filters of each endpoint: their names are the documents', and a wrong one is refused before anything is sent."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from synctv_async._wire.filters import (
    check_filters,
    check_id,
    check_page_size,
    filter_names,
    filtering,
    proves_count,
    sort_by_id,
    suggest,
)
from synctv_async._wire.params import pairs_of
from synctv_async.errors import ArgumentError
from synctv_async.models.enums import BundleStatus, BundleWriteStatus, IngestState, Priority
from synctv_async.models.filters import (
    ActivityType,
    BundleCountFilters,
    BundleFilters,
    ClipFilters,
    ClipSort,
    IngestVideoCountFilters,
    IngestVideoFilters,
    IngestVideoSort,
    MediaCountFilters,
    MediaFilters,
    MediaSort,
    NoFilters,
)

FIELDS = Path(__file__).parents[1] / "data" / "documents" / "fields"
ENDPOINTS = {
    "media.list": MediaFilters,
    "media.clips": ClipFilters,
    "media.count": MediaCountFilters,
    "bundles.list": BundleFilters,
    "bundles.count": BundleCountFilters,
    "contributors.list": NoFilters,
    "ingest_videos.list": IngestVideoFilters,
    "ingest_videos.count": IngestVideoCountFilters,
}
SORTS = {"media.list": MediaSort, "media.clips": ClipSort, "ingest_videos.list": IngestVideoSort}
MOMENT = datetime(2012, 2, 15, 2, 6, 56, 400_000, tzinfo=UTC)


def documented(name):
    """Read the request fields of a document: what filters or sorts, and the values that a sort takes."""
    fields, values = {}, []
    for line in (FIELDS / f"{name}.txt").read_text().splitlines():
        kind, field, text = re.fullmatch(r"\((\w+)\) (\w+) — (.*)", line).groups()
        if re.search(r"Filters response|Defines the sort order|Reverse order|pagination of response data", text):
            fields[field] = kind
        else:
            values.append(field)
    return fields, values


def literals(hint):
    """Return the choices of a literal, or of a union of them."""
    return [choice for arm in get_args(hint) for choice in (get_args(arm) or [arm])]


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_endpoint_has_exactly_the_filters_that_its_document_lists(name):
    fields, _ = documented(name)
    paging, by_path, meaningless = {"offset"}, {"medium_id"}, set()
    if name.endswith("count"):
        meaningless = {"sort_order"}  # a count has no order
    assert filter_names(ENDPOINTS[name]) == fields.keys() - paging - by_path - meaningless


@pytest.mark.parametrize("name", SORTS)
def test_a_list_sorts_by_exactly_what_its_document_lists(name):
    _, values = documented(name)
    assert sorted(literals(SORTS[name])) == sorted(values)
    assert "id" in values


GOOD = {"Boolean": [True], "DateTime": [MOMENT], "Float": [1.99, Decimal("1.99"), 2]}
BAD = {"Boolean": ["true", 1], "DateTime": ["2012-02-15T02:06:56Z"], "Float": ["1.99", True]}
# Documented as text where the service takes something else, or only some texts.
OWN_KIND = {"sort_order", "with_definition", "removable", "type_id", "state", "status"}


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_filter_takes_what_its_document_says_and_nothing_else(name):
    call, kinds = ENDPOINTS[name], documented(name)[0]
    for field in filter_names(call) - OWN_KIND:
        kind = kinds[field]
        for value in GOOD.get(kind, []):
            assert field in check_filters(name, call, {field: value})
        for value in [*BAD.get(kind, []), object(), {"a": 1}, b"x"]:
            with pytest.raises(TypeError, match=rf"^{name}\(\): {field} takes .*, got "):
                check_filters(name, call, {field: value})


def test_one_value_for_a_list_filter_is_a_list_of_one():
    given = {"ids": 7, "any_of_audio_languages": "eng", "sort_order": "name", "any_of_activity_types": "rating"}
    assert check_filters("media.list", MediaFilters, given) == {
        "ids": [7],
        "any_of_audio_languages": ["eng"],
        "sort_order": ["name"],
        "any_of_activity_types": ["rating"],
    }


@pytest.mark.parametrize("several", [[1, 2], (1, 2), range(1, 3), {1, 2}, frozenset({1, 2})])
def test_any_sequence_or_set_is_a_list(several):
    assert sorted(check_filters("media.list", MediaFilters, {"ids": several})["ids"]) == [1, 2]


def test_filters_keep_the_callers_order_and_none_leaves_one_out():
    params = check_filters("media.list", MediaFilters, {"value": "b", "key": "a", "active": None, "ids": [2, 1]})
    assert list(params.items()) == [("value", "b"), ("key", "a"), ("ids", [2, 1])]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"activ": True}, r"media.list\(\) has no filter 'activ': did you mean 'active'\?"),
        ({"name_like": "x"}, r"media.list\(\) has no filter 'name_like': did you mean 'named_like'\?"),
        ({"created_after": MOMENT}, r"media.list\(\) has no filter 'created_after': did you mean 'created_at_"),
        ({"zzz": 1}, r"media.list\(\) has no filter 'zzz': known are active, add_fields, all_of_audio_languages"),
        ({"offset": 5}, r"media.list\(\) has no filter 'offset': "),
        ({"limit": 5}, r"media.list\(\) has no filter 'limit': "),
    ],
)
def test_a_filter_that_no_document_lists_is_refused_with_the_nearest_name(given, message):
    with pytest.raises(TypeError, match=message):
        check_filters("media.list", MediaFilters, given)


@pytest.mark.parametrize("name", ["sort_order", "sort_descending"])
@pytest.mark.parametrize(("call", "filters"), [("bundles.list", BundleFilters), ("media.count", MediaCountFilters)])
def test_a_sort_is_refused_where_the_document_lists_none(call, filters, name):
    with pytest.raises(TypeError, match=rf"{call}\(\) has no filter '{name}': its document lists no sort"):
        check_filters(call, filters, {name: "id"})


def test_clips_are_sorted_one_way_only():
    with pytest.raises(TypeError, match=r"media.clips\(\) has no filter 'sort_descending': known are .*sort_order"):
        check_filters("media.clips", ClipFilters, {"sort_descending": True})


@pytest.mark.parametrize(
    ("call", "filters", "given", "allowed"),
    [
        ("media.list", MediaFilters, {"with_definition": "4k"}, "'hd', 'sd'"),
        ("media.list", MediaFilters, {"sort_order": "active"}, "'id', 'name', "),
        ("media.list", MediaFilters, {"sort_order": ["id", "activ"]}, "'avg_rating', 'avg_price'"),
        ("media.clips", ClipFilters, {"sort_order": "avg_price"}, "'created_at', 'published_at', got 'avg_price'"),
        ("media.list", MediaFilters, {"any_of_activity_types": ["liked"]}, "'favorite', 'rating', 'media_view'"),
        ("media.list", MediaFilters, {"ids": [1, "2"]}, "int, got '2'"),
        ("media.list", MediaFilters, {"ids": [1, None]}, "int, got None"),
        ("media.list", MediaFilters, {"ids": True}, "int, got True"),
        ("media.list", MediaFilters, {"ids": [[1]]}, "int, got "),
        ("media.list", MediaFilters, {"created_at_less": MOMENT.date()}, "an aware datetime, got datetime.date"),
        ("bundles.list", BundleFilters, {"status": "1"}, "a member of BundleStatus or int, got '1'"),
        ("bundles.list", BundleFilters, {"status": BundleWriteStatus.ACTIVE}, "a member of BundleStatus or int"),
        ("bundles.count", BundleCountFilters, {"status": BundleStatus.ACTIVE}, "a member of BundleWriteStatus or int"),
        ("bundles.list", BundleFilters, {"type_id": Priority.HIGH}, "int, got <Priority.HIGH"),
        ("bundles.list", BundleFilters, {"available_price_less": float("nan")}, "Decimal or float or int, got nan"),
        ("ingest_videos.list", IngestVideoFilters, {"state": 5}, "a member of IngestState or str, got 5"),
    ],
)
def test_a_value_of_a_wrong_type_is_refused_with_what_is_allowed(call, filters, given, allowed):
    with pytest.raises(TypeError, match=re.escape(allowed)):
        check_filters(call, filters, given)


def test_enums_and_their_plain_values_are_both_fine():
    assert check_filters("bundles.list", BundleFilters, {"status": BundleStatus.DISABLED})["status"] == -3
    assert check_filters("bundles.list", BundleFilters, {"status": -3})["status"] == -3
    assert check_filters("ingest_videos.list", IngestVideoFilters, {"state": IngestState.DONE})["state"] == "done"
    assert check_filters("ingest_videos.list", IngestVideoFilters, {"state": "novel"})["state"] == "novel"


@pytest.mark.parametrize(
    ("call", "filters", "up"),
    [
        ("media.list", MediaFilters, r"_less$|_end_date$"),
        ("bundles.list", BundleFilters, r"_less$"),
        ("ingest_videos.list", IngestVideoFilters, r"_before$"),
    ],
)
def test_times_are_rounded_so_that_nothing_at_the_edge_is_lost(call, filters, up):
    times = [name for name, hint in get_type_hints(filters).items() if hint is datetime]
    assert times
    for name in times:
        sent = check_filters(call, filters, {name: MOMENT})[name]
        assert sent == ("2012-02-15T02:06:57Z" if re.search(up, name) else "2012-02-15T02:06:56Z")


def test_a_time_without_a_zone_is_refused_by_its_name():
    with pytest.raises(TypeError, match="created_at_less: 2012-02-15T02:06:56 has no time zone"):
        check_filters("media.list", MediaFilters, {"created_at_less": MOMENT.replace(tzinfo=None, microsecond=0)})


def test_prices_are_sent_plainly():
    params = check_filters("bundles.list", BundleFilters, {"available_price_less": Decimal("1E+2")})
    assert pairs_of(params) == (("available_price_less", "100"),)


def test_an_empty_list_of_ids_cannot_be_sent():
    params = check_filters("media.list", MediaFilters, {"ids": []})
    with pytest.raises(ArgumentError, match="ids: an empty list cannot be sent"):
        pairs_of(params)


@pytest.mark.parametrize("removed", ["id", ["name", "id"], ("id",)])
def test_the_id_cannot_be_removed(removed):
    with pytest.raises(TypeError, match=r"media.list\(\): remove_fields cannot name 'id': pages are told apart"):
        check_filters("media.list", MediaFilters, {"remove_fields": removed})


def test_other_fields_can_be_removed():
    assert check_filters("media.list", MediaFilters, {"remove_fields": "external_id"}) == {
        "remove_fields": ["external_id"]
    }


def test_chosen_fields_always_include_the_id():
    assert check_filters("media.list", MediaFilters, {"fields": ["name"]})["fields"] == ["name", "id"]
    assert check_filters("media.list", MediaFilters, {"fields": ["id", "name"]})["fields"] == ["id", "name"]
    assert check_filters("media.list", MediaFilters, {"fields": "name"})["fields"] == ["name", "id"]


@pytest.mark.parametrize(
    ("given", "completed", "by_id"),
    [
        ({}, "id", True),
        ({"sort_order": []}, "id", True),
        ({"sort_order": "id"}, "id", True),
        ({"sort_order": ["id"]}, "id", True),
        ({"sort_order": "name"}, ["name", "id"], False),
        ({"sort_order": ["name"]}, ["name", "id"], False),
        ({"sort_order": ["name", "id"]}, ["name", "id"], False),
        ({"sort_order": ["name", "created_at"]}, ["name", "created_at", "id"], False),
    ],
)
def test_a_sort_is_by_id_or_ends_with_it(given, completed, by_id):
    params = dict(given)
    assert sort_by_id(params) is by_id
    assert params["sort_order"] == completed


def test_completing_a_sort_leaves_the_callers_list_alone():
    order = ["name"]
    sort_by_id({"sort_order": order})
    assert order == ["name"]


def test_what_sorts_or_chooses_fields_does_not_choose_rows():
    params = {"active": True, "sort_order": "id", "sort_descending": True, "limit": 5, "fields": ["id"]}
    assert filtering({**params, "add_fields": ["x"], "remove_fields": ["y"], "ids": [1]}) == {
        "active": True,
        "ids": [1],
    }


@pytest.mark.parametrize(
    ("params", "proves"),
    [
        ({}, True),
        ({"active": True, "ids": [1]}, True),
        ({"active": True, "sort_order": "id", "limit": 5, "fields": ["id"]}, True),
        ({"created_at_less": "2012-02-15T02:06:56Z"}, False),
        ({"active": True, "with_favorites": True}, False),
    ],
)
def test_a_count_proves_something_where_every_filter_is_documented_for_it(params, proves):
    assert proves_count(params, MediaCountFilters) is proves


def test_a_filter_that_means_another_thing_to_the_count_proves_nothing():
    assert proves_count({"status": 0}, BundleCountFilters)
    assert not proves_count({"status": 0}, BundleCountFilters, except_for=frozenset({"status"}))


@pytest.mark.parametrize("size", [None, 2, 25, 1000])
def test_a_page_has_two_rows_or_more(size):
    assert check_page_size("media.list", size) is None


@pytest.mark.parametrize("size", [1, 0, -1, True, 2.0, "25"])
def test_a_page_of_fewer_than_two_rows_is_refused(size):
    with pytest.raises(ArgumentError, match=r"media.list\(\): page_size is a whole number from 2, got "):
        check_page_size("media.list", size)


@pytest.mark.parametrize(("value", "number"), [(1, 1), ("7", 7), (10**18, 10**18), ("007", 7)])
def test_an_id_is_a_whole_number_also_as_text(value, number):
    assert check_id("media.get", "id", value) == number


@pytest.mark.parametrize("value", [0, -5, "0"])
def test_an_id_below_one_is_refused(value):
    with pytest.raises(ArgumentError, match=r"media.get\(\): id is a whole number from 1, got "):
        check_id("media.get", "id", value)


@pytest.mark.parametrize("value", [None, True, 1.0, "x", "", "-1", "1/2", "५", b"1", [1]])
def test_what_is_no_id_is_refused_by_type(value):
    with pytest.raises(TypeError, match=r"media.get\(\): id is a whole number, got "):
        check_id("media.get", "id", value)


def test_a_suggestion_is_the_nearest_name_or_all_of_them():
    assert suggest("statuss", ["status", "stage"]) == "did you mean 'status'?"
    assert suggest("zzz", ["status", "stage"]) == "known are stage, status"


def test_the_kinds_of_activity_are_those_of_the_document():
    text = (FIELDS / "media.list.txt").read_text()
    assert all(f'"{kind}"' in text for kind in get_args(ActivityType))
    assert len(get_args(ActivityType)) == 3
