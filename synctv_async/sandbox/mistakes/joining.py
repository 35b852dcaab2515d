"""The wrong ways to sort and to join the pairs that are signed."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby, permutations, product
from typing import Final, NamedTuple
from urllib.parse import quote

from synctv_async.sandbox.mistakes.deviation import (
    RIGHT,
    Change,
    Deviation,
    Draft,
    Item,
    Way,
    combined,
    sorted_ways,
    wrong,
)
from synctv_async.sandbox.types import Pairs

__all__ = ["join_ways", "order_ways", "shuffled_ways"]

_PAIRS: Final = "the pairs were sorted"
_WHOLE: Final = "sort the escaped pairs as whole strings, name=value: 'a%5B%5D=1' comes before 'a=1'"
_VALUES: Final = 4  # of one name, whose orders are tried
_SHUFFLED: Final = 48  # orders in all


def order_ways() -> list[Way[Draft, Draft]]:
    """Return every way to sort."""
    whole = _WHOLE
    early = "escape first, then sort"

    return [
        Way(RIGHT, lambda draft: Draft(tuple(sorted(draft.items)), draft.whole)),
        wrong("not_sorted", "the pairs were not sorted", whole, lambda draft: draft),
        wrong("sorted_by_name", f"{_PAIRS} by their names", whole, _sorting(lambda item: (item[3],))),
        wrong("sorted_by_name", f"{_PAIRS} by their escaped names", whole, _sorting(lambda item: (item[1],))),
        wrong("sorted_by_name_and_value", f"{_PAIRS} by name, then by value", whole, _sorting(lambda item: item[3:])),
        wrong(
            "sorted_by_name_and_value",
            f"{_PAIRS} by escaped name, then by escaped value",
            whole,
            _sorting(lambda item: item[1:3]),
        ),
        wrong(
            "sorted_before_escaping",
            f"{_PAIRS} before they were escaped",
            early,
            _sorting(lambda item: (f"{item[3]}={item[4]}",)),
        ),
        wrong("sorted_in_reverse", f"{_PAIRS} in reverse", "sort them upwards", _reversed),
        wrong(
            "sorted_without_case",
            f"{_PAIRS} without regard to case",
            "sort by the bytes, capitals before small letters",
            _sorting(lambda item: (item[0].lower(),)),
        ),
    ]


def _sorting(key: Callable[[Item], tuple[str, ...]]) -> Callable[[Draft], Draft]:
    return lambda draft: Draft(tuple(sorted(draft.items, key=key)), draft.whole)


def shuffled_ways(pairs: Pairs) -> list[Way[Draft, Draft]]:
    """Return the ways to sort by name alone that differ in the order of the values of one name.

    A caller that sorts by name keeps its own order of a list, which another hand may have changed before it was sent.
    """
    made: list[dict[str, tuple[int, ...]]] = [{}]
    for name, count in Counter(name for name, _ in pairs).items():
        orders = list(permutations(range(count))) if 1 < count <= _VALUES else []
        if orders and len(made) * len(orders) <= _SHUFFLED:
            made = [{**held, name: order} for held, order in product(made, orders)]
    mistake = f"{_PAIRS} by their names, values of one name in another order than they were sent"
    return [
        wrong("sorted_by_name", mistake, _WHOLE, _shuffling(orders, key), doubt=1)
        for orders in made[1:]  # the first is the order in which they were sent
        for key in (_name, _escaped_name)
    ]


def _name(item: Item) -> str:
    return item[3]


def _escaped_name(item: Item) -> str:
    return item[1]


def _shuffling(orders: dict[str, tuple[int, ...]], key: Callable[[Item], str]) -> Callable[[Draft], Draft]:
    def shuffle(draft: Draft) -> Draft:
        items: list[Item] = []
        for _, group in groupby(sorted(draft.items, key=key), key):
            held = list(group)
            order = orders.get(held[0][3], ())
            items += [held[place] for place in order] if len(order) == len(held) else held
        return Draft(tuple(items), draft.whole)

    return shuffle


def _reversed(draft: Draft) -> Draft:
    return Draft(tuple(sorted(draft.items, reverse=True)), draft.whole)


class Joining(NamedTuple):
    """How the pairs become a string; the defaults are right."""

    between: str = "&"
    equals: str = "="
    bare: bool = False
    """Whether a pair without a value has no ``=``."""
    before: str = ""
    after: str = ""

    def join(self, draft: Draft) -> str:
        """Join the pairs."""
        if self.equals == "=" and not self.bare:
            text = self.between.join([item[0] for item in draft.items])
        else:
            text = self.between.join(
                [
                    name if self.bare and not value else f"{name}{self.equals}{value}"
                    for _, name, value, *_ in draft.items
                ]
            )
        return f"{self.before}{draft.whole(text) if draft.whole else text}{self.after}"


@lru_cache(maxsize=64)
def join_ways(method: str, path: str, host: str) -> list[Way[Draft, str]]:
    """Return every way to join, for a request of this method and address."""
    made = combined(Joining(), [*_joins(), *_prefixes(method, path, host)])
    return sorted_ways(Way(marks, joining.join) for joining, marks in made.items())


def _joins() -> Iterator[Change[Joining]]:
    right = "join name and value by '=', the pairs by '&'"
    yield Deviation("no_ampersand", "there was no '&' between the pairs", right), lambda held: held._replace(between="")
    yield Deviation("no_equals", "there was no '=' in the pairs", right), lambda held: held._replace(equals="")
    yield (
        Deviation("no_equals_where_empty", "pairs without a value had no '='", "write them as 'name='"),
        lambda held: held._replace(bare=True),
    )
    yield (
        Deviation("colon_for_equals", "name and value were joined by ':'", right),
        lambda held: held._replace(equals=":"),
    )
    for text in (",", "\n", "&amp;"):
        yield Deviation("wrong_separator", f"the pairs were joined by {text!r}", right), _between(text)
    yield (
        Deviation("ampersand_at_end", "there was an '&' after the last pair", "put '&' only between pairs"),
        lambda held: held._replace(after="&"),
    )
    yield (
        Deviation("ampersand_at_start", "there was an '&' before the first pair", "put '&' only between pairs"),
        lambda held: held._replace(before="&"),
    )
    yield (
        Deviation("question_mark", "the string began with the URL's '?'", "begin with the first pair"),
        lambda held: held._replace(before="?"),
    )


def _between(text: str) -> Callable[[Joining], Joining]:
    return lambda held: held._replace(between=text)


def _prefixes(method: str, path: str, host: str) -> Iterator[Change[Joining]]:
    alone = "sign the parameters alone, without method and address"
    for text in (f"{path}?", path, path.rpartition(".")[0], f"http://{host}{path}?", f"https://{host}{path}?"):
        yield Deviation("path_signed", "the string began with the address", alone), _before(text)
    yield Deviation("method_signed", "the string began with the method", alone), _before(method)
    for text in (f"{method}{path}", f"{method}{path}?", f"{method}&{path}&", f"{method}\n{path}\n"):
        yield Deviation("method_and_path_signed", "the string began with method and path", alone), _before(text)
    for text in (f"{method}\n{host}\n{path}\n", f"{method}&{quote(f'http://{host}{path}', safe='')}&"):
        yield Deviation("method_and_path_signed", "the string began with method, host and path", alone), _before(text)


def _before(text: str) -> Callable[[Joining], Joining]:
    return lambda held: held._replace(before=text)
