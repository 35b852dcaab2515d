"""Rules as JSON: there and back, and what is said of mistakes. Latencies by themselves."""

import json
import statistics
from dataclasses import fields
from typing import Any, get_type_hints

import pytest

from synctv_async.sandbox import (
    CHAOS,
    Churn,
    Constant,
    Exponential,
    Fault,
    FaultOptions,
    Latency,
    Lognormal,
    Spikes,
    Uniform,
)
from synctv_async.sandbox.chaos.dice import Dice
from synctv_async.sandbox.chaos.fault_json import fault_as_json, fault_of

FAULTS = [
    *(rule for scenario in CHAOS.values() for rule in scenario.rules),
    Fault(
        status=503, headers={"Retry-After": "1"}, messages=("a", "b"), times=None, name="x", method="GET", path="/k*"
    ),
    Fault(body=b'{"a": "\xc3\xa9"}', skip=3, times=7, code=-9),
    Fault(body=b"\xff\x00", worked=True, status=200),
    Fault(body=b""),
    Fault(delay=1),
    *(Fault(delay=one) for one in (Constant(1.0), Uniform(0.1, 0.2), Exponential(0.3), Spikes(0.0, 1.0, 0.5))),
    Fault(churn=Churn(table="bundles", inserts=3, deletes=0.0)),
    Fault(cut=0.0),
]


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_there_and_back(fault: Fault) -> None:
    row = json.loads(json.dumps(fault_as_json(fault)))
    assert fault_of(row) == fault
    assert fault_as_json(fault_of(row)) == row
    assert row["hits"] == 0


def test_what_came_of_a_rule_is_printed_and_not_read() -> None:
    rule = Fault(churn=Churn(), times=None)
    rule.hits, rule.inserted, rule.deleted = 3, {7, 5}, {1}
    row = fault_as_json(rule)
    assert (row["hits"], row["inserted"], row["deleted"], row["changed"]) == (3, [5, 7], [1], [])
    again = fault_of(row)
    assert (again.hits, again.inserted, again.times) == (0, set(), None)


def test_the_repr_shows_what_was_said() -> None:
    assert repr(Fault(status=503, times=None)) == "Fault(times=None, status=503, hits=0)"
    assert repr(Fault(cut=0.0, headers={"A": "b"})) == "Fault(headers={'A': 'b'}, cut=0.0, hits=0)"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], r"a fault is an object, got \[\]"),
        ({}, "this fault would do nothing: give one of status, headers"),
        ({"statsu": 503}, r"'statsu' is no field of a fault \(did you mean 'status'\?\); allowed: body, burst"),
        ({"status": "503"}, 'status of a fault: expected a whole number, got "503"'),
        ({"status": True}, "status of a fault: expected a whole number, got true"),
        ({"status": 99}, "status is from 100 to 599"),
        ({"status": 503, "html": 1}, "html of a fault: expected true or false, got 1"),
        ({"html": True, "delay": 1}, "html is the page of a status: give status as well"),
        ({"status": 503, "probability": 2}, "probability and nulls are from 0 to 1"),
        ({"status": 503, "probability": "often"}, 'probability of a fault: expected a number, got "often"'),
        ({"status": 503, "burst": -1}, "burst from 0"),
        ({"status": 503, "headers": {"A": 1}}, "headers of a fault: expected a text, got 1"),
        ({"status": 503, "messages": "a"}, "messages of a fault: expected a list of texts"),
        ({"status": 503, "when": "x"}, "when is a function, and has no form in JSON"),
        ({"body": {"base64": "?"}}, "body of a fault: expected base64"),
        ({"body": 1}, "body of a fault: expected a text, got 1"),
        ({"skew": 1e12}, "skew is at most 1000000000"),
        ({"delay": -1}, "delay is a number from 0, got -1"),
        ({"delay": "1"}, "delay of a fault: expected seconds, or an object with a kind"),
        ({"delay": {"kind": "log"}}, "'log' is no kind of latency"),
        ({"delay": {"kind": "uniform", "low": 1}}, "a uniform latency has low and high"),
        ({"delay": {"kind": "uniform", "low": 1, "hihg": 2}}, "did you mean 'high'"),
        ({"delay": {"kind": "uniform", "low": 2, "high": 1}}, "high is not below low"),
        ({"delay": {"kind": "exponential", "mean": -1}}, "mean is a number from 0"),
        ({"delay": {"kind": "spikes", "usual": 0, "spike": 1, "share": 3}}, "share is from 0 to 1"),
        ({"churn": {"insert": 1}}, "did you mean 'inserts'"),
        ({"churn": {"inserts": -1}}, "inserts is a number from 0 to 100"),
        ({"churn": {"table": "medias"}}, "'medias' is no table"),
    ],
)
def test_mistakes_are_told(given: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        fault_of(given)


def drawn(latency: Latency) -> list[float]:
    return sorted(latency.draw(Dice(1, 1, b"request", n)) for n in range(2000))


def test_latencies_are_what_they_say() -> None:
    assert set(drawn(Constant(0.5))) == {0.5}
    uniform = drawn(Uniform(1.0, 3.0))
    assert 1 <= uniform[0] < 1.1
    assert 2.9 < uniform[-1] < 3
    assert abs(statistics.mean(drawn(Exponential(2.0))) - 2) < 0.2
    lognormal = drawn(Lognormal(0.05, 1.0))
    assert abs(statistics.median(lognormal) - 0.05) < 0.005
    assert 7 < lognormal[1980] / 0.05 < 14  # the docstring: one in a hundred takes ten times the median
    spikes = drawn(Spikes(0.1, 2.0, 0.25))
    assert set(spikes) == {0.1, 2.0}
    assert 0.2 < spikes.count(2.0) / 2000 < 0.3


def test_every_field_has_its_option_and_its_form() -> None:
    names = {one.name for one in fields(Fault) if one.init}
    assert set(FaultOptions.__annotations__) == names
    assert get_type_hints(FaultOptions) == {name: get_type_hints(Fault)[name] for name in names}
    assert names - {"when"} <= set(fault_as_json(Fault(status=500)))
