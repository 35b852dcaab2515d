"""Creates under every scenario: done, not done or unknown, as they say themselves, and never done twice."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import httpx
import pytest

from synctv_async.sandbox import CHAOS, Sandbox

from .facades import Created, Facade
from .seeds import USUAL, cases

SURE = {"slow", "spiky", "rate-limited", "unknown-fields", "nulls", "unstable-sort", "restless", "skewed-clock", "drip"}
"""Scenarios under which no create may fail."""
MANY = 40


def check(results: Iterable[Created], made: Mapping[str, list[int]]) -> None:
    """Compare what each create says with the rows that it made."""
    for one in results:
        rows = made.get(one.mark, [])
        if one.outcome == "done":
            assert rows == [one.id], f"{one.mark} was done and there is {rows}"
        elif one.outcome in {"not_sent", "refused"}:
            assert rows == [], f"{one.mark} was {one.outcome} and there is {rows}"
        else:
            assert one.outcome == "unknown"
            assert len(rows) <= 1, f"{one.mark} was done more than once"


def test_no_scenario_is_forgotten() -> None:
    unsure = {name for name, scenario in CHAOS.items() if "outcome unknown" in scenario.description}
    assert unsure | SURE == set(CHAOS)
    assert not unsure & SURE


@pytest.mark.parametrize(("scenario", "seed"), cases(*CHAOS))
def test_bundles(box: Sandbox, facade: Facade, wire: str, scenario: str, seed: int) -> None:
    box.chaos(scenario, seed=seed)
    calls = [(f"bundle {n}", {"named": {"name": f"bundle {n}", "bundle_type_id": 1}}) for n in range(MANY)]
    results = facade.creates(box, wire, "bundles", calls)
    made: dict[str, list[int]] = {}
    for number in box.bundles.ids():
        made.setdefault(str(box.bundles.get(number)["name"]), []).append(number)
    check(results, made)
    if scenario in SURE:
        assert Counter(one.outcome for one in results) == {"done": MANY}


@pytest.mark.parametrize(("scenario", "seed"), cases("lost-answers", "resets", "flaky", "storm"))
def test_ingest_videos(box: Sandbox, facade: Facade, wire: str, scenario: str, seed: int) -> None:
    rules = box.chaos(scenario, seed=seed)
    box.media.insert(id=5000)  # one that no churn takes away before the end
    for rule in rules:
        rule.churn = None
    calls = [
        (f"{n}.mp4", {"args": (5000,), "named": {"file_path": f"{n}.mp4", "audio_languages": ["eng"]}})
        for n in range(MANY)
    ]
    results = facade.creates(box, wire, "ingest_videos", calls)
    made: dict[str, list[int]] = {}
    for number in box.ingest_videos.ids():
        made.setdefault(str(box.ingest_videos.get(number)["file_path"]), []).append(number)
    check(results, made)
    outcomes = Counter(one.outcome for one in results)
    assert outcomes["unknown"] > 0 or seed != USUAL
    assert outcomes["done"] > MANY / 2


def productions(box: Sandbox) -> dict[str, list[str]]:
    """Return the ids of the productions that there are, by name."""
    box.clear_faults()
    answer = httpx.get(f"{box.url}/productions", headers={"X-API-Key": box.api_key})
    made: dict[str, list[str]] = {}
    for row in answer.json()["data"]:
        made.setdefault(row["name"], []).append(row["id"])
    return made


@pytest.mark.parametrize(("scenario", "seed"), cases(*CHAOS))
def test_batches(box: Sandbox, facade: Facade, scenario: str, seed: int) -> None:
    rows: list[dict[str, Any]] = [{"name": f"production {n}"} for n in range(950)]
    box.chaos(scenario, seed=seed)
    result = facade.create_many(box, rows)
    made = productions(box)
    assert len(result) == len(rows)
    for given, row in zip(rows, result, strict=True):
        ids = made.get(given["name"], [])
        if row.status == "done":
            assert row.item is not None
            assert ids == [row.item.id]
        else:
            assert row.error is not None
            assert len(ids) <= (row.status == "unknown")
    if scenario in SURE:
        assert {row.status for row in result} == {"done"}
