"""What surrounds a payload: SyncTV's response in both formats, and SourceSync's status and data."""

import json

import pytest

from synctv_async._wire import envelope as wire
from synctv_async._wire import sourcesync, xml
from synctv_async._wire.envelope import open_sourcesync, open_synctv
from synctv_async.errors import ArgumentError, DecodeError
from synctv_async.models import Bundle, BundleDetail, Contributor, Media


def synctv(**content):
    return open_synctv(json.dumps({"response": content}).encode())


def of_xml(body):
    return open_synctv(f'<?xml version="1.0"?>\n<response>{body}</response>'.encode())


@pytest.mark.parametrize(
    ("said", "messages"),
    [
        ({}, ()),
        ({"message": "A"}, ("A",)),
        ({"messages": "A"}, ("A",)),
        ({"messages": ["A", "B"]}, ("A", "B")),
        ({"messages": {"message": "A"}}, ("A",)),
        ({"messages": {"message": ["A", "B"]}}, ("A", "B")),
        ({"messages": [{"message": "A"}, "B"]}, ("A", "B")),
        ({"messages": ["A"], "message": "B"}, ("A", "B")),
        ({"message": "  "}, ()),
        ({"message": None, "messages": []}, ()),
        ({"message": 7}, ("7",)),
        ({"messages": {}}, ()),
    ],
)
def test_the_services_words_are_read_in_each_form(said, messages):
    assert synctv(**said).messages == messages


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ("<message>A</message>", ("A",)),
        ("<messages>\n<message>A</message>\n<message>B</message>\n</messages>", ("A", "B")),
        ("<messages>A</messages>", ("A",)),
        ("<messages/>", ()),
        ("<messages><message lang='en'>A</message></messages>", ("A",)),
        ("<message>\n  A\n</message>", ("A",)),
    ],
)
def test_the_services_words_are_read_in_xml_too(body, messages):
    assert of_xml(body).messages == messages


@pytest.mark.parametrize(
    ("code", "number", "refused"),
    [
        (1, 1, False),
        ("1", 1, False),
        (-4, -4, True),
        ("-4", -4, True),
        (0, 0, True),
        (None, None, False),
        ("?", None, False),
    ],
)
def test_success_is_no_code_or_1(code, number, refused):
    envelope = synctv(code=code, x=1)
    assert (envelope.code, envelope.refused) == (number, refused)
    assert envelope.content == {"x": 1}


def test_the_code_of_xml_may_have_attributes_and_blanks():
    assert of_xml('<code type="integer"> -4 </code>').code == -4


def test_an_ingest_videos_own_message_and_status_are_not_the_envelopes():
    row = {"id": 1, "message": "stuck", "status": "error"}
    envelope = synctv(ingest_video=row)
    assert envelope.messages == ()
    assert envelope.content == {"ingest_video": row}


@pytest.mark.parametrize("body", [b"", b"  \n", b'{"response": null}', b"{}", b'{"response": {}}', b"<response/>"])
def test_an_empty_answer_is_empty_and_no_failure(body):
    envelope = open_synctv(body)
    assert envelope.content == {}
    assert not envelope.refused


def test_a_body_without_its_wrapper_is_taken_for_what_would_stand_in_it():
    assert open_synctv(b'{"access_id": 7, "code": 1}').content == {"access_id": 7}


@pytest.mark.parametrize("body", [b"[1]", b'"x"', b"7", b'{"response": [1]}', b'{"response": "x"}'])
def test_an_answer_that_is_no_object_is_damaged(body):
    with pytest.raises(DecodeError, match="expected an object as the answer, found") as caught:
        open_synctv(body)
    assert caught.value.damaged
    assert caught.value.field == "response"


@pytest.mark.parametrize(
    "body",
    [
        *(b"<response>", b"<response></x>", b"<", b"<!DOCTYPE html><p>busy", b"<response>&amp</response>"),
        b'<!DOCTYPE x [<!ENTITY a "b">]><response>&a;</response>',
        b'<?xml version="1.0" encoding="nobody-knows"?><response/>',
    ],
)
def test_what_is_no_xml_is_damaged(body):
    with pytest.raises(DecodeError, match="the answer is not XML") as caught:
        open_synctv(body)
    assert caught.value.damaged


def test_another_document_than_a_response_is_damaged():
    with pytest.raises(DecodeError, match="expected <response>, found <html>") as caught:
        open_synctv(b"<html><body>busy</body></html>")
    assert caught.value.damaged


def test_the_format_is_told_by_the_first_character():
    assert open_synctv(b"\n <response><x>1</x></response>").is_xml
    assert not open_synctv(b' {"x": 1}').is_xml


@pytest.mark.parametrize(
    ("content", "expected", "key"),
    [
        ({"medias": [], "x": 1}, "medias", "medias"),
        ({"x": 1, "medias": []}, "medias", "medias"),
        ({"container_group": []}, "container_groups", "container_group"),
        ({"count": 3, "people": []}, "person", "people"),
        ({"count": 3}, "medias", None),
        ({}, "medias", None),
    ],
)
def test_the_payload_is_the_expected_name_or_the_first_that_is_there(content, expected, key):
    assert wire.payload_key(content, expected) == key


ROW_FORMS = [
    (synctv(medias=[{"id": 1}, {"id": 2}]), [{"id": 1}, {"id": 2}]),
    (synctv(medias=[]), []),
    (synctv(items=[{"id": 1}], code=1), [{"id": 1}]),
    (of_xml("<medias><media><id>1</id></media></medias>"), [{"id": "1"}]),
    (of_xml("<medias><media><id>1</id></media><media><id>2</id></media></medias>"), [{"id": "1"}, {"id": "2"}]),
    (of_xml("<medias/>"), []),
    (of_xml("<medias>\n</medias>"), []),
    (of_xml("<medias type='array'/>"), []),
]


@pytest.mark.parametrize(("envelope", "rows"), ROW_FORMS)
def test_rows_are_read_from_the_list(envelope, rows):
    assert wire.rows_of(envelope, "medias", Media) == rows


@pytest.mark.parametrize(
    "envelope",
    [
        synctv(),
        synctv(count=3),
        synctv(medias=None),
        synctv(medias={}),
        synctv(medias={"media": []}),
        synctv(medias="x"),
        of_xml(""),
        of_xml('<medias nil="true"/>'),
        of_xml("<medias>busy</medias>"),
    ],
)
def test_an_answer_without_its_list_is_damaged_and_never_an_empty_page(envelope):
    with pytest.raises(DecodeError, match="expected a list under 'medias', found") as caught:
        wire.rows_of(envelope, "medias", Media)
    assert caught.value.damaged
    assert caught.value.field == "response.medias"


def test_rows_without_a_record_class_stay_as_they_came():
    assert wire.rows_of(synctv(x=[{"a": {"b": 1}}, 7]), "x", None) == [{"a": {"b": 1}}, 7]


def test_one_row_may_come_by_itself_or_in_a_list_of_one():
    assert wire.row_of(synctv(bundle={"id": 1}), "bundle", Bundle) == {"id": 1}
    assert wire.row_of(synctv(bundle=[{"id": 1}]), "bundle", Bundle) == {"id": 1}
    assert wire.row_of(synctv(bundle=[{"id": 1}, {"id": 2}]), "bundle", Bundle) == [{"id": 1}, {"id": 2}]
    assert wire.row_of(synctv(accounts={"id": 1}), "account", None) == {"id": 1}
    assert wire.row_of(synctv(code=1), "bundle", Bundle) is None
    assert wire.row_of(of_xml("<bundle><id>1</id></bundle>"), "bundle", Bundle) == {"id": "1"}


def test_a_detail_keeps_its_siblings_and_its_expected_name():
    content = {"item": {"id": 1}, "media_ids": [2], "novel": 3}
    assert wire.detail_of(synctv(**content), "bundle", BundleDetail) == {
        "bundle": {"id": 1},
        "media_ids": [2],
        "novel": 3,
    }
    found = wire.detail_of(of_xml("<bundle><id>1</id></bundle><novel>3</novel>"), "bundle", BundleDetail)
    assert found == {"bundle": {"id": "1"}, "novel": "3"}


def test_siblings_fill_what_the_row_has_nothing_of():
    envelope = synctv(container={"id": 1, "media_ids": [], "name": "A"}, media_ids=[7], name="B", extra=[1])
    assert wire.row_and_siblings_of(envelope, "container", None) == {
        "id": 1,
        "media_ids": [7],
        "name": "A",
        "extra": [1],
    }
    assert wire.row_and_siblings_of(synctv(container="x"), "container", None) == "x"


@pytest.mark.parametrize(
    ("envelope", "count"),
    [
        (synctv(count=30), 30),
        (synctv(count="30"), 30),
        (synctv(total=30), 30),
        (synctv(count=0, code=1), 0),
        (of_xml("<count>30</count>"), 30),
        (of_xml('<count type="integer"> 30 </count>'), 30),
    ],
)
def test_a_count_is_a_number(envelope, count):
    assert wire.count_of(envelope) == count


@pytest.mark.parametrize(
    "envelope", [synctv(), synctv(count=None), synctv(count="many"), of_xml("<count/>"), of_xml("")]
)
def test_a_count_that_is_none_is_damaged(envelope):
    with pytest.raises(DecodeError, match="the count of the answer was not understood") as caught:
        wire.count_of(envelope)
    assert caught.value.damaged
    assert caught.value.field == "response.count"


def test_a_text_by_itself_is_read_without_its_padding():
    assert (
        wire.text_in(of_xml("<authorization_url>\n  https://x\n</authorization_url>"), "authorization_url")
        == "https://x"
    )
    assert wire.text_in(synctv(access_id=7), "access_id") == "7"


def test_elements_of_unknown_fields_keep_their_shape():
    row = xml.row_of(of_xml("<a>1</a><a>2</a><b nil='true'/><c><d/></c>").content, Contributor)
    assert row == {"a": ["1", "2"], "b": None, "c": {"d": ""}}
    assert xml.row_of("text", Contributor) == {}
    assert xml.row_of({"@type": "x", "#text": "y", "id": "1"}, Contributor) == {"id": "1"}
    assert xml.children("text") == []


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (b'{"status": "success", "data": [{"id": 1}]}', [{"id": 1}]),
        (b'{"data": [{"id": 1}]}', [{"id": 1}]),
        (b'{"status": "success", "data": null}', None),
        (b'{"name": "K", "value": {}}', {"name": "K", "value": {}}),
        (b'{"id": 1, "status": "error", "data": 7}', {"id": 1, "status": "error", "data": 7}),
        (b"[1]", [1]),
        (b"", None),
        (b" ", None),
    ],
)
def test_sourcesync_wraps_most_answers_and_some_not(body, content):
    envelope = open_sourcesync(body)
    assert envelope.content == content
    assert not envelope.refused


@pytest.mark.parametrize(
    ("error", "messages"),
    [({"message": "No"}, ("No",)), ("No", ("No",)), ({}, ()), (None, ()), ({"message": ["A", "B"]}, ("A", "B"))],
)
def test_sourcesyncs_status_error_is_an_error(error, messages):
    envelope = open_sourcesync(json.dumps({"status": "error", "error": error}).encode())
    assert envelope.refused
    assert envelope.messages == messages


def test_sourcesyncs_rows_are_a_list_or_the_answer_is_damaged():
    assert sourcesync.rows_in(open_sourcesync(b'{"data": [1]}')) == [1]
    assert sourcesync.list_in(open_sourcesync(b'{"data": [1]}')) == [1]
    assert sourcesync.list_in(open_sourcesync(b'{"data": {}}')) is None
    with pytest.raises(DecodeError, match="expected a list under 'data', found") as caught:
        sourcesync.rows_in(open_sourcesync(b'{"data": {}}'))
    assert caught.value.damaged


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"data": [{"id": 1}]}', {"id": 1}),
        (b'{"data": {"id": 1}}', {"id": 1}),
        (b'{"data": []}', None),
        (b"", None),
        (b'{"data": {}}', None),
    ],
)
def test_one_record_of_sourcesync_comes_in_a_list_of_one(body, found):
    assert sourcesync.one_in(open_sourcesync(body)) == found


@pytest.mark.parametrize(("value", "text"), [(7, "7"), ("123", "123"), ("a-b_c.d:e", "a-b_c.d:e"), ("_x", "_x")])
def test_an_id_of_sourcesync_is_a_text_or_a_number(value, text):
    assert sourcesync.check_text_id("productions.get", "id", value) == text


@pytest.mark.parametrize("value", ["", " ", "a/b", "..", ".", "a b", "é", "a?b", "-x", True, None, 1.5, b"x", "a\n"])
def test_what_could_change_the_path_is_no_id(value):
    with pytest.raises(ArgumentError, match=r"productions.get\(\): id is an id as text or number, got "):
        sourcesync.check_text_id("productions.get", "id", value)


def test_a_row_that_is_no_json_is_refused_before_it_is_sent():
    with pytest.raises(ArgumentError, match=r"create\(\): .* is not JSON: "):
        sourcesync.encode("create", {"settings": object()})
    with pytest.raises(ArgumentError, match=r"create\(\): .* is not JSON: "):
        sourcesync.encode("create", float("nan"))
    assert sourcesync.encode("create", {"a": 1}) == b'{"a":1}'


@pytest.mark.parametrize("row", [{}, {"name": ""}, {"settings": {}}, "x", None, 7, ["name"]])
def test_a_row_without_what_it_needs_is_refused(row):
    with pytest.raises(ArgumentError, match=r"create_many\(\): a row is a mapping with 'name', got "):
        sourcesync.encode_row("create_many", row, "name")


def test_a_good_row_is_rendered():
    assert sourcesync.encode_row("create_many", {"name": "A", "settings": {}}, "name") == b'{"name":"A","settings":{}}'
    assert sourcesync.fields_of("x") == {}


def test_the_rows_of_an_answer_are_brought_into_the_order_sent_if_they_are_the_same_ones():
    rows = [{"id": 2}, {"id": "1"}]
    assert sourcesync.in_order_sent(["1", "2"], rows) == [{"id": "1"}, {"id": 2}]
    assert sourcesync.in_order_sent(["1", "3"], rows) == rows
    assert sourcesync.in_order_sent(None, rows) == rows
    assert sourcesync.in_order_sent(["1", "2"], ["x", {"id": 1}]) == ["x", {"id": 1}]
