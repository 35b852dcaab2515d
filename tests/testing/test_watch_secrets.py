"""``watch_secrets``: a block of a test is watched, and everything is put back behind it."""

# ruff: noqa: T201, PT012 - what is printed, and where, is what is tested

import logging
import os
import subprocess
import sys
import warnings

import anyio
import pytest

from synctv_async import AsyncSyncTV, SyncTV
from synctv_async.sandbox import Sandbox
from synctv_async.testing import assert_no_secrets, watch_secrets


def test_everything_is_put_back(box, monkeypatch):
    monkeypatch.setenv("SYNCTV_ACCESS_ID", "before")
    monkeypatch.delenv("SYNCTV_PASSWORD", raising=False)
    logger = logging.getLogger("some.logger")
    logger.setLevel(logging.ERROR)
    before = (sys.stdout, sys.stderr, logging.Logger.callHandlers, logging.root.level, warnings.showwarning)
    logging.disable(logging.CRITICAL)
    try:
        with pytest.raises(AssertionError):
            assert_no_secrets(lambda: print(os.environ["SYNCTV_PASSWORD"]), sandbox=box)
        assert logging.root.manager.disable == logging.CRITICAL
    finally:
        logging.disable(logging.NOTSET)
    assert before == (sys.stdout, sys.stderr, logging.Logger.callHandlers, logging.root.level, warnings.showwarning)
    assert logger.level == logging.ERROR
    assert os.environ["SYNCTV_ACCESS_ID"] == "before"
    assert "SYNCTV_PASSWORD" not in os.environ
    assert box.url  # it ran before and goes on


def test_what_was_printed_and_warned_of_still_arrives_without_secrets(box, capfd):
    def job() -> None:
        print("to stdout", os.environ["SYNCTV_PASSWORD"])
        subprocess.run([sys.executable, "-c", "import sys; print('to stderr', file=sys.stderr)"], check=True)
        warnings.warn("old", DeprecationWarning, stacklevel=1)

    with (
        pytest.warns(DeprecationWarning, match="old"),
        pytest.raises(AssertionError),
    ):
        assert_no_secrets(job, sandbox=box)
    out, err = capfd.readouterr()
    assert out == "to stdout <password>\n"
    assert err.endswith("to stderr\n")


async def test_a_watch_works_in_an_async_test(box):
    with pytest.raises(AssertionError, match="password in stdout"), watch_secrets(sandbox=box) as watch:
        async with AsyncSyncTV() as tv:
            await tv.media.get(1)
        print(watch.sandbox.password)


def test_a_watch_works_in_trio(box):
    async def test() -> None:
        with watch_secrets(sandbox=box):
            async with AsyncSyncTV() as tv:
                await tv.media.get(1)

    anyio.run(test, backend="trio")
    assert box.requests


def test_the_variables_and_assertions_of_the_test_itself_may_hold_secrets(box):
    with pytest.raises(AssertionError, match=r"^about "), watch_secrets(sandbox=box) as watch:
        secret = watch.sandbox.access_secret
        raise AssertionError("about " + secret)


def test_a_skip_is_a_skip(box):
    with pytest.raises(pytest.skip.Exception), watch_secrets(sandbox=box):
        pytest.skip("not today")


def test_a_sandbox_of_its_own_serves_meanwhile():
    watch = watch_secrets()
    with pytest.raises(RuntimeError, match="not open"):
        _ = watch.sandbox
    with watch:
        url = os.environ["SYNCTV_BASE_URL"]
        assert watch.sandbox.url == url
        with SyncTV() as tv:
            assert tv.media.count() == 500
    assert os.environ.get("SYNCTV_BASE_URL") != url


def test_a_sandbox_that_does_not_run_runs_meanwhile():
    with Sandbox(media=3) as box:
        box.stop()
        with watch_secrets(sandbox=box), SyncTV() as tv:
            assert tv.media.count() == 3
        with pytest.raises(RuntimeError, match="not running"):
            _ = box.url


@pytest.mark.parametrize("capture", ["-s", "--capture=sys", "--capture=fd"])
def test_it_works_however_pytest_captures(suite, capture):
    suite.makepyfile(
        """
        import os, pytest
        from synctv_async.testing import assert_no_secrets

        def test_it(sandbox, capsys):
            def job():
                print("hello", os.environ["SYNCTV_PASSWORD"])
                os.system("echo there $SYNCTV_PASSWORD")
            with pytest.raises(AssertionError, match="password in stdout, |password in stdout: hello <password>"):
                assert_no_secrets(job, sandbox=sandbox)
            assert capsys.readouterr().out == "hello <password>\\nthere <password>\\n"
        """
    )
    suite.runpytest_inprocess(capture).assert_outcomes(passed=1)
