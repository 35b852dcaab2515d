"""What can be chosen: how much there is, and a switch for each thing that the documents leave open."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final, Literal, Self, TypeAlias, TypedDict

from synctv_async.sandbox.checks import Paths, check_fields, paths_of
from synctv_async.sandbox.data.ingest import IngestTimes
from synctv_async.sandbox.forms import known

__all__ = ["FIXED", "Options", "Settings", "Tilde", "changed", "check_names"]

Tilde: TypeAlias = Literal["any", "%7E", "~"]

FIXED: Final = ("media", "bundles", "contributors", "ingest_videos", "productions", "load", "database", "seed")
"""What is decided when a sandbox is made; everything else can be changed while it runs."""

_TIMES: Final = tuple(one.name for one in fields(IngestTimes))


class Options(TypedDict, total=False):
    """The fields of :class:`Settings` as keyword arguments."""

    media: int
    bundles: int
    contributors: int
    ingest_videos: int
    productions: int
    load: Paths
    database: str | Path | None
    seed: int
    tilde: Tilde
    login_in: Literal["any", "query", "body"]
    unauthorized: Literal[401, 403, 400]
    authorizing: Literal["same", "new"]
    limit: Literal["honour", "cap", "ignore"]
    bundles_paged: bool
    clips_paged: bool
    nulls: Literal["first", "last"]
    unsorted: Literal["id", "newest"]
    unknown_filters: Literal["ignore", "refuse"]
    unreadable: Literal["refuse", "ignore"]
    missing_parent: Literal["empty", "refuse"]
    deleted_bundles: Literal["kept", "listed", "gone"]
    bundle_status: Literal["translated", "verbatim"]
    inner_ids: Literal["filled", "empty"]
    empty_hash: Literal["list", "object"]
    decimals: Literal["number", "text"]
    json_count: Literal["mirrored", "messages"]
    json_status: bool
    success: Literal["empty", "block", "204"]
    created: Literal[200, 201]
    failed_ingest: Literal["stopped", "started", "done"]
    ingest_times: IngestTimes
    rate_limit: int
    rate_period: float
    retry_after: bool
    refused_count: bool
    oversized_batch: Literal["refuse", "accept"]
    batch_errors: Literal["refuse", "skip"]
    invalid_status: Literal[400, 422]
    ids: Literal["mixed", "text", "integer"]
    single_data: Literal["list", "object"]
    deleted_data: Literal["ids", "rows", "empty"]
    patched_settings: Literal["replaced", "merged"]
    production_by_id: bool
    owned_batches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How much there is, and how the sandbox behaves where the documents leave it open.

    :data:`BEHAVIOUR` says of each switch why it is one. A name or value that is not allowed is a ``ValueError``.
    """

    media: int = 500
    """How many media the catalogue has; likewise the four below."""
    bundles: int = 60
    contributors: int = 100
    ingest_videos: int = 60
    productions: int = 0
    """SourceSync: each with two distributions and five activations."""
    load: Paths = ()
    """Files and folders of rows that are written over the catalogue at the start, as :meth:`Emulator.load` does."""
    database: str | Path | None = None
    """A file that keeps the state; a file that holds one already is taken as it is."""
    seed: int = 1
    """Decides the catalogue, the secrets and the keys."""

    tilde: Tilde = "any"
    """How ``~`` is escaped in what is signed."""
    login_in: Literal["any", "query", "body"] = "any"
    """Where the two authorization calls look for client_key, device_uid, email and password."""
    unauthorized: Literal[401, 403, 400] = 401
    """The status of a SyncTV call whose access or signature is not good."""
    authorizing: Literal["same", "new"] = "same"
    """What a device's second ``client_authorize`` gives: its access, or a new one, and the old is no longer good."""
    limit: Literal["honour", "cap", "ignore"] = "honour"
    """What becomes of ``limit``; ``cap`` is at most 100 rows a page."""
    bundles_paged: bool = True
    """``False``: bundles come all at once, whatever the offset."""
    clips_paged: bool = True
    """``False``: clips come all at once, whatever the offset."""
    nulls: Literal["first", "last"] = "first"
    """Where rows without a value stand in an ascending sort."""
    unsorted: Literal["id", "newest"] = "id"
    """The order of a list without ``sort_order``: the lowest id first, or the highest."""
    unknown_filters: Literal["ignore", "refuse"] = "ignore"
    """What becomes of a parameter, or a value of ``sort_order``, that the list or count does not document."""
    unreadable: Literal["refuse", "ignore"] = "refuse"
    """What becomes of a date or a number that cannot be read in a list or count."""
    missing_parent: Literal["empty", "refuse"] = "empty"
    """What the lists and counts below a media or a container answer that is not there."""
    deleted_bundles: Literal["kept", "listed", "gone"] = "kept"
    """Whether a bundle of status -1 can be read; ``listed``: it is in lists too, ``gone``: it is not there at all."""
    bundle_status: Literal["translated", "verbatim"] = "translated"
    """Whether the status 0 INACTIVE of create and count is the -2 INACTIVE of the list, or its 0 ENABLED."""
    inner_ids: Literal["filled", "empty"] = "filled"
    """Whether the ids inside a media or bundle are there, or only those beside it, as in every example."""
    empty_hash: Literal["list", "object"] = "list"
    """How JSON prints an empty ``meta_data`` or ``properties``: ``[]`` or ``{}``."""
    decimals: Literal["number", "text"] = "number"
    """How JSON prints ``avg_rating``, ``progress``, ``start_point`` and ``end_point``."""
    json_count: Literal["mirrored", "messages"] = "mirrored"
    """Whether a count's JSON has ``message`` where its XML has, or ``messages`` as every other JSON answer."""
    json_status: bool = True
    """Whether the JSON of lists and records has ``code`` and ``messages``."""
    success: Literal["empty", "block", "204"] = "empty"
    """An update or delete without content: 200 and nothing, 200 and a status block, or 204."""
    created: Literal[200, 201] = 200
    """The status of a POST that made something, in both services."""
    failed_ingest: Literal["stopped", "started", "done"] = "stopped"
    """The state in which an ingest video stays whose work failed; its status is ``error`` in any case."""
    ingest_times: IngestTimes = field(default_factory=IngestTimes)
    """How long each state of an ingest video lasts."""

    rate_limit: int = 1000
    """SourceSync, as all that follow: requests in any ``rate_period`` seconds."""
    rate_period: float = 60.0
    retry_after: bool = False
    """Whether a 429 carries ``Retry-After``."""
    refused_count: bool = False
    """Whether requests that were answered 429 count against the rate too."""
    oversized_batch: Literal["refuse", "accept"] = "refuse"
    """What becomes of a batch of more than 100 rows."""
    batch_errors: Literal["refuse", "skip"] = "refuse"
    """A batch with a row that is not there or not valid: nothing is done, or the other rows are."""
    invalid_status: Literal[400, 422] = 400
    """The status of a request whose body is not as it should be."""
    ids: Literal["mixed", "text", "integer"] = "mixed"
    """How ids are printed; ``mixed``: productions' as text, the others' as numbers."""
    single_data: Literal["list", "object"] = "list"
    """What ``data`` holds where one object is meant: a list of one, or the object."""
    deleted_data: Literal["ids", "rows", "empty"] = "ids"
    """What ``data`` holds after a delete: objects with their id alone, whole objects, or nothing."""
    patched_settings: Literal["replaced", "merged"] = "replaced"
    """What a PATCH makes of ``settings``: they become the given ones, or take in the given keys."""
    production_by_id: bool = False
    """Whether there is ``GET /productions/{id}``."""
    owned_batches: bool = False
    """Whether distributions and activations can be changed and deleted in batches, as productions can."""

    def __new__(cls, **given: object) -> Self:
        """Refuse a name that is no setting's, with the nearest that is."""
        check_names(given)
        return object.__new__(cls)

    def __post_init__(self) -> None:
        """Refuse what would quietly do something else than was meant."""
        object.__setattr__(self, "load", paths_of("load", self.load))
        check_fields(self, Options, numbers_from={"rate_limit": 1, "seed": None})


def check_names(given: Iterable[str], *others: str) -> None:
    """Raise a ``ValueError`` for a name that is neither a setting's nor one of the others."""
    for name in given:
        known(name, (*Options.__annotations__, *others), "setting of a sandbox")


def changed(settings: Settings, switches: dict[str, Any]) -> Settings:
    """Return other settings; a ``ValueError`` where a name or value is wrong or can only be chosen at the start."""
    for name in switches:
        if name not in FIXED:
            known(name, Options.__annotations__.keys() - set(FIXED), "switch")
        else:
            message = f"{name} is decided when a sandbox is made and cannot be changed while it runs"
            raise ValueError(message)
    if isinstance(switches.get("ingest_times"), dict):  # as JSON gives them
        switches = {**switches, "ingest_times": _timed(settings.ingest_times, switches["ingest_times"])}
    return replace(settings, **switches)


def _timed(held: IngestTimes, given: dict[str, Any]) -> IngestTimes:
    try:
        return replace(held, **given)
    except TypeError as error:
        message = f"ingest_times={given!r} is not allowed: give seconds for some of {', '.join(_TIMES)}"
        raise ValueError(message) from error
