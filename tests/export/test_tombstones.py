"""The ids in files, compared with a list of ids."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from synctv_async import Media
from synctv_async.export.layouts import Layout
from synctv_async.export.records import Part
from synctv_async.export.tombstones import KnownIds, Missing, add_tombstones
from synctv_async.export.writers import OpenPart, packer

from .driving import NOW


def part_of(folder: Path, layout: Layout, name: str, ids: list[int], run: int) -> Part:
    written = OpenPart(folder / name, layout, lambda _record, _reason: None)
    written.write([packer(layout)([Media(id=number) for number in ids])])
    written.publish()
    fields: dict[str, Any] = {"bytes": 1, "sha256": "", "first_id": None, "last_id": None}
    return Part(name=name, rows=len(ids), run=run, **fields)


LAYOUTS = [
    Layout("ndjson", None, Media),
    Layout("ndjson", "gzip", Media),
    Layout("ndjson", "zstd", Media),
    Layout("parquet", "zstd", Media),
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.suffix)
def test_the_ids_of_all_runs_come_once_and_in_order(tmp_path: Path, layout: Layout) -> None:
    known = KnownIds(tmp_path, layout)
    for name, ids, run in (("a", [1, 2, 5], 0), ("b", [6, 9], 0), ("c", [2, 3, 9], 1), ("d", [8, 4, 7], 2)):
        known.read_part(part_of(tmp_path, layout, name, ids, run))
    assert list(known.ascending()) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_what_has_a_tombstone_is_left_out_unless_it_came_again(tmp_path: Path) -> None:
    path = tmp_path / "_tombstones.ndjson"
    assert add_tombstones(path, [2, 1], NOW, 0) == 2
    assert add_tombstones(path, [4], NOW, 1) == 1
    assert add_tombstones(path, [], NOW, 1) == 1
    assert add_tombstones(path, [5], NOW, 1) == 2
    assert [json.loads(line) for line in path.read_bytes().splitlines()] == [
        {"id": number, "gone_at": "2026-03-01T12:00:00Z", "run": run}
        for number, run in ((1, 0), (2, 0), (4, 1), (5, 1))
    ]
    known = KnownIds(tmp_path, LAYOUTS[0])
    known.read_tombstones(path)
    known.read_part(part_of(tmp_path, LAYOUTS[0], "a", [1, 2, 3, 4], 0))
    known.read_part(part_of(tmp_path, LAYOUTS[0], "b", [2, 4], 1))
    assert list(known.ascending()) == [2, 3]


def test_nothing_is_written_where_nothing_is_gone(tmp_path: Path) -> None:
    assert add_tombstones(tmp_path / "x", [], NOW, 0) == 0
    assert list(tmp_path.iterdir()) == []


def test_missing_is_what_the_list_does_not_hold() -> None:
    dice = random.Random(7)
    for _ in range(300):
        known = sorted(dice.sample(range(40), dice.randint(0, 20)))
        listed = sorted(dice.sample(range(40), dice.randint(0, 20)))
        missing = Missing(iter(known))
        cut = dice.randint(0, len(listed))
        missing.feed(listed[:cut])
        missing.feed(iter(listed[cut:]))
        assert list(missing.finish()) == sorted(set(known) - set(listed))
