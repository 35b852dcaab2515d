# Generated from tests/_async/test_retries.py: edit that and run tools/sync_codegen.py.
"""What is sent again, what is not, and what an error says about it."""

import pickle
import socket
import time
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import pytest

from synctv_async import (
    BadRequestError,
    ConnectError,
    DecodeError,
    NotFoundError,
    ProtocolError,
    RateLimitError,
    RetryInfo,
    RetryPolicy,
    ServerError,
    SourceSync,
    SyncTV,
    SyncTVError,
    TimeoutError,
)
from synctv_async.sandbox import Sandbox
from tests.support import SLACK

from .clients import QUICK, sourcesync, stranger, synctv

AMBIGUOUS: dict[str, tuple[dict[str, Any], type[SyncTVError]]] = {
    "500": ({"status": 500}, ServerError),
    "500 after the work": ({"status": 500, "worked": True}, ServerError),
    "502 from a proxy": ({"status": 502, "html": True}, ServerError),
    "503": ({"status": 503}, ServerError),
    "504": ({"status": 504}, ServerError),
    "a reset": ({"reset": True}, ProtocolError),
    "a reset after the work": ({"reset_after": True}, ProtocolError),
    "a cut body": ({"cut": 0.5}, ProtocolError),
    "headers and no body": ({"cut": 0.0}, ProtocolError),
    "a corrupt body": ({"corrupt": True}, DecodeError),
}
NO_LIST: dict[str, bytes] = {
    "nothing": b"",
    "an empty object": b"{}",
    "an empty response": b'{"response":{}}',
    "only a code": b'{"response":{"code":1,"message":"Successfully completed."}}',
    "null": b'{"response":{"medias":null,"code":1}}',
    "only a code in XML": b"<response><code>1</code></response>",
    "a page for people": b"<html><body>Back soon</body></html>",
    "text": b"OK",
}
BUNDLE: dict[str, Any] = {"name": "A", "bundle_type_id": 1}

ambiguous = pytest.mark.parametrize("name", AMBIGUOUS)
formats = pytest.mark.parametrize("wire_format", ["json", "xml"])


def sent(box: Sandbox, method: str) -> int:
    return sum(request.method == method for request in box.requests)


@formats
@ambiguous
def test_a_read_survives(box: Sandbox, name: str, wire_format: str) -> None:
    with synctv(box, wire_format=wire_format) as tv:
        whole = tv.media.list().collect()
        box.reset()
        box.fault(method="GET", path="/api/v2/media*", skip=1, times=2, **AMBIGUOUS[name][0])
        assert tv.media.list().collect() == whole
        assert sent(box, "GET") == 7  # five pages, and one of them twice more
        box.fault(path="/api/v2/media/5.*", times=3, **AMBIGUOUS[name][0])
        assert tv.media.get(5).media.id == 5


@pytest.mark.parametrize("body", NO_LIST.values(), ids=NO_LIST)
def test_a_list_without_its_list_is_read_again(tv: SyncTV, box: Sandbox, body: bytes) -> None:
    fault = box.fault(path="/api/v2/media*", body=body, times=2)
    assert len(tv.media.list().collect()) == 120
    assert fault.hits == 2


@pytest.mark.parametrize("body", NO_LIST.values(), ids=NO_LIST)
def test_a_list_without_its_list_is_never_an_empty_page(tv: SyncTV, box: Sandbox, body: bytes) -> None:
    box.fault(path="/api/v2/media*", body=body, times=None)
    with pytest.raises(DecodeError) as caught:
        tv.media.list().collect()
    assert caught.value.outcome is None
    assert len(box.requests) == QUICK.max_attempts


def test_a_list_of_sourcesync_without_its_list_is_read_again(ss: SourceSync, box: Sandbox) -> None:
    ss.productions.create(name="One")
    box.fault(method="GET", body=b'{"status":"success"}')
    assert [production.name for production in ss.productions.list().collect()] == ["One"]


@ambiguous
def test_a_create_is_sent_once(tv: SyncTV, ss: SourceSync, box: Sandbox, name: str) -> None:
    fault, kind = AMBIGUOUS[name]
    calls: list[Callable[[], object]] = [
        lambda: tv.bundles.create(**BUNDLE),
        lambda: tv.contributors.create(media_id=1, role_id=1, person_id=1),
        lambda: tv.ingest_videos.create(1, file_path="a.mp4", audio_languages=["eng"]),
        lambda: tv.resource("containers", item="container").create(name="A"),
        lambda: ss.productions.create(name="A"),
    ]
    for count, call in enumerate(calls, 1):
        box.fault(method="POST", **fault)
        with pytest.raises(kind) as caught:
            call()
        assert caught.value.outcome == "unknown"
        assert sent(box, "POST") == count


def test_a_create_that_takes_too_long_is_sent_once(box: Sandbox) -> None:
    box.fault(method="POST", delay=2.0)
    with synctv(box, timeout=0.2) as tv:
        with pytest.raises(TimeoutError) as caught:
            tv.bundles.create(**BUNDLE)
    assert caught.value.outcome == "unknown"
    assert caught.value.sent
    assert sent(box, "POST") == 1


@pytest.mark.parametrize("body", [b'{"response":{"code":1}}', b'{"response":{"bundle":{"id":"many"}}}', b"[1]"])
def test_a_create_whose_answer_is_not_understood_is_sent_once(tv: SyncTV, box: Sandbox, body: bytes) -> None:
    box.fault(method="POST", body=body)
    with pytest.raises(DecodeError) as caught:
        tv.bundles.create(**BUNDLE)
    assert caught.value.outcome == "unknown"
    assert sent(box, "POST") == 1


def test_a_create_that_was_throttled_is_sent_again(tv: SyncTV, ss: SourceSync, box: Sandbox) -> None:
    box.fault(method="POST", status=429, times=2)
    assert tv.bundles.create(**BUNDLE).name == "A"
    assert (sent(box, "POST"), len(box.bundles)) == (3, 61)
    box.fault(method="POST", status=429)
    assert ss.productions.create(name="A").name == "A"
    assert sent(box, "POST") == 5


def test_a_create_that_found_no_connection_is_sent_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as place:
        port = place.getsockname()[1]
    late = Sandbox(media=0, bundles=0, port=port)
    late.bundles.insert(id=6, name="B")

    def open_shop(info: RetryInfo) -> None:
        if info.request.attempt == 2:
            late.start()

    given: dict[str, Any] = {"access_id": late.access_id, "access_secret": late.access_secret, "retry": QUICK}
    with SyncTV(f"http://127.0.0.1:{port}", on_retry=open_shop, **given) as tv:
        assert tv.bundles.create(**BUNDLE).id == 7
    late.close()
    assert [request.method for request in late.requests] == ["POST"]


def test_a_create_that_never_finds_a_connection_was_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as place:
        port = place.getsockname()[1]
    attempts: list[int] = []
    with stranger(f"http://127.0.0.1:{port}", on_request=lambda info: attempts.append(info.attempt)) as tv:
        with pytest.raises(ConnectError) as caught:
            tv.bundles.create(**BUNDLE)
    assert caught.value.outcome == "not_sent"
    assert not caught.value.sent
    assert attempts == [1, 2, 3, 4]


def test_a_create_that_was_refused_says_so(tv: SyncTV, box: Sandbox) -> None:
    with pytest.raises(NotFoundError) as caught:
        tv.contributors.create(media_id=999_999, role_id=1, person_id=1)
    assert caught.value.outcome == "refused"
    assert (caught.value.status, caught.value.code, caught.value.attempts) == (400, -4, 1)
    assert caught.value.messages == ("Media record not found",)
    box.fault(method="POST", body=b'{"response":{"code":-2,"message":"name is missing"}}')
    with pytest.raises(BadRequestError, match="name is missing") as refused:
        tv.bundles.create(**BUNDLE)
    assert refused.value.outcome == "refused"


def test_errors_of_reads_have_no_outcome(tv: SyncTV, box: Sandbox) -> None:
    box.fault(status=503, times=None)
    with pytest.raises(ServerError) as caught:
        tv.media.get(1)
    assert caught.value.outcome is None
    assert caught.value.attempts == 4


@ambiguous
def test_updates_and_deletions_are_repeated(tv: SyncTV, ss: SourceSync, box: Sandbox, name: str) -> None:
    production = ss.productions.create(name="A")
    box.ingest_videos.update(2, state="reset")
    fault: dict[str, Any] = AMBIGUOUS[name][0]
    if fault != {"corrupt": True}:  # an empty body has no half
        box.fault(method="PUT", path="/api/v2/contributors/1.json", times=2, **fault)
        box.fault(method="PUT", path="*/ingest_videos/2.json", times=2, **fault)
        box.fault(method="DELETE", path="/api/v2/contributors/2.json", times=1, **fault)
    box.fault(method="PUT", path="/api/v2/bundles/*", times=2, **fault)
    box.fault(method="PATCH", times=2, **fault)
    tv.contributors.update(1, role_id=2)
    tv.ingest_videos.update(1, 2, file_path="b.mp4")
    tv.contributors.delete(2)
    bundle = tv.bundles.update(1, name="B")
    renamed = ss.productions.update(production.id, name="B")
    assert box.contributors.get(1)["role_id"] == 2
    assert box.ingest_videos.get(2)["file_path"] == "b.mp4"
    assert not box.contributors.has(2)
    assert bundle is not None
    assert bundle.name == "B"
    assert renamed is not None
    assert renamed.name == "B"


def test_an_update_that_fails_for_good_is_unknown(tv: SyncTV, box: Sandbox) -> None:
    box.fault(method="PUT", status=503, times=None)
    with pytest.raises(ServerError) as caught:
        tv.bundles.update(1, name="B")
    assert caught.value.outcome == "unknown"
    assert sent(box, "PUT") == 4


def test_an_update_refused_after_a_doubtful_attempt_is_unknown(tv: SyncTV, box: Sandbox) -> None:
    box.fault(method="PUT", status=503)
    box.fault(method="PUT", status=400, code=-3)
    with pytest.raises(BadRequestError) as caught:
        tv.bundles.update(1, name="B")
    assert caught.value.outcome == "unknown"
    assert caught.value.after_doubt


BEFORE = {"start": "reset", "stop": "started", "reset": "stopped", "remove": "reset"}
actions = pytest.mark.parametrize("action", BEFORE)


def act(tv: SyncTV, action: str) -> None:
    getattr(tv.ingest_videos, action)(1, 2)


@actions
def test_an_action_that_was_done_at_a_first_attempt_is_found_by_reading(tv: SyncTV, box: Sandbox, action: str) -> None:
    box.ingest_videos.update(2, state=BEFORE[action])
    box.fault(method="PUT", path=f"*/{action}.json", reset_after=True)
    act(tv, action)
    assert [(request.method, request.status) for request in box.requests] == [("PUT", None), ("PUT", 400), ("GET", 200)]


@actions
def test_an_action_that_was_not_done_is_done_at_the_next_attempt(tv: SyncTV, box: Sandbox, action: str) -> None:
    box.ingest_videos.update(2, state=BEFORE[action])
    box.fault(method="PUT", path=f"*/{action}.json", reset=True)
    act(tv, action)
    assert [(request.method, request.status) for request in box.requests] == [("PUT", None), ("PUT", 200)]


@actions
def test_an_action_that_is_refused_at_once_is_refused(tv: SyncTV, box: Sandbox, action: str) -> None:
    box.ingest_videos.update(2, state="stopping")
    with pytest.raises(BadRequestError) as caught:
        act(tv, action)
    assert (caught.value.outcome, caught.value.code) == ("refused", -5)
    assert len(box.requests) == 1


@actions
def test_an_action_that_did_not_reach_its_state_is_no_success(tv: SyncTV, box: Sandbox, action: str) -> None:
    other = {"start": "stopping", "stop": "done", "reset": "started", "remove": "started"}[action]
    box.ingest_videos.update(2, state=other)
    box.fault(method="PUT", reset=True)
    with pytest.raises(BadRequestError) as caught:
        act(tv, action)
    assert caught.value.outcome == "unknown"
    assert [request.method for request in box.requests] == ["PUT", "PUT", "GET"]


@pytest.mark.parametrize("action", ["start", "stop", "reset"])
def test_a_missing_video_is_never_success(tv: SyncTV, box: Sandbox, action: str) -> None:
    box.ingest_videos.delete(2)
    box.fault(method="PUT", reset_after=True)
    with pytest.raises(NotFoundError) as caught:
        act(tv, action)
    assert caught.value.outcome == "unknown"


def test_a_video_that_is_gone_was_removed(tv: SyncTV, box: Sandbox) -> None:
    box.ingest_videos.delete(2)
    box.fault(method="PUT", reset=True)
    tv.ingest_videos.remove(1, 2)
    assert [request.method for request in box.requests] == ["PUT", "PUT", "GET"]
    with pytest.raises(NotFoundError):
        tv.ingest_videos.remove(1, 2)


def test_a_bundle_that_was_deleted_at_a_first_attempt_counts_as_deleted(tv: SyncTV, box: Sandbox) -> None:
    box.fault(method="DELETE", reset_after=True)
    tv.bundles.delete(1)
    assert box.bundles.get(1)["status"] == -1
    assert [request.method for request in box.requests] == ["DELETE", "DELETE", "GET"]


def test_a_bundle_that_is_still_there_does_not(tv: SyncTV, box: Sandbox) -> None:
    box.fault(method="DELETE", reset=True)
    box.fault(method="DELETE", status=400, code=-4)
    with pytest.raises(NotFoundError) as caught:
        tv.bundles.delete(1)
    assert caught.value.outcome == "unknown"


def test_a_contributor_that_was_deleted_at_a_first_attempt_counts_as_deleted(tv: SyncTV, box: Sandbox) -> None:
    box.fault(method="DELETE", reset_after=True)
    tv.contributors.delete(1)
    assert not box.contributors.has(1)
    with pytest.raises(NotFoundError) as caught:
        tv.contributors.delete(1)
    assert caught.value.outcome == "refused"


def test_a_production_that_was_deleted_at_a_first_attempt_counts_as_deleted(ss: SourceSync, box: Sandbox) -> None:
    production = ss.productions.create(name="A")
    box.fault(method="DELETE", reset_after=True)
    ss.productions.delete(production.id)
    with pytest.raises(NotFoundError) as caught:
        ss.productions.delete(production.id)
    assert (caught.value.outcome, caught.value.status) == ("refused", 404)


def test_retry_after_in_seconds_is_waited_for(tv: SyncTV, box: Sandbox) -> None:
    box.fault(status=429, headers={"Retry-After": "1"})
    assert tv.media.get(1).media.id == 1
    first, second = box.requests
    assert 1.0 <= second.at - first.at < 1.5


def test_retry_after_as_a_date_is_waited_for(tv: SyncTV, box: Sandbox) -> None:
    told = int(time.time()) + 2
    box.fault(status=503, headers={"Retry-After": formatdate(told, usegmt=True)})
    assert tv.media.get(1).media.id == 1
    assert told <= box.requests[1].at < told + 2.5  # by the Date of the answer, which may be a second old


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimitError), (503, ServerError)])
@pytest.mark.parametrize("as_date", [False, True])
def test_a_longer_wait_than_the_cap_raises_at_once(
    tv: SyncTV, box: Sandbox, status: int, kind: type[RateLimitError], *, as_date: bool
) -> None:
    value = formatdate(time.time() + 3600, usegmt=True) if as_date else "61"
    box.fault(status=status, headers={"Retry-After": value})
    began = time.monotonic()
    with pytest.raises(kind) as caught:
        tv.media.get(1)
    assert time.monotonic() - began < 0.5 + SLACK
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 60
    assert len(box.requests) == 1


def test_a_longer_wait_than_the_time_left_raises_at_once(box: Sandbox) -> None:
    box.fault(status=429, headers={"Retry-After": "5"})
    began = time.monotonic()
    with synctv(box, total_timeout=4) as tv:
        with pytest.raises(RateLimitError):
            tv.media.get(1)
    assert time.monotonic() - began < 0.5 + SLACK


def test_after_a_429_the_next_call_holds_back_too(box: Sandbox) -> None:
    box.fault(status=429, headers={"Retry-After": "1"})
    with synctv(box, retry=None) as tv:
        with pytest.raises(RateLimitError) as caught:
            tv.media.get(1)
        assert caught.value.retry_after == 1
        tv.with_options(retry=QUICK).media.get(2)
    first, second = box.requests
    assert second.at - first.at >= 1.0


def test_without_a_retry_policy_there_is_one_attempt(box: Sandbox) -> None:
    with synctv(box, retry=None) as tv:
        for fault, kind in AMBIGUOUS.values():
            box.reset()
            box.fault(**fault)
            with pytest.raises(kind):
                tv.media.get(1)
            assert len(box.requests) == 1


def test_an_outage_is_not_multiplied(box: Sandbox) -> None:
    box.fault(status=503, times=None)
    with synctv(box, retry=RetryPolicy(base_delay=0)) as tv:
        sibling = tv.with_options(timeout=5)
        for _ in range(30):
            with pytest.raises(ServerError):
                tv.media.get(1)
            with pytest.raises(ServerError):
                sibling.media.get(1)
        assert 60 + 90 <= len(box.requests) <= 60 + 100
        with pytest.raises(ServerError) as caught:
            tv.media.get(1)
        assert caught.value.attempts == 1
        box.clear_faults()
        for _ in range(30):
            tv.media.get(1)
        box.fault(status=503)
        assert tv.media.get(1).media.id == 1


def test_errors_survive_pickling(ss: SourceSync, box: Sandbox) -> None:
    errors: list[SyncTVError] = []
    with synctv(box, retry=None, timeout=0.2) as tv:
        for fault in (*AMBIGUOUS.values(), ({"status": 429, "headers": {"Retry-After": "0"}}, RateLimitError)):
            box.fault(**fault[0])
            with pytest.raises(SyncTVError) as caught:
                tv.media.list().collect()
            errors.append(caught.value)
        box.ingest_videos.update(2, status="error", message="no film")
        with pytest.raises(SyncTVError) as failed:
            tv.ingest_videos.wait(1, 2, until="done")
        errors.append(failed.value)
        with pytest.raises(SyncTVError) as batch:
            ss.productions.create_many([{"name": "A"}, {"name": 5}]).raise_for_failures()
        errors.append(batch.value)
    for error in errors:
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again).keys() == vars(error).keys()
        assert (again.checkpoint, again.outcome) == (error.checkpoint, error.outcome)
        assert len(str(error)) > 20


def test_ids_of_requests_and_bodies_come_with_the_error(box: Sandbox) -> None:
    box.fault(status=500, headers={"X-Request-Id": "abc-1"}, messages=("One", "Two"))
    with synctv(box, retry=None) as tv:
        with pytest.raises(ServerError, match=r"GET /api/v2/media/1.json was answered 500 .*One; Two") as caught:
            tv.media.get(1)
    error = caught.value
    assert (error.request_id, error.messages, error.method) == ("abc-1", ("One", "Two"), "GET")
    assert error.path == "/api/v2/media/1.json"
    assert '"Two"' in error.body


def test_the_sourcesync_limit_of_the_server_is_survived(box: Sandbox) -> None:
    with sourcesync(box) as ss:
        box.fault(status=429, headers={"Retry-After": "0"}, times=3)
        assert ss.productions.list().collect() == []
    assert len(box.requests) == 4
