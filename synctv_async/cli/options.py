"""The options that several commands share, in groups, and how a command takes a group."""

import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

__all__ = ["Connection", "Debug", "Extent", "Form", "Place", "Selection", "Tilde", "Wire", "spread"]

_CONNECTION = "Connection"
_PLACE = "Where the rows are"
_SELECTION = "Which rows"
_EXTENT = "Sort and extent"
_FORM = "Output"

Debug = Annotated[
    bool, typer.Option("--debug", help="Say each request on stderr, and show tracebacks.", rich_help_panel=_CONNECTION)
]


class Wire(StrEnum):
    """The format that SyncTV is asked for."""

    JSON = "json"
    XML = "xml"


class Tilde(StrEnum):
    """How SyncTV signs a tilde."""

    ESCAPED = "%7E"
    PLAIN = "~"


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the service is and who is calling; what is not given comes from the environment."""

    base_url: Annotated[
        str | None,
        typer.Option(
            help="The service's address. Else SYNCTV_BASE_URL; SourceSync: SOURCESYNC_BASE_URL or its public address.",
            rich_help_panel=_CONNECTION,
        ),
    ] = None
    access_id: Annotated[
        int | None, typer.Option(help="SyncTV. Else SYNCTV_ACCESS_ID.", rich_help_panel=_CONNECTION)
    ] = None
    access_secret_file: Annotated[
        Path | None,
        typer.Option(
            allow_dash=True,
            help="SyncTV: a file that holds the secret, - for stdin. Else SYNCTV_ACCESS_SECRET. There is no option "
            "for the secret itself: other users of this machine could read it in the list of processes. Instead of "
            "an access, SYNCTV_CLIENT_KEY and SYNCTV_DEVICE_UID (SYNCTV_EMAIL, SYNCTV_PASSWORD) log in.",
            rich_help_panel=_CONNECTION,
        ),
    ] = None
    api_key_file: Annotated[
        Path | None,
        typer.Option(
            allow_dash=True,
            help="SourceSync: a file that holds the API key, - for stdin. Else SOURCESYNC_API_KEY.",
            rich_help_panel=_CONNECTION,
        ),
    ] = None
    wire_format: Annotated[
        Wire | None, typer.Option(help="SyncTV: what is asked for; json by default.", rich_help_panel=_CONNECTION)
    ] = None
    tilde: Annotated[
        Tilde | None,
        typer.Option(help="SyncTV: how a tilde is signed; newer services take ~.", rich_help_panel=_CONNECTION),
    ] = None
    timeout: Annotated[float, typer.Option(help="Seconds for one attempt.", rich_help_panel=_CONNECTION)] = 30.0
    total_timeout: Annotated[
        float, typer.Option(help="Seconds for one request with all its attempts.", rich_help_panel=_CONNECTION)
    ] = 180.0
    max_attempts: Annotated[int, typer.Option(min=1, help="Attempts at one request.", rich_help_panel=_CONNECTION)] = 4
    debug: Debug = False


@dataclass(frozen=True, slots=True)
class Place:
    """What the rows belong to, and what they are where the package has no name for them."""

    container: Annotated[int | None, typer.Option(help="The container of media.", rich_help_panel=_PLACE)] = None
    medium: Annotated[
        int | None,
        typer.Option(
            help="The media of clips and ingest-videos (needed), bundles and contributors.", rich_help_panel=_PLACE
        ),
    ] = None
    production: Annotated[
        str | None,
        typer.Option(help="The production of distributions and activations (lists need it).", rich_help_panel=_PLACE),
    ] = None
    item: Annotated[
        str | None,
        typer.Option(
            help="Any other resource of SyncTV V2: the name of one item, as: list containers --item container.",
            rich_help_panel=_PLACE,
        ),
    ] = None
    under: Annotated[
        str | None, typer.Option(help="With --item: what the resource is under, as media/100.", rich_help_panel=_PLACE)
    ] = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows are meant."""

    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            "-f",
            metavar="NAME=VALUE",
            help="A filter of the service. Repeat it for several, and the same one for a list. Booleans are true or "
            "false, times as 2014-05-01T21:23:54Z.",
            rich_help_panel=_SELECTION,
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Extent(Selection):
    """Which rows are meant, how they are sorted, where the list begins and ends."""

    sort: Annotated[
        list[str] | None,
        typer.Option(
            help="What to sort by, repeated for several; media and ingest-videos by id.", rich_help_panel=_EXTENT
        ),
    ] = None
    descending: Annotated[bool, typer.Option("--descending", help="The last first.", rich_help_panel=_EXTENT)] = False
    max_items: Annotated[int | None, typer.Option(min=1, help="Stop after so many rows.", rich_help_panel=_EXTENT)] = (
        None
    )
    page_size: Annotated[
        int | None,
        typer.Option(min=2, help="SyncTV: rows of one request; a service may not heed it.", rich_help_panel=_EXTENT),
    ] = None
    start: Annotated[
        str | None,
        typer.Option(
            metavar="CHECKPOINT", help="Go on where another reading ended, as it said.", rich_help_panel=_EXTENT
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Form:
    """How rows are printed."""

    as_json: Annotated[
        bool | None,
        typer.Option(
            "--json/--table",
            help="One JSON object a line, or a table; by default a table on a terminal and JSON elsewhere.",
            show_default=False,
            rich_help_panel=_FORM,
        ),
    ] = None


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take groups of options: each field of a parameter that is a dataclass becomes an option."""
    parameters = inspect.signature(command).parameters
    groups: dict[str, Any] = {name: p.annotation for name, p in parameters.items() if is_dataclass(p.annotation)}
    flat: list[inspect.Parameter] = []
    for name, parameter in parameters.items():
        own = parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        flat += _options(groups[name]) if name in groups else [own]

    @wraps(command)
    def with_options(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{field.name: given.pop(field.name) for field in fields(group)})
        command(**given)

    with_options.__signature__ = inspect.Signature(flat)  # type: ignore[attr-defined]
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in flat}
    return with_options


def _options(group: type[Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(group)
    ]
