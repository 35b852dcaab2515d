"""Rows that were not understood, and pages that were cut in their middle."""

from pathlib import Path

from synctv_async import Media, Rejected
from synctv_async.export.rejects import Rejects


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def test_rejects_are_lines_with_their_reasons(tmp_path: Path) -> None:
    path = tmp_path / "_rejects.ndjson"
    rejects = Rejects(path)
    assert rejects.sync() == 0
    rejects.add(Rejected({"name": "Ä"}, "no id"))
    rejects.add_record(Media(id=1, name="B"), "too long")
    assert len(rejects) == 2
    assert rejects.write() == 2
    assert rejects.sync() == path.stat().st_size
    rejects.close()
    assert lines(path) == [
        '{"reason":"no id","row":{"name":"Ä"}}',
        '{"reason":"too long","row":{"id":1,"name":"B"}}',
    ]
    assert Rejects(path).sync() == path.stat().st_size


def test_those_of_a_page_that_was_cut_are_met_again_and_not_added_again(tmp_path: Path) -> None:
    path = tmp_path / "_rejects.ndjson"
    first = Rejects(path)
    first.add(Rejected(1, "of an earlier page"))
    first.pass_rows()
    first.add(Rejected(2, "a"))
    first.add(Rejected(3, "b"))
    first.pass_rows()  # some rows of the page, and the end
    first.write()
    first.close()
    assert list(first.of_page) == ["2\n", "3\n"]
    second = Rejects(path, first.of_page)
    second.add(Rejected(3, "b at another place"))  # the other one stood before the cut
    second.add(Rejected(4, "c"))
    second.pass_rows()
    second.add(Rejected(2, "a"))  # another row, on another page
    assert second.write() == 2
    second.close()
    assert [line[-2] for line in lines(path)] == ["1", "2", "3", "4", "2"]
