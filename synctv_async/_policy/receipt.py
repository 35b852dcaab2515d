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
    doubt = _doubt(plan, finished=finished, counted=counted or uncounted)
    change = _change(position, differ=counted and len(counts) > 1)
    return Receipt(
        status="unverified" if doubt else "drifted" if change else "complete",
        expected_before=expected_before,
        expected_after=expected_after,
        delivered=position.delivered - delivered_before,
        duplicates=plan.duplicates,
        rewinds=plan.rewinds,
        requests=requests,
        seconds=round(seconds, 3),
        delivered_before=delivered_before,
        finished=finished,
        reason=doubt or change,
    )


def _doubt(plan: Plan, *, finished: bool, counted: bool) -> str:
    """Say why a reading proves nothing, if it does not."""
    if not finished:
        return "not at its end"
    if not plan.by_id:
        return "the list is not sorted by id"
    return "" if counted else "a count could not be had"


def _change(position: Position, *, differ: bool) -> str:
    """Say which change was seen, if there was one."""
    return "rows shifted while they were read" if position.changed else "the counts differ" if differ else ""
