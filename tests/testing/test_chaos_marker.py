"""The marker ``chaos``: what goes wrong, how a failure is told, and how it is played again."""

import re
import shlex

import pytest

MANY = """
    import pytest

    from synctv_async import ServerError

    @pytest.mark.chaos("flaky")
    def test_many(synctv, sandbox):
        for number in range(1, 200):
            try:
                synctv.media.list(ids=[number]).collect()
            except ServerError:
                pass  # four attempts that all fail: rare, and no matter here
        print("statuses", [request.status for request in sandbox.requests])
        assert not sandbox.requests
"""


def statuses(result: pytest.RunResult) -> str:
    found = re.search(r"statuses (\[.*\])", result.stdout.str())
    assert found
    return found[1]


def test_a_scenario_is_in_force_and_survived(suite):
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.chaos("flaky", seed=7)
        def test_sync(synctv, sandbox):
            assert len(synctv.media.list().collect()) == 500
            with synctv.media.list().stream(concurrency=4) as rows:
                assert len(list(rows)) == 500
            assert any(request.faults for request in sandbox.requests)

        @pytest.mark.chaos("flaky", seed=7)
        async def test_async(async_synctv, sandbox):
            assert len(await async_synctv.media.list().collect()) == 500
            async with async_synctv.media.list().stream(concurrency=4) as rows:
                assert len([one async for one in rows]) == 500
            assert any(request.faults for request in sandbox.requests)

        def test_without(synctv, sandbox):
            synctv.media.list().collect()
            assert not any(request.faults for request in sandbox.requests)
        """
    )
    suite.runpytest_inprocess().assert_outcomes(passed=3)


def test_a_fault_may_be_given_by_its_fields_and_markers_add_up(suite):
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.chaos(path="/api/v2/media*", status=503, times=2)
        class TestIt:
            def test_one(self, synctv, sandbox):
                synctv.media.get(1)
                assert [request.status for request in sandbox.requests] == [503, 503, 200]

            @pytest.mark.chaos(path="/api/v2/media*", reset=True)
            def test_both(self, synctv, sandbox):
                synctv.media.get(1)
                assert [request.status for request in sandbox.requests] == [503, 503, None, 200]
        """
    )
    suite.runpytest_inprocess().assert_outcomes(passed=2)


def test_a_failure_tells_the_chaos_and_the_requests_and_how_to_play_it_again(suite):
    suite.makepyfile(MANY)
    first = suite.runpytest_inprocess()
    first.assert_outcomes(failed=1)
    text = first.stdout.str()
    seed = re.search(r"^synctv-async: chaos seed (\d+)$", text, flags=re.MULTILINE)[1]
    first.stdout.re_match_lines(
        [
            r"-+ sandbox chaos -+",
            rf"flaky, seed {seed} \(of this run\)",
            r"  flaky 500: met \d+ times?",
            rf"play it again: pytest \S+::test_many --chaos-seed {seed}",
            r"-+ sandbox requests -+",
            r"\(\d+ before these\)",
            r"#\d+ GET /api/v2/media\.json\?ids%?.*signature=\*\*\* -> 200",
        ]
    )
    assert re.search(r"signature=[0-9a-f]", text) is None
    again = suite.runpytest_inprocess("--chaos-seed", seed)
    assert statuses(again) == statuses(first)
    assert statuses(suite.runpytest_inprocess("--chaos-seed", str(int(seed) + 1))) != statuses(first)


def test_the_command_that_plays_it_again_is_what_a_shell_reads(suite):
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.chaos("flaky", seed=7)
        @pytest.mark.parametrize("word", ["it's a $HOME \\"word\\"; `x`"])
        def test_it(synctv, word):
            assert False
        """
    )
    text = suite.runpytest_inprocess().stdout.str()
    command = re.search(r"^play it again: (.*)$", text, flags=re.MULTILINE)[1]
    program, node = shlex.split(command)
    assert (program, node.partition("::")[2]) == ("pytest", 'test_it[it\'s a $HOME "word"; `x`]')
    suite.runpytest_inprocess(node).assert_outcomes(failed=1)


def test_a_wrong_name_in_a_marker_is_told_with_the_nearest(suite):
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.chaos(statsu=503)
        def test_chaos(synctv):
            pass

        @pytest.mark.sandbox(limti="cap")
        def test_settings(synctv):
            pass

        @pytest.mark.sandbox(database="/nowhere/at/all.db")
        def test_database(synctv):
            pass
        """
    )
    result = suite.runpytest_inprocess()
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines_random(
        [
            "*@pytest.mark.chaos: 'statsu' is no field of a fault (did you mean 'status'?)*",
            "*@pytest.mark.sandbox: 'limti' is no setting of a sandbox (did you mean 'limit'?)*",
            "*@pytest.mark.sandbox: /nowhere/at/all.db cannot be opened*",
        ]
    )


def test_a_seed_of_the_marker_stays_whatever_the_run(suite):
    suite.makepyfile(MANY.replace('"flaky"', '"flaky", seed=7'))
    first, second = suite.runpytest_inprocess(), suite.runpytest_inprocess("--chaos-seed", "99")
    assert statuses(first) == statuses(second)
    first.stdout.re_match_lines([r"flaky, seed 7", r"play it again: pytest \S+::test_many$"])


def test_the_requests_are_told_of_any_failure_with_what_met_them_and_what_was_wrong(suite):
    suite.makepyfile(
        """
        from synctv_async import SyncTV
        from synctv_async.testing import SANDBOX_URL, SandboxTransport

        def test_it(sandbox):
            sandbox.fault(name="my fault", status=418)
            with SyncTV(
                SANDBOX_URL,
                client_key=sandbox.client_key,
                device_uid="my-device",
                email=sandbox.email,
                password=sandbox.password,
                transport=SandboxTransport(sandbox),
            ) as tv:
                for _ in range(2):
                    try:
                        tv.media.get(1)
                    except Exception:
                        pass
            transport = SandboxTransport(sandbox)
            with SyncTV(SANDBOX_URL, access_id=1234, access_secret="wrong", transport=transport) as tv:
                tv.media.get(1)
        """
    )
    result = suite.runpytest_inprocess()
    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    section = text.partition("sandbox requests")[2]
    assert "-> 418 [my fault]" in section
    assert "client_key=***&device_uid=***" in section
    assert re.search(r"media/1\.json\?access_id=1234&signature=\*\*\* -> 401\n    \S", section)
    assert "sandbox chaos" not in text


def test_a_test_that_passes_tells_nothing(suite):
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.chaos("flaky")
        def test_it(synctv):
            synctv.media.get(1)
        """
    )
    result = suite.runpytest_inprocess("-rA")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*sandbox requests*")


def test_workers_play_with_the_seed_that_the_header_shows(suite):
    suite.makepyfile(MANY)
    first = suite.runpytest_subprocess("-n", "2")
    seed = re.search(r"^synctv-async: chaos seed (\d+)$", first.stdout.str(), flags=re.MULTILINE)[1]
    first.stdout.re_match_lines([rf"flaky, seed {seed} \(of this run\)"])
