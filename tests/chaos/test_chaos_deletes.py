"""Deletes under the scenarios that fail: one that is repeated after its answer was lost is no error."""

import pytest

from synctv_async import NotFoundError
from synctv_async.sandbox import Fault, Sandbox

from .facades import Facade
from .seeds import cases

FAILING = ("flaky", "down", "resets", "lost-answers", "cut", "corrupt", "proxy", "storm")
MANY = 40


@pytest.mark.parametrize("resource", ["bundles", "contributors"])
@pytest.mark.parametrize(("scenario", "seed"), cases(*FAILING))
def test_what_is_deleted_is_gone_and_nobody_is_told_otherwise(  # noqa: PLR0913, PLR0917 - fixtures and a table's columns
    box: Sandbox, facade: Facade, wire: str, resource: str, scenario: str, seed: int
) -> None:
    table = {"bundles": box.bundles, "contributors": box.contributors}[resource]
    numbers = table.insert_many([{"status": 1} if resource == "bundles" else {} for _ in range(MANY)])
    rules = box.chaos(scenario, seed=seed)
    for rule in rules:
        rule.churn = None
        rule.nulls = 0.0  # a bundle that is read back without its status does not tell whether it is deleted
    results = facade.deletes(box, wire, resource, numbers)
    assert {number: error for number, error in results.items() if error is not None} == {}
    for number in numbers:
        assert not table.has(number) or table.get(number)["status"] == -1


def test_what_cannot_be_told_is_unknown(box: Sandbox, facade: Facade, wire: str) -> None:
    """The delete's answer is lost, the next says that there is no such bundle, and it is read without its status."""
    number = box.bundles.insert(status=1)
    box.chaos(Fault(method="DELETE", reset_after=True), Fault(method="GET", nulls=1.0))
    error = facade.deletes(box, wire, "bundles", [number])[number]
    assert isinstance(error, NotFoundError)
    assert error.outcome == "unknown"
    assert [(request.method, request.status) for request in box.requests] == [
        ("DELETE", None),
        ("DELETE", 400),
        ("GET", 200),
    ]
