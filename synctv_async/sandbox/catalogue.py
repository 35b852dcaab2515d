"""An invented catalogue. Pure: the same seed and the same id give the same record, whatever else is made.

Each record is drawn from its own number, not from a shared stream, so that any one can be made without the others.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

from synctv_async.sandbox.types import Json, Record

__all__ = ["bundle_rows", "contributor_rows", "ingest_rows", "media_ids", "media_rows", "people", "roles", "stamp"]

_FIRST = (
    "Silent",
    "Golden",
    "Last",
    "Lost",
    "Northern",
    "Électrique",
    "Grüne",
    "Midnight",
    "Paper",
    "Второй",
    "Hidden",
)
_SECOND = (
    "Harbour",
    "Garden",
    "Été",
    "Straße",
    "River",
    "Kitchen",
    "Empire",
    "Signal",
    "Winter",
    "星",
    "Mountain",
    "Ночь",
)
_FORM = ("", ": The Series", ": Trailer", " & Friends", " (Director's Cut)", " 2", " <live>", " à Paris")
_LINE = (
    "Two sisters inherit a lighthouse and the debts that come with it.",
    "A chef bets her restaurant on one recipe.\nNobody told her about the judge.",
    "Die Geschichte eines Sommers, erzählt in sieben Briefen.",
    "An archive of broadcasts that were never meant to be heard again.",
    "Un commissaire, trois suspects et une recette perdue : une comédie noire.",
)
_LANGUAGES = ("eng", "fre", "ger", "spa", "jpn", "chn")
_TYPES = ("Movie", "Episode", "Trailer", "Extra", "Live")
_GENRES = ("drama", "comedy", "documentary", "crime", "animation", "science fiction")
_PEOPLE = ("Anna Ørsted", "Bruno Čapek", "Chloé Durand", "David O'Hara", "Emi 田中", "Farid Aziz", "Grace Müller")
_ROLES = ("Actor", "Director", "Writer", "Producer", "Composer", "Editor")
_START = 1_388_534_400  # 2014-01-01, the year of the documents' examples
_MASK = (1 << 64) - 1
_GAP = 97


def stamp(seconds: int) -> str:
    """Print a time as both services do."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=8192)
def _day(number: int) -> str:
    return datetime.fromtimestamp(_START + number * 86_400, UTC).strftime("%Y-%m-%dT")


def _moment(bits: int, spread: int = 1500) -> str:
    second = (bits >> 12) % 86_400
    return f"{_day(bits % spread)}{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


def _bits(seed: int, number: int) -> int:
    """Scatter a number over 64 bits (the finish of SplitMix64): cheap, and the same everywhere."""
    value = (number * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def people() -> tuple[str, ...]:
    """Return the names of the people; ids begin at 1."""
    return _PEOPLE


def roles() -> dict[int, str]:
    """Return the roles of contributors by id."""
    return dict(enumerate(_ROLES, start=1))


def media_ids(count: int) -> range | list[int]:
    """Return the ids of a catalogue: 97, 194, … are missing, as ids of deleted media are."""
    if count < _GAP:
        return range(1, count + 1)
    return [position + (position - 1) // (_GAP - 1) for position in range(1, count + 1)]


def media_rows(count: int, seed: int, containers: int) -> Iterator[Record]:
    """Yield media."""
    for number in media_ids(count):
        yield _media(number, _bits(seed, number), containers)


def _media(number: int, bits: int, containers: int) -> Record:
    created = _moment(bits)
    chosen = {1 + (bits >> 5) % containers}
    if bits & 7 == 0:
        chosen.add(1 + (bits >> 9) % containers)
    boxes: list[Json] = [*sorted(chosen)]
    kind = (bits >> 20) % 6
    languages: list[Json] = [_LANGUAGES[(bits >> 24) % 6]]
    if bits & 3:
        languages.append(_LANGUAGES[((bits >> 24) + 1 + (bits & 1)) % 6])
    platforms: list[Json] = [number for number in (1, 2, 3, 4) if bits >> (28 + number) & 1]
    return {
        "id": number,
        "name": _title(number, bits),
        "description": _LINE[(bits >> 44) % 5],
        "active": (bits >> 47) % 8 != 0,
        "order_number": None if bits >> 50 & 1 else (bits >> 51) % 200,
        "available_platform_ids": platforms,
        "audio_languages": languages,
        "subtitle_languages": ["eng"] if bits >> 52 & 1 else [],
        "duration": 60 + (bits >> 13) % 7200,
        "hd": bool(bits >> 53 & 1),
        # The show example has an empty list here and three ids beside it: some records do the same.
        "container_ids": boxes if (bits & 15) - 3 else [],
        "media_type": None if kind == len(_TYPES) else {"id": kind + 1, "name": _TYPES[kind]},
        "meta_data": _meta_data(number, bits),
        "available_at": _moment(bits >> 4) if bits >> 54 & 1 else None,
        "expires_at": _moment(bits >> 6, 4000) if bits >> 55 & 3 == 0 else None,
        "created_at": created,
        "updated_at": max(created, _moment(bits >> 3)),
        "images": _images(number, bits),
        "external_id": None if bits >> 57 & 3 == 0 else f"EXT-{bits >> 44:05X}",
        "published_at": "1930-01-01T00:00:00Z" if bits >> 58 & 3 == 0 else _moment(bits >> 2),
        "avg_rating": ((bits >> 16) % 51) / 10,
        "properties": {"rating_board": "FSK"} if bits >> 60 & 3 == 1 else {},
        "containers": boxes,
        "clip_of": number - 1 - (number // 10 - 1) % 9 if number % 10 == 0 else None,
        "activities": [
            name for place, name in enumerate(("favorite", "rating", "media_view")) if bits >> place & 3 == 0
        ],
        "ownerships_count": (bits >> 7) % 40,
        "avg_price": ((bits >> 11) % 20) + 0.99,
    }


def _title(number: int, bits: int) -> str:
    title = f"{_FIRST[(bits >> 33) % 11]} {_SECOND[(bits >> 37) % 12]}{_FORM[(bits >> 41) % 8]}"
    return f"{title} {number}" if bits & 4 else title


def _meta_data(number: int, bits: int) -> Json:
    if bits >> 8 & 3 == 0:
        return {}
    held: dict[str, Json] = {"genre": _GENRES[(bits >> 18) % 6], "year": str(1960 + (bits >> 22) % 60)}
    if bits >> 10 & 1:
        held["director"] = _PEOPLE[(bits >> 30) % 7]
    if bits >> 11 & 3 == 0:
        held["rating"] = {"mpaa": "PG-13", "fsk": str(6 * ((bits >> 26) % 4))}
    if bits >> 12 & 7 == 0:
        held["series"] = {
            "title": _FIRST[number % 11],
            "season": {"number": str(1 + number % 7), "label": "été & hiver"},
        }
    return held


def _images(number: int, bits: int) -> list[Json]:
    sizes = (("poster", 600), ("wide", 1280))
    return [
        {"format": kind, "width": str(width), "path": f"images/{number}/{kind}_{bits >> 48:04x}.jpg"}
        for kind, width in sizes[: (bits >> 61) % 3]
    ]


def bundle_rows(count: int, seed: int, media: list[int]) -> Iterator[Record]:
    """Yield bundles, of some of the given media."""
    for number in range(1, count + 1):
        bits = _bits(seed + 1, number)
        size = min(len(media), bits % 6)
        chosen = sorted({media[(bits >> 8 + 4 * place) % len(media)] for place in range(size)})
        created = _moment(bits)
        yield {
            "id": number,
            "name": f"Bundle {_SECOND[(bits >> 5) % 12]} {number}",
            "status": (1, 1, 0, -2, -3)[(bits >> 9) % 5],
            "bundle_type": {"id": 1 + number % 4, "name": f"BundleType-{1 + number % 4}"},
            "begin_at": _moment(bits >> 3) if bits >> 40 & 1 else None,
            "end_at": _moment(bits >> 2, 4000) if bits >> 41 & 1 else None,
            "updated_at": max(created, _moment(bits >> 6)),
            "created_at": created,
            "ownership_policy_ids": list(range(1, 1 + (bits >> 43) % 3)),
            "media_ids": [*chosen],
            "platform_ids": [1 + (bits >> 46) % 4],
            "media_type_ids": [1 + (bits >> 48) % 5],
            "currencies": [("USD", "EUR")[bits >> 50 & 1]],
            "price": ((bits >> 52) % 20) + 0.99,
        }


def contributor_rows(count: int, seed: int, media: list[int]) -> Iterator[Record]:
    """Yield contributors to the given media."""
    for number in range(1, count + 1):
        bits = _bits(seed + 2, number)
        person, role = bits % len(_PEOPLE), (bits >> 8) % len(_ROLES)
        yield {
            "id": number,
            "media_id": media[(bits >> 16) % len(media)],
            "person": _PEOPLE[person],
            "role": _ROLES[role],
            "person_id": person + 1,
            "role_id": role + 1,
        }


def ingest_rows(count: int, seed: int, media: list[int]) -> Iterator[Record]:
    """Yield ingest videos; the first half of them belongs to the first of the media, so that one has several pages."""
    for number in range(1, count + 1):
        bits = _bits(seed + 3, number)
        state = ("reset", "reset", "stopped", "done")[(bits >> 9) % 4]
        created = _moment(bits)
        yield {
            "id": number,
            "app_name": ("tf1", "ingester")[bits & 1],
            "created_at": created,
            "updated_at": max(created, _moment(bits >> 6)),
            "platform_ids": [1] if bits & 2 else [1, 2],
            "priority": 1 + (bits >> 20) % 5,
            "progress": {"reset": 0.0, "stopped": 40.0, "done": 100.0}[state],
            "ingestable_id": media[0] if number <= (count + 1) // 2 else media[(bits >> 16) % len(media)],
            "file_path": f"filepath/video/ingest/file_{number}.mp4",
            "audio_languages": ["eng", "fre"] if bits & 4 else ["eng"],
            "subtitle_languages": ["ger"] if bits & 24 == 0 else [],
            "interlaced": bool(bits & 32),
            "aspect_ratio": ("4:3", "16:9")[bits >> 6 & 1],
            "start_point": 120.34 if bits >> 40 & 3 == 0 else None,
            "end_point": 240.34 if bits >> 40 & 3 == 0 else None,
            "file_size": 1_000_000 + (bits >> 30) % 4_000_000_000,
            "state": state,
            "stage": {"reset": "none", "stopped": "transcode", "done": "archive"}[state],
            "iteration": (bits >> 44) % 3,
            "removable_assets": state == "done",
            "worked": {"reset": 0.0, "stopped": 12.0, "done": 30.0}[state],
        }
