"""What the probes of SourceSync look at: answers that several of them need are asked for once."""

from functools import cached_property
from typing import Any, TypeAlias, cast

from synctv_async import Secret, SourceSync
from synctv_async.doctor.asking import Answer, Asker, Connecting, Tally, object_in
from synctv_async.doctor.findings import UndecidedError

__all__ = ["SourceSyncView", "id_of"]

Row: TypeAlias = dict[str, Any]
_TRIES = 3
"""So many productions are looked at for distributions and activations."""
_WRONG_KEY = "app.v1." + "0" * 32


class SourceSyncView:
    """The service seen with one API key, and with one that is wrong."""

    def __init__(self, base_url: str, api_key: Secret, tally: Tally, options: Connecting) -> None:
        self.base_url: str = base_url
        self.tally: Tally = tally
        self.client: SourceSync = SourceSync(api_key, base_url=base_url, **options)
        self.wrong_key: SourceSync = SourceSync(_WRONG_KEY, base_url=base_url, **options)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()
        self.wrong_key.close()

    def get(self, path: str, by: SourceSync | None = None) -> Answer:
        """Send one GET."""
        return Asker(by or self.client, self.tally).get(path)

    @cached_property
    def key(self) -> Answer:
        """What the service says of the API key."""
        return self.get("/key")

    @cached_property
    def listing(self) -> Answer:
        """The list of productions."""
        answer = self.get("/productions")
        rows_in(answer)
        return answer

    @property
    def productions(self) -> list[Row]:
        """The productions."""
        return rows_in(self.listing)

    @cached_property
    def distributions(self) -> list[Row]:
        """The distributions of a production that has some."""
        return self._owned("distributions")

    @cached_property
    def activations(self) -> list[Row]:
        """The activations of a production that has some."""
        return self._owned("activations")

    def _owned(self, kind: str) -> list[Row]:
        for production in self.productions[:_TRIES]:
            rows = rows_in(self.get(f"/productions/{id_of(production)}/{kind}"))
            if rows:
                return rows
        message = f"none of the productions looked at has {kind}"
        raise UndecidedError(message)

    @cached_property
    def distribution(self) -> Answer:
        """One distribution, read by its id."""
        return self.get(f"/distributions/{id_of(self.distributions[0])}")

    @cached_property
    def activation(self) -> Answer:
        """One activation, read by its id."""
        return self.get(f"/activations/{id_of(self.activations[0])}")


def rows_in(answer: Answer) -> list[Row]:
    """Return the rows of a list, enveloped or bare; undecided where it is none."""
    if not answer.ok:
        message = f"the list was answered {answer.status}"
        raise UndecidedError(message)
    found = answer.document
    if isinstance(found, dict):
        found = object_in(cast("object", found)).get("data")
    if not isinstance(found, list):
        raise UndecidedError("the answer holds no list")
    rows = [object_in(row) for row in cast("list[object]", found)]
    if not all(rows):
        raise UndecidedError("the list holds something else than records")
    return rows


def id_of(row: Row) -> str:
    """Return the id of a row as it goes into a path."""
    text = str(row.get("id", ""))
    if not text or not text.replace("-", "").replace("_", "").isalnum():
        raise UndecidedError("the list has rows without an id that goes into a path")
    return text
