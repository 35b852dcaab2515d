"""``synctv sandbox --database`` with a file that cannot be."""

from pathlib import Path

from .conftest import Run, failure_of


def test_a_database_in_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "x.db"
    line = failure_of(run("sandbox", "--port", 0, "--database", path), 2)
    assert line.startswith(f"synctv: {path} cannot be opened or made (")
