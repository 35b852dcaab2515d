"""Services that do what no sandbox does: their answers are changed on the way."""

import base64
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from synctv_async.doctor import SYNCTV_REQUESTS, examine_synctv

from .examining import by_key, differing, editing_headers, editing_json, examine, examine_other


def findings(box, edit, path="/api/v2/media.json"):
    return by_key(examine(box, transport=editing_json(edit, path)))


def each(edit):
    def edit_all(response):
        for row in response["medias"]:
            edit(row)

    return edit_all


def test_pages_that_are_shorter_than_documented(box):
    def shorten(response):
        del response["medias"][20:]

    finding = findings(box, shorten)["pages"]
    assert (finding.verdict, finding.found) == ("differs", "20 rows")
    assert "page_size=20" in finding.advice


def test_a_sort_that_is_not_honoured(box):
    found = findings(box, lambda response: response["medias"].reverse())
    assert found["sort_order"].verdict == "differs"
    assert found["sort_descending"].verdict == "differs"


def test_ids_that_come_twice(box):
    def repeat(response):
        response["medias"][1:2] = response["medias"][:1]

    assert findings(box, repeat)["ids_unique"].verdict == "differs"


def test_numbers_that_are_texts(box):
    found = findings(box, each(lambda row: row.update(id=str(row["id"]), duration="60")))
    assert found["text_numbers"].found == "text: duration, id"
    assert found["offset"].verdict == "holds"


@pytest.mark.parametrize("time", ["2014-05-01T21:23:54.123Z", "2014-05-01T21:23:54+02:00", 1398979434])
def test_times_of_another_form(box, time):
    assert findings(box, each(lambda row: row.update(created_at=time)))["times"].verdict == "differs"


def test_fields_that_no_document_names(box):
    found = findings(box, each(lambda row: row.update({"shiny": 1, "Wholly, private?": 2})))["unknown_fields"]
    assert (found.verdict, found.found) == ("differs", "media.(a name that is not shown), media.shiny")


def test_fields_that_are_sent_whatever_is_asked_for(box):
    assert findings(box, each(lambda row: row.update(duration=1)))["fields"].found == "only remove_fields is honoured"


def test_records_that_xml_shows_otherwise(box):
    finding = findings(box, each(lambda row: row.update(duration=row.get("duration", 0) + 1)))["xml_is_json"]
    assert (finding.verdict, finding.found) == ("differs", "different: duration")


def test_counts_that_contradict_each_other(box):
    numbers = iter([260, 200, 100, 260])

    def lie(response):
        response["count"] = next(numbers, 260)

    assert findings(box, lie, "/api/v2/media/count.json")["count_agrees"].verdict == "differs"


def test_a_filter_of_counts_that_is_honoured(box):
    numbers = iter([260, 200, 60, 0])

    def honour(response):
        response["count"] = next(numbers)

    found = findings(box, honour, "/api/v2/media/count.json")
    assert (found["count_agrees"].verdict, found["filters"].found) == ("holds", "it is honoured")


def test_siblings_that_are_missing(box):
    finding = findings(box, lambda response: response.pop("bundle_ids"), "/api/v2/media/1.json")["record"]
    assert (finding.verdict, finding.found) == ("differs", "missing: bundle_ids")


def test_a_status_that_no_document_names(box):
    def strange(response):
        response["bundles"][0]["status"] = 7

    finding = findings(box, strange, "/api/v2/bundles.json")["statuses"]
    assert finding.verdict == "differs"
    assert "7" in finding.found


@pytest.mark.parametrize(("offset", "word"), [(120, "ahead"), (-120, "behind")])
def test_clocks_that_differ(box, offset, word):
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=offset), usegmt=True)
    report = examine(box, transport=editing_headers(date=date))
    assert differing(report) == {"clock"}
    assert word in by_key(report)["clock"].found


def test_connections_that_are_closed(box):
    report = examine(box, transport=editing_headers(connection="close"))
    assert differing(report) == {"keep_alive"}


def test_headers_of_a_rate_limit(box):
    report = examine_other(box, transport=editing_headers(x_ratelimit_remaining="999"))
    assert differing(report) == {"rate_headers"}
    assert by_key(report)["rate_headers"].found == "x-ratelimit-remaining"


def test_a_key_in_an_envelope(box):
    def wrap(response):
        whole = dict(response)
        response.clear()
        response["data"] = [whole]

    assert by_key(examine_other(box, transport=editing_json(wrap, "/key")))["key"].verdict == "differs"


def test_lists_that_speak_of_pages(box):
    report = examine_other(
        box, transport=editing_json(lambda body: body.update(next="/productions?page=2"), "/productions")
    )
    finding = by_key(report)["lists"]
    assert (finding.verdict, finding.found) == ("differs", "more stands beside it: next")


def test_productions_in_another_order(box):
    report = examine_other(box, transport=editing_json(lambda body: body["data"].reverse(), "/productions"))
    assert differing(report) == {"order"}


def test_a_login(box):
    box.reset()
    report = examine_synctv(box.url, client_key=box.client_key, device_uid="doctor", pause=0)
    sent = [(request.method, request.path.rpartition("/")[2]) for request in box.requests]
    assert sent[0] == ("POST", "client_authorize.json")
    assert {method for method, _ in sent[1:]} == {"GET"}
    assert by_key(report)["login_in"].verdict == "holds"
    assert report.requests == len(sent) <= SYNCTV_REQUESTS + 1
    box.reset()
    who = {"email": box.email, "password": box.password}
    report = examine_synctv(box.url, client_key=box.client_key, device_uid="doctor", pause=0, **who)
    assert report.requests == len(box.requests)


def test_credentials_from_the_environment(box, monkeypatch):
    monkeypatch.setenv("SYNCTV_BASE_URL", box.url)
    monkeypatch.setenv("SYNCTV_ACCESS_ID", str(box.access_id))
    monkeypatch.setenv("SYNCTV_ACCESS_SECRET", box.access_secret)
    assert examine_synctv(pause=0).differing == ()


def test_requests_are_told_of_and_spaced(box):
    told = []
    report = examine(box, on_answer=told.append, pause=0.001)
    assert len(told) == report.requests
    assert told[0].startswith("GET /api/v2/media.json 200 ")
    assert report.seconds >= 0.001 * (report.requests - 1)
    assert base64.b64encode(box.access_secret.encode()).decode() not in "".join(told)
    assert box.access_secret not in "".join(told)
