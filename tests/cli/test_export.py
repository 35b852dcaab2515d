"""Parts that are there whole or not at all, and rows as lines."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from synctv_async import Bundle, BundleStatus, IngestState, IngestVideo, MediaDetail
from synctv_async.export import PartWriter, to_ndjson, to_plain
from synctv_async.models import Media


def test_a_part_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "rows.ndjson"
    with PartWriter(path) as part:
        part.write(b"1\n2\n", rows=2)
        part.write(b"3\n", rows=1)
        assert not path.exists()
        assert [found.name for found in tmp_path.iterdir()] == [".rows.ndjson.partial"]
    assert path.read_bytes() == b"1\n2\n3\n"
    assert (part.rows, part.bytes, part.sha256) == (3, 6, hashlib.sha256(b"1\n2\n3\n").hexdigest())
    assert [found.name for found in tmp_path.iterdir()] == ["rows.ndjson"]


def test_a_part_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "rows.ndjson"
    path.write_bytes(b"old")

    def fail() -> None:
        with PartWriter(path, checksum=False) as part:
            part.write(b"new", rows=1)
            assert part.sha256 is None
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert {found.name: found.read_bytes() for found in tmp_path.iterdir()} == {"rows.ndjson": b"old"}


def test_a_part_that_cannot_be_forced_to_the_disk_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="Input/output"), PartWriter(tmp_path / "rows.ndjson"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_a_crash_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".rows.ndjson.partial").write_bytes(b"a long rest of a crash")
    with PartWriter(tmp_path / "rows.ndjson") as part:
        part.write(b"1\n", rows=1)
    assert (tmp_path / "rows.ndjson").read_bytes() == b"1\n"


def test_folders_are_forced_to_the_disk_where_they_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("synctv_async.export.parts._FOLDERS_OPEN", False)
    with PartWriter(tmp_path / "rows.ndjson"):
        pass
    assert (tmp_path / "rows.ndjson").read_bytes() == b""


def test_records_become_plain() -> None:
    moment = datetime(2014, 5, 1, 23, 23, 54, tzinfo=timezone(timedelta(hours=2)))
    video = IngestVideo(id=1, state=IngestState.DONE, start_point=Decimal("1E+2"), created_at=moment, platform_ids=(1,))
    assert to_plain(video) == {
        "id": 1,
        "created_at": "2014-05-01T21:23:54Z",
        "platform_ids": [1],
        "start_point": "100",
        "state": "done",
    }
    assert to_plain(moment.astimezone(UTC).replace(microsecond=500_000)) == "2014-05-01T21:23:54.500000Z"


def test_extra_stands_beside_the_fields_and_replaces_none() -> None:
    detail = MediaDetail(media=Media(id=1, extra={"new": {"at": None}}), extra={"media": "other", "related": [2.5]})
    assert to_plain(detail) == {"media": {"id": 1, "new": {"at": None}}, "related": [2.5]}


def test_lines() -> None:
    rows = [Bundle(id=1, name="Ä\n", status=BundleStatus.INACTIVE), {"id": 2, "at": Decimal("9.90")}]
    assert to_ndjson(rows).decode() == '{"id":1,"name":"Ä\\n","status":-2}\n{"id":2,"at":"9.90"}\n'
    assert to_ndjson([]) == b""


def test_half_a_surrogate_pair_is_escaped() -> None:
    assert to_ndjson([{"name": "\ud800ä"}]) == b'{"name":"\\ud800\\u00e4"}\n'
