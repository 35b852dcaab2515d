"""What a reading proves."""

from synctv_async._policy.scan import Plan, Position
from synctv_async.models.receipt import Receipt

__all__ = ["receipt_of"]


def receipt_of(  # noqa: PLR0913 - what a proof rests on
    plan: Plan,
    position: Position,
    *,
    delivered_before: int,
    expected_before: int | None,
    expected_after: int | None,
    finished: bool,
    requests: int,
    seconds: float,
) -> Receipt:
    """Judge a reading, up to a position, by its plan and the counts, where there is a count that proves something."""
    counts = {expected_before, position.delivered, expected_after}
    counted = expected_before is not None and expected_after is not None
    uncounted = expected_before is None and expected_after is None
    verified = finished and plan.by_id and (counted or uncounted)
    drifted = position.changed or (counted and len(counts) > 1)
    return Receipt(
        status="unverified" if not verified else "drifted" if drifted else "complete",
        expected_before=expected_before,
        expected_after=expected_after,
        delivered=position.delivered - delivered_before,
        duplicates=plan.duplicates,
        rewinds=plan.rewinds,
        requests=requests,
        seconds=round(seconds, 3),
        delivered_before=delivered_before,
        finished=finished,
    )
