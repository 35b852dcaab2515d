# Generated from synctv_async/_async/sourcesync/content.py: edit that and run tools/sync_codegen.py.
"""What productions, distributions and activations of SourceSync have in common."""

from collections.abc import Mapping
from typing import Any, TypeVar

from synctv_async._policy.endpoints import endpoint
from synctv_async._sync._pager import Pager
from synctv_async._sync._pipeline import Pipeline
from synctv_async._sync._reader import Listing
from synctv_async._sync._resource import nothing, written
from synctv_async._sync.sourcesync._rows import Batch
from synctv_async._wire.envelope import Envelope
from synctv_async._wire.messages import ApiRequest
from synctv_async._wire.records import structure
from synctv_async._wire.sourcesync import check_text_id, encode, one_in, rows_in
from synctv_async.errors import ArgumentError, DecodeError, NotFoundError

__all__ = ["Content"]

T = TypeVar("T")


class Content:
    """The calls that the three kinds of content share, with the ids of the path checked."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def _call(self, name: str, body: bytes | None, **ids: object) -> ApiRequest:
        target = endpoint(name)
        checked = {key: check_text_id(name, key, value) for key, value in ids.items()}
        return ApiRequest(target, target.fill(**checked), json=body)

    def _all(self, name: str, record: type[T], **ids: object) -> Pager[T]:
        listing = Listing(
            request=self._call(name, None, **ids), rows=rows_in, record=record, payload="data", paged=False
        )
        return Pager(self._pipeline, listing)

    def _one(self, request: ApiRequest, record: type[T]) -> T | None:
        def read(envelope: Envelope) -> T | None:
            row = one_in(envelope)
            return None if row is None else structure(row, record, "data[0]")

        return self._pipeline.call(request, read)

    def _create(self, name: str, record: type[T], title: str, settings: Mapping[str, Any] | None, **ids: object) -> T:
        fields = {"name": title} if settings is None else {"name": title, "settings": dict(settings)}
        if not title:
            message = f"{name}(): name is required"
            raise ArgumentError(message)
        request = self._call(name, encode(name, [fields]), **ids)
        made = self._one(request, record)
        if made is None:
            message = f"{name}(): the answer shows no record, though it says that all went well"
            raise DecodeError(message, field="data", outcome="unknown")
        return made

    def _update(
        self, name: str, record: type[T], title: str | None, settings: Mapping[str, Any] | None, **ids: object
    ) -> T | None:
        fields = written(name, {"name": title, "settings": None if settings is None else dict(settings)})
        return self._one(self._call(name, encode(name, fields), **ids), record)

    def _delete(self, name: str, **ids: object) -> None:
        """Delete; gone after an attempt that may have done it counts as done."""
        try:
            self._pipeline.call(self._call(name, None, **ids), nothing)
        except NotFoundError as error:
            if not error.after_doubt:
                raise

    def _batch(self, record: type[T], call: str) -> Batch[T]:
        return Batch(self._pipeline, record, call)

    def _deletions(self, call: str) -> Batch[None]:
        return Batch(self._pipeline, None, call)
