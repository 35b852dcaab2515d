"""Invented productions of SourceSync, each with two distributions and five activations. Pure, as the catalogue is.

The shapes are those that the official Android client reads: a distribution's timeline holds the windows in which an
activation shows, in milliseconds of the video; an activation holds a preview and a template of blocks.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from synctv_async.sandbox.data.catalogue import moment as some_moment
from synctv_async.sandbox.data.catalogue import scatter as scattered_bits
from synctv_async.sandbox.data.catalogue import title as some_title
from synctv_async.sandbox.types import Json, Record

__all__ = ["Row", "production_rows"]

FIRST: Final = 123  # the id of the document's examples
_DISTRIBUTIONS, _ACTIVATIONS = 2, 5
_PLATFORMS: Final = ("Web", "Mobile", "Connected TV", "Console")
_CAMPAIGNS: Final = ("Holiday Campaign", "Product Placement", "Trivia", "Cast and Crew", "Soundtrack", "Recipe")
_APPEARANCES: Final = ("imageAndText", "textOnly", "imageOnly")
_COLOURS: Final = ("#1B1F3B", "#FF6F3C", "#0B6E4F", "#FFFFFF")
_POSITIONS: Final = ("top", "bottom", "left", "right")
_SECOND: Final = 1000


class Row(NamedTuple):
    """One object: its kind, the production that it belongs to (0: none), and what it holds."""

    kind: str
    owner: int
    body: Record


def production_rows(count: int, seed: int) -> Iterator[Row]:
    """Yield so many productions, each before what belongs to it."""
    for place in range(count):
        number = FIRST + place
        bits = scattered_bits(seed + 4, number)
        yield Row("productions", 0, _production(number, bits))
        activations = [FIRST + place * _ACTIVATIONS + step for step in range(_ACTIVATIONS)]
        for step in range(_DISTRIBUTIONS):
            own = FIRST + place * _DISTRIBUTIONS + step
            body = _distribution(own, number, scattered_bits(seed + 5, own), activations)
            yield Row("distributions", number, body)
        for own in activations:
            yield Row("activations", number, _activation(own, number, scattered_bits(seed + 6, own)))


def _production(number: int, bits: int) -> Record:
    settings: Json = {"key": "value"} if bits & 1 else {"language": ("en", "fr")[bits >> 1 & 1], "live": bool(bits & 4)}
    return {"id": number, "name": some_title(number, bits), "settings": settings, **_times(bits)}


def _distribution(number: int, production: int, bits: int, activations: list[int]) -> Record:
    # The second distribution of a production is another cut: it shows all activations but one.
    shown = [own for place, own in enumerate(activations) if place != bits % 7]
    items: list[Json] = [
        {"externalId": own, "instances": _instances(place, scattered_bits(number, own))}
        for place, own in enumerate(shown)
    ]
    return {
        "id": number,
        "name": f"{_PLATFORMS[bits % 4]} Distribution",
        "settings": {"format": ("HLS", "DASH")[bits >> 3 & 1], "quality": "adaptive"},
        "production_id": production,
        "data": {"timeline": {"activations": {"items": items}}},
        **_times(bits),
    }


def _instances(place: int, bits: int) -> list[Json]:
    """Return one or two windows, ``start`` within and ``end`` without; those of different activations may overlap."""
    windows: list[Json] = []
    for again in range(1 + (bits & 1)):
        start = (30 + 90 * place + 600 * again + (bits >> 4) % 30) * _SECOND
        window: dict[str, Json] = {"when": {"start": start, "end": start + (10 + (bits >> 9) % 110) * _SECOND}}
        if bits >> 2 & 1:
            window["settings"] = {"position": _POSITIONS[(bits >> 16) % 4]}
        windows.append(window)
    return windows


def _activation(number: int, production: int, bits: int) -> Record:
    name = f"{_CAMPAIGNS[bits % 6]} {2014 + (bits >> 4) % 12}"
    return {
        "id": number,
        "name": name,
        "settings": {"preview": _preview(name, number, bits)},
        "production_id": production,
        "template": [{"name": "NativeBlock", "settings": {"segments": _segments(name, number, bits)}}],
        **_times(bits),
    }


def _preview(name: str, number: int, bits: int) -> Json:
    preview: dict[str, Json] = {
        "title": name,
        "subtitle": "Tap to learn more",
        "titleSize": ("md", "lg")[bits >> 8 & 1],
        "subtitleSize": "sm",
        "image": f"https://images.example.com/activations/{number}/preview.png",
        "showFomo": bool(bits >> 9 & 1),
        "showImage": bool(bits >> 10 & 1),
        "backgroundAppearance": _APPEARANCES[(bits >> 11) % 3],
        "backgroundColor": _COLOURS[(bits >> 14) % 4],
        "backgroundOpacity": ((bits >> 17) % 11) / 10,
    }
    if bits >> 22 & 1:
        preview["template"] = [{"name": "NativeBlock", "settings": {"segments": [{"type": "text", "content": name}]}}]
    return preview


def _segments(name: str, number: int, bits: int) -> list[Json]:
    address = f"https://images.example.com/activations/{number}/full.png"
    button: Json = {"type": "button", "content": "Open", "attributes": {"url": f"https://www.example.com/{number}"}}
    pair: list[Json] = [{"type": "image", "content": address, "attributes": {"size": {"width": 320}}}, button]
    return [
        {"type": "text", "content": name, "attributes": {"size": "lg", "weight": "bold"}},
        {"type": ("row", "column")[bits >> 24 & 1], "children": pair},
    ]


def _times(bits: int) -> Record:
    created = some_moment(bits)
    return {"created_at": created, "updated_at": max(created, some_moment(bits >> 3))}
