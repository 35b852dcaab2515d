"""The page of endpoints is what the table says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_is_up_to_date():
    command = [sys.executable, "tools/endpoints_page.py", "--check"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own tool
    assert outcome.stdout == "docs/endpoints.md is up to date\n"
    assert outcome.returncode == 0
