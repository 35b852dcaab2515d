"""Code that shows a secret in one way each."""

# ruff: noqa: T201, S603 - that is what they are here for

import asyncio
import base64
import gzip
import json
import logging
import os
import sqlite3
import subprocess
import sys
import threading
import warnings
from pathlib import Path
from urllib.parse import quote_plus

from synctv_async import AsyncSyncTV, SyncTV

__all__ = ["LEAKS"]

log = logging.getLogger("leaky.job")


def secret() -> str:
    return os.environ["SYNCTV_ACCESS_SECRET"]


def logs_it(folder: Path) -> None:
    log.debug("connecting with %s", secret())


def logs_it_as_an_argument_that_is_not_printed(folder: Path) -> None:
    log.info("connecting with %.3s", secret())


def logs_it_as_an_extra(folder: Path) -> None:
    log.warning("connecting", extra={"credentials": {"api": os.environ["SOURCESYNC_API_KEY"]}})


def logs_it_with_a_traceback(folder: Path) -> None:
    try:
        raise ValueError(os.environ["SYNCTV_PASSWORD"])  # noqa: TRY301
    except ValueError:
        log.exception("it failed")


def logs_it_where_nothing_propagates(folder: Path) -> None:
    quiet = logging.getLogger("leaky.quiet")
    quiet.propagate = False
    quiet.error("%s", base64.b64encode(f"user:{secret()}".encode()).decode())


def logs_it_in_a_new_logger(folder: Path) -> None:
    logging.getLogger(f"leaky.{os.getpid()}.{threading.get_ident()}").info(secret())


def prints_it(folder: Path) -> None:
    print(json.dumps({"secret": secret()}))


def prints_it_to_stderr(folder: Path) -> None:
    print(quote_plus(os.environ["SYNCTV_CLIENT_KEY"]), file=sys.stderr)


def writes_it_below_python(folder: Path) -> None:
    os.write(1, secret().encode().hex().encode())


def prints_it_in_a_subprocess(folder: Path) -> None:
    code = "import os, sys; print(os.environ['SYNCTV_ACCESS_SECRET'], file=sys.stderr)"
    subprocess.run([sys.executable, "-c", code], check=True)


def warns_of_it(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
    warnings.warn(f"old secret {secret()}", FutureWarning, stacklevel=1)


def raises_it(folder: Path) -> None:
    raise RuntimeError(secret())


def raises_it_as_an_attribute(folder: Path) -> None:
    error = RuntimeError("no")
    error.request = {"secret": secret()}  # type: ignore[attr-defined]
    raise error


def notes_it(folder: Path) -> None:
    error = RuntimeError("no")
    error.add_note(f"with {secret()}")
    raise error


def raises_it_as_the_cause(folder: Path) -> None:
    try:
        raise KeyError(secret())  # noqa: TRY301
    except KeyError as error:
        message = "no"
        raise RuntimeError(message) from error


def raises_it_in_the_background(folder: Path) -> None:
    try:
        raise KeyError(secret())  # noqa: TRY301
    except KeyError:
        message = "no"
        raise RuntimeError(message) from None


def raises_it_in_a_group(folder: Path) -> None:
    raise ExceptionGroup("several", [RuntimeError("no"), RuntimeError(secret())])


def holds_it_in_a_variable(folder: Path) -> None:
    credentials = {"key": secret()}
    int(f"not a number of {len(credentials)}")


class Pickled(Exception):  # noqa: N818
    """Shows nothing but in its pickle."""

    def __str__(self) -> str:
        return "no"

    __repr__ = __str__

    def __reduce__(self):
        return (Pickled, (), {"found": secret()})


def pickles_it(folder: Path) -> None:
    raise Pickled


def exits_with_it(folder: Path) -> None:
    sys.exit(f"cannot log in with {secret()}")


def writes_it(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "state.json").write_text(json.dumps({"secret": secret()}))


def packs_it(folder: Path) -> None:
    with gzip.open(folder / "log.gz", "wt") as file:
        file.write("line\n" * 1000 + secret())


def stores_it(folder: Path) -> None:
    with sqlite3.connect(folder / "state.db") as database:
        database.execute("CREATE TABLE state (name TEXT, value TEXT)")
        database.execute("INSERT INTO state VALUES ('secret', ?)", (secret(),))
    database.close()


def writes_it_far_into_a_file(folder: Path) -> None:
    with (folder / "big.bin").open("wb") as file:
        file.write(bytes((1 << 20) - 10))
        file.write(secret().encode())
        file.write(bytes(1000))


def logs_the_signed_url(folder: Path) -> None:
    import httpx

    from synctv_async.signing import sign

    pairs = [("offset", "0"), ("access_id", os.environ["SYNCTV_ACCESS_ID"])]
    params = dict(pairs) | {"signature": sign(pairs, secret())}
    httpx.get(f"{os.environ['SYNCTV_BASE_URL']}/api/v2/media.json", params=params)


def logs_the_secret_of_a_login(folder: Path) -> None:
    names = ("client_key", "device_uid")
    options = {name: os.environ[f"SYNCTV_{name.upper()}"] for name in names}
    with SyncTV(os.environ["SYNCTV_BASE_URL"], **options) as tv:
        tv.media.get(1)
        found = SyncTV.authorize(os.environ["SYNCTV_BASE_URL"], **options)
    log.info("logged in: %s", found.access_secret.reveal())


async def logs_it_in_a_coroutine(folder: Path) -> None:
    async with AsyncSyncTV() as tv:
        await tv.media.get(1)
    await asyncio.sleep(0)
    log.info("used %s", secret())


LEAKS = {
    logs_it: ("access_secret", "the log of 'leaky.job' (leaky.py:"),
    logs_it_as_an_argument_that_is_not_printed: ("access_secret", "the log of 'leaky.job'"),
    logs_it_as_an_extra: ("api_key", "the log of 'leaky.job'"),
    logs_it_with_a_traceback: ("password", "the log of 'leaky.job'"),
    logs_it_where_nothing_propagates: ("access_secret", "the log of 'leaky.quiet'"),
    logs_it_in_a_new_logger: ("access_secret", "the log of 'leaky."),
    logs_it_in_a_coroutine: ("access_secret", "the log of 'leaky.job'"),
    prints_it: ("access_secret", "stdout"),
    prints_it_to_stderr: ("client_key", "stderr"),
    writes_it_below_python: ("access_secret", "stdout"),
    prints_it_in_a_subprocess: ("access_secret", "stderr"),
    warns_of_it: ("access_secret", "a FutureWarning"),
    raises_it: ("access_secret", "the message of RuntimeError"),
    raises_it_as_an_attribute: ("access_secret", "attribute 'request' of RuntimeError"),
    notes_it: ("access_secret", "a note on RuntimeError"),
    raises_it_as_the_cause: ("access_secret", "the message of KeyError"),
    raises_it_in_the_background: ("access_secret", "the message of KeyError"),
    raises_it_in_a_group: ("access_secret", "the message of RuntimeError"),
    holds_it_in_a_variable: ("access_secret", "variable 'credentials' of holds_it_in_a_variable() (leaky.py:"),
    pickles_it: ("access_secret", "the pickle of Pickled"),
    exits_with_it: ("access_secret", "the message of SystemExit"),
    writes_it: ("access_secret", "state.json, byte 12"),
    packs_it: ("access_secret", "log.gz, unpacked, byte 5000"),
    stores_it: ("access_secret", "state.db, byte "),
    writes_it_far_into_a_file: ("access_secret", f"big.bin, byte {(1 << 20) - 10}"),
    logs_the_signed_url: ("signature of request 1", "the log of 'httpx'"),
    logs_the_secret_of_a_login: ("access_secret", "the log of 'leaky.job'"),
}
"""What leaks, with the secret's name and where it is seen."""
