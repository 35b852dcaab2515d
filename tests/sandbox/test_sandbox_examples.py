"""Every example request of the documents is answered as it is documented."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from synctv_async.sandbox import Sandbox
from synctv_async.sandbox.documents import EXAMPLES, Example, find, stage

ANSWERS = Path(__file__).parents[1] / "data" / "documents"


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    with Sandbox(media=3) as box:
        yield box


@pytest.fixture(scope="module")
def http(shared: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shared.url) as client:
        yield client


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.key)
def test_an_example_is_answered_as_documented(shared: Sandbox, http: httpx.Client, example: Example) -> None:
    call = stage(shared, example)
    reply = http.request(call.method, call.target, headers=call.headers, content=call.body)
    assert example.differs(reply.status_code, reply.content) is None


def test_no_example_is_forgotten() -> None:
    assert Counter(example.document for example in EXAMPLES) == {
        "Media": 4,  # list, clips, count, one
        "Bundles": 8,  # list, one, create, update and its error, delete and its error, count
        "Contributors": 7,  # list, one, create, update and its error, delete and its error
        "Ingest videos": 15,  # list, count and what stands beside it, one, create, update, four actions; five errors
        "SourceSync Client API": 19,  # the key, six of productions, four each of two kinds, four errors
    }
    assert len({example.key for example in EXAMPLES}) == len(EXAMPLES)


def test_every_answer_that_is_printed_is_the_answer_of_an_example() -> None:
    printed = Counter(path.read_text(encoding="utf-8") for path in ANSWERS.glob("*.xml"))
    assert Counter(example.answer for example in EXAMPLES if example.printed.endswith(".xml")) == printed
    assert printed.total() == 26


def test_what_is_changed_is_explained() -> None:
    for example in EXAMPLES:
        placeholders = all("{" in printed for printed, _ in example.url_changes)
        if example.answer_changes or example.switches.keys() - {"rate_limit"} or not placeholders:
            assert example.note, example.key


def test_a_difference_is_told(shared: Sandbox) -> None:
    example = find("media_list")
    call = stage(shared, example)
    shared.media.update(2, name="Another")
    reply = httpx.request(call.method, shared.url + call.target)
    assert "Another" in (example.differs(reply.status_code, reply.content) or "")
    assert "the status is 500" in (example.differs(500, b"") or "")
    for other, wrong in (("key", b"{}"), ("production_list", b'{"data": []}'), ("error_404", b'{"status": "error"}')):
        documented = find(other)
        assert documented.differs(documented.status, wrong)
    with pytest.raises(KeyError, match="media_list"):
        find("media_lists")


def test_staging_leaves_nothing_of_before(shared: Sandbox) -> None:
    stage(shared, find("error_429"))
    assert shared.settings.rate_limit == 1
    call = stage(shared, find("key"))
    assert shared.settings.rate_limit == 1000
    assert httpx.get(shared.url + call.target, headers=call.headers).status_code == 200
    stage(shared, find("bundle_create"))
    assert shared.clock.stamp() == "2014-05-01T21:28:58Z"
    shared.reset(catalogue=True)
    assert shared.clock.now() > 1_600_000_000
    assert len(shared.media) == 3
