"""What fails leaves its own question open. It stops nothing, and it is never taken for an answer."""

import pytest

from synctv_async import AuthenticationError, ConnectError, ServerError
from synctv_async.doctor import SYNCTV_REQUESTS, examine_sourcesync, examine_synctv

from .examining import by_key, differing, examine, examine_other

FAILURES = [{"status": 500}, {"status": 503, "html": True}, {"corrupt": True}, {"reset": True}, {"cut": 0.5}]


def names(failure):
    return next(iter(failure))


@pytest.mark.parametrize("failure", FAILURES, ids=names)
def test_any_one_request_may_fail(box, failure):
    undisturbed = by_key(examine(box))
    step = 1 if "corrupt" in failure else 4  # each place is an examination of its own
    for place in range(1, len(box.requests), step):
        box.reset()
        rule = box.fault(skip=place, **failure)
        findings = by_key(examine_as_it_is(box))
        assert rule.hits == 1
        changed = [finding for key, finding in findings.items() if finding.verdict != undisturbed[key].verdict]
        assert {finding.verdict for finding in changed} <= {"unknown"}, (place, changed)


def examine_as_it_is(box):
    """Examine with the faults and hooks in force."""
    return examine_synctv(box.url, access_id=box.access_id, access_secret=box.access_secret, pause=0)


@pytest.mark.parametrize("failure", FAILURES, ids=names)
def test_everything_after_the_first_answer_may_fail(box, failure):
    box.reset()
    box.fault(skip=1, times=None, **failure)
    report = examine_as_it_is(box)
    assert report.differing == ()
    assert {finding.verdict for finding in report.findings} == {"holds", "unknown"}
    assert len(box.requests) == report.requests <= SYNCTV_REQUESTS
    assert all(finding.detail for finding in report.of("unknown"))


def test_the_reason_is_said_in_a_sentence(box):
    box.fault(path="/api/v2/bundles*", status=500, times=None)
    box.fault(path="/api/v2/contributors*", reset=True, times=None)
    box.fault(path="/api/v2/doctor*", delay=2.0, times=None)
    report = examine_synctv(box.url, access_id=box.access_id, access_secret=box.access_secret, pause=0, timeout=0.5)
    findings = by_key(report)
    assert findings["bundles_paged"].detail == "the list was answered 500, code -1"
    assert findings["contributors_paged"].detail == "the exchange broke off before the answer was complete"
    assert findings["unknown_path"].detail == "no complete answer within the time for one attempt"
    assert findings["offset"].verdict == "holds"


def test_a_failure_of_sourcesync(box):
    box.fault(path="/productions", status=500, times=None)
    report = examine_sourcesync(box.api_key, base_url=box.url, pause=0)
    assert differing(report) == set()
    assert by_key(report)["envelope"].detail == "the list was answered 500"
    assert by_key(report)["key"].verdict == "holds"


def test_access_that_is_refused_is_an_error(box):
    with pytest.raises(AuthenticationError):
        examine(box, access_secret="wrong")
    assert len(box.requests) == 1
    with pytest.raises(AuthenticationError):
        examine_sourcesync("app.v1.wrong", base_url=box.url, pause=0)


def test_a_service_that_cannot_be_reached_is_an_error(box):
    with pytest.raises(ConnectError):
        examine_synctv("http://127.0.0.1:1", access_id=1, access_secret="x", pause=0)
    with pytest.raises(ConnectError):
        examine_sourcesync(box.api_key, base_url="http://127.0.0.1:1", pause=0)


def test_a_service_that_fails_at_once_is_an_error(box):
    box.fault(status=503, times=1)
    with pytest.raises(ServerError):
        examine_as_it_is(box)


def test_a_change_meanwhile_is_no_difference(box):
    """The catalogue grows and shrinks between any two requests."""
    box.reset()
    added = []

    @box.on_request
    def change(request):
        if request.number % 2:
            added.append(box.media.insert(name="New", active=True))
        else:
            box.media.delete(added.pop())

    try:
        report = examine_as_it_is(box)
    finally:
        for number in added:
            box.media.delete(number)
    assert differing(report) == set()


def test_other_findings_stand_where_one_list_is_no_list(box):
    box.fault(path="/api/v2/bundles*", status=200, body=b'{"response":{"bundles":7}}', times=None)
    report = examine_as_it_is(box)
    assert by_key(report)["bundles_paged"].verdict == "unknown"
    assert differing(report) == set()
    assert examine_other(box).differing == ()
