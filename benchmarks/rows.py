"""The catalogue that is read: rich media, the same ones each time, as JSON and as XML, cut into pages."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeAlias, cast
from xml.sax.saxutils import escape

__all__ = ["OFFSETS", "body_at"]

Row: TypeAlias = dict[str, Any]

_PAGE = 25

OFFSETS = tuple(range(0, 41 * (_PAGE - 1), _PAGE - 1))
"""What is asked for: each page one row early, the last of them short."""

_ROWS = OFFSETS[-1] + 15  # the last page has 15

_TITLES = ("The Silent Harbour", "Midnight Garden", "A Winter in Été", "Paper Empire", "The Last Signal")
_GENRES = ("drama", "comedy", "documentary", "crime", "animation")
_PEOPLE = ("Anna Ørsted", "Bruno Capek", "Chloe Durand", "David O'Hara", "Grace Miller")
_TYPES = ("Movie", "Episode", "Trailer", "Extra", "Live")
_LANGUAGES = ("eng", "fre", "ger", "spa", "jpn", "chn")
_LINES = (
    "Two sisters inherit a lighthouse, and with it the debts & the letters nobody was meant to read.",
    "A chef bets her restaurant on one recipe and loses it in front of the whole city; then she walks on.",
    "An archive of broadcasts that were never meant to be heard again, told by those who recorded them.",
)
_START = datetime(2014, 5, 1, 21, 23, 54, tzinfo=UTC)
_ITEMS = {"medias": "media", "images": "image"}


def body_at(offset: int, kind: str) -> bytes:
    """Return the page at an offset as the service prints it; ``kind`` is ``"json"`` or ``"xml"``."""
    rows = [_row(number) for number in range(offset + 1, min(offset + _PAGE, _ROWS) + 1)]
    status = {"code": 1, "messages": ["Successfully completed."]}
    if kind == "json":
        return json.dumps({"response": {"medias": rows, **status}}, ensure_ascii=False, separators=(",", ":")).encode()
    return _element("response", {"medias": rows, **status}, 0).encode()


def _stamp(number: int) -> str:
    return (_START + timedelta(hours=7 * number)).strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _row(number: int) -> Row:
    kind = number % len(_TYPES)
    return {
        "id": number,
        "name": f"{_TITLES[kind]} {number}",
        "description": _LINES[number % 3],
        "active": number % 8 != 0,
        "order_number": None if number % 4 == 0 else number * 10,
        "available_platform_ids": [1, 2, 5],
        "audio_languages": ["eng", _LANGUAGES[1 + kind]],
        "subtitle_languages": ["eng", "spa"] if number % 2 else [],
        "duration": 600 + 37 * number,
        "hd": number % 3 != 0,
        "container_ids": [100 + kind, 3000 + number],
        "media_type": {"id": kind + 1, "name": _TYPES[kind]},
        "meta_data": {"genre": _GENRES[kind], "director": _PEOPLE[number % 5], "year": str(1960 + number % 60)},
        "available_at": _stamp(number),
        "expires_at": None if number % 2 else _stamp(number + 9000),
        "created_at": _stamp(number),
        "updated_at": _stamp(number + 3),
        "images": [_image(number, "poster", 600), _image(number, "wide", 1280)],
        "external_id": f"EXT-{number:06}",
        "published_at": _stamp(number + 1),
        "avg_rating": number % 51 / 10,
        "properties": {"rating_board": "FSK", "age": "12"} if number % 3 else {},
    }


def _image(number: int, kind: str, width: int) -> Row:
    return {"format": kind, "width": str(width), "path": f"images/{number}/{kind}.jpg"}


def _element(name: str, value: Any, level: int) -> str:
    start = f"{'  ' * level}<{name}"
    if value is None:
        return f'{start} nil="true"/>\n'
    if value in ([], {}):
        return f"{start}/>\n"
    if isinstance(value, dict):
        inner = "".join(_element(key, item, level + 1) for key, item in cast("Row", value).items())
    elif isinstance(value, list):
        items = cast("list[object]", value)
        inner = "".join(_element(_ITEMS.get(name, name.removesuffix("s")), item, level + 1) for item in items)
    else:
        text = ("false", "true")[value] if isinstance(value, bool) else escape(str(value))
        return f"{start}>{text}</{name}>\n"
    return f"{start}>\n{inner}{'  ' * level}</{name}>\n"
