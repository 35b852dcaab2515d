# Generated from synctv_async/_async/synctv/authorization.py: edit that and run tools/sync_codegen.py.
"""The login of SyncTV V2: a client key and a device become an access, and a user is bound to it."""

from typing import Any

import attrs

from synctv_async._sync._pipeline import Pipeline
from synctv_async._sync._resource import Resource, nothing
from synctv_async._types import Secret
from synctv_async._wire.convert import to_int
from synctv_async._wire.envelope import Envelope, text_in
from synctv_async.config import AccessCredentials, LoginCredentials
from synctv_async.errors import DecodeError

__all__ = ["Authorization"]


class Authorization(Resource):
    """Logs in. Sources: the Authorization (User) page for the first step, the official client for the second."""

    def __init__(self, pipeline: Pipeline, credentials: LoginCredentials) -> None:
        super().__init__(pipeline)
        self._credentials = credentials

    def log_in(self, until: float = float("inf")) -> AccessCredentials:
        """Obtain an access and bind the user to it, if one is given. All of it goes in form bodies, never in a URL."""
        given = self._credentials
        params: dict[str, Any] = {"client_key": given.client_key, "device_uid": Secret(given.device_uid)}
        request = attrs.evolve(self._request("authorization.client", params), authenticated=False)
        access = self._pipeline.call(request, _read_access, until=until)
        if given.email is not None and given.password is not None:
            params = {"email": Secret(given.email), "password": given.password}
            self._pipeline.call(self._request("authorization.user", params), nothing, access=access, until=until)
        return access


def _read_access(envelope: Envelope) -> AccessCredentials:
    try:
        access_id = to_int(text_in(envelope, "access_id"))
        secret = Secret(text_in(envelope, "access_secret"))
    except (KeyError, ValueError):
        access_id, secret = 0, Secret("")
    if not access_id or not secret:
        # The answer is not shown: it may hold the secret, elsewhere than expected.
        message = "the login was answered without an access_id and an access_secret"
        raise DecodeError(message, field="response.access_id")
    return AccessCredentials(access_id, secret)
