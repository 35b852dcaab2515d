"""Records with fields that nobody knows, and with nulls where the documents show none."""

from datetime import datetime
from typing import Any

import attrs
import pytest

from synctv_async import UNSET
from synctv_async.sandbox import Fault, Sandbox

from .facades import Facade

NAMES = {
    *("tomorrow_text", "tomorrow_number", "tomorrow_flag", "tomorrow_null", "tomorrow_object", "tomorrow_numbers"),
    *("tomorrow_records", "tomorrow_nothings"),
}
RESOURCES = ["media", "bundles", "contributors"]


def is_nothing(value: Any) -> bool:
    """Tell whether a field is what a null becomes: nothing, or where the record has a list or a tree an empty one."""
    return value is None or value is UNSET or value in ((), {})


@pytest.mark.parametrize("resource", RESOURCES)
def test_unknown_fields_are_kept_and_the_known_are_what_they_were(
    box: Sandbox, facade: Facade, wire: str, resource: str
) -> None:
    box.contributors.insert_many([{"media_id": 1, "person": f"person {n}"} for n in range(30)])
    before = facade.listed(box, wire, resource)
    box.chaos("unknown-fields")
    after = facade.listed(box, wire, resource)
    assert len(before) == len(after) >= 30
    for old, new in zip(before, after, strict=True):
        assert set(new.extra) == NAMES | set(old.extra)
        assert attrs.evolve(new, extra=old.extra) == old
    assert after[0].extra["tomorrow_text"] == "été & <hiver>"
    if wire == "json":
        assert after[0].extra["tomorrow_object"]["inner"] == {"value": None}
        assert after[0].extra["tomorrow_records"][1]["id"] == 2
        assert after[0].extra["tomorrow_null"] is None


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_field_may_be_null(box: Sandbox, facade: Facade, wire: str, resource: str) -> None:
    box.contributors.insert_many([{"media_id": 1, "person": f"person {n}"} for n in range(30)])
    before = facade.listed(box, wire, resource)
    box.chaos(Fault(nulls=1.0, times=None))
    for old, new in zip(before, facade.listed(box, wire, resource), strict=True):
        assert new.id == old.id
        rest = attrs.asdict(new, recurse=False, filter=lambda field, _: field.name not in {"id", "extra"})
        assert {name: value for name, value in rest.items() if not is_nothing(value)} == {}


def test_a_null_changes_nothing_but_its_own_field(box: Sandbox, facade: Facade, wire: str) -> None:
    before = facade.iterated(box, wire)
    box.chaos("nulls", seed=3)
    after = facade.iterated(box, wire)
    given = nulls = 0
    for old, new in zip(before, after, strict=True):
        for field in attrs.fields(type(old)):
            was, now = getattr(old, field.name), getattr(new, field.name)
            nulls += is_nothing(now) and not is_nothing(was)
            assert now == was or is_nothing(now)
            given += not is_nothing(was)
    assert 0.1 < nulls / given < 0.3


def test_both_formats_show_the_same_nulls(box: Sandbox, facade: Facade) -> None:
    """A dice that hung on the format would let one format pass where the other fails."""
    read: list[Any] = []
    for wire in ("json", "xml"):
        box.clear_faults()
        box.chaos(Fault(nulls=1.0, times=None))
        read.append(facade.iterated(box, wire, fields=["id", "name", "created_at", "container_ids"]))
    assert read[0] == read[1]
    assert read[0][0].name is None


def test_a_skewed_clock_changes_no_record(box: Sandbox, facade: Facade, wire: str) -> None:
    before = facade.iterated(box, wire)
    box.chaos("skewed-clock")
    assert facade.iterated(box, wire) == before
    assert isinstance(before[0].created_at, datetime)
