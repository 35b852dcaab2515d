"""Ruff over generated texts, with settings that depend neither on the caller's folder nor on a project file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, Final

_PROJECT: Final = Path(__file__).resolve().parent.parent / "pyproject.toml"
_FIRST_PARTY: Final = ["synctv_async", "tests", "tools", "benchmarks"]
_COMMON: Final = ("--isolated", "--no-cache", "--no-respect-gitignore", "--target-version=py311", "--line-length=120")
_CONFIG: Final = (
    "--config=exclude=[]",
    "--config=src=[]",
    f"--config=lint.isort.known-first-party={json.dumps(_FIRST_PARTY)}",
)

# What renaming leaves behind: unsorted and unused imports, emptied TYPE_CHECKING blocks, ``T | T``, unsorted __all__.
_FIXED: Final = "I,F401,TC005,PYI016,RUF022"
# What renaming can break: two things that now have one name, a name that is no longer imported.
_VERIFIED: Final = "F811,F821,F822"


class RuffError(Exception):
    """Ruff is missing or did not work."""


def tidy(texts: dict[str, str]) -> tuple[dict[str, str], list[tuple[str, int, str]]]:
    """Return the texts with fixed imports and formatted, and the (path, line, reason) of what is wrong with them."""
    if not texts:
        return {}, []
    with tempfile.TemporaryDirectory(prefix="sync_codegen_") as name:
        folder = Path(name).resolve()
        for path, text in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(text.encode())
        _ruff(folder, "check", *_CONFIG, "--quiet", "--fix", "--exit-zero", f"--select={_FIXED}")
        _ruff(folder, "format", *_CONFIG, "--quiet")
        report = _ruff(folder, "check", *_CONFIG, "--exit-zero", "--output-format=json", f"--select={_VERIFIED}")
        findings: list[dict[str, Any]] = json.loads(report)
        reasons = [_reason(folder, finding) for finding in findings]
        return {path: (folder / path).read_bytes().decode() for path in texts}, reasons


def _reason(folder: Path, finding: dict[str, Any]) -> tuple[str, int, str]:
    path = Path(finding["filename"]).relative_to(folder).as_posix()
    return path, int(finding["location"]["row"]), f"{finding['message']} ({finding['code']})"


def _required_version() -> list[str]:
    """Hold ruff to the project's pin: another version may format otherwise, and every check would fail."""
    groups = tomllib.loads(_PROJECT.read_text(encoding="utf-8")).get("dependency-groups", {})
    pins = [entry for entry in groups.get("codegen", ()) if isinstance(entry, str) and entry.startswith("ruff==")]
    return [f"--config=required-version={json.dumps(pin.removeprefix('ruff'))}" for pin in pins]


def _ruff(folder: Path, command: str, *options: str) -> str:
    done = subprocess.run(  # noqa: S603 - every word of it is ours
        # -P: a generated module must not stand in for one of the standard library
        [sys.executable, "-P", "-m", "ruff", command, *_COMMON, *_required_version(), *options, "."],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("RUFF_")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        message = f"ruff {command} failed with exit code {done.returncode}: {done.stderr.strip()}"
        raise RuffError(message)
    return done.stdout
