"""The pytest plugin: a sandbox of both services, and clients of it, as fixtures.

pytest finds it by itself wherever this package is installed. Nothing but pytest is imported here: what a fixture
needs is imported when a test asks for it.
"""

import secrets
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from synctv_async import AsyncSourceSync, AsyncSyncTV, SourceSync, SyncTV
    from synctv_async.sandbox import Sandbox

__all__ = ["async_sourcesync", "async_synctv", "sandbox", "sandbox_env", "sandbox_url", "sourcesync", "synctv"]

_MARKERS = (
    "sandbox(**settings): gives the test a sandbox of its own, as @pytest.mark.sandbox(media=1000, limit='cap')",
    "chaos(*scenarios, seed=None, **fault): what goes wrong, as @pytest.mark.chaos('flaky') or chaos(status=503)",
)
_IN_WORKERS = "synctv_chaos_seed"

_Put = tuple[str, int, bool]
_seed = pytest.StashKey[int]()
_state = pytest.StashKey["tuple[Sandbox, list[_Put]]"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--chaos-seed``."""
    parser.getgroup("synctv-async").addoption(
        "--chaos-seed",
        type=int,
        default=None,
        metavar="N",
        help="play the chaos of a run again: the seed that it printed, for the chaos markers that name none",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and draw the seed of this run."""
    for line in _MARKERS:
        config.addinivalue_line("markers", line)
    given: int | None = config.getoption("--chaos-seed", default=None)
    if given is None:
        given = getattr(config, "workerinput", {}).get(_IN_WORKERS)
    config.stash[_seed] = secrets.randbelow(1_000_000) if given is None else given


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give the workers of pytest-xdist the seed that the header shows."""
    node.workerinput[_IN_WORKERS] = node.config.stash[_seed]


def pytest_report_header(config: pytest.Config) -> str:
    """Print the seed."""
    return f"synctv-async: chaos seed {config.stash[_seed]}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a marker that would do nothing: a test that relies on it would test nothing."""
    used = getattr(item, "fixturenames", ())
    for name in ("chaos", "sandbox"):
        if item.get_closest_marker(name) is not None and "sandbox" not in used:
            message = f"the test is marked {name!r} and uses no sandbox: ask for the fixture sandbox, or for a client"
            pytest.fail(message, pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to a failure what the sandbox saw."""
    report = yield
    if report.failed and report.when != "teardown" and _state in item.stash:
        box, put = item.stash[_state]
        from synctv_async.testing.report import chaos_section, requests_section

        if put:
            report.sections.append(("sandbox chaos", chaos_section(box, put, item.nodeid)))
        if box.requests:
            report.sections.append(("sandbox requests", requests_section(box)))
    return report


def _sandbox_type() -> "type[Sandbox]":
    from synctv_async.testing.environment import sandbox_type

    try:
        return sandbox_type()
    except ModuleNotFoundError as error:
        if error.name not in ("starlette", "uvicorn"):
            raise
    pytest.fail("the sandbox needs starlette and uvicorn: pip install 'synctv-async[sandbox]'", pytrace=False)


@pytest.fixture(scope="session")
def _shared_sandbox() -> Iterator["Sandbox"]:
    box = _sandbox_type()()
    yield box
    box.close()


@pytest.fixture
def sandbox(request: pytest.FixtureRequest) -> Iterator["Sandbox"]:
    """An emulator of SyncTV and SourceSync with a fresh catalogue of 500 media.

    ``@pytest.mark.sandbox(media=1000, limit="cap")`` gives it other settings, ``@pytest.mark.chaos("flaky")`` lets
    things go wrong. It serves without a port; ``sandbox_url`` and ``sandbox_env`` open one.
    """
    settings: dict[str, Any] = {}
    for marker in reversed([*request.node.iter_markers("sandbox")]):
        if marker.args:
            pytest.fail("@pytest.mark.sandbox takes keyword arguments, as sandbox(media=1000)", pytrace=False)
        settings |= marker.kwargs
    if settings:
        box = _own_sandbox(settings)
    else:
        box = request.getfixturevalue("_shared_sandbox")
        box.reset(catalogue=True)
    try:
        request.node.stash[_state] = (box, _put_chaos(request, box))
        yield box
    finally:
        if settings:
            box.close()
        else:
            box.stop()


def _own_sandbox(settings: dict[str, Any]) -> "Sandbox":
    try:
        return _sandbox_type()(**settings)
    except (TypeError, ValueError, OSError) as error:
        pytest.fail(f"@pytest.mark.sandbox: {error}", pytrace=False)


def _put_chaos(request: pytest.FixtureRequest, box: "Sandbox") -> list[_Put]:
    """Put in force what the markers say, those of the module first, and tell what it was."""
    from synctv_async.sandbox import Fault

    put: list[_Put] = []
    for marker in reversed([*request.node.iter_markers("chaos")]):
        fault = {name: value for name, value in marker.kwargs.items() if name != "seed"}
        given = marker.kwargs.get("seed")
        seed = request.config.stash[_seed] if given is None else given
        try:
            box.chaos(*marker.args, *([Fault(**fault)] if fault else []), seed=seed)
        except (TypeError, ValueError, KeyError) as error:
            pytest.fail(f"@pytest.mark.chaos: {error}", pytrace=False)
        names = [*map(str, marker.args), *(f"{name}={value!r}" for name, value in fault.items())]
        put.append((", ".join(names), seed, given is None))
    return put


@pytest.fixture
def sandbox_url(sandbox: "Sandbox") -> str:
    """The base URL of the sandbox, which serves on a port of this machine from now to the end of the test."""
    from synctv_async.testing.environment import start

    start(sandbox)
    return sandbox.url


@pytest.fixture
def sandbox_env(sandbox: "Sandbox", monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The sandbox on a port, with every SYNCTV_* and SOURCESYNC_* variable of the environment leading to it.

    For code that makes its own client (``SyncTV.from_env()``), for subprocesses and for other languages. Returns the
    variables.
    """
    from synctv_async.testing.environment import environment_of, start

    start(sandbox)
    variables = environment_of(sandbox)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture
def synctv(sandbox: "Sandbox") -> Iterator["SyncTV"]:
    """An open ``SyncTV`` client of the sandbox, without a port; between attempts it waits 2 ms at most."""
    from synctv_async.testing.clients import make_synctv

    with make_synctv(sandbox) as tv:
        yield tv


@pytest.fixture
def sourcesync(sandbox: "Sandbox") -> Iterator["SourceSync"]:
    """An open ``SourceSync`` client of the sandbox, without a port; between attempts it waits 2 ms at most."""
    from synctv_async.testing.clients import make_sourcesync

    with make_sourcesync(sandbox) as ss:
        yield ss


@pytest.fixture
def async_synctv(sandbox: "Sandbox") -> "AsyncSyncTV":
    """An ``AsyncSyncTV`` client of the sandbox, without a port, for asyncio and trio.

    Between attempts it waits 2 ms at most. It holds no connection, so it need not be closed.
    """
    from synctv_async.testing.clients import make_async_synctv

    return make_async_synctv(sandbox)


@pytest.fixture
def async_sourcesync(sandbox: "Sandbox") -> "AsyncSourceSync":
    """An ``AsyncSourceSync`` client of the sandbox, without a port, for asyncio and trio.

    Between attempts it waits 2 ms at most. It holds no connection, so it need not be closed.
    """
    from synctv_async.testing.clients import make_async_sourcesync

    return make_async_sourcesync(sandbox)
