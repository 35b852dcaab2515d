"""A small or empty catalogue leaves questions open; it never gives a wrong answer."""

import pytest

from synctv_async.doctor import SOURCESYNC_REQUESTS, SYNCTV_REQUESTS
from synctv_async.sandbox import Sandbox

from .conftest import produce
from .examining import by_key, differing, examine, examine_other
from .test_doctor_switches import SOURCESYNC, SYNCTV

OPEN_WITHOUT_RECORDS = {
    *("pages", "sort_order", "sort_descending", "unsorted", "offset", "limit", "nulls", "bundles_paged"),
    *("contributors_paged", "clips_paged", "ingest_paged", "deleted_bundles", "count_agrees", "filters"),
    *("fields", "record", "inner_ids", "ids_unique", "empty_hash", "decimals", "text_numbers", "times"),
    *("statuses", "bundle_status", "failed_ingest", "xml_is_json", "unknown_fields"),
}


def small(media, **switches):
    return Sandbox(media=media, bundles=media, contributors=media, ingest_videos=media, **switches)


def test_an_empty_catalogue_answers_nothing_about_lists():
    with small(0) as box:
        report = examine(box)
    findings = by_key(report)
    assert {key for key in OPEN_WITHOUT_RECORDS if findings[key].verdict != "unknown"} == set()
    assert all(findings[key].detail for key in OPEN_WITHOUT_RECORDS)
    assert report.differing == ()
    assert (
        findings["tilde"].verdict == findings["not_found"].verdict == findings["media_count_route"].verdict == "holds"
    )


@pytest.mark.parametrize("media", [1, 2, 3, 5, 24, 25, 26, 27, 199, 200, 203])
def test_a_catalogue_of_any_size_gives_no_wrong_verdict(media):
    with small(media) as box:
        assert differing(examine(box)) == set()
        assert len(box.requests) <= SYNCTV_REQUESTS


@pytest.mark.parametrize("media", [0, 1, 2, 3, 4, 26])
@pytest.mark.parametrize(
    ("switch", "position", "verdict", "found"), [case for case in SYNCTV if case[2] == "differs" and case[0] != "tilde"]
)
def test_positions_are_named_right_or_not_at_all(media, switch, position, verdict, found):
    with small(media, **{switch: position}) as box:
        finding = by_key(examine(box))[switch]
    if switch == "limit" and position == "cap":
        assert finding.verdict in {"unknown", "holds"}  # too few rows to meet the cap
        assert finding.verdict == "unknown" or "cannot be seen" in finding.detail or "up to 26" in finding.detail
    elif finding.verdict != "unknown":
        assert (finding.verdict, found in finding.found) == (verdict, True), finding


@pytest.mark.parametrize("productions", [0, 1, 2])
@pytest.mark.parametrize(("switch", "position", "verdict", "found"), SOURCESYNC)
def test_few_productions(productions, switch, position, verdict, found):
    with Sandbox(media=0, **{switch: position}) as box:
        produce(box, productions)
        report = examine_other(box)
        assert len(box.requests) <= SOURCESYNC_REQUESTS
    finding = by_key(report)[switch]
    if productions:
        assert (finding.verdict, found in finding.found) == (verdict, True), finding
        assert differing(report) <= {switch}
    else:
        assert finding.verdict == "unknown"
        assert report.differing == ()


def test_a_page_that_is_just_full_proves_no_length_of_pages():
    with small(25) as box:
        assert by_key(examine(box))["pages"].verdict == "unknown"
    with small(26) as box:
        assert by_key(examine(box))["pages"].verdict == "holds"


def test_a_list_with_as_many_rows_as_a_page_may_have_is_not_taken_for_whole():
    with Sandbox(media=0) as box:
        produce(box, 10)
        assert by_key(examine_other(box))["lists"].verdict == "unknown"
