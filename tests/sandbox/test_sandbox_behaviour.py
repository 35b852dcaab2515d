"""The table of behaviours: nobody takes a guess for a fact, and each guess that matters has a switch."""

import json

from synctv_async.sandbox import BEHAVIOUR, Options, Settings
from synctv_async.sandbox.behaviour import as_json, as_markdown
from synctv_async.sandbox.settings import FIXED

from . import test_switches_of_lists, test_switches_of_records, test_switches_of_sourcesync

SWITCHES = Options.__annotations__.keys() - set(FIXED)


def test_every_behaviour_names_its_source() -> None:
    assert {one.source for one in BEHAVIOUR} == {"documented", "official client", "guessed"}
    assert len({one.key for one in BEHAVIOUR}) == len(BEHAVIOUR)
    assert all(one.what and one.evidence for one in BEHAVIOUR)


def test_a_guess_has_a_switch_or_says_why_it_needs_none() -> None:
    for one in BEHAVIOUR:
        if one.source == "guessed":
            assert (one.switch is None) is ("No switch: " in one.evidence), one.key


def test_every_switch_changes_a_behaviour_and_is_tried() -> None:
    assert sorted(one.switch for one in BEHAVIOUR if one.switch) == sorted(SWITCHES)
    modules = (test_switches_of_lists, test_switches_of_records, test_switches_of_sourcesync)
    tried = {name.removeprefix("test_") for module in modules for name in vars(module)}
    assert tried >= SWITCHES


def test_json_tells_where_each_switch_stands() -> None:
    rows = as_json(Settings(limit="cap", retry_after=True))
    assert isinstance(rows, list)
    assert json.loads(json.dumps(rows)) == rows
    found = {row["switch"]: row for row in rows if isinstance(row, dict)}
    assert (found["limit"]["value"], found["limit"]["allowed"]) == ("cap", ["honour", "cap", "ignore"])
    assert (found["retry_after"]["value"], found["retry_after"]["allowed"]) == (True, [True, False])
    assert (found["unauthorized"]["value"], found["rate_period"]["value"]) == (401, 60.0)
    assert len(rows) == len(BEHAVIOUR)


def test_a_line_of_the_table_is_one_line() -> None:
    lines = as_markdown().splitlines()
    assert len(lines) == len(BEHAVIOUR) + 2
    assert {line.count("|") for line in lines} == {5}
