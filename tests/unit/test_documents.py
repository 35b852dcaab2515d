"""Every example answer of the services' documents, as printed in XML and as the same in JSON."""

import json
from pathlib import Path

import pytest

from synctv_async._policy.endpoints import ENDPOINTS
from synctv_async._wire.answers import SYNCTV, read_answer
from synctv_async._wire.envelope import count_of, detail_of, open_synctv, row_of, rows_of
from synctv_async._wire.messages import ApiRequest, ApiResponse
from synctv_async._wire.records import structure, structure_rows
from synctv_async.errors import NotFoundError
from synctv_async.models import Bundle, BundleDetail, Contributor, IngestVideo, Media, MediaDetail

from .expected import RECORDS

DOCUMENTS = Path(__file__).parents[1] / "data" / "documents"
INDEX = json.loads((DOCUMENTS / "index.json").read_text())
RECORD_OF = {
    "medias": Media,
    "bundles": Bundle,
    "bundle": Bundle,
    "contributors": Contributor,
    "contributor": Contributor,
    "ingest_videos": IngestVideo,
    "ingest_video": IngestVideo,
}
FORMATS = ["xml", "json"]


def entries(*kinds):
    return [pytest.param(entry, id=entry["name"]) for entry in INDEX if entry["kind"] in kinds]


def body_of(entry, wire_format):
    return (DOCUMENTS / f"{entry['name']}.{wire_format}").read_bytes()


def test_all_26_examples_are_here_in_both_formats():
    assert len(INDEX) == 26
    assert sorted(p.stem for p in DOCUMENTS.glob("*.xml")) == sorted(entry["name"] for entry in INDEX)
    assert all((DOCUMENTS / f"{entry['name']}.json").exists() for entry in INDEX)


@pytest.mark.parametrize("wire_format", FORMATS)
@pytest.mark.parametrize("entry", entries("list"))
def test_a_list_is_read_row_by_row(entry, wire_format):
    record, envelope = RECORD_OF[entry["payload"]], open_synctv(body_of(entry, wire_format))
    rows = structure_rows(rows_of(envelope, entry["payload"], record), record, "response")
    assert list(rows) == RECORDS[entry["name"]]
    assert [row.id for row in rows] == entry["expected"]
    assert repr(list(rows)) == repr(RECORDS[entry["name"]])


@pytest.mark.parametrize("wire_format", FORMATS)
@pytest.mark.parametrize("entry", entries("row"))
def test_a_record_is_read_with_all_its_fields(entry, wire_format):
    record, envelope = RECORD_OF[entry["payload"]], open_synctv(body_of(entry, wire_format))
    row = structure(row_of(envelope, entry["payload"], record), record, "response")
    assert row == RECORDS[entry["name"]]
    assert repr(row) == repr(RECORDS[entry["name"]])
    assert row.id == entry["expected"]


@pytest.mark.parametrize("wire_format", FORMATS)
@pytest.mark.parametrize("entry", entries("get"))
def test_a_detail_keeps_what_stands_beside_its_record(entry, wire_format):
    kind = {"media": MediaDetail, "bundle": BundleDetail}[entry["payload"]]
    detail = structure(detail_of(open_synctv(body_of(entry, wire_format)), entry["payload"], kind), kind, "response")
    assert detail == RECORDS[entry["name"]]
    assert getattr(detail, entry["payload"]).id == entry["expected"]


@pytest.mark.parametrize("wire_format", FORMATS)
@pytest.mark.parametrize("entry", entries("count"))
def test_a_count_is_a_number_with_a_message_of_success(entry, wire_format):
    envelope = open_synctv(body_of(entry, wire_format))
    assert count_of(envelope) == entry["expected"]
    assert envelope.code == 1
    assert envelope.messages == ("Successfully completed.",)
    assert not envelope.refused


def answered(body, status):
    request = ApiRequest(ENDPOINTS["bundles.update"], "/api/v2/bundles/100", wire_format="xml")
    return read_answer(SYNCTV, request, ApiResponse(status, {}, body), count_of, 0.0)


@pytest.mark.parametrize("wire_format", FORMATS)
@pytest.mark.parametrize("entry", entries("error"))
def test_an_error_says_that_there_is_no_such_record(entry, wire_format):
    with pytest.raises(NotFoundError) as caught:
        answered(body_of(entry, wire_format), entry["status"])
    error = caught.value
    assert (error.status, error.code) == (400, -4)
    assert error.messages == tuple(entry["expected"])
    assert error.path == "/api/v2/bundles/100.xml"
    said = "; ".join(entry["expected"])
    assert str(error) == f"PUT /api/v2/bundles/100.xml was answered 400 (code -4): {said}"


def test_an_update_or_deletion_that_went_well_may_be_answered_with_nothing():
    envelope = open_synctv(b"")
    assert not envelope.refused
    assert row_of(envelope, "bundle", Bundle) is None
    for body in (b" \n", b"<response/>", b'{"response": {}}', b"{}", b'{"response": {"code": 1, "message": "ok"}}'):
        assert row_of(open_synctv(body), "bundle", Bundle) is None
