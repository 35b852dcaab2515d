"""``synctv get`` and ``synctv count``."""

import pytest

from synctv_async import SourceSync
from synctv_async.sandbox import Sandbox

from .conftest import Run, failure_of, rows_of


def test_a_detail_holds_the_record_and_what_stands_beside_it(box: Sandbox, run: Run) -> None:
    (detail,) = rows_of(run("get", "media", 3))
    assert detail["media"]["id"] == 3
    assert isinstance(detail["bundle_ids"], list)


def test_a_detail_as_a_table(box: Sandbox, run: Run) -> None:
    shown = run("get", "media", 3, "--table").stdout
    assert "│ media.id " in shown
    assert "│ bundle_ids " in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["bundles", "1"],
        ["contributors", "1"],
        ["ingest-videos", "1", "--medium", "1"],
        ["containers", "1", "--item", "container"],
        ["key"],
    ],
)
def test_one_record_in_both_forms(box: Sandbox, run: Run, arguments: list[str]) -> None:
    assert len(rows_of(run("get", *arguments, "--json"))) == 1
    shown = run("get", *arguments, "--table")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert "field" in shown.stdout


def test_a_bundle_of_a_medium(box: Sandbox, run: Run) -> None:
    bundle = next(number for number in box.bundles.ids() if box.bundles.get(number)["media_ids"])
    medium = box.bundles.get(bundle)["media_ids"][0]
    assert rows_of(run("get", "bundles", bundle, "--medium", medium))[0]["bundle"]["id"] == bundle
    assert box.requests[-1].path == f"/api/v2/media/{medium}/bundles/{bundle}.json"


def test_what_a_production_owns(box: Sandbox, run: Run) -> None:
    with SourceSync.from_env() as ss:
        production = ss.productions.create(name="First")
        distribution = ss.distributions.create(production.id, name="Out")
        activation = ss.activations.create(production.id, name="On", settings={"a": [1, {"b": 2}]})
    assert rows_of(run("get", "distributions", distribution.id))[0]["name"] == "Out"
    assert rows_of(run("get", "activations", activation.id))[0]["settings"] == {"a": [1, {"b": 2}]}
    assert '{"a": [1, {"b": 2}]}' in run("get", "activations", activation.id, "--table").stdout


def test_field_left_out_is_not_in_the_table(box: Sandbox, run: Run) -> None:
    box.fault(path="/api/v2/contributors*", body=b'{"code":1,"contributor":{"id":1,"role":"Actor","new":"\xc3\xa4"}}')
    shown = run("get", "contributors", 1, "--table").stdout
    assert "Actor" in shown
    assert "│ new   │ ä " in shown
    assert "person" not in shown


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        (["media"], 60),
        (["media", "-f", "ids=1", "-f", "ids=2"], 2),
        (["bundles"], None),
        (["bundles", "-f", "status=inactive", "--medium", "1"], None),
        (["ingest-videos", "--medium", "1"], None),
        (["containers", "--item", "container"], 2),
    ],
)
def test_count(box: Sandbox, run: Run, arguments: list[str], number: int | None) -> None:
    result = run("count", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.strip().isdecimal()
    assert number is None or int(result.stdout) == number


def test_the_status_of_a_bundle_count_is_the_written_one(box: Sandbox, run: Run) -> None:
    run("count", "bundles", "-f", "status=inactive")
    assert box.requests[-1].values("status") == ["0"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["get", "media"], "get media needs the id of one"),
        (["get", "media", "abc"], "media.get(): id is a whole number"),
        (["get", "key", "1"], "get key takes no id"),
        (["get", "ingest-videos", "1"], "needs --medium"),
        (["get", "productions", "1"], "there is no get of productions, only: synctv list productions"),
        (["get", "distributions", "1", "--production", "2"], "takes no --production"),
        (["get", "containers", "a/b", "--item", "container"], "id is a number or a name"),
        (["count", "contributors"], "only: synctv list contributors and synctv get contributors"),
        (["count", "media", "-f", "created_at_less=2014-05-01T00:00:00Z"], "media.count() has no filter"),
    ],
)
def test_what_cannot_be_done(box: Sandbox, run: Run, arguments: list[str], said: str) -> None:
    assert said in failure_of(run(*arguments), 2)
    assert box.requests == ()


def test_a_record_that_is_not_there(box: Sandbox, run: Run) -> None:
    assert "(code -4): " in failure_of(run("get", "media", 999), 1)
