"""How the inspector puts things into words: answers, times, sizes, and HTML itself."""

import json

import pytest

from synctv_async.sandbox.exchange import RecordedRequest
from synctv_async.sandbox.inspector.html import Markup, join, tag
from synctv_async.sandbox.inspector.outcome import kind_of, outcome
from synctv_async.sandbox.inspector.text import clock_time, coloured_json, duration, phrase, plural, size, with_code
from synctv_async.sandbox.types import Answer

XML = "application/xml; charset=utf-8"


def answered(body: bytes | str, media_type: str = "application/json", status: int = 200) -> RecordedRequest:
    answer = Answer(status, body.encode() if isinstance(body, str) else body, media_type)
    return RecordedRequest(1, "GET", "/", (), {}, b"", 0.0, status, answer, 0.1)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ('{"response":{"medias":[],"code":1,"messages":["ok"]}}', "0 medias"),
        ('{"response":{"code":-2,"messages":["a is missing","b is missing"]}}', "-2: a is missing b is missing"),
        ('{"response":{"code":-2,"message":"a is missing"}}', "-2: a is missing"),
        ('{"response":{"code":1,"messages":["ok"]}}', "done"),
        ('{"response":{"message":"ok","status":"started"}}', "status started"),
        ('{"response":{"count":1234,"code":1}}', "count 1,234"),
        ('{"response":{"bundle":{"name":"A"}}}', "bundle"),
        ('{"status":"success","data":{"id":7}}', "OK"),
        ('{"status":"error","error":{"message":"No"}}', "No"),
        ('{"status":"error"}', "OK"),
        ("[1,2]", "OK"),
        ("{", "not JSON"),
        ("[" * 50_000, "not JSON"),
        ("", "no content"),
        (b"\xff" * 3_000_000, "3.0 MB"),
    ],
)
def test_json_in_a_word(body: bytes | str, word: str) -> None:
    assert outcome(answered(body)) == word


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("<response>\n  <medias/>\n</response>\n", "0 medias"),
        ("<response>\n  <medias>\n    <media>\n      <id>1</id>\n    </media>\n  </medias>\n</response>\n", "1 medias"),
        ("<response>\n  <count>5</count>\n  <code>1</code>\n</response>\n", "count 5"),
        ("<response>\n  <code>1</code>\n  <messages>\n    <message>ok</message>\n  </messages>\n</response>\n", "done"),
        ("<response>\n  <code>-4</code>\n  <messages>\n    <message>A &amp; B</message>\n  </messages>", "-4: A & B"),
        ("<response>\n  <bundle>\n    <id>7</id>\n    <name>A</name>\n  </bundle>\n</response>\n", "bundle 7"),
        ("<other/>", "OK"),
    ],
)  # fmt: skip
def test_xml_in_a_word(body: str, word: str) -> None:
    assert outcome(answered(body, XML)) == word


def test_other_answers_in_a_word() -> None:
    page = "<html><head><title>502 Bad &amp; Gateway</title></head></html>"
    assert outcome(answered(page, "text/html", 502)) == "a web page: 502 Bad & Gateway"
    assert outcome(answered("<p>", "text/html", 502)) == "a web page"
    assert outcome(answered("plain", "text/plain")) == "5 bytes"
    lost = RecordedRequest(1, "GET", "/", (), {}, b"", 0.0)
    assert (outcome(lost), kind_of(lost)) == ("not answered yet", "pending")
    lost.seconds = 1.0
    assert (outcome(lost), kind_of(lost)) == ("connection reset", "none")
    lost.status = 404
    assert (outcome(lost), kind_of(lost)) == ("Not Found", "4xx")


def test_numbers_in_words() -> None:
    assert [duration(one) for one in (None, 0.0004, 0.0123, 0.9, 61.5)] == ["—", "0.4 ms", "12 ms", "900 ms", "61.50 s"]
    assert [size(one) for one in (0, 1, 999, 20_713, 1_500_000)] == [
        "0 bytes",
        "1 byte",
        "999 bytes",
        "20.7 kB",
        "1.5 MB",
    ]
    assert (plural(2000, "entry"), phrase(404), phrase(599)) == ("2,000 entries", "Not Found", "status 599")
    assert (
        clock_time(0.25) == '<time datetime="1970-01-01T00:00:00.250Z" title="1970-01-01T00:00:00.250Z">00:00:00</time>'
    )


def test_html_escapes_whatever_is_not_html() -> None:
    assert tag("a", "<b>&\"'", href="\"'<", class_="x", hidden=False, disabled=True, title=None) == (
        '<a href="&quot;&#x27;&lt;" class="x" disabled>&lt;b&gt;&amp;&quot;&#x27;</a>'
    )
    assert tag("input", name="q", type="text") == '<input name="q" type="text">'
    assert join("<", None, 1, [tag("b", "x"), ["&"]]) == "&lt;1<b>x</b>&amp;"
    assert tag("pre", "\nx") == "<pre>\n\nx</pre>"  # browsers drop the first line break
    assert isinstance(tag("p"), Markup)
    assert tag("p", tag("b", "<") + "<") == "<p>&lt;b&gt;&amp;lt;&lt;/b&gt;&lt;</p>"  # plain text again


def test_json_is_coloured_without_a_change() -> None:
    value = {'a"<': [1, -2.5, None, True, 'x: \\ "y"</script>'], "true": "false"}
    coloured = coloured_json(json.dumps(value, indent=2))
    assert "<script" not in coloured
    assert coloured.count('class="json-key"') == 2
    assert coloured.count('class="json-word"') == 2
    assert coloured.count('class="json-text"') == 2


def test_code_in_backticks() -> None:
    assert with_code("the `a<b` and `c`") == "the <code>a&lt;b</code> and <code>c</code>"
    assert with_code("one ` alone") == "one ` alone"
