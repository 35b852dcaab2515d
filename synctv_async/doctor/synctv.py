"""The examination of SyncTV V2."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Unpack
from urllib.parse import urlsplit

from synctv_async import AccessCredentials, ApiError, Secret, SyncTV
from synctv_async.config import LoginCredentials, find_base_url, find_synctv_credentials
from synctv_async.doctor import connection, synctv_access, synctv_lists, synctv_rows
from synctv_async.doctor.asking import Connecting, Tally
from synctv_async.doctor.findings import Probe, Report, UndecidedError, examined, not_examined
from synctv_async.doctor.synctv_view import SyncTVView

__all__ = ["NOT_EXAMINED", "PROBES", "REQUESTS", "examine_synctv"]

REQUESTS = 42
"""The most requests of one examination; a login beforehand is two more."""

PROBES: tuple[Probe[SyncTVView], ...] = (
    *synctv_access.PROBES,
    *synctv_lists.PROBES,
    *synctv_rows.PROBES,
    *connection.PROBES,
)

_WRITES = "to find it out something would have to be written"
NOT_EXAMINED: Mapping[str, tuple[str, str]] = {
    "authorizing": (
        "What does a second login of a device give?",
        "a login may end the access that is in use",
    ),
    "success": ("How is an update or a delete without content answered?", _WRITES),
    "created": ("Which status has a POST that made something?", _WRITES),
    "ingest_times": ("How long does an ingest take?", _WRITES),
}
"""What cannot be found out by reading: the question, and why."""


def examine_synctv(  # noqa: PLR0913 - who is calling, and how it goes; keywords all
    base_url: str | None = None,
    *,
    access_id: int | str | None = None,
    access_secret: str | Secret | None = None,
    client_key: str | Secret | None = None,
    device_uid: str | None = None,
    email: str | None = None,
    password: str | Secret | None = None,
    medium_id: int | None = None,
    pause: float = 0.1,
    on_answer: Callable[[str], object] | None = None,
    **options: Unpack[Connecting],
) -> Report:
    """Find out which of this package's guesses hold for a SyncTV service.

    It only reads: at most :data:`REQUESTS` GETs, one at a time and each made once, ``pause`` seconds apart. Only where
    ``client_key`` is given it logs in first, as a client would. Credentials and address are given, or come from the
    environment, as for :class:`~synctv_async.SyncTV`; ``options`` are ``timeout``, ``proxy``, ``verify``, ``cert`` and
    ``transport`` of the client. ``medium_id`` names a media that has clips and ingest videos; else some of the first
    are looked at. ``on_answer`` is told of each answer.

    Raises the error of the first request where the service cannot be reached or refuses the access. What fails later
    leaves one question unanswered.

    Example::

        report = examine_synctv("https://service_name.synctv.com", access_id=1234, access_secret="...")
        for finding in report.differing:
            print(finding.question, finding.found, finding.advice)
    """
    access_secret = None if access_secret is None else Secret(access_secret)
    client_key = None if client_key is None else Secret(client_key)
    password = None if password is None else Secret(password)
    url = find_base_url(base_url, "SYNCTV_BASE_URL")
    credentials = find_synctv_credentials(
        access_id=access_id,
        access_secret=access_secret,
        client_key=client_key,
        device_uid=device_uid,
        email=email,
        password=password,
    )
    started_at, began = datetime.now(UTC), time.perf_counter()
    logins = 0
    if isinstance(credentials, LoginCredentials):
        logins = 1 if credentials.email is None else 2
        credentials = _logged_in(url, credentials, options)
    tally = Tally(REQUESTS, pause, on_answer)
    with closing(SyncTVView(url, credentials, tally, options, medium_id, logged_in=bool(logins))) as view:
        _check_access(view)
        findings = examined(PROBES, view) + not_examined(NOT_EXAMINED)
    seconds = time.perf_counter() - began
    return Report("SyncTV", findings, tally.made + logins, seconds, started_at, urlsplit(url).netloc)


def _logged_in(url: str, login: LoginCredentials, options: Connecting) -> AccessCredentials:
    return SyncTV.authorize(
        url,
        client_key=login.client_key,
        device_uid=login.device_uid,
        email=login.email,
        password=login.password,
        **options,
    )


def _check_access(view: SyncTVView) -> None:
    """Raise where the service cannot be reached or the access is refused: then there is nothing to find out."""
    try:
        view.first  # noqa: B018 - read now, and kept for the probes
    except UndecidedError:
        refusal = view.tally.seen[-1].refusal
        if isinstance(refusal, ApiError):
            raise refusal from None
