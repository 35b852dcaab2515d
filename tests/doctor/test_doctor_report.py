"""The report can be sent to others: nothing in it is of the catalogue, and no credentials, no address."""

import json
import re

import pytest

from synctv_async import __version__
from synctv_async.doctor import Finding, Report, report_text
from synctv_async.sandbox import Sandbox

from .conftest import produce
from .examining import editing_json, examine, examine_other

PLANTED = "Zanzibar"


@pytest.fixture
def planted():
    """A catalogue that is full of a word and of numbers that nothing else has."""
    with Sandbox(media=0, bundles=0, contributors=0, ingest_videos=0) as box:
        text = dict.fromkeys(("name", "description", "external_id"), PLANTED)
        for number in range(30):
            media = box.media.insert(
                id=918_273_000 + number,
                duration=777_771,
                meta_data={PLANTED: PLANTED},
                properties={PLANTED: PLANTED},
                audio_languages=[PLANTED],
                **text,
            )
            box.bundles.insert(id=828_282_000 + number, name=PLANTED)
            box.contributors.insert(id=636_363_000 + number, media_id=media, person=PLANTED, role=PLANTED)
            box.ingest_videos.insert(
                id=545_454_000 + number, ingestable_id=918_273_000, file_path=PLANTED, status="error", state=PLANTED
            )
        produce(box)
        for row in box.world.sourcesync.rows("productions", 0):
            box.world.sourcesync.save("productions", {**row, "name": PLANTED, "settings": {PLANTED: PLANTED}}, 0)
        yield box


def secrets_of(box):
    return {box.access_secret, str(box.access_id), box.api_key, box.client_key, box.password, box.email}


def assert_safe(box, report):
    for text in (json.dumps(report.as_json()), report_text(report)):
        assert PLANTED not in text
        assert not re.search(r"918273|828282|636363|545454|777771", text)
        assert not {secret for secret in secrets_of(box) if secret in text}
        assert "127.0.0.1" not in text
        assert "signature=" not in text


def test_nothing_of_the_catalogue_and_no_secret(planted):
    report = examine(planted)
    assert len(report.of("holds")) > 25
    assert_safe(planted, report)
    assert_safe(planted, examine_other(planted))


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_nor_what_a_service_says_when_it_fails(planted, status):
    words = (PLANTED, planted.access_secret, planted.api_key, "127.0.0.1")
    planted.reset()
    planted.fault(when=lambda request: "media.json" not in request.path, status=status, messages=words, times=None)
    report = examine_faulty(planted)
    assert report.of("unknown")
    assert_safe(planted, report)


def examine_faulty(box):
    from synctv_async.doctor import examine_synctv

    return examine_synctv(box.url, access_id=box.access_id, access_secret=box.access_secret, pause=0)


def test_nor_records_that_are_not_understood(planted):
    def spoil(response):
        for row in response["medias"]:
            row |= {"created_at": PLANTED, "order_number": PLANTED, "avg_rating": PLANTED, PLANTED + " " + PLANTED: 1}

    assert_safe(planted, examine(planted, transport=editing_json(spoil)))


def test_the_file_says_what_was_examined_with_what(box):
    report = examine(box)
    document = json.loads(json.dumps(report.as_json()))
    assert (document["service"], document["package"], document["requests"]) == ("SyncTV", __version__, report.requests)
    assert document.keys() == {
        *("service", "format", "package", "python", "system", "started_at", "requests", "seconds", "findings")
    }
    assert document["findings"][0].keys() == {
        *("key", "group", "question", "expected", "found", "verdict", "detail", "advice")
    }
    assert report.as_json(with_host=True)["host"] == box.url.removeprefix("http://")


def test_the_text_begins_with_what_differs(box):
    report = examine(box)
    odd = Finding("odd", "Lists", "Is it odd?", "no", "yes", "differs", advice="live with it")
    text = report_text(Report(report.service, (*report.findings, odd), 36, 1.0, report.started_at, report.host))
    assert text.index("DIFFERS  Is it odd? yes") < text.index("live with it") < text.index("Access and signatures")
    assert "Lists\n" in text
    assert text.endswith(
        f"SyncTV: {len(report.of('holds'))} as expected, 1 different, {len(report.of('unknown'))} unknown\n"
    )
    assert "DIFFERS" not in report_text(report)
