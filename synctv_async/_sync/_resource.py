# Generated from synctv_async/_async/_resource.py: edit that and run tools/sync_codegen.py.
"""What the resources of both services have in common."""

import copy
from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

import attrs

from synctv_async._concurrency import monotonic
from synctv_async._policy.endpoints import endpoint
from synctv_async._sync._pipeline import Pipeline
from synctv_async._wire.envelope import Envelope
from synctv_async._wire.filters import check_id
from synctv_async._wire.messages import ApiRequest, Endpoint
from synctv_async._wire.params import pairs_of
from synctv_async._wire.query import Query
from synctv_async._wire.records import structure
from synctv_async.errors import (
    ApiError,
    ArgumentError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    SyncTVError,
)

__all__ = ["Resource", "nothing", "written"]

T = TypeVar("T")


def nothing(_envelope: Envelope) -> None:
    """Read an answer that says only that all went well."""


class Resource:
    """A group of endpoints of one client."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def _request(self, name: str, params: Mapping[str, Any] | None = None, **ids: object) -> ApiRequest:
        """Build the call of an endpoint of the table; SyncTV's ids are checked on the way."""
        checked = {key: check_id(name, key, value) for key, value in ids.items()}
        return self._build(endpoint(name), params or {}, checked)

    def _build(self, target: Endpoint, params: Mapping[str, Any], ids: Mapping[str, object]) -> ApiRequest:
        query, root = Query(pairs_of(params)), self._pipeline.core.service.root
        return ApiRequest(target, root + target.fill(**ids), query, wire_format=self._pipeline.settings.wire_format)

    def _record(
        self, request: ApiRequest, payload: str, record: type[T], row_of: Callable[[Envelope, str, type], Any]
    ) -> T:
        """Make a call that answers with one record."""
        path = f"response.{payload}"
        return self._pipeline.call(request, lambda envelope: structure(row_of(envelope, payload, record), record, path))

    def _done(self, request: ApiRequest, reached: Callable[[Self], bool] | None = None) -> None:
        """Make a call that answers with success or failure only.

        ``reached`` tells whether the state that the call asks for is there. It is asked when the call was sent again
        after a failure that left it open whether it was done, and is then refused: most likely because it was. It reads
        through the resource that it is given, which has the time that is left of the call.
        """
        until = monotonic() + self._pipeline.settings.total_timeout
        try:
            self._pipeline.call(request, nothing, until=until)
        except ApiError as error:
            refused = isinstance(error, BadRequestError | NotFoundError | ConflictError)
            if reached is None or not refused or not error.after_doubt or not self._ask(reached, until):
                raise

    def _ask(self, reached: Callable[[Self], bool], until: float) -> bool:
        """Ask whether a state is reached; where that cannot be found out it is not."""
        settings = attrs.evolve(self._pipeline.settings, total_timeout=max(until - monotonic(), 0.001))
        reader = copy.copy(self)
        reader._pipeline = Pipeline(self._pipeline.core, settings)
        try:
            return reached(reader)
        except SyncTVError:
            return False


def written(call: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an update that are given; an update of nothing is an error."""
    given = {name: value for name, value in fields.items() if value is not None}
    if not given:
        message = f"{call}() was given nothing to change"
        raise ArgumentError(message)
    return given
