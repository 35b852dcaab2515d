"""Rows from files: NDJSON of one's own, and what an export wrote, back into a sandbox."""

import gzip
import json
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from synctv_async import SourceSync, SyncTV
from synctv_async.export import export
from synctv_async.sandbox import Clock, Emulator, Sandbox, Settings

from .caller import Caller
from .conftest import START

Row = dict[str, Any]


@pytest.fixture
def bare() -> Iterator[Emulator]:
    with Emulator(Settings(media=0), clock=Clock(START)) as bare:
        yield bare


def written(path: Path, rows: Iterable[Row]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def rows_of(folder: Path) -> dict[int, Row]:
    lines = [line for part in sorted(folder.glob("part-*.ndjson")) for line in part.read_bytes().splitlines()]
    return {int(row["id"]): row for row in map(json.loads, lines)}


# Files of one's own


def test_a_file_is_named_for_its_resource(bare: Emulator, tmp_path: Path) -> None:
    rows = [{"id": 5, "name": "Ä", "meta_data": {"a": "b"}, "future": [1]}, {"id": 900, "meta_data": []}]
    assert bare.load(written(tmp_path / "media.ndjson", rows)) == {"media": 2}
    assert bare.media.ids() == [5, 900]
    assert (bare.media.get(5)["meta_data"], bare.media.get(900)["meta_data"]) == ({"a": "b"}, {})
    assert json.loads(bare.media.bodies([5])[0])["future"] == [1]
    assert bare.media.get(5)["created_at"] == "2014-05-01T21:23:54Z"
    assert bare.media.insert() == 901
    assert bare.load(written(tmp_path / "ingest-videos.jsonl.gz", [{"id": 1, "ingestable_id": 5}])) == {
        "ingest_videos": 1
    }
    assert bare.ingest_videos.get(1)["ingestable_id"] == 5
    assert bare.load(str(written(tmp_path / "some.ndjson", [{"id": 3}])), "bundles") == {"bundles": 1}
    assert bare.bundles.ids() == [3]


def test_a_folder_of_files(bare: Emulator, tmp_path: Path) -> None:
    written(tmp_path / "media.ndjson", [{"id": 1}])
    written(tmp_path / "contributors.ndjson", [{"id": 2, "media_id": 1}])
    written(tmp_path / "productions.ndjson", [{"id": "7", "name": "P"}])
    written(tmp_path / "distributions.ndjson", [{"id": 8, "name": "D", "production_id": "7"}])
    written(tmp_path / "activations.ndjson.gz", [{"id": 9, "name": "A", "production_id": 7}])
    (tmp_path / "README.md").write_text("not a fixture")
    counts = {"media": 1, "contributors": 1, "productions": 1, "distributions": 1, "activations": 1}
    assert bare.load(tmp_path) == counts
    state = bare.world.sourcesync
    assert [state.rows("productions", 0)[0]["name"], state.rows("distributions", 7)[0]["name"]] == ["P", "D"]
    assert state.rows("activations", 7)[0]["id"] == 9
    assert state.create("productions", {"name": "New"})["id"] == 8
    assert bare.load(tmp_path, "media") == {"media": 1}


def test_a_row_takes_the_place_of_another(tmp_path: Path) -> None:
    with Sandbox(media=2_000) as box, Caller(box) as call:
        rows = [{"id": 1_999, "name": "First"}, {"id": 5_000, "name": "Far"}, {"id": 1_999, "name": "Second"}]
        before = box.media.get(1_998)
        assert box.load(written(tmp_path / "media.ndjson", rows)) == {"media": 3}
        assert len(box.media) == 2_001
        assert call.json("media/1999.json")["media"]["name"] == "Second"
        assert call.ids("media.json", ("named_like", "second"), ("ids[]", "1999")) == [1_999]
        assert box.media.get(1_998) == before
        assert box.media.insert() == 5_001
        box.load(written(tmp_path / "bundles.ndjson", [{"id": 1, "name": "B", "media_ids": [1_999]}]))
        assert call.ids("media/1999/bundles.json") == [1]
        assert len(box.bundles) == 60


def test_settings_load_at_the_start_and_again_with_the_catalogue(tmp_path: Path) -> None:
    path = written(tmp_path / "media.ndjson", [{"id": 3, "name": "Mine"}, {"id": 40}])
    state = tmp_path / "state.sqlite"
    with Emulator(Settings(media=10, load=(path,), database=state)) as box:
        assert box.media.ids() == [*range(1, 11), 40]
        box.media.delete(3)
        box.reset(catalogue=True)
        assert box.media.get(3)["name"] == "Mine"
        box.media.delete(40)
    with Emulator(Settings(load=(str(path),), database=state)) as box:  # it holds a state, and that is taken as it is
        assert box.media.ids() == [*range(1, 11)]


def test_one_path_or_any_sequence_of_paths_is_loaded(tmp_path: Path) -> None:
    path = written(tmp_path / "media.ndjson", [{"id": 3}])
    for given in (path, str(path), [path], [str(path)], (path,)):
        with Emulator(Settings(media=0, load=given)) as box:
            assert box.media.ids() == [3]
            box.media.delete(3)
            box.reset(catalogue=True)
            assert box.media.ids() == [3]
    assert Settings(load=[path]) == Settings(load=(path,))
    assert Settings(load=path).load == (path,)


# What is wrong with them


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "this is no JSON"),
        ("[1]", "no JSON object"),
        ('{"id": 1, "avg_rating": NaN}', "NaN is no number"),
        ('{"name": "nothing"}', "needs an id"),
        ('{"id": "abc"}', "needs an id"),
        ('{"id": true}', "needs an id"),
        ('{"id": -5}', "needs an id"),
        ('{"id": 99999999999999999999}', "needs an id"),
        ('{"id": 1, "order_number": 99999999999999999999}', "cannot be kept"),
        (r'{"id": 1, "name": "\ud800"}', "cannot be kept"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(bare: Emulator, tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "media.ndjson"
    path.write_text(f'{{"id": 10}}\n\n{line}\n{{"id": 11}}\n')
    with pytest.raises(ValueError, match=reason) as caught:
        bare.load(path)
    assert f"{path}, line 3: " in str(caught.value)
    assert bare.media.ids() == []
    assert bare.media.insert() == 1


def test_bad_bytes_and_bad_packing(bare: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "media.ndjson"
    path.write_bytes(b'{"id": 1, "name": "\xff"}\n')
    with pytest.raises(ValueError, match="line 1: this is no JSON"):
        bare.load(path)
    path.write_bytes(b'\xef\xbb\xbf{"id": 1}\r\n')
    assert bare.load(path) == {"media": 1}
    packed = tmp_path / "media.ndjson.gz"
    packed.write_bytes(b'{"id": 1}\n')
    with pytest.raises(ValueError, match="not packed as its name says"):
        bare.load(packed)
    packed.write_bytes(gzip.compress(b'{"id": 1}\n' * 10_000)[:-20])
    with pytest.raises(ValueError, match="damaged"):
        bare.load(packed)


def test_what_cannot_be_loaded_at_all(bare: Emulator, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        bare.load(tmp_path / "nothing.ndjson")
    with pytest.raises(ValueError, match="nothing to load"):
        bare.load(tmp_path)
    with pytest.raises(ValueError, match="'films' is no resource: there are media, clips, bundles"):
        bare.load(written(tmp_path / "films.ndjson", []))
    with pytest.raises(ValueError, match="resource: 'films' is no resource"):
        bare.load(tmp_path / "films.ndjson", "films")
    for name in ("contributors", "distributions"):
        with pytest.raises(ValueError, match=r"line 1: a row of .* needs its (media_id|production_id)"):
            bare.load(written(tmp_path / f"{name}.ndjson", [{"id": 1}]))
    folder = tmp_path / "media"
    folder.mkdir()
    (folder / "_manifest.json").write_text("{}")
    with pytest.raises(ValueError, match="no manifest of an export"):
        bare.load(folder)
    (folder / "_manifest.json").unlink()
    (folder / "part-00000.parquet").write_bytes(b"PAR1")
    with pytest.raises(ValueError, match=r"part-00000\.parquet holds no lines"):
        bare.load(folder)


# What an export wrote


@pytest.mark.parametrize("compression", [None, "gzip", "zstd"])
def test_export_load_and_export_again_give_the_same_rows(tmp_path: Path, compression: Any) -> None:
    if compression == "zstd":
        pytest.importorskip("pyarrow")
    first, second = tmp_path / "first", tmp_path / "second"
    with Sandbox(media=700, productions=3) as box:
        box.media.update(17, name="Written \U0001f600", meta_data={"a": {"b": "c"}}, properties={})
        wanted = _exported(box, first, compression)
    with Sandbox(media=0) as other:
        counts = other.load(first)
        assert counts == {name: len(rows) for name, rows in wanted.items()}
        assert _exported(other, second, None) == wanted
        again = {name: rows_of(second / name) for name in wanted}
        assert again == wanted
    with Sandbox(media=700, productions=3) as same:
        same.media.delete(18)
        same.load(first)
        assert _exported(same, tmp_path / "third", None) == wanted


def _exported(box: Sandbox, out: Path, compression: Any) -> dict[str, dict[int, Row]]:
    """Export all that a sandbox has, and return the rows as it sends them."""
    options: Any = {"compression": compression, "rows_per_part": 100}
    found: dict[str, dict[int, Row]] = {}
    with SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        export(tv, ["media", "bundles", "contributors"], out, **options)
        export(tv, ["ingest_videos", "clips"], out, medium_id=1, **options)
    with SourceSync(box.api_key, base_url=box.url) as source, Caller(box) as call:
        export(source, "productions", out, **options)
        export(source, ["distributions", "activations"], out, production_id=124, **options)
        for name, path in (("distributions", "/productions/124/distributions"), ("productions", "/productions")):
            found[name] = {int(row["id"]): row for row in call.source("GET", path).json()["data"]}
        path = "/productions/124/activations"
        found["activations"] = {int(row["id"]): row for row in call.source("GET", path).json()["data"]}
    for name in ("media", "bundles", "contributors"):
        table = getattr(box, name)
        found[name] = {number: json.loads(table.bodies([number])[0]) for number in table.ids()}
    mine = [number for number in box.ingest_videos.ids() if box.ingest_videos.get(number)["ingestable_id"] == 1]
    found["ingest_videos"] = {number: json.loads(box.ingest_videos.bodies([number])[0]) for number in mine}
    found["clips"] = {
        number: json.loads(box.media.bodies([number])[0])
        for number in box.media.ids()
        if box.media.get(number)["clip_of"] == 1
    }
    return {name: rows for name, rows in found.items() if rows}


def test_clips_are_clips_again(tmp_path: Path) -> None:
    with Sandbox(media=200) as box, SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        export(tv, "clips", tmp_path, medium_id=9)
    with Emulator(Settings(media=0)) as other:
        assert other.load(tmp_path) == {"clips": 1}
        assert other.media.get(10)["clip_of"] == 9


def test_the_last_run_that_has_a_row_wins_and_tombstones_take_rows_away(tmp_path: Path) -> None:
    with Sandbox(media=60) as box, SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        export(tv, "media", tmp_path, rows_per_part=25)
        box.media.update(5, name="Second")
        box.media.delete(6)
        box.media.delete(7)
        export(tv, "media", tmp_path, since="last", reconcile=True, rows_per_part=25)
        box.media.update(5, name="Third")
        box.media.insert(id=7, name="Back again")
        box.media.delete(8)
        export(tv, "media", tmp_path, since="last", reconcile=True, rows_per_part=25)
        wanted = box.media.bodies(box.media.ids())
    assert len((tmp_path / "media" / "_tombstones.ndjson").read_bytes().splitlines()) == 3
    for start in (0, 60, 10):
        with Emulator(Settings(media=start)) as other:
            other.load(tmp_path / "media")
            assert other.media.bodies(other.media.ids()) == wanted
    # Nobody knows the runs without the manifest: what was gone at any time is gone.
    (tmp_path / "media" / "_manifest.json").unlink()
    with Emulator(Settings(media=0)) as other:
        other.load(tmp_path)
        assert len(other.media) == len(wanted) - 1


def test_a_part_that_the_manifest_does_not_list_does_not_count(tmp_path: Path) -> None:
    with Sandbox(media=20) as box, SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        export(tv, "media", tmp_path)
    written(tmp_path / "media" / "part-00001.ndjson", [{"id": 500}])
    with Emulator(Settings(media=0)) as other:
        assert other.load(tmp_path) == {"media": 20}
        assert other.load(tmp_path / "media" / "part-00001.ndjson") == {"media": 1}
        (tmp_path / "media" / "part-00000.ndjson").unlink()
        with pytest.raises(FileNotFoundError):
            other.load(tmp_path)


def test_many_rows_are_read_as_a_stream(bare: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "media.ndjson.gz"
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.writelines(f'{{"id":{number},"name":"Number {number % 100}"}}\n' for number in range(1, 10_001))
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'index'"
    indexes = bare.world.store.connection.execute(query).fetchone()
    tracemalloc.start()
    assert bare.load(path) == {"media": 10_000}
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(bare.media) == 10_000
    assert bare.world.store.connection.execute(query).fetchone() == indexes
    assert peak < 9_000_000  # 4.6 MB beside SQLite's own; all rows at once take 17.5
