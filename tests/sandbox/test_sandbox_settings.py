"""The settings: what is allowed, what can be changed while the sandbox runs, what a reset puts back."""

from typing import Any

import pytest

from synctv_async.sandbox import Emulator, IngestTimes, Sandbox, Settings

from .caller import Caller


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("limit", "honor", r"limit='honor' is not allowed: choose 'honour', 'cap' or 'ignore'"),
        ("unauthorized", 404, "choose 401, 403 or 400"),
        ("unauthorized", 401.0, "choose 401, 403 or 400"),
        ("retry_after", 1, "choose True or False"),
        ("created", True, "choose 200 or 201"),
        ("rate_limit", 0, "give 1 or more"),
        ("rate_limit", 1.5, "give a whole number"),
        ("rate_period", float("nan"), "give 0 or more"),
        ("rate_period", "60", "give a number"),
        ("media", -1, "give 0 or more"),
        ("productions", True, "give a whole number"),
        ("database", 5, "give a path or None"),
        ("ingest_times", 5, "give an IngestTimes"),
        ("ingest_times", IngestTimes(started=-1), r"ingest_times.started=-1 is not allowed: give 0 or more"),
        ("load", 5, "load=5 is not allowed: give a path, or a sequence of paths"),
        ("load", [5], "load=5 is not allowed"),
        ("limti", "cap", r"'limti' is no setting of a sandbox \(did you mean 'limit'\?\); allowed: .*unsorted"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused(name: str, value: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Settings(**{name: value})
    with pytest.raises(ValueError, match=name), Sandbox(**{name: value}):
        pass


def test_where_a_sandbox_serves_is_a_name_too() -> None:
    wrong: dict[str, Any] = {"prot": 8080}
    with pytest.raises(ValueError, match="did you mean 'port'"):
        Sandbox(**wrong)


def test_settings_that_are_allowed() -> None:
    assert Settings(rate_period=1, seed=-3, database="x", rate_limit=1).seed == -3


@pytest.mark.parametrize("name", ["media", "bundles", "contributors", "ingest_videos", "productions", "seed"])
def test_what_is_decided_at_the_start_cannot_be_changed(box: Sandbox, name: str) -> None:
    switches: dict[str, Any] = {name: 5}
    with pytest.raises(ValueError, match=f"{name} is decided when a sandbox is made"):
        box.behave(**switches)


def test_a_switch_that_is_none_is_refused_with_those_that_are(box: Sandbox) -> None:
    wrong: dict[str, Any] = {"limits": "cap", "nulls": "last"}
    with pytest.raises(ValueError, match=r"'limits' is no switch \(did you mean 'limit'\?\); allowed: .*unsorted"):
        box.behave(**wrong)
    with pytest.raises(ValueError, match="nulls='middle'"):
        box.behave(limit="cap", nulls="middle")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert (box.settings.nulls, box.settings.limit) == ("first", "honour")


def test_times_may_be_given_as_json_gives_them(box: Sandbox) -> None:
    given: dict[str, Any] = {"ingest_times": {"starting": 7.5}}
    box.behave(**given)
    assert box.settings.ingest_times == IngestTimes(starting=7.5)
    assert box.ingest_videos.times is box.settings.ingest_times
    wrong: dict[str, Any] = {"ingest_times": {"begin": 7.5}}
    with pytest.raises(ValueError, match="starting, started"):
        box.behave(**wrong)


def test_a_reset_puts_the_switches_back() -> None:
    with Sandbox(media=0, limit="cap", failed_ingest="done") as box:
        box.behave(limit="ignore", nulls="last", failed_ingest="started", rate_limit=5)
        assert (box.settings.limit, box.ingest_videos.failed) == ("ignore", "started")
        box.reset()
        assert box.settings == Settings(media=0, limit="cap", failed_ingest="done")
        assert box.ingest_videos.failed == "done"


def test_a_switch_is_turned_between_two_requests(box: Sandbox, call: Caller) -> None:
    box.media.insert_many({} for _ in range(30))
    assert len(call.ids("media.json", ("limit", "30"))) == 30
    box.behave(limit="ignore")
    assert len(call.ids("media.json", ("limit", "30"))) == 25


def test_no_two_sandboxes_share_a_switch() -> None:
    with Emulator() as one, Emulator() as other:
        one.behave(nulls="last")
        assert other.settings.nulls == "first"
