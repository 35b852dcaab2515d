"""SyncTV's authorization: a client key and a device become an access, and a user is bound to it."""

from typing import Final

from synctv_async.sandbox.synctv import params as read
from synctv_async.sandbox.synctv.calls import MISSING, Call, Handler, not_found
from synctv_async.sandbox.synctv.params import nest, parse_pairs
from synctv_async.sandbox.synctv.wire import Failure, Plain, Reply
from synctv_async.sandbox.types import Params

__all__ = ["ROUTES"]


def _given(call: Call) -> Params:
    """Return the parameters of the place where the service looks for them."""
    way, request = call.world.settings.login_in, call.request
    if way == "any":
        return call.params
    form = request.body and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    inside = parse_pairs(request.body.decode(errors="replace")) if form else ()
    return nest(inside if way == "body" else request.pairs[: len(request.pairs) - len(inside)])


def _client_authorize(call: Call) -> Reply:
    given = _given(call)
    key, device = read.text(given, "client_key"), read.text(given, "device_uid")
    absent = tuple(f"{name} is missing" for name, value in (("client_key", key), ("device_uid", device)) if not value)
    if absent or not device:
        return Failure(MISSING, absent)
    if key != call.world.client_key:
        return not_found("Client key is invalid")
    accesses = call.world.accesses
    access = accesses.renew(device) if call.world.settings.authorizing == "new" else accesses.of_device(device)
    return Plain({"access_id": access.access_id, "access_secret": access.secret})


def _user_authorize(call: Call) -> Reply:
    given = _given(call)
    email, password = read.text(given, "email"), read.text(given, "password")
    absent = tuple(f"{name} is missing" for name, value in (("email", email), ("password", password)) if not value)
    if absent:
        return Failure(MISSING, absent)
    if (email, password) != (call.world.email, call.world.password):
        return not_found("Email or password is invalid")
    if call.access is not None:
        call.access.user = email
    return Plain({})


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "authorization/user/client_authorize"): _client_authorize,
    ("POST", "authorization/user/user_authorize"): _user_authorize,
}
