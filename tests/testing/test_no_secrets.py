"""``assert_no_secrets`` finds each planted leak, tells where without showing it, and passes what shows none."""

# ruff: noqa: T201 - what is printed, and where, is what is tested

import logging
import os
from pathlib import Path

import pytest

from synctv_async import (
    AsyncSourceSync,
    AsyncSyncTV,
    AuthenticationError,
    ConfigError,
    NotFoundError,
    SourceSync,
    SyncTV,
    SyncTVError,
    TransportError,
)
from synctv_async.export import export
from synctv_async.sandbox import Sandbox
from synctv_async.testing import assert_no_secrets
from tests.support.leaks import leaks

from .leaky import LEAKS


def secrets_of(box: Sandbox) -> list[str]:
    signatures = [value for request in box.requests for value in request.values("signature")]
    return [box.access_secret, box.client_key, box.password, box.api_key, *signatures]


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
def test_a_planted_leak_is_found_and_named_and_not_shown(leak, box, tmp_path, recwarn):
    name, where = LEAKS[leak]
    with pytest.raises(AssertionError) as caught:
        assert_no_secrets(leak, tmp_path, files=[tmp_path], sandbox=box)
    message = str(caught.value)
    assert message.startswith("secrets were shown in ")
    assert any(line.strip().startswith(f"{name} ") and where in line for line in message.splitlines()[1:]), message
    assert leaks(secrets_of(box), [message]) == []
    assert caught.value.__cause__ is None


def test_the_result_of_clean_code_is_returned():
    assert assert_no_secrets(lambda a, b: a + b, 2, 3) == 5


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_result_of_a_coroutine_is_returned(box, backend):
    async def job(number: int) -> str:
        async with AsyncSyncTV() as tv:
            return (await tv.media.get(number)).media.name

    assert assert_no_secrets(job, 1, sandbox=box, backend=backend) == box.media.get(1)["name"]


def test_an_error_that_shows_nothing_is_raised_as_it_is(box):
    error = LookupError("no such thing")

    def job() -> None:
        raise error

    with pytest.raises(LookupError) as caught:
        assert_no_secrets(job, sandbox=box)
    assert caught.value is error


def test_a_clean_error_beside_a_leak_is_the_cause(box):
    def job() -> None:
        print(os.environ["SYNCTV_PASSWORD"])
        message = "no such thing"
        raise LookupError(message)

    with pytest.raises(AssertionError, match="the code ended with LookupError") as caught:
        assert_no_secrets(job, sandbox=box)
    assert isinstance(caught.value.__cause__, LookupError)


def everything_that_fails(folder: Path) -> list[type[BaseException]]:
    """Call our clients in all the ways that fail, log each error with its traceback, and export beside it."""
    log = logging.getLogger("job")
    found: list[type[BaseException]] = []

    def tried(call) -> None:
        try:
            call()
        except SyncTVError as error:
            log.exception("failed")
            found.append(type(error))

    url, quick = os.environ["SYNCTV_BASE_URL"], {"retry": None, "timeout": 10}
    login = {name: os.environ[f"SYNCTV_{name.upper()}"] for name in ("client_key", "device_uid", "email", "password")}
    with SyncTV(**quick) as tv, SyncTV(url, **login, **quick) as logged_in, SourceSync(**quick) as ss:
        for one in (tv, logged_in):
            tried(lambda one=one: one.media.get(999_999))
            tried(lambda one=one: one.media.list(named_like="x").collect())
        for path in ("/nowhere", ""):
            with SyncTV(f"{url}{path}", access_id=1, access_secret="wrong", **quick) as stranger:
                tried(lambda stranger=stranger: stranger.media.get(1))
        with SyncTV("http://127.0.0.1:1", access_id=1, **access(), **quick) as nobody:
            tried(lambda: nobody.media.get(1))
        tried(lambda: SyncTV(url, access_id="x", **access()))
        tried(lambda: ss.productions.update("999", name="x"))
        tried(lambda: SourceSync(f"{os.environ['SOURCESYNC_API_KEY']} x"))
        with pytest.raises(TypeError):
            tv.media.list(nonsense=1)
        export(tv, "media", folder)
    return found


def access() -> dict[str, str]:
    return {"access_secret": os.environ["SYNCTV_ACCESS_SECRET"]}


FAULTS = [
    *(
        {"status": status, "html": html}
        for status in (400, 401, 403, 404, 409, 429, 500, 503)
        for html in (True, False)
    ),
    {"reset": True},
    {"reset_after": True},
    {"cut": 0.5},
    {"corrupt": True},
    {"delay": 1.0},
    {"drip": 0.1},
    {"body": b"nonsense"},
]


def test_our_own_clients_show_nothing_whatever_fails(box, tmp_path):
    found = assert_no_secrets(everything_that_fails, tmp_path, files=[tmp_path], sandbox=box)
    assert {AuthenticationError, NotFoundError, ConfigError} <= set(found)
    assert any(issubclass(one, TransportError) for one in found)
    assert len([value for request in box.requests for value in request.values("signature")]) > 5


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_an_error_that_leaves_our_client_shows_nothing(box, fault):
    def job() -> None:
        with SyncTV(retry=None, timeout=0.2) as tv:
            tv.media.list(named_like="x").collect()

    box.fault(**fault)
    with pytest.raises(SyncTVError):
        assert_no_secrets(job, sandbox=box)
    assert box.requests[-1].values("signature")


def test_an_error_that_leaves_our_async_client_shows_nothing(box):
    async def job() -> None:
        async with AsyncSourceSync(retry=None) as ss:
            await ss.productions.create(name="A")

    box.fault(status=500)
    with pytest.raises(SyncTVError):
        assert_no_secrets(job, sandbox=box)


def test_files_that_were_there_before_and_did_not_change_are_not_looked_at(box, tmp_path):
    (tmp_path / "old").write_text(box.access_secret)
    (tmp_path / "torn.gz").write_bytes(b"\x1f\x8bnonsense")
    assert_no_secrets((tmp_path / "torn.gz").touch, files=[tmp_path, tmp_path / "missing"], sandbox=box)


def test_signatures_of_earlier_requests_do_not_count(box):
    with SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        tv.media.get(1)
    (signature,) = box.requests[-1].values("signature")
    assert_no_secrets(print, signature, sandbox=box)


async def test_a_coroutine_inside_an_event_loop_is_refused_with_advice(box):
    async def job() -> None:
        pass

    with pytest.raises(RuntimeError, match="watch_secrets"):
        assert_no_secrets(job, sandbox=box)


def test_many_finds_are_told_in_short(box):
    def job() -> None:
        for number in range(50):
            logging.getLogger(f"job.{number}").error(os.environ["SYNCTV_PASSWORD"])

    with pytest.raises(AssertionError) as caught:
        assert_no_secrets(job, sandbox=box)
    lines = str(caught.value).splitlines()
    assert lines[0] == "secrets were shown in 50 places:"
    assert lines[-1] == "  and 30 more"


def test_a_client_of_the_plugin_is_watched_too(synctv, sandbox):
    def job() -> None:
        synctv.media.get(1)
        print(sandbox.requests[-1].values("signature"))

    with pytest.raises(AssertionError, match="signature of request 1 in stdout"):
        assert_no_secrets(job, sandbox=sandbox)


def test_a_reset_of_the_sandbox_hides_nothing(synctv, sandbox):
    def job() -> None:
        sandbox.reset()
        synctv.media.get(1)
        print(sandbox.requests[-1].values("signature"))

    for _ in range(3):
        synctv.media.get(1)
    with pytest.raises(AssertionError, match="signature of request 1 in stdout"):
        assert_no_secrets(job, sandbox=sandbox)


class Awkward(Exception):  # noqa: N818
    """Can neither be shown nor pickled."""

    def __repr__(self) -> str:
        message = "half made"
        raise AttributeError(message)

    def __reduce__(self):
        raise TypeError


def test_what_cannot_be_shown_is_no_obstacle(box):
    def job() -> None:
        log = logging.getLogger("job")
        log.error("%d of %s", "x")  # noqa: PLE1206
        raise Awkward

    logging.raiseExceptions = False
    try:
        with pytest.raises(Awkward):
            assert_no_secrets(job, sandbox=box)
    finally:
        logging.raiseExceptions = True


def test_an_error_of_a_coroutine_is_raised_as_it_is(box):
    async def job() -> None:
        message = "of the job"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="of the job"):
        assert_no_secrets(job, sandbox=box)
