"""A list service that changes while it is read, and the readers that are set upon it."""

from synctv_async._policy.checkpoint import read_checkpoint, write_checkpoint
from synctv_async._policy.scan import AskCount, Finished, ScanPlan


class Catalogue:
    """Rows by id, some of which match the filter; it remembers which matched throughout."""

    def __init__(self, rows, *, descending=False, page_size=None, cap=None):
        self.rows = dict(rows)
        self.descending = descending
        self.size = self._size(page_size, cap)
        self.requests = 0
        self.always = self.matching_ids()
        self.ever = set(self.always)

    @staticmethod
    def _size(page_size, cap):
        """How long a page is: the service's own 25, or the limit where it is honoured, or what caps it."""
        if page_size is None or cap == "ignored":
            return 25
        return page_size if cap is None else min(page_size, cap)

    def matching_ids(self):
        return {number for number, matches in self.rows.items() if matches}

    def listed(self):
        return sorted(self.matching_ids(), reverse=self.descending)

    def page(self, offset):
        self.requests += 1
        return self.listed()[offset : offset + self.size]

    def change(self, row, matches):
        """Set whether a row matches; ``None`` deletes it for good."""
        if matches is None:
            self.rows.pop(row, None)
        else:
            self.rows[row] = matches
        now = self.matching_ids()
        self.always &= now
        self.ever |= now


def plan_for(catalogue_options, start=None):
    return ScanPlan(by_id=True, start=start, **catalogue_options)


def resumed(plan, options):
    """Go on in another process: all that is carried over is the token."""
    token = write_checkpoint("query", plan.position)
    return plan_for(options, read_checkpoint(token, "query"))


class PlainReader:
    """What most clients do: add up the rows and stop at a short page."""

    def __init__(self, size):
        self.size = size
        self.offset = 0
        self.done = False

    def next(self):
        return Finished() if self.done else self

    def feed(self, offset, ids):
        self.offset = offset + len(ids)
        self.done = len(ids) < self.size
        return list(range(len(ids)))


def read_all(plan, page, *, count=None, most=2000):
    """Drive a plan against a service that does not change; return the rows delivered and the offsets asked for."""
    delivered, offsets = [], []
    for _ in range(most):
        step = plan.next()
        if isinstance(step, Finished):
            return delivered, offsets
        if isinstance(step, AskCount):
            plan.feed_count(count)
            continue
        offsets.append(step.offset)
        ids = page(step.offset)
        delivered += [ids[index] for index in plan.feed(step.offset, ids)]
    raise AssertionError("the scan does not end")
