"""Bundles: groups of media that are offered together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from synctv_async._types import UNSET
from synctv_async.models._base import extra
from synctv_async.models.enums import BundleStatus

__all__ = ["Bundle", "BundleDetail", "BundleType"]


@frozen
class BundleType:
    """The kind of a bundle, as the service's own list of types has it."""

    id: int
    name: str = UNSET
    extra: Mapping[str, Any] = extra()


@frozen
class Bundle:
    """One row of a bundle list. Source: the Bundles page of the admin API.

    ``begin_at`` and ``end_at`` bound the time in which the bundle is offered, aware and in UTC; ``None`` is no bound.
    """

    id: int
    name: str = UNSET
    status: BundleStatus = UNSET
    bundle_type: BundleType | None = UNSET
    begin_at: datetime | None = UNSET
    end_at: datetime | None = UNSET
    updated_at: datetime = UNSET
    created_at: datetime = UNSET
    ownership_policy_ids: tuple[int, ...] = UNSET
    media_ids: tuple[int, ...] = UNSET
    extra: Mapping[str, Any] = extra()


@frozen
class BundleDetail:
    """What ``bundles.get`` returns: the bundle and what the service sends beside it.

    ``bundle.media_ids`` and ``media_ids`` are separate fields of the answer: in the documents' example the first is
    empty and the second is not; the same holds for ``ownership_policy_ids``.
    """

    bundle: Bundle
    ownership_policy_ids: tuple[int, ...] = UNSET
    media_ids: tuple[int, ...] = UNSET
    extra: Mapping[str, Any] = extra()
