"""The fixtures of the plugin in a user's suite: sync, asyncio and trio."""

import re
import sys

import pytest

from synctv_async.testing import plugin


def passed(pytester: pytest.Pytester, number: int, *args: str) -> pytest.RunResult:
    result = pytester.runpytest_inprocess(*args)
    result.assert_outcomes(passed=number)
    return result


def test_the_sync_fixtures_work_without_a_port(suite):
    suite.makepyfile(
        """
        def test_synctv(synctv, sandbox):
            assert synctv.media.count() == 500 == len(sandbox.media)
            assert synctv.media.get(1).media.id == 1
            paths = [request.path for request in sandbox.requests]
            assert paths == ["/api/v2/media/count.json", "/api/v2/media/1.json"]

        def test_sourcesync(sourcesync, sandbox):
            assert sourcesync.productions.create(name="A").name == "A"
            assert sandbox.requests[-1].method == "POST"
        """
    )
    passed(suite, 2)


ASYNC = """
    async def work(async_synctv, async_sourcesync, sandbox):
        assert len([one async for one in async_synctv.media.list()]) == 500
        async with async_synctv.media.list().stream(concurrency=4) as rows:
            assert len([one async for one in rows]) == 500
        assert (await async_sourcesync.productions.create(name="A")).name == "A"
        sandbox.fault(status=503, times=2)
        assert (await async_synctv.media.get(1)).media.id == 1
        sandbox.fault(drip=0.5)
        hasty = async_synctv.with_options(timeout=0.1, retry=None)
        try:
            await hasty.media.get(1)
        except TimeoutError:
            pass
"""


def test_the_async_fixtures_work_with_asyncio_in_auto_mode(suite):
    suite.makepyfile(
        ASYNC + "\n    async def test_it(async_synctv, async_sourcesync, sandbox):\n        "
        "await work(async_synctv, async_sourcesync, sandbox)\n    test_again = test_it\n"
    )
    passed(suite, 2, "-W", "error")


def test_the_async_fixtures_work_with_asyncio_in_strict_mode(strict_suite):
    strict_suite.makepyfile(f"""
    import pytest
    {ASYNC}
    @pytest.mark.asyncio
    async def test_it(async_synctv, async_sourcesync, sandbox):
        await work(async_synctv, async_sourcesync, sandbox)
    """)
    passed(strict_suite, 1, "-W", "error")


def test_the_async_fixtures_work_with_anyios_plugin_under_asyncio_and_trio(strict_suite):
    strict_suite.makepyfile(f"""
    import pytest
    {ASYNC}
    @pytest.mark.anyio
    @pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
    async def test_it(async_synctv, async_sourcesync, sandbox, anyio_backend):
        await work(async_synctv, async_sourcesync, sandbox)
    """)
    passed(strict_suite, 2, "-W", "error")


def test_each_test_has_a_fresh_sandbox_at_hardly_any_cost(suite):
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("number", range(3))
        def test_changes_everything(synctv, sandbox, number):
            assert sandbox.requests == ()
            assert sandbox.media.get(1)["name"] != "changed"
            assert sandbox.settings.limit == "honour"
            sandbox.media.update(1, name="changed")
            sandbox.behave(limit="ignore")
            sandbox.fault(status=500, times=None)
            sandbox.clock.advance(100)
            with pytest.raises(Exception):
                synctv.with_options(retry=None).media.get(1)

        def test_finds_nothing_of_it(synctv):
            assert synctv.media.get(1).media.name != "changed"
        """
    )
    passed(suite, 4)


def test_the_marker_gives_a_sandbox_of_its_own(suite):
    suite.makepyfile(
        """
        import pytest

        pytestmark = pytest.mark.sandbox(media=30)

        def test_module(synctv):
            assert synctv.media.count() == 30

        @pytest.mark.sandbox(bundles=3, limit="cap")
        def test_both(synctv, sandbox):
            assert synctv.media.count() == 30
            assert len(sandbox.bundles) == 3
            assert sandbox.settings.limit == "cap"

        @pytest.mark.sandbox(media=31)
        def test_nearest_wins(synctv):
            assert synctv.media.count() == 31
        """
    )
    passed(suite, 3)


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        ("sandbox(medias=3)", "medias"),
        ("sandbox(limit='x')", "limit"),
        ("sandbox(3)", "takes keyword arguments"),
        ("chaos('no such thing')", "no such thing"),
        ("chaos(statsu=503)", "statsu"),
        ("chaos(status=700)", "700"),
    ],
)
def test_a_marker_that_makes_no_sense_is_an_error_that_says_so(suite, marker, words):
    suite.makepyfile(f"import pytest\n@pytest.mark.{marker}\ndef test_it(sandbox): pass\n")
    result = suite.runpytest_inprocess()
    result.assert_outcomes(errors=1)
    result.stdout.re_match_lines([rf".*@pytest\.mark\.{marker.partition('(')[0]}.*{words}"])


@pytest.mark.parametrize("marker", ["chaos('flaky')", "sandbox(media=3)"])
def test_a_marker_on_a_test_that_uses_no_sandbox_is_an_error(suite, marker):
    suite.makepyfile(f"import pytest\n@pytest.mark.{marker}\ndef test_it(): pass\n")
    result = suite.runpytest_inprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*uses no sandbox: ask for the fixture*"])


def test_the_url_is_there_on_demand_and_gone_after_the_test(suite):
    suite.makepyfile(
        """
        import pytest
        from synctv_async import SyncTV

        urls = []

        def test_on_a_port(sandbox, sandbox_url):
            urls.append(sandbox_url)
            with SyncTV(sandbox_url, access_id=sandbox.access_id, access_secret=sandbox.access_secret) as tv:
                assert tv.media.count() == 500
            assert sandbox.requests[-1].headers["host"] in sandbox_url

        def test_without(sandbox):
            with pytest.raises(RuntimeError, match="not running"):
                sandbox.url

        @pytest.mark.sandbox(media=7)
        def test_on_a_port_of_its_own(sandbox_url, sandbox):
            assert sandbox.url == sandbox_url
        """
    )
    passed(suite, 3)


def test_the_environment_leads_to_the_sandbox_for_this_process_and_others(suite):
    suite.makepyfile(
        """
        import os, subprocess, sys
        from synctv_async import AsyncSyncTV, SourceSync, SyncTV

        CODE = "from synctv_async import SyncTV\\nwith SyncTV() as tv: print(tv.media.count())"

        def test_env(sandbox_env, sandbox):
            assert {name: os.environ[name] for name in sandbox_env} == sandbox_env
            with SyncTV.from_env() as tv, SourceSync.from_env() as ss:
                assert tv.media.count() == 500
                assert ss.key().name
            assert subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True).stdout == b"500\\n"

        def test_after():
            assert "SYNCTV_BASE_URL" not in os.environ

        def test_url_and_env(sandbox_url, sandbox_env):
            assert sandbox_env["SYNCTV_BASE_URL"] == sandbox_url == sandbox_env["SOURCESYNC_BASE_URL"]
        """
    )
    passed(suite, 3)


def test_the_fixtures_and_markers_are_documented(suite):
    result = suite.runpytest_inprocess("--fixtures", "--color=no")
    text = result.stdout.str()
    for name in plugin.__all__:
        assert re.search(
            rf"^{name} -- .*synctv_async/testing/plugin\.py:\d+\n    (An?|The) ", text, flags=re.MULTILINE
        ), name
    assert "_shared_sandbox" not in text
    result = suite.runpytest_inprocess("--markers", "--color=no")
    result.stdout.fnmatch_lines(["@pytest.mark.sandbox(*", "@pytest.mark.chaos(*"])


def test_without_the_extra_only_a_test_that_needs_it_fails_and_says_what_to_install(suite):
    suite.makepyfile(
        """
        def test_needs_nothing():
            pass

        def test_needs_it(synctv):
            pass
        """
    )
    suite.makeconftest(
        """
        import sys
        for name in [name for name in sys.modules if name.startswith("synctv_async.sandbox")]:
            del sys.modules[name]
        sys.modules["uvicorn"] = None
        import importlib.util
        find_spec = importlib.util.find_spec
        importlib.util.find_spec = lambda name, *rest: None if name == "uvicorn" else find_spec(name, *rest)
        """
    )
    result = suite.runpytest_subprocess()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*pip install 'synctv-async*sandbox*'*"])


def test_a_run_that_uses_no_fixture_imports_no_sandbox(suite):
    suite.makepyfile(
        """
        import sys

        def test_it():
            kinds = ("synctv_async.sandbox", "synctv_async.testing.")
            assert [name for name in sys.modules if name.startswith(kinds)] == ["synctv_async.testing.plugin"]
            assert "uvicorn" not in sys.modules
        """
    )
    suite.runpytest_subprocess().assert_outcomes(passed=1)


@pytest.mark.skipif(sys.platform == "win32", reason="the number of open files is read from /proc")
def test_nothing_is_left_open(suite):
    suite.makepyfile(
        """
        import gc, os, threading
        import pytest

        def held():
            gc.collect()
            return len(os.listdir("/proc/self/fd")), threading.active_count()

        state = []

        @pytest.mark.parametrize("number", range(20))
        async def test_it(async_synctv, synctv, sandbox_env, number):
            await async_synctv.media.get(1)
            synctv.media.get(1)

        def test_after():
            state.append(held())

        @pytest.mark.parametrize("number", range(20))
        async def test_more(async_synctv, synctv, sandbox_env, number):
            await async_synctv.media.get(1)

        def test_still():
            assert held() == state[0]
        """
    )
    suite.runpytest_subprocess("-W", "error").assert_outcomes(passed=42)
