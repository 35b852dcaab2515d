"""Invented media, field by field. Pure: the same seed and number give the same record, whatever else is made.

Each field is drawn when it is first asked for: who sorts thousands of records by name draws their names and no more.
"""

from collections.abc import Callable, Mapping
from typing import Final

from synctv_async.sandbox.data.catalogue import FIRST, PEOPLE, moment, title
from synctv_async.sandbox.types import Json, Record

__all__ = ["Medium"]

_LINE: Final = (
    "Two sisters inherit a lighthouse and the debts that come with it.",
    "A chef bets her restaurant on one recipe.\nNobody told her about the judge.",
    "Die Geschichte eines Sommers, erzählt in sieben Briefen.",
    "An archive of broadcasts that were never meant to be heard again.",
    "Un commissaire, trois suspects et une recette perdue : une comédie noire.",
)
_LANGUAGES: Final = ("eng", "fre", "ger", "spa", "jpn", "chn")
_TYPES: Final = ("Movie", "Episode", "Trailer", "Extra", "Live")
_GENRES: Final = ("drama", "comedy", "documentary", "crime", "animation", "science fiction")


class Medium(dict[str, Json]):
    """An invented record that draws a field from its bits when it is asked for it."""

    __slots__ = ("bits", "containers", "number")

    def __init__(self, number: int, bits: int, containers: int) -> None:
        self.number: int = number
        self.bits: int = bits
        self.containers: int = containers

    def __missing__(self, name: str) -> Json:
        value = self[name] = _FIELDS[name](self)
        return value

    def whole(self) -> Record:
        """Return the record with all of its fields."""
        return {name: self[name] for name in _FIELDS}


def _containers(medium: Medium) -> Json:
    bits = medium.bits
    chosen = {1 + (bits >> 5) % medium.containers}
    if bits & 7 == 0:
        chosen.add(1 + (bits >> 9) % medium.containers)
    return [*sorted(chosen)]


def _audio_languages(medium: Medium) -> Json:
    bits = medium.bits
    languages: list[Json] = [_LANGUAGES[(bits >> 24) % 6]]
    if bits & 3:
        languages.append(_LANGUAGES[((bits >> 24) + 1 + (bits & 1)) % 6])
    return languages


def _media_type(medium: Medium) -> Json:
    kind = (medium.bits >> 20) % 6
    return None if kind == len(_TYPES) else {"id": kind + 1, "name": _TYPES[kind]}


def _meta_data(medium: Medium) -> Json:
    bits, number = medium.bits, medium.number
    if bits >> 8 & 3 == 0:
        return {}
    held: dict[str, Json] = {"genre": _GENRES[(bits >> 18) % 6], "year": str(1960 + (bits >> 22) % 60)}
    if bits >> 10 & 1:
        held["director"] = PEOPLE[(bits >> 30) % 7]
    if bits >> 11 & 3 == 0:
        held["rating"] = {"mpaa": "PG-13", "fsk": str(6 * ((bits >> 26) % 4))}
    if bits >> 12 & 7 == 0:
        held["series"] = {
            "title": FIRST[number % 11],
            "season": {"number": str(1 + number % 7), "label": "été & hiver"},
        }
    return held


def _images(medium: Medium) -> Json:
    sizes = (("poster", 600), ("wide", 1280))
    return [
        {"format": kind, "width": str(width), "path": f"images/{medium.number}/{kind}_{medium.bits >> 48:04x}.jpg"}
        for kind, width in sizes[: (medium.bits >> 61) % 3]
    ]


def _clip_of(medium: Medium) -> Json:
    number = medium.number
    return number - 1 - (number // 10 - 1) % 9 if number % 10 == 0 else None


def _activities(medium: Medium) -> Json:
    return [name for place, name in enumerate(("favorite", "rating", "media_view")) if medium.bits >> place & 3 == 0]


_FIELDS: Final[Mapping[str, Callable[[Medium], Json]]] = {
    "id": lambda medium: medium.number,
    "name": lambda medium: title(medium.number, medium.bits),
    "description": lambda medium: _LINE[(medium.bits >> 44) % 5],
    "active": lambda medium: (medium.bits >> 47) % 8 != 0,
    "order_number": lambda medium: None if medium.bits >> 50 & 1 else (medium.bits >> 51) % 200,
    "available_platform_ids": lambda medium: [place for place in (1, 2, 3, 4) if medium.bits >> (28 + place) & 1],
    "audio_languages": _audio_languages,
    "subtitle_languages": lambda medium: ["eng"] if medium.bits >> 52 & 1 else [],
    "duration": lambda medium: 60 + (medium.bits >> 13) % 7200,
    "hd": lambda medium: bool(medium.bits >> 53 & 1),
    # The show example has an empty list here and three ids beside it: some records do the same.
    "container_ids": lambda medium: medium["containers"] if (medium.bits & 15) - 3 else [],
    "media_type": _media_type,
    "meta_data": _meta_data,
    "available_at": lambda medium: moment(medium.bits >> 4) if medium.bits >> 54 & 1 else None,
    "expires_at": lambda medium: moment(medium.bits >> 6, 4000) if medium.bits >> 55 & 3 == 0 else None,
    "created_at": lambda medium: moment(medium.bits),
    "updated_at": lambda medium: max(moment(medium.bits), moment(medium.bits >> 3)),
    "images": _images,
    "external_id": lambda medium: None if medium.bits >> 57 & 3 == 0 else f"EXT-{medium.bits >> 44:05X}",
    "published_at": lambda medium: "1930-01-01T00:00:00Z" if medium.bits >> 58 & 3 == 0 else moment(medium.bits >> 2),
    "avg_rating": lambda medium: ((medium.bits >> 16) % 51) / 10,
    "properties": lambda medium: {"rating_board": "FSK"} if medium.bits >> 60 & 3 == 1 else {},
    "containers": _containers,
    "clip_of": _clip_of,
    "activities": _activities,
    "ownerships_count": lambda medium: (medium.bits >> 7) % 40,
    "avg_price": lambda medium: ((medium.bits >> 11) % 20) + 0.99,
}
