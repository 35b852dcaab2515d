"""``synctv list``: every resource, filters, form, and where to go on."""

import json
import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from synctv_async import Pager, SourceSync, SyncTV
from synctv_async.sandbox import Sandbox

from .conftest import Run, failure_of, rows_of

OTHER_QUERY = '{"v":2,"q":"a","offset":1,"id":null,"rows":1,"of":null,"changed":false}'


def resume_at(stderr: str) -> str:
    words = shlex.split(stderr[stderr.index("--start") :])
    return words[1]


def test_media_are_lines_of_json_in_a_pipe(box: Sandbox, run: Run) -> None:
    result = run("list", "media")
    rows = rows_of(result)
    assert [row["id"] for row in rows] == box.media.ids()
    assert result.stderr == ""
    with SyncTV.from_env() as tv:
        first = tv.media.list().first()
    assert first is not None
    assert rows[0]["name"] == first.name
    assert rows[0]["created_at"] == first.created_at.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    "arguments",
    [
        ["media"],
        ["media", "--container", "1"],
        ["bundles"],
        ["contributors"],
        ["ingest-videos", "--medium", "1"],
        ["ingest_videos", "--medium", "1"],
    ],
)
def test_xml_gives_the_same_rows(box: Sandbox, run: Run, arguments: list[str]) -> None:
    rows = rows_of(run("list", *arguments))
    assert rows
    assert rows == rows_of(run("list", *arguments, "--wire-format", "xml"))


def test_clips_belong_to_a_medium(box: Sandbox, run: Run) -> None:
    clip = box.media.insert(name="A trailer", clip_of=1)
    try:
        assert [row["name"] for row in rows_of(run("list", "clips", "--medium", 1))] == ["A trailer"]
    finally:
        box.media.delete(clip)


@pytest.mark.parametrize("resource", ["bundles", "contributors"])
def test_rows_of_one_medium(box: Sandbox, run: Run, resource: str) -> None:
    rows_of(run("list", resource, "--medium", 7))
    assert box.requests[-1].path == f"/api/v2/media/7/{resource}.json"


def test_sourcesync(box: Sandbox, run: Run) -> None:
    with SourceSync.from_env() as ss:
        production = ss.productions.create(name="First", settings={"a": 1})
        ss.distributions.create(production.id, name="Out")
        ss.activations.create(production.id, name="On")
    productions = rows_of(run("list", "productions"))
    assert [(row["name"], row["settings"]) for row in productions] == [("First", {"a": 1})]
    assert "created_at" in productions[0]  # a field that no document names stands beside the others
    assert [row["name"] for row in rows_of(run("list", "distributions", "--production", production.id))] == ["Out"]
    assert [row["name"] for row in rows_of(run("list", "activations", "--production", production.id))] == ["On"]


def test_any_other_resource(box: Sandbox, run: Run) -> None:
    rows = rows_of(run("list", "containers", "--item", "container", "-f", "active=true", "--page-size", 5))
    assert rows
    assert all(row["active"] for row in rows)
    rows_of(run("list", "media", "--item", "media", "--under", "containers/1"))
    assert box.requests[-1].path == "/api/v2/containers/1/media.json"


def test_filters_have_the_types_of_the_call(box: Sandbox, run: Run) -> None:
    result = run(
        *["list", "media", "-f", "active=true", "-f", "type_id=1", "-f", "type_id=2", "-f", "with_definition=hd"],
        *["-f", "created_at_greater=2014-05-01T23:23:54+02:00", "-f", "any_of_audio_languages=eng"],
        *["--sort", "name", "--sort", "id", "--descending", "--page-size", 10],
    )
    assert result.exit_code == 0
    sent = box.requests[-1]
    assert sent.values("type_id[]") == ["1", "2"]
    assert sent.values("created_at_greater") == ["2014-05-01T21:23:54Z"]
    assert sent.values("sort_order[]") == ["name", "id"]
    assert [sent.values(name) for name in ("active", "sort_descending", "limit")] == [["true"], ["true"], ["10"]]


def test_bundle_filters(box: Sandbox, run: Run) -> None:
    run("list", "bundles", "-f", "status=active", "-f", "available_price_less=9.90")
    sent = box.requests[-1]
    assert [sent.values("status"), sent.values("available_price_less")] == [["1"], ["9.90"]]


def test_fields_left_out_are_left_out(box: Sandbox, run: Run) -> None:
    row = rows_of(run("list", "media", "-f", "fields=name", "--max-items", 2))[0]
    assert row.keys() == {"id", "name"}


def test_table(box: Sandbox, run: Run) -> None:
    result = run("list", "media", "--table", "--max-items", 3)
    assert result.exit_code == 0
    assert "updated_at" in result.stdout
    assert "│ 3 " in result.stdout
    assert "│ 4 " not in result.stdout
    with pytest.raises(json.JSONDecodeError):
        json.loads(result.stdout)


def test_table_of_an_unknown_resource_shows_its_simple_fields(box: Sandbox, run: Run) -> None:
    shown = run("list", "containers", "--item", "container", "--table").stdout
    assert "parent_id" in shown
    assert "container_type" not in shown


def test_rows_that_are_no_objects(box: Sandbox, run: Run) -> None:
    box.fault(path="/api/v2/tags*", status=200, body=b'{"code":1,"tags":["old","new"]}', times=None)
    assert run("list", "tags", "--item", "tag").stdout == '"old"\n"new"\n'
    shown = run("list", "tags", "--item", "tag", "--table").stdout
    assert "┃ row ┃" in shown
    assert "│ new " in shown


def test_empty_table_is_nothing(box: Sandbox, run: Run) -> None:
    assert run("list", "media", "--table", "-f", "named_like=no such name").stdout == ""


def test_table_obeys_no_text_of_the_service(box: Sandbox, run: Run) -> None:
    number = box.media.insert(name="[red]A\x1b[31mB\nC\u202e")
    try:
        shown = run("list", "media", "--table", "-f", f"ids={number}").stdout
    finally:
        box.media.delete(number)
    assert "[red]A\N{REPLACEMENT CHARACTER}[31mB C\N{REPLACEMENT CHARACTER}" in shown
    assert "\x1b" not in shown


def test_going_on_after_a_whole_page(box: Sandbox, run: Run) -> None:
    first = run("list", "media", "--max-items", 25)
    assert "there may be more" in first.stderr
    rest = run("list", "media", "--start", resume_at(first.stderr))
    assert rest.stderr == ""
    assert [row["id"] for row in rows_of(first) + rows_of(rest)] == box.media.ids()


def test_going_on_after_a_cut_page_repeats_rows_and_loses_none(box: Sandbox, run: Run) -> None:
    first = run("list", "media", "--max-items", 30)
    assert "first 5 rows are the last 5" in first.stderr
    ids = [row["id"] for row in rows_of(run("list", "media", "--start", resume_at(first.stderr)))]
    assert [row["id"] for row in rows_of(first)][-5:] == ids[:5]
    assert ids == box.media.ids()[25:]


def test_a_cut_first_page_says_nothing(box: Sandbox, run: Run) -> None:
    result = run("list", "media", "--max-items", 3)
    assert (len(rows_of(result)), result.stderr) == (3, "")


def test_more_wanted_than_there_are(box: Sandbox, run: Run) -> None:
    result = run("list", "media", "--max-items", 1000)
    assert (len(rows_of(result)), result.stderr) == (60, "")


def test_a_failure_says_where_to_go_on(box: Sandbox, run: Run) -> None:
    box.fault(path="/api/v2/media*", status=500, skip=1, times=None)
    broken = run("list", "media", "--max-attempts", 1)
    assert broken.exit_code == 1
    assert broken.stderr.count("\n") == 1
    assert broken.stderr.startswith("synctv: GET /api/v2/media.json was answered 500")
    box.clear_faults()
    rest = rows_of(run("list", "media", "--start", resume_at(broken.stderr)))
    before = [json.loads(line) for line in broken.stdout.splitlines()]
    assert [row["id"] for row in before + rest] == box.media.ids()


def test_a_failure_after_some_rows_still_shows_their_table(box: Sandbox, run: Run) -> None:
    box.fault(path="/api/v2/media*", status=500, skip=1, times=None)
    broken = run("list", "media", "--max-attempts", 1, "--table")
    assert broken.exit_code == 1
    assert "│ 25 " in broken.stdout


def test_a_failure_before_the_first_row_has_nothing_to_go_on_from(box: Sandbox, run: Run) -> None:
    box.fault(path="/api/v2/media*", status=503, times=None)
    assert "--start" not in failure_of(run("list", "media", "--max-attempts", 1), 1)
    assert "--start" not in failure_of(run("list", "media", "--max-attempts", 1, "--table"), 1)


@pytest.mark.parametrize("pages", [1, 0])
def test_ctrl_c_says_where_to_go_on(box: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    read = Pager.pages

    def interrupted(pager: Pager[Any], **options: Any) -> Iterator[Any]:
        reading = read(pager, **options)
        for _ in range(pages):
            yield next(reading)
        raise KeyboardInterrupt

    monkeypatch.setattr(Pager, "pages", interrupted)
    result = run("list", "media")
    assert result.exit_code == 130
    assert ("interrupted; to go on from there: --start" in result.stderr) is (pages > 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["medias"], "did you mean media? For any other"),
        (["nonsense"], "known are media, clips"),
        (["media", "-f", "activ=true"], "media.list() has no filter 'activ': did you mean 'active'?"),
        (["media", "-f", "active"], "--filter takes NAME=VALUE, as active=true, and got 'active'"),
        (["media", "-f", "=x"], "--filter takes NAME=VALUE"),
        (["media", "-f", "active=perhaps"], "--filter active takes true or false, and got 'perhaps'"),
        (["media", "-f", "type_id=one"], "--filter type_id takes a whole number"),
        (["media", "-f", "updated_at_less=2014-05-01"], "takes a time with its zone"),
        (["media", "-f", "updated_at_less=May"], "takes a time with its zone"),
        (["media", "-f", "with_definition=4k"], "--filter with_definition takes hd or sd"),
        (["bundles", "-f", "status=alive"], "takes enabled, active, deleted, inactive, disabled or a whole number"),
        (["bundles", "-f", "available_price_less=much"], "takes an amount, as 9.99 or a whole number, and"),
        (["bundles", "--sort", "name"], "bundles.list() has no filter 'sort_order'"),
        (["media", "-f", "active=true", "-f", "active=false"], "active takes bool"),
        (["media", "--sort", "size"], "sort_order takes"),
        (["media", "--medium", "1"], "list media takes no --medium"),
        (["clips"], "list clips needs --medium"),
        (["distributions"], "list distributions needs --production"),
        (["productions", "-f", "a=1"], "productions take no filters"),
        (["contributors", "--sort", "id"], "contributors take no sort"),
        (["productions", "--page-size", "5"], "productions come all at once"),
        (["key"], "there is no list of key, only: synctv get key"),
        (["media", "--under", "containers/1"], "--under goes with --item"),
        (["Con tainers", "--item", "container"], "is not a path of the service"),
        (["containers", "--item", "container", "-f", "offset=3"], "'offset' is set by the package itself"),
        (["media", "--start", "here"], "--start takes the checkpoint of a page"),
        (["bundles", "--start", OTHER_QUERY], "belongs to another query"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_sent(
    box: Sandbox, run: Run, arguments: list[str], said: str
) -> None:
    assert said in failure_of(run("list", *arguments), 2)
    assert box.requests == ()


def test_options_are_checked(run: Run) -> None:
    assert run("list", "media", "--max-items", 0).exit_code == 2
    assert run("list", "media", "--wire-format", "yaml").exit_code == 2
    assert run("list").exit_code == 2
