#!/usr/bin/env python3
"""Generate the sync mirror of the package and of its tests from the async source.

    python tools/sync_codegen.py            write what changed, remove what has no source any more
    python tools/sync_codegen.py --check    write nothing; fail if a file of the mirror is not what would be written

Exit codes: 0 all is well, 1 a source or a mirror is not as it should be, 2 the tool itself could not work.
"""

from __future__ import annotations

import argparse
import difflib
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import libcst as cst
from sync_codegen_ruff import RuffError, tidy
from sync_codegen_rules import refused_words
from sync_codegen_tree import transform

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
PAIRS: Final = (
    (ROOT / "synctv_async" / "_async", ROOT / "synctv_async" / "_sync"),
    (ROOT / "synctv_async" / "export" / "_async", ROOT / "synctv_async" / "export" / "_sync"),
    (ROOT / "tests" / "_async", ROOT / "tests" / "_sync"),
)
MARK: Final = "# Generated from "
HEADER: Final = MARK + "{source}: edit that and run tools/sync_codegen.py."


@dataclass(frozen=True)
class Problem:
    """What is wrong with one file; the line counts from 1 where there is one."""

    path: str
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        """Return the usual ``file:line: reason``."""
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.reason}"


class RefusedError(Exception):
    """A source has no valid sync form; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems; there is at least one."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = list(problems)


def generate(source: Path) -> dict[str, str]:
    """Return the mirror of a folder: path inside it -> whole text.

    Raises RefusedError with every problem of every file: syntax errors, and what would still speak of async.
    """
    originals, problems = _read_sources(source)
    turned: dict[str, str] = {}
    for path, text in originals.items():
        try:
            sync_text = transform(text, Path(path).name)
        except cst.ParserSyntaxError as error:
            problems.append(Problem(label(source / path), f"syntax error: {error.message}", error.raw_line))
        except cst.CSTValidationError as error:
            problems.append(Problem(label(source / path), f"cannot be turned, format it first: {error}"))
        else:
            if sync_text is not None:
                header = HEADER.format(source=label(source / path))
                turned[path] = f"{header}\n{sync_text}"
    problems.extend(_syntax_problems(source, turned, "the sync text is not valid: "))
    if problems:
        raise RefusedError(problems)
    tidied, findings = tidy(turned)
    for path, row, reason in findings:
        line = _source_line(originals[path], tidied[path], row)
        problems.append(Problem(label(source / path), f"the sync text is not valid: {reason}", line))
    for path, text in tidied.items():
        problems.extend(_async_words(label(source / path), originals[path], text))
    if problems:
        raise RefusedError(problems)
    return tidied


def check(source: Path, target: Path) -> list[Problem]:
    """Return what is wrong with the mirror on disk: edited, stale, truncated, missing and orphan files."""
    return _compare(generate(source), target)


def write(source: Path, target: Path) -> list[str]:
    """Bring the mirror on disk up to date and return one line for each change."""
    return _write(generate(source), target)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    arguments, pairs = _parse(argv)
    try:
        mirrors = [(generate(source), target) for source, target in pairs]  # all of them before anything is written
        if arguments.check:
            problems = [problem for mirror, target in mirrors for problem in _compare(mirror, target)]
        else:
            problems = [problem for mirror, target in mirrors for problem in _strangers(mirror, target)]
            changes = [] if problems else [line for mirror, target in mirrors for line in _write(mirror, target)]
            sys.stdout.writelines(f"{line}\n" for line in changes)
    except RefusedError as error:
        problems = error.problems
    except (RuffError, OSError) as error:
        sys.stderr.write(f"sync_codegen: {error}\n")
        return 2
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


def _parse(argv: Sequence[str] | None) -> tuple[argparse.Namespace, list[tuple[Path, Path]]]:
    parser = argparse.ArgumentParser(description="Generate the sync mirror from the async source.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a mirror is not up to date")
    parser.add_argument("--source", type=Path, action="append", default=[], metavar="DIR", help="goes with --target")
    parser.add_argument("--target", type=Path, action="append", default=[], metavar="DIR", help="goes with --source")
    arguments = parser.parse_args(argv)
    if len(arguments.source) != len(arguments.target):
        parser.error("--source and --target come in pairs")
    given = zip(arguments.source, arguments.target, strict=True)
    pairs = [(source.resolve(), target.resolve()) for source, target in given]
    for source, target in pairs:
        if not source.is_dir():
            parser.error(f"no such folder: {source}")
        if source.is_relative_to(target) or target.is_relative_to(source):
            parser.error(f"source and target overlap: {source} and {target}")
    return arguments, pairs or [(source, target) for source, target in PAIRS if source.is_dir()]


def label(path: Path) -> str:
    """Name a file the same way from every working folder: from the root, or from above its tree outside of it."""
    resolved = path.resolve()
    return resolved.relative_to(ROOT).as_posix() if resolved.is_relative_to(ROOT) else resolved.as_posix()


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Walk the files and the empty folders; caches and hidden ones are nobody's business."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part == "__pycache__" or part.startswith(".") for part in parts):
            continue
        if not path.is_dir() or path.is_symlink() or not any(path.iterdir()):
            yield "/".join(parts), path


def _read_sources(source: Path) -> tuple[dict[str, str], list[Problem]]:
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for name, path in _files(source):
        if path.is_dir():
            continue
        if path.suffix != ".py":
            problems.append(Problem(label(path), "only Python files can be mirrored"))
            continue
        try:
            texts[name] = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            problems.append(Problem(label(path), f"not UTF-8: {error.reason}"))
    broken = _syntax_problems(source, texts, "syntax error: ")
    names = {problem.path for problem in broken}
    sound = {name: text for name, text in texts.items() if label(source / name) not in names}
    return sound, problems + broken


def _syntax_problems(source: Path, texts: dict[str, str], prefix: str) -> list[Problem]:
    problems: list[Problem] = []
    for name, text in texts.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # Compiled and not only parsed: a renamed parameter may have become the double of another.
                compile(text, name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            line = error.lineno if isinstance(error, SyntaxError) else None
            reason = error.msg if isinstance(error, SyntaxError) else str(error)
            problems.append(Problem(label(source / name), f"{prefix}{reason}", line))
    return problems


def _async_words(path: str, original: str, text: str) -> Iterator[Problem]:
    body = text.partition("\n")[2]  # the header names the source
    lines = body.split("\n")
    for number, word in refused_words(body):
        reason = f"{word!r} is left in the sync text: {lines[number - 1].strip()}"
        yield Problem(path, reason, _source_line(original, text, number + 1))


def _source_line(original: str, text: str, line: int) -> int:
    """Find the source line of a generated one: prose is the same in both, code is near its neighbours."""
    before, after, index = original.split("\n"), text.split("\n"), line - 1
    for _, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if j1 <= index < j2:
            return max(i1, min(i1 + index - j1, i2 - 1)) + 1
    return 1


def _compare(mirror: dict[str, str], target: Path) -> list[Problem]:
    problems = [Problem(label(target / name), "missing") for name in mirror if not (target / name).is_file()]
    for name, path in _files(target) if target.is_dir() else ():
        if name not in mirror:
            problems.append(Problem(label(path), "orphan: nothing in the source generates it"))
        elif path.is_file():
            problems.extend(_difference(label(path), path.read_bytes(), mirror[name].encode()))
    return sorted(problems, key=str)


def _difference(path: str, actual: bytes, expected: bytes) -> Iterator[Problem]:
    if actual == expected:
        return
    if expected.startswith(actual):
        yield Problem(path, f"truncated: {len(actual)} of {len(expected)} bytes")
        return
    pairs = zip(actual.split(b"\n"), expected.split(b"\n"), strict=False)
    line = next((number for number, (one, other) in enumerate(pairs, 1) if one != other), None)
    yield Problem(path, "edited by hand, or stale: its source generates another text", line)


def _strangers(mirror: dict[str, str], target: Path) -> list[Problem]:
    """Name the files of a folder that is no mirror at all: they were not ours to remove."""
    files = [(name, path) for name, path in _files(target) if path.is_file()] if target.is_dir() else []
    orphans = [path for name, path in files if name not in mirror]
    if any(path.read_bytes().startswith(MARK.encode()) for _, path in files):
        return []
    return [Problem(label(path), "in the way: nothing in this folder was generated") for path in orphans]


def _write(mirror: dict[str, str], target: Path) -> list[str]:
    changes: list[str] = []
    for name, path in list(_files(target)) if target.is_dir() else []:
        if name not in mirror or path.is_dir():
            _remove(path, target)
            changes.append(f"removed {label(path)}")
    for name, text in mirror.items():
        path, data = target / name, text.encode()
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.new")
            draft.write_bytes(data)
            draft.replace(path)  # a reader sees the old text or the new one
            changes.append(f"wrote {label(path)}")
    return changes


def _remove(path: Path, target: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink()
    for parent in path.parents:
        if parent == target or any(parent.iterdir()):
            return
        parent.rmdir()


if __name__ == "__main__":
    sys.exit(main())
