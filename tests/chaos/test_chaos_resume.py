"""A catalogue read through errors that no number of attempts gets over: from each error's checkpoint it goes on."""

from dataclasses import replace

import pytest

from synctv_async.sandbox import Churn, Fault, Sandbox

from .facades import Facade
from .seeds import cases

HARSH = (
    Fault(status=503),
    Fault(status=404, html=True),  # not tried again
    Fault(reset=True),
    Fault(cut=0.4),
    Fault(corrupt=True),
    Fault(status=200, html=True),
)


@pytest.mark.parametrize("width", [0, 1, 8])
@pytest.mark.parametrize("seed", [seed for _, seed in cases("harsh")])
def test_nothing_is_lost_over_errors(box: Sandbox, facade: Facade, wire: str, width: int, seed: int) -> None:
    first = set(box.media.ids())
    churn = Fault(times=None, churn=Churn(inserts=0.3, deletes=0.3), probability=0.5)
    box.chaos(churn, *(replace(one, times=None, probability=0.1) for one in HARSH), seed=seed)
    seen, errors = facade.resumed(box, wire, width)
    assert seen == sorted(set(seen)), "a row came twice, or the order was not kept"
    assert set(seen) >= first - churn.deleted, "a row that was there throughout was lost"
    assert set(seen) <= first | churn.inserted
    assert errors > 0
