"""Each switch of the sandbox, in each position: the doctor names the position, and no other question suffers."""

import pytest

from synctv_async.doctor.sourcesync import NOT_EXAMINED as NOT_EXAMINED_OF_SOURCESYNC
from synctv_async.doctor.sourcesync import PROBES as PROBES_OF_SOURCESYNC
from synctv_async.doctor.synctv import NOT_EXAMINED, PROBES
from synctv_async.sandbox import Sandbox
from synctv_async.sandbox.behaviour import BEHAVIOUR

from .conftest import furnish, produce
from .examining import by_key, differing, examine, examine_other

SYNCTV = [
    ("tilde", "any", "holds", "both are accepted"),
    ("tilde", "%7E", "holds", "%7E"),
    ("tilde", "~", "differs", "~"),
    ("unauthorized", 401, "holds", "401, code"),
    ("unauthorized", 403, "differs", "403, code"),
    ("unauthorized", 400, "differs", "400, code"),
    ("limit", "honour", "holds", "it is honoured"),
    ("limit", "cap", "differs", "it is capped at 100"),
    ("limit", "ignore", "differs", "it is ignored"),
    ("bundles_paged", True, "holds", "offset is respected"),
    ("bundles_paged", False, "differs", "offset is ignored"),
    ("clips_paged", True, "holds", "offset is respected"),
    ("clips_paged", False, "differs", "offset is ignored"),
    ("nulls", "first", "holds", "first"),
    ("nulls", "last", "differs", "last"),
    ("unsorted", "id", "holds", "the lowest id first"),
    ("unsorted", "newest", "differs", "the highest id first"),
    ("unknown_filters", "ignore", "holds", "it is ignored"),
    ("unknown_filters", "refuse", "differs", "refused: 400"),
    ("unreadable", "refuse", "holds", "refused: 400"),
    ("unreadable", "ignore", "differs", "it is ignored"),
    ("missing_parent", "empty", "holds", "it is empty"),
    ("missing_parent", "refuse", "differs", "refused: 400, code -4"),
    ("deleted_bundles", "kept", "holds", "they are kept, and not listed"),
    ("deleted_bundles", "listed", "differs", "they are listed"),
    ("deleted_bundles", "gone", "unknown", ""),
    ("bundle_status", "translated", "holds", "those that are read as -2"),
    ("bundle_status", "verbatim", "differs", "those that are read as 0"),
    ("inner_ids", "filled", "holds", "filled"),
    ("inner_ids", "empty", "differs", "empty"),
    ("empty_hash", "list", "holds", "[]"),
    ("empty_hash", "object", "differs", "{}"),
    ("decimals", "number", "holds", "as numbers"),
    ("decimals", "text", "differs", "as text"),
    ("json_count", "mirrored", "holds", "message (text)"),
    ("json_count", "messages", "differs", "messages (list)"),
    ("json_status", True, "holds", "code and messages"),
    ("json_status", False, "differs", "neither code nor messages"),
]
SOURCESYNC = [
    ("ids", "mixed", "holds", "productions: text; distributions: numbers; activations: numbers"),
    ("ids", "text", "differs", "productions: text; distributions: text; activations: text"),
    ("ids", "integer", "differs", "productions: numbers; distributions: numbers; activations: numbers"),
    ("single_data", "list", "holds", "a list of one"),
    ("single_data", "object", "differs", "the object"),
    ("production_by_id", False, "holds", "no: 404"),
    ("production_by_id", True, "differs", "yes"),
]
BESIDE = {
    ("unauthorized", 403): {"unknown_access"},
    ("unauthorized", 400): {"unknown_access"},
    ("unknown_filters", "refuse"): {"filters"},
}
"""What else a switch changes, as it should."""


@pytest.mark.parametrize(("switch", "position", "verdict", "found"), SYNCTV)
def test_positions_of_synctv(switch, position, verdict, found):
    with Sandbox(media=260, bundles=15, contributors=40, ingest_videos=20, **{switch: position}) as box:
        furnish(box)
        report = examine(box)
    finding = by_key(report)[switch]
    assert (finding.verdict, found in finding.found) == (verdict, True), finding
    expected = {switch} if verdict == "differs" else set()
    assert differing(report) == expected | BESIDE.get((switch, position), set())
    if verdict == "differs":
        assert f"Sandbox({switch}={position!r})".replace("'", '"') in finding.advice


@pytest.mark.parametrize(("switch", "position", "verdict", "found"), SOURCESYNC)
def test_positions_of_sourcesync(switch, position, verdict, found):
    with Sandbox(media=0, **{switch: position}) as box:
        produce(box)
        report = examine_other(box)
    finding = by_key(report)[switch]
    assert (finding.verdict, found in finding.found) == (verdict, True), finding
    assert differing(report) == ({switch} if verdict == "differs" else set())
    if verdict == "differs":
        assert f"Sandbox({switch}={position!r})".replace("'", '"') in finding.advice


def test_the_advice_on_the_tilde_is_what_to_set():
    with Sandbox(media=30, tilde="~") as box:
        finding = by_key(examine(box))["tilde"]
    assert 'SyncTV(..., tilde="~")' in finding.advice
    assert "--tilde '~'" in finding.advice


@pytest.mark.parametrize("state", ["stopped", "started", "done"])
def test_the_state_of_an_ingest_that_failed(state):
    with Sandbox(media=30, ingest_videos=0) as box:
        box.ingest_videos.insert(ingestable_id=2, state=state, status="error")
        finding = by_key(examine(box, medium_id=2))["failed_ingest"]
    assert (finding.verdict, finding.found) == ("holds" if state == "stopped" else "differs", state)


def test_every_guess_with_a_switch_has_a_probe_or_a_reason():
    asked = {probe.key for probe in (*PROBES, *PROBES_OF_SOURCESYNC)}
    excused = NOT_EXAMINED.keys() | NOT_EXAMINED_OF_SOURCESYNC.keys()
    guesses = [behaviour for behaviour in BEHAVIOUR if behaviour.source == "guessed" and behaviour.switch]
    assert guesses
    missing = [guess.key for guess in guesses if not {guess.key, guess.switch} & (asked | excused)]
    assert missing == []


def test_what_is_not_examined_is_said_with_its_reason(box):
    findings = by_key(examine(box)) | by_key(examine_other(box))
    for key, (question, reason) in {**NOT_EXAMINED, **NOT_EXAMINED_OF_SOURCESYNC}.items():
        assert (findings[key].verdict, findings[key].question, findings[key].detail) == ("unknown", question, reason)
