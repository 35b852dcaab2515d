"""The options that several commands share, in groups."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "Compression",
    "Connection",
    "Debug",
    "Extent",
    "FileFormat",
    "Files",
    "Form",
    "Place",
    "Selection",
    "Tilde",
    "Wire",
    "Within",
    "Work",
]

_CONNECTION = "Connection"
_PLACE = "Where the rows are"
_SELECTION = "Which rows"
_EXTENT = "Sort and extent"
_FORM = "Output"
_WORK = "How much, and how"

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
        typer.Option(
            help="SyncTV: how a tilde is signed; newer services take ~ (quote it: '~').", rich_help_panel=_CONNECTION
        ),
    ] = None
    timeout: Annotated[float, typer.Option(help="Seconds for one attempt.", rich_help_panel=_CONNECTION)] = 30.0
    total_timeout: Annotated[
        float, typer.Option(help="Seconds for one request with all its attempts.", rich_help_panel=_CONNECTION)
    ] = 180.0
    max_attempts: Annotated[int, typer.Option(min=1, help="Attempts at one request.", rich_help_panel=_CONNECTION)] = 4
    debug: Debug = False


@dataclass(frozen=True, slots=True)
class Within:
    """What the rows belong to."""

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


@dataclass(frozen=True, slots=True)
class Place(Within):
    """What the rows belong to, and what they are where the package has no name for them."""

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


class FileFormat(StrEnum):
    """What the files of an export are."""

    NDJSON = "ndjson"
    PARQUET = "parquet"


class Compression(StrEnum):
    """How the files of an export are compressed."""

    GZIP = "gzip"
    ZSTD = "zstd"


@dataclass(frozen=True, slots=True)
class Work:
    """How much of a list is exported, and how."""

    since: Annotated[
        str | None,
        typer.Option(
            metavar="TIME|last",
            help="Only what was updated since then, added to what the folder holds; last: since the last run.",
            rich_help_panel=_WORK,
        ),
    ] = None
    until: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Only what was updated before; with --since the run's start.", rich_help_panel=_WORK
        ),
    ] = None
    overlap: Annotated[
        float, typer.Option(min=0, help="Seconds that --since last goes back further.", rich_help_panel=_WORK)
    ] = 300.0
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the unfinished run of the folder.", rich_help_panel=_WORK)
    ] = False
    max_items: Annotated[
        int | None, typer.Option(min=1, help="Stop after so many rows of each list.", rich_help_panel=_WORK)
    ] = None
    reconcile: Annotated[
        bool,
        typer.Option("--reconcile", help="Then look which rows of the folder are gone.", rich_help_panel=_WORK),
    ] = False
    concurrency: Annotated[int, typer.Option(min=1, help="Requests at a time.", rich_help_panel=_WORK)] = 8
    rate: Annotated[
        int | None,
        typer.Option(min=1, help="Requests a minute at most; SourceSync's are 1000.", rich_help_panel=_WORK),
    ] = None
    page_size: Annotated[
        int | None,
        typer.Option(min=2, help="SyncTV: rows of one request; a service may not heed it.", rich_help_panel=_WORK),
    ] = None


@dataclass(frozen=True, slots=True)
class Files:
    """Which files, and what is said of them."""

    out: Annotated[
        Path,
        typer.Option(help="The folder for the files; each resource has one of its own in it.", rich_help_panel=_FORM),
    ]
    format: Annotated[
        FileFormat,
        typer.Option(help="ndjson: rows as they were sent. parquet: with types.", rich_help_panel=_FORM),
    ] = FileFormat.NDJSON
    compress: Annotated[Compression | None, typer.Option(help="Compress the files.", rich_help_panel=_FORM)] = None
    part_rows: Annotated[
        int,
        typer.Option(
            min=1,
            help="A file ends at the page with so many rows; a crash reads at most one again.",
            rich_help_panel=_FORM,
        ),
    ] = 10_000
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Say what came of it as one JSON object a resource.", rich_help_panel=_FORM),
    ] = False
