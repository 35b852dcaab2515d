"""What the sandbox does and how it knows, so that nobody takes a guess for a fact."""

from typing import Final, get_args, get_type_hints

from synctv_async.sandbox.behaviour.access import ACCESS
from synctv_async.sandbox.behaviour.lists import LISTS
from synctv_async.sandbox.behaviour.row import Behaviour, Source
from synctv_async.sandbox.behaviour.sourcesync import SOURCESYNC
from synctv_async.sandbox.behaviour.synctv import SYNCTV
from synctv_async.sandbox.behaviour.writes import WRITES
from synctv_async.sandbox.settings import Options, Settings
from synctv_async.sandbox.types import Json

__all__ = ["BEHAVIOUR", "Behaviour", "Source", "as_json", "as_markdown"]

BEHAVIOUR: Final[tuple[Behaviour, ...]] = (*SYNCTV, *ACCESS, *LISTS, *WRITES, *SOURCESYNC)
"""Everything that a client can notice, and on whose word it is so."""


def as_json(settings: Settings) -> Json:
    """Return a list of objects, one for each behaviour, with the present value of its switch and those allowed."""
    hints = get_type_hints(Options)
    rows: list[Json] = []
    for one in BEHAVIOUR:
        row: dict[str, Json] = {
            "key": one.key,
            "what": one.what,
            "source": one.source,
            "evidence": one.evidence,
            "switch": one.switch,
        }
        if one.switch is not None:
            value: object = getattr(settings, one.switch)
            row["value"] = value if isinstance(value, bool | int | float | str) else str(value)
            row["allowed"] = [True, False] if hints[one.switch] is bool else [*get_args(hints[one.switch])]
        rows.append(row)
    return rows


def as_markdown() -> str:
    """Return the same as the table of the documentation, the values of the switches by default."""
    settings = Settings()
    head = "| Behaviour | Source | Evidence | Switch |\n|---|---|---|---|\n"
    return head + "".join(_line(one, settings) for one in BEHAVIOUR)


def _line(one: Behaviour, settings: Settings) -> str:
    switch = ""
    if one.switch is not None:
        value: object = getattr(settings, one.switch)
        switch = f"`{one.switch}`" if one.switch == "ingest_times" else f"`{one.switch}={value!r}`"
    return f"| {one.what} | {one.source} | {one.evidence} | {switch} |\n"
