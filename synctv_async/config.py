"""What a client is told when it is made: where the service is, who is calling, and what the environment says."""

import os
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit

import attrs

from synctv_async._types import Secret
from synctv_async.errors import ConfigError

__all__ = [
    "AccessCredentials",
    "LoginCredentials",
    "check_kind",
    "check_positive",
    "clean_base_url",
    "find_api_key",
    "find_base_url",
    "find_login_credentials",
    "find_synctv_credentials",
    "proxy_from_environment",
]

_LOOPBACK = ("localhost", "::1")


@attrs.frozen
class AccessCredentials:
    """What signs SyncTV calls: the access id goes with each call, the secret only into its hash.

    ``access_secret.reveal()`` returns the text, to be stored where secrets are stored.
    """

    access_id: int
    access_secret: Secret = attrs.field(converter=Secret)


@attrs.frozen
class LoginCredentials:
    """What :class:`AccessCredentials` are obtained with. ``email`` and ``password`` bind a user to them."""

    client_key: Secret = attrs.field(converter=Secret)
    device_uid: str
    email: str | None = attrs.field(default=None, repr=False)
    password: Secret | None = attrs.field(default=None, converter=attrs.converters.optional(Secret))


def _environment(name: str) -> str | None:
    return os.environ.get(name) or None


def _refuse_empty(service: str, **given: str | int | Secret | None) -> None:
    """Refuse an argument that is there and empty: taking another account's from the environment may do harm."""
    for name, value in given.items():
        if value is not None and not isinstance(value, int) and not value:
            message = f"{name}= is empty: leave it out for {service}_{name.upper()} to be used, or give it"
            raise ConfigError(message)


def find_base_url(given: str | None, variable: str, default: str | None = None) -> str:
    """Return the base URL from the argument, the environment or the default."""
    _refuse_empty(variable.partition("_")[0], base_url=given)
    found = given or _environment(variable) or default
    if not found:
        message = f"no base URL: pass base_url=, as 'https://service_name.synctv.com', or set {variable}"
        raise ConfigError(message)
    return clean_base_url(found)


def clean_base_url(url: str) -> str:
    """Return the URL without a trailing slash, or raise a :class:`ConfigError` if calls must not go there."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    sendable = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in ("http", "https") or not host or port == 0 or not sendable:
        message = f"base_url={_shown(url)} is not a URL: give one as 'https://service_name.synctv.com'"
        raise ConfigError(message)
    if "@" in parts.netloc or "?" in url or "#" in url:
        message = f"base_url for {host} holds more than scheme, host, port and path: leave user, query and fragment out"
        raise ConfigError(message)
    if parts.scheme == "http" and not is_loopback(host):
        message = (
            f"base_url={_shown(url)} is not encrypted: use https (http is for this machine only, as http://127.0.0.1)"
        )
        raise ConfigError(message)
    return url.rstrip("/").removesuffix("/api/v2")


def _shown(url: str) -> str:
    return "(not shown: it holds a user)" if "@" in url else f"{url!r:.200}"


def is_loopback(host: str) -> bool:
    """Tell whether the host is this machine."""
    return host in _LOOPBACK or (host.startswith("127.") and host.replace(".", "").isdigit())


def find_synctv_credentials(  # noqa: PLR0913 - the six ways to say who is calling; keywords all
    *,
    access_id: int | str | None = None,
    access_secret: str | Secret | None = None,
    client_key: str | Secret | None = None,
    device_uid: str | None = None,
    email: str | None = None,
    password: str | Secret | None = None,
) -> AccessCredentials | LoginCredentials:
    """Return who is calling: arguments go before the environment, an access before a login."""
    _refuse_empty("SYNCTV", access_id=access_id, access_secret=access_secret)
    access_given = access_id is not None or access_secret is not None
    login_given = any(value is not None for value in (client_key, device_uid, email, password))
    if access_given and login_given:
        message = "give access_id and access_secret, or client_key and device_uid, not some of each"
        raise ConfigError(message)
    environment = _secret_environment()
    if not login_given:
        access_id = environment.get("access_id") if access_id is None else access_id
        access_secret = environment.get("access_secret") if access_secret is None else access_secret
        if access_id is not None and access_secret:
            return AccessCredentials(_access_id(access_id), access_secret)
        if access_given or access_id is not None or access_secret:
            missing = "access_secret" if access_id is not None else "access_id"
            _missing(missing, f"SYNCTV_{missing.upper()}")
    return find_login_credentials(client_key=client_key, device_uid=device_uid, email=email, password=password)


def find_login_credentials(
    *,
    client_key: str | Secret | None = None,
    device_uid: str | None = None,
    email: str | None = None,
    password: str | Secret | None = None,
) -> LoginCredentials:
    """Return what logs in: arguments go before the environment."""
    _refuse_empty("SYNCTV", client_key=client_key, device_uid=device_uid, email=email, password=password)
    environment = _secret_environment()
    client_key = client_key or environment.get("client_key")
    device_uid = device_uid or _environment("SYNCTV_DEVICE_UID")
    if not client_key and not device_uid:
        message = (
            "no credentials: pass access_id= and access_secret= (or set SYNCTV_ACCESS_ID and SYNCTV_ACCESS_SECRET), "
            "or client_key= and device_uid= (or set SYNCTV_CLIENT_KEY and SYNCTV_DEVICE_UID)"
        )
        raise ConfigError(message)
    if not client_key:
        _missing("client_key", "SYNCTV_CLIENT_KEY")
    if not device_uid:
        _missing("device_uid", "SYNCTV_DEVICE_UID")
    email, password = email or _environment("SYNCTV_EMAIL"), password or environment.get("password")
    if bool(email) != bool(password):
        missing = "password" if email else "email"
        _missing(missing, f"SYNCTV_{missing.upper()}")
    return LoginCredentials(client_key, device_uid, email, password)


def _secret_environment() -> Mapping[str, Any]:
    """Return the secrets of the environment wrapped up, so that no traceback shows them."""
    names = {"access_secret": Secret, "client_key": Secret, "password": Secret, "access_id": str}
    found = {name: (kind, _environment(f"SYNCTV_{name.upper()}")) for name, kind in names.items()}
    return {name: kind(text) for name, (kind, text) in found.items() if text}


def _missing(argument: str, variable: str) -> NoReturn:
    message = f"{argument} is missing: pass {argument}= or set {variable}"
    raise ConfigError(message)


def _access_id(value: int | str) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not text.isascii() or not text.isdecimal():
        # What was given is not shown: it may well be the secret, in the wrong place.
        message = f"access_id takes a whole number (SYNCTV_ACCESS_ID), got {len(text)} characters that are not"
        raise ConfigError(message)
    return int(text)


def find_api_key(given: str | Secret | None) -> Secret:
    """Return the API key from the argument or the environment. Its text is never part of an error."""
    _refuse_empty("SOURCESYNC", api_key=given)
    key = Secret(given or _environment("SOURCESYNC_API_KEY") or "")
    if not key:
        message = "no API key: pass api_key= (it begins with 'app.v1.') or set SOURCESYNC_API_KEY"
        raise ConfigError(message)
    if not key.reveal().isascii() or not key.reveal().isprintable() or " " in key.reveal():
        message = (
            "the API key holds characters that cannot be sent (api_key=, SOURCESYNC_API_KEY): was it cut or padded?"
        )
        raise ConfigError(message)
    return key


def check_positive(**values: object) -> None:
    """Raise a :class:`ConfigError` for an option that is not a number above zero."""
    for name, value in values.items():
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else 0
        if not 0 < number < float("inf"):
            message = f"{name}={value!r:.60} is not a number above zero"
            raise ConfigError(message)


def check_kind(name: str, value: object, kind: type) -> None:
    """Raise a :class:`ConfigError` for an option that is neither ``None`` nor of its kind."""
    if value is not None and not isinstance(value, kind):
        message = f"{name}= takes a {kind.__name__} or None, got {value!r:.60}; as {name}={kind.__name__}(...)"
        raise ConfigError(message)


def proxy_from_environment(base_url: str) -> str | None:
    """Return the proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY name for this URL; NO_PROXY is honoured.

    This machine itself is never reached through a proxy: there it would mean the proxy's own machine.
    """
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(base_url)
    host = parts.hostname or ""
    proxies = getproxies()
    if is_loopback(host) or not proxies or proxy_bypass(host):
        return None
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"
