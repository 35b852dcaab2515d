"""The page of one request: what was sent, what came of it, why it was refused, and the same as a curl command."""

import json
import shlex
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from synctv_async.sandbox import Sandbox
from synctv_async.sandbox.exchange import RecordedRequest
from synctv_async.sandbox.inspector.curl import curl, quoted
from synctv_async.sandbox.inspector.explanation import compare
from synctv_async.sandbox.inspector.masking import Masker

from .caller import API, Caller
from .inspecting import Inspector, Page, send_wrongly


@pytest.fixture
def see(box: Sandbox) -> Iterator[Inspector]:
    inspector = Inspector(box)
    with inspector.http:
        yield inspector


def bodies(page: Page) -> list[str]:
    return [one.text for one in page.all("pre", class_="body")]


def test_what_was_sent_and_answered(call: Caller, see: Inspector) -> None:
    fields = (("bundle[name]", "A & B"), ("bundle[bundle_type_id]", "1"), ("bundle[media_ids][]", "2"))
    call.call("POST", "bundles.json", *fields, headers={"X-Trial": "yes"})
    page = see.page("requests/1")
    assert page.one("h1").text == "POST /api/v2/bundles.json ✓200 answered"
    rows = [one.text for one in page.all("tr")]
    assert {"bundle[name]A & Bquery", "access_id1234query", "signature***query", "x-trialyes"} <= set(rows)
    nested, answer, command = bodies(page)
    assert json.loads(nested)["bundle"] == {"name": "A & B", "bundle_type_id": "1", "media_ids": ["2"]}
    assert json.loads(answer)["response"]["bundle"]["name"] == "A & B"
    assert '\n  "response": {\n' in answer
    assert command.startswith("curl -sS -i -X POST 'http://127.0.0.1")
    assert "Why it was refused" not in see.get("requests/1").text


def test_a_form_is_told_from_the_query(call: Caller, see: Inspector) -> None:
    call.http.post(f"{API}authorization/user/client_authorize.json?a=1", data={"device_uid": "tv 1", "client_key": "x"})
    rows = [one.text for one in see.page("requests/1").all("tr")]
    assert {"a1query", "device_uidtv 1form", "client_key***form"} <= set(rows)


def test_xml_stays_as_it_came(call: Caller, see: Inspector) -> None:
    text = call.get("media.xml").text
    assert text in bodies(see.page("requests/1"))


def test_long_bodies_are_cut_and_can_be_had_whole(box: Sandbox, call: Caller, see: Inspector) -> None:
    box.media.insert_many([{"name": f"Film {number}", "description": "long " * 400} for number in range(25)])
    answer = call.get("media.json").text
    short = see.page("requests/1")
    assert len(max(bodies(short), key=len)) == 40_000
    assert [one.text for one in short.all("a", href="?whole=1")] == ["Show the whole body"]
    assert json.loads(max(bodies(see.page("requests/1?whole=1")), key=len)) == json.loads(answer)
    assert see.get("requests/1/answer").text == answer


def test_answers_that_are_not_kept(call: Caller, see: Inspector) -> None:
    for _ in range(201):
        call.source("GET", "/key")
    assert "Not kept" in see.get("requests/1").text
    assert "Not kept" not in see.get("requests/2").text
    assert see.get("requests/1/answer").text == ""


def test_bytes_that_are_no_text(call: Caller, see: Inspector) -> None:
    call.http.post("/productions", content=b"\xff\x00abc", headers={"X-API-Key": call.box.api_key})
    page = see.page("requests/1")
    assert "\\xff\x00abc" in see.get("requests/1/body").text
    assert "--data-binary @body" in bodies(page)[-1]


def test_json_that_is_no_text(call: Caller, see: Inspector) -> None:
    call.source("POST", "/productions", [{"name": "a"}])
    call.http.post("/productions", content=b'[{"name": "\\ud800"}]', headers={"X-API-Key": call.box.api_key})
    call.http.post("/productions", content=b"[" * 100_000)
    assert see.get("requests/2").status_code == 200
    assert see.get("requests/3").status_code == 200
    assert see.get().status_code == 200


def test_names_that_are_nested_too_deeply(call: Caller, see: Inspector) -> None:
    call.http.get(f"/key?a{'[b]' * 3000}=1")
    assert "nested too deeply to be shown" in see.get("requests/1").text


def test_an_answer_without_a_body(box: Sandbox, call: Caller, see: Inspector) -> None:
    made = box.bundles.insert(name="A")
    assert call.call("DELETE", f"bundles/{made}.json").content == b""
    assert "Empty." in see.get("requests/1").text
    assert [one.text for one in see.page().all("td", class_="word")] == ["no content"]


def test_what_cannot_be_seen_is_shown(call: Caller, see: Inspector) -> None:
    call.get("media.json", ("named_like", " a\u200bb\r\n\u202e "))
    (value,) = (one.text for one in see.page("requests/1").all("td") if "U+200B" in one.text)
    assert value == "␠aU+200Bb␍␊\nU+202E␠"


def test_before_and_after(call: Caller, see: Inspector) -> None:
    for _ in range(3):
        call.source("GET", "/key")
    links = {
        one.attributes["rel"]: one.attributes["href"]
        for one in see.page("requests/2").all("a")
        if "rel" in one.attributes
    }
    assert links == {"up": "../", "prev": "3", "next": "1"}
    assert [one.text for one in see.page("requests/3").all("span", class_="off")] == ["Newer"]
    lost = see.get("requests/4")
    assert (lost.status_code, "not remembered" in lost.text) == (404, True)
    assert see.get("requests/4/body").status_code == see.get("requests/3/nothing").status_code == 404


def test_a_connection_that_was_reset(box: Sandbox, call: Caller, see: Inspector) -> None:
    box.fault(name="cable", reset=True)
    with pytest.raises(httpx.ReadError):
        call.get("media.json")
    text = see.get("requests/1").text
    assert "Connection reset." in text
    assert "cable" in text


def test_why_a_signature_was_refused(call: Caller, see: Inspector) -> None:
    send_wrongly(call, ("a[]", "1"), ("a", "2"), ("z", "3"))
    page = see.page("requests/1")
    refusal = call.box.requests[0].refusal
    assert refusal is not None
    assert page.one("p", class_="mistake").text == refusal.mistake
    assert refusal.advice in page.one("p", class_="advice").text
    theirs, right = _strings(page)
    rest = [("access_id=1234&", "same"), ("z=3", "same"), ("<access_secret>", "same")]
    assert theirs == [("a=2&", "moved"), ("a%5B%5D=1&", "moved"), *rest]
    assert right == [("a%5B%5D=1&", "moved"), ("a=2&", "moved"), *rest]
    assert [one.text for one in page.all("mark")] == ["=2", "%5B%5D=1"]
    copied = {one.attributes["aria-label"]: one.attributes["data-copy"] for one in page.all("button", class_="copy")}
    assert copied["Copy the string: The service signs"] == refusal.expected
    assert copied["Copy the string: Your client signed"] == refusal.received


def _strings(page: Page) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    places = [place for place, one in enumerate(page.elements) if one.name == "ol"]
    found: list[list[tuple[str, str]]] = []
    for begin, end in zip(places, [*places[1:], len(page.elements)], strict=True):
        pairs: list[tuple[str, str]] = []
        state = ""
        for one in page.elements[begin:end]:
            if one.name == "li":
                state = (one.attributes["class"] or "").split()[1]
            elif one.name == "code" and "li" in one.parents:
                pairs.append((one.text, state))
        found.append(pairs)
    theirs, right = found
    return theirs, right


def test_an_unknown_mistake_shows_what_should_be_signed(call: Caller, see: Inspector) -> None:
    call.http.get(f"{API}media.json?access_id={call.box.access_id}&b=2&signature={'0' * 32}")
    page = see.page("requests/1")
    assert [one.text for one in page.all("h3", id="expected")] == ["The service signs"]
    assert page.all("h3", id="received") == []


def test_strings_are_compared_pair_by_pair() -> None:
    bare = Masker()
    ours = compare("a=1&b=%20&password=abc<access_secret>", "a=1&b=+&password=abc<access_secret>", bare)
    assert [(one.text, one.state, one.mark) for one in ours] == [
        ("a=1", "same", None),
        ("b=%20", "different", 2),
        ("password=***", "same", None),
        ("<access_secret>", "same", None),
    ]
    longer = compare("a=1&b=2", "a=1", bare)
    assert longer[-1].mark == 0
    assert compare("a=1&", "a=1", bare)[-1].text == ""
    assert len(compare("&".join(map(str, range(5000))), "x", bare)) == 5000


def recorded(method: str, path: str, body: bytes = b"", **headers: str) -> RecordedRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RecordedRequest(1, method, path, (), named, body, 0.0)


def words_of(record: RecordedRequest) -> list[str]:
    return shlex.split(curl(record, "http://h", Masker()).replace("\\\n", ""))  # as a shell joins lines


def test_curl_says_what_was_sent() -> None:
    record = recorded(
        "POST", "/a b/'c'", b"x='1'&password=geheim", content_type="text/plain", accept="*/*", x_empty="", host="h"
    )
    record.params = (("q[]", "it's $HOME & `ls`\n"), ("signature", "f" * 32), ("é", ""))
    words = words_of(record)
    assert words[:5] == ["curl", "-sS", "-i", "-X", "POST"]
    url = urlsplit(words[5])
    assert url.path == "/a%20b/'c'"
    assert parse_qsl(url.query, keep_blank_values=True) == [
        ("q[]", "it's $HOME & `ls`\n"),
        ("signature", "$SYNCTV_SIGNATURE"),
        ("é", ""),
    ]
    assert words[6:] == ["-H", "content-type: text/plain", "-H", "x-empty;", "--data-raw", "x='1'&password=***"]
    assert "'\"$SYNCTV_SIGNATURE\"'" in curl(record, "http://h", Masker())  # the shell replaces it


def test_curl_hides_what_is_secret() -> None:
    record = recorded("GET", "/", x_api_key="app.v1.abc", cookie="a=b", authorization="Bearer abc")
    words = words_of(record)
    assert words[6:] == ["-H", "x-api-key: $SOURCESYNC_API_KEY", "-H", "cookie: ***", "-H", "authorization: ***"]


def test_curl_sends_forms() -> None:
    kind = "application/x-www-form-urlencoded"
    record = recorded("POST", "/", b"user%5Bpassword%5D=a&b=1+2", content_type=kind)
    record.params = (("q", "1"), ("user[password]", "a"), ("b", "1 2"))
    words = words_of(record)
    assert words[5:] == [
        "http://h/?q=1",
        "--data-urlencode",
        "user%5Bpassword%5D=$SYNCTV_PASSWORD",
        "--data-urlencode",
        "b=1 2",
    ]


@pytest.mark.parametrize("text", ["", "plain", "it's", "$HOME", "a b", "\n", "!", "\\", "é", "'"])
def test_words_of_a_shell(text: str) -> None:
    assert shlex.split(quoted(text)) == [text]
