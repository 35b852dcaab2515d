"""Invented productions: as many as asked for, from the seed, in the shape that the official client reads."""

from typing import Any

from synctv_async.sandbox import Emulator, Sandbox, Settings
from synctv_async.sandbox.data.productions import production_rows

from .caller import Caller


def data(call: Caller, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = call.source("GET", path).json()["data"]
    return rows


def test_productions_with_all_that_belongs_to_them() -> None:
    with Sandbox(media=0, productions=12) as box, Caller(box) as call:
        productions = data(call, "/productions")
        assert [row["id"] for row in productions] == [str(number) for number in range(123, 135)]
        assert len({row["name"] for row in productions}) > 6
        for production in productions:
            path = f"/productions/{production['id']}"
            distributions, activations = (data(call, f"{path}/{kind}") for kind in ("distributions", "activations"))
            assert (len(distributions), len(activations)) == (2, 5)
            for row in distributions:
                _check_timeline(row, {row["id"] for row in activations})
            for row in activations:
                _check_activation(row)
            assert data(call, f"/distributions/{distributions[0]['id']}") == distributions[:1]
        made = call.source("POST", "/productions", [{"name": "A"}]).json()["data"]
        assert made[0]["id"] == "135"
        call.source("DELETE", "/productions/123")
        assert call.source("GET", "/activations/123").status_code == 404
        box.reset(catalogue=True)
        assert data(call, "/productions") == productions
        assert data(call, "/activations/123")


def _check_timeline(row: dict[str, Any], activations: set[int]) -> None:
    items = row["data"]["timeline"]["activations"]["items"]
    assert items
    assert {item["externalId"] for item in items} <= activations
    for item in items:
        assert item["instances"]
        for instance in item["instances"]:
            assert 0 <= instance["when"]["start"] < instance["when"]["end"] < 4 * 3_600_000
            assert instance.get("settings", {}).keys() <= {"position"}


def _check_activation(row: dict[str, Any]) -> None:
    preview = row["settings"]["preview"]
    assert preview["backgroundAppearance"] in {"imageAndText", "textOnly", "imageOnly"}
    assert 0 <= preview["backgroundOpacity"] <= 1
    blocks = [*row["template"], *preview.get("template", [])]
    assert {block["name"] for block in blocks} == {"NativeBlock"}
    kinds = {segment["type"] for block in blocks for segment in block["settings"]["segments"]}
    assert kinds <= {"text", "image", "button", "row", "column"}


def test_the_same_seed_gives_the_same_productions() -> None:
    assert [*production_rows(3, 1)] == [*production_rows(5, 1)][: 3 * 8]
    assert [*production_rows(3, 1)] != [*production_rows(3, 2)]


def test_there_are_none_unless_asked_for() -> None:
    with Emulator(Settings(media=0)) as emulator:
        assert emulator.world.sourcesync.rows("productions", 0) == []
