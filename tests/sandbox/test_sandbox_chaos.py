"""Chaos: what is drawn by chance is drawn from the seed and the request alone; what rules do beside one another."""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synctv_async.sandbox import (
    CHAOS,
    Churn,
    Clock,
    Emulator,
    Fault,
    Incoming,
    Lognormal,
    Reset,
    Sandbox,
    Settings,
    Spikes,
    Whole,
)

from .caller import Caller
from .conftest import START


def asking(offset: int, signature: str = "a") -> Incoming:
    return Incoming("GET", "/api/v2/media.json", (("offset", str(offset)), ("signature", signature)), {})


def met(emulator: Emulator, requests: Sequence[Incoming]) -> list[tuple[str, tuple[str, ...], float]]:
    """Return what each request meets: what tells it from others, the rules, the delay."""
    found = [(request, emulator.receive(request)) for request in requests]
    return [(str(request.pairs[0]), one.record.faults, one.delay) for request, one in found]


RULES = (
    Fault(name="a", times=None, probability=0.3, status=500),
    Fault(name="b", times=None, probability=0.3, delay=Lognormal(median=0.05)),
    Fault(name="c", times=None, probability=0.5, reset=True),
    Fault(name="d", times=None, delay=Spikes(usual=0.1, spike=2.0, share=0.2)),
)


@settings(deadline=None, max_examples=40)
@given(order=st.permutations([asking(offset) for offset in range(12)] * 3), seed=st.integers(0, 99))
def test_a_seed_plays_the_same_whatever_the_order(order: list[Incoming], seed: int) -> None:
    played: list[Counter[Any]] = []
    with Emulator(Settings(media=0, bundles=0, contributors=0, ingest_videos=0)) as emulator:
        for requests in (order, sorted(order, key=str), order[::-1]):
            emulator.clear_faults()
            emulator.chaos(*RULES, seed=seed)
            played.append(Counter(met(emulator, requests)))
    assert played[0] == played[1] == played[2]


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(Settings(media=0), clock=Clock(START))


def test_seeds_rules_requests_and_occurrences_differ(emulator: Emulator) -> None:
    def drawn(seed: int, requests: Sequence[Incoming], rule: int = 0) -> list[bool]:
        emulator.clear_faults()
        emulator.chaos(*(Fault(times=None, probability=0.5, delay=1.0) for _ in range(2)), seed=seed)
        return [f"rule {rule + 1}" in faults for _, faults, _ in met(emulator, requests)]

    many = [asking(offset) for offset in range(200)]
    assert drawn(1, many) == drawn(1, [asking(offset, "another signature") for offset in range(200)])
    assert (
        len({tuple(one) for one in (drawn(1, many), drawn(2, many), drawn(1, many, 1), drawn(1, many[:1] * 200))}) == 4
    )
    assert 70 < sum(drawn(1, many)) < 130


def test_the_share_that_meets_a_rule(emulator: Emulator) -> None:
    rule = emulator.fault(probability=0.1, times=None, status=500)
    met(emulator, [asking(offset) for offset in range(2000)])
    assert 150 < rule.hits < 250


def test_a_burst_takes_what_follows(emulator: Emulator) -> None:
    emulator.fault(probability=0.05, burst=3, times=None, status=429)
    hit = "".join("x" if faults else "." for _, faults, _ in met(emulator, [asking(n) for n in range(400)]))
    assert "x" in hit
    assert {len(run) >= 4 for run in hit.strip("x").split(".") if run} == {True}


def test_skip_and_times_count_as_ever_beside_probability(emulator: Emulator) -> None:
    rule = emulator.fault(probability=0.5, skip=10, times=3, status=500)
    hits = [bool(faults) for _, faults, _ in met(emulator, [asking(n) for n in range(100)])]
    assert (rule.hits, sum(hits), any(hits[:10])) == (3, 3, False)


def test_one_rule_decides_and_the_others_go_along(emulator: Emulator) -> None:
    emulator.fault(name="slow", delay=1.0, times=None, headers={"X-Slow": "1"})
    emulator.fault(name="first", status=503, headers={"X-First": "1"})
    emulator.fault(name="second", status=502, delay=5.0)
    emulator.fault(name="slower", delay=0.5, skew=60.0, times=None)
    exchanges = [emulator.receive(asking(0)) for _ in range(3)]
    assert [one.record.faults for one in exchanges] == [
        ("slow", "first", "slower"),
        ("slow", "second", "slower"),
        ("slow", "slower"),
    ]
    assert [one.delay for one in exchanges] == [1.5, 6.5, 1.5]
    deliveries = [one.perform() for one in exchanges]
    answers = [delivery.answer for delivery in deliveries if isinstance(delivery, Whole)]
    assert [answer.status for answer in answers] == [503, 502, 401]
    assert [sorted(answer.headers) for answer in answers] == [
        ["Date", "X-First", "X-Slow"],
        ["Date", "X-Slow"],
        ["Date", "X-Slow"],
    ]
    assert {answer.headers["Date"] for answer in answers} == {"Thu, 01 May 2014 21:24:54 GMT"}


def test_a_clock_that_drifts(emulator: Emulator) -> None:
    emulator.fault(drift=-0.5, times=None)
    emulator.clock.advance(100)
    delivery = emulator.receive(asking(0)).perform()
    assert isinstance(delivery, Whole)
    assert delivery.answer.headers["Date"] == "Thu, 01 May 2014 21:24:44 GMT"


def test_a_rule_put_in_force_again_counts_anew(emulator: Emulator) -> None:
    rule = Fault(status=500)
    for _ in range(2):
        emulator.chaos(rule)
        assert met(emulator, [asking(0)] * 2) == [
            (str(("offset", "0")), ("rule 1",), 0.0),
            (str(("offset", "0")), (), 0.0),
        ]
        assert rule.hits == 1
        emulator.clear_faults()


@pytest.mark.parametrize("name", CHAOS)
def test_every_rule_of_every_scenario_is_met(emulator: Emulator, name: str) -> None:
    rules = emulator.chaos(name, seed=1)
    found = met(emulator, [asking(n) for n in range(2000)])
    assert all(rule.hits > 0 for rule in rules)
    deciders = {rule.name for rule in rules if rule.decides}
    bad = [bool(deciders & set(faults)) for _, faults, _ in found]
    # Four attempts in a row fail for one call in some ten thousand at most: the shares allow no more.
    assert sum(bad) / len(bad) < 0.15
    assert CHAOS[name].description.endswith(".")


def test_scenarios_are_made_anew_each_time(emulator: Emulator) -> None:
    first, again = emulator.chaos("restless"), emulator.chaos("restless", "down")
    assert first[0] is not again[0]
    assert [rule.name for rule in again] == ["restless", "down"]
    assert all(rule.hits == 0 for one in CHAOS.values() for rule in one.rules)


def test_names_that_are_none_are_told_the_nearest(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match=r"'flakey' is no scenario .did you mean 'flaky'.*; allowed: corrupt, cut, "):
        emulator.chaos("flakey")
    with pytest.raises(ValueError, match="name a scenario, or give a Fault"):
        emulator.chaos()
    with pytest.raises(ValueError, match=r"'medias' is no table .did you mean 'media'"):
        Churn(table="medias")


def test_unknown_fields_and_nulls_are_in_the_records_alone(box: Sandbox, call: Caller) -> None:
    number = box.media.insert(name="A", order_number=3)
    box.bundles.insert(name="B", media_ids=[number])
    box.fault(unknown_fields=True, nulls=1.0, times=None)
    show = call.json(f"media/{number}.json")
    assert (show["bundle_ids"], show["code"], show["media"]["id"]) == ([1], 1, number)
    assert {name for name, value in show["media"].items() if value is not None} > {"id", "tomorrow_object"}
    assert show["media"]["name"] is None
    assert show["media"]["tomorrow_object"] == {"name": "A", "ids": [1, 2], "inner": {"value": None}}
    page = call.get("media.xml").text
    assert '<name nil="true"/>' in page
    assert "<tomorrow_text>été &amp; &lt;hiver&gt;</tomorrow_text>" in page
    call.source("POST", "/productions", [{"name": "A"}])
    envelope = call.source("GET", "/productions").json()
    assert envelope["status"] == "success"
    assert envelope["data"][0]["name"] is None
    assert envelope["data"][0]["tomorrow_numbers"] == [1, 2, 3]
    assert call.json("media/count.json")["count"] == 1


def test_ties_fall_either_way_and_nothing_else_does(box: Sandbox, call: Caller) -> None:
    box.media.insert_many({"name": "AB"[n % 2]} for n in range(10))
    box.fault(unstable=True, times=None)
    orders = {tuple(call.ids("media.json", ("sort_order", "name"))) for _ in range(20)}
    assert orders == {(1, 3, 5, 7, 9, 2, 4, 6, 8, 10), (9, 7, 5, 3, 1, 10, 8, 6, 4, 2)}
    for stable in ((("sort_order[]", "name"), ("sort_order[]", "id")), (), (("sort_order", "id"),)):
        assert len({tuple(call.ids("media.json", *stable)) for _ in range(8)}) == 1


def test_churn_is_done_before_the_answer_and_told(box: Sandbox, call: Caller) -> None:
    first = set(box.media.insert_many({} for _ in range(50)))
    rule = box.fault(churn=Churn(inserts=2.0, deletes=1.5, changes=1.0), times=None)
    for _ in range(10):
        page = call.ids("media.json", ("limit", "500"))
        assert page == box.media.ids()
    assert len(rule.inserted) == 20
    assert 10 <= len(rule.deleted) <= 20
    assert 1 <= len(rule.changed) <= 10
    left = set(box.media.ids())  # what was deleted may have been inserted again
    assert (first | rule.inserted) - rule.deleted <= left <= first | rule.inserted
    for number in rule.changed - rule.deleted:
        assert box.media.get(number)["active"] in {False, True}


def test_churn_of_another_table_and_of_an_empty_one(box: Sandbox, call: Caller) -> None:
    rule = box.fault(churn=Churn(table="people", inserts=0.0, deletes=1.0), times=None)
    for _ in range(9):
        assert call.get("contributors/people.json").status_code == 200
    assert (len(box.others["people"]), len(rule.deleted)) == (0, 7)


def test_a_body_that_comes_slowly_comes_whole(box: Sandbox, call: Caller) -> None:
    box.media.insert_many({} for _ in range(25))
    plain = call.get("media.json")
    box.fault(drip_rate=50_000.0)
    begin = time.perf_counter()
    slow = call.get("media.json")
    assert slow.content == plain.content
    assert time.perf_counter() - begin > len(slow.content) / 50_000 / 2


def test_a_reset_is_met_without_a_network(emulator: Emulator) -> None:
    emulator.chaos(Fault(reset_after=True))
    assert isinstance(emulator.receive(asking(0)).perform(), Reset)
    assert emulator.requests[0].status is None
