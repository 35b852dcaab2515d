"""What an answer amounts to: the error that its status and code make of it, in words without secrets."""

import json
import pickle

import attrs
import httpx
import pytest

from synctv_async import SyncTV, errors
from synctv_async._policy.endpoints import ENDPOINTS
from synctv_async._policy.redact import Scrubber
from synctv_async._types import Secret
from synctv_async._wire.answers import SOURCESYNC, SYNCTV, read_answer
from synctv_async._wire.envelope import row_of
from synctv_async._wire.events import RequestInfo, ResponseInfo, RetryInfo
from synctv_async._wire.messages import FORM_OVER, ApiRequest, ApiResponse
from synctv_async._wire.query import Query
from synctv_async._wire.sourcesync import rows_in
from synctv_async.models import Media

GET = ApiRequest(ENDPOINTS["media.get"], "/api/v2/media/7", Query([("x", "1")]), wire_format="json")
LOGIN = ApiRequest(
    ENDPOINTS["authorization.client"],
    "/api/v2/authorization/user/client_authorize",
    Query([("client_key", Secret("s3cr3t"))]),
    wire_format="json",
)
KEY = ApiRequest(ENDPOINTS["key.get"], "/key")


def content(envelope):
    return envelope.content


def answer(status=200, body=b"{}", headers=None, **options):
    response = ApiResponse(status, headers or {}, body, 0.25, options.get("scrub", str))
    call = options.get("service", SYNCTV), options.get("request", GET)
    return read_answer(*call, response, options.get("read", content), 0.0)


def refusal(*args, **kwargs):
    with pytest.raises(errors.SyncTVError) as caught:
        answer(*args, **kwargs)
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((400, errors.BadRequestError), (401, errors.AuthenticationError), (403, errors.PermissionDeniedError)),
        *((404, errors.NotFoundError), (409, errors.ConflictError), (429, errors.RateLimitError)),
        *((500, errors.ServerError), (502, errors.ServerError), (503, errors.ServerError), (599, errors.ServerError)),
        *((402, errors.BadRequestError), (418, errors.BadRequestError), (422, errors.BadRequestError)),
        *((301, errors.ApiError), (302, errors.ApiError), (304, errors.ApiError)),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>busy", b'{"response": {}}'])
def test_each_status_is_an_error_of_its_own(status, kind, body):
    error = refusal(status, body)
    assert type(error) is kind
    assert error.status == status
    assert (error.method, error.path) == ("GET", "/api/v2/media/7.json")
    assert str(error).startswith(f"GET /api/v2/media/7.json was answered {status}: ")


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    ("code", "kind"), [(-4, errors.NotFoundError), (-2, errors.BadRequestError), (0, errors.BadRequestError)]
)
def test_the_services_own_code_tells_under_any_status(status, code, kind):
    error = refusal(status, json.dumps({"response": {"code": code, "messages": ["No", "Never"]}}).encode())
    assert type(error) is kind
    assert (error.code, error.messages) == (code, ("No", "Never"))
    assert str(error) == f"GET /api/v2/media/7.json was answered {status} (code {code}): No; Never"


@pytest.mark.parametrize("status", [200, 201, 204])
@pytest.mark.parametrize("code", [{}, {"code": 1}])
def test_2xx_with_no_code_or_1_is_success(status, code):
    assert answer(status, json.dumps({"response": {"x": 7, **code}}).encode()) == {"x": 7}


def test_an_error_says_what_helps():
    assert str(refusal(401)).endswith(
        "Check access_id and access_secret; if only calls with '~' in them fail, try the other tilde="
    )
    assert "Check the API key and that it belongs to this base_url" in str(
        refusal(401, b"", request=KEY, service=SOURCESYNC)
    )
    assert "Redirects are not followed: give the URL that it leads to as base_url" in str(refusal(302))
    assert str(refusal(500, b"")).endswith("nothing else")


def test_a_page_of_html_is_shown_in_one_shortened_line():
    error = refusal(500, b"<html>\n" + b"busy " * 20_000)
    assert "\n" not in str(error)
    assert len(str(error)) < 400
    assert len(error.body) <= 65_536


def test_what_the_headers_tell_is_kept():
    headers = {"retry-after": "7", "x-request-id": "r-1"}
    error = refusal(429, b"", headers)
    assert (error.retry_after, error.request_id) == (7.0, "r-1")
    headers = {"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT", "date": "Thu, 01 Jan 1970 00:00:50 GMT"}
    assert refusal(503, b"", headers).retry_after == 10.0
    assert refusal(500).retry_after is None


def test_secrets_are_struck_out_of_words_and_body():
    scrub = Scrubber([Secret("s3cr3t")])
    body = b'{"response": {"code": -2, "messages": ["bad s3cr3t"]}}'
    for status in (200, 400):
        error = refusal(status, body, {"x-request-id": "s3cr3t"}, scrub=scrub)
        assert error.messages == ("bad ***",)
        assert "s3cr3t" not in f"{error} {vars(error)}"
        assert b"s3cr3t" not in pickle.dumps(error)
    error = refusal(200, b'{"s3cr3t": ', scrub=scrub)
    assert isinstance(error, errors.DecodeError)
    assert "s3cr3t" not in str(error)


def test_an_answer_that_is_not_understood_names_the_call():
    error = refusal(200, b"<html>")
    assert isinstance(error, errors.DecodeError)
    assert str(error).startswith("GET /api/v2/media/7.json: the answer is not XML")
    assert error.damaged
    assert error.__context__ is None


def test_what_reading_refuses_is_told_with_its_field():
    error = refusal(200, b'{"data": {}}', request=KEY, service=SOURCESYNC, read=rows_in)
    assert str(error) == "GET /key: expected a list under 'data', found {} (dict)"
    assert error.field == "data"


def test_nothing_of_the_body_of_a_login_is_kept():
    for status in (200, 400, 500):
        error = refusal(status, b'{"response": {"access_secret": "t0p', request=LOGIN)
        assert "t0p" not in f"{error} {vars(error)}"
    assert str(refusal(200, b"{", request=LOGIN)).endswith("client_authorize.json: the answer was not understood")


@pytest.mark.parametrize("status", [200, 400])
def test_sourcesyncs_errors_carry_its_message(status):
    body = b'{"status": "error", "error": {"message": "Name is required"}}'
    error = refusal(status, body, request=KEY, service=SOURCESYNC)
    assert type(error) is errors.BadRequestError
    assert error.messages == ("Name is required",)
    assert str(error) == f"GET /key was answered {status}: Name is required"


def test_the_path_is_sent_with_the_format_as_its_extension():
    assert GET.target == "/api/v2/media/7.json"
    assert KEY.target == "/key"
    assert GET.method == "GET"


def request(name, pairs, **options):
    return ApiRequest(ENDPOINTS[name], "/x", Query(pairs), **options)


def test_fields_stand_in_the_url_until_they_are_too_long():
    short, long = [("bundle[name]", "B")], [("bundle[name]", "B" * FORM_OVER)]
    assert not request("bundles.create", short).in_form
    assert request("bundles.create", long).in_form
    assert request("bundles.update", long).in_form
    assert not request("media.list", long).in_form
    assert not request("bundles.create", long, json=b"[]").in_form
    edge = [("k", "B" * (FORM_OVER - 2))]
    assert not request("bundles.create", edge).in_form
    assert request("bundles.create", [("k", "B" * (FORM_OVER - 1))]).in_form


@pytest.mark.parametrize("key", ["client_key", "device_uid", "email", "account[password]"])
def test_what_logs_in_never_stands_in_a_url(key):
    assert request("bundles.create", [(key, "x")]).in_form


def test_requests_are_frozen_values():
    one, other = request("media.list", [("a", "1")]), request("media.list", [("a", "1")])
    assert one == other
    assert hash(one) == hash(other)
    with pytest.raises(AttributeError):
        one.path = "/y"


def test_a_response_does_not_show_its_body():
    response = ApiResponse(200, {"x": "s3cr3t"}, b"s3cr3t")
    assert repr(response) == "ApiResponse(status=200, body=<6 bytes>, elapsed=0.0)"
    assert response.ok
    assert not ApiResponse(302).ok
    assert not ApiResponse(199).ok


def test_hooks_are_told_everything_but_secrets():
    call = request("media.list", [("active", "true"), ("client_key", Secret("s3cr3t"))], offset=25, wire_format="xml")
    info = RequestInfo.of(call, 2)
    assert info == RequestInfo(
        endpoint="media.list",
        method="GET",
        path="/x.xml",
        params=(("active", "true"), ("client_key", "***"), ("offset", "25")),
        attempt=2,
    )
    assert RequestInfo.of(GET, 1).params == (("x", "1"),)
    told = ResponseInfo.of(info, ApiResponse(200, {"x-request-id": "r-1"}, b"12345", 0.25))
    assert told == ResponseInfo(info, 200, 0.25, 5, "r-1")
    assert ResponseInfo.of(info, ApiResponse(200)).request_id is None
    assert RetryInfo(info, 1.5, "busy").delay == 1.5
    assert "s3cr3t" not in repr([info, told])


def test_the_same_call_for_another_page_differs_in_its_offset_alone():
    call = request("media.list", [("active", "true")], wire_format="xml", headers={"X-Note": "1"})
    assert call.at(25) == attrs.evolve(call, offset=25)
    assert call.at(25).at(None) == call


def test_an_answer_nested_beyond_reason_is_not_understood():
    body = b"<response>" + b"<message><a>" * 3000 + b"</a></message>" * 3000 + b"</response>"

    def read(envelope):
        return row_of(envelope, "a", Media)

    error = refusal(200, body.replace(b"message", b"b"), read=read)
    assert isinstance(error, errors.DecodeError)
    assert "nested too deeply" in str(error)
    nested = b'{"response": {"message": ' + b'{"message": ' * 900 + b'"x"' + b"}" * 902
    assert isinstance(refusal(500, nested), errors.ServerError)


@pytest.mark.parametrize("facade", ["json", "xml"])
def test_a_fault_of_a_detail_is_named_as_it_stands_in_the_answer(facade):
    bodies = {
        "json": b'{"response": {"media": {"id": 1, "hd": "?"}}}',
        "xml": b"<response><media><id>1</id><hd>?</hd></media></response>",
    }
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=bodies[facade]))
    access = {"access_id": 1, "access_secret": "s", "transport": transport, "wire_format": facade}
    with SyncTV("https://service_name.synctv.com", **access) as tv, pytest.raises(errors.DecodeError) as caught:
        tv.media.get(1)
    assert caught.value.field == "response.media.hd"
