"""Chaos by name: sets of rules that rehearse what happens to real clients.

The shares are such that a client with four attempts for each call gets through nearly always. Where a creating call may
fail without the client being able to know whether it was done, the description says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from synctv_async.sandbox.chaos.churn import Churn
from synctv_async.sandbox.chaos.faults import Fault
from synctv_async.sandbox.chaos.latency import Lognormal, Spikes
from synctv_async.sandbox.forms import known

__all__ = ["CHAOS", "Scenario", "rules_of"]

_UNSURE = "A create may fail with its outcome unknown."


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named set of rules."""

    description: str
    rules: tuple[Fault, ...]


CHAOS: Final[Mapping[str, Scenario]] = {
    "slow": Scenario(
        "Every answer takes its time: half of them more than 50 ms, one in a hundred more than half a second.",
        (Fault(name="slow", times=None, delay=Lognormal(median=0.05, sigma=1.0)),),
    ),
    "spiky": Scenario(
        "One answer in fifty takes a second, the others none.",
        (Fault(name="spiky", times=None, delay=Spikes(usual=0.0, spike=1.0, share=0.02)),),
    ),
    "rate-limited": Scenario(
        "429 in bursts of two, some with Retry-After: 1, some without. Nothing is done, so a create may be repeated.",
        (
            Fault(
                name="rate-limited, told how long",
                times=None,
                probability=0.004,
                burst=1,
                status=429,
                headers={"Retry-After": "1"},
                messages=("Rate limit exceeded",),
            ),
            Fault(
                name="rate-limited",
                times=None,
                probability=0.008,
                burst=1,
                status=429,
                messages=("Rate limit exceeded",),
            ),
        ),
    ),
    "flaky": Scenario(
        f"500, 502, 503 and 504 in turn, for one request in fourteen; the 504 comes after the work was done. {_UNSURE}",
        (
            Fault(name="flaky 500", times=None, probability=0.02, status=500),
            Fault(name="flaky 502", times=None, probability=0.02, status=502, html=True),
            Fault(name="flaky 503", times=None, probability=0.02, status=503),
            Fault(name="flaky 504", times=None, probability=0.01, status=504, html=True, worked=True),
        ),
    ),
    "down": Scenario(
        f"A short outage: from the fifth request on, three are answered 503 by a proxy. {_UNSURE}",
        (Fault(name="down", skip=4, times=3, status=503, html=True),),
    ),
    "resets": Scenario(
        f"One connection in twenty is reset before the request is worked on. {_UNSURE}",
        (Fault(name="reset", times=None, probability=0.05, reset=True),),
    ),
    "lost-answers": Scenario(
        f"The work is done, but for one request in sixteen the answer never comes: a reset, or a 504. {_UNSURE}",
        (
            Fault(name="lost answer", times=None, probability=0.04, reset_after=True),
            Fault(name="lost answer 504", times=None, probability=0.02, status=504, html=True, worked=True),
        ),
    ),
    "cut": Scenario(
        f"One answer in twenty breaks off, after its head or in the middle of its body. {_UNSURE}",
        (
            Fault(name="cut in the middle", times=None, probability=0.04, cut=0.5),
            Fault(name="cut after the head", times=None, probability=0.01, cut=0.0),
        ),
    ),
    "corrupt": Scenario(
        f"One answer in twenty is half of what it should be, under a Content-Length that fits it. {_UNSURE}",
        (Fault(name="corrupt", times=None, probability=0.05, corrupt=True),),
    ),
    "proxy": Scenario(
        f"A proxy in between answers for the service, with an HTML page under 502 or under 200. {_UNSURE}",
        (
            Fault(name="proxy 502", times=None, probability=0.03, status=502, html=True),
            Fault(name="proxy 200", times=None, probability=0.03, status=200, html=True),
        ),
    ),
    "unknown-fields": Scenario(
        "Every record has fields that nobody knows: texts, numbers, nulls, lists, objects.",
        (Fault(name="unknown fields", times=None, unknown_fields=True),),
    ),
    "nulls": Scenario(
        "One field in five is null, where the documents show no null too; the id never is.",
        (Fault(name="nulls", times=None, nulls=0.2),),
    ),
    "unstable-sort": Scenario(
        "Records that a sort does not tell apart come in another order from request to request.",
        (Fault(name="unstable sort", times=None, unstable=True),),
    ),
    "restless": Scenario(
        "Before every other request a media is inserted, before every other one is deleted, and some leave a filter.",
        (
            Fault(
                name="restless",
                times=None,
                method="GET",
                churn=Churn(inserts=0.5, deletes=0.5, changes=0.2),
            ),
        ),
    ),
    "skewed-clock": Scenario(
        "The clock behind the Date of answers is ten minutes slow, and loses a second every minute.",
        (Fault(name="skewed clock", times=None, skew=-600.0, drift=-1 / 60),),
    ),
    "drip": Scenario(
        "Bodies come slowly, at 200 kB a second.",
        (Fault(name="drip", times=None, drip_rate=200_000.0),),
    ),
    "storm": Scenario(
        f"Much of it together: slow, throttled, failing, broken, lost and changing, with new fields. {_UNSURE}",
        (
            Fault(name="storm latency", times=None, delay=Lognormal(median=0.005, sigma=1.0)),
            Fault(name="storm churn", times=None, method="GET", churn=Churn(inserts=0.3, deletes=0.3, changes=0.1)),
            Fault(name="storm fields", times=None, probability=0.5, unknown_fields=True),
            Fault(name="storm nulls", times=None, probability=0.3, nulls=0.1),
            Fault(name="storm ties", times=None, unstable=True),
            Fault(name="storm clock", times=None, probability=0.5, skew=90.0),
            Fault(name="storm 429", times=None, probability=0.005, burst=1, status=429),
            Fault(name="storm 503", times=None, probability=0.015, status=503),
            Fault(name="storm 200", times=None, probability=0.005, status=200, html=True),
            Fault(name="storm reset", times=None, probability=0.015, reset=True),
            Fault(name="storm lost answer", times=None, probability=0.015, reset_after=True),
            Fault(name="storm cut", times=None, probability=0.015, cut=0.5),
            Fault(name="storm corrupt", times=None, probability=0.005, corrupt=True),
            Fault(name="storm drip", times=None, probability=0.1, drip_rate=500_000.0),
        ),
    ),
}
"""The scenarios by name."""


def rules_of(what: Iterable[str | Fault]) -> tuple[Fault, ...]:
    """Return the rules that names and rules mean; those of a scenario are made anew, so that their counts are too."""
    rules: list[Fault] = []
    for one in what:
        if isinstance(one, Fault):
            rules.append(one)
        else:
            rules += [replace(rule) for rule in CHAOS[known(one, CHAOS, "scenario")].rules]
    if not rules:
        message = f"name a scenario, or give a Fault; the scenarios are {', '.join(CHAOS)}"
        raise ValueError(message)
    return tuple(rules)
