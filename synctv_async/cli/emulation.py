"""The options of ``synctv sandbox``, and the sandbox that they ask for."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import typer

from synctv_async.cli.messages import UsageError

if TYPE_CHECKING:
    from synctv_async.sandbox import Sandbox

__all__ = ["Emulation", "make_sandbox", "sandbox_type"]

_PLACE = "Where it serves"
_CATALOGUE = "What it holds"
_BEHAVIOUR = "How it behaves"
_NEEDED = ("starlette", "uvicorn")
_OWN = ("media", "productions", "seed", "database", "load")
"""Settings that have an option of their own."""


@dataclass(frozen=True, slots=True)
class Emulation:
    """What the sandbox holds, where it serves, and how it behaves."""

    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 for any that is free.", rich_help_panel=_PLACE)
    ] = 8642
    host: Annotated[
        str,
        typer.Option(
            help="The address to serve at. The clients refuse http to any but this machine.", rich_help_panel=_PLACE
        ),
    ] = "127.0.0.1"
    media: Annotated[int, typer.Option(min=0, help="How many media there are.", rich_help_panel=_CATALOGUE)] = 500
    productions: Annotated[
        int, typer.Option(min=0, help="How many productions there are.", rich_help_panel=_CATALOGUE)
    ] = 20
    seed: Annotated[int, typer.Option(help="Decides the catalogue and all secrets.", rich_help_panel=_CATALOGUE)] = 1
    database: Annotated[
        Path | None,
        typer.Option(
            help="A file that keeps what is changed; one that holds a state already is taken as it is.",
            rich_help_panel=_CATALOGUE,
        ),
    ] = None
    load: Annotated[
        list[Path] | None,
        typer.Option(
            help="Records to begin with: media.ndjson, bundles.ndjson.gz …, or a folder that synctv export wrote. "
            "May be repeated.",
            rich_help_panel=_CATALOGUE,
        ),
    ] = None
    switches: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="A switch of what is only guessed of the services, as --set limit=ignore; a wrong name lists them. "
            "May be repeated.",
            rich_help_panel=_BEHAVIOUR,
        ),
    ] = None
    chaos: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SCENARIO",
            help="Misbehave, as --chaos flaky; a wrong name lists them. May be repeated.",
            rich_help_panel=_BEHAVIOUR,
        ),
    ] = None
    chaos_seed: Annotated[
        int, typer.Option(help="Decides which requests are met; the same plays it again.", rich_help_panel=_BEHAVIOUR)
    ] = 0


def make_sandbox(given: Emulation) -> "Sandbox":
    """Return the sandbox, not yet started; a :class:`UsageError` where it cannot be made as given."""
    kind = sandbox_type()
    try:
        box = kind(
            host=given.host,
            port=given.port,
            media=given.media,
            productions=given.productions,
            seed=given.seed,
            database=given.database,
            load=tuple(given.load or ()),
            **_switches(given.switches or []),
        )
    except (ValueError, OSError) as error:
        raise UsageError(str(error)) from error
    try:
        if given.chaos:
            box.chaos(*given.chaos, seed=given.chaos_seed)
    except ValueError as error:
        box.close()
        raise UsageError(str(error)) from error
    return box


def sandbox_type() -> "type[Sandbox]":
    """Return the sandbox's class, or raise a :class:`UsageError` where its server is not installed."""
    try:
        from synctv_async.sandbox import Sandbox
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        message = "the sandbox needs a server that is not installed: pip install 'synctv-async[demo]'"
        raise UsageError(message) from error
    return Sandbox


def _switches(given: list[str]) -> dict[str, Any]:
    from synctv_async.sandbox import Options

    hints = {name: hint for name, hint in get_type_hints(Options).items() if name not in _OWN}
    known = {name: choices for name, hint in hints.items() if (choices := _choices(hint))}
    values: dict[str, Any] = {}
    for item in given:
        name, equals, text = item.partition("=")
        if name not in known or not equals:
            message = f"--set {item}: {_instead(name, known)}"
            raise UsageError(message)
        values[name] = _value(name, text, hints[name], known[name])
    return values


def _instead(name: str, known: dict[str, list[str]]) -> str:
    """Say what to write in place of what is not a switch and its value."""
    if name in known:
        return f"it needs a value, {name}={'|'.join(known[name])}"
    if name in _OWN:
        return f"that is an option of its own, --{name}"
    if near := get_close_matches(name, known, 1):
        return f"there is no such switch; did you mean {near[0]}={'|'.join(known[near[0]])}?"
    return f"there is no such switch; there are: {', '.join(sorted(known))}"


def _choices(hint: Any) -> list[str]:
    """Name what a switch may be; an empty list: it is no switch for a command line."""
    if get_origin(hint) is Literal:
        return [str(value) for value in get_args(hint)]
    if get_origin(hint) in {Union, UnionType}:
        return [text for part in get_args(hint) if part is not NoneType for text in _choices(part)]
    simple = {bool: ["true", "false"], int: ["INTEGER"], float: ["NUMBER"]}
    return simple.get(hint, [])


def _value(name: str, text: str, hint: Any, choices: list[str]) -> Any:
    if get_origin(hint) is Literal:
        values = {str(value): value for value in get_args(hint)}
    else:
        values = {"true": True, "false": False} if hint is bool else {}
    try:
        return values[text] if values else hint(text)
    except (KeyError, ValueError):
        quoted = "; quote it, for a shell puts your home in its place: 'tilde=~'" if "~" in choices else ""
        message = f"--set {name}={text}: it is one of {'|'.join(choices)}{quoted}"
        raise UsageError(message) from None
