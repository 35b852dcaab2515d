"""The pairs of a call, escaped once: the text that is signed is the text that is sent."""

from bisect import bisect
from collections.abc import Sequence

from synctv_async._types import Secret
from synctv_async._wire.params import Pair
from synctv_async.signing import Tilde, escape_pair, is_signed, join_sorted, md5_hex

__all__ = ["Query", "SignedQuery"]


class SignedQuery:
    """What goes on the wire. Its text holds the signature, so it does not show itself."""

    __slots__ = ("signature", "text")

    def __init__(self, text: str, signature: str) -> None:
        self.text: Secret = Secret(text)
        self.signature: Secret = Secret(signature)


class Query:
    """Pairs in the caller's order, which is the order on the wire.

    All pages of a list share one query and differ in the offset alone, so everything but the offset is escaped, sorted
    and joined when the first page is signed; each further page costs one hash.
    """

    __slots__ = ("_template", "pairs")

    def __init__(self, pairs: Sequence[Pair] = ()) -> None:
        self.pairs: tuple[Pair, ...] = tuple(pairs)
        self._template: tuple[object, str, str, str] | None = None

    def __repr__(self) -> str:
        return f"Query({list(self.pairs)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Query) and self.pairs == other.pairs

    def __hash__(self) -> int:
        return hash(self.pairs)

    def escaped(self, tilde: Tilde) -> list[str]:
        """Return the escaped pairs in wire order."""
        return [escape_pair(k, v.reveal() if isinstance(v, Secret) else v, tilde) for k, v in self.pairs]

    def unsigned(self, offset: int | None) -> str:
        """Return the query as it goes into logs and through the HTTP client: without what signing adds."""
        return "&".join(self.escaped("%7E") + ([] if offset is None else [f"offset={offset}"]))

    def sign(self, access_id: int, access_secret: Secret, tilde: Tilde, offset: int | None) -> SignedQuery:
        """Return the query with ``offset``, ``access_id`` and ``signature``."""
        key = (access_id, tilde, offset is None)
        template = self._template  # read once: threads that use other credentials may replace it
        if template is None or template[0] != key:
            template = self._template = (key, *self._make_template(access_id, tilde, paged=offset is not None))
        _, sent, before, after = template
        page = "" if offset is None else f"offset={offset}"
        signature = md5_hex(f"{before}{page}{after}{access_secret.reveal()}")
        return SignedQuery(f"{sent.replace(_PAGE, page)}&signature={signature}", signature)

    def _make_template(self, access_id: int, tilde: Tilde, *, paged: bool) -> tuple[str, str, str]:
        """Return what is sent, with a mark where the page goes, and what is signed before and after the page."""
        escaped = self.escaped(tilde)
        own = f"access_id={access_id}"
        sent = "&".join([*escaped, _PAGE, own] if paged else [*escaped, own])
        signed = sorted([pair for pair in escaped if is_signed(pair.partition("=")[0])] + [own])
        if not paged:
            return sent, join_sorted(signed), ""
        # No other pair begins with "offset=", so the page's place among them is the same whatever its number is.
        place = bisect(signed, "offset=")
        before, after = "&".join(signed[:place]), "&".join(signed[place:])
        return sent, f"{before}&" if before else "", f"&{after}" if after else ""


_PAGE = "\0"  # cannot stand in an escaped pair
