"""Contributors: who did what for a media."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from synctv_async._types import UNSET
from synctv_async.models._base import extra

__all__ = ["Contributor"]


@frozen
class Contributor:
    """A person in a role. Written by ``role_id`` and ``person_id``, read as the names of the two.

    Source: the Contributors page of the admin API.
    """

    id: int
    media_id: int | None = UNSET
    program_id: int | None = UNSET
    person: str = UNSET
    role: str = UNSET
    extra: Mapping[str, Any] = extra()
