"""What is said on stderr, and with which exit code a command ends. Stdout is for data alone."""

import os
import re
import shlex
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager, suppress
from enum import IntEnum

import typer

from synctv_async import AuthenticationError, ConfigError, SyncTVError

__all__ = ["ExitCode", "UsageError", "note", "printable", "reporting", "resume_hint"]


_OPTIONS = {
    "base_url": "--base-url",
    "access_id": "--access-id",
    "access_secret": "--access-secret-file",
    "api_key": "--api-key-file",
    "tilde": "--tilde",
    "timeout": "--timeout",
    "total_timeout": "--total-timeout",
    "start": "--start",
    "since": "--since",
    "until": "--until",
    "container_id": "--container",
    "medium_id": "--medium",
    "production_id": "--production",
    "page_size": "--page-size",
    "rows_per_part": "--part-rows",
    "max_items": "--max-items",
}
_PHRASES = {"resume=True": "--resume", "since='last'": "--since last", "export(): ": ""}
_ARGUMENT = re.compile(rf"\b({'|'.join(_OPTIONS)})=([\s,.;:)]|$)?")


class ExitCode(IntEnum):
    """How a command ended."""

    OK = 0
    FAILED = 1
    USAGE = 2
    UNPROVEN = 3
    PARTIAL = 4
    INTERRUPTED = 130


class UsageError(Exception):
    """The command cannot be carried out as it was given; the message says what to change."""


def note(message: str) -> None:
    """Say one line on stderr."""
    typer.echo(f"synctv: {printable(message)}", err=True)


def printable(text: str) -> str:
    """Return text in one line and without control characters: services send text that a terminal would obey."""
    line = " ".join(text.split())
    return (
        line
        if line.isprintable()
        else "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    )


def resume_hint(checkpoint: str) -> str:
    """Return the words that say how to go on from a checkpoint, to be pasted into a shell."""
    return f"to go on from there: --start {shlex.quote(checkpoint)}"


@contextmanager
def reporting(*, debug: bool, resumable: bool = False) -> Generator[None]:
    """Turn errors into one line on stderr and an exit code; ``debug`` puts a traceback before the line.

    ``resumable`` tells that the command can go on from an error's checkpoint.
    """
    try:
        yield
    except BrokenPipeError:
        _leave_stdout()
        raise typer.Exit(ExitCode.OK) from None
    except KeyboardInterrupt:
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    except (UsageError, SyncTVError, OSError) as error:
        if debug:
            traceback.print_exc()
        checkpoint = error.checkpoint if resumable and isinstance(error, SyncTVError) else None
        words = _words_of(error)
        note(f"{words}; {resume_hint(checkpoint)}" if checkpoint else words)
        code = ExitCode.USAGE if isinstance(error, UsageError | ConfigError) else ExitCode.FAILED
        raise typer.Exit(code) from None


def _words_of(error: Exception) -> str:
    """Say an error in the words of the command line, but for what the service said."""
    if isinstance(error, AuthenticationError):
        told, advice, ours = str(error).rpartition(". Check ")
        return f"{told}{advice}{_as_options(ours)}" if advice else ours
    return _as_options(str(error)) if isinstance(error, ConfigError) else str(error)


def _as_options(message: str) -> str:
    """Name the options of the command line where a message names the arguments of the client.

    >>> _as_options("no base URL: pass base_url=, or set SYNCTV_BASE_URL")
    'no base URL: pass --base-url, or set SYNCTV_BASE_URL'
    >>> _as_options("timeout=-1 is not a number above zero")
    '--timeout=-1 is not a number above zero'
    """
    for phrase, words in _PHRASES.items():
        message = message.replace(phrase, words)
    return _ARGUMENT.sub(lambda found: _OPTIONS[found[1]] + ("=" if found[2] is None else found[2]), message)


def _leave_stdout() -> None:
    """Let nothing more be written to a reader that is gone, the interpreter's own last flush included."""
    with suppress(OSError, ValueError):
        stdout = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stdout)
        os.close(nowhere)
