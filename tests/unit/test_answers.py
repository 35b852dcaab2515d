"""What is said of an answer shows no part of a secret, however short it was cut."""

import pytest

from synctv_async import ApiRequest, ApiResponse, DecodeError
from synctv_async._policy.endpoints import endpoint
from synctv_async._policy.redact import Scrubber
from synctv_async._types import Secret
from synctv_async._wire.answers import SYNCTV, read_answer
from synctv_async._wire.envelope import rows_of
from synctv_async.errors import BadRequestError

SECRET = "c0ffee" * 12


def answered(body: bytes):
    request = ApiRequest(endpoint("media.list"), "/api/v2/media", wire_format="json")
    response = ApiResponse(200, {}, body, 0.1, Scrubber([Secret(SECRET)]))
    return read_answer(SYNCTV, request, response, lambda envelope: rows_of(envelope, "medias", None), 0.0)


@pytest.mark.parametrize("body", [b'{"response":{"medias":"%b"}}', b"<html>%b</html>", b"%b"])
def test_an_answer_that_is_not_understood_shows_no_part_of_a_secret(body):
    with pytest.raises(DecodeError) as caught:
        answered(body % SECRET.encode())
    assert "c0ffee" not in str(caught.value)
    assert "***" in str(caught.value) or "mismatched" in str(caught.value) or "expected <response>" in str(caught.value)


def test_a_refusal_in_a_long_body_shows_no_part_of_a_secret():
    padding = " " * (65_536 - 60)
    with pytest.raises(BadRequestError) as caught:
        answered(b'{"response":{"code":-3,%b"echo":"%b"}}' % (padding.encode(), SECRET.encode()))
    assert "c0ffee" not in caught.value.body
