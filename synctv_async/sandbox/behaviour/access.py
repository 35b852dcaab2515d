"""What the sandbox does and how it knows: who may call SyncTV, and what is signed."""

from typing import Final

from synctv_async.sandbox.behaviour.row import Behaviour

__all__ = ["ACCESS"]

ACCESS: Final = (
    Behaviour(
        "signature",
        "every call but `client_authorize` is signed: MD5 of the escaped, sorted pairs and the secret",
        "documented",
        "the required arguments of every action; the tutorial has the steps, the official client the last of them",
    ),
    Behaviour(
        "signed_id",
        "a top-level `id` is not signed",
        "official client",
        "it leaves it out",
    ),
    Behaviour(
        "repeated_scalars",
        "repeated scalars may be signed as sent, or the last alone",
        "guessed",
        "the service signs what Rack has read. No switch: no list of the documents repeats a scalar",
    ),
    Behaviour(
        "tilde",
        "`~` may be signed as `%7E` or as `~` [one of them]",
        "official client",
        "it escapes as its Ruby does: until 2.5 `%7E`, since then `~`",
        "tilde",
    ),
    Behaviour(
        "json_body",
        "a JSON body breaks the signature of a POST or PUT",
        "official client",
        "it blanks the content type, for the server would wrap the body into further signed parameters",
    ),
    Behaviour(
        "unauthorized",
        "an access that is unknown or expired, a signature that is missing or wrong: 401 [403, 400]",
        "guessed",
        "no document names a status for either; every documented error is 400",
        "unauthorized",
    ),
    Behaviour(
        "unauthorized_codes",
        "code -8 for the access, -7 for the signature",
        "guessed",
        "no code is documented. No switch: a client can rely on no number here, and on the service it may be another",
    ),
    Behaviour(
        "login",
        "`client_authorize` gives `access_id` and `access_secret`, `user_authorize` binds a user to the access",
        "documented",
        "Authorization (User); for the second step the official client",
    ),
    Behaviour(
        "login_in",
        "both take their arguments from the query or a form body [one of them]",
        "guessed",
        "the page lists arguments and not their place; the official client writes them into the query",
        "login_in",
    ),
    Behaviour(
        "authorizing",
        "a device that authorizes again gets the access that it has [a new one, and the old is no longer good]",
        "guessed",
        "device_uid is to be the same from run to run; what a second call gives is untold",
        "authorizing",
    ),
    Behaviour(
        "no_user",
        "no call asks for a user beside the access",
        "guessed",
        "the tutorial on ingesting wants an admin's account; no refusal is documented. No switch: faults rehearse one",
    ),
    Behaviour(
        "expiry",
        "an access lasts until a test lets it expire; the device's next authorization gives another",
        "guessed",
        "no lifetime is documented. No switch: it happens when it is told to",
    ),
    Behaviour(
        "wrong_login",
        "a wrong client key, email or password: 400, code -4",
        "documented",
        "the page on Xbox authorization says so of the client key; for a user it is concluded",
    ),
)
