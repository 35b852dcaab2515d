"""Parts in every form."""

import gzip
import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from synctv_async import Media
from synctv_async.export.layouts import Layout
from synctv_async.export.writers import OpenPart, packer

ROWS = [{"id": number, "name": f"Nü {number}"} for number in range(1, 201)]
RECORDS = [Media(id=number, name=f"Nü {number}", created_at=datetime(2026, 1, 1, tzinfo=UTC)) for number in range(200)]


def write(path: Path, layout: Layout, rows: Any, times: int = 1) -> OpenPart:
    part = OpenPart(path, layout, lambda _record, _reason: None)
    for _ in range(times):
        part.write([packer(layout)(rows)])
    part.publish()
    return part


@pytest.mark.parametrize("compression", [None, "gzip", "zstd"])
def test_lines(tmp_path: Path, compression: Any) -> None:
    layout = Layout("ndjson", compression, Media)
    path = tmp_path / f"part{layout.suffix}"
    part = write(path, layout, ROWS)
    data = path.read_bytes()
    assert (part.rows, part.first_id, part.last_id) == (200, 1, 200)
    assert (part.file.bytes, part.file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert [json.loads(line) for line in opened(path, compression).splitlines()] == ROWS
    again = write(tmp_path / f"other{layout.suffix}", layout, ROWS)
    assert again.file.sha256 == part.file.sha256
    assert sorted(found.name for found in tmp_path.iterdir()) == [f"other{layout.suffix}", f"part{layout.suffix}"]


def opened(path: Path, compression: str | None) -> bytes:
    if compression == "gzip":
        return gzip.decompress(path.read_bytes())
    if compression == "zstd":
        pa = pytest.importorskip("pyarrow")
        data: bytes = pa.CompressedInputStream(pa.OSFile(str(path)), "zstd").read()
        return data
    return path.read_bytes()


def test_a_gzip_file_says_neither_when_nor_under_which_name_it_was_made(tmp_path: Path) -> None:
    write(tmp_path / "a.gz", Layout("ndjson", "gzip", Media), ROWS)
    head = (tmp_path / "a.gz").read_bytes()[:10]
    assert (head[3], head[4:8]) == (0, b"\0\0\0\0")


@pytest.mark.parametrize(("compression", "codec"), [(None, "SNAPPY"), ("gzip", "GZIP"), ("zstd", "ZSTD")])
def test_a_table(tmp_path: Path, compression: Any, codec: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "part.parquet"
    part = write(path, Layout("parquet", compression, Media), RECORDS, times=120)
    file = parquet.ParquetFile(path)
    assert [file.metadata.row_group(index).num_rows for index in range(file.num_row_groups)] == [10_000, 10_000, 4_000]
    assert file.metadata.row_group(0).column(0).compression == codec
    table = file.read(columns=["id", "name", "created_at"])
    assert table.slice(0, 1).to_pylist() == [{"id": 0, "name": "Nü 0", "created_at": datetime(2026, 1, 1, tzinfo=UTC)}]
    data = path.read_bytes()
    assert (part.rows, part.first_id, part.last_id) == (24_000, 0, 199)
    assert (part.file.bytes, part.file.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_records_that_do_not_fit_into_a_table_are_handed_over(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    rejected: list[tuple[Any, str]] = []
    layout = Layout("parquet", None, Media)
    part, pack = (
        OpenPart(tmp_path / "a.parquet", layout, lambda row, why: rejected.append((row.id, why))),
        packer(layout),
    )
    part.write([pack([Media(id=1, name="\ud800")])])
    assert (part.rows, part.first_id) == (0, None)
    part.write([pack([Media(id=2, duration=2**70)]), pack([Media(id=3), Media(id=4, name="\ud800")])])
    part.publish()
    assert (part.rows, part.first_id, part.last_id) == (1, 3, 3)
    assert [row_id for row_id, _ in rejected] == [1, 2, 4]
    assert "duration" in rejected[1][1]
    assert parquet.read_table(tmp_path / "a.parquet").column("id").to_pylist() == [3]


def fill(part: OpenPart, layout: Layout) -> None:
    for _ in range(100):
        part.write([packer(layout)(RECORDS)])
    part.publish()  # some keep what they compress until then


@pytest.mark.parametrize(
    "layout",
    [
        Layout("ndjson", None, Media),
        Layout("ndjson", "gzip", Media),
        Layout("ndjson", "zstd", Media),
        Layout("parquet", None, Media),
    ],
    ids=["plain", "gzip", "zstd", "parquet"],
)
@pytest.mark.parametrize("fails", ["discard", "fsync", "write"])
def test_a_part_that_is_given_up_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: Layout, fails: str
) -> None:
    part = OpenPart(tmp_path / "part", layout, lambda _record, _reason: None)
    part.write([packer(layout)(RECORDS)])

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    if fails == "discard":
        part.discard()
    elif fails == "fsync":
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            part.publish()
    else:
        monkeypatch.setattr(part.file, "write", full)
        with pytest.raises(OSError, match="No space"):
            fill(part, layout)
        part.discard()
    assert list(tmp_path.iterdir()) == []
