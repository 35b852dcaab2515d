"""An invented catalogue. Pure: the same seed and the same id give the same record, whatever else is made.

Each record is drawn from its own number, not from a shared stream, so that any one can be made without the others.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from synctv_async.sandbox.types import Record

__all__ = [
    "FIRST",
    "PEOPLE",
    "bundle_rows",
    "contributor_rows",
    "ingest_rows",
    "moment",
    "people",
    "roles",
    "scatter",
    "stamp",
    "title",
]

FIRST = (
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
SECOND = (
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
PEOPLE = ("Anna Ørsted", "Bruno Čapek", "Chloé Durand", "David O'Hara", "Emi 田中", "Farid Aziz", "Grace Müller")
_ROLES = ("Actor", "Director", "Writer", "Producer", "Composer", "Editor")
_START = 1_388_534_400  # 2014-01-01, the year of the documents' examples
_MASK = (1 << 64) - 1
_TWO = tuple(f"{number:02}" for number in range(60))


def stamp(seconds: int) -> str:
    """Print a time as both services do."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=8192)
def _day(number: int) -> str:
    return datetime.fromtimestamp(_START + number * 86_400, UTC).strftime("%Y-%m-%dT")


def moment(bits: int, spread: int = 1500) -> str:
    """Draw a time from some bits: of the first ``spread`` days of the catalogue."""
    second = (bits >> 12) % 86_400
    return f"{_day(bits % spread)}{_TWO[second // 3600]}:{_TWO[second // 60 % 60]}:{_TWO[second % 60]}Z"


def scatter(seed: int, number: int) -> int:
    """Scatter a number over 64 bits (the finish of SplitMix64): cheap, and the same everywhere."""
    value = (number * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def title(number: int, bits: int) -> str:
    """Draw a title, which some numbers stand in."""
    name = f"{FIRST[(bits >> 33) % 11]} {SECOND[(bits >> 37) % 12]}{_FORM[(bits >> 41) % 8]}"
    return f"{name} {number}" if bits & 4 else name


def people() -> tuple[str, ...]:
    """Return the names of the people; ids begin at 1."""
    return PEOPLE


def roles() -> dict[int, str]:
    """Return the roles of contributors by id."""
    return dict(enumerate(_ROLES, start=1))


def bundle_rows(count: int, seed: int, media: Sequence[int]) -> Iterator[Record]:
    """Yield bundles, of some of the given media."""
    for number in range(1, count + 1):
        bits = scatter(seed + 1, number)
        size = min(len(media), bits % 6)
        chosen = sorted({media[(bits >> 8 + 4 * place) % len(media)] for place in range(size)})
        created = moment(bits)
        yield {
            "id": number,
            "name": f"Bundle {SECOND[(bits >> 5) % 12]} {number}",
            "status": (1, 1, 0, -2, -3)[(bits >> 9) % 5],
            "bundle_type": {"id": 1 + number % 4, "name": f"BundleType-{1 + number % 4}"},
            "begin_at": moment(bits >> 3) if bits >> 40 & 1 else None,
            "end_at": moment(bits >> 2, 4000) if bits >> 41 & 1 else None,
            "updated_at": max(created, moment(bits >> 6)),
            "created_at": created,
            "ownership_policy_ids": list(range(1, 1 + (bits >> 43) % 3)),
            "media_ids": [*chosen],
            "platform_ids": [1 + (bits >> 46) % 4],
            "media_type_ids": [1 + (bits >> 48) % 5],
            "currencies": [("USD", "EUR")[bits >> 50 & 1]],
            "price": ((bits >> 52) % 20) + 0.99,
        }


def contributor_rows(count: int, seed: int, media: Sequence[int]) -> Iterator[Record]:
    """Yield contributors to the given media."""
    for number in range(1, count + 1):
        bits = scatter(seed + 2, number)
        person, role = bits % len(PEOPLE), (bits >> 8) % len(_ROLES)
        yield {
            "id": number,
            "media_id": media[(bits >> 16) % len(media)],
            "person": PEOPLE[person],
            "role": _ROLES[role],
            "person_id": person + 1,
            "role_id": role + 1,
        }


def ingest_rows(count: int, seed: int, media: Sequence[int]) -> Iterator[Record]:
    """Yield ingest videos; the first half of them belongs to the first of the media, so that one has several pages."""
    for number in range(1, count + 1):
        bits = scatter(seed + 3, number)
        state = ("reset", "reset", "stopped", "done")[(bits >> 9) % 4]
        created = moment(bits)
        yield {
            "id": number,
            "app_name": ("tf1", "ingester")[bits & 1],
            "created_at": created,
            "updated_at": max(created, moment(bits >> 6)),
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
