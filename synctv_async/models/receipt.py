"""What a stream can prove about the rows that it delivered."""

from typing import Any, Literal

import attrs

__all__ = ["Receipt", "Rejected"]


@attrs.frozen
class Receipt:
    """The proof of a reading. ``str()`` says it in one line.

    ``status`` is

    * ``complete``: each page joined on to the one before it at the first try, nothing was seen to shift, and where the
      list has a count, the count before, the rows delivered and the count after are the same;
    * ``drifted``: the guarantee held, but a change was seen, or the counts differ: rows came or went meanwhile;
    * ``unverified``: the list is not sorted by id, or the service did not keep to the sort, or a count could not be
      had, or the reading has not come to its end.

    None of them claims a snapshot. ``delivered`` counts the rows of this stream and ``delivered_before`` those of the
    earlier ones that it goes on from. ``duplicates`` are rows that shifted into a page a second time and were dropped,
    ``rewinds`` pages that did not join on and were read again from further back. ``requests`` are the pages and counts
    that were asked for, ``seconds`` the time from the stream's opening to its end. ``reason`` says in a few words why
    it is not ``complete``.
    """

    status: Literal["complete", "drifted", "unverified"]
    expected_before: int | None
    expected_after: int | None
    delivered: int
    duplicates: int
    rewinds: int
    requests: int
    seconds: float
    delivered_before: int = 0
    finished: bool = True
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return attrs.asdict(self)

    def __str__(self) -> str:
        total = self.delivered_before + self.delivered
        before, after = (
            "none" if count is None else f"{count:,}" for count in (self.expected_before, self.expected_after)
        )
        counts = f"counted {before} before and {after} after" if (before, after) != ("none", "none") else "no count"
        state = f"{self.status} ({self.reason})" if self.reason else self.status
        seen = f"{self.rewinds:,} rewinds, {self.duplicates:,} duplicates dropped"
        return f"{state}: {total:,} rows, {counts}; {seen}; {self.requests:,} requests in {self.seconds:.1f} s"


@attrs.frozen
class Rejected:
    """A row that was not understood: the row as the service sent it, and why."""

    row: Any
    reason: str
