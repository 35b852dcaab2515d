"""The sandbox's page holds the table of behaviours as it is, and what it shows is true."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx

from synctv_async.sandbox import CHAOS, FaultOptions, Sandbox, Settings
from synctv_async.sandbox.documents import EXAMPLES
from synctv_async.sandbox.settings import FIXED

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")


def test_the_table_is_up_to_date():
    command = [sys.executable, "tools/sandbox_page.py", "--check"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own tool
    assert outcome.stdout == "docs/sandbox.md is up to date\n", outcome.stderr
    assert outcome.returncode == 0


def test_the_python_on_the_page_works(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "media.ndjson").write_text('{"id": 7, "name": "Mine"}\n')
    blocks = PAGE.split("```python\n")[1:]
    assert len(blocks) >= 3
    for block in blocks:
        source, _, _ = block.partition("```")
        exec(compile(source, "docs/sandbox.md", "exec"), {})  # noqa: S102 - the page's own examples


def test_every_field_of_a_rule_is_on_the_page():
    table = PAGE.partition("| Field | What it says |\n|---|---|\n")[2].partition("\n\n")[0]
    named = [name for row in table.splitlines() for name in re.findall("`([a-z_]+)`", row.split("|")[1])]
    assert sorted(named) == sorted(FaultOptions.__annotations__)


def test_the_bodies_on_the_page_are_taken():
    body = re.search(r"curl --json '(.*)' \"\$SYNCTV_BASE_URL(/_sandbox/chaos)\"", PAGE)
    given = [*re.findall(r'`(\{"(?:scenarios|rules)".*?\})`', PAGE), body[1]]
    assert len(given) == 3
    with Sandbox(media=0) as box:
        for count, one in enumerate(given):
            answer = httpx.post(box.url + body[2], json=json.loads(one))
            assert answer.status_code == 200, answer.text
            assert len(answer.json()["rules"]) >= count + 1


def test_what_the_page_names_is_there():
    for name in CHAOS:
        assert f"`{name}`" in PAGE, name
    for name in FIXED:
        assert f"`{name}`" in PAGE, name
        assert hasattr(Settings(), name)
    assert f"{len(EXAMPLES)} example" in PAGE
