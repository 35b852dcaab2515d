"""A list service that changes while it is read, and the readers that are set upon it."""

from hypothesis import strategies as st

from synctv_async._policy.checkpoint import read_checkpoint, write_checkpoint
from synctv_async._policy.scan import AskCount, Finished, ScanPlan

page_sizes = st.one_of(st.none(), st.integers(2, 25))
caps = st.sampled_from([None, None, 2, 3, 5, 10, "ignored"])


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


@st.composite
def worlds(draw):
    """Draw a catalogue with gaps between its ids, some of its rows outside of the filter."""
    many = draw(st.sampled_from([0, 1, 3, 26, 60, 120]))
    numbers = draw(st.lists(st.integers(1, 4 * many + 4), min_size=min(many, 1), max_size=many, unique=True))
    outside = draw(st.sets(st.sampled_from(numbers), max_size=many // 4)) if numbers else set()
    page_size, descending = draw(page_sizes), draw(st.booleans())
    rows = {number: number not in outside for number in numbers}
    return Catalogue(rows, descending=descending, page_size=page_size, cap=draw(caps)), {
        "page_size": page_size,
        "descending": descending,
    }


def behind(catalogue, last):
    """Return the rows that the reader has passed."""
    sign = -1 if catalogue.descending else 1
    return [number for number in catalogue.listed() if last is not None and number * sign <= last * sign]


ANYTHING = ("nothing", "nothing", "one", "page", "last", "behind", "everything", "restore")
MIXES = [ANYTHING, ("one",), ("behind", "one"), ("last", "restore"), ("one", "last", "behind", "page")]


def disturb(dice, catalogue, last, kinds=ANYTHING):
    """Change something, wherever it hurts."""
    kind = dice.choice(kinds)
    size = catalogue.size
    top = max(catalogue.rows, default=0) + 3 * size
    verdicts = [None, False, True]
    if kind == "one":
        catalogue.change(dice.randint(1, top), dice.choice(verdicts))
    elif kind == "page":
        start, matches = dice.randint(1, top), dice.choice(verdicts)
        for number in range(start, start + dice.randint(1, 2 * size)):
            catalogue.change(number, matches)
    elif kind == "last" and last is not None:
        catalogue.change(last, dice.choice(verdicts[:2]))
    elif kind == "behind":
        for number in behind(catalogue, last)[: dice.randint(1, 3 * size)]:
            catalogue.change(number, dice.choice(verdicts[:2]))
    elif kind in ("everything", "restore"):
        for number in list(catalogue.rows):
            catalogue.change(number, kind == "restore" or dice.choice(verdicts[:2]))


def holds(catalogue, delivered):
    """Check the guarantee."""
    assert len(delivered) == len(set(delivered)), "a row was delivered twice"
    assert delivered == sorted(delivered, reverse=catalogue.descending), "the order was not kept"
    assert catalogue.always <= set(delivered), "a row that matched throughout was lost"
    assert set(delivered) <= catalogue.ever
