"""The same records come out of XML and of JSON, however each of the two writes them."""

import json

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synctv_async._wire.envelope import detail_of, open_synctv, row_of, rows_of
from synctv_async._wire.records import structure, structure_rows
from synctv_async.errors import DecodeError
from synctv_async.models import BundleDetail, Media, MediaDetail

from .rendering import DETAILS, ROWS, blanks, list_of, record

PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n'
status_blocks = st.sampled_from(
    [
        ({}, ""),
        ({"code": 1, "message": "Successfully completed."}, "<code>1</code><message>Successfully completed.</message>"),
        ({"code": "1", "messages": ["Fine"]}, "<code>1</code><messages>\n<message>Fine</message>\n</messages>"),
    ]
)


def both(name, drawn, block=({}, "")):
    """Render the answers that hold one payload, as bytes."""
    as_json = json.dumps({"response": {name: drawn.json, **block[0]}}).encode()
    as_xml = f"{PROLOGUE}<response>\n  {drawn.element(name)}{block[1]}\n</response>\n".encode()
    return open_synctv(as_json), open_synctv(as_xml)


def exactly(one, other):
    """Compare with types: 1 and True, or a text and an enum, are not the same record."""
    assert one == other
    assert repr(one) == repr(other)


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
@settings(max_examples=30)
@given(data=st.data())
def test_a_list_gives_the_same_records_in_both_formats(kind, data):
    plural, singular, fields = ROWS[kind]
    drawn = data.draw(list_of(record(fields), singular))
    envelopes = both(plural, drawn, data.draw(status_blocks))
    from_json, from_xml = (structure_rows(rows_of(e, plural, kind), kind, "response") for e in envelopes)
    exactly(from_json, from_xml)
    assert len(from_xml) == len(drawn.json)


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
@settings(max_examples=20)
@given(data=st.data())
def test_one_row_gives_the_same_record_in_both_formats(kind, data):
    _, singular, fields = ROWS[kind]
    envelopes = both(singular, data.draw(record(fields)), data.draw(status_blocks))
    from_json, from_xml = (structure(row_of(e, singular, kind), kind, "response") for e in envelopes)
    exactly(from_json, from_xml)


@pytest.mark.parametrize("kind", DETAILS, ids=lambda kind: kind.__name__)
@settings(max_examples=20)
@given(data=st.data())
def test_a_detail_gives_the_same_record_in_both_formats(kind, data):
    singular, fields = DETAILS[kind]
    drawn = data.draw(record(fields, required=(singular,)))
    as_json = json.dumps({"response": drawn.json}).encode()
    as_xml = f"<response>{drawn.xml}</response>".encode()
    details = [detail_of(open_synctv(body), singular, kind) for body in (as_json, as_xml)]
    from_json, from_xml = (structure(detail, kind, "response") for detail in details)
    exactly(from_json, from_xml)


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
@settings(max_examples=20)
@given(data=st.data())
def test_a_field_that_no_document_names_is_kept_in_extra(kind, data):
    _, singular, fields = ROWS[kind]
    drawn = data.draw(record(fields))
    for envelope in both(singular, drawn):
        found = structure(row_of(envelope, singular, kind), kind, "response")
        assert found.extra == {name: value for name, value in drawn.json.items() if name not in fields}


def of_xml(body):
    envelope = open_synctv(f"<response><media>{body}</media></response>".encode())
    return structure(row_of(envelope, "media", Media), Media, "x")


def of_json(**fields):
    body = json.dumps({"response": {"media": fields}}).encode()
    return structure(row_of(open_synctv(body), "media", Media), Media, "x")


@given(blanks)
def test_blank_elements_are_empty_lists_mappings_or_no_value_as_their_field_has_it(blank):
    media = of_xml(
        f"<id>1</id><images>{blank}</images><meta_data>{blank}</meta_data><media_type>{blank}</media_type>"
        f"<duration>{blank}</duration><expires_at>{blank}</expires_at>"
    )
    assert media == of_json(id=1, images=[], meta_data={}, media_type=None, duration=None, expires_at=None)


def test_an_empty_list_stands_for_an_empty_mapping():
    assert of_json(id=1, meta_data=[], properties=[]) == of_json(id=1, meta_data={}, properties={})
    assert of_json(id=1, meta_data=[]).meta_data == {}


def test_one_child_is_a_list_where_the_schema_says_list():
    media = of_xml("<id>1</id><container_ids><container_id>7</container_id></container_ids>")
    assert media.container_ids == (7,)


def test_a_text_keeps_its_blanks_and_loses_only_the_padding_of_a_pretty_printer():
    assert of_xml("<id>1</id><name> A  B </name>").name == " A  B "
    assert of_xml("<id>1</id><name>&#13;A\n</name>").name == of_json(id=1, name="\rA\n").name
    assert of_xml("<id>1</id><name>\n      A\n    </name>").name == "A"


def test_a_text_with_attributes_is_its_text():
    assert of_xml('<id type="integer">1</id><name lang="en">A</name><x lang="en">B</x>').extra == {"x": "B"}
    assert of_xml('<id type="integer">5</id>').id == 5
    assert of_xml('<id>1</id><name nil="false">A</name>').name == "A"


def test_mappings_nest_and_repeat_as_the_service_does():
    actors = "<actor>A</actor><actor>B</actor><actor>C</actor>"
    media = of_xml(f"<id>1</id><meta_data><cast>{actors}</cast><year>1999</year></meta_data>")
    assert media.meta_data == {"cast": {"actor": ["A", "B", "C"]}, "year": "1999"}
    assert media == of_json(id=1, meta_data={"cast": {"actor": ["A", "B", "C"]}, "year": 1999})


@pytest.mark.parametrize(
    ("xml", "fields"),
    [
        ("<meta_data>text</meta_data>", {"meta_data": "text"}),
        ("<container_ids>5</container_ids>", {"container_ids": "5"}),
        ("<media_type>text</media_type>", {"media_type": "text"}),
        ("<images><image>text</image></images>", {"images": ["text"]}),
        ("<container_ids><id nil='true'/></container_ids>", {"container_ids": [None]}),
        ("<duration>long</duration>", {"duration": "long"}),
        ("<created_at>2014-05-01T21:23:54</created_at>", {"created_at": "2014-05-01T21:23:54"}),
    ],
)
def test_what_does_not_fit_is_refused_in_both_formats_and_never_dropped(xml, fields):
    with pytest.raises(DecodeError) as of_json_form:
        of_json(id=1, **fields)
    with pytest.raises(DecodeError) as of_xml_form:
        of_xml("<id>1</id>" + xml)
    assert of_xml_form.value.field == of_json_form.value.field == f"x.{next(iter(fields))}"


@pytest.mark.parametrize("kind", [Media, MediaDetail, BundleDetail])
@pytest.mark.parametrize("body", [b"", b"{}", b"<response/>", b'{"response": null}', b'{"response": {"code": 1}}'])
def test_an_answer_without_its_record_is_refused_and_never_an_empty_record(kind, body):
    name = "media" if kind is not BundleDetail else "bundle"
    with pytest.raises(DecodeError):
        structure(detail_of(open_synctv(body), name, kind), kind, "response")


@pytest.mark.parametrize("body", [b'{"response": {"media": null}}', b'<response><media nil="true"/></response>'])
def test_a_detail_whose_record_is_null_is_refused(body):
    with pytest.raises(DecodeError) as caught:
        structure(detail_of(open_synctv(body), "media", MediaDetail), MediaDetail, "response")
    assert caught.value.field == "response.media"


def test_the_two_renderings_name_every_field_of_the_records():
    for kind, (_, _, fields) in ROWS.items():
        assert [field.name for field in attrs.fields(kind)] == [*fields, "extra"]
    for kind, (_, fields) in DETAILS.items():
        assert [field.name for field in attrs.fields(kind)] == [*fields, "extra"]
