"""How a reply is printed where the documents leave it open: the switches' part in the format. Pure.

The rows of a reply are JSON texts. The switches below change them as texts, which costs nothing where none is turned:
inside a JSON text a quotation mark is escaped, so that ``"name":`` is always a key.
"""

import re
from dataclasses import replace
from typing import Final

from synctv_async.sandbox.settings import Settings
from synctv_async.sandbox.synctv.wire import OK, Count, Empty, Failure, Listing, Plain, Reply, Show
from synctv_async.sandbox.synctv.wire import render_json as _json
from synctv_async.sandbox.synctv.wire import render_xml as _xml
from synctv_async.sandbox.types import Answer, dumps

__all__ = ["FORMATS", "spoken"]

FORMATS: Final = {"json": "application/json; charset=utf-8", "xml": "application/xml; charset=utf-8"}
_INNER_IDS: Final = re.compile(r'"(media_ids|ownership_policy_ids|container_ids)":\[[^\]]*\]')
_EMPTY_HASH: Final = re.compile(r'"(meta_data|properties)":\[\]')
_DECIMAL: Final = re.compile(r'"(avg_rating|progress|start_point|end_point)":(-?[0-9][0-9.eE+-]*)')
_STATUS: Final = f',"code":1,"messages":[{dumps(OK)}]}}}}'


def spoken(reply: Reply, extension: str, settings: Settings, *, created: bool = False) -> Answer:
    """Print a reply in one of :data:`FORMATS`; ``created`` tells that it shows what a POST has made."""
    media_type = FORMATS[extension]
    if isinstance(reply, Empty):
        if settings.success == "204":
            return Answer(204, b"", media_type)
        if settings.success == "block":
            reply = Plain({})
    body = _as_json(reply, settings) if extension == "json" else _xml(_emptied(reply, settings))
    if isinstance(reply, Failure):
        return Answer(reply.status, body.encode(), media_type, refusal=reply.explanation)
    return Answer(settings.created if created else 200, body.encode(), media_type)


def _emptied(reply: Reply, settings: Settings) -> Reply:
    """Take the ids out of media and bundles, where every example of the documents has none."""
    if settings.inner_ids == "filled":
        return reply
    match reply:
        case Listing(_, "media" | "bundle", rows):
            return replace(reply, rows=[_INNER_IDS.sub(r'"\1":[]', row) for row in rows])
        case Show("media" | "bundle", row, _):
            return replace(reply, row=_INNER_IDS.sub(r'"\1":[]', row))
        case _:
            return reply


def _as_json(reply: Reply, settings: Settings) -> str:
    if isinstance(reply, Count) and settings.json_count == "messages":
        reply = replace(reply, listed=True)
    text = _json(_emptied(reply, settings))
    if isinstance(reply, Listing | Show):
        if settings.empty_hash == "object":
            text = _EMPTY_HASH.sub(r'"\1":{}', text)
        if settings.decimals == "text":
            text = _DECIMAL.sub(r'"\1":"\2"', text)
        if not settings.json_status:
            text = f"{text.removesuffix(_STATUS)}}}}}"
    return text
